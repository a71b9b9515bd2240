"""The gaps of a group, as they are said: published bands, and the arithmetic of the first."""

from datetime import date, timedelta

from bot.domain.ids import MicroId, PathwayId
from bot.domain.team_gaps import FreshGap, GapFigure, GapSheet, TeamGaps
from bot.engine.decision import Decision
from bot.engine.effects import Page
from bot.engine.engine import decide
from bot.engine.gap_events import GapsAsked
from tests.make import (
    ASKING,
    HANDING,
    MONDAY,
    NAMING,
    TODAY,
    a_fresh_gap,
    a_library,
    a_manager,
    a_situation,
    some_gaps,
)
from tests.unit.engine.look import kept, refused, say

FRESH = (a_fresh_gap(HANDING, band="low"), a_fresh_gap(ASKING, before="few"), a_fresh_gap(NAMING, band="high"))


def asked(group: TeamGaps | None, days: int = 0, **changes: object) -> Decision:
    at = MONDAY + timedelta(days=days)
    return decide(a_situation(person=a_manager(), journey=None, gaps=group, at=at, **changes), GapsAsked())


def published(*fresh: FreshGap, week: str = "2026-W10") -> GapSheet:
    return GapSheet("team:mara", week, tuple(GapFigure(one, TODAY, 0) for one in fresh))


def test_what_matters_most_comes_first_with_all_that_is_known_of_it() -> None:
    decision = asked(some_gaps(fresh=FRESH))
    card = say(decision, "gaps/group")
    assert card.data["gaps"] == [
        {"name": "Hand over the outcome", "band": "low", "target": "4.0", "scope": "weekly", "share": "some",
         "before": None, "proofs": ["matrix"]},
        {"name": "Ask before telling", "band": "middle", "target": "4.5", "scope": "daily", "share": "some",
         "before": "few", "proofs": ["matrix"]},
        {"name": "Name the behaviour", "band": "high", "target": "4.0", "scope": "weekly", "share": "some",
         "before": None, "proofs": ["matrix"]},
    ]  # fmt: skip
    assert card.data["unseen"] == ["Agree on checks", "Open with the purpose"]
    assert (card.data["view"], card.data["held_until"], card.data["more"]) == ("team", date(2026, 4, 1), 0)
    assert card.page == Page("team-gaps")
    assert kept(decision, GapSheet) == published(*FRESH)


def test_the_first_can_be_worked_out_by_hand() -> None:
    assert say(asked(some_gaps(fresh=FRESH)), "gaps/group").data["top"] == {
        "name": "Hand over the outcome", "class": "enhancement", "weight": "0.35", "target": "4.0", "level": "2.0",
        "lacking": "2.0", "span": "3.0", "room": "0.67", "scope": "weekly", "factor": "0.75", "priority": "0.17",
    }  # fmt: skip
    assert 0.35 * (2 / 3) * 0.75 > 0.4 * (1.5 / 3.5) * 1.0


def test_within_a_week_it_is_said_as_it_was_and_kept_no_more() -> None:
    later = some_gaps(fresh=(a_fresh_gap(band="high"),), roster_changes=9, previous=published(*FRESH))
    decision = asked(later, days=4)
    assert len(say(decision, "gaps/group").data["gaps"]) == 3  # type: ignore[arg-type]
    assert decision.state == ()


def test_before_enough_people_have_been_seen_nothing_is_kept_and_no_page_is_offered() -> None:
    decision = asked(some_gaps())
    card = say(decision, "gaps/group")
    assert (card.data["gaps"], card.data["top"], card.page, decision.state) == ([], None, None, ())


def test_where_every_target_is_reached_nothing_comes_first() -> None:
    card = say(asked(some_gaps(fresh=(a_fresh_gap(NAMING, band="high"),))), "gaps/group")
    assert card.data["top"] is None
    assert card.page is not None


def test_six_are_said_and_the_others_are_on_the_page() -> None:
    library = a_library()
    micros = list(library.framework.micro_competencies)
    many = tuple(a_fresh_gap(MicroId(micro)) for micro in micros[:5])
    card = say(asked(some_gaps(fresh=many)), "gaps/group")
    assert card.data["more"] == 0
    pathway = library.pathways[PathwayId("lead")]
    other = PathwayId("other")
    two = a_library(pathways={pathway.id: pathway, other: pathway})
    both = (*many, *(a_fresh_gap(MicroId(micro), pathway=other) for micro in micros[:5]))
    card = say(asked(some_gaps(fresh=both), library=two), "gaps/group")
    assert card.data["more"] == 4
    assert "Ask before telling (Leading in a week)" in str(card.data["gaps"]), "and each says of which pathway it is"


def test_whoever_sees_no_group_is_told_so() -> None:
    assert refused(a_situation(person=a_manager(), journey=None), GapsAsked()) == "unreadable/no_team"
