"""When to come back to what is to be known by heart: FSRS, a model of memory, which is an optional extra.

Its defaults would not do: with its learning steps whoever finds a fact hard stays with it for minutes, and without an
upper bound intervals run to years. No adaptive schedule was better than a uniform one in simulation, so it is there for
those who know it and want it, and changes nothing else.
"""

from datetime import UTC, date, datetime, time
from importlib.util import find_spec

from bot.domain.ids import MicroId
from bot.domain.practice import Library
from bot.domain.spacing import LADDER_DAYS, Memory, Recall

_RETENTION = 0.90
_SHORTEST, _LONGEST = LADDER_DAYS[0], LADDER_DAYS[-1]
_NOON = time(12, tzinfo=UTC)
_NO_CARD = 0


def is_installed() -> bool:
    """Whether the extra is there: ``pip install 'microcoach[fsrs]'``."""
    return find_spec("fsrs") is not None


def recall_for(library: Library, micro: MicroId) -> Recall | None:
    """The model of memory where the content asks for one, else None: the ladder alone."""
    return remember if library.framework.micro_competencies[micro].by_heart else None


def remember(before: Memory | None, rating: int, on: date) -> Memory:
    """1 and 2 are forgotten (Again), 3 was hard, 4 was good, 5 was easy; 3 to 30 days from ``on``."""
    from fsrs import Card, Rating, Scheduler, State  # noqa: PLC0415 - an extra

    scheduler = Scheduler(
        desired_retention=_RETENTION,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=_LONGEST,
        enable_fuzzing=False,
    )
    named = {1: Rating.Again, 2: Rating.Again, 3: Rating.Hard, 4: Rating.Good, 5: Rating.Easy}[rating]
    at = datetime.combine(on, _NOON)
    if before is None:
        card = Card(card_id=_NO_CARD, due=at)
    else:
        last = datetime.combine(before.on, _NOON)
        card = Card(
            card_id=_NO_CARD,
            state=State.Review,
            stability=before.stability,
            difficulty=before.difficulty,
            due=at,
            last_review=last,
        )
    now, _ = scheduler.review_card(card, named, at)
    days = min(_LONGEST, max(_SHORTEST, (now.due - at).days))
    return Memory(on, now.stability or 0.0, now.difficulty or 0.0, days)
