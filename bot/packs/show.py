"""The content at a glance, for people and for programs."""

from collections.abc import Iterator

from bot.domain.competency import Competency
from bot.domain.practice import Library, Practice
from bot.packs.load import Libraries
from bot.packs.reading import DEFAULT_LOCALE

Summary = dict[str, int | dict[str, float]]


def summary(libraries: Libraries) -> Summary:
    """How much of everything there is, and which share of the texts exists in each language."""
    library = libraries[DEFAULT_LOCALE]
    return {
        "competencies": len(library.framework.competencies),
        "micro_competencies": len(library.framework.micro_competencies),
        "practices": len(library.practices),
        "projects": 0,
        "roles": 0,
        "pathways": len(library.pathways),
        "locales": {locale: _share(library) for locale, library in libraries.items()},
    }


def tree(libraries: Libraries) -> str:
    """Competencies, micro-competencies and their practices, then the pathways, as indented lines."""
    library = libraries[DEFAULT_LOCALE]
    return "\n".join((*_framework(library), "", *_pathways(library)))


def preview(library: Library, practice: Practice) -> str:
    """One practice with everything that learners may see of it."""
    micro = library.framework.micro_competencies[practice.micro_competency]
    head = f"{micro.name} · tier {practice.tier} · {practice.minutes} minutes · revision {practice.revision}"
    parts = (
        ("Objective", practice.objective),
        ("Exercise", practice.exercise),
        ("Constraint", practice.constraint),
        ("Success criteria", _dashed(practice.criteria)),
        ("Why it works", f"{practice.why_it_works} ({practice.source})"),
        ("Checklist", _dashed(practice.checklist)),
        ("Guide", practice.guide),
        ("Exemplar", practice.exemplar),
        ("Recall", _dashed(practice.recall)),
    )
    return "\n\n".join((practice.title, head, *(f"{name.upper()}\n{text}" for name, text in parts)))


def _framework(library: Library) -> Iterator[str]:
    yield f"Framework {library.framework.version}"
    for competency in library.framework.competencies.values():
        weight = library.framework.weights[competency.weight_class]
        yield f"  {competency.name} ({competency.id}), {competency.weight_class}, {weight:.0%}"
        yield from _micros(library, competency)


def _micros(library: Library, competency: Competency) -> Iterator[str]:
    for micro in library.framework.micro_competencies.values():
        if micro.competency == competency.id:
            yield f"    {micro.name} ({micro.id}), {micro.scope}"
            yield from (f"      {indicator.behaviour} {indicator.threshold}." for indicator in micro.indicators)
            yield from (
                f"      - {_line(practice)}"
                for practice in library.practices.values()
                if practice.micro_competency == micro.id
            )


def _pathways(library: Library) -> Iterator[str]:
    for pathway in library.pathways.values():
        yield f"Pathway {pathway.name} ({pathway.id})"
        yield from (f"  {number}. {_line(library.practices[id_])}" for number, id_ in enumerate(pathway.practices, 1))


def _line(practice: Practice) -> str:
    retired = ", retired" if practice.retired else ""
    return f"{practice.title} ({practice.id}), tier {practice.tier}, {practice.minutes} min{retired}"


def _dashed(items: tuple[str, ...]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _share(library: Library) -> float:
    """Of the files with words: one for each competency, practice and pathway, and the glossary."""
    texts = len(library.framework.competencies) + len(library.practices) + len(library.pathways) + 1
    return round(1 - library.fallbacks / texts, 3)
