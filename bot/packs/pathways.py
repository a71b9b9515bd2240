"""Pathways: which practices in which order, and the level that each micro-competency aims at."""

from collections.abc import Mapping
from pathlib import Path

from bot.domain.ids import MicroId, PathwayId, PracticeId
from bot.domain.practice import Pathway, Practice
from bot.domain.rubric import LEVELS
from bot.packs.form import Form, read_form
from bot.packs.page import read_page
from bot.packs.reading import Reading, structures
from bot.packs.schema import NAME, PARAGRAPH, SUMMARY

_EARLY = 2
_HARDEST = 3


def read_pathways(reading: Reading, practices: Mapping[PracticeId, Practice]) -> dict[PathwayId, Pathway]:
    pathways = [_read(file, reading, practices) for file in structures(reading.folder / "pathways")]
    return {pathway.id: pathway for pathway in pathways}


def _read(file: Path, reading: Reading, practices: Mapping[PracticeId, Practice]) -> Pathway:
    form = read_form(file, reading.faults)
    form.only("id", "practices", "targets")
    reading.claim_named(form.id(), file, form.line("id"))
    page = read_page(reading.words(file, ".md"), (SUMMARY,), reading.faults)
    steps = _steps(form, practices)
    return Pathway(
        id=PathwayId(form.id() or file.stem),
        name=page.title(NAME),
        summary=page.plain(SUMMARY, PARAGRAPH),
        practices=tuple(steps),
        targets=_targets(form.form("targets"), [practices[id_] for id_ in steps]),
    )


def _steps(form: Form, practices: Mapping[PracticeId, Practice]) -> list[PracticeId]:
    steps: list[PracticeId] = []
    for name, line in form.ids("practices"):
        id_ = PracticeId(name)
        if id_ not in practices:
            remedy = "Check the spelling, or take the line out."
            form.faults.error(form.file, line, f"There is no practice “{id_}”.", remedy)
        elif id_ in steps:
            form.faults.error(form.file, line, f"“{id_}” stands here twice.", "Keep one of them.")
        else:
            steps.append(id_)
            _check_step(form, line, practices[id_], len(steps))
    if "practices" in form.fields.nodes and not steps:
        form.complain("practices", "The pathway has no practices.", "List their ids, one on each line.")
    return steps


def _check_step(form: Form, line: int, practice: Practice, number: int) -> None:
    if number <= _EARLY and practice.tier == _HARDEST:
        what = f"“{practice.id}” is tier 3 and stands at place {number}."
        form.faults.error(form.file, line, what, "Begin with two practices of tier 1 or 2, for an early win.")
    if practice.retired:
        form.faults.warn(form.file, line, f"“{practice.id}” is retired.", "Put another practice in its place.")


def _targets(form: Form, practices: list[Practice]) -> Mapping[MicroId, float]:
    trained = tuple(dict.fromkeys(practice.micro_competency for practice in practices if practice.micro_competency))
    if all(practice.micro_competency for practice in practices):
        form.only(*trained)
    return {id_: form.decimal(id_, LEVELS[0], LEVELS[-1]) for id_ in trained}
