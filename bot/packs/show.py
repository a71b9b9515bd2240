"""The content at a glance, for people and for programs."""

from collections.abc import Collection, Iterator, Mapping
from typing import TypedDict

from bot.domain.competency import CLASSES, Competency, Framework, Metric, MicroCompetency
from bot.domain.language import DEFAULT_LOCALE
from bot.domain.pathway import Pathway, RoleProfile
from bot.domain.practice import Library, Practice
from bot.domain.rubric import LEVELS
from bot.packs.load import Libraries


class Summary(TypedDict):
    competencies: int
    micro_competencies: int
    practices: int
    projects: int
    roles: int
    pathways: int
    locales: dict[str, float]


def summary(libraries: Libraries, prompts: Mapping[str, Collection[str]]) -> Summary:
    """How much of everything there is, and which share of prompts and texts exists in each language.

    ``prompts`` has the names of those that are written in each language.
    """
    library = libraries[DEFAULT_LOCALE]
    return {
        "competencies": len(library.framework.competencies),
        "micro_competencies": len(library.framework.micro_competencies),
        "practices": len(library.practices),
        "projects": len(library.projects),
        "roles": len(library.role_profiles),
        "pathways": len(library.pathways),
        "locales": {locale: _share(locale, libraries, prompts) for locale in dict.fromkeys((*libraries, *prompts))},
    }


def tree(libraries: Libraries) -> str:
    """The framework with its practices, then what is made of them, as indented lines."""
    library = libraries[DEFAULT_LOCALE]
    parts = (_framework(library), _pathways(library), _projects(library), _roles(library), _electives(library))
    return "\n\n".join(text for part in parts if (text := "\n".join(part)))


def _framework(library: Library) -> Iterator[str]:
    yield f"Framework {library.framework.version}"
    yield from _weights(library.framework)
    for competency in library.framework.competencies.values():
        weight = library.framework.weights[competency.weight_class]
        yield f"  {competency.name} ({competency.id}), {competency.weight_class}, {weight:.0%}"
        yield from _micros(library, competency)


def _weights(framework: Framework) -> Iterator[str]:
    """Where a class is absent, and what the others weigh then."""
    absent = [name for name in CLASSES if name not in framework.present]
    if absent and framework.present:
        shares = ", ".join(f"{name} {weight:.0%}" for name, weight in framework.effective_weights.items())
        yield f"  Nothing here is {' or '.join(absent)}, so the others weigh more: {shares}."


def _micros(library: Library, competency: Competency) -> Iterator[str]:
    for micro in library.framework.micro_competencies.values():
        if micro.competency == competency.id:
            first = f", after {', '.join(micro.prerequisites)}" if micro.prerequisites else ""
            retired = ", retired" if micro.retired else ""
            yield f"    {micro.name} ({micro.id}), {micro.scope}{first}{retired}"
            yield from (f"      {line}" for line in _indicators(micro))
            yield from (f"      {level} {micro.rubric.anchor(level)}" for level in LEVELS)
            yield from (f"      metric {metric.id}: {_steps(metric)}" for metric in micro.metrics)
            yield from (
                f"      - {_line(practice)}"
                for practice in library.practices.values()
                if practice.micro_competency == micro.id
            )


def _indicators(micro: MicroCompetency) -> Iterator[str]:
    yield from (f"{indicator.behaviour} {indicator.threshold}." for indicator in micro.indicators)


def _steps(metric: Metric) -> str:
    sign = "from" if metric.steps[0] < metric.steps[-1] else "at most"
    return ", ".join(f"level {level} {sign} {step:g}" for level, step in zip(LEVELS[1:], metric.steps, strict=True))


def _pathways(library: Library) -> Iterator[str]:
    for pathway in library.pathways.values():
        yield f"Pathway {pathway.name} ({pathway.id})"
        yield from _modules(library, pathway)


def _modules(library: Library, pathway: Pathway) -> Iterator[str]:
    numbers = {id_: number for number, id_ in enumerate(pathway.practices, 1)}
    for module in pathway.modules:
        yield f"  {module.title} ({module.id})"
        yield from (f"    {numbers[id_]}. {_line(library.practices[id_])}" for id_ in module.practices)
        if module.project:
            yield f"    Project: {library.projects[module.project].title} ({module.project})"


def _projects(library: Library) -> Iterator[str]:
    for project in library.projects.values():
        competency = library.framework.competencies[project.competency].name
        retired = ", retired" if project.retired else ""
        yield f"Project {project.title} ({project.id}), {competency}, {project.weeks} weeks{retired}"


def _roles(library: Library) -> Iterator[str]:
    for role in library.role_profiles.values():
        retired = ", retired" if role.retired else ""
        yield f"Role {role.title} ({role.id}), pathway {role.pathway}{retired}"
        for competency in library.framework.competencies.values():
            yield from _needed(library, role, competency)


def _needed(library: Library, role: RoleProfile, competency: Competency) -> Iterator[str]:
    """What the role needs of one competency, with its target and scope, and by what it is seen."""
    micros = [library.framework.micro_competencies[id_] for id_ in role.skills]
    wanted = [micro for micro in micros if micro.competency == competency.id]
    if wanted:
        yield f"  {competency.name} ({competency.id}), {competency.weight_class}"
    for micro in wanted:
        need = role.skills[micro.id]
        yield f"    {micro.name} ({micro.id}), target {need.target:g}, {need.scope}"
        yield from (f"      {line}" for line in _indicators(micro))


def _electives(library: Library) -> Iterator[str]:
    for pack in library.packs.values():
        if pack.elective:
            yield f"Elective pack {pack.title} ({pack.id})"
            yield from (f"  - {_line(library.practices[id_])}" for id_ in pack.practices)


def _line(practice: Practice) -> str:
    retired = ", retired" if practice.retired else ""
    thanks = f", thanks to {practice.thanks}" if practice.thanks else ""
    return f"{practice.title} ({practice.id}), tier {practice.tier}, {practice.minutes} min{thanks}{retired}"


def _share(locale: str, libraries: Libraries, prompts: Mapping[str, Collection[str]]) -> float:
    wanted = set(prompts.get(DEFAULT_LOCALE, ()))
    said = len(wanted.intersection(prompts.get(locale, ())))
    texts = _texts(libraries[DEFAULT_LOCALE])
    written = texts - libraries[locale].fallbacks if locale in libraries else 0
    return round((said + written) / (len(wanted) + texts), 3)


def _texts(library: Library) -> int:
    """The files with words: one for each thing that has a name, and the glossary."""
    named = (library.framework.competencies, library.practices, library.packs)
    led = (library.pathways, library.projects, library.role_profiles)
    return sum(map(len, (*named, *led))) + 1
