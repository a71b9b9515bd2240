"""Finding names in a text: those of people who are known here, and whatever stands behind a title."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

Span = tuple[int, int]


def _these(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _these(
    "Mr Mrs Ms Miss Mx Dr Prof Sir Madam Frau Herr Herrn Hr Fr Madame Mme Monsieur Señor Señora Signor Signora"
)
_TITLES_IN_ANY_CASE = _these("mr mrs")
_CUES = _these("colleague named namens")
_PARTICLES = _these("von van der den de del della di da dos du la le ter ten zu zum zur bin ibn al el")
# Names that are words as well: in small letters they are just words.
_EVERYDAY = _these(
    """april august bach baker bell berg best bill black braun brown bush carter case cook day dean drew early ernst
    faith field forest frank frost gold good grace gray green groß gross hill hope hunter ivy jack joy jung june kaiser
    king klein koch lang lange late long love mark may mason max miller neu noble page park pat penny price ray read
    rich ring rob rose ruth schwarz self short sommer stein stern stone storm sue summer vogel vogt wall ward weiß weiss
    west white will winter wolf wood young zimmer"""
)
# And these are words even with a capital: a name only beside the other half of it.
_NEVER_ALONE = _these("am an as at be da do du er es go he if in is it ja la me my no on or so to um up us we")
_FEWEST_LETTERS = 2
_MOST_BEHIND_A_TITLE = 2
_MOST_WORDS = 8
_MARKS_LIE_IN = range(0x0300, 0x10000)
_RAISED = "\u00b2\u00b3\u00b9\u2070-\u2089"
_ENDINGS = ("s", "ens")
_TRANSLITERATED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa"})


@dataclass(frozen=True, slots=True)
class Names:
    """The words of all names, and which word follows which, as they are compared."""

    words: frozenset[str] = frozenset()
    pairs: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, people: Iterable[str]) -> "Names":
        words: set[str] = set()
        pairs: set[tuple[str, str]] = set()
        for name in people:
            parts = [word for word in _words(unicodedata.normalize("NFC", name)) if _is_a_name(word)]
            for word in parts:
                words.update(_keys(word))
            for one, other in pairwise(parts):
                pairs.update((a, b) for a in _keys(one) for b in _keys(other))
        return cls(frozenset(words), frozenset(pairs))


def spans_of_names(text: str, names: Names) -> Iterator[Span]:
    """Where somebody is named, in order; a whole name is one span."""
    current: Span | None = None
    for start, end in _named(text, names):
        if current is not None and _joins(text[current[1] : start]):
            current = (current[0], end)
            continue
        if current is not None:
            yield current
        current = (start, end)
    if current is not None:
        yield current


def _named(text: str, names: Names) -> Iterator[Span]:
    """Spans of one or several words, from left to right."""
    tokens = _tokens(text)
    number = 0
    while number < len(tokens):
        count = _behind_a_title(text, tokens, number) or _known(text, names, tokens, number)
        if count:
            first = number + (text[slice(*tokens[number])] in _CUES)
            end = _with_initial(text, tokens, number + count - 1)
            yield tokens[first][0], end
            count += number + count < len(tokens) and tokens[number + count][0] < end
        number += count or 1


def _behind_a_title(text: str, tokens: Sequence[Span], number: int) -> int:
    """How many words a title has with the name behind it; 0 where there is none."""
    word = text[slice(*tokens[number])]
    if word not in _TITLES and word not in _CUES and word not in _TITLES_IN_ANY_CASE:
        return 0
    count, named = 1, 0
    while number + count < min(len(tokens), number + _MOST_WORDS) and named < _MOST_BEHIND_A_TITLE:
        gap = text[tokens[number + count - 1][1] : tokens[number + count][0]]
        following = text[slice(*tokens[number + count])]
        if gap not in {" ", ". ", "-", ".", ".-"} or (named and "." in gap):
            break
        if following[0].isupper() and following not in _TITLES:
            named += gap != "-" or not named
        elif word in _TITLES_IN_ANY_CASE and not named:
            named = _MOST_BEHIND_A_TITLE
        elif following not in _TITLES and following not in _PARTICLES:
            break
        count += 1
    return count if named else 0


def _known(text: str, names: Names, tokens: Sequence[Span], number: int) -> int:
    """2 for a whole name of two words, 1 for a word of a name, else 0."""
    start, end = tokens[number]
    word = text[start:end]
    here = _stems(word)
    if number + 1 < len(tokens) and text[end : tokens[number + 1][0]] in {" ", "-", ", "}:
        following = _stems(text[slice(*tokens[number + 1])])
        if any((one, other) in names.pairs for one in here for other in following):
            return 2
    return int(not names.words.isdisjoint(here) and _stands_for_somebody(word))


def _stands_for_somebody(word: str) -> bool:
    """Whether a word that is part of a name may be one by itself."""
    if word.islower():
        return _EVERYDAY.isdisjoint(_stems(word)) and len(word) > _FEWEST_LETTERS
    return word.lower() not in _NEVER_ALONE


def _with_initial(text: str, tokens: Sequence[Span], number: int) -> int:
    """Where the name ends, with the initial that may stand behind it."""
    end = tokens[number][1]
    if number + 1 == len(tokens):
        return end
    start, after = tokens[number + 1]
    is_initial = after - start == 1 and text[start].isupper() and text[end:start] == " " and text[after : after + 1]
    return after + 1 if is_initial == "." else end


def _joins(gap: str) -> bool:
    """Whether two named words with this between them are one name."""
    return gap in {" ", "-"} or (
        gap[:1] == " " == gap[-1:] and _PARTICLES.issuperset(gap.split()) and gap.strip() != ""
    )


def _tokens(text: str) -> list[Span]:
    """Runs of letters and their marks."""
    return [found.span() for found in _word().finditer(text)]


@cache
def _word() -> re.Pattern[str]:
    """A letter is what is a sign of words and no digit; marks are told by their category."""
    marks = "".join(chr(code) for code in _MARKS_LIE_IN if unicodedata.category(chr(code))[0] == "M")
    return re.compile(rf"(?:[^\W\d_{_RAISED}]|[{marks}])+")


def _words(name: str) -> list[str]:
    return [name[start:end] for start, end in _tokens(name)]


def _is_a_name(word: str) -> bool:
    return len(word) >= _FEWEST_LETTERS and word.lower() not in _PARTICLES and word not in _TITLES


def _keys(word: str) -> frozenset[str]:
    """A word as it is compared: in any case, with and without its marks, “ü” also as “ue”."""
    folded = word.casefold()
    if folded.isascii():
        return frozenset((folded,))
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))
    spelled = unicodedata.normalize("NFC", word.lower()).translate(_TRANSLITERATED)
    return frozenset((folded, bare, spelled))


def _stems(word: str) -> frozenset[str]:
    """The word, and what it would be without the ending of a genitive."""
    cut = (word.removesuffix(ending) for ending in _ENDINGS)
    return frozenset(key for form in (word, *cut) if len(form) >= _FEWEST_LETTERS for key in _keys(form))
