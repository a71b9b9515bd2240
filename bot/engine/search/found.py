"""What was found in the library."""

from dataclasses import dataclass

from bot.domain.ids import PracticeId
from bot.engine.search.vocabulary import UnknownTag


@dataclass(frozen=True, slots=True)
class Found:
    """The practices that fit ``words``, best first; ``guessed`` says which word was taken for another.

    With an ``unknown`` tag among the words nothing was looked for.
    """

    words: str = ""
    practices: tuple[PracticeId, ...] = ()
    guessed: tuple[tuple[str, str], ...] = ()
    unknown: UnknownTag | None = None
