"""What comes in: signatures, junk, duplicates, other workspaces, and the end of an installation."""

import asyncio
import json
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from bot.adapters.slack.guard import LONGEST_BODY
from bot.adapters.slack.inbound import plain_of
from tests.adapters.slack.town import ADA, INES, MONDAY, Fields, Town, town, user

OAUTH: dict[str, Any] = {
    "slack_bot_token": None,
    "slack_client_id": "111.222",
    "slack_client_secret": SecretStr("a-client-secret"),
    "base_url": "https://coach.example.org",
}
HELLO = json.dumps({"type": "event_callback", "team_id": "T1", "event_id": "Ev", "event": {"type": "other"}}).encode()


@pytest.fixture
async def on(sqlite_url: str) -> AsyncGenerator[Town]:
    async with town(sqlite_url) as made:
        assert made.program.slack is not None
        await made.program.slack.connect()
        await made.program.drain.run()
        yield made


@pytest.mark.parametrize("stamp", ["", "yesterday", "\uff11\uff17", "-1", "1e9", "99999999999999999999", "1"])
async def test_a_time_that_is_none_or_not_now_is_refused(on: Town, stamp: str) -> None:
    headers = [(b"X-Slack-Request-Timestamp", stamp.encode()), (b"X-Slack-Signature", b"v0=00")]
    answer = await on.http.post("/slack/events", content=HELLO, headers=headers)
    assert answer.status_code == 401


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_what_is_too_old_or_of_the_future_is_refused_though_it_is_signed(on: Town, minutes: int) -> None:
    stamp = str(int((on.wall() + timedelta(minutes=minutes)).timestamp()))
    assert (await on.post(HELLO, **on.sign(HELLO, stamp))).status_code == 401


@pytest.mark.parametrize("signature", ["", "v0=", "v0=0000", "v1=abc", "v0=日本"])
async def test_a_wrong_signature_is_refused(on: Town, signature: str) -> None:
    headers = on.sign(HELLO) | {"X-Slack-Signature": signature}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    assert (await on.http.post("/slack/events", content=HELLO, headers=raw)).status_code == 401


async def test_without_a_signature_or_with_anothers_secret_nobody_is_heard(on: Town) -> None:
    assert (await on.http.post("/slack/events", content=HELLO)).status_code == 401
    assert (await on.post(HELLO, **on.sign(HELLO, secret="another"))).status_code == 401
    assert (await on.post(HELLO)).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"type": 7}', b"{}", b"payload=%7B", b"payload=[]",
        b'{"type": "event_callback"}', b'{"type": "event_callback", "event": []}',
        b'{"type": "event_callback", "team_id": {}, "event_id": "E", "event": {"type": "app_uninstalled"}}',
        b'{"type": "block_actions", "actions": [7]}', b'{"type": "view_submission", "view": "x"}',
        b'{"type": "block_actions", "actions": [{"type": "button"}]}', b"[" * 100_000,
    ],
)  # fmt: skip
async def test_junk_is_junk(on: Town, body: bytes) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        assert (await on.post(body, kind)).status_code == 400


async def test_five_megabytes_are_not_read(on: Town) -> None:
    assert (await on.post(b"x" * (5 * LONGEST_BODY))).status_code == 413


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1},
        {"type": "view_closed", "user": {"id": ADA}, "view": {"id": "V1"}},
        {"type": "block_suggestion", "user": {"id": ADA}},
        {"type": "shortcut", "callback_id": "x"},
        {"type": "something_new"},
    ],
)
async def test_what_is_not_for_us_is_acknowledged(on: Town, payload: dict[str, object]) -> None:
    assert (await on.post(json.dumps(payload).encode())).status_code == 200


async def test_slack_makes_sure_of_the_address(on: Town) -> None:
    answer = await on.post(json.dumps({"type": "url_verification", "challenge": "c0ffee"}).encode())
    assert (answer.status_code, answer.json()) == (200, {"challenge": "c0ffee"})
    assert (await on.http.post("/slack/events", content=b"ssl_check=1&token=x")).status_code == 200


async def test_what_comes_twice_has_one_effect(on: Town) -> None:
    before = len(on.said_to(ADA))
    for _ in range(2):
        assert (await on.say(ADA, "help", event_id="EvSame")).status_code == 200
    assert len(on.said_to(ADA)) == before + 1
    await asyncio.gather(*(on.say(ADA, "help", event_id="EvBoth") for _ in range(5)))
    assert len(on.said_to(ADA)) == before + 2
    for _ in range(2):
        await on.command(ADA, "/practice", "help", trigger="13.same")
    assert len(on.said_to(ADA)) == before + 3
    agree = on.button(ADA, "agree")
    for _ in range(2):
        await on.press(ADA, agree, action_ts="17.7")
    assert len(on.said_to(ADA)) == before + 4


async def test_a_retry_counts_where_the_first_delivery_was_lost(on: Town) -> None:
    said = {"type": "message", "channel_type": "im", "channel": f"D0{ADA}", "user": ADA, "text": "help"}
    body = json.dumps({"type": "event_callback", "team_id": "T1", "event_id": "EvLost", "event": said}).encode()
    before = len(on.said_to(ADA))
    await on.post(body, **{"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"})
    await on.program.drain.run()
    assert len(on.said_to(ADA)) == before + 1


async def test_bots_edits_and_deletions_say_nothing(on: Town) -> None:
    before = len(on.slack.messages)
    said = {"type": "message", "channel_type": "im", "channel": f"D0{ADA}", "user": ADA, "text": "help"}
    for more in ({"bot_id": "B1"}, {"subtype": "message_changed"}, {"subtype": "message_deleted"}, {"user": None}):
        assert (await on.event(said | more)).status_code == 200
    await on.program.drain.run()
    assert len(on.slack.messages) == before


async def test_a_button_that_nobody_made_is_answered_kindly(on: Town) -> None:
    for value in ("", "1:nonsense", "9:accept:x", "1:accept:\x00", "x" * 3000):
        assert (await on.press(ADA, value)).status_code == 200
    assert len(on.slack.responses) == 5
    assert all(answer["response_type"] == "ephemeral" for answer in on.slack.responses)


async def test_a_form_about_another_learner_gives_nothing_away(on: Town) -> None:
    jonas = await on.program.memory.roster.person("jonas@example.org")
    view: Fields = {"private_metadata": f"1:form:feedback%2Fform:n0nce:{jonas}:", "blocks": []}
    answer = await on.submit(ADA, view, {"situation": {"value": "x"}})
    assert answer.status_code == 200
    assert not any(text == "x" for text in on.said_to("JONAS"))


async def test_an_answer_whose_address_is_over_comes_as_a_message(on: Town) -> None:
    on.slack.faults["response"] = ["404"]
    before = len(on.said_to(ADA))
    await on.press(ADA, "1:nonsense")
    assert len(on.said_to(ADA)) == before + 1


async def test_a_form_that_slack_does_not_open_is_offered_again(on: Town) -> None:
    on.slack.faults["views.open"] = ["expired_trigger_id"]
    await on.command(INES, "/feedback", f"<@{ADA}>")
    assert on.button(INES, "feedback")


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<http://evil.example|ok>", "ok (http://evil.example)"),
        ("<https://a.example>", "https://a.example"),
        ("<!channel> <@U1|ada> <#C1|team>", "@channel @ada #team"),
        ("1 < 2", "1 < 2"),
    ],
)
def test_words_are_heard_as_they_were_typed(marked: str, plain: str) -> None:
    assert plain_of(marked) == plain


async def test_the_end_of_an_installation_comes_in_either_order(sqlite_url: str) -> None:
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT"]}}
    gone = {"type": "app_uninstalled"}
    async with town(sqlite_url, **OAUTH) as on:
        for order in ((gone, revoked), (revoked, gone)):
            await installed(on, "T1", "xoxb-new")
            before = len(on.slack.messages)
            for event in order:
                assert (await on.event(event)).status_code == 200
            assert await on.program.memory.installs.find("", "T1") is None
            assert (await on.say(ADA, "help")).status_code == 200
            await on.at(on.program.clock.now() + timedelta(days=1))
            assert len(on.slack.messages) == before, "its people are told nothing"


async def installed(on: Town, of: str, token: str, **more: object) -> None:
    """All the way through the browser of an admin."""
    leaving = await on.http.get("/slack/install")
    assert leaving.status_code == 302
    asked = parse_qs(urlsplit(leaving.headers["location"]).query)
    assert asked["redirect_uri"] == ["https://coach.example.org/slack/oauth_redirect"]
    cookie = leaving.cookies["microcoach-slack-install"]
    code = f"code-{of}-{token}"
    on.slack.grants[code] = {"access_token": token, "bot_user_id": "UBOT", "team": {"id": of, "name": of}} | more
    params = {"code": code, "state": asked["state"][0]}
    headers = {"Cookie": f"microcoach-slack-install={cookie}"}
    answer = await on.http.get("/slack/oauth_redirect", params=params, headers=headers)
    assert answer.status_code == 200, answer.text
    again = await on.http.get("/slack/oauth_redirect", params=params, headers=headers)
    assert again.status_code == 401, "a ticket is good once"


async def test_two_workspaces_with_equal_ids_share_nothing(sqlite_url: str) -> None:
    async with town(sqlite_url, **OAUTH) as on:
        for team, token, email in (("T1", "xoxb-1", "ada@example.org"), ("T2", "xoxb-2", "jonas@example.org")):
            await installed(on, team, token)
            on.slack.people[token, ADA] = user(ADA, email, team)
            on.team = team
            await on.say(ADA, "help")
        tokens = [token for method, _, token in on.slack.calls if method == "chat.postMessage"]
        assert {"Bearer xoxb-1", "Bearer xoxb-2"} == set(tokens)
        people = [await on.program.memory.directory.named("slack", team, ADA) for team in ("T1", "T2")]
        assert None not in people
        assert people[0] != people[1]
        assert await on.program.memory.directory.named("slack", "T3", ADA) is None
        on.team = "T3"
        assert "know you" in (await on.command(ADA, "/practice")).json()["text"]


async def test_tokens_lie_sealed_and_are_renewed_once(sqlite_url: str) -> None:
    async with town(sqlite_url, **OAUTH) as on:
        await installed(on, "T1", "xoxe-old", refresh_token="xoxe-1-refresh", expires_in=43_200)
        kept = await on.program.memory.installs.find("", "T1")
        assert kept is not None
        assert "xoxe" not in kept.sealed
        on.slack.grants["xoxe-1-refresh"] = {
            "access_token": "xoxe-new", "refresh_token": "xoxe-2", "expires_in": 43_200, "team": {"id": "T1"}
        }  # fmt: skip
        on.program.clock.advance_to(MONDAY + timedelta(hours=11))
        assert on.program.slack is not None
        tokens = await asyncio.gather(*(on.program.slack.tokens.token_of("T1") for _ in range(5)))
        assert set(tokens) <= {"xoxe-old", "xoxe-new"}
        renewals = [fields for fields in on.slack.asked("oauth.v2.access") if "refresh_token" in fields]
        assert len(renewals) == 1
        on.program.clock.advance_to(MONDAY + timedelta(hours=12))
        assert await on.program.slack.tokens.token_of("T1") == "xoxe-new"


async def test_a_whole_organization_is_served_by_its_own_leave(sqlite_url: str) -> None:
    async with town(sqlite_url, **OAUTH) as on:
        for_all = {"team": None, "enterprise": {"id": "E1", "name": "Acme"}, "is_enterprise_install": True}
        await installed(on, "T5", "xoxb-org", **for_all)
        on.slack.people["xoxb-org", ADA] = user(ADA, "ada@example.org", "T5")
        said = {"type": "message", "channel_type": "im", "channel": f"D0{ADA}", "user": ADA, "text": "help"}
        on.team = "T5"
        await on.event(said, enterprise_id="E1")
        await on.program.drain.run()
        assert on.said_to(ADA)
        leave = [{"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True}]
        await on.event({"type": "app_uninstalled"}, enterprise_id="E1", authorizations=leave)
        before = len(on.slack.messages)
        await on.say(ADA, "help")
        assert len(on.slack.messages) == before


async def test_only_the_browser_that_left_comes_back(sqlite_url: str) -> None:
    async with town(sqlite_url, **OAUTH) as on:
        leaving = await on.http.get("/slack/install")
        state = parse_qs(urlsplit(leaving.headers["location"]).query)["state"][0]
        on.http.cookies.clear()
        stolen = await on.http.get("/slack/oauth_redirect", params={"code": "c", "state": state})
        assert stolen.status_code == 400
        assert (await on.http.get("/slack/oauth_redirect", params={"error": "access_denied"})).status_code == 200
        no_ticket = await on.http.get("/slack/oauth_redirect", params={"code": "from the admin page"})
        assert (no_ticket.status_code, no_ticket.headers["location"]) == (302, "/slack/install")
