"""A leader's first days, lived through Teams' activities on the program."""

import re
from datetime import UTC, datetime, timedelta

from tests.adapters.teams.oracle import accept, words_of
from tests.adapters.teams.standin import APP
from tests.adapters.teams.town import ADA, EVE, INES, JONAS, Town, inputs_of, town, typed

TUESDAY = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
HOSTILE = "We talked. <at>Ines</at> [x](http://evil) **bold** <script>"


async def onboarded(on: Town) -> None:
    assert (await on.say(ADA, "hello")).status_code == 200
    await on.press(ADA, on.button(ADA, "agree"))
    settings = await on.fetch(ADA, on.button(ADA, "open"))
    choice = next(it for it in inputs_of(settings) if it["id"] == "one:aspiration")
    done = await on.submit(ADA, typed(settings, {"one:aspiration": choice["choices"][0]["value"]}))
    assert done.status_code == 200
    baseline = await on.fetch(ADA, on.button(ADA, "open"))
    await on.submit(ADA, typed(baseline, {it["id"]: "2" for it in inputs_of(baseline)}))


async def test_from_the_welcome_to_the_feedback(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await onboarded(on)
        await on.at(TUESDAY)
        await on.press(ADA, on.button(ADA, "accept"))
        await on.say(ADA, "practice done")
        form = await on.fetch(ADA, on.button(ADA, "reflect"))
        accept([form["task"]["value"]["card"]["content"]])
        answers = {it["id"]: HOSTILE for it in inputs_of(form, "Input.Text")} | {"one:rating": "4"}
        assert (await on.submit(ADA, typed(form, answers))).text == ""
        before = len(on.said_to(ADA))
        await on.say(INES, "coach next")
        await on.say(INES, "/feedback @Ada")
        feedback = await on.fetch(INES, on.button(INES, "feedback"))
        seen = {it["id"]: "You waited before you spoke." for it in inputs_of(feedback, "Input.Text")}
        assert (await on.submit(INES, typed(feedback, {**seen, "one:rating": "4"}))).text == ""
        assert any("You waited before you spoke." in text for text in on.said_to(ADA)[before:])
        assert any("<at>Ines</at>" in text for text in on.said_to(INES)), "letter by letter, and nothing of it markup"
        await on.at(datetime(2026, 3, 10, 12, tzinfo=UTC))
        assert len(on.said_to(ADA)) > before + 1, "the bot came back to it"
        accept([one["attachments"][0]["content"] for one in on.teams.activities])


async def test_what_is_wrong_is_said_in_the_dialog_and_nothing_is_lost(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await onboarded(on)
        await on.at(TUESDAY)
        await on.press(ADA, on.button(ADA, "accept"))
        await on.say(ADA, "practice done")
        form = await on.fetch(ADA, on.button(ADA, "reflect"))
        first, *rest = [it["id"] for it in inputs_of(form, "Input.Text")]
        answers = {first: "x" * 5_000} | dict.fromkeys(rest, "It went well.") | {"one:rating": "4"}
        again = (await on.submit(ADA, typed(form, answers))).json()
        assert "4000" in words_of(again).replace(",", "").replace("\u202f", "")
        kept = {it["id"]: it.get("value", "") for it in inputs_of(again)}
        assert kept[rest[0]] == "It went well."
        assert (await on.submit(ADA, typed(again, {first: "We talked."}))).text == ""


async def test_typed_with_or_without_the_slash_and_with_a_mention(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await onboarded(on)
        for text in ("/practice schedule", "practice schedule", "schedule", "<at>Microcoach</at> schedule&nbsp;"):
            before = len(on.said_to(ADA))
            await on.say(ADA, text)
            assert len(on.said_to(ADA)) == before + 1, text
            assert on.said_to(ADA)[-1] == on.said_to(ADA)[before - 1] or text.startswith("/")


async def test_a_stranger_is_told_so_and_asked_for_once(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        for _ in range(3):
            assert (await on.say(EVE, "hello")).status_code == 200
        assert all("know you" in text for text in on.said_to(EVE))
        assert await on.program.memory.directory.named("teams", "5d1f0c9e-1111-4222-8333-a4b5c6d7e8f9", EVE) is None


async def test_a_roster_without_addresses_knows_nobody(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        on.teams.roster["29:aad-ada"] = {"id": "29:aad-ada", "aadObjectId": ADA, "name": "Ada"}
        await on.say(ADA, "hello")
        assert "know you" in on.said_to(ADA)[-1]


async def test_installed_in_a_team_everybody_listed_is_found_and_welcomed(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        added = on.activity(INES, "conversationUpdate", "19:leads@thread.tacv2", membersAdded=[{"id": f"28:{APP}"}])
        assert (await on.settled(await on.post(added))).status_code == 200
        await on.at(on.program.clock.now() + timedelta(days=1))
        assert any("Ada" in text for text in on.said_to(ADA)), "in a conversation that was opened for it"
        assert {one["members"][0]["id"] for one in on.teams.opened} >= {ADA}
        assert not on.said_to(EVE)


async def test_a_manager_brings_the_digest_into_a_channel_and_its_buttons_are_theirs(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await onboarded(on)
        channel = "19:digest@thread.tacv2"
        await on.say(JONAS, "<at>Microcoach</at> team digest here, weekly Wed 10:30", channel)
        assert any("this channel" in text for text in on.said_to(channel))
        before = len(on.said_to(channel))
        await on.at(datetime(2026, 3, 4, 9, 31, tzinfo=UTC))
        [digest] = [one for one in on.teams.activities if channel in one["place"]][before:]
        assert "week" in words_of(digest)
        action = on.button(channel, "action")
        refused = (await on.press(ADA, action, channel)).json()
        assert refused["statusCode"] == 200
        assert len(on.said_to(channel)) == before + 1, "nothing happened in the channel"
        await on.press(JONAS, action, channel)
        assert len(on.said_to(channel)) >= before + 1
        picture = next(node for node in inputs_of(digest, "Image"))
        fetched = await on.http.get(picture["url"].removeprefix("https://coach.example.org"))
        assert fetched.headers["content-type"] == "image/png"
        assert (await on.http.get(f"/teams/files/{'x' * 40}")).status_code == 404


async def test_whoever_removes_the_bot_hears_nothing_until_they_are_back(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await onboarded(on)
        before = len(on.said_to(ADA))
        await on.post(on.activity(ADA, "installationUpdate", action="remove"))
        await on.at(TUESDAY)
        assert len(on.said_to(ADA)) == before
        await on.say(ADA, "practice")
        assert len(on.said_to(ADA)) > before


async def test_whatever_comes_twice_has_one_effect(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await onboarded(on)
        before = len(on.said_to(ADA))
        for _ in range(2):
            await on.say(ADA, "schedule", id="f:same")
        assert len(on.said_to(ADA)) == before + 1
        await on.at(TUESDAY)
        accept_it = on.button(ADA, "accept")
        await on.press(ADA, accept_it, id="f:press")
        told = len(on.said_to(ADA))
        await on.press(ADA, accept_it, id="f:press")
        assert len(on.said_to(ADA)) == told


async def test_whoever_reads_german_is_refused_in_german_whatever_their_client_speaks(sqlite_url: str) -> None:
    async with town(sqlite_url, {"ada": "de"}) as on:
        await on.say(ADA, "hello")
        assert "Möchtest du mitmachen?" in on.said_to(ADA)[-1]
        await on.say(ADA, "practice link ABCD-EFGH")
        assert "Diesen Code kenne ich nicht" in on.said_to(ADA)[-1]


async def test_a_stranger_is_told_so_in_the_language_of_their_client(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await on.say(EVE, "hello", locale="de-DE")
        assert "Hier kenne ich dich nicht" in on.said_to(EVE)[-1]


async def test_a_manager_compares_two_roles_and_follows_the_link(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await on.say(JONAS, "team matrix first-time-team-lead manager-of-managers")
        assert any("New there" in text for text in on.said_to(JONAS))
        said = str([one for one in on.teams.activities if JONAS in one["place"]])
        [link] = set(re.findall(r"https://coach\.example\.org(/dashboard/role-matrix/[\w.-]+)", said))
        page = await on.http.get(link)
        assert (page.status_code, "<table>" in page.text) == (200, True)
        accept([one["attachments"][0]["content"] for one in on.teams.activities])
