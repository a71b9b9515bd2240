"""Two roles as they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import UnreadableInputError
from bot.domain.pathway import Need
from bot.engine.decision import Decision
from bot.engine.effects import Page, Say
from bot.engine.engine import decide
from bot.engine.gap_events import RolesCompared
from tests.make import ASKING, CLOSING, HANDING, NAMING, OPENING, a_library, a_manager, a_role, a_situation
from tests.unit.engine.look import choices, press, say

LEAD = a_role(
    "first-time-team-lead", {ASKING: Need(3.5, "daily"), NAMING: Need(4.0, "weekly"), HANDING: Need(3, "weekly")}
)
BOSS = a_role(
    "manager-of-managers", {ASKING: Need(4.5, "daily"), NAMING: Need(4.0, "weekly"), OPENING: Need(4, "daily")}
)
CLERK = a_role("clerk", {CLOSING: Need(3.0, "compliance")})
GONE = a_role("gone", {}, retired=True)
ROLES = {role.id: role for role in (LEAD, BOSS, CLERK, GONE)}


def typed(words: str, roles: object = None) -> Decision:
    library = a_library(role_profiles=ROLES if roles is None else roles)
    return decide(a_situation(person=a_manager(), journey=None, library=library), RolesCompared(words))


def compared(words: str) -> Say:
    return say(typed(words), "gaps/roles")


@pytest.mark.parametrize(
    "words",
    [
        "first-time-team-lead manager-of-managers",
        "First-time team lead Manager of managers",
        "first time team lead, MANAGER OF MANAGERS",
        "first-time-team-lead and manager-of-managers",
        "first-time-team-lead > manager-of-managers",
    ],
)
def test_roles_are_understood_by_id_and_by_name(words: str) -> None:
    card = compared(words)
    assert (card.data["first"], card.data["second"]) == ("First time team lead", "Manager of managers")
    assert card.page == Page("role-matrix", (LEAD.id, BOSS.id))


def test_gaps_shortfalls_overlaps_and_what_comes_first() -> None:
    data = compared("first-time-team-lead manager-of-managers").data
    assert data["gaps"] == [{"name": "Open with the purpose", "has": None, "target": "4.0", "scope": "daily"}]
    assert data["shortfalls"] == [{"name": "Ask before telling", "has": "3.5", "target": "4.5", "scope": "daily"}]
    assert data["overlaps"] == ["Name the behaviour"]
    assert (data["extras"], data["more"], data["same"]) == (1, 0, False)
    top = data["top"]
    assert isinstance(top, dict)
    assert (top["name"], top["level"], top["room"], top["priority"]) == ("Open with the purpose", "1.0", "1.00", "0.25")


def test_two_that_share_nothing_have_no_overlap_and_no_shortfall() -> None:
    data = compared("first-time-team-lead clerk").data
    assert (data["overlaps"], data["shortfalls"], data["extras"]) == ([], [], 3)


def test_the_same_role_twice_is_said_and_has_no_page() -> None:
    card = compared("clerk clerk")
    assert (card.data["same"], card.data["top"], card.page) == (True, None, None)


def test_a_near_miss_is_suggested_and_one_press_away() -> None:
    card = say(typed("team lead manger of managers"), "gaps/which_roles")
    assert card.data["nearest"] == ["First time team lead", "Manager of managers"]
    assert choices(card) == ["these"]
    assert compared(press(card, "these").words).data["first"] == "First time team lead"  # type: ignore[union-attr]


@pytest.mark.parametrize("words", ["", "clerk", "baker candlestick", "and to"])
def test_without_two_roles_all_of_them_are_named(words: str) -> None:
    card = say(typed(words), "gaps/which_roles")
    assert card.data["known"] == ["First time team lead", "Manager of managers", "Clerk"]
    assert choices(card) == []


def test_a_role_that_was_taken_away_is_not_there() -> None:
    assert say(typed("gone clerk"), "gaps/which_roles").data["asked"] == "gone clerk"


def test_without_any_roles_that_is_said() -> None:
    assert say(typed("clerk boss", {}), "gaps/which_roles").data["known"] == []


@given(st.text(max_size=250))
def test_whatever_is_typed_is_answered_or_refused_kindly(words: str) -> None:
    try:
        assert typed(words).effects
    except UnreadableInputError as refused:
        assert refused.prompt in {"unreadable/characters", "unreadable/too_long"}  # noqa: PT017 - either may be
