"""One learner's gaps: what is there to grow, in which order, and a score that can be worked out by hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.gap_score import WORST, GapScore, Seen, own_gaps
from bot.domain.ids import MicroId
from bot.domain.needs import needs_of
from bot.domain.pathway import Need
from bot.domain.rubric import Source
from tests.make import ASKING, CHECKING, CLOSING, HANDING, NAMING, OPENING, a_framework, a_library, a_role

FRAMEWORK = a_framework()
EDITION = FRAMEWORK.edition
NEEDS = {
    ASKING: Need(4.0, "daily"),
    NAMING: Need(4.0, "weekly"),
    HANDING: Need(3.0, "weekly"),
    OPENING: Need(5.0, "daily"),
}
levels = st.dictionaries(st.sampled_from(sorted(NEEDS)), st.floats(1, 5))
coach: frozenset[Source] = frozenset({"coach"})


def scored(seen: dict[MicroId, float]) -> GapScore:
    return own_gaps(EDITION, NEEDS, {micro: Seen(level, known=True, sources=coach) for micro, level in seen.items()})


def test_the_score_by_hand() -> None:
    score = scored({ASKING: 2.5, NAMING: 4.0, HANDING: 2.0})
    core, enhancement = (1.5 / 3 + 0) / 2, 1 / 2
    assert score.weights == pytest.approx({"core": 0.40 / 0.75, "enhancement": 0.35 / 0.75})
    assert score.score == pytest.approx(5 * (0.40 * core + 0.35 * enhancement) / 0.75)
    assert score.readiness == pytest.approx(5 - (score.score or 0))


def test_the_first_is_the_largest_of_weight_times_room_times_scope() -> None:
    score = scored({ASKING: 2.5, NAMING: 2.5, HANDING: 2.0, OPENING: 3.0})
    assert [one.inputs.micro for one in score.gaps] == [ASKING, NAMING, HANDING, OPENING]
    first = score.gaps[0].inputs
    assert (first.weight, first.room, first.factor) == pytest.approx((0.40, 0.5, 1.0))
    assert first.priority == pytest.approx(first.weight * first.room * first.factor)
    assert score.gaps[0].proofs == ("matrix",)


@given(levels)
def test_score_and_readiness_lie_between_nothing_and_five(seen: dict[MicroId, float]) -> None:
    score = scored(seen)
    if score.score is None or score.readiness is None:
        assert seen == {}
        return
    assert 0 <= score.score <= WORST + 1e-9
    assert score.score + score.readiness == pytest.approx(WORST)


def test_what_only_the_learner_has_said_is_provisional_and_counts_nowhere() -> None:
    seen = {
        ASKING: Seen(4.0, known=True, sources=frozenset({"coach", "self"})),
        NAMING: Seen(1.0, known=False, sources=frozenset({"self"})),
    }
    score = own_gaps(EDITION, NEEDS, seen)
    assert score.score == 0
    assert [one.inputs.micro for one in score.provisional] == [NAMING]
    assert score.provisional[0].proofs == ()


def test_before_anything_is_known_there_is_no_score() -> None:
    assert own_gaps(EDITION, NEEDS, {}) == GapScore(EDITION.id, None, {}, (), ())
    assert own_gaps(EDITION, NEEDS, {}).readiness is None


def test_what_is_not_needed_is_left_out() -> None:
    assert scored({CLOSING: 1.0, MicroId("gone"): 1.0}).gaps == ()


# Versions.


def test_an_old_score_is_made_again_after_weights_and_classes_were_edited() -> None:
    levels = {ASKING: 2.5, NAMING: 4.0, HANDING: 2.0}
    seen = {micro: Seen(level, known=True, sources=coach) for micro, level in levels.items()}
    then = own_gaps(EDITION, NEEDS, seen)
    edited = replace(FRAMEWORK, version="2", weights={"core": 0.2, "enhancement": 0.2, "contextual": 0.6}).edition
    now = own_gaps(edited, NEEDS, seen)
    assert now.score != pytest.approx(then.score)
    kept = {EDITION.id: EDITION, edited.id: edited}
    assert own_gaps(kept[then.edition], NEEDS, seen) == then


def test_a_skill_that_is_retired_in_mid_cycle_counts_no_more_and_can_be_counted_still() -> None:
    levels = {ASKING: 1.0, NAMING: 4.0, HANDING: 3.0}
    seen = {micro: Seen(level, known=True, sources=coach) for micro, level in levels.items()}
    micros = {id_: replace(one, retired=id_ == ASKING) for id_, one in FRAMEWORK.micro_competencies.items()}
    left = replace(FRAMEWORK, micro_competencies=micros).edition
    assert own_gaps(left, NEEDS, seen).score == 0
    assert own_gaps(EDITION, NEEDS, seen).score == pytest.approx(5 * 0.40 / 0.75 * 0.5)


# What is needed.


def test_a_pathway_needs_what_it_practises_and_aims_at() -> None:
    needs = needs_of(a_library(), next(iter(a_library().pathways)))
    assert needs[ASKING] == Need(4.5, "daily")
    assert needs[CHECKING] == Need(4.0, "compliance"), "without a target of its own"
    assert CLOSING not in needs


def test_the_only_role_that_a_pathway_serves_says_how_often() -> None:
    leads = a_role("team-lead", {ASKING: Need(3.0, "weekly")})
    others = a_role("project-lead", {ASKING: Need(3.0, "compliance")})
    library = a_library(role_profiles={leads.id: leads})
    assert needs_of(library, leads.pathway)[ASKING] == Need(4.5, "weekly")
    both = a_library(role_profiles={leads.id: leads, others.id: others})
    assert needs_of(both, leads.pathway)[ASKING].scope == "daily"
