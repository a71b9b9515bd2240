"""What a person typed stays what it is: never markup, never a link, never something that reorders the line."""

import re
import unicodedata
from string import punctuation

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MARKUP = re.compile(f"([{re.escape(punctuation)}])")
_HARD_BREAK = "\\\n"


class Markdown(str):
    """CommonMark that may stand as it is."""

    __slots__ = ()


def clean(text: str) -> str:
    """Without what reorders or breaks a screen; each line without outer white space."""
    kept = "".join(sign for sign in _LINE_ENDS.sub("\n", text) if _is_visible(sign))
    return "\n".join(line.strip() for line in kept.split("\n")).strip()


def one_line(text: str) -> str:
    """The words with single spaces between them, for a label or an error."""
    return " ".join(clean(text).split())


def escaped(text: str) -> Markdown:
    """CommonMark that shows exactly these words; a new line is a hard break."""
    return Markdown(_escape(clean(text)).replace("\n", _HARD_BREAK))


def quoted(text: str) -> Markdown:
    """A block quote of exactly these words."""
    return Markdown("\n".join(f"> {line}" for line in escaped(text).split("\n")))


def trusted(text: str) -> Markdown:
    """The author's own CommonMark, from reviewed content."""
    kept = "".join(sign for sign in _LINE_ENDS.sub("\n", text) if _is_visible(sign))
    return Markdown(kept.strip())


def _escape(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def _is_visible(sign: str) -> bool:
    return sign in "\n\t" or (sign not in _REORDERING and unicodedata.category(sign) not in {"Cc", "Cs"})
