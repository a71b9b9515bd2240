"""What somebody whom nobody knows is told: who can add them, and how they say that they are known elsewhere."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain.errors import UnreadableInputError
from bot.runtime.directory import Arrival, Directory

_GOOD_FOR = timedelta(minutes=15)
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_LONG = 8


async def introduction(
    directory: Directory, stranger: Arrival, fresh: Callable[[], str], at: datetime
) -> UnreadableInputError:
    """One sentence, with a code of their own where there is something that it could open. ``fresh`` is hexadecimal."""
    code = await directory.offer(stranger, _code(fresh()), at, at + _GOOD_FOR)
    if code is None:
        return UnreadableInputError("unreadable/stranger")
    return UnreadableInputError("unreadable/stranger_here", {"code": f"{code[:4]}-{code[4:]}"})


def _code(chance: str) -> str:
    """Eight of thirty signs that nobody takes for one another: one in 656 thousand million."""
    left, signs = int(chance, 16), list[str]()
    for _ in range(_LONG):
        left, sign = divmod(left, len(_LETTERS))
        signs.append(_LETTERS[sign])
    return "".join(signs)
