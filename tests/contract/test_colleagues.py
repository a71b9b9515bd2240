"""What is kept of colleagues' answers, and for how long, on SQLite and PostgreSQL alike."""

import json
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.baseline import Request
from bot.domain.errors import UnreadableInputError
from bot.engine.situation import Record
from storage import tables as t
from storage.erasure import FORMER_COACH
from storage.mapping import load
from storage.retention import Keep, Retention
from tests.stage import Stage, onboard, stage

MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
KEEP = Keep(heard=timedelta(days=30), delivered=timedelta(days=90))
ASKED = ("ben", "chiara", "dev", "kofi")


@pytest.fixture
async def on(database_url: str) -> AsyncGenerator[Stage]:
    """Ada has asked four, who have read of it."""
    async with stage(database_url, MONDAY) as made:
        await made.drain.run()
        await onboard(made, "ada")
        await made.say("ada", "/practice baseline Ben, Chiara, Dev, Kofi")
        await made.move(MONDAY + timedelta(hours=3))
        yield made


async def answers(on: Stage, who: str, level: str) -> None:
    await on.choose(who, "answer_1")
    await on.submit(who, {on.form(who).fields[0].name: level})


async def kept(on: Stage) -> list[Request]:
    async with on.memory.connections.reading() as connection:
        bodies = (await connection.execute(select(t.requests.c.body))).scalars()
        return [load(Request, body) for body in bodies]


async def record(on: Stage) -> Record:
    async with on.memory.store.turn() as turn:
        return await turn.record(on.ids["ada"])


async def of_colleagues(on: Stage) -> list[int]:
    return sorted(one.level for one in (await record(on)).assessments if one.source == "peer")


async def erase(on: Stage, who: str) -> None:
    async with on.memory.store.turn() as turn:
        await turn.erase(on.ids[who], on.clock.at)


async def test_until_it_is_over_no_answer_is_a_rating(on: Stage) -> None:
    for who, level in zip(ASKED[:3], "445", strict=True):
        await answers(on, who, level)
    assert await of_colleagues(on) == []
    await on.advance(days=15)
    assert await of_colleagues(on) == [4, 4, 5]
    assert {(one.state, len(one.answers)) for one in await kept(on)} == {("over", 0)}


async def test_a_rating_names_nobody_who_was_asked(on: Stage) -> None:
    for who in ASKED:
        await answers(on, who, "4")
    await on.advance(days=2)
    raters = {one.rater for one in (await record(on)).assessments if one.source == "peer"}
    assert len(raters) == 4
    assert not raters & set(on.ids.values())


async def test_two_answers_are_never_told_and_are_gone(on: Stage) -> None:
    await answers(on, "ben", "4")
    await answers(on, "chiara", "4")
    await on.advance(days=15)
    assert await of_colleagues(on) == []
    assert {(one.state, len(one.answers)) for one in await kept(on)} == {("over", 0)}


async def test_a_corrected_answer_counts_once(on: Stage) -> None:
    for who, level in zip(ASKED[:3], "441", strict=True):
        await answers(on, who, level)
    await on.choose("dev", "change")
    await on.submit("dev", {on.form("dev").fields[0].name: "5"})
    await on.advance(days=15)
    assert await of_colleagues(on) == [4, 4, 5]


async def test_an_erased_colleague_s_answer_stays_without_their_name(on: Stage) -> None:
    """Else what is told would change by just this answer."""
    for who, level in zip(ASKED[:3], "445", strict=True):
        await answers(on, who, level)
    await erase(on, "ben")
    await erase(on, "kofi")
    assert {one.rater for one in await kept(on)} == {FORMER_COACH, on.ids["chiara"], on.ids["dev"]}
    await on.advance(days=15)
    assert await of_colleagues(on) == [4, 4, 5]


async def test_with_the_learner_everything_that_was_asked_about_them_goes(on: Stage) -> None:
    await answers(on, "ben", "4")
    await erase(on, "ada")
    assert await kept(on) == []
    with pytest.raises(AssertionError, match="never offered"):
        await on.choose("ben", "nothing")
    assert await on.choose("chiara", "answer_1") == ["baseline/over"]


async def test_the_copies_tell_each_their_own(on: Stage) -> None:
    await answers(on, "ben", "4")
    ada = await on.memory.export.everything(on.ids["ada"])
    ben = await on.memory.export.everything(on.ids["ben"])
    assert {one["who"] for one in ada["colleagues_asked"]} == {on.ids[who] for who in ASKED}
    assert "answers" not in json.dumps(ada["colleagues_asked"], default=str)
    assert [(one["who"], one["state"], list(one["answers"].values())) for one in ben["asked_by"]] == [
        (on.ids["ada"], "answered", [4])
    ]


async def test_the_copy_has_what_colleagues_said_together_and_not_one_by_one(on: Stage) -> None:
    for who, level in zip(ASKED, "4451", strict=True):
        await answers(on, who, level)
    await on.advance(days=2)
    ada = await on.memory.export.everything(on.ids["ada"])
    assert [(one["answers"], one["level"]) for one in ada["colleagues_said"]] == [(4, 3.5)]
    assert {one["source"] for one in ada["assessments"]} == {"self"}


async def test_somebody_without_an_account_here_can_t_be_asked(on: Stage) -> None:
    async with on.memory.connections.writing() as connection:
        await connection.execute(t.identities.delete().where(t.identities.c.person == on.ids["hana"]))
    with pytest.raises(UnreadableInputError, match="unreadable/ask_stranger"):
        await on.say("ada", "/practice baseline Hana")


async def test_names_are_looked_up_all_at_once_and_each_must_be_somebody(on: Stage) -> None:
    for words, prompt in (("Ben, Nobody", "unreadable/nobody"), (",", "unreadable/whom")):
        with pytest.raises(UnreadableInputError, match=prompt):
            await on.say("ada", f"/practice baseline {words}")
    async with on.memory.store.turn() as turn:
        found = await turn.colleagues(["ben", "BEN@example.org", on.ids["ben"], "Ben  Larsen"], on.ids["ada"])
    assert [[one.person.first_name for one in people] for people in found] == [["Ben"]] * 4


async def test_what_was_asked_goes_after_a_while_and_old_ratings_after_two_years(on: Stage) -> None:
    await on.advance(days=15)
    retention = Retention(on.memory.connections, KEEP)
    assert (await retention.sweep(MONDAY + timedelta(days=100)))["request"] == 0, "rounds lie ninety days apart"
    assert (await retention.sweep(MONDAY + timedelta(days=140)))["request"] == 4
    assert (await retention.sweep(MONDAY + timedelta(days=729)))["assessment"] == 0
    assert (await retention.sweep(MONDAY + timedelta(days=731)))["assessment"] > 0
    assert (await record(on)).assessments == ()


async def test_an_answer_that_nobody_was_told_does_not_stay(on: Stage) -> None:
    """As when the learner has left meanwhile."""
    await answers(on, "ben", "4")
    assert (await Retention(on.memory.connections, KEEP).sweep(MONDAY + timedelta(days=22)))["request"] == 1
