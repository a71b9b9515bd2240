"""What somebody needs to be able to do first: it must exist, and it must not lead back to where it began."""

from collections.abc import Container, Iterable
from graphlib import CycleError, TopologicalSorter
from typing import cast

from bot.domain.ids import MicroId
from bot.packs.form import Form


def note_prerequisites(forms: Iterable[Form], micros: Container[MicroId]) -> None:
    """``forms`` are the facts of all micro-competencies."""
    named = {form.id(): form for form in forms}
    for form in named.values():
        for id_, line in form.ids("prerequisites"):
            if MicroId(id_) not in micros:
                what = f"There is no micro-competency “{id_}”."
                form.faults.error(form.file, line, what, "Check the spelling, or take it out.")
    try:
        TopologicalSorter({id_: [it for it, _ in form.ids("prerequisites")] for id_, form in named.items()}).prepare()
    except CycleError as error:
        circle = cast("list[str]", error.args[1])[::-1]
        what = f"The prerequisites go round in a circle: {' needs '.join(circle)}."
        named[circle[0]].complain("prerequisites", what, "Take one of them out.")
