"""From lives to figures, and the sentences that an admin should read."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from rich.console import Console

from bot.domain.ids import PersonId
from bot.simulation import page
from bot.simulation.growth import WeekLevel
from bot.simulation.lived import Asked, Lived
from bot.simulation.programme import Programme, programme
from bot.simulation.report import Report, report
from bot.simulation.sheet import as_html
from tests.make import ASKING, a_library

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
LIBRARY = a_library()
PLAN: Programme = programme(LIBRARY, weeks=2, learners=4, pathway=None, seed=1, starts_on=MONDAY.date())


def asked(day: int) -> Asked:
    """A reflection on that day, which waits for an answer within two."""
    at = MONDAY + timedelta(days=day)
    return Asked(at, at + timedelta(days=2))


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
        days=(3, 3, 5, 4),
        words=900,
        asked=(asked(0), asked(8)),
        feedback=(MONDAY, MONDAY + timedelta(days=8)),
        due=tuple(MONDAY + timedelta(days=n) for n in range(5)),
        start=(2.0, 3.0),
        weeks=(None, (2.6, 0.4, 2.7)),
        end=((3.0, 0.5), (4.0, 0.3)),
        is_active=True,
        unmet=frozenset(),
        offered=frozenset(LIBRARY.pathways[PLAN.pathway].practices),
    )
    return replace(life, **changes)


def reported(*lives: Lived, window: int = 30, per_minute: float = 300, available: float = 4) -> Report:
    plan = replace(PLAN, learners=len(lives))
    return report(plan, LIBRARY, lives, per_minute=per_minute, window_minutes=window, available=available)


def test_figures_are_for_one_learner_and_one_week() -> None:
    made = reported(a_life(), a_life(messages=0, begun=0))
    assert (made.turns, made.reflections, made.active_at_the_end) == (100, 8, 2)
    assert (made.messages_per_learner_week, made.begun_per_learner_week) == (10.0, 5.0)
    assert made.level is not None
    assert (made.level.start, made.level.end, made.level.band) == (2.5, 3.5, (3.1, 3.9))
    assert made.warnings == ()


def test_a_coach_s_hours_are_what_all_their_learners_ask_for() -> None:
    busy = [a_life(asked=(asked(0),) * 15)] * 2
    hours = reported(*busy, a_life(coach=PersonId("coach-2"), asked=())).coach_hours_per_week
    assert (hours.p50, hours.p90, hours.max) == (0.0, 4.0, 4.0), "30 answers of 8 minutes in the first week of one"
    assert [(one.coach, one.week) for one in hours.by_week] == [("Ada", 1), ("Ada", 2), ("Ben", 1), ("Ben", 2)]


def test_what_waits_after_the_end_belongs_to_the_last_week() -> None:
    late = a_life(asked=(asked(15),) * 15)
    assert reported(late).coach_hours_per_week.max == 2.0


def test_what_a_coach_has_no_time_for_comes_late() -> None:
    """Two hours a week are three answers a day: of ten on a Monday, due on Wednesday, one is left for Thursday."""
    monday = a_life(asked=(asked(0),) * 10)
    assert reported(monday, available=2).coach_hours_per_week.overdue == 0.1
    assert reported(monday, available=4).coach_hours_per_week.overdue == 0
    weekend = a_life(asked=(replace(asked(5), due=MONDAY + timedelta(days=6)),))
    assert reported(weekend).coach_hours_per_week.overdue == 1, "nobody works on Sunday"


def test_levels_are_shown_by_week_as_seen_and_as_they_are() -> None:
    made = reported(a_life(), a_life(weeks=((2.0, 0.6, 2.0), (3.0, 0.2, 3.1))))
    assert made.level_by_week == (WeekLevel(1, 2.0, 1.4, 2.6, 2.0), WeekLevel(2, 2.8, 2.5, 3.1, 2.9))


def test_a_day_has_so_many_messages_and_a_week_so_many_words() -> None:
    made = reported(a_life(), a_life(days=(1, 1, 1, 1, 1, 9), words=100))
    assert made.messages_a_day == (3, 9, 9)
    assert made.words_per_learner_week == 250


def test_a_practice_that_nobody_is_offered_is_a_dead_end() -> None:
    [first, *others] = LIBRARY.pathways[PLAN.pathway].practices
    made = reported(a_life(offered=frozenset(others)))
    assert made.dead_ends == (first,)
    assert first in made.warnings[0]


def test_the_page_says_all_of_it_and_marks_what_is_too_much() -> None:
    made = as_html(reported(a_life(asked=(asked(1),) * 60)))
    assert "Coach Ada would need 8.0 hours in week 1, and has 4." in made
    assert "8.0 !" in made, "not by colour alone"
    assert made.count("<svg") == 1
    assert "Every practice of the pathway was offered to somebody." in made
    silent = as_html(reported(a_life(weeks=(), start=(), end=(), asked=())))
    assert "<svg" not in silent
    assert "Nothing in this play asks for a change." in silent


@pytest.mark.parametrize(
    ("life", "sentence"),
    [
        (a_life(most_prompts_a_day=2), "2 prompts on one day"),
        (a_life(begun=40), "begins 20 messages a week"),
        (a_life(asked=(asked(0),) * 40), "Coach Ada would need 5.3 hours in week 1, and has 4."),
        (a_life(due=(MONDAY,) * 10), "raise MICROCOACH_SENDING_WINDOW_MINUTES"),
        (a_life(nothing_to_offer=3), "3 mornings"),
        (a_life(unmet=frozenset({ASKING})), "never meet one of the pathway's skills"),
        (a_life(is_active=False), "0 of 1 learners still take part"),
    ],
)
def test_what_an_admin_should_know_is_a_sentence(life: Lived, sentence: str) -> None:
    warning, *_ = reported(life, window=2, per_minute=4).warnings
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
