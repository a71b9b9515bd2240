"""Ratings on written anchors: no anchors, no rating."""

from dataclasses import dataclass
from typing import Literal, get_args

from bot.domain.ids import derived

Level = Literal[1, 2, 3, 4, 5]
Source = Literal["self", "peer", "coach", "manager", "demonstration", "metric"]

LEVELS: tuple[Level, ...] = get_args(Level)
SOURCES: tuple[Source, ...] = get_args(Source)


@dataclass(frozen=True, slots=True)
class Rubric:
    """Five descriptions of what one would see, from level 1 to level 5."""

    anchors: tuple[str, str, str, str, str]

    @property
    def id(self) -> str:
        """Made of the sentences: others, another id."""
        return derived("anchors", *self.anchors)

    def anchor(self, level: Level) -> str:
        return self.anchors[level - 1]


def level_named(word: str) -> Level | None:
    """The level that ``word`` spells as one digit, or None: "3" is a level, "3.7", "five" and "6" are not."""
    return next((level for level in LEVELS if word.strip() == str(level)), None)
