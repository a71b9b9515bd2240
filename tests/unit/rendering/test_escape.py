"""Whatever a person types comes out as typed, and becomes nothing else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.engine.effects import Datum, Say
from bot.rendering.escape import clean, escaped, one_line, quoted, trusted
from bot.rendering.prompts import Prompts, Reader
from bot.rendering.sources import FOLDER
from bot.rendering.text import html_of, plain_of
from tests.unit.rendering.samples import MESSAGES, NOW, ZONE

PROMPTS = Prompts.load(FOLDER)
READER = Reader("en", ZONE, NOW)
MARK = "Zqxjkv"
NASTY = """# a heading
- an item
1. one
> a quote
    code
```
<b onclick="x">bold</b> &amp; &#x3c; [a](http://e.example) [b][c] <http://e.example> *e* _f_ **g** `h` ![i](j) ~~k~~
===
---
a | b
\\* \\\\
  trailing
https://e.example www.e.example mailto:a@e.example @channel <!channel> <@U1> :tada: {{ now }} {% if x %}
\t[c]: http://e.example "t"
\u202eright\u2066left\u2069 \u200b\x00\x07
"""
# What the code compares with, and so is never anybody's words.
CODES = {
    *("offered", "started", "reflected", "closed", "declined", "expired"),
    *("new", "due", "early", "gap", "unrated", "aspiration", "words", "tier"),
    *("expected", "happened", "changed", "matters", "sustain", "next_time", "rating"),
    *("daily", "alternate", "weekly", "practising", "settling", "asked", "invited"),
    *("low", "middle", "high", "open", "done", "not_for_us", "five or more", "fewer than five", "2026-W48"),
    *("take_part", "quiet_hour", "one_question", "decisions", "thanks"),
    *("reflection", "progress", "export", "reminder", "first_reflection", "fifth_reflection", "tenth_reflection"),
    *("learner", "coach", "manager", "sponsor", "admin", ""),
}
Place = tuple[str | int, ...]


def places(datum: object, at: Place = ()) -> Iterator[Place]:
    """Where somebody's words stand in a sample's data."""
    if isinstance(datum, str):
        if datum not in CODES and not re.fullmatch(r"[\d./:]+", datum) and at[-1] not in {"guide", "exemplar"}:
            yield at
    elif isinstance(datum, Mapping):
        for key, value in cast("Mapping[str, object]", datum).items():
            yield from places(value, (*at, key))
    elif isinstance(datum, Sequence):
        for number, value in enumerate(cast("Sequence[object]", datum)):
            yield from places(value, (*at, number))


def put(datum: Datum, at: Place, words: str) -> Datum:
    if not at:
        return words
    first, rest = at[0], at[1:]
    if isinstance(datum, Mapping):
        return {key: put(value, rest, words) if key == first else value for key, value in datum.items()}
    if isinstance(datum, Sequence) and not isinstance(datum, str | date | datetime):
        return [put(value, rest, words) if number == first else value for number, value in enumerate(datum)]
    raise TypeError(at)


def said(say: Say, at: Place, words: str) -> str:
    data = cast("Mapping[str, Datum]", put(say.data, at, words))
    return PROMPTS.render(replace(say, data=data, choices=()), READER).text


def squeezed(text: str) -> str:
    return " ".join(text.split())


def markup(markdown: str) -> list[str]:
    """The elements of the HTML; a line break is none."""
    return [element for element in re.findall(r"<[^>]*>", html_of(markdown)) if element != "<br />"]


EVERYWHERE = [(say, at) for say in MESSAGES for at in places(say.data)]
WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60).filter(clean)
SIGNS = st.text(st.sampled_from('\n\t -*_#>`[]()<>&;!|\\:.1a\u00a0~=@/"'), min_size=1, max_size=20).filter(clean)


def as_typed(say: Say, at: Place, words: str) -> None:
    plain, shown = said(say, at, MARK), said(say, at, words)
    assert squeezed(plain_of(shown)) == squeezed(plain_of(plain).replace(MARK, clean(words)))
    assert markup(shown) == markup(plain)


@pytest.mark.parametrize("prompt", sorted({say.prompt for say, _ in EVERYWHERE}))
def test_nasty_words_come_out_as_typed_wherever_they_stand(prompt: str) -> None:
    for say, at in EVERYWHERE:
        if say.prompt == prompt:
            as_typed(say, at, NASTY)


@settings(max_examples=600)
@given(where=st.sampled_from(EVERYWHERE), words=WORDS | SIGNS)
@example(where=EVERYWHERE[0], words="a\u2028b\x85c\r\nd\re")
def test_any_words_come_out_as_typed(where: tuple[Say, Place], words: str) -> None:
    as_typed(*where, words)


@given(words=WORDS | SIGNS)
def test_escaped_words_are_one_paragraph_without_markup(words: str) -> None:
    assert markup(escaped(words)) == ["<p>", "</p>"]
    assert squeezed(plain_of(escaped(words))) == squeezed(clean(words))


@given(words=WORDS | SIGNS)
def test_quoted_words_are_one_quote_without_markup(words: str) -> None:
    assert markup(quoted(words)) == ["<blockquote>", "<p>", "</p>", "</blockquote>"]
    assert squeezed(plain_of(quoted(words))) == f"“{squeezed(clean(words))}”"


def test_a_line_of_ones_own_stays_a_line() -> None:
    assert plain_of(escaped("one\n\ntwo\r\nthree")) == "one\n\ntwo\nthree"


def test_what_reorders_a_line_is_taken_out_and_what_only_marks_it_stays() -> None:
    assert clean("a\u202eb\u2066c\u2069") == "abc"
    assert clean("\u200f\u05e9\u05dc\u200e") == "\u200f\u05e9\u05dc\u200e"


def test_a_label_is_one_line() -> None:
    assert one_line("  a\n b\t c\u2028d ") == "a b c d"


def test_an_authors_markup_stays_but_reorders_nothing() -> None:
    assert trusted("\n**a**\r\n\u202e- b\n") == "**a**\n- b"
