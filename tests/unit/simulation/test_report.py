"""From lives to figures, and the sentences that an admin should read."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from rich.console import Console

from bot.domain.ids import PathwayId, PersonId
from bot.simulation import page
from bot.simulation.lived import Lived
from bot.simulation.programme import Programme
from bot.simulation.report import Report, report

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
PLAN = Programme(PathwayId("lead"), weeks=2, learners=4, seed=1, starts_on=MONDAY.date())


def a_life(**changes: object) -> Lived:
    """Two weeks of somebody who takes part: ten prompts, four reflections, two answers."""
    life = Lived(
        coach=PersonId("coach-1"),
        turns=50,
        messages=40,
        begun=20,
        most_prompts_a_day=1,
        reflections=4,
        nothing_to_offer=0,
        feedback=(MONDAY, MONDAY + timedelta(days=8)),
        due=tuple(MONDAY + timedelta(days=n) for n in range(5)),
        start=(2.0, 3.0),
        end=((3.0, 0.5), (4.0, 0.3)),
        is_active=True,
        unmet=0,
    )
    return replace(life, **changes)


def reported(*lives: Lived, window: int = 30, per_minute: float = 300) -> Report:
    return report(replace(PLAN, learners=len(lives)), lives, per_minute=per_minute, window_minutes=window)


def test_figures_are_for_one_learner_and_one_week() -> None:
    made = reported(a_life(), a_life(messages=0, begun=0))
    assert (made.turns, made.reflections, made.active_at_the_end) == (100, 8, 2)
    assert (made.messages_per_learner_week, made.begun_per_learner_week) == (10.0, 5.0)
    assert made.level is not None
    assert (made.level.start, made.level.end, made.level.band) == (2.5, 3.5, (3.1, 3.9))
    assert made.warnings == ()


def test_a_coach_s_hours_are_the_feedback_of_all_their_learners() -> None:
    busy = [a_life(feedback=(MONDAY,) * 15)] * 2
    hours = reported(*busy, a_life(coach=PersonId("coach-2"), feedback=())).coach_hours_per_week
    assert (hours.p50, hours.p90, hours.max) == (0.0, 4.0, 4.0), "30 answers of 8 minutes in the first week of one"


def test_feedback_after_the_end_belongs_to_the_last_week() -> None:
    late = a_life(feedback=(MONDAY + timedelta(days=15),) * 15)
    assert reported(late).coach_hours_per_week.max == 2.0


@pytest.mark.parametrize(
    ("life", "sentence"),
    [
        (a_life(most_prompts_a_day=2), "2 prompts on one day"),
        (a_life(begun=40), "begins 20 messages a week"),
        (a_life(feedback=(MONDAY,) * 40), "5.3 hours"),
        (a_life(due=(MONDAY,) * 10), "raise MICROCOACH_SENDING_WINDOW_MINUTES"),
        (a_life(nothing_to_offer=3), "3 mornings"),
        (a_life(unmet=1), "never meet one of the pathway's skills"),
        (a_life(is_active=False), "0 of 1 learners still take part"),
    ],
)
def test_what_an_admin_should_know_is_a_sentence(life: Lived, sentence: str) -> None:
    [warning] = reported(life, window=2, per_minute=4).warnings
    assert sentence in warning


def test_where_nobody_takes_part_there_is_no_level_and_no_rush() -> None:
    made = reported(a_life(due=(), start=(), end=(), is_active=False))
    assert (made.level, made.sending) == (None, None)
    assert json.loads(page.as_json(made, 0.04))["level"] is None
    assert "level" not in shown(made)


def test_a_program_reads_json_and_a_person_a_table() -> None:
    made = reported(a_life())
    read = json.loads(page.as_json(made, 1.234))
    assert read["seconds"] == 1.2
    assert read["starts_on"] == "2026-03-02"
    assert read["sending"] == {"at": "2026-03-02T09:00:00+00:00", "people": 1, "minutes": pytest.approx(1 / 300)}
    assert {"learners", "weeks", "turns", "messages_per_learner_week", "max_prompts_per_learner_day"} <= read.keys()
    assert read["coach_hours_per_week"].keys() >= {"p50", "p90", "max"}
    assert read["level"].keys() == {"start", "end", "band"}
    assert "2.5 > 3.5" in shown(made)
    assert str(date(2026, 3, 2)) in shown(made)


def shown(made: Report) -> str:
    console = Console(width=120)
    with console.capture() as captured:
        console.print(page.table(made))
    return captured.get()
