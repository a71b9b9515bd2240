"""Invented people in a programme, under the real engine."""

from collections.abc import Container
from datetime import UTC, date, datetime
from statistics import fmean

import pytest

from bot.domain.people import Person
from bot.engine.effects import Say
from bot.simulation.lived import Lived
from bot.simulation.programme import Programme, ProgrammeError, next_monday, play, programme, rate
from bot.simulation.report import report
from tests.make import a_library, a_practice

MONDAY = date(2026, 3, 2)
LIBRARY = a_library()


def planned(**changes: object) -> Programme:
    options: dict[str, object] = {"weeks": 4, "learners": 12, "pathway": None, "seed": 1, "starts_on": MONDAY}
    return programme(LIBRARY, **(options | changes))  # pyright: ignore[reportArgumentType]


def spoken(_say: Say, _reader: Person, _at: datetime) -> str:
    return "so many words"


def played(days_off: Container[date] = (), **changes: object) -> list[Lived]:
    return list(play(planned(**changes), LIBRARY, lambda _country: days_off, spoken))


def test_the_same_seed_tells_the_same_story_and_another_seed_another() -> None:
    assert played() == played()
    assert played() != played(seed=2)


def test_nobody_s_life_depends_on_how_many_others_there_are() -> None:
    assert played(learners=3) == played(learners=5)[:3]


def test_nobody_gets_two_prompts_on_a_day_also_when_the_clocks_change() -> None:
    lives = played(weeks=8, learners=20)
    assert max(one.most_prompts_a_day for one in lives) == 1
    assert all(len(one.due) <= 8 * 5 for one in lives)


def test_prompts_come_in_working_hours_on_working_days_within_the_programme() -> None:
    free = frozenset({date(2026, 3, 10)})
    for one in played(free):
        for at in one.due:
            assert datetime(2026, 3, 2, tzinfo=UTC) <= at < datetime(2026, 3, 28, tzinfo=UTC)
            assert at.date() not in free or at.hour < 4, "in Kolkata it may still be the day before, in UTC never"
            assert at.isoweekday() <= 5


def test_people_differ_and_most_take_part() -> None:
    lives = played(learners=60)
    silent = [one for one in lives if not one.due]
    assert 0 < len(silent) < 12
    assert all((one.turns, one.begun) == (1, 0) for one in silent), "whoever does not agree hears nothing more"
    counts = [one.reflections for one in lives if one.due]
    assert min(counts) < fmean(counts) / 2 < max(counts)
    assert {one.coach for one in lives} == {"coach-1", "coach-2", "coach-3"}


def test_coaches_answer_reflections_and_levels_rise() -> None:
    lives = played(weeks=12, learners=20)
    reflections = sum(one.reflections for one in lives)
    answered = sum(len(one.feedback) for one in lives)
    assert 0.8 * reflections < answered <= reflections
    start = fmean(level for one in lives for level in one.start)
    end = fmean(level for one in lives for level, _ in one.end)
    assert 1 < start < end < 5


@pytest.mark.parametrize(("weeks", "learners"), [(1, 1), (52, 1), (1, 21)])
def test_the_smallest_and_the_longest_have_a_report(weeks: int, learners: int) -> None:
    plan = planned(weeks=weeks, learners=learners)
    lives = list(play(plan, LIBRARY, lambda _country: (), spoken))
    made = report(plan, LIBRARY, lives, per_minute=300, window_minutes=30, available=4)
    assert made.coach_hours_per_week.coaches == (2 if learners > 20 else 1)
    assert made.max_prompts_per_learner_day <= 1


def test_content_past_its_review_date_has_nothing_to_offer() -> None:
    stale = a_library([a_practice(review_by=date(2026, 3, 10))])
    plan = programme(stale, weeks=3, learners=6, pathway=None, seed=1, starts_on=MONDAY)
    made = report(
        plan,
        stale,
        list(play(plan, stale, lambda _country: (), spoken)),
        per_minute=300,
        window_minutes=30,
        available=4,
    )
    assert any("nothing to offer" in warning for warning in made.warnings)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"weeks": 0}, "0 weeks"),
        ({"weeks": 53}, "1 to 52"),
        ({"learners": 0}, "0 learners"),
        ({"learners": 1_000_000}, "1 to 10000"),
        ({"learners": -1}, "-1 learners"),
        ({"pathway": "laed"}, "Did you mean lead?"),
        ({"pathway": "zzz"}, "There is lead."),
    ],
)
def test_what_can_not_be_played_is_told_in_a_sentence(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(ProgrammeError, match=sentence.replace("?", "\\?")):
        planned(**changes)


@pytest.mark.parametrize("per_minute", [0, -1, float("nan"), float("inf")])
def test_a_rate_is_more_than_nothing(per_minute: float) -> None:
    with pytest.raises(ProgrammeError, match="messages a minute"):
        rate(per_minute)
    assert rate(0.5) == 0.5


def test_without_a_pathway_there_is_nothing_to_play() -> None:
    with pytest.raises(ProgrammeError, match="no pathway yet"):
        programme(a_library(pathways={}), weeks=1, learners=1, pathway=None, seed=1, starts_on=MONDAY)


def test_a_programme_begins_on_a_monday_to_come() -> None:
    assert [next_monday(date(2026, 3, day)) for day in (1, 2, 8)] == [MONDAY, date(2026, 3, 9), date(2026, 3, 9)]
