"""What came of it: how much there is to say, to read and to answer, and what an admin should know before launch."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean

from bot.domain.window import Rush, worst_rush
from bot.simulation.lived import Lived
from bot.simulation.programme import LEARNERS_PER_COACH, Programme

MINUTES_PER_FEEDBACK = 8
_MANY_MESSAGES = 15
_MANY_HOURS = 4.0
_FEW_LEFT = 0.5
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class CoachHours:
    """Over all weeks of all coaches."""

    p50: float
    p90: float
    max: float
    coaches: int
    learners_per_coach: int = LEARNERS_PER_COACH
    minutes_per_feedback: int = MINUTES_PER_FEEDBACK


@dataclass(frozen=True, slots=True)
class Level:
    """The mean level as the programme sees it, and how sure it is at the end: one standard deviation both ways."""

    start: float
    end: float
    band: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Report:
    """``begun_per_learner_week`` are the messages that answer nothing.

    ``met_too_little`` are those who take part to the end and are never offered one of the pathway's skills.
    """

    learners: int
    weeks: int
    pathway: str
    seed: int
    starts_on: date
    turns: int
    messages_per_learner_week: float
    begun_per_learner_week: float
    max_prompts_per_learner_day: int
    reflections: int
    active_at_the_end: int
    met_too_little: int
    coach_hours_per_week: CoachHours
    level: Level | None
    sending: Rush | None
    per_minute: float
    window_minutes: int
    warnings: tuple[str, ...]


def report(plan: Programme, lives: Sequence[Lived], *, per_minute: float, window_minutes: int) -> Report:
    """All figures of these lives, in a workspace that takes so many messages a minute."""
    messages, begun = (
        sum(counts) / plan.learners / plan.weeks
        for counts in ([one.messages for one in lives], [one.begun for one in lives])
    )
    most_prompts = max(one.most_prompts_a_day for one in lives)
    active = sum(one.is_active for one in lives)
    hours = _coach_hours(plan, lives)
    rush = worst_rush(Counter(at for one in lives for at in one.due), per_minute)
    met_too_little = sum(one.is_active and one.unmet > 0 for one in lives)
    warnings = (
        *_about_prompts(most_prompts),
        *_about_messages(begun),
        *_about_coaches(hours),
        *_about_sending(rush, window_minutes),
        *_about_content(lives, met_too_little),
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
        max_prompts_per_learner_day=most_prompts,
        reflections=sum(one.reflections for one in lives),
        active_at_the_end=active,
        met_too_little=met_too_little,
        coach_hours_per_week=hours,
        level=_level(lives),
        sending=rush,
        per_minute=per_minute,
        window_minutes=window_minutes,
        warnings=warnings,
    )


def _coach_hours(plan: Programme, lives: Sequence[Lived]) -> CoachHours:
    given = Counter((one.coach, min(_week_of(plan, at), plan.weeks)) for one in lives for at in one.feedback)
    coaches = dict.fromkeys(one.coach for one in lives)
    minutes = sorted(MINUTES_PER_FEEDBACK * given[coach, week] for coach in coaches for week in _weeks(plan))
    p50, p90, most = (round(_at_share(minutes, share) / 60, 1) for share in (0.5, 0.9, 1.0))
    return CoachHours(p50, p90, most, plan.coaches)


def _at_share(ordered: Sequence[float], share: float) -> float:
    """The smallest value that this share of all values does not exceed."""
    return ordered[max(0, -int(-len(ordered) * share // 1) - 1)]


def _level(lives: Sequence[Lived]) -> Level | None:
    """None where nobody took part."""
    start = [level for one in lives for level in one.start]
    end = [level for one in lives for level, _ in one.end]
    if not start or not end:
        return None
    mean, spread = fmean(end), fmean(spread for one in lives for _, spread in one.end)
    return Level(round(fmean(start), 2), round(mean, 2), (round(mean - spread, 2), round(mean + spread, 2)))


def _weeks(plan: Programme) -> range:
    return range(1, plan.weeks + 1)


def _week_of(plan: Programme, at: datetime) -> int:
    """Weeks of the programme count from 1."""
    return max(0, (at.date() - plan.starts_on).days) // _WEEK.days + 1


def _about_prompts(most: int) -> Iterator[str]:
    if most > 1:
        yield f"Somebody got {most} prompts on one day. This should never happen: please report it."


def _about_messages(each: float) -> Iterator[str]:
    if each > _MANY_MESSAGES:
        yield f"The bot begins {each:.0f} messages a week with each learner: more than three a working day."


def _about_coaches(hours: CoachHours) -> Iterator[str]:
    if hours.p90 > _MANY_HOURS:
        yield (
            f"One week in ten, a coach of {hours.learners_per_coach} writes feedback for {hours.p90} hours or more. "
            "Give each coach fewer learners, or tell learners that not every reflection is answered."
        )


def _about_sending(rush: Rush | None, window: int) -> Iterator[str]:
    if rush is not None and rush.minutes > window:
        yield too_slow(rush, window)


def too_slow(rush: Rush, window: int) -> str:
    return (
        f"{rush.people:,} people are due in one quarter hour, and reaching them takes {rush.minutes:.0f} minutes; "
        f"the window has {window}. Spread the hours, or raise MICROCOACH_SENDING_WINDOW_MINUTES."
    )


def _about_content(lives: Sequence[Lived], met_too_little: int) -> Iterator[str]:
    if met_too_little:
        yield (
            f"{met_too_little:,} learners take part to the end and never meet one of the pathway's skills, "
            "as what is due again comes first. Plan more weeks, or a pathway with fewer skills."
        )
    if idle := sum(one.nothing_to_offer for one in lives):
        yield f"{idle:,} mornings have nothing to offer. Look for practices past their review date: content check."


def _about_people(plan: Programme, active: int) -> Iterator[str]:
    if active < plan.learners * _FEW_LEFT:
        yield f"At the end {active:,} of {plan.learners:,} learners still take part. Plan for whoever falls silent."
