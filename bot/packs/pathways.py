"""Pathways: modules of practices in their order, and the level that each micro-competency aims at."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.ids import MicroId, PathwayId, PracticeId, ProjectId
from bot.domain.pathway import Module, Pathway, Project
from bot.domain.practice import Pack, Practice
from bot.domain.rubric import LEVELS
from bot.packs.form import Form, read_form
from bot.packs.page import Page, read_page
from bot.packs.reading import Reading
from bot.packs.schema import MODULES, NAME, PARAGRAPH, PATHWAY_PARTS, SUMMARY

_EARLY = 2
_HARDEST = 3


@dataclass(slots=True)
class _Shelf:
    """What pathways may be made of, and which practices the present one has already."""

    practices: Mapping[PracticeId, Practice]
    electives: Collection[PracticeId]
    projects: Mapping[ProjectId, Project]
    taken: list[PracticeId] = field(default_factory=list[PracticeId])


def read_pathways(
    reading: Reading,
    practices: Mapping[PracticeId, Practice],
    packs: Collection[Pack],
    projects: Mapping[ProjectId, Project],
) -> dict[PathwayId, Pathway]:
    electives = {id_ for pack in packs if pack.elective for id_ in pack.practices}
    pathways = [_read(file, reading, _Shelf(practices, electives, projects)) for file in reading.structures("pathways")]
    return {pathway.id: pathway for pathway in pathways}


def _read(file: Path, reading: Reading, shelf: _Shelf) -> Pathway:
    form = read_form(file, reading.faults)
    form.only("id", "modules", "targets")
    reading.claim_named(form.id(), file, form.line("id"))
    page = read_page(reading.words(file, ".md"), PATHWAY_PARTS, reading.faults)
    modules = tuple(_modules(form, page, shelf))
    return Pathway(
        id=PathwayId(form.id() or file.stem),
        name=page.title(NAME),
        summary=page.plain(SUMMARY, PARAGRAPH),
        modules=modules,
        targets=_targets(form.form("targets"), [shelf.practices[id_] for id_ in shelf.taken]),
    )


def _modules(form: Form, page: Page, shelf: _Shelf) -> Iterator[Module]:
    forms = list(form.forms("modules"))
    if "modules" in form.fields.nodes and not forms:
        form.complain("modules", "The pathway has no modules.", "List them, each with its id and its practices.")
    titles = page.items(MODULES, len(forms), len(forms), NAME) if forms else ()
    seen: set[str] = set()
    for number, module in enumerate(forms):
        module.only("id", "practices", optional=("project",))
        id_ = module.id()
        if id_ in seen:
            module.complain("id", f"There are two modules “{id_}”.", "Choose another id for one of them.")
        seen.add(id_)
        title = titles[number] if number < len(titles) else ""
        yield Module(id_, title, tuple(_steps(module, shelf)), _project(module, shelf.projects))


def _project(form: Form, projects: Mapping[ProjectId, Project]) -> ProjectId | None:
    id_ = ProjectId(form.id("project"))
    if id_ and id_ not in projects:
        form.complain("project", f"There is no project “{id_}”.", "Check the spelling, or take the line out.")
    return id_ if id_ in projects else None


def _steps(form: Form, shelf: _Shelf) -> Iterator[PracticeId]:
    ids = form.ids("practices")
    if "practices" in form.fields.nodes and not ids:
        form.complain("practices", "The module has no practices.", "List their ids, one on each line.")
    for name, line in ids:
        id_ = PracticeId(name)
        if id_ not in shelf.practices:
            remedy = "Check the spelling, or take the line out."
            form.faults.error(form.file, line, f"There is no practice “{id_}”.", remedy)
        elif id_ in shelf.taken:
            form.faults.error(form.file, line, f"“{id_}” stands here twice.", "Keep one of them.")
        else:
            shelf.taken.append(id_)
            _check_step(form, line, shelf.practices[id_], shelf)
            yield id_


def _check_step(form: Form, line: int, practice: Practice, shelf: _Shelf) -> None:
    number = len(shelf.taken)
    if number <= _EARLY and practice.tier == _HARDEST:
        what = f"“{practice.id}” is tier 3 and stands at place {number}."
        form.faults.error(form.file, line, what, "Begin with two practices of tier 1 or 2, for an early win.")
    if practice.id in shelf.electives:
        what = f"“{practice.id}” is in an elective pack."
        form.faults.error(form.file, line, what, "Take it out; electives are chosen, and in no pathway.")
    if practice.retired:
        form.faults.warn(form.file, line, f"“{practice.id}” is retired.", "Put another practice in its place.")


def _targets(form: Form, practices: list[Practice]) -> Mapping[MicroId, float]:
    trained = tuple(dict.fromkeys(practice.micro_competency for practice in practices if practice.micro_competency))
    if all(practice.micro_competency for practice in practices):
        form.only(*trained)
    return {id_: form.decimal(id_, LEVELS[0], LEVELS[-1]) for id_ in trained}
