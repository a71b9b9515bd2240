"""What comes in: tokens, junk, other tenants, and what somebody has edited."""

import json
from collections.abc import AsyncGenerator

import jwt
import pytest

from bot.adapters.teams.guard import LONGEST_BODY
from bot.scheduler.clock import SystemClock
from tests.adapters.teams.standin import APP, ISSUER, new_key
from tests.adapters.teams.test_story import TUESDAY, onboarded
from tests.adapters.teams.town import ADA, INES, JONAS, Town, inputs_of, town, typed

NOW = int(SystemClock().now().timestamp())


@pytest.fixture
async def on(sqlite_url: str) -> AsyncGenerator[Town]:
    async with town(sqlite_url) as made:
        yield made


async def hello(on: Town, headers: dict[str, str] | None = None, **more: object) -> int:
    return (await on.post({**on.activity(ADA, "message", text="hello"), **more}, headers)).status_code


async def test_whoever_shows_teams_own_token_is_heard(on: Town) -> None:
    assert await hello(on) == 200


@pytest.mark.parametrize(
    "shown", [b"", b"Bearer", b"Bearer x.y.z", b"Basic abc", b"Bearer \xe9", b"Bearer " + b"a" * 9_000]
)
async def test_without_a_token_nobody_is_heard(on: Town, shown: bytes) -> None:
    body = json.dumps(on.activity(ADA, "message", text="hello")).encode()
    headers = [(b"Content-Type", b"application/json"), *([(b"Authorization", shown)] if shown else [])]
    assert (await on.http.post("/api/messages", content=body, headers=headers)).status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": NOW - 3600},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": NOW + 3600},
        {"aud": "another-bot"},
        {"aud": None},
        {"iss": "https://sts.windows.net/x/"},
        {"iss": None},
        {"serviceurl": "https://smba.trafficmanager.net/emea/"},
        {"serviceurl": None},
    ],
    ids=str,
)
async def test_a_token_that_is_none_for_this_is_refused(on: Town, claims: dict[str, object]) -> None:
    assert await hello(on, on.sign(**claims)) == 401


async def test_a_clock_may_be_a_little_wrong(on: Town) -> None:
    assert await hello(on, on.sign(exp=NOW - 120)) == 200


async def test_other_ways_to_sign_are_none(on: Town) -> None:
    claims = {"iss": ISSUER, "aud": APP, "exp": NOW + 3600, "serviceurl": on.teams.service}
    nothing = jwt.encode(claims, "", algorithm="none", headers={"kid": "k1"})
    shared = jwt.encode(claims, "a-secret-that-everybody-may-know", algorithm="HS256", headers={"kid": "k1"})
    stolen = jwt.encode(claims, new_key(), algorithm="RS256", headers={"kid": "k1"})
    nobody = jwt.encode(claims, new_key(), algorithm="RS256")
    for token in (nothing, shared, stolen, nobody):
        assert await hello(on, {"Authorization": f"Bearer {token}"}) == 401


async def test_a_new_key_is_fetched_when_it_is_first_seen_and_an_unknown_one_not_each_time(on: Town) -> None:
    assert await hello(on) == 200
    for _ in range(20):
        assert await hello(on, on.sign(kid="nobody")) == 401
    assert on.teams.key_fetches <= 2
    on.program.clock.advance_to(on.program.clock.now().replace(minute=5))
    on.teams.keys["k2"] = new_key()
    assert await hello(on, on.sign(kid="k2")) == 200


async def test_a_channel_that_is_not_endorsed_is_refused(on: Town) -> None:
    on.teams.endorsements = ["skype"]
    assert await hello(on) == 401


async def test_while_the_keys_cant_be_fetched_teams_is_asked_to_come_again(on: Town) -> None:
    on.teams.down = True
    assert await hello(on) == 503
    on.teams.down = False
    on.program.clock.advance_to(on.program.clock.now().replace(minute=5))
    assert await hello(on) == 200


@pytest.mark.parametrize(
    "service",
    [
        "",
        "https://evil.example/",
        "http://smba.trafficmanager.net/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://u@smba.trafficmanager.net/",
    ],
)
async def test_no_token_of_ours_is_sent_anywhere_else(on: Town, service: str) -> None:
    assert await hello(on, on.sign(serviceurl=service), serviceUrl=service) in {400, 401}
    assert not on.teams.authorizations


async def test_another_tenant_is_not_heard(on: Town) -> None:
    theirs = {"id": f"a:{ADA}", "tenantId": "another", "conversationType": "personal"}
    assert await hello(on, conversation=theirs) == 403
    assert not on.teams.activities


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe", b"{}", b'{"type": 7}', b"[" * 100_000, b'"text"',
        b'{"type": "message"}',
    ],
)  # fmt: skip
async def test_junk_is_junk(on: Town, body: bytes) -> None:
    assert (await on.post(body)).status_code in {400, 401}


@pytest.mark.parametrize(
    "more",
    [
        {"from": []}, {"from": None}, {"from": {}}, {"id": 7}, {"id": ""},
        {"conversation": {"id": [], "tenantId": "x"}}, {"text": {"a": 1}}, {"channelData": "x"}, {"id": "\x00"},
        {"id": "x" * 5_000},
    ],
    ids=str,
)  # fmt: skip
async def test_activities_of_another_shape_are_junk(on: Town, more: dict[str, object]) -> None:
    assert await hello(on, None, **more) in {400, 403}
    assert not on.teams.activities


async def test_a_bad_time_stamp_and_unknown_kinds_harm_nobody(on: Town) -> None:
    assert await hello(on, timestamp="yesterday", entities="x", locale=None) == 200
    for kind in ("messageReaction", "typing", "event", "endOfConversation", "somethingNew", "messageUpdate"):
        assert (await on.post(on.activity(ADA, kind))).status_code == 200
    odd = on.activity(ADA, "invoke", name="composeExtension/query", value={})
    assert (await on.post(odd)).status_code == 200


async def test_five_megabytes_are_not_read(on: Town) -> None:
    assert (await on.post(b"x" * (5 * LONGEST_BODY))).status_code == 413


async def test_what_somebody_edited_in_a_card_changes_nothing(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await onboarded(on)
        await on.at(TUESDAY)
        token = str(on.button(ADA, "accept")["means"])
        for means in (token + "x", "1:accept:", "9:accept:a", "", 7, None):
            answer = await on.press(ADA, {"means": means})
            assert answer.status_code == 200
        told = len(on.said_to(JONAS))
        refused = (await on.press(JONAS, {"means": token})).json()
        assert "value" in refused
        assert len(on.said_to(JONAS)) >= told
        assert (await on.press(ADA, {"means": token})).status_code == 200, "hers is untouched"


async def test_a_form_of_somebody_else_is_refused(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await onboarded(on)
        await on.at(TUESDAY)
        await on.press(ADA, on.button(ADA, "accept"))
        await on.say(ADA, "practice done")
        form = await on.fetch(ADA, on.button(ADA, "reflect"))
        answers = typed(form, {it["id"]: "Not mine." for it in inputs_of(form, "Input.Text")} | {"one:rating": "4"})
        heard = len(on.said_to(INES))
        assert (await on.submit(INES, answers)).status_code == 200
        assert len(on.said_to(INES)) == heard + 1, "she is told what she can do"
        mine = await on.submit(ADA, {**answers, "form": 7})
        assert json.loads(mine.text)["task"]["type"] == "message"
        assert (await on.submit(ADA, answers)).text == ""
        twice = await on.submit(ADA, answers)
        assert twice.status_code == 200
