"""A leader's first days, lived through Slack's payloads on the program."""

import re
from datetime import UTC, datetime

from tests.adapters.slack.town import ADA, EVE, INES, TOKEN, Fields, Town, picked, town, typed, user

TUESDAY = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
QUESTIONS = ("happened", "worked", "surprised", "again")


async def welcomed(url_town: Town) -> None:
    """The people who are listed are found by themselves, and get the welcome that waited for them."""
    assert url_town.program.slack is not None
    await url_town.program.slack.connect()
    await url_town.program.drain.run()


async def onboarded(on: Town) -> None:
    await welcomed(on)
    await on.press(ADA, on.button(ADA, "agree"))
    await on.press(ADA, on.button(ADA, "open"))
    settings = on.modal()
    choice = next(b for b in settings["blocks"] if b.get("block_id") == "aspiration" and b["type"] == "input")
    answer = await on.submit(ADA, settings, {"aspiration": {"selected_option": choice["element"]["options"][0]}})
    assert answer.text == ""
    await on.press(ADA, on.button(ADA, "open"))
    baseline = on.modal()
    rated = {b["block_id"]: picked("2") for b in baseline["blocks"] if b["type"] == "input"}
    await on.submit(ADA, baseline, rated)


async def test_from_the_welcome_to_the_feedback(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await onboarded(on)
        await on.at(TUESDAY)
        await on.press(ADA, on.button(ADA, "accept"))
        await on.command(ADA, "/practice", "done")
        assert on.said_to(ADA)
        await on.press(ADA, on.button(ADA, "reflect"))
        form = on.modal()
        words = {b["block_id"]: typed("We talked. <!channel> & so on") for b in form["blocks"] if _is_words(b)}
        answer = await on.submit(ADA, form, {**words, "rating": picked("4")})
        assert answer.text == "", answer.text
        before = len(on.said_to(ADA))
        await on.command(INES, "/feedback", f"<@{ADA}|ada>", channel="C0TEAM")
        feedback = on.modal()
        seen = {b["block_id"]: typed("You waited before you spoke.") for b in feedback["blocks"] if _is_words(b)}
        assert (await on.submit(INES, feedback, {**seen, "rating": picked("4")})).text == ""
        assert len(on.said_to(ADA)) > before
        assert any("You waited before you spoke." in text for text in on.said_to(ADA)), on.said_to(ADA)
        await on.at(datetime(2026, 3, 10, 12, tzinfo=UTC))
        assert len(on.said_to(ADA)) > before + 1, "the bot came back to it"


def _is_words(block: Fields) -> bool:
    return block.get("element", {}).get("type") == "plain_text_input"


async def test_what_is_wrong_is_said_at_its_field_and_the_form_can_be_sent_again(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await welcomed(on)
        await on.press(ADA, on.button(ADA, "agree"))
        await on.press(ADA, on.button(ADA, "open"))
        answer = await on.submit(ADA, on.modal(), {"closes": {"type": "timepicker", "selected_time": "05:00"}})
        assert answer.json()["response_action"] == "errors"
        assert list(answer.json()["errors"]) == ["closes"]


async def test_a_page_of_ones_own(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await onboarded(on)
        opened = {"type": "app_home_opened", "user": ADA, "channel": f"D0{ADA}", "tab": "home", "view": {"hash": "7"}}
        assert (await on.event(opened)).status_code == 200
        assert on.program.slack is not None
        await on.program.slack.finished()
        [published] = on.slack.asked("views.publish")
        assert (published["user_id"], published["hash"]) == (ADA, "7")


async def test_words_that_ask_for_a_form_get_a_button_that_opens_it(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await welcomed(on)
        await on.say(INES, "feedback Ada")
        await on.press(INES, on.button(INES, "feedback"))
        assert on.modal()["title"]["text"]


async def test_a_stranger_gets_one_kind_sentence_and_leaves_nothing(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await welcomed(on)
        answer = await on.command(EVE, "/practice")
        assert answer.json()["response_type"] == "ephemeral"
        assert "know you" in answer.json()["text"]
        await on.say(EVE, "hello")
        assert len(on.said_to(EVE)) == 1
        assert len(on.slack.asked("users.info")) == 1, "asked for once"
        health = await on.program.memory.store.health(on.program.clock.now())
        assert await on.program.memory.directory.named("slack", "T1", EVE) is None
        assert "failed" not in health.messages


async def test_a_bot_a_leaver_and_a_guest_of_another_workspace_are_strangers(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await welcomed(on)
        strange = [
            user("U1", "jonas@example.org", is_bot=True),
            user("U2", "jonas@example.org", deleted=True),
            user("U3", "jonas@example.org", team="T9", is_stranger=True),
        ]
        for one in strange:
            on.slack.people["xoxb-one", one["id"]] = one
            assert "know you" in (await on.command(one["id"], "/practice")).json()["text"]


async def test_whoever_is_deactivated_hears_nothing_until_they_are_back(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await onboarded(on)
        before = len(on.said_to(ADA))
        await on.event({"type": "user_change", "user": dict(user(ADA, "ada@example.org", deleted=True))})
        await on.at(TUESDAY)
        assert len(on.said_to(ADA)) == before
        await on.event({"type": "user_change", "user": dict(user(ADA, "ada@example.org", tz="Asia/Tokyo"))})
        await on.command(ADA, "/practice")
        assert len(on.said_to(ADA)) > before


async def test_a_command_typed_among_others_is_answered_in_private_and_says_so(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await onboarded(on)
        before = len(on.said_to(ADA))
        answer = (await on.command(ADA, "/practice", "schedule", channel="C0TEAM")).json()
        assert answer["response_type"] == "ephemeral"
        assert "our own conversation" in answer["text"]
        assert len(on.said_to(ADA)) == before + 1
        assert (await on.command(ADA, "/practice", "schedule")).text == "", "at home there is nothing to explain"


async def test_bots_are_not_answered_as_that_might_never_end(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await welcomed(on)
        on.slack.people["xoxb-one", "U1"] = user("U1", "jonas@example.org", is_bot=True)
        before = len(on.slack.messages)
        assert (await on.say("U1", "Hello, I am a bot too.")).status_code == 200
        assert len(on.slack.messages) == before


async def digest_here(on: Town, who: str, text: str = "digest here", channel: str = "C0LEADS") -> str:
    answer = await on.command(who, "/team", text, channel=channel)
    return answer.json()["text"] if answer.text else ""


async def test_a_manager_brings_the_digest_into_a_channel_once_a_week(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        on.slack.people["xoxb-one", "U0JONAS"] = user("U0JONAS", "jonas@example.org")
        await welcomed(on)
        for _ in range(2):
            assert "this channel" in await digest_here(on, "U0JONAS", "digest here, weekly Wed 10:30")
        told = [text for text in on.said_to("C0LEADS") if "this channel" in text]
        assert "Wednesday" in told[-1]
        before = len(on.said_to("C0LEADS"))
        await on.at(datetime(2026, 3, 4, 9, 0, tzinfo=UTC))
        assert len(on.said_to("C0LEADS")) == before, "not before half past ten"
        await on.at(datetime(2026, 3, 4, 9, 31, tzinfo=UTC))
        [digest] = on.said_to("C0LEADS")[before:]
        assert "week" in digest
        assert on.slack.uploads, "with its picture"
        await on.at(datetime(2026, 3, 11, 9, 31, tzinfo=UTC))
        assert len(on.said_to("C0LEADS")) == before + 2


async def test_only_a_manager_can_and_nobody_takes_a_channel_from_another(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        on.slack.people["xoxb-one", "U0JONAS"] = user("U0JONAS", "jonas@example.org")
        await onboarded(on)
        assert "our own conversation" in await digest_here(on, ADA)
        assert not on.said_to("C0LEADS")
        assert "in the channel" in await digest_here(on, "U0JONAS", channel="D0U0JONAS")
        assert "this channel" in await digest_here(on, "U0JONAS")
        told = len(on.said_to("C0LEADS"))
        assert "our own conversation" in await digest_here(on, ADA)
        assert len(on.said_to("C0LEADS")) == told == 1


async def test_whoever_reads_german_is_refused_in_german(sqlite_url: str) -> None:
    async with town(sqlite_url, {"ada": "de"}) as on:
        await welcomed(on)
        assert "Möchtest du mitmachen?" in on.said_to(ADA)[-1]
        answer = await on.command(ADA, "/practice", "link ABCD-EFGH")
        assert answer.json()["text"].startswith("Diesen Code kenne ich nicht")
        assert (await on.command(INES, "/feedback", "Adda")).json()["text"].startswith("I know nobody called")


async def test_a_manager_compares_two_roles_and_follows_the_link(sqlite_url: str) -> None:
    async with town(sqlite_url, base_url="https://coach.example.org") as on:
        jonas = "U0JONAS"
        on.slack.people[TOKEN, jonas] = user(jonas, "jonas@example.org")
        await welcomed(on)
        await on.command(jonas, "/team", "matrix first-time-team-lead manager-of-managers")
        said = str(on.said_to(jonas))
        assert "New there" in said
        [link] = set(re.findall(r"https://coach\.example\.org(/dashboard/role-matrix/[\w.-]+)", str(on.slack.calls)))
        page = await on.http.get(link)
        assert (page.status_code, "<table>" in page.text) == (200, True)
