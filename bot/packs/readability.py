"""How easily a text is read: Flesch's reading ease, and Amstad's version of it for German.

Flesch, R. (1948), A new readability yardstick, Journal of Applied Psychology 32(3):
206.835 - 1.015 * words per sentence - 84.6 * syllables per word.
Amstad, T. (1978), Wie verständlich sind unsere Zeitungen?, Universität Zürich:
180 - words per sentence - 58.5 * syllables per word.

100 is very easy, 60 to 70 plain, below 30 academic. Syllables are counted where a word may be hyphenated, which is
a little fewer than are spoken; the figure is for comparing texts, and says nothing about their meaning.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import cast

import pyphen

FEWEST_WORDS = 40
"""In a shorter text one long word decides."""

_Formula = Callable[[float, float], float]
_FORMULAS: Mapping[str, tuple[str, _Formula]] = {
    "en": ("en_US", lambda words, syllables: 206.835 - 1.015 * words - 84.6 * syllables),
    "de": ("de_DE", lambda words, syllables: 180 - words - 58.5 * syllables),
}
_SPEAKER = re.compile(r"\*\*[^*\n]+:\*\*|\*\*[^*\n]+\*\*$", re.MULTILINE)
_MARKS = re.compile(r"^\s*(?:[-*>]|\d+\.)\s+", re.MULTILINE)
_END = re.compile(r"[.!?…:;]+(?=[\s”“\"\u2019)]|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:[\u2019'-][^\W\d_]+)*")


def ease(text: str, locale: str) -> float | None:
    """None for a text that is too short to tell, or in a language without a formula."""
    known = _FORMULAS.get(locale)
    plain = _MARKS.sub("", _SPEAKER.sub("", text)).replace("**", "")
    sentences = [words for part in _END.split(plain) if (words := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if known is None or len(words) < FEWEST_WORDS:
        return None
    dictionary, formula = known
    syllables = sum(_syllables(word.lower(), dictionary) for word in words)
    return formula(len(words) / len(sentences), syllables / len(words))


@cache
def _syllables(word: str, dictionary: str) -> int:
    return len(cast("list[int]", _hyphens(dictionary).positions(word))) + 1


@cache
def _hyphens(dictionary: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=dictionary, left=1, right=2)
