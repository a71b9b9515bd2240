"""Describing a gap: what it looks like at work, by those who answer for it, and about nobody in particular."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.domain.annotation import PROGRAMME, Annotation, of_role, of_team, somebody_named
from bot.domain.competency import SCOPE_FACTOR
from bot.domain.errors import UnreadableInputError
from bot.domain.ids import MicroId, RoleProfileId, derived
from bot.domain.people import Person
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Datum, Field, Form, Open, Option, Say
from bot.engine.flows.cards import rating_field
from bot.engine.gap_events import AnnotationFormAsked, AnnotationGiven
from bot.engine.situation import Situation

_MOST_OFFERED = 3


def may_annotate(person: Person) -> bool:
    """Managers and admins; a sponsor is shown no words of anybody's."""
    return bool(person.roles & {"manager", "admin"})


def open_form(now: Situation, event: AnnotationFormAsked) -> Decision:
    """The form of one gap, on the anchors of its micro-competency."""
    _must_exist(now, event.role, event.micro)
    level = replace(rating_field(now.library, event.micro, name="level"), required=True)
    scope = Field("scope", "choice", options=tuple(map(Option, SCOPE_FACTOR)))
    fields = (level, scope, Field("example", "long"), Field("impact", "long"))
    data: dict[str, Datum] = {"skill": _skill(now, event.micro)}
    about = (event.role, event.micro)
    return Decision(effects=(Open(Form("gaps/annotation", about, fields, now.id("annotation"), data)),))


def take(now: Situation, event: AnnotationGiven) -> Decision:
    """Kept at the gap, unless it names somebody of the organization."""
    _must_exist(now, event.role, event.micro)
    for field, text in (("example", event.example), ("impact", event.impact)):
        name = somebody_named(text, now.names)
        if name is not None:
            raise UnreadableInputError("unreadable/names_somebody", {"name": name[:40]}, field=field)
    of = subject(now.person, event.role)
    kept = Annotation(
        id=derived("annotation", of, event.micro, now.person.id),
        of=of,
        micro=event.micro,
        level=event.level,
        scope=event.scope,
        example=event.example,
        impact=event.impact,
        author=now.person.id,
        at=now.at,
    )
    return Decision((kept,), (Say("gaps/annotated", {"skill": _skill(now, event.micro), "role": bool(event.role)}),))


def subject(person: Person, role: str = "") -> str:
    """What this person's annotations of a gap are of: a role, their own team, or the programme."""
    if role:
        return of_role(RoleProfileId(role))
    return of_team(person.id) if "manager" in person.roles else PROGRAMME


def latest(annotations: Iterable[Annotation], of: str) -> Mapping[MicroId, Annotation]:
    """The latest about each gap of this group or role."""
    found = sorted((one for one in annotations if one.of == of), key=lambda one: one.at)
    return {one.micro: one for one in found}


def offered(now: Situation, role: str, micros: Iterable[MicroId]) -> tuple[Choice, ...]:
    """A button for each of the first gaps, for those who may describe them."""
    if not may_annotate(now.person):
        return ()
    return tuple(
        Choice(f"annotate_{number}", AnnotationFormAsked(role, micro), _skill(now, micro))
        for number, micro in enumerate([*micros][:_MOST_OFFERED], start=1)
    )


def note(found: Mapping[MicroId, Annotation], micro: MicroId | None) -> dict[str, Datum] | None:
    """What is said of a gap's annotation."""
    one = None if micro is None else found.get(micro)
    if one is None:
        return None
    return {"level": one.level, "scope": one.scope, "example": one.example, "impact": one.impact}


def _must_exist(now: Situation, role: str, micro: MicroId) -> None:
    if micro not in now.library.framework.micro_competencies or (role and role not in now.library.role_profiles):
        raise UnreadableInputError("unreadable/form")


def _skill(now: Situation, micro: MicroId) -> str:
    return now.library.framework.micro_competencies[micro].name
