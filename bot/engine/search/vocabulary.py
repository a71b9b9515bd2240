"""What somebody meant who typed a few words: which terms to look up, and what each of them is worth.

What was typed is held against the words that there are, and only those are ever looked up: no sign that somebody
types means anything to a database.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from rapidfuzz import fuzz, process

from bot.engine.search.pages import Word, title_term
from bot.engine.search.stems import spelt, stem, words

_TAG = re.compile(r'([^\W\d_]{2,}):("[^"]*"|[^\s"]*)')
_NEAR_WORD, _NEAR_TAG, _NEAR_KIND = 75, 66, 70
_SHORTEST_GUESS = 4
_MOST_WORDS, _MOST_LIKE_IT, _MOST_TAGS_NAMED = 12, 8, 12
_IN_TITLE = 2  # beside what it is worth anywhere


@dataclass(frozen=True, slots=True)
class Clue:
    """A page with any of these terms is worth so many points more."""

    terms: tuple[str, ...]
    points: int


@dataclass(frozen=True, slots=True)
class UnknownTag:
    """A tag that no practice has: the nearest that one has, or else some of that kind."""

    typed: str
    nearest: str
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sought:
    """What to look up: pages with a clue, and of each kind of tag with one of those named.

    ``words`` is what was typed, without signs; ``guessed`` says which word was taken for another. A page that has them
    all, but not in its title, is worth ``whole``.
    """

    words: str
    locale: str
    clues: tuple[Clue, ...] = ()
    tags: tuple[tuple[str, ...], ...] = ()
    whole: int = 0
    guessed: tuple[tuple[str, str], ...] = ()
    unknown: UnknownTag | None = None


@dataclass(frozen=True)
class Vocabulary:
    """The words of one language, by term; ``pages`` is how many pages there are."""

    locale: str
    pages: int
    words: Mapping[str, Word]

    @cached_property
    def written(self) -> Mapping[str, str]:
        """How each is written; tags are none of them."""
        return {term: word.written for term, word in self.words.items() if ":" not in term}

    @cached_property
    def tags(self) -> Sequence[str]:
        return [term for term in self.words if ":" in term]

    @cached_property
    def kinds(self) -> Sequence[str]:
        return sorted({tag.partition(":")[0] for tag in self.tags})

    def knows(self, word: str) -> bool:
        return stem(word, self.locale) in self.words


def seek(typed: str, vocabularies: Sequence[Vocabulary]) -> Sought:
    """Read it in the first language that knows one of its words; in the first of all if none does."""
    first = vocabularies[0]
    plain, tagged = _parted(typed, first)
    asked = list(dict.fromkeys(words(plain)))[:_MOST_WORDS]
    language = next((it for it in vocabularies if any(map(it.knows, asked))), first)
    said = " ".join((*dict.fromkeys(spelt(plain)), *tagged))
    unknown = next((tag for tag in tagged if tag not in first.words), None)
    if unknown is not None:
        return Sought(said, first.locale, unknown=_unknown(unknown, first))
    read = [_read(word, language) for word in asked]
    guessed = tuple((it.typed, language.written[it.exact]) for it in read if it.is_guess)
    telling = _telling(read, language)
    clues = tuple(clue for it in telling for clue in _clues(it, language))
    whole = sum(_worth(it, language) for it in telling)
    return Sought(said, language.locale, clues, _by_kind(tagged), whole, guessed)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One word as typed, the term that it is (or is taken for), and terms that have it in them."""

    typed: str
    exact: str
    like_it: tuple[str, ...]
    is_guess: bool = False


def _parted(typed: str, vocabulary: Vocabulary) -> tuple[str, list[str]]:
    """The words, and the tags among them: "role:lead" and role:"team lead"; any other colon is only a sign."""
    tags: list[str] = []

    def take(found: re.Match[str]) -> str:
        kind = process.extractOne(found[1].casefold(), vocabulary.kinds, scorer=fuzz.ratio, score_cutoff=_NEAR_KIND)
        if kind is None:
            return found[0]
        tags.append(f"{found[1].casefold()}:{'-'.join(words(found[2]))}")
        return " "

    return _TAG.sub(take, typed), list(dict.fromkeys(tags))


def _unknown(tag: str, vocabulary: Vocabulary) -> UnknownTag:
    near = process.extractOne(tag, vocabulary.tags, scorer=fuzz.ratio, score_cutoff=_NEAR_TAG)
    if near is not None:
        return UnknownTag(tag, near[0])
    kind, *_ = process.extractOne(tag.partition(":")[0], vocabulary.kinds, scorer=fuzz.ratio) or ("",)
    known = sorted(
        (it for it in vocabulary.tags if it.startswith(f"{kind}:")), key=lambda it: (-vocabulary.words[it].pages, it)
    )
    return UnknownTag(tag, "", tuple(known[:_MOST_TAGS_NAMED]))


def _by_kind(tags: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    kinds: dict[str, list[str]] = {}
    for tag in tags:
        kinds.setdefault(tag.partition(":")[0], []).append(tag)
    return tuple(map(tuple, kinds.values()))


def _read(word: str, vocabulary: Vocabulary) -> _Reading:
    """A known word, the longer ones that it is in, or the nearest one that there is."""
    term = stem(word, vocabulary.locale)
    is_long = len(term) >= _SHORTEST_GUESS
    like_it = _most_common((it for it in vocabulary.written if is_long and term in it and it != term), vocabulary)
    exact = term if term in vocabulary.words else ""
    if exact or like_it or not is_long:
        return _Reading(word, exact, like_it)
    near = process.extractOne(word, vocabulary.written, scorer=fuzz.ratio, score_cutoff=_NEAR_WORD)
    return _Reading(word, near[2] if near else "", (), is_guess=near is not None)


def _most_common(terms: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(sorted(terms, key=lambda it: (-vocabulary.words[it].pages, it))[:_MOST_LIKE_IT])


def _telling(read: Sequence[_Reading], vocabulary: Vocabulary) -> Sequence[_Reading]:
    """Those that are anywhere at all. What is on most pages says nothing, as long as something else was typed."""
    known = [it for it in read if it.exact or it.like_it]
    return [it for it in known if _spread(it, vocabulary) * 2 <= vocabulary.pages] or known


def _clues(it: _Reading, vocabulary: Vocabulary) -> Iterator[Clue]:
    """In the title it is worth more than elsewhere, as a whole word more than inside of another."""
    anywhere = tuple(filter(None, (it.exact, *it.like_it)))
    worth = _worth(it, vocabulary)
    yield Clue(anywhere, worth)
    yield Clue(tuple(map(title_term, anywhere)), worth * _IN_TITLE)
    if it.exact and it.like_it:
        yield Clue((it.exact,), worth)


def _worth(it: _Reading, vocabulary: Vocabulary) -> int:
    """A rare word is worth more than a common one."""
    return round(100 * log(1 + vocabulary.pages / _spread(it, vocabulary)))


def _spread(it: _Reading, vocabulary: Vocabulary) -> int:
    """On how many pages it is; what is only a part of others, on how many the most common of those is."""
    return vocabulary.words[it.exact or it.like_it[0]].pages
