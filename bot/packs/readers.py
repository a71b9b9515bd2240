"""What a second reader would say about texts that are right in form: hard to read, or like another one."""

import re
from collections.abc import Callable, Mapping
from itertools import combinations
from typing import cast

from rapidfuzz import fuzz
from snowballstemmer import stemmer  # pyright: ignore[reportUnknownVariableType]

from bot.domain.language import DEFAULT_LOCALE
from bot.domain.practice import Practice
from bot.packs import schema
from bot.packs.load import Content
from bot.packs.passages import Passage, passages
from bot.packs.readability import ease

LEAST_EASE: Mapping[str, float] = {"en": 65, "de": 55}
_STEM = cast("Callable[[list[str]], list[str]]", stemmer("english").stemWords)  # pyright: ignore[reportUnknownMemberType]
_WORD = re.compile(r"\w+")
_ALIKE_PERCENT: Mapping[str, float] = {schema.OBJECTIVE: 78, schema.EXERCISE_PART: 76}


def note_hard_texts(content: Content) -> None:
    for locale, library in content.libraries.items():
        for passage in passages(library, content):
            found = ease(passage.text, locale)
            if found is not None and found < LEAST_EASE[locale]:
                what = f"“{passage.name}” is hard to read ({found:.0f}; at least {LEAST_EASE[locale]:.0f} is needed)."
                remedy = "Make its sentences shorter, and choose shorter words."
                content.faults.warn(passage.file, passage.line, what, remedy)


def note_doubles(content: Content) -> None:
    """Practices that ask for the same in other words; whoever has done one learns little from the other."""
    practices = [it for it in content.libraries[DEFAULT_LOCALE].practices.values() if not it.retired]
    for name, most in _ALIKE_PERCENT.items():
        stems = {it.id: _stems(_part(it, name)) for it in practices}
        for one, other in combinations(practices, 2):
            alike = fuzz.token_sort_ratio(stems[one.id], stems[other.id], score_cutoff=most)
            if alike:
                facts = content.places[other.id].file
                passage = Passage(name, "", facts.with_name(f"{facts.stem}.{DEFAULT_LOCALE}.md"), f"## {name}")
                what = f"“{name}” says much the same as that of “{one.id}” ({alike:.0f} %)."
                content.faults.warn(
                    passage.file, passage.line, what, "Let it train something else, or keep one of them."
                )


def _part(practice: Practice, name: str) -> str:
    return practice.objective if name == schema.OBJECTIVE else practice.exercise


def _stems(text: str) -> str:
    """The words without their endings, so that “asks” and “asked” are alike."""
    return " ".join(_STEM(_WORD.findall(text.lower())))
