"""What is written about each practice, as terms that can be looked up; and how content is told from other content.

A page's terms are the stems of its words. Those of its title stand there once more, marked, and so do its tags:
"lead", "title/lead", "role:team-lead", "role:lead".
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from bot.domain.ids import PracticeId
from bot.domain.practice import Library, Practice
from bot.engine.search.stems import stem, words

# Part of the edition: whoever changes what the terms of a page are, counts it up.
_FORM = 1


@dataclass(frozen=True, slots=True)
class Page:
    """One practice in one language; it may be found up to its review date."""

    locale: str
    practice: PracticeId
    review_by: date
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Word:
    """One term of a language: how it is written most often, and on how many pages it is."""

    locale: str
    term: str
    written: str
    pages: int


def edition(libraries: Mapping[str, Library]) -> str:
    """The same for the same content, in every process; another for any change of it."""
    digest = sha256(str(_FORM).encode())
    for locale, library in sorted(libraries.items()):
        for practice in _offered(library):
            said = (locale, practice.id, practice.review_by.isoformat(), practice.title, *_told(practice, library))
            digest.update("\0".join((*said, *sorted(tag_terms(practice)), "\1")).encode())
    return digest.hexdigest()


def made_of(libraries: Mapping[str, Library]) -> tuple[list[Page], list[Word]]:
    """All pages, in an order of their own, and the words that are on them."""
    pages: list[Page] = []
    known: list[Word] = []
    for library in libraries.values():
        written: dict[str, Counter[str]] = defaultdict(Counter)
        mine = [_page(practice, library, written) for practice in _offered(library)]
        on = Counter(term for page in mine for term in page.terms)
        known += [Word(library.locale, term, _most_common(seen), on[term]) for term, seen in sorted(written.items())]
        pages += mine
    return pages, known


def title_term(term: str) -> str:
    return f"title/{term}"


def tag_terms(practice: Practice) -> Iterator[str]:
    """Each tag as a whole, and by each of its words."""
    for kind, values in practice.tags.items():
        for parts in map(words, values):
            yield f"{kind}:{'-'.join(parts)}"
            yield from (f"{kind}:{part}" for part in parts)


def _page(practice: Practice, library: Library, written: Mapping[str, Counter[str]]) -> Page:
    locale = library.locale
    terms: set[str] = set()
    title = words(practice.title)
    for word, times in Counter([*title, *words(" ".join(_told(practice, library)))]).items():
        term = stem(word, locale)
        written[term][word] += times
        terms.add(term)
    terms |= {title_term(stem(word, locale)) for word in title}
    for tag in tag_terms(practice):
        written[tag][tag] += 1
        terms.add(tag)
    return Page(locale, practice.id, practice.review_by, frozenset(terms))


def _offered(library: Library) -> list[Practice]:
    return [practice for _, practice in sorted(library.practices.items()) if not practice.retired]


def _told(practice: Practice, library: Library) -> Collection[str]:
    """What is written beside the title."""
    micro = library.framework.micro_competencies[practice.micro_competency]
    scenario = practice.scenario
    return (
        library.framework.competencies[micro.competency].name,
        micro.name,
        practice.objective,
        practice.exercise,
        practice.constraint,
        *practice.criteria,
        practice.why_it_works,
        *practice.checklist,
        practice.guide,
        practice.exemplar,
        scenario.situation,
        *(f"{option.text} {option.consequence}" for option in scenario.options),
        *(value for values in practice.tags.values() for value in values),
    )


def _most_common(seen: Counter[str]) -> str:
    return min(seen, key=lambda word: (-seen[word], word))
