"""The longer texts of the content, one by one, each with the place where its author finds it."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bot.domain.competency import MicroCompetency
from bot.domain.practice import Library
from bot.packs import schema
from bot.packs.load import Content


class Passage(NamedTuple):
    """``mark`` begins the line above the text."""

    name: str
    text: str
    file: Path
    mark: str

    @property
    def line(self) -> int:
        lines = self.file.read_text(encoding="utf-8-sig").splitlines()
        return next((number for number, line in enumerate(lines, 1) if line.strip().startswith(self.mark)), 1)


def passages(library: Library, content: Content) -> Iterator[Passage]:
    """Those that are written in the library's own language."""
    for id_, name, text in _pages(library):
        file = _words(content, id_, library.locale, ".md")
        if file.exists():
            yield Passage(name, text, file, f"## {name}")
    for micro in library.framework.micro_competencies.values():
        file = _words(content, micro.competency, library.locale, ".yaml")
        if file.exists():
            yield Passage(micro.id, _all_of(micro), file, f"{micro.id}:")


def _words(content: Content, id_: str, locale: str, ending: str) -> Path:
    facts = content.places[id_].file
    return facts.with_name(f"{facts.stem}.{locale}{ending}")


def _pages(library: Library) -> Iterator[tuple[str, str, str]]:
    for id_, practice in library.practices.items():
        yield id_, schema.EXERCISE_PART, practice.exercise
        yield id_, schema.GUIDE, practice.guide
        yield id_, schema.EXEMPLAR, practice.exemplar
        follows = "\n".join(f"{option.text}.\n{option.consequence}" for option in practice.scenario.options)
        yield id_, schema.SCENARIO, f"{practice.scenario.situation}\n{follows}"
    for id_, project in library.projects.items():
        yield id_, schema.OUTCOME, project.outcome
        yield id_, schema.SCOPE, project.scope
        yield id_, schema.SPONSOR, project.sponsor
    for id_, role in library.role_profiles.items():
        yield id_, schema.SUMMARY, role.summary
    for id_, pathway in library.pathways.items():
        yield id_, schema.SUMMARY, pathway.summary


def _all_of(micro: MicroCompetency) -> str:
    indicators = (f"{indicator.behaviour}\n{indicator.threshold}" for indicator in micro.indicators)
    return "\n".join((micro.definition, *indicators, *micro.rubric.anchors, *micro.contexts.values()))
