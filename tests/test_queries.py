"""A turn asks the database at most eight things, however long its learner has been here."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters import tokens
from bot.domain.attempt import Attempt
from bot.domain.ids import AttemptId, MicroId, PersonId, PracticeId
from bot.domain.reflection import QUESTIONS, Reflection
from bot.engine import events as ev
from bot.runtime.ports import Heard
from storage.migrate import migrate
from tests.queries import counted
from tests.stage import Stage, onboard, stage

MOST = 8
MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
FORM = dict.fromkeys(QUESTIONS, "a line of my own") | {"rating": "4"}
WORDS = dict.fromkeys(("situation", "behaviour", "impact", "next_step"), "what I saw") | {"rating": "4"}


async def statements(on: Stage, who: str, event: ev.Event, once: str) -> int:
    """What the turn alone asks, without what is sent after it."""
    with counted(on.memory) as asked:
        outcome = await on.conductor.hear(Heard(on.ids[who], on.homes[who], event, once))
    on.opened = outcome.form
    await on.drain.run()
    return len(asked)


def newest(on: Stage, who: str, name: str) -> ev.Understood:
    found = [c for s in on.writer.spoken if s.reader == who for c in s.say.choices if c.name == name]
    return tokens.read(tokens.write(found[-1].means))


async def a_day(on: Stage) -> dict[str, int]:
    """The turns of one learner's day, and what each asked of the database."""
    at = on.clock.at + timedelta(days=1)
    on.clock.at = next(p.due_at for p in await on.memory.store.due(on.lane, at, 50) if p.person == on.ids["ada"])
    counts: dict[str, int] = {}
    while due := await on.memory.store.due(on.lane, on.clock.at, 1):
        with counted(on.memory) as asked:
            assert await on.conductor.fall_due(on.lane, 1) == 1
        counts[due[0].kind] = len(asked)
    await on.drain.run()
    counts["accept"] = await statements(on, "ada", newest(on, "ada", "start"), "accept")
    counts["done"] = await statements(on, "ada", ev.Said("/practice done"), "done")
    counts["answer"] = await statements(on, "ada", ev.Said("I expected a short talk"), "answer")
    form = newest(on, "ada", "form")
    counts["open the form"] = await statements(on, "ada", form, "open")
    assert on.opened is not None
    sent = ev.Submitted("reflection/form", on.opened.about, FORM)
    counts["reflect"] = await statements(on, "ada", sent, "reflect")
    counts["open feedback"] = await statements(on, "ines", ev.Said("/feedback @Ada"), "feedback form")
    assert on.opened is not None
    given = ev.Submitted("feedback/form", on.opened.about, WORDS)
    counts["give feedback"] = await statements(on, "ines", given, "feedback")
    counts["plan"] = await statements(on, "ada", newest(on, "ada", "plan"), "plan")
    counts["queue"] = await statements(on, "ines", ev.Said("/coach queue"), "queue")
    await on.open_library()
    counts["search"] = await statements(on, "ada", ev.Said("/library search listening"), "search")
    counts["save"] = await statements(on, "ada", newest(on, "ada", "save"), "save")
    counts["shelf"] = await statements(on, "ada", ev.Said("/library save"), "shelf")
    counts["help"] = await statements(on, "ada", ev.Said("what is this"), "help")
    return counts


async def make_history(on: Stage, count: int) -> None:
    """Attempts of former days, each with its reflection."""
    ada = on.ids["ada"]
    attempts = [_attempt(ada, number) for number in range(count)]
    reflections = [Reflection(a.id, MONDAY, dict.fromkeys(QUESTIONS, "then"), 3, done=True) for a in attempts]
    async with on.memory.store.turn() as turn:
        for start in range(0, count, 100):
            await turn.keep([*attempts[start : start + 100], *reflections[start : start + 100]], MONDAY)


def _attempt(learner: PersonId, number: int) -> Attempt:
    return Attempt(
        id=AttemptId(f"old{number}"),
        learner=learner,
        practice=PracticeId("say-it-back-first"),
        revision=1,
        micro=MicroId("long-ago"),
        tier=1,
        minutes=10,
        exposure=1,
        offered_at=MONDAY - timedelta(days=number + 1),
        scheduled=True,
        state="closed",
    )


@pytest.mark.slow
async def test_a_turn_asks_at_most_eight_things(database_url: str) -> None:
    counts = await a_day_after(database_url, 1)
    assert max(counts.values()) <= MOST, counts


@pytest.mark.slow
async def test_a_thousand_attempts_later_it_asks_no_more(sqlite_url: str, tmp_path: Path) -> None:
    other = f"sqlite+aiosqlite:///{tmp_path}/other.db"
    await migrate(other)
    assert await a_day_after(sqlite_url, 1_000) == await a_day_after(other, 1)


async def a_day_after(url: str, past: int) -> dict[str, int]:
    async with stage(url, MONDAY) as on:
        await on.drain.run()
        await onboard(on, "ada")
        await make_history(on, past)
        return await a_day(on)
