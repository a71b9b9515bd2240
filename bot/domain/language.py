"""Which of the languages that there are words in somebody is spoken to in."""

from collections.abc import Collection
from typing import Final

DEFAULT_LOCALE: Final = "en"


def spoken(locale: str, offered: Collection[str]) -> str:
    """Whoever reads "de-AT" is spoken to in "de"; an unknown language, in the default one."""
    names = {name.lower(): name for name in offered}
    wanted = locale.replace("_", "-").lower()
    return names.get(wanted) or names.get(wanted.partition("-")[0], DEFAULT_LOCALE)
