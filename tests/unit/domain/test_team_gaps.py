"""What may be said of a group's gaps, and what nobody can take apart again."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.gap_score import inputs
from bot.domain.ids import MicroId, PathwayId
from bot.domain.pathway import Need
from bot.domain.team import band
from bot.domain.team_gaps import (
    COUNTED_AS,
    GapFigure,
    GapSheet,
    Member,
    Share,
    counted,
    parts_to_show,
    published,
    ranked,
    share,
)
from bot.domain.validation import PROOFS, Proof
from bot.simulation.dice import Dice
from tests.make import ASKING, NAMING, OPENING, a_framework, a_fresh_gap, some_gaps

LEAD, OTHER = PathwayId("lead"), PathwayId("other")
NEEDS = {
    LEAD: {ASKING: Need(4.0, "daily"), NAMING: Need(4.0, "weekly"), OPENING: Need(4.0, "daily")},
    OTHER: {ASKING: Need(3.0, "daily")},
}
MARCH, APRIL = date(2026, 3, 2), date(2026, 4, 1)
level = st.floats(1, 5)


def member(levels: dict[MicroId, float], pathway: PathwayId = LEAD, **proofs: Proof) -> Member:
    known = {micro: frozenset(proofs.values()) for micro in levels} if proofs else {}
    return Member(pathway, levels, {}, known)


def people(*levels: float, pathway: PathwayId = LEAD) -> list[Member]:
    return [member({ASKING: one}, pathway) for one in levels]


# Counting.


def test_five_people_have_a_band_and_a_third_and_four_have_nothing() -> None:
    [gap] = counted(people(4, 4, 2, 2, 2), NEEDS)
    assert (gap.pathway, gap.micro, gap.band, gap.share, gap.before, gap.proofs) == (
        LEAD, ASKING, "middle", "some", None, (),
    )  # fmt: skip
    assert counted(people(4, 4, 2, 2), NEEDS) == ()


@pytest.mark.parametrize(
    ("met", "of", "said"),
    [(0, 5, "few"), (1, 5, "few"), (2, 6, "some"), (4, 6, "some"), (5, 6, "most"), (6, 6, "most"), (4, 4, None)],
)
def test_coverage_is_said_in_thirds(met: int, of: int, said: Share | None) -> None:
    assert share([4.0] * met + [3.9] * (of - met), 4.0) == said


def test_before_is_what_five_or_more_were_seen_at_in_their_first_weeks() -> None:
    seen = [Member(LEAD, {ASKING: 4.2}, {ASKING: 2.0}, {}) for _ in range(5)]
    [gap] = counted(seen, NEEDS)
    assert (gap.before, gap.share) == ("few", "most")
    [four] = counted([*seen[:4], member({ASKING: 4.2})], NEEDS)
    assert four.before is None


def test_a_way_to_validate_is_said_when_five_or_more_have_it() -> None:
    five = [member({ASKING: 3}, a="matrix", b="peer_review") for _ in range(4)]
    [gap] = counted([*five, member({ASKING: 3}, a="matrix")], NEEDS)
    assert gap.proofs == ("matrix",)
    [none] = counted(people(3, 3, 3, 3, 3), NEEDS)
    assert none.proofs == ()


def test_what_the_pathway_does_not_need_is_not_counted() -> None:
    assert counted([member({NAMING: 3.0}, OTHER) for _ in range(9)], NEEDS) == ()
    assert counted([member({NAMING: 3.0}, PathwayId("gone")) for _ in range(9)], NEEDS) == ()


# Complementary suppression.


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 5, "b": 6}, {"a", "b"}),
        ({"a": 5, "b": 6, "c": 4}, {"b"}),
        ({"a": 8, "c": 1}, set[str]()),
        ({"a": 5, "b": 6, "c": 3, "d": 4}, {"a", "b"}),
        ({"a": 4, "b": 4}, set[str]()),
        ({}, set[str]()),
    ],
)
def test_a_part_that_subtraction_would_betray_takes_another_with_it(counts: dict[str, int], shown: set[str]) -> None:
    assert parts_to_show(counts) == shown


@given(st.dictionaries(st.text(max_size=2), st.integers(0, 30)))
def test_what_is_left_of_a_whole_is_nobody_or_five(counts: dict[str, int]) -> None:
    shown = parts_to_show(counts)
    rest = sum(counts.values()) - sum(counts[part] for part in shown)
    assert all(counts[part] >= 5 for part in shown)
    assert rest == 0 or rest >= 5 or not shown


def test_of_two_pathways_in_one_team_the_larger_is_hidden_with_the_smaller() -> None:
    both = [*people(3, 3, 3, 3, 3), *people(3, 3, pathway=OTHER)]
    assert counted(both, NEEDS) == ()
    assert len(counted([*both, *people(3, 3, 3, pathway=OTHER)], NEEDS)) == 2


# Holding.


def sheet(week: str = "2026-W10") -> GapSheet:
    return GapSheet("team:mara", week, (GapFigure(a_fresh_gap(), MARCH, 0),))


def test_within_a_week_nothing_is_counted_anew() -> None:
    later = some_gaps(fresh=(a_fresh_gap(band="high"),), roster_changes=9, previous=sheet())
    assert published(later, "2026-W10", MARCH) == sheet()


@pytest.mark.parametrize(
    ("changes", "on", "is_held"),
    [(4, MARCH, True), (5, MARCH, False), (0, APRIL - timedelta(days=1), True), (0, APRIL, False)],
)
def test_a_figure_is_held_for_the_quarter_or_five_changes(changes: int, on: date, *, is_held: bool) -> None:
    now = some_gaps(fresh=(a_fresh_gap(band="high"),), roster_changes=changes, previous=sheet())
    [figure] = published(now, "2026-W15", on).figures
    assert (figure.gap.band == "middle") is is_held


def test_a_group_that_has_become_too_small_is_shown_no_more_when_the_hold_ends() -> None:
    gone = some_gaps(previous=sheet())
    assert published(gone, "2026-W11", MARCH) == sheet(week="2026-W11")
    assert published(gone, "2026-W15", APRIL).figures == ()


@given(st.lists(level, min_size=5, max_size=20), st.integers(0, 19))
def test_subtracting_two_publications_does_not_betray_whoever_left(levels: list[float], who: int) -> None:
    before = published(some_gaps(fresh=counted(people(*levels), NEEDS)), "2026-W10", MARCH)
    left = [one for number, one in enumerate(levels) if number != who % len(levels)]
    now = some_gaps(fresh=counted(people(*left), NEEDS), roster_changes=1, previous=before)
    assert published(now, "2026-W11", MARCH + timedelta(days=7)).figures == before.figures


@given(st.lists(level, min_size=10, max_size=20), st.lists(level, min_size=5, max_size=5))
def test_when_it_moves_at_last_five_have_come_or_gone_together(levels: list[float], others: list[float]) -> None:
    before = published(some_gaps(fresh=counted(people(*levels), NEEDS)), "2026-W10", MARCH)
    for changes in range(1, 5):
        now = some_gaps(fresh=counted(people(*others), NEEDS), roster_changes=changes, previous=before)
        assert published(now, "2026-W11", MARCH).figures == before.figures


def test_at_the_quarter_s_end_two_bands_tell_little_more_than_none() -> None:
    """The best guess at a leaver's third of the scale, from the bands before and after, against a blind one."""
    dice, seen, blind = Dice(20_260_302), Counter[tuple[object, ...]](), Counter[str | None]()
    trials = 20_000
    for number in range(trials):
        size = 6 + number % 15
        levels = [1 + 4 * dice.share() for _ in range(size)]
        leaver = band([levels[0]] * 5)
        seen[band(levels), band(levels[1:]), leaver] += 1
        blind[leaver] += 1
    best: dict[tuple[object, ...], int] = {}
    for (*bands, _), count in seen.items():
        best[tuple(bands)] = max(best.get(tuple(bands), 0), count)
    assert sum(best.values()) / trials < blind.most_common(1)[0][1] / trials + 0.06


# Ranking.


def test_the_order_follows_from_the_bands_alone() -> None:
    figures = tuple(
        GapFigure(a_fresh_gap(micro, band=of), MARCH, 0)
        for micro, of in ((NAMING, "low"), (ASKING, "low"), (OPENING, "high"))
    )
    found = ranked(GapSheet("team:mara", "2026-W10", figures), a_framework(), NEEDS)
    assert [one.inputs.micro for one in found] == [ASKING, NAMING, OPENING]
    assert found[0].inputs == inputs(a_framework(), ASKING, NEEDS[LEAD][ASKING], COUNTED_AS["low"])
    assert found[2].inputs.priority == 0


def test_what_the_content_needs_no_more_is_left_out() -> None:
    gone = (GapFigure(a_fresh_gap(MicroId("gone")), MARCH, 0), GapFigure(a_fresh_gap(pathway=OTHER), MARCH, 0))
    found = ranked(GapSheet("team:mara", "2026-W10", gone), a_framework(), {LEAD: NEEDS[LEAD]})
    assert found == ranked(None, a_framework(), NEEDS) == ()


def test_every_way_to_validate_is_told_apart() -> None:
    five = [Member(LEAD, {ASKING: 3.0}, {}, {ASKING: frozenset(PROOFS)}) for _ in range(5)]
    assert counted(five, NEEDS)[0].proofs == PROOFS
