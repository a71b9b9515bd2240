"""What a person typed stays what it is: never markup, never a link, never something that reorders the line."""

import re
from string import punctuation

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control signs but for the new line and the tab, halves of signs, and what reorders a line.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_MARKUP = re.compile(f"([{re.escape(punctuation)}])")
_HARD_BREAK = "\\\n"


class Markdown(str):
    """CommonMark that may stand as it is."""

    __slots__ = ()


def clean(text: str) -> str:
    """Without what reorders or breaks a screen; each line without outer white space."""
    kept = _seen(text)
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
    return Markdown(_seen(text).strip())


def _escape(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def _seen(text: str) -> str:
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))
