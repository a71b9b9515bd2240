"""What is left of a life when it is over: figures, so that ten thousand of them fit into memory."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.ids import PersonId
from bot.domain.window import quarter_hour
from bot.engine.selection import standing_of
from bot.simulation.life import Life

_LATELY = timedelta(weeks=2)


@dataclass(frozen=True, slots=True)
class Lived:
    """One learner's part in the programme; of its messages the bot has ``begun`` some, the rest are answers.

    ``feedback`` are the times it was given, ``due`` the quarter hours in which prompts fell due, ``start`` the levels
    of the baseline, ``end`` those of the last day with one standard deviation each. ``is_active``: they have reflected
    in the last two weeks. ``unmet`` counts the pathway's micro-competencies that they were never offered.
    """

    coach: PersonId
    turns: int
    messages: int
    begun: int
    most_prompts_a_day: int
    reflections: int
    nothing_to_offer: int
    feedback: tuple[datetime, ...]
    due: tuple[datetime, ...]
    start: tuple[float, ...]
    end: tuple[tuple[float, float], ...]
    is_active: bool
    unmet: int


def lived(life: Life, until: datetime) -> Lived:
    tally = life.tally
    return Lived(
        coach=life.coach.id,
        turns=tally.turns,
        messages=tally.messages,
        begun=tally.begun,
        most_prompts_a_day=max(tally.prompts.values(), default=0),
        reflections=life.learner.reflections,
        nothing_to_offer=tally.outcomes["prompt: nothing to offer"],
        feedback=tuple(tally.feedback),
        due=tuple(map(quarter_hour, tally.due)),
        start=tuple(tally.baseline),
        end=_levels(life, until),
        is_active=any(one.reflected_at and one.reflected_at > until - _LATELY for one in life.attempts.values()),
        unmet=len(life.character.levels.keys() - {one.micro for one in life.attempts.values()}),
    )


def _levels(life: Life, until: datetime) -> tuple[tuple[float, float], ...]:
    estimates = [standing_of(life.journey(), micro, until).estimate for micro in life.learner.standings]
    return tuple((estimate.m, estimate.spread) for estimate in estimates)
