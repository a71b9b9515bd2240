"""The framework as a page: what each competency is made of, and what the roles need of it."""

from collections.abc import Iterator, Mapping

from bot.dashboards.frame import Sheet, Show, Visit
from bot.dashboards.table import Cell, Column, Table
from bot.domain.competency import CLASSES, Competency, MicroCompetency
from bot.domain.ids import MicroId
from bot.domain.language import spoken
from bot.domain.practice import Library
from bot.domain.rubric import LEVELS
from bot.engine.effects import Datum, Say

Labels = Mapping[str, str]


def framework_page(libraries: Mapping[str, Library]) -> Show:
    """For everybody, in their own language."""

    async def show(visit: Visit) -> Sheet:
        library = libraries[spoken(visit.viewer.locale, libraries)]
        words = await visit.words(Say("pages/framework", _data(library)))
        return Sheet(words, [_table(library, words.labels)])

    return show


def _data(library: Library) -> dict[str, Datum]:
    framework = library.framework
    weights: list[Datum] = [
        {"name": name, "percent": round(100 * weight)} for name, weight in framework.effective_weights.items()
    ]
    return {
        "version": framework.version,
        "weights": weights,
        "is_partial": len(framework.present) < len(framework.weights),
    }


def _table(library: Library, labels: Labels) -> Table:
    """A row for each micro-competency, those of the core first; a column for each level."""
    keys = ("name", "competency", "class", "scope")
    first = tuple(Column(key, labels[key]) for key in keys)
    levels = tuple(Column("", labels[f"level_{level}"]) for level in LEVELS)
    columns = (*first, Column("", labels["seen"]), *levels, Column("", labels["roles"]))
    rows = [
        _row(library, competency, micro, labels)
        for competency in library.framework.competencies.values()
        for micro in library.framework.micro_competencies.values()
        if micro.competency == competency.id
    ]
    return Table(labels["caption"], columns, rows)


def _row(library: Library, competency: Competency, micro: MicroCompetency, labels: Labels) -> list[Cell]:
    name = f"{micro.name} ({labels['retired']})" if micro.retired else micro.name
    place = CLASSES.index(competency.weight_class)
    seen = " ".join(f"{one.behaviour} {one.threshold}." for one in micro.indicators)
    return [
        Cell(name),
        Cell(competency.name),
        Cell(labels[competency.weight_class], place),
        Cell(labels[micro.scope]),
        Cell(seen),
        *(Cell(anchor) for anchor in micro.rubric.anchors),
        Cell("; ".join(_needs(library, micro.id))),
    ]


def _needs(library: Library, micro: MicroId) -> Iterator[str]:
    for role in library.role_profiles.values():
        if micro in role.skills and not role.retired:
            yield f"{role.title}: {role.skills[micro].target:g}"
