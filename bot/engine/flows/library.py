"""The library in the chat: search, define, save."""

from dataclasses import replace

from rapidfuzz import fuzz, process, utils

from bot.domain.competency import Term
from bot.domain.errors import UnreadableInputError
from bot.domain.journey import Journey
from bot.domain.practice import Practice
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Datum, Page, Say
from bot.engine.reading import words
from bot.engine.selection import search as fitting
from bot.engine.situation import Situation

_SHOWN = 3
_NEAR = 70
_MOST = 200


def search(now: Situation, event: ev.LibrarySearched) -> Decision:
    """Practices that fit the words, the best three."""
    wanted = words(event.words, most=_MOST)
    on_offer = [p for p in now.library.practices.values() if p.offered_on(now.at.date())]
    found = fitting(wanted, on_offer, now.library)[:_SHOWN]
    return Decision(
        effects=(
            Say(
                "library/found",
                {"words": wanted, "practices": _rows(now, found)},
                _choices(now, found),
            ),
        )
    )


def framework(now: Situation) -> Decision:
    """All competencies, with their levels, on a page."""
    model = now.library.framework
    data: dict[str, Datum] = {"competencies": len(model.competencies), "micros": len(model.micro_competencies)}
    return Decision(effects=(Say("library/framework", data, page=Page("framework")),))


def saved(now: Situation) -> Decision:
    """The learner's own shelf."""
    kept = now.journey.learner.saved if now.journey else ()
    found = [now.library.practices[id_] for id_ in kept if id_ in now.library.practices]
    return Decision(
        effects=(
            Say(
                "library/saved",
                {"practices": _rows(now, found)},
                _choices(now, found, saving=False),
            ),
        )
    )


def save(now: Situation, journey: Journey, event: ev.PracticeSaved) -> Decision:
    practice = now.library.practices.get(event.practice)
    if practice is None:
        raise UnreadableInputError("unreadable/practice_gone")
    shelf = dict.fromkeys((*journey.learner.saved, practice.id))
    learner = replace(journey.learner, saved=tuple(shelf))
    return Decision((learner,), (Say("library/kept", {"title": practice.title}),))


def define(now: Situation, event: ev.TermAsked) -> Decision:
    """One observable meaning of a word, and what it means in a given context."""
    asked = words(event.term, most=_MOST)
    term = _term(asked, now.library.framework.glossary)
    if term is None:
        known: list[Datum] = [entry.term for entry in now.library.framework.glossary]
        return Decision(effects=(Say("library/unknown_term", {"term": asked, "known": known}),))
    variants: list[Datum] = [{"context": context, "meaning": meaning} for context, meaning in term.variants.items()]
    data: dict[str, Datum] = {
        "term": term.term,
        "asked": asked,
        "definition": term.definition,
        "synonyms": list(term.synonyms),
        "variants": variants,
    }
    return Decision(effects=(Say("library/term", data),))


def _term(asked: str, glossary: tuple[Term, ...]) -> Term | None:
    spellings = {spelling: term for term in glossary for spelling in (term.term, *term.synonyms)}
    found = process.extractOne(
        asked,
        spellings.keys(),
        scorer=fuzz.ratio,
        processor=utils.default_process,
        score_cutoff=_NEAR,
    )
    return spellings[found[0]] if found else None


def _rows(now: Situation, practices: list[Practice]) -> list[Datum]:
    micros = now.library.framework.micro_competencies
    return [
        {
            "title": practice.title,
            "objective": practice.objective,
            "minutes": practice.minutes,
            "tier": practice.tier,
            "skill": micros[practice.micro_competency].name,
        }
        for practice in practices
    ]


def _choices(now: Situation, practices: list[Practice], *, saving: bool = True) -> tuple[Choice, ...]:
    """Start or save each one: for those who practise."""
    if now.journey is None or now.journey.learner.stage != "practising":
        return ()
    choices: list[Choice] = []
    for practice in practices:
        choices.append(Choice("take", ev.PracticeChosen(practice.id), practice.title))
        if saving:
            choices.append(Choice("save", ev.PracticeSaved(practice.id), practice.title))
    return tuple(choices)
