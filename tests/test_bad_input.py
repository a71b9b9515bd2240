"""What people should not do, or could only do with a made-up button: refused in one sentence, or kept to themselves."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, text, update
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import UnreadableInputError
from bot.domain.ids import AttemptId, ConversationId, PersonId
from bot.domain.learner import Learner
from bot.domain.roster import Newcomer
from bot.engine import events as ev
from bot.runtime.ports import About, Heard
from storage import tables as t
from storage.database import Connections
from tests.stage import Stage, onboard, sample, stage

pytestmark = pytest.mark.slow

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SECRET = "zebra"
LEARNERS_OWN = (
    *(f"/practice {verb}" for verb in ("", "more", "why", "schedule", "progress", "plan", "journal", "privacy")),
    *(f"/practice {verb}" for verb in ("export", "erase", "pause", "resume", "hours 09:30", f"journal {SECRET}")),
    "/library save",
)
COACHS_OWN = ("/coach queue", "/coach next", "/coach learners", "/coach focus @Ada Okafor")
ANSWERS = ("expected", "happened", "changed", "matters", "sustain", "next time")
FEEDBACK = {"situation": "s", "behaviour": "b", "impact": "i", "next_step": "n"}


@pytest.fixture
async def on(sqlite_url: str) -> AsyncGenerator[Stage]:
    """Monday, nine in Berlin: Ada has reflected on her first practice, Ben has an offer."""
    founding = sample(MONDAY.date())
    namesake = Newcomer("Ada Brown", "brown@example.org", frozenset({"sponsor"}), "Europe/Berlin", "DE", "en")
    async with stage(sqlite_url, MONDAY, replace(founding, people=(*founding.people, namesake))) as on:
        [(ada, [home])] = [found for found in await on.memory.transcript.people() if found[0].name == "Ada Okafor"]
        on.ids["ada"], on.homes["ada"] = ada.id, home.id
        await on.move(MONDAY)
        for who in ("ada", "ben"):
            await onboard(on, who)
        await on.move(MONDAY + timedelta(days=1))
        await on.choose("ada", "start")
        await on.say("ada", "/practice done")
        for answer in ANSWERS:
            await on.say("ada", f"{SECRET}: {answer}")
        await on.say("ada", "4")
        yield on


async def refused(on: Stage, who: str, event: ev.Event) -> str:
    """The sentence's name; nothing was said to anybody and nothing was kept."""
    said, kept = len(on.writer.spoken), [await own_data(on, one) for one in ("ada", "ben")]
    with pytest.raises(UnreadableInputError) as refusal:
        await on.hear(who, event)
    assert len(on.writer.spoken) == said
    assert [await own_data(on, one) for one in ("ada", "ben")] == kept
    return refusal.value.prompt.removeprefix("unreadable/")


async def own_data(on: Stage, who: str) -> bytes:
    return await on.memory.export(on.ids[who])


async def learner_of(on: Stage, who: str) -> Learner:
    async with on.memory.store.turn() as turn:
        scene = await turn.scene(on.ids[who], on.homes[who], About(on.ids[who]))
    assert scene is not None
    assert scene.journey is not None
    return scene.journey.learner


async def attempt_of(on: Stage, who: str) -> AttemptId:
    attempt = (await learner_of(on, who)).attempt
    assert attempt is not None
    return attempt


class TestTheManagersChannel:
    async def test_what_is_ones_own_is_answered_at_home(self, on: Stage) -> None:
        asked = [("ada", words) for words in LEARNERS_OWN] + [("ines", words) for words in COACHS_OWN]
        for who, words in asked:
            before = len(on.writer.spoken)
            await in_the_channel(on, who, ev.Said(words))
            assert {spoken.reader for spoken in on.writer.spoken[before:]} == {who}, words

    async def test_what_anybody_may_know_is_answered_where_it_was_asked(self, on: Stage) -> None:
        for words in ("/library search conflict", "/library define feedback", "/help", "what is this", "/team digest"):
            before = len(on.writer.spoken)
            await in_the_channel(on, "ada", ev.Said(words))
            assert [spoken.reader for spoken in on.writer.spoken[before:]] == ["leading-together"], words

    async def test_a_button_of_ones_own_is_answered_at_home(self, on: Stage) -> None:
        before = len(on.writer.spoken)
        await in_the_channel(on, "ben", ev.PracticeAccepted(await attempt_of(on, "ben")))
        assert {spoken.reader for spoken in on.writer.spoken[before:]} == {"ben"}


async def in_the_channel(on: Stage, who: str, event: ev.Event) -> None:
    await on.conductor.hear(Heard(on.ids[who], on.channels["jonas"], event, f"test:channel:{event}"))
    await on.drain.run()


class TestMadeUpButtons:
    async def test_a_milestone_is_shared_once_it_is_reached(self, on: Stage) -> None:
        assert await refused(on, "ada", ev.MilestoneShared("fifth_reflection")) == "button"
        assert await refused(on, "ada", ev.MilestoneShared("tenth_reflection")) == "button"

    async def test_a_milestone_that_is_reached_is_shared(self, on: Stage) -> None:
        assert await on.choose("ada", "share") == ["milestone/shared"]

    async def test_a_practice_of_another_person(self, on: Stage) -> None:
        theirs = await attempt_of(on, "ben")
        for event in (
            ev.PracticeAccepted(theirs),
            ev.PracticePostponed(theirs, "1h"),
            ev.PracticeDeclined(theirs),
            ev.TierAsked(theirs, 1),
            ev.AidAsked(theirs, "guide"),
            ev.ReflectionFormAsked(theirs),
            ev.ReflectionPutOff(theirs),
            ev.LevelChosen(theirs, 5),
            ev.PlanFormAsked(theirs),
            ev.ReflectionGiven(theirs, {"happened": SECRET}, 5),
            ev.PlanGiven(theirs, SECRET, SECRET, SECRET, "friday"),
        ):
            assert await refused(on, "ada", event) == "attempt_unknown", event


class TestTheCoach:
    async def test_who_is_no_longer_the_coach_can_not_answer_through_an_old_form(self, on: Stage) -> None:
        await on.say("ines", "/feedback @Ada Okafor")
        form = on.form("ines")
        learner = await learner_of(on, "ada")
        async with on.memory.store.turn() as turn:
            await turn.keep([replace(learner, coach=on.ids["kofi"])], on.clock.at)
        assert await refused(on, "ines", ev.Submitted(form.prompt, form.about, {**FEEDBACK})) == "not_your_learner"
        await on.say("ines", "/coach queue")
        assert SECRET not in str(on.said_to("ines")[-1])

    async def test_a_name_that_means_nobody_or_two(self, on: Stage) -> None:
        for words in ("/feedback @Ada", "/coach focus @Ada", "/coach focus ada"):
            assert await refused(on, "ines", ev.Said(words)) == "several", words
        for words in ("/feedback", "/feedback @", "/feedback   ", "/coach focus", "/coach focus @@"):
            assert await refused(on, "ines", ev.Said(words)) == "whom", words
        for name in ("Zoe", "%", "_da", "Ad", "'; drop table person; --", "<b>*x*", "x" * 3_900):
            assert await refused(on, "ines", ev.Said(f"/feedback @{name}")) == "nobody", name

    async def test_feedback_to_oneself(self, on: Stage) -> None:
        learner = await learner_of(on, "ada")
        async with on.memory.store.turn() as turn:
            await turn.keep([replace(learner, coach=on.ids["ada"])], on.clock.at)
        assert (
            await refused(on, "ines", ev.FeedbackGiven(on.ids["ada"], None, "s", "b", "i", "n", 5))
            == "not_your_learner"
        )
        assert await refused(on, "ines", ev.FeedbackFormAsked(PersonId("@Ines"))) == "not_a_learner"

    async def test_feedback_on_a_practice_of_somebody_else(self, on: Stage) -> None:
        ada, theirs = on.ids["ada"], await attempt_of(on, "ben")
        event = ev.FeedbackGiven(ada, theirs, "s", "b", "i", "n", 5)
        assert await refused(on, "ines", event) == "attempt_unknown"

    async def test_feedback_on_a_practice_without_a_reflection(self, on: Stage) -> None:
        event = ev.FeedbackGiven(on.ids["ben"], await attempt_of(on, "ben"), "s", "b", "i", "n", 5)
        assert await refused(on, "ines", event) == "attempt_unknown"


class TestWhoeverIsGone:
    async def test_who_was_erased_is_a_stranger(self, on: Stage) -> None:
        await on.say("ada", "/practice erase")
        await on.choose("ada", "confirm")
        said = len(on.writer.spoken)
        for event in (ev.Said("hello"), ev.Said("/practice"), ev.EraseConfirmed(), ev.ConsentGiven(1)):
            with pytest.raises(UnreadableInputError, match="stranger"):
                await on.hear("ada", event)
        assert len(on.writer.spoken) == said

    async def test_feedback_for_who_was_erased(self, on: Stage) -> None:
        ada, attempt = on.ids["ada"], await attempt_of(on, "ada")
        await on.hear("ada", ev.EraseConfirmed())
        with pytest.raises(UnreadableInputError, match="not_a_learner"):
            await on.hear("ines", ev.FeedbackGiven(ada, attempt, "s", "b", "i", "n", 5))

    async def test_a_conversation_that_is_none(self, on: Stage) -> None:
        for place in ("", "nobody", "\U0001f600", on.homes["ben"]):
            with pytest.raises(UnreadableInputError, match="stranger"):
                await on.conductor.hear(Heard(on.ids["ada"], ConversationId(place), ev.Said("hello"), "test:nowhere"))


async def test_a_zone_that_nobody_knows_any_more_stops_nobody(on: Stage) -> None:
    """As after an update of the time zone database: Ada and her manager are served in UTC, Ben as ever."""
    await move_to_mars(on, "ada", "jonas")
    before = len(on.writer.spoken)
    await on.move(MONDAY + timedelta(days=8))
    heard = {spoken.reader for spoken in on.writer.spoken[before:]}
    assert {"ada", "ben", "leading-together"} <= heard
    for words in ("/practice", "/practice schedule", "/practice hours 10:00"):
        await on.say("ada", words)


async def move_to_mars(on: Stage, *names: str) -> None:
    async with on.memory.connections.writing() as connection:
        for name in names:
            changed = update(t.people).where(t.people.c.id == on.ids[name])
            mars = func.replace(t.people.c.body, '"zone":"Europe/Berlin"', '"zone":"Mars/Olympus"')
            assert (await connection.execute(changed.values(body=mars))).rowcount == 1


async def test_a_database_that_refuses_does_not_repeat_the_words(sqlite_url: str) -> None:
    connections = Connections(sqlite_url)
    with pytest.raises(DBAPIError) as refusal:
        async with connections.writing() as connection:
            await connection.execute(text("insert into heard (key, at) values (:key, null)"), {"key": SECRET})
    await connections.close()
    assert SECRET not in str(refusal.value)
