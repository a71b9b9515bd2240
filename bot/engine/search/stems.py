"""Words without their endings: whoever types "delegating" or "Gespräche" finds "delegate" and "Gespräch"."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import cast

_LANGUAGES: Mapping[str, str] = {"en": "english", "de": "german"}
_WORD = re.compile(r"[^\W_]{2,}")


def words(text: str) -> list[str]:
    """Its words as they are compared: in small letters, without signs."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def spelt(text: str) -> list[str]:
    """The same words as they were typed."""
    return _WORD.findall(unicodedata.normalize("NFKC", text))


def stems(text: str, locale: str) -> list[str]:
    return [stem(word, locale) for word in words(text)]


@lru_cache(maxsize=50_000)
def stem(word: str, locale: str) -> str:
    """Of one word in small letters; of a language that nobody has rules for, the word itself."""
    return _stemmer(locale)(word)


@cache
def _stemmer(locale: str) -> Callable[[str], str]:
    """The library is slow to import, and a start whose content has not changed has nothing to stem."""
    from snowballstemmer import stemmer  # noqa: PLC0415 # pyright: ignore[reportUnknownVariableType]

    language = _LANGUAGES.get(locale.partition("-")[0])
    if language is None:
        return str
    return cast("Callable[[str], str]", stemmer(language).stemWord)  # pyright: ignore[reportUnknownMemberType]
