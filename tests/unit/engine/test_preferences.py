"""Hours, pause, pace and leave; and what comes when."""

from dataclasses import replace
from datetime import date, time

import pytest

from bot.domain.calendar import Leave
from bot.domain.journey import Journey
from bot.domain.learner import Pace, Rhythm
from bot.domain.spacing import Ladder
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Unschedule
from bot.engine.engine import decide
from bot.engine.situation import Record
from tests.make import (
    ASKING,
    ATTEMPT,
    LEA,
    NAMING,
    TODAY,
    a_journey,
    a_learner,
    a_plan,
    a_situation,
    a_standing,
    a_touchpoint,
    an_attempt,
)
from tests.unit.engine.look import form, learner, planned, press, prompts, refused, say

FRIDAY = date(2026, 3, 6)


def does(event: ev.Understood, **changes: object) -> Decision:
    return decide(a_situation(journey=a_journey(learner=a_learner(**changes))), event)


def says_no(event: ev.Understood, **changes: object) -> str:
    return refused(a_situation(journey=a_journey(learner=a_learner(**changes))), event)


def next_slots(decision: Decision) -> list[str]:
    return [point.slot for point in planned(decision)]


# Hours.


def test_hours_open_the_form_as_they_stand() -> None:
    shown = form(does(ev.HoursAsked()))
    assert shown.prompt == "preferences/hours"
    assert {field.name: field.value for field in shown.fields} == {
        "prompt_at": "09:00",
        "opens": "09:00",
        "closes": "17:30",
        "days": ("1", "2", "3", "4", "5"),
        "pace": "daily",
    }


@pytest.mark.parametrize(
    ("words", "prompt_at", "opens", "closes"),
    [
        ("09:30", "09:30", "09:00", "17:30"),
        ("8", "08:00", "08:00", "17:30"),
        ("08:00-16:00", "09:00", "08:00", "16:00"),
        ("10:00 - 18:00", "10:00", "10:00", "18:00"),
        ("10\u201318", "10:00", "10:00", "18:00"),
    ],
)
def test_hours_can_be_typed(words: str, prompt_at: str, opens: str, closes: str) -> None:
    decision = does(ev.HoursAsked(words))
    data = say(decision, "preferences/hours_set").data
    assert (data["prompt_at"], data["opens"], data["closes"]) == (prompt_at, opens, closes)
    day = "2026-03-02" if prompt_at > "09:00" else "2026-03-03"
    assert next_slots(decision) == [day], "a time that is still ahead counts today"
    assert str(data["next_on"]) == day


@pytest.mark.parametrize(
    ("words", "prompt"),
    [("25:00", "time"), ("nine", "time"), ("18:00", "window"), ("16-9", "window"), ("9-9", "window"), ("9-", "time")],
)
def test_hours_that_never_open_are_refused(words: str, prompt: str) -> None:
    assert says_no(ev.HoursAsked(words)) == f"unreadable/{prompt}"


def test_the_form_sets_them_too() -> None:
    given = ev.SettingsGiven(time(10), time(8), time(16), frozenset({3}), "weekly", None)
    decision = does(given, prompted_on=date(2026, 2, 27))
    assert learner(decision).rhythm == Rhythm(time(10), time(8), time(16), frozenset({3}), "weekly")
    assert next_slots(decision) == ["2026-03-11"]
    upside_down = replace(given, opens=time(16), closes=time(8))
    assert says_no(upside_down) == "unreadable/window"


def test_new_hours_don_t_end_the_silence() -> None:
    decision = does(ev.HoursAsked("10:00"), quiet=True)
    assert learner(decision).quiet
    assert Unschedule(LEA, "prompt") in decision.effects


# Pause.


def test_a_pause_is_two_weeks() -> None:
    decision = does(ev.PauseAsked(""), unanswered=2)
    assert learner(decision).paused_until == date(2026, 3, 16)
    assert (learner(decision).unanswered, next_slots(decision)) == (0, ["2026-03-16"])
    assert press(say(decision, "preferences/paused"), "resume") == ev.Resumed()


def test_a_pause_ends_on_the_day_that_was_said() -> None:
    assert learner(does(ev.PauseAsked("until friday"))).paused_until == FRIDAY
    assert says_no(ev.PauseAsked("for ever")) == "unreadable/day"
    assert says_no(ev.PauseAsked("2026-03-01")) == "unreadable/day_range"


def test_it_can_be_ended_early() -> None:
    decision = does(ev.Resumed(), paused_until=FRIDAY)
    assert learner(decision).paused_until is None
    assert say(decision, "preferences/resumed").data["next_on"] == date(2026, 3, 3)
    assert next_slots(decision) == ["2026-03-03"]


# Pace.


@pytest.mark.parametrize(
    ("pace", "day"), [("daily", "2026-03-03"), ("alternate", "2026-03-04"), ("weekly", "2026-03-09")]
)
def test_a_pace_takes_effect_at_once(pace: Pace, day: str) -> None:
    decision = does(ev.PaceChosen(pace), prompted_on=TODAY, quiet=True)
    assert learner(decision).rhythm.pace == pace
    assert not learner(decision).quiet
    assert next_slots(decision) == [day]
    assert str(say(decision, "preferences/pace").data["next_on"]) == day


# Leave.


def test_both_days_of_a_leave_and_all_between_them_are_free() -> None:
    decision = does(ev.LeaveAsked("2026-03-03 to 2026-03-06"))
    assert learner(decision).leave == (Leave(date(2026, 3, 3), FRIDAY),)
    assert next_slots(decision) == ["2026-03-09"]
    assert say(decision, "preferences/leave_taken").data["next_on"] == date(2026, 3, 9)


def test_a_leave_may_be_one_day_and_past_ones_are_forgotten() -> None:
    past, ahead = Leave(date(2026, 2, 2), date(2026, 2, 6)), Leave(date(2026, 7, 6), date(2026, 7, 24))
    decision = does(ev.LeaveAsked("until friday"), leave=(past, ahead))
    assert learner(decision).leave == (ahead, Leave(FRIDAY, FRIDAY))


def test_a_leave_may_begin_today() -> None:
    assert learner(does(ev.LeaveAsked("today friday"))).leave == (Leave(TODAY, FRIDAY),)
    assert says_no(ev.LeaveAsked("2026-03-01 friday")) == "unreadable/day_range"


def test_leaves_are_listed() -> None:
    ahead = Leave(date(2026, 7, 6), date(2026, 7, 24))
    decision = does(ev.LeaveAsked(""), leave=(ahead,))
    assert say(decision, "preferences/leave").data["leave"] == [{"first": ahead.first, "last": ahead.last}]


@pytest.mark.parametrize(
    ("words", "prompt"),
    [
        ("2026-03-06 2026-03-04", "leave"),
        ("2026-03-04 2026-03-05 2026-03-06", "leave"),
        ("until", "leave"),
        ("someday", "day"),
        ("2026-03-01 2026-03-04", "day_range"),
    ],
)
def test_what_is_no_leave_is_refused(words: str, prompt: str) -> None:
    assert says_no(ev.LeaveAsked(words)) == f"unreadable/{prompt}"


def test_when_nothing_ever_opens_there_is_no_next_day() -> None:
    journey: Journey = replace(a_journey(), days_off=AllDays())
    decision = decide(a_situation(journey=journey), ev.Resumed())
    assert say(decision, "preferences/resumed").data["next_on"] is None
    assert Unschedule(LEA, "prompt") in decision.effects


class AllDays:
    def __contains__(self, on: object) -> bool:
        return True


# What comes when.


def test_every_date_is_there() -> None:
    planned_at, idle = a_touchpoint("reminder", subject=ATTEMPT), a_touchpoint("reminder", subject="another")
    standings = {NAMING: a_standing(ladder=Ladder(1, TODAY)), ASKING: a_standing()}
    ahead, past = Leave(FRIDAY, FRIDAY), Leave(date(2026, 2, 2), date(2026, 2, 6))
    lea = a_learner(standings=standings, leave=(past, ahead), paused_until=FRIDAY)
    now = a_situation(
        journey=a_journey(learner=lea, plan=a_plan(), attempt=an_attempt()),
        record=Record(touchpoints=(a_touchpoint("prompt"), planned_at, idle)),
    )
    data = say(decide(now, ev.ScheduleAsked()), "preferences/schedule").data
    assert data["next_on"] == date(2026, 3, 9), "paused until Friday, and then it is a day of leave"
    assert data["paused_until"] == FRIDAY
    assert data["leave"] == [{"first": FRIDAY, "last": FRIDAY}]
    assert data["touchpoints"] == [{"kind": "reminder", "due": planned_at.due_at}]
    returns = data["returns"]
    assert isinstance(returns, list)
    assert [row["skill"] for row in returns if isinstance(row, dict)] == ["Ask before telling", "Name the behaviour"]
    assert data["plan"] is not None


def test_with_nothing_planned_it_says_so() -> None:
    data = say(does(ev.ScheduleAsked(), quiet=True, paused_until=TODAY), "preferences/schedule").data
    assert (data["next_on"], data["paused_until"], data["returns"], data["plan"]) == (None, None, [], None)
    assert data["quiet"] is True


def test_everything_said_is_an_answer() -> None:
    assert prompts(does(ev.ScheduleAsked())) == ["preferences/schedule"]
