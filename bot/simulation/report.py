"""What came of it: how much there is to say, to read and to answer, and what an admin should know before launch."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from bot.domain.practice import Library
from bot.domain.window import Rush, worst_rush
from bot.simulation.coaching import CoachHours, coach_hours
from bot.simulation.growth import Level, WeekLevel, by_week, level
from bot.simulation.lived import Lived
from bot.simulation.programme import Programme

_MANY_MESSAGES = 15
_WARNINGS_ABOUT_COACHES = 3
_MUCH_OVERDUE = 0.1
_DEAD_ENDS_NAMED = 5
_FEW_LEFT = 0.5


@dataclass(frozen=True, slots=True)
class Report:
    """``begun_per_learner_week`` are the messages that answer nothing.

    ``messages_a_day`` are those of a learner's days with any: in the middle, in nine of ten, at most.
    ``words_per_learner_week`` is what there is to read. ``met_too_little`` are those who take part to the end and are
    never offered one of the pathway's skills. ``dead_ends`` are ids of practices that nobody was ever offered.
    """

    learners: int
    weeks: int
    pathway: str
    seed: int
    starts_on: date
    turns: int
    messages_per_learner_week: float
    begun_per_learner_week: float
    messages_a_day: tuple[int, int, int]
    words_per_learner_week: int
    max_prompts_per_learner_day: int
    reflections: int
    active_at_the_end: int
    met_too_little: int
    coach_hours_per_week: CoachHours
    level: Level | None
    level_by_week: tuple[WeekLevel, ...]
    dead_ends: tuple[str, ...]
    sending: Rush | None
    per_minute: float
    window_minutes: int
    warnings: tuple[str, ...]


def report(
    plan: Programme,
    library: Library,
    lives: Sequence[Lived],
    *,
    per_minute: float,
    window_minutes: int,
    available: float,
) -> Report:
    """All figures of these lives, in a workspace that takes so many messages a minute.

    ``available`` are the hours a week that a coach has.
    """
    messages, begun = (
        sum(counts) / plan.learners / plan.weeks
        for counts in ([one.messages for one in lives], [one.begun for one in lives])
    )
    most_prompts = max(one.most_prompts_a_day for one in lives)
    active = sum(one.is_active for one in lives)
    hours = coach_hours(plan, lives, available)
    met = frozenset[str]().union(*(one.offered for one in lives))
    dead_ends = tuple(id_ for id_ in library.pathways[plan.pathway].practices if id_ not in met)
    rush = worst_rush(Counter(at for one in lives for at in one.due), per_minute)
    met_too_little = sum(one.is_active and len(one.unmet) > 0 for one in lives)
    warnings = (
        *_about_prompts(most_prompts),
        *_about_messages(begun),
        *_about_coaches(hours),
        *_about_sending(rush, window_minutes),
        *_about_content(lives, met_too_little, dead_ends),
        *_about_people(plan, active),
    )
    return Report(
        learners=plan.learners,
        weeks=plan.weeks,
        pathway=plan.pathway,
        seed=plan.seed,
        starts_on=plan.starts_on,
        turns=sum(one.turns for one in lives),
        messages_per_learner_week=round(messages, 1),
        begun_per_learner_week=round(begun, 1),
        messages_a_day=_spread(sorted(number for one in lives for number in one.days)),
        words_per_learner_week=round(sum(one.words for one in lives) / plan.learners / plan.weeks),
        max_prompts_per_learner_day=most_prompts,
        reflections=sum(one.reflections for one in lives),
        active_at_the_end=active,
        met_too_little=met_too_little,
        coach_hours_per_week=hours,
        level=level(lives),
        level_by_week=by_week(lives),
        dead_ends=dead_ends,
        sending=rush,
        per_minute=per_minute,
        window_minutes=window_minutes,
        warnings=warnings,
    )


def _spread(ordered: Sequence[int]) -> tuple[int, int, int]:
    if not ordered:
        return (0, 0, 0)
    return (ordered[len(ordered) // 2], ordered[len(ordered) * 9 // 10], ordered[-1])


def _about_prompts(most: int) -> Iterator[str]:
    if most > 1:
        yield f"Somebody got {most} prompts on one day. This should never happen: please report it."


def _about_messages(each: float) -> Iterator[str]:
    if each > _MANY_MESSAGES:
        yield f"The bot begins {each:.0f} messages a week with each learner: more than three a working day."


def _about_coaches(hours: CoachHours) -> Iterator[str]:
    for one in islice(hours.too_full, _WARNINGS_ABOUT_COACHES):
        yield f"Coach {one.coach} would need {one.hours} hours in week {one.week}, and has {hours.available:g}."
    if (more := len(hours.too_full) - _WARNINGS_ABOUT_COACHES) > 0:
        yield f"So it is in {more:,} further weeks of coaches. Give each coach fewer learners, or more hours."
    if hours.overdue > _MUCH_OVERDUE:
        yield f"{hours.overdue:.0%} of all feedback would come after the time that learners were promised."


def _about_sending(rush: Rush | None, window: int) -> Iterator[str]:
    if rush is not None and rush.minutes > window:
        yield too_slow(rush, window)


def too_slow(rush: Rush, window: int) -> str:
    return (
        f"{rush.people:,} people are due in one quarter hour, and reaching them takes {rush.minutes:.0f} minutes; "
        f"the window has {window}. Spread the hours, or raise MICROCOACH_SENDING_WINDOW_MINUTES."
    )


def _about_content(lives: Sequence[Lived], met_too_little: int, dead_ends: Sequence[str]) -> Iterator[str]:
    if met_too_little:
        yield (
            f"{met_too_little:,} learners take part to the end and never meet one of the pathway's skills. "
            "Plan more weeks, or a pathway with fewer skills."
        )
    if dead_ends:
        named = ", ".join(dead_ends[:_DEAD_ENDS_NAMED]) + (" and others" if len(dead_ends) > _DEAD_ENDS_NAMED else "")
        yield f"Nobody is ever offered {named}. Look at their tiers, or take them out of the pathway."
    if idle := sum(one.nothing_to_offer for one in lives):
        yield f"{idle:,} mornings have nothing to offer. Look for practices past their review date: content check."


def _about_people(plan: Programme, active: int) -> Iterator[str]:
    if active < plan.learners * _FEW_LEFT:
        yield f"At the end {active:,} of {plan.learners:,} learners still take part. Plan for whoever falls silent."
