"""Describing a gap: the form asks for everything, and what is kept stands at the gap."""

import pytest

from bot.domain.annotation import Annotation
from bot.domain.errors import UnreadableInputError
from bot.domain.ids import MicroId
from bot.domain.names import Names
from bot.domain.pathway import Need
from bot.engine import events as ev
from bot.engine import forms
from bot.engine.decision import Decision
from bot.engine.engine import decide
from bot.engine.gap_events import AnnotationFormAsked, AnnotationGiven, GapsAsked, RolesCompared
from bot.engine.situation import Situation
from tests.make import ASKING, OPENING, a_fresh_gap, a_library, a_manager, a_person, a_role, a_situation, some_gaps
from tests.unit.engine.look import choices, form, kept, press, refused, say

LEAD, BOSS = a_role("lead", {ASKING: Need(3.0, "daily")}), a_role("boss", {OPENING: Need(4.0, "daily")})
LIBRARY = a_library(role_profiles={LEAD.id: LEAD, BOSS.id: BOSS})
WHOLE: dict[str, ev.Value] = {
    "level": "2", "scope": "daily", "example": "In a hand-over nobody asks.", "impact": "Work is done twice.",
}  # fmt: skip
GIVEN = AnnotationGiven("", ASKING, 2, "daily", "In a hand-over nobody asks.", "Work is done twice.")


def mara(**changes: object) -> Situation:
    return a_situation(person=a_manager(), journey=None, library=LIBRARY, **changes)


def read(values: dict[str, ev.Value], about: tuple[str, ...] = ("", ASKING)) -> ev.Understood:
    return forms.read(ev.Submitted("gaps/annotation", about, values))


def described(event: AnnotationGiven = GIVEN, **changes: object) -> Decision:
    return decide(mara(**changes), event)


def test_the_form_has_the_anchors_of_that_gap_and_wants_everything() -> None:
    card = say(decide(mara(gaps=some_gaps(fresh=(a_fresh_gap(ASKING),))), GapsAsked()), "gaps/group")
    asked = press(card, "annotate_1")
    assert asked == AnnotationFormAsked("", ASKING)
    opened = form(decide(mara(), asked))
    assert [(field.name, field.required) for field in opened.fields] == [
        ("level", True), ("scope", True), ("example", True), ("impact", True),
    ]  # fmt: skip
    assert opened.fields[0].options[1].label == "Ask before telling 2"
    assert opened.about == ("", ASKING)


@pytest.mark.parametrize("field", ["level", "scope", "example", "impact"])
@pytest.mark.parametrize("nothing", ["", "  "])
def test_nothing_is_kept_without_one_of_them_and_it_is_said_at_the_field(field: str, nothing: str) -> None:
    with pytest.raises(UnreadableInputError) as refusal:
        read(WHOLE | {field: nothing})
    assert (refusal.value.prompt, refusal.value.field) == ("unreadable/empty", field)


@pytest.mark.parametrize(
    ("field", "value", "prompt"),
    [
        ("level", "6", "unreadable/level"),
        ("scope", "hourly", "unreadable/form"),
        ("example", "x" * 501, "unreadable/too_long"),
    ],
)
def test_what_cant_be_is_said_at_its_field(field: str, value: str, prompt: str) -> None:
    with pytest.raises(UnreadableInputError) as refusal:
        read(WHOLE | {field: value})
    assert (refusal.value.prompt, refusal.value.field) == (prompt, field)


def test_a_form_that_is_about_nothing_is_none() -> None:
    with pytest.raises(UnreadableInputError):
        read(WHOLE, ("",))


def test_it_is_kept_and_stands_at_the_gap() -> None:
    assert read(WHOLE) == GIVEN
    one = kept(described(), Annotation)
    assert (one.of, one.micro, one.level, one.scope, one.author) == ("team:mara", ASKING, 2, "daily", "mara")
    now = mara(gaps=some_gaps(fresh=(a_fresh_gap(ASKING),)), annotations=(one,))
    assert say(decide(now, GapsAsked()), "gaps/group").data["note"] == {
        "level": 2, "scope": "daily", "example": "In a hand-over nobody asks.", "impact": "Work is done twice.",
    }  # fmt: skip


def test_said_again_it_has_the_same_id() -> None:
    assert kept(described(), Annotation).id == kept(described(cause="test:2"), Annotation).id


def test_of_a_role_it_stands_where_roles_are_compared() -> None:
    card = say(decide(mara(), RolesCompared("lead boss")), "gaps/roles")
    assert press(card, "annotate_1") == AnnotationFormAsked("boss", OPENING)
    one = kept(described(AnnotationGiven("boss", OPENING, 1, "weekly", "x", "y")), Annotation)
    assert one.of == "role:boss"
    shown = say(decide(mara(annotations=(one,)), RolesCompared("lead boss")), "gaps/roles")
    assert shown.data["note"] == {"level": 1, "scope": "weekly", "example": "x", "impact": "y"}


def test_an_admin_s_is_of_the_programme_and_a_sponsor_is_shown_none() -> None:
    admin = a_situation(person=a_person(roles=frozenset({"admin"})), journey=None)
    one = kept(decide(admin, GIVEN), Annotation)
    assert one.of == "programme"
    sponsor = a_person(roles=frozenset({"sponsor"}))
    group = some_gaps(view="programme", fresh=(a_fresh_gap(ASKING),))
    card = say(
        decide(a_situation(person=sponsor, journey=None, gaps=group, annotations=(one,)), GapsAsked()), "gaps/group"
    )
    assert (card.data["note"], choices(card)) == (None, [])


def test_nobody_is_named() -> None:
    named = AnnotationGiven("", ASKING, 2, "daily", "In a hand-over nobody asks.", "Chiara waits.")
    assert refused(mara(names=Names.of(["Chiara Rossi"])), named) == "unreadable/names_somebody"


@pytest.mark.parametrize(("role", "micro"), [("gone", ASKING), ("", MicroId("gone"))])
def test_what_is_not_there_can_t_be_described(role: str, micro: MicroId) -> None:
    assert refused(mara(), AnnotationFormAsked(role, micro)) == "unreadable/form"
    assert refused(mara(), AnnotationGiven(role, micro, 2, "daily", "x", "y")) == "unreadable/form"
