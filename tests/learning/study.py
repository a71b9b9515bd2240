"""Learners whose true levels are known practise for half a year, and what the program believes is held beside it.

The filter, the ladder and the gap are the product's own. Two schedules give everybody the same number of practices on
the same days: the product's, and a uniform one that takes one micro-competency after the other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from statistics import fmean

from bot.domain import spacing
from bot.domain.assessment import BASELINE, Assessment
from bot.domain.evidence import Evidence, estimate
from bot.domain.gap import gap, priority
from bot.domain.ids import AttemptId, MicroId, PersonId
from bot.domain.mastery import Estimate, begin
from bot.domain.practice import Tier
from bot.domain.rubric import LEVELS, Level, Source
from bot.domain.spacing import Ladder
from bot.simulation.dice import Dice
from tests.learning.baselines import averaged, elo
from tests.learning.laws import Law

SEED = 1
WEEKS = 26
MICROS = 6
_MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
_TARGET = 4.0
_EARLY_WINS = 2


@dataclass(frozen=True)
class Rater:
    """Somebody who adds to the truth what they always add, and noise; and how many practices they rate at all.

    For people whose true levels vary by .6, these numbers bring about the agreement that was measured: self-ratings
    with a coach's .25 (Conway & Huffcutt 1997: .22), coaches' with each other .47 (Viswesvaran & al. 1996: .52).
    """

    source: Source
    leniency: float
    noise: float
    share: float

    def rates(self, true: float, tier: Tier, dice: Dice) -> Level:
        """A harder practice is done less well."""
        seen = dice.around(true + self.leniency - 0.4 * (tier - 2), self.noise)
        return LEVELS[min(4, max(0, round(seen) - 1))]


@dataclass
class Skill:
    """One micro-competency of one learner: the truth, and what is made of what is seen of it.

    ``certified`` is the true level at the moment when it first counts as mastered.
    """

    name: str
    law: Law
    estimate: Estimate
    evidence: Evidence = field(default_factory=Evidence)
    ladder: Ladder = field(default_factory=Ladder)
    average: float = 0.0
    strength: float = 0.0
    certified: float | None = None

    def learn(self, ratings: Sequence[Assessment], practised: dict[AttemptId, datetime]) -> None:
        self.evidence += Evidence(tuple(ratings), practised)
        self.estimate = estimate(self.evidence, UTC) or self.estimate
        for one in ratings:
            self.average = averaged(self.average, one.level)
            self.strength = elo(self.strength, one.level, one.tier)


@dataclass(frozen=True)
class Seen:
    """One micro-competency at the end of a week: the truth, and what each way of reckoning makes of it."""

    week: int
    true: float
    estimate: Estimate
    average: float
    strength: float


@dataclass
class Played:
    """One learner's half year; ``gain`` is that of the true levels, ``intervals`` are days until the next time."""

    gain: float = 0.0
    seen: list[Seen] = field(default_factory=list[Seen])
    certified: list[float] = field(default_factory=list[float])
    intervals: set[int] = field(default_factory=set[int])


Schedule = Callable[[Sequence[Skill], int, datetime, Skill | None], Skill]


def by_the_ladder(skills: Sequence[Skill], _turn: int, at: datetime, latest: Skill | None) -> Skill:
    """What is due comes first, the latest not again, then what is new; among these what presses most."""

    def rank(skill: Skill) -> tuple[bool, bool, bool, float]:
        due = skill.ladder.due_on
        overdue = None if due is None else (at.date() - due).days
        pressing = priority(0.4, gap(_TARGET, skill.estimate.faded_to(at).m), "daily", overdue or 0)
        return (overdue is None or overdue < 0, skill is latest, overdue is not None, -pressing)

    return min(skills, key=rank)


def uniformly(skills: Sequence[Skill], turn: int, _at: datetime, _latest: Skill | None) -> Skill:
    return skills[turn % len(skills)]


class Life:
    """The same law, number and seed make the same person with the same luck, whatever the schedule."""

    def __init__(self, law: Callable[[Dice], Law], number: int, *, leniency: float = 0.0, seed: int = SEED) -> None:
        self._luck = (seed, number)
        dice = Dice(*self._luck)
        self._own = Rater("self", dice.around(0.3, 0.9), 1.2, 1.0)
        self._others = (
            Rater("coach", dice.around(0.0, leniency), 0.56, 0.6),
            Rater("peer", dice.around(0.0, leniency), 0.85, 0.1),
        )
        self._answers = dice.between(0.5, 0.95)
        self.skills = [self._begun(f"micro-{n}", law(Dice(*self._luck, n))) for n in range(MICROS)]

    def play(self, schedule: Schedule) -> Played:
        """From Monday to Friday at most one practice a day."""
        played = Played()
        before = fmean(skill.law.level(0) for skill in self.skills)
        turn, latest = 0, None
        for day in range(7 * WEEKS):
            at = _MONDAY + timedelta(days=day)
            if at.isoweekday() <= 5 and Dice(*self._luck, "day", day).falls(self._answers):
                latest = schedule(self.skills, turn, at, latest)
                self._practise(latest, day, at, gently=turn < _EARLY_WINS)
                played.intervals.add(latest.ladder.days)
                turn += 1
            if at.isoweekday() == 7:
                played.seen += [_seen(skill, day, at) for skill in self.skills]
        played.gain = fmean(skill.law.level(7 * WEEKS) for skill in self.skills) - before
        played.certified = [skill.certified for skill in self.skills if skill.certified is not None]
        return played

    def _begun(self, name: str, law: Law) -> Skill:
        skill = Skill(name, law, begin(2.5, _MONDAY))
        level = self._own.rates(law.level(0), 2, Dice(*self._luck, name, "baseline"))
        skill.learn([_assessment(name, "self", level, _MONDAY)], {})
        skill.average = skill.strength = skill.estimate.m
        return skill

    def _practise(self, skill: Skill, day: int, at: datetime, *, gently: bool) -> None:
        """What is rated is how it was done, and doing it is what makes better."""
        true = skill.law.level(day)
        fitting = skill.estimate.fitting
        tier = 2 if gently and fitting == 3 else fitting
        attempt = AttemptId(f"attempt-{day}")
        ratings: list[Assessment] = []
        for rater in (self._own, *self._others):
            dice = Dice(*self._luck, skill.name, day, rater.source)
            if dice.falls(rater.share):
                rating = _assessment(f"{day}-{rater.source}", rater.source, rater.rates(true, tier, dice), at)
                ratings.append(replace(rating, tier=tier, attempt=attempt, context="practice"))
        skill.learn(ratings, {attempt: at})
        skill.law.practise(day)
        levels: dict[Source, Level] = {one.source: one.level for one in ratings}
        counts_as = spacing.rating_of(levels.get("coach"), levels["self"])
        skill.ladder = spacing.practised(skill.ladder, counts_as, at.date(), mastered=skill.estimate.mastered)
        if skill.certified is None and skill.estimate.mastered:
            skill.certified = true


def _seen(skill: Skill, day: int, at: datetime) -> Seen:
    true, now = skill.law.level(day), skill.estimate.faded_to(at)
    return Seen(day // 7 + 1, true, now, skill.average, skill.strength)


def _assessment(name: str, source: Source, level: Level, at: datetime) -> Assessment:
    """One of the baseline."""
    return Assessment(
        id=name,
        learner=PersonId("learner"),
        micro=MicroId("micro"),
        source=source,
        level=level,
        tier=2,
        at=at,
        context=BASELINE,
        framework="1",
        rater=PersonId(source),
    )
