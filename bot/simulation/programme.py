"""A programme as it might be held: a pathway, so many weeks, so many learners, a coach for every twenty."""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from rapidfuzz import fuzz, process

from bot.domain.errors import CoachError
from bot.domain.ids import CohortId, PathwayId, PersonId
from bot.domain.learner import Rhythm
from bot.domain.people import Cohort, Person, Role
from bot.domain.practice import Library
from bot.domain.touchpoint import Touchpoint
from bot.simulation.character import invent
from bot.simulation.dice import Dice
from bot.simulation.habits import react
from bot.simulation.life import Life, Speak
from bot.simulation.lived import Lived, lived

LEARNERS_PER_COACH = 20
MOST_WEEKS = 52
MOST_LEARNERS = 10_000
_COACHES = ("Ada", "Ben", "Cem", "Dana", "Emil", "Fay", "Gus", "Hana", "Ivo", "June")
_NEAR = 60
_MOST_HOURS = 60
_MOST_A_MINUTE = 1_000_000
_WELCOME_FOR = timedelta(days=14)

DaysOff = Callable[[str], Container[date]]


class ProgrammeError(CoachError):
    """No such programme can be played; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Programme:
    """``seed`` decides everybody's luck: the same seed, the same story."""

    pathway: PathwayId
    weeks: int
    learners: int
    seed: int
    starts_on: date

    @property
    def cohort(self) -> Cohort:
        ends_on = self.starts_on + timedelta(weeks=self.weeks, days=-1)
        return Cohort(CohortId("simulated"), "Simulated", self.pathway, self.starts_on, ends_on)

    @property
    def coaches(self) -> int:
        return -(-self.learners // LEARNERS_PER_COACH)

    @property
    def ends_at(self) -> datetime:
        """When the last day is over everywhere."""
        return _midnight(self.cohort.ends_on + timedelta(days=2))


def programme(
    library: Library, *, weeks: int, learners: int, pathway: str | None, seed: int, starts_on: date
) -> Programme:
    """A programme on a pathway of this library, the first one if none is named. Raises ProgrammeError."""
    if not 1 <= weeks <= MOST_WEEKS:
        raise ProgrammeError(f"A programme of {weeks} weeks can't be played; choose 1 to {MOST_WEEKS} with --weeks.")
    if not 1 <= learners <= MOST_LEARNERS:
        raise ProgrammeError(f"{learners} learners can't be played; choose 1 to {MOST_LEARNERS} with --learners.")
    if not library.pathways:
        raise ProgrammeError("There is no pathway yet. Add one in pathways/ of the content.")
    found = PathwayId(pathway) if pathway else next(iter(library.pathways))
    if found not in library.pathways:
        raise ProgrammeError(f"There is no pathway “{pathway}”. {_or_like(found, library.pathways)}")
    return Programme(found, weeks, learners, seed, starts_on)


def rate(per_minute: float) -> float:
    """So many messages a minute. Raises ProgrammeError."""
    if not 0 < per_minute <= _MOST_A_MINUTE:
        raise ProgrammeError(f"No workspace takes {per_minute:g} messages a minute; Slack takes about 300.")
    return per_minute


def hours_a_week(hours: float) -> float:
    """So many for feedback. Raises ProgrammeError."""
    if not 0 < hours <= _MOST_HOURS:
        raise ProgrammeError(f"No coach has {hours:g} hours a week; choose up to {_MOST_HOURS} with --coach-hours.")
    return hours


def next_monday(on: date) -> date:
    return on + timedelta(days=7 - on.weekday())


def week_of(plan: Programme, at: datetime) -> int:
    """Weeks of the programme count from 1; what comes after the last belongs to it."""
    return min(plan.weeks, max(0, (at.date() - plan.starts_on).days) // 7 + 1)


def name_of_coach(number: int) -> str:
    """They count from 0; of a second one with the same name it is said that it is the second."""
    turn, which = divmod(number, len(_COACHES))
    return _COACHES[which] if turn == 0 else f"{_COACHES[which]} {turn + 1}"


def play(plan: Programme, library: Library, days_off: DaysOff, speak: Speak) -> Iterator[Lived]:
    """Everybody's part in the programme, one after the other, each lived to its end; ``speak`` writes the messages."""
    for number in range(plan.learners):
        life = _life(plan, library, days_off, speak, number)
        first = life.journey().hours.next_time(Rhythm().opens, _midnight(plan.starts_on), plan.starts_on)
        if first is not None:
            welcome = Touchpoint(life.person.id, "welcome", "1", first[1], first[1] + _WELCOME_FOR)
            life.live(welcome, plan.ends_at, react)
        yield lived(life, plan.ends_at)


def _life(plan: Programme, library: Library, days_off: DaysOff, speak: Speak, number: int) -> Life:
    practices = library.pathways[plan.pathway].practices
    micros = dict.fromkeys(library.practices[id_].micro_competency for id_ in practices)
    character = invent(Dice(plan.seed, number), micros)
    person = _person(f"learner-{number + 1}", character.zone, character.country, "learner")
    turn = number // LEARNERS_PER_COACH
    coach = _person(f"coach-{turn + 1}", character.zone, character.country, "coach", name_of_coach(turn))
    return Life(
        person=person,
        coach=coach,
        cohort=plan.cohort,
        library=library,
        character=character,
        days_off=days_off(character.country),
        speak=speak,
    )


def _person(id_: str, zone: str, country: str, role: Role, name: str = "") -> Person:
    email = f"{id_}@example.org"
    return Person(PersonId(id_), name or id_, email, frozenset({role}), zone, country, "en", None, active=True)


def _midnight(on: date) -> datetime:
    """The first moment of that date anywhere on earth."""
    return datetime.combine(on, time(), UTC) - timedelta(hours=14)


def _or_like(name: str, known: Iterable[str]) -> str:
    near = process.extractOne(name, list(known), scorer=fuzz.WRatio, score_cutoff=_NEAR)
    return f"Did you mean {near[0]}?" if near else f"There is {', '.join(known)}."
