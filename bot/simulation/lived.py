"""What is left of a life when it is over: figures, so that ten thousand of them fit into memory."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.ids import MicroId, PersonId, PracticeId
from bot.domain.window import quarter_hour
from bot.engine.selection import standing_of
from bot.simulation.life import Asked, Life, Seen

_LATELY = timedelta(weeks=2)


__all__ = ["Asked", "Lived", "lived"]


@dataclass(frozen=True, slots=True)
class Lived:
    """One learner's part in the programme; of its messages the bot has ``begun`` some, the rest are answers.

    ``days`` counts the messages of each day on which there was one, ``words`` all that was written in them.
    ``asked`` are the reflections that waited for a coach, ``feedback`` the times it was given, ``due`` the quarter
    hours in which prompts fell due, ``start`` the levels of the baseline, ``weeks`` those at the end of each week,
    ``end`` those of the last day with one standard deviation each. ``is_active``: they have reflected in the last two
    weeks. ``unmet`` are the pathway's micro-competencies that they were never offered, ``offered`` the practices that
    they were.
    """

    coach: PersonId
    turns: int
    messages: int
    begun: int
    days: tuple[int, ...]
    words: int
    most_prompts_a_day: int
    reflections: int
    nothing_to_offer: int
    asked: tuple[Asked, ...]
    feedback: tuple[datetime, ...]
    due: tuple[datetime, ...]
    start: tuple[float, ...]
    weeks: tuple[Seen | None, ...]
    end: tuple[tuple[float, float], ...]
    is_active: bool
    unmet: frozenset[MicroId]
    offered: frozenset[PracticeId]


def lived(life: Life, until: datetime) -> Lived:
    tally = life.tally
    return Lived(
        coach=life.coach.id,
        turns=tally.turns,
        messages=tally.messages,
        begun=tally.begun,
        days=tuple(tally.days.values()),
        words=tally.words,
        most_prompts_a_day=max(tally.prompts.values(), default=0),
        reflections=life.learner.reflections,
        nothing_to_offer=tally.outcomes["prompt: nothing to offer"],
        asked=tuple(tally.asked.values()),
        feedback=tuple(tally.feedback),
        due=tuple(map(quarter_hour, tally.due)),
        start=tuple(tally.baseline),
        weeks=tuple(tally.weeks),
        end=_levels(life, until),
        is_active=any(one.reflected_at and one.reflected_at > until - _LATELY for one in life.attempts.values()),
        unmet=frozenset(life.character.skills.keys() - {one.micro for one in life.attempts.values()}),
        offered=frozenset(one.practice for one in life.attempts.values()),
    )


def _levels(life: Life, until: datetime) -> tuple[tuple[float, float], ...]:
    estimates = [standing_of(life.journey(), micro, until).estimate for micro in life.learner.standings]
    return tuple((estimate.m, estimate.spread) for estimate in estimates)
