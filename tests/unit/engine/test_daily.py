"""The day's one prompt: what it is, when it comes, and when it doesn't."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.attempt import Attempt
from bot.domain.calendar import Leave
from bot.domain.journey import Journey
from bot.domain.learner import Asking, Learner, Pace, Rhythm
from bot.domain.plan import Plan
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Unschedule
from bot.engine.engine import decide
from tests.make import (
    ATTEMPT,
    HOME,
    LEA,
    MONDAY,
    TODAY,
    a_cohort,
    a_journey,
    a_learner,
    a_library,
    a_person,
    a_plan,
    a_reflected_attempt,
    a_situation,
    a_started_attempt,
    a_touchpoint,
    an_attempt,
    berlin,
)
from tests.unit.engine.look import attempt, choices, kept, learner, planned, press, prompts, say
from tests.unit.engine.world import World

TUESDAY = date(2026, 3, 3)
YESTERDAY = berlin(2026, 2, 27)


def morning(journey: Journey, at: datetime = MONDAY, **point: object) -> Decision:
    """Today's prompt falls due."""
    now = a_situation(at=at, journey=journey)
    return decide(now, ev.TouchpointFellDue(a_touchpoint("prompt", **point)))


def reminded(journey: Journey, at: datetime = MONDAY, **point: object) -> Decision:
    now = a_situation(at=at, journey=journey)
    return decide(now, ev.TouchpointFellDue(a_touchpoint("reminder", **{"due_at": at, **point})))


def passed_over(decision: Decision) -> tuple[str, list[str]]:
    """Why nothing was sent, and when the next is planned."""
    assert prompts(decision) == []
    assert learner(decision).prompted_on == TODAY, "this day had its turn"
    return decision.outcome, [point.slot for point in planned(decision)]


# What it is.


def test_on_a_morning_there_is_a_practice_and_the_next_morning_is_planned() -> None:
    decision = morning(a_journey())
    card = say(decision, "practice/offer")
    assert prompts(decision) == ["practice/offer"]
    assert card.begun
    assert card.to == HOME
    assert attempt(decision).scheduled
    assert (learner(decision).prompted_on, learner(decision).prompts) == (TODAY, 1)
    reminder, following = planned(decision)
    assert (reminder.kind, reminder.due_at) == ("reminder", berlin(2026, 3, 2, 11))
    assert (following.kind, following.slot, following.due_at) == ("prompt", "2026-03-03", berlin(2026, 3, 3))


def test_late_in_the_day_there_is_no_reminder() -> None:
    decision = morning(a_journey(), berlin(2026, 3, 2, 16))
    assert [point.kind for point in planned(decision)] == ["prompt"]


def test_a_plan_whose_day_has_come_is_the_day_s_prompt() -> None:
    decision = morning(a_journey(plan=a_plan()))
    card = say(decision, "plan/check")
    assert choices(card) == ["kept", "not_yet"]
    assert press(card, "kept") == ev.PlanKept(a_plan().id, kept=True)
    assert card.begun
    assert [point.slot for point in planned(decision)] == ["2026-03-03"]


def test_a_plan_for_later_can_wait() -> None:
    decision = morning(a_journey(plan=a_plan(next_on=TUESDAY)))
    assert prompts(decision) == ["practice/offer"]


def test_where_there_is_nothing_to_offer_nothing_is_said() -> None:
    now = a_situation(library=a_library([]))
    decision = decide(now, ev.TouchpointFellDue(a_touchpoint()))
    assert passed_over(decision) == ("nothing to offer", ["2026-03-03"])


def test_an_offer_that_lapsed_is_one_button_on_the_new_one() -> None:
    lapsed = an_attempt(offered_at=YESTERDAY)
    decision = morning(a_journey(attempt=lapsed))
    old, new = (effect for effect in decision.effects[:2])
    assert prompts(decision) == ["practice/offer", "practice/offer"]
    assert choices(say(Decision(effects=(old,)), "practice/offer")) == [], "what was there loses its buttons"
    card = say(Decision(effects=(new,)), "practice/offer")
    assert press(card, "yesterday") == ev.PracticeAccepted(ATTEMPT)
    assert card.data["lapsed"] is True
    states = [state for state in decision.state if isinstance(state, Attempt)]
    assert [state.state for state in states] == ["expired", "offered"]


# When it doesn't come.


@pytest.mark.parametrize(
    ("changes", "outcome", "following"),
    [
        ({"prompted_on": TODAY}, "one a day", ["2026-03-03"]),
        ({"paused_until": date(2026, 3, 6)}, "paused", ["2026-03-06"]),
        ({"leave": (Leave(TODAY, date(2026, 3, 6)),)}, "on leave", ["2026-03-09"]),
        ({"stage": "declined"}, "not taking part", []),
    ],
)
def test_it_is_not_sent_to_those_who_don_t_want_it(
    changes: dict[str, object], outcome: str, following: list[str]
) -> None:
    assert passed_over(morning(a_journey(learner=a_learner(**changes)))) == (outcome, following)


def test_it_is_not_sent_to_those_who_have_left() -> None:
    assert passed_over(morning(a_journey(person=a_person(active=False)))) == ("left", [])


def test_it_ends_with_the_cohort() -> None:
    decision = morning(a_journey(cohort=a_cohort(ends_on=date(2026, 3, 1))))
    assert passed_over(decision) == ("cohort ended", [])
    assert Unschedule(LEA, "prompt") in decision.effects


def test_on_the_cohort_s_last_day_there_is_no_next() -> None:
    decision = morning(a_journey(cohort=a_cohort(ends_on=TODAY)))
    assert prompts(decision) == ["practice/offer"]
    assert [point.kind for point in planned(decision)] == ["reminder"]


def test_it_waits_for_the_cohort_to_begin() -> None:
    decision = morning(a_journey(cohort=a_cohort(starts_on=date(2026, 3, 18))))
    assert passed_over(decision) == ("cohort not started", ["2026-03-18"])


@pytest.mark.parametrize("hour", [18, 23])
def test_outside_of_hours_it_moves_to_the_next_morning(hour: int) -> None:
    decision = morning(a_journey(), berlin(2026, 3, 2, hour))
    assert passed_over(decision) == ("outside working hours", ["2026-03-03"])


def test_after_a_long_outage_it_is_one_and_not_all_that_were_missed() -> None:
    world = World()
    world.do(ev.Resumed())
    world.sleep(timedelta(days=8, hours=2))
    assert [stamp.day for stamp in world.prompts] == [date(2026, 3, 10)]
    assert [point.slot for point in world.prompts_pending] == ["2026-03-11"]


def test_who_has_put_the_offer_off_is_left_alone_until_then() -> None:
    put_off = an_attempt(offered_at=YESTERDAY, put_off_to=berlin(2026, 3, 2, 14))
    assert passed_over(morning(a_journey(attempt=put_off))) == ("put off", ["2026-03-03"])


def test_an_offer_that_was_put_off_long_ago_has_lapsed_all_the_same() -> None:
    put_off = an_attempt(offered_at=YESTERDAY, put_off_to=YESTERDAY)
    assert prompts(morning(a_journey(attempt=put_off))) == ["practice/offer", "practice/offer"]


FLIGHTS = [
    ("Europe/Berlin", "America/New_York", [3, 4, 5, 6]),  # nine is still to come there
    ("Europe/Berlin", "Pacific/Honolulu", [3, 4, 5, 6]),
    ("Europe/Berlin", "Europe/Lisbon", [3, 4, 5, 6]),
    ("Europe/Berlin", "Asia/Kathmandu", [3, 4, 5, 6]),  # it is 12:45 there, and not too late
    ("Europe/Berlin", "Pacific/Auckland", [4, 5, 6]),  # it is nine in the evening there
    ("Pacific/Auckland", "America/Los_Angeles", [3, 4, 5, 6]),  # over the date line: the same date once more
    ("America/Los_Angeles", "Pacific/Auckland", [4, 5, 6]),  # Tuesday's nine is Wednesday's six there
    ("Pacific/Pago_Pago", "Pacific/Kiritimati", [4, 5, 6]),
]


@pytest.mark.parametrize(("start", "end", "days"), FLIGHTS)
def test_who_moves_a_minute_before_nine_is_prompted_at_nine_there_and_never_twice_a_date(
    start: str, end: str, days: list[int]
) -> None:
    world = World(a_learner(coach=None))
    world.lea = replace(world.lea, zone=start)
    world.do(ev.Resumed())
    while world.today < TUESDAY or world.journey.hours.local(world.at).hour < 8:
        world.wait(timedelta(hours=1))
        world.silence()
    world.wait(world.prompts_pending[0].due_at - world.at - timedelta(minutes=1))
    had = [stamp.day for stamp in world.prompts]
    world.lea = replace(world.lea, zone=end)
    for _ in range(24 * 5):
        world.wait(timedelta(hours=1))
        world.silence()
    prompted = [stamp.day for stamp in world.prompts]
    assert len(prompted) == len(set(prompted))
    assert [on.day for on in prompted[len(had) :] if on <= date(2026, 3, 6)] == days


def test_who_moves_again_and_again_is_prompted_once_a_date() -> None:
    world = World()
    world.do(ev.Resumed())
    for zone in ("America/New_York", "Pacific/Honolulu", "America/Chicago", "Pacific/Pago_Pago", "Europe/Berlin"):
        world.wait(world.prompts_pending[0].due_at - world.at - timedelta(minutes=1))
        world.lea = replace(world.lea, zone=zone)
        world.wait(timedelta(minutes=2))
        assert world.prompts_pending, "there is always a next one"
    days = [stamp.day for stamp in world.prompts]
    assert len(days) == len(set(days))


def test_a_prompt_that_was_moved_can_be_moved_by_other_hours_too() -> None:
    world = World()
    world.do(ev.Resumed())
    world.lea = replace(world.lea, zone="America/New_York")
    world.wait(berlin(2026, 3, 3, 10) - world.at)
    assert [point.due_at for point in world.prompts_pending] == [berlin(2026, 3, 3, 15)]
    world.type("/practice hours 14:00")
    world.wait(timedelta(hours=12))
    assert [stamp.day for stamp in world.prompts] == [TUESDAY]
    assert [point.slot for point in world.prompts_pending] == ["2026-03-04"]


def test_where_the_zone_is_not_known_any_more_the_day_is_utc_s() -> None:
    world = World()
    world.lea = replace(world.lea, zone="Mars/Olympus")
    world.do(ev.Resumed())
    world.wait(timedelta(days=1))
    assert [point.due_at.hour for point in world.prompts_pending] == [9]
    assert [stamp.day for stamp in world.prompts] == [TODAY], "nine in Greenwich is still to come"


@pytest.mark.parametrize("year", [1, 9998])
def test_a_prompt_that_was_planned_for_another_age_is_one_at_most(year: int) -> None:
    far = a_touchpoint(slot=f"{year:04}-03-02", due_at=datetime(year, 3, 2, tzinfo=UTC))
    decision = decide(a_situation(), ev.TouchpointFellDue(far))
    assert len(prompts(decision)) == (1 if year == 1 else 0)
    assert len([point for point in planned(decision) if point.kind == "prompt"]) <= 1


# After a time without power there is one message.


def test_yesterday_s_reminder_and_today_s_prompt_are_one_message() -> None:
    world = World()
    world.do(ev.Resumed())
    world.wait(berlin(2026, 3, 3, 9) - world.at)
    world.sleep(timedelta(days=1, hours=1))
    assert world.said(last=2) == ["practice/offer", "practice/reminder"]
    assert list(world.settled.values())[-1] == "one a day"
    assert [point.slot for point in world.prompts_pending] == ["2026-03-05"]


def test_yesterday_s_question_and_today_s_prompt_are_one_message() -> None:
    world = World()
    world.do(ev.Resumed())
    world.wait(berlin(2026, 3, 3, 9) - world.at)
    world.do(world.buttons[0])
    said = len(world.heard)
    world.sleep(timedelta(days=3))
    assert [say.prompt for say in world.heard[said:]] == ["reflection/ask"]
    world.wait(timedelta(days=3))
    assert [stamp.day for stamp in world.prompts] == [TUESDAY, date(2026, 3, 9)], "then it is let go"


def test_whoever_says_not_yet_is_asked_when_they_were_told_and_not_before() -> None:
    world = World()
    world.do(ev.Resumed())
    world.wait(berlin(2026, 3, 3) - world.at)
    world.do(world.buttons[0])
    world.type("/practice done")
    world.do(ev.ReflectionPutOff(world.journey.learner.attempt or ATTEMPT))
    said = len(world.heard)
    world.wait(timedelta(minutes=119))
    assert world.heard[said:] == [], "also when the practice's minutes have passed"
    world.wait(timedelta(minutes=1))
    assert [say.prompt for say in world.heard[said:]] == ["reflection/ask"]


def test_a_clock_that_was_decades_ahead_for_a_minute_repeats_nothing_and_can_be_resumed() -> None:
    world = World()
    world.do(ev.Resumed())
    right = world.at
    world.sleep(timedelta(days=365 * 20))
    assert (world.prompts, world.pending) == ([], {}), "the cohort was over by then"
    world.at = right
    world.type("/practice resume")
    world.wait(timedelta(days=2))
    assert [stamp.day for stamp in world.prompts] == [date(2026, 3, 4)]


def test_a_clock_that_was_weeks_ahead_for_a_minute_sends_one_prompt_and_no_second() -> None:
    world = World()
    world.do(ev.Resumed())
    right = world.at
    world.sleep(timedelta(days=21, hours=2))
    assert len(world.prompts) == 1
    world.at = right
    world.wait(timedelta(days=30))
    days = [stamp.day for stamp in world.prompts]
    assert len(days) == len(set(days))


def test_a_reminder_that_comes_after_today_s_prompt_is_left_out() -> None:
    attempt = a_started_attempt(started_at=YESTERDAY)
    journey = a_journey(attempt=attempt, learner=a_learner(attempt=ATTEMPT, started=ATTEMPT, prompted_on=TODAY))
    late = reminded(journey, MONDAY, due_at=YESTERDAY)
    assert (prompts(late), late.outcome) == ([], "one a day")
    now = a_situation(journey=journey)
    asked = decide(now, ev.TouchpointFellDue(a_touchpoint("reflection", due_at=YESTERDAY)))
    assert (prompts(asked), asked.outcome) == ([], "one a day")


def test_the_question_that_is_open_is_not_asked_once_more_when_its_time_comes() -> None:
    attempt = a_started_attempt()
    journey = a_journey(attempt=attempt)
    learner_ = replace(journey.learner, asking=Asking("reflection", ATTEMPT, "happened"))
    now = a_situation(journey=replace(journey, learner=learner_))
    decision = decide(now, ev.TouchpointFellDue(a_touchpoint("reflection")))
    assert (prompts(decision), decision.outcome) == ([], "asked")
    assert [point.kind for point in planned(decision)] == ["reminder"]


# A practice under way.


def test_a_practice_under_way_is_asked_after_the_next_morning_and_then_let_go() -> None:
    started = a_started_attempt(started_at=YESTERDAY)
    asked = morning(a_journey(attempt=started))
    assert prompts(asked) == ["reflection/ask"]
    assert say(asked, "reflection/ask").data["again"] is True
    assert learner(asked).asking == Asking("reflection", ATTEMPT, "expected")
    later = a_journey(attempt=started, learner=learner(asked))
    let_go = morning(later, berlin(2026, 3, 3), slot="2026-03-03")
    assert prompts(let_go) == ["practice/offer", "practice/offer"]
    assert (learner(let_go).started, learner(let_go).asking) == (None, None)
    assert learner(let_go).unanswered == 0, "who has started has answered"


# Silence.


def test_each_offer_that_nobody_answers_is_counted() -> None:
    ignored = an_attempt(offered_at=YESTERDAY)
    assert learner(morning(a_journey(attempt=ignored))).unanswered == 1
    pulled = an_attempt(offered_at=YESTERDAY, scheduled=False)
    assert learner(morning(a_journey(attempt=pulled))).unanswered == 0, "what the learner fetched counts for nothing"


def test_after_three_without_an_answer_it_asks_instead_and_is_silent() -> None:
    ignored = an_attempt(offered_at=YESTERDAY)
    silent = a_learner(unanswered=2, attempt=ATTEMPT)
    decision = morning(a_journey(attempt=ignored, learner=silent))
    card = say(decision, "manners/too_much")
    assert card.data["count"] == 3
    assert choices(card) == ["pause", "alternate", "weekly", "keep"]
    assert learner(decision).quiet
    assert planned(decision) == []


def test_three_weeks_without_an_answer_are_three_offers_and_one_question() -> None:
    world = World()
    world.do(ev.Resumed())
    world.wait(timedelta(days=21))
    assert [stamp.day.isoformat() for stamp in world.prompts] == [
        "2026-03-03",
        "2026-03-04",
        "2026-03-05",
        "2026-03-06",
    ]
    assert world.said(last=1) == ["manners/too_much"]
    assert world.pending == {}


@pytest.mark.parametrize(
    ("answer", "following"),
    [
        (ev.PaceChosen("daily"), "2026-03-09"),
        (ev.PaceChosen("alternate"), "2026-03-09"),
        (ev.PaceChosen("weekly"), "2026-03-13"),
        (ev.PauseAsked(""), "2026-03-20"),
        (ev.MorePracticeAsked(), "2026-03-09"),
        (ev.TierAsked(None, -1), "2026-03-09"),
        (ev.Resumed(), "2026-03-09"),
    ],
    ids=["keep", "alternate", "weekly", "pause", "more", "easier", "resume"],
)
def test_any_answer_ends_the_silence(answer: ev.Understood, following: str) -> None:
    world = World()
    world.do(ev.Resumed())
    world.wait(timedelta(days=4, hours=3))
    assert world.learner.quiet
    world.do(answer)
    assert not world.learner.quiet
    assert [point.slot for point in world.prompts_pending] == [following]


def test_yesterday_s_button_ends_the_silence_too() -> None:
    world = World()
    world.do(ev.Resumed())
    world.wait(timedelta(days=4, hours=3))
    world.do(next(event for event in reversed(world.buttons) if isinstance(event, ev.PracticeAccepted)))
    assert [point.slot for point in world.prompts_pending] == ["2026-03-09"]


def test_an_edit_and_a_plan_end_the_silence_too() -> None:
    quiet = a_learner(quiet=True, attempt=ATTEMPT, prompted_on=TODAY)
    journey = a_journey(learner=quiet, attempt=a_reflected_attempt(), plan=a_plan())
    for event in (
        ev.ReflectionGiven(ATTEMPT, {"happened": "They spoke."}, None),
        ev.PlanGiven(ATTEMPT, "Lea", "If asked, I ask.", "twice", "friday"),
        ev.PlanKept(a_plan().id, kept=True),
    ):
        decision = decide(a_situation(journey=journey), event)
        assert not learner(decision).quiet
        assert [point.slot for point in planned(decision)] == ["2026-03-03"]


# Reminders.


def test_an_offer_is_shown_once_more() -> None:
    decision = reminded(a_journey(attempt=an_attempt()), berlin(2026, 3, 2, 11))
    card = say(decision, "practice/reminder")
    assert "start" in choices(card)
    assert card.data["put_off"] is False
    assert card.begun
    assert learner(decision).prompted_on is None, "a reminder is not the day's prompt"


def test_an_offer_that_was_put_off_comes_back_as_the_prompt_of_that_day() -> None:
    put_off = an_attempt(put_off_to=MONDAY)
    decision = reminded(a_journey(attempt=put_off, learner=a_learner(attempt=ATTEMPT, prompted_on=date(2026, 2, 27))))
    assert say(decision, "practice/reminder").data["put_off"] is True
    assert learner(decision).prompted_on == TODAY
    assert attempt(decision).put_off_to is None


def test_the_morning_s_reminder_gives_way_to_a_later_time() -> None:
    put_off = an_attempt(put_off_to=berlin(2026, 3, 2, 14))
    assert reminded(a_journey(attempt=put_off)) == Decision(outcome="put off")


def test_the_reflection_is_asked_for_once_more() -> None:
    decision = reminded(a_journey(attempt=a_started_attempt()))
    assert prompts(decision) == ["reflection/ask"]
    assert planned(decision) == []


@pytest.mark.parametrize(
    "journey",
    [
        a_journey(attempt=a_reflected_attempt()),
        a_journey(attempt=an_attempt(state="declined")),
        a_journey(),
        a_journey(attempt=an_attempt(), learner=a_learner(attempt="another")),
    ],
    ids=["reflected", "declined", "gone", "another one is current"],
)
def test_what_is_answered_is_not_asked_again(journey: Journey) -> None:
    assert reminded(journey) == Decision(outcome="answered")


def test_who_is_away_is_not_reminded() -> None:
    away: Learner = a_learner(attempt=ATTEMPT, paused_until=TUESDAY)
    assert reminded(a_journey(attempt=an_attempt(), learner=away)) == Decision(outcome="paused")


# The reflection.


def test_when_the_minutes_have_passed_it_asks_how_it_was() -> None:
    now = a_situation(at=berlin(2026, 3, 2, 9, 10), journey=a_journey(attempt=a_started_attempt()))
    decision = decide(now, ev.TouchpointFellDue(a_touchpoint("reflection")))
    card = say(decision, "reflection/ask")
    assert card.data["again"] is False
    assert choices(card) == ["form", "not_yet", "skip"]
    [reminder] = planned(decision)
    assert (reminder.kind, reminder.due_at) == ("reminder", berlin(2026, 3, 2, 11, 10))


@pytest.mark.parametrize(
    ("journey", "outcome"),
    [
        (a_journey(attempt=a_reflected_attempt()), "answered"),
        (a_journey(attempt=a_started_attempt(id="another")), "answered"),
        (a_journey(), "answered"),
        (a_journey(attempt=a_started_attempt(), person=a_person(active=False)), "left"),
    ],
)
def test_it_asks_nobody_who_has_answered_or_left(journey: Journey, outcome: str) -> None:
    decision = decide(a_situation(journey=journey), ev.TouchpointFellDue(a_touchpoint("reflection")))
    assert decision == Decision(outcome=outcome)


# Pace.


@pytest.mark.parametrize(
    ("pace", "days"),
    [("daily", [3, 4, 5, 6, 9]), ("alternate", [3, 5, 9, 11, 13]), ("weekly", [3, 10, 17, 24, 31])],
)
def test_the_pace_is_kept(pace: Pace, days: list[int]) -> None:
    world = World(a_learner(rhythm=Rhythm(pace=pace)))
    world.do(ev.Resumed())
    while len(world.prompts) < 5:
        world.wait(timedelta(days=1))
        world.learner = world.learner.answered()
    assert [stamp.day.day for stamp in world.prompts] == days


def test_a_plan_is_asked_after_once() -> None:
    asked = a_plan(asked_on=date(2026, 2, 27))
    assert prompts(morning(a_journey(plan=asked))) == ["practice/offer"]
    assert kept(morning(a_journey(plan=a_plan())), Plan).asked_on == TODAY
