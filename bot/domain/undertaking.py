"""A project as one learner does it: what they set out to do, and which of its milestones are there."""

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.ids import MicroId, ProjectId
from bot.domain.pathway import Module, Pathway, Project
from bot.domain.practice import Library

AGAIN_AFTER = timedelta(days=7)
MISSABLE = ("scope", "sponsor", "stakeholders")
"""What a project can begin without; it is flagged until it is there."""


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone with its own date. ``moved``: it was not there on its day, and is asked for once more."""

    number: int
    due_on: date
    asked_on: date | None = None
    reached_on: date | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Undertaking:
    """Steps count from 1. It ends by itself with its last step, or is ``stopped``."""

    project: ProjectId
    revision: int
    begun_on: date
    outcome: str
    scope: str
    sponsor: str
    stakeholders: str
    steps: tuple[Step, ...]
    ended_on: date | None = None
    stopped: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name in MISSABLE if not getattr(self, name))

    def due(self, today: date) -> Step | None:
        """The milestone to ask for today."""
        waiting = (step for step in self.steps if step.reached_on is None and step.asked_on is None)
        return next((step for step in waiting if self.ended_on is None and step.due_on <= today), None)

    def asked(self, number: int, today: date) -> "Undertaking":
        return self._with(number, lambda step: replace(step, asked_on=today))

    def reached(self, number: int, today: date) -> "Undertaking":
        """It ends with the last one."""
        now = self._with(number, lambda step: replace(step, reached_on=today))
        is_over = all(step.reached_on is not None for step in now.steps)
        return replace(now, ended_on=today) if is_over else now

    def put_off(self, number: int, today: date) -> "Undertaking":
        """Asked for a second time, a week on, and never a third."""
        return self._with(
            number,
            lambda step: step if step.moved else replace(step, due_on=today + AGAIN_AFTER, asked_on=None, moved=True),
        )

    def stop(self, today: date) -> "Undertaking":
        return replace(self, ended_on=today, stopped=True)

    def step(self, number: int) -> Step | None:
        return next((step for step in self.steps if step.number == number), None)

    def _with(self, number: int, change: Callable[[Step], Step]) -> "Undertaking":
        return replace(self, steps=tuple(change(step) if step.number == number else step for step in self.steps))


def finished(module: Module, library: Library, practised: Container[MicroId]) -> bool:
    """Whether each of its skills has been practised, once at least, by whichever practice fitted."""
    return not open_skills(module, library, practised)


def open_skills(module: Module, library: Library, practised: Container[MicroId]) -> tuple[MicroId, ...]:
    """The skills of a module that are still to be practised."""
    skills = dict.fromkeys(library.practices[id_].micro_competency for id_ in module.practices)
    return tuple(micro for micro in skills if micro not in practised)


def unlocked(
    pathway: Pathway, library: Library, practised: Container[MicroId], done: Container[ProjectId], today: date
) -> Project | None:
    """The project of the first finished module that is not ``done`` with, and is on offer."""
    for module in pathway.modules:
        if module.project is None or module.project in done or not finished(module, library, practised):
            continue
        project = library.projects[module.project]
        if project.offered_on(today):
            return project
    return None
