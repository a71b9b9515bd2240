"""Several people who are named at once, as typed: each must be somebody, and only one."""

import re

from bot.domain.baseline import MOST, Colleague
from bot.domain.errors import UnreadableInputError
from bot.domain.ids import PersonId
from bot.runtime.ports import Turn

_BETWEEN = re.compile(r"[,;\n]+|\s+(?:and|und|&)\s+|(?:^|\s)@")
_MOST = 20
_SHOWN = 80


async def named(turn: Turn, words: str, near: PersonId) -> tuple[Colleague, ...]:
    """Each person once. Raises UnreadableInputError for a name that is nobody's, or several people's."""
    parts = list(dict.fromkeys(part.strip() for part in _BETWEEN.split(words) if part.strip()))
    if len(parts) > _MOST:
        raise UnreadableInputError("unreadable/ask_many", {"most": MOST}, field="names")
    found = await turn.colleagues(parts, near) if parts else ()
    meant: dict[PersonId, Colleague] = {}
    for part, people in zip(parts, found, strict=True):
        if len(people) != 1:
            prompt = "unreadable/several" if people else "unreadable/nobody"
            raise UnreadableInputError(prompt, {"words": part[:_SHOWN]}, field="names")
        meant[people[0].person.id] = people[0]
    return tuple(meant.values())
