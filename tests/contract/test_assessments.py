"""Ratings stay as they were given, with the sentences that they were given on, on SQLite and PostgreSQL alike."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from bot.domain.assessment import Assessment, in_force
from bot.domain.competency import Edition, Framework
from bot.domain.rubric import Rubric
from bot.engine.situation import Record
from storage import tables as t
from tests.stage import Stage, onboard, stage

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
NEW_WORDS = Rubric(("One.", "Two.", "Three.", "Four.", "Five."))


@pytest.fixture
async def on(database_url: str) -> AsyncGenerator[Stage]:
    async with stage(database_url, MONDAY) as made:
        await made.drain.run()
        await onboard(made, "ada", rating="2")
        yield made


async def record(on: Stage, who: str = "ada") -> Record:
    async with on.memory.store.turn() as turn:
        return await turn.record(on.ids[who])


async def keep(on: Stage, *given: Assessment) -> None:
    async with on.memory.store.turn() as turn:
        await turn.keep(given, MONDAY)


async def rows(on: Stage) -> Sequence[Any]:
    async with on.memory.connections.reading() as connection:
        return (await connection.execute(select(t.assessments))).all()


def reworded(framework: Framework) -> Framework:
    """The next version: other sentences, other weights."""
    micros = {id_: replace(one, rubric=NEW_WORDS) for id_, one in framework.micro_competencies.items()}
    weights = {"core": 0.6, "enhancement": 0.3, "contextual": 0.1}
    return replace(framework, version="2", micro_competencies=micros, weights=cast("Any", weights))


async def test_each_rating_says_where_it_came_from_and_on_which_sentences(on: Stage) -> None:
    known = await record(on)
    version = on.libraries["en"].framework.version
    assert known.assessments
    for one in known.assessments:
        assert (one.source, one.context, one.told, one.framework) == ("self", "baseline", MONDAY, version)
        then = on.libraries["en"].framework.micro_competencies[one.micro].rubric
        assert (known.rubrics or {})[one.anchors] == then


@pytest.mark.parametrize(
    "change", [update(t.assessments).values(level=5), delete(t.assessments)], ids=["changed", "deleted"]
)
async def test_the_database_refuses_that_a_rating_is(on: Stage, change: Any) -> None:
    before = await rows(on)
    with pytest.raises(DBAPIError, match="never changed"):
        async with on.memory.connections.writing() as connection:
            await connection.execute(change)
    assert await rows(on) == before


async def test_the_same_rating_twice_is_one_and_stays_as_it_was(on: Stage) -> None:
    before = await rows(on)
    [first, *_] = (await record(on)).assessments
    await keep(on, replace(first, level=5))
    assert await rows(on) == before


async def test_a_correction_is_a_row_of_its_own(on: Stage) -> None:
    [first, *others] = (await record(on)).assessments
    better = replace(first, id="better", level=4, corrects=first.id, told=MONDAY + timedelta(days=1))
    await keep(on, better)
    found = (await record(on)).assessments
    assert {first.id, "better"} <= {one.id for one in found}
    assert {one.id for one in in_force(found)} == {"better", *(one.id for one in others)}


async def test_whoever_is_erased_takes_their_ratings_along(on: Stage) -> None:
    async with on.memory.store.turn() as turn:
        await turn.erase(on.ids["ada"], MONDAY)
    assert await rows(on) == []
    async with on.memory.connections.reading() as connection:
        left = select(t.settings.c.key).where(t.settings.c.key == "forgetting")
        assert (await connection.execute(left)).first() is None, "the way is closed again"


async def test_old_ratings_keep_the_sentences_that_they_were_given_on(on: Stage) -> None:
    framework = on.libraries["en"].framework
    await on.memory.frameworks.remember([reworded(framework)])
    [old, *_] = (await record(on)).assessments
    new = replace(old, id="new", framework="2", anchors=NEW_WORDS.id)
    await keep(on, new)
    read = (await record(on)).rubrics or {}
    assert read[old.anchors] == framework.micro_competencies[old.micro].rubric
    assert read[new.anchors] == NEW_WORDS
    [exported] = [one for one in (await on.memory.export.everything(old.learner))["assessments"] if one["id"] == "new"]
    assert exported["anchor"] == NEW_WORDS.anchor(new.level)


async def test_the_weights_of_an_old_score_are_found_again_after_they_were_edited(on: Stage) -> None:
    framework = on.libraries["en"].framework
    then: Edition = framework.edition
    await on.memory.frameworks.remember([reworded(framework)])
    assert await on.memory.frameworks.edition(then.id) == then
    now = await on.memory.frameworks.edition(reworded(framework).edition.id)
    assert now is not None
    assert (now.version, now.weights["core"]) == ("2", 0.6)
    assert await on.memory.frameworks.edition("never-used") is None
