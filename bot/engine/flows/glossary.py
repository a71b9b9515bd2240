"""The words of the glossary: what one means here, also to somebody who used another for it."""

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz, process, utils

from bot.domain.competency import Framework, Term
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Datum, Say
from bot.engine.reading import words
from bot.engine.search.stems import stems
from bot.engine.situation import Situation

_NEAR = 70
_MOST = 200
_MOST_SHOWN = 2
_WORDS_BETWEEN = 1


def define(now: Situation, event: ev.TermAsked) -> Decision:
    """One observable meaning of a word, and what it means in each context, or in the one that was named with it."""
    asked = words(event.term, most=_MOST)
    framework = now.library.framework
    spoken = _spellings(framework)
    found = process.extractOne(
        asked, spoken.keys(), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_NEAR
    )
    if found is None:
        known: list[Datum] = [entry.term for entry in framework.glossary]
        return Decision(effects=(Say("library/unknown_term", {"term": asked, "known": known}),))
    term, context = spoken[found[0]]
    variants: list[Datum] = [
        {"context": name, "meaning": meaning} for name, meaning in term.variants.items() if context in {"", name}
    ]
    data: dict[str, Datum] = {
        "term": term.term,
        "asked": asked,
        "context": context,
        "definition": term.definition,
        "synonyms": list(term.synonyms),
        "variants": variants,
    }
    return Decision(effects=(Say("library/term", data),))


def _spellings(framework: Framework) -> Mapping[str, tuple[Term, str]]:
    """How each term may be asked for, alone or with a context; micro-competencies are terms, too."""
    micros = (Term(it.name, it.definition, (), it.contexts) for it in framework.micro_competencies.values())
    found: dict[str, tuple[Term, str]] = {}
    for term in (*micros, *framework.glossary):
        for spelling in (term.term, _bare(term), *term.synonyms):
            found[spelling] = (term, "")
            found |= {f"{spelling} {context}": (term, context) for context in term.variants}
    return found


def _bare(term: Term) -> str:
    """Without what explains it in brackets."""
    return term.term.partition(" (")[0]


def meant(texts: Iterable[str], now: Situation) -> Sequence[Datum]:
    """The terms for which other words were used, the first two; none for a term that was used itself."""
    said = [stems(text, now.library.locale) for text in texts]
    rows: list[Datum] = []
    for term in now.library.framework.glossary:
        used = next((it for it in term.synonyms if _occurs(it, said, now)), None)
        if used is not None and not _occurs(_bare(term), said, now):
            rows.append(
                {"said": used, "term": _bare(term), "definition": term.definition, "varies": bool(term.variants)}
            )
    return rows[:_MOST_SHOWN]


def _occurs(words: str, said: Iterable[Sequence[str]], now: Situation) -> bool:
    wanted = stems(words, now.library.locale)
    return bool(wanted) and any(_is_in(wanted, some) for some in said)


def _is_in(wanted: Sequence[str], said: Sequence[str]) -> bool:
    """In this order, with at most one other word between two of them."""
    return any(_follows(wanted, said[start:]) for start, word in enumerate(said) if word == wanted[0])


def _follows(wanted: Sequence[str], said: Sequence[str]) -> bool:
    at = 0
    for word in wanted[1:]:
        near = said[at + 1 : at + 2 + _WORDS_BETWEEN]
        if word not in near:
            return False
        at += 1 + near.index(word)
    return True
