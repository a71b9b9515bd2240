"""Whether the words in each language say as many things as those in the default one."""

from collections.abc import Iterator, Mapping

from bot.domain.competency import MicroCompetency
from bot.domain.language import DEFAULT_LOCALE
from bot.domain.pathway import Project, RoleProfile
from bot.domain.practice import Library, Practice
from bot.packs import schema
from bot.packs.load import Content

Counts = Mapping[str, int]


def note_mirrors(content: Content) -> None:
    """What is counted in the facts too, such as modules and milestones, needs no second look."""
    original = content.libraries[DEFAULT_LOCALE]
    for locale, library in content.libraries.items():
        for id_, suffix, what in _differences(original, library):
            facts = content.places[id_].file
            file = facts.with_name(f"{facts.stem}.{locale}{suffix}")
            remedy = f"Say as many things as {facts.stem}.{DEFAULT_LOCALE}{suffix} does."
            content.faults.error(file, 1, what, remedy)


def _differences(original: Library, library: Library) -> Iterator[tuple[str, str, str]]:
    """Each id with the ending of its words and what differs."""
    for id_, practice in library.practices.items():
        for what in _apart(_of_practice(practice), _of_practice(original.practices[id_])):
            yield id_, ".md", what
    for id_, project in library.projects.items():
        for what in _apart(_of_project(project), _of_project(original.projects[id_])):
            yield id_, ".md", what
    for id_, role in library.role_profiles.items():
        for what in _apart(_of_role(role), _of_role(original.role_profiles[id_])):
            yield id_, ".md", what
    for id_, micro in library.framework.micro_competencies.items():
        for what in _apart(_of_micro(micro), _of_micro(original.framework.micro_competencies[id_])):
            yield micro.competency, ".yaml", f"“{id_}”: {what}"


def _apart(here: Counts, there: Counts) -> Iterator[str]:
    for name, number in here.items():
        if number != there[name]:
            yield f"“{name}” has {number} entries here and {there[name]} in {DEFAULT_LOCALE}."


def _of_practice(practice: Practice) -> Counts:
    return {
        schema.CRITERIA: len(practice.criteria),
        schema.CHECKLIST: len(practice.checklist),
        schema.SCENARIO: len(practice.scenario.options),
        schema.REFLECTION: len(practice.reflection),
        schema.RECALL: len(practice.recall),
    }


def _of_project(project: Project) -> Counts:
    return {
        schema.STAKEHOLDERS: len(project.stakeholders),
        schema.EVIDENCE: len(project.evidence),
        schema.COACHING: len(project.coaching),
    }


def _of_role(role: RoleProfile) -> Counts:
    return {schema.SITUATIONS: len(role.situations)}


def _of_micro(micro: MicroCompetency) -> Counts:
    return {"indicators": len(micro.indicators), "contexts": len(micro.contexts)}
