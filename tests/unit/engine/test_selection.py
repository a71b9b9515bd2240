"""Which practice next, and why."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.attempt import Reason
from bot.domain.ids import MicroId, PracticeId
from bot.domain.journey import Journey
from bot.domain.learner import EARLY_WINS, Exposure, Standing
from bot.domain.mastery import begin
from bot.domain.practice import Practice, Tier
from bot.domain.spacing import Ladder
from bot.engine.selection import Pick, needs, pick, search, sought, standing_of, tier_for
from tests.make import (
    ASKING,
    ATTEMPT,
    CHECKING,
    CLOSING,
    HANDING,
    MONDAY,
    NAMING,
    OPENING,
    TODAY,
    a_journey,
    a_learner,
    a_library,
    a_practice,
    a_standing,
    an_attempt,
    an_estimate,
)

LIBRARY = a_library()
PATHWAY = (ASKING, NAMING, HANDING, CHECKING, OPENING)


def chosen(journey: Journey) -> Pick:
    found = pick(journey, LIBRARY, MONDAY)
    assert found is not None
    return found


def due(days_ago: int, **changes: object) -> Standing:
    """On the lowest rung, due that many days ago."""
    return a_standing(ladder=Ladder(on=TODAY - timedelta(days=3 + days_ago)), **changes)


def journey(standings: dict[MicroId, Standing] | None = None, **changes: object) -> Journey:
    learner = a_learner(standings=standings or {}, prompts=3)  # the hardest tier may come, and what has been begun
    return a_journey(learner=replace(learner, **changes))


# The order.


def test_at_first_the_largest_weight_wins() -> None:
    found = chosen(journey())
    assert found.practice.micro_competency == ASKING
    assert found.reasons == (
        Reason("new", ""),
        Reason("unrated", "4.5"),
        Reason("core", "40"),
        Reason("scope", "daily"),
        Reason("tier", "2"),
    )
    assert (found.follows, found.line) == (None, "")


def test_what_is_due_comes_before_what_is_new_and_that_before_the_rest() -> None:
    standings = {CHECKING: due(0), OPENING: due(9), ASKING: due(-2)}
    order = [need.micro for need in needs(journey(standings), LIBRARY, MONDAY)]
    assert order == [OPENING, CHECKING, NAMING, HANDING, ASKING]


def test_waiting_longer_comes_first() -> None:
    standings = {NAMING: due(0), HANDING: due(7)}
    assert chosen(journey(standings)).practice.micro_competency == HANDING


def test_every_third_is_for_something_new_even_when_much_is_due() -> None:
    standings = {CHECKING: due(0), OPENING: due(9), ASKING: due(-2)}
    turns = [chosen(journey(standings, prompts=3 + number)) for number in range(3)]
    assert [found.practice.micro_competency for found in turns] == [OPENING, OPENING, NAMING]
    assert turns[2].reasons[0] == Reason("new", "ahead")
    everything_begun = dict.fromkeys(PATHWAY, due(0)) | {OPENING: due(9)}
    assert chosen(journey(everything_begun, prompts=5)).practice.micro_competency == OPENING


def test_near_the_end_every_second_is_for_something_new() -> None:
    """Two are new, and six working days are left: at every third, one would never be met."""
    standings = {CHECKING: due(0), OPENING: due(9), ASKING: due(-2)}
    before = journey(standings, prompts=3)
    assert chosen(before).practice.micro_competency == OPENING
    last_week = replace(before, cohort=replace(before.cohort, ends_on=TODAY + timedelta(days=6)))
    assert chosen(last_week).practice.micro_competency == NAMING


def test_what_the_learner_aspires_to_comes_forward() -> None:
    found = chosen(journey({ASKING: due(-2), NAMING: due(-2)}, aspiration="meetings"))
    assert found.practice.micro_competency == OPENING
    assert Reason("aspiration", "") in found.reasons


def test_it_changes_from_one_to_the_next_unless_something_is_due() -> None:
    latest = an_attempt(micro=ASKING, state="declined")
    again = replace(journey(), attempt=latest)
    assert chosen(again).practice.micro_competency == NAMING
    assert needs(again, LIBRARY, MONDAY)[-1].micro == ASKING
    assert chosen(replace(journey({ASKING: due(0)}), attempt=latest)).practice.micro_competency == ASKING


# The reasons.


@pytest.mark.parametrize(
    ("days", "reason"), [(2, Reason("due", "2")), (0, Reason("due", "0")), (-1, Reason("early", "1"))]
)
def test_time_is_a_reason(days: int, reason: Reason) -> None:
    everything = {micro: due(days, estimate=an_estimate(m=3.0, start=3.0, ratings=1)) for micro in PATHWAY}
    found = chosen(journey(everything))
    assert found.reasons[0] == reason
    assert found.reasons[1] == Reason("gap", "3.0/4.5")


def test_a_practice_that_returns_brings_back_what_was_said() -> None:
    found = chosen(journey({ASKING: due(1, line="I will wait ten seconds.")}))
    assert (found.line, found.follows) == ("I will wait ten seconds.", ATTEMPT)


def test_before_it_is_due_it_brings_back_nothing() -> None:
    found = chosen(journey({micro: due(-1) for micro in PATHWAY}))
    assert (found.line, found.follows) == ("", None)
    rated_only = chosen(journey({ASKING: due(1, attempt=None)}))
    assert (rated_only.line, rated_only.follows) == ("", None), "a baseline is no practice to return to"


# The practice.


def seen(**exposures: Exposure) -> dict[PracticeId, Exposure]:
    return {PracticeId(f"ask-before-telling-{name[1:]}"): exposure for name, exposure in exposures.items()}


def test_the_same_one_returns_once_then_another() -> None:
    once = seen(_2=Exposure(1, last_on=date(2026, 2, 1)))
    assert chosen(journey({ASKING: due(0)}, exposures=once)).practice.id == "ask-before-telling-2"
    twice = seen(_2=Exposure(2, last_on=date(2026, 2, 1)))
    assert chosen(journey({ASKING: due(0)}, exposures=twice)).practice.id == "ask-before-telling-1"


def test_the_one_done_last_returns() -> None:
    both = seen(_1=Exposure(1, last_on=date(2026, 2, 9)), _2=Exposure(1, last_on=date(2026, 2, 1)))
    assert chosen(journey({ASKING: due(0)}, exposures=both)).practice.id == "ask-before-telling-1"


def test_where_there_is_only_one_it_returns_for_ever() -> None:
    library = a_library([a_practice()])
    often = seen(_1=Exposure(9, last_on=date(2026, 2, 1)))
    found = pick(journey({ASKING: due(0)}, exposures=often), library, MONDAY)
    assert found is not None
    assert found.practice.id == "ask-before-telling-1"


def test_what_was_declined_sinks() -> None:
    assert chosen(journey()).practice.id == "ask-before-telling-2", "of the tier that fits"
    assert chosen(journey(exposures=seen(_2=Exposure(declined=1)))).practice.id == "ask-before-telling-1"
    both = seen(_1=Exposure(declined=2), _2=Exposure(declined=1))
    assert chosen(journey(exposures=both)).practice.id == "ask-before-telling-2"


def test_what_is_retired_or_past_its_review_is_never_offered() -> None:
    library = a_library(
        [
            a_practice(id=PracticeId("old"), retired=True),
            a_practice(id=PracticeId("stale"), review_by=TODAY - timedelta(days=1)),
        ]
    )
    assert pick(journey(), library, MONDAY) is None
    assert sought(journey(), library, MONDAY, "ask before telling") is None


def test_some_can_be_left_out_for_now() -> None:
    without = [PracticeId("ask-before-telling-2")]
    found = pick(journey(), LIBRARY, MONDAY, without=without)
    assert found is not None
    assert found.practice.id == "ask-before-telling-1"
    assert pick(journey(), LIBRARY, MONDAY, without=LIBRARY.practices) is None


@pytest.mark.parametrize("prompts", range(EARLY_WINS))
def test_the_first_wins_are_early(prompts: int) -> None:
    hard = a_library([a_practice(id=PracticeId("hard"), tier=3), a_practice(id=PracticeId("fair"), tier=2)])
    lean = journey(prompts=prompts, lean=1)
    found = pick(lean, hard, MONDAY)
    assert found is not None
    assert found.practice.id == "fair"
    assert pick(lean, a_library([a_practice(tier=3)]), MONDAY) is None
    later = pick(journey(prompts=EARLY_WINS, lean=1), hard, MONDAY)
    assert later is not None
    assert later.practice.id == "hard"


exposures = st.builds(Exposure, st.integers(0, 3), st.integers(0, 2), st.none() | st.just(date(2026, 2, 1)))


def practised(m: float, rung: int, days: int) -> Standing:
    return a_standing(estimate=begin(m, MONDAY), ladder=Ladder(rung, TODAY - timedelta(days=days)))


standings = st.builds(practised, st.floats(1, 5), st.integers(0, 4), st.integers(0, 60))


@given(
    standings=st.dictionaries(st.sampled_from(PATHWAY), standings),
    exposures=st.dictionaries(st.sampled_from(sorted(LIBRARY.practices)), exposures),
    prompts=st.integers(0, 5),
    lean=st.integers(-1, 1),
)
def test_there_is_always_a_practice_while_there_are_any(
    standings: dict[MicroId, Standing], exposures: dict[PracticeId, Exposure], prompts: int, lean: int
) -> None:
    found = chosen(journey(standings, exposures=exposures, prompts=prompts, lean=lean))
    assert found.practice.id in LIBRARY.pathways[a_journey().cohort.pathway].practices
    assert found.practice.tier < 3 or prompts >= EARLY_WINS
    assert [reason.name for reason in found.reasons][-1] == "tier"


# The tier.


@pytest.mark.parametrize(
    ("estimate", "lean", "tier"),
    [
        (an_estimate(), 0, 2),
        (an_estimate(m=1.8), 0, 1),
        (an_estimate(m=1.8, a=2.0), 0, 2),
        (an_estimate(m=4.5), 0, 2),
        (an_estimate(m=4.5, observed_high=1), 0, 3),
        (an_estimate(m=4.5, a=4.0, observed_high=1), 0, 2),
        (an_estimate(), -1, 1),
        (an_estimate(), 1, 3),
        (an_estimate(m=1.8), -1, 1),
        (an_estimate(m=4.5, observed_high=1), 1, 3),
        (an_estimate(m=1.8), 1, 2),
    ],
    ids=[
        "the middle", "low for sure", "low perhaps", "high, as they say", "high, as somebody saw", "high perhaps",
        "easier", "harder", "no easier", "no harder", "low, but wants more",
    ],
)  # fmt: skip
def test_the_tier_fits_the_level(estimate: object, lean: int, tier: Tier) -> None:
    assert tier_for(replace(Standing(an_estimate()), estimate=estimate), lean) == tier


def test_a_level_fades_while_nobody_practises() -> None:
    learned = journey({ASKING: a_standing(estimate=an_estimate(m=4.0))})
    assert standing_of(learned, ASKING, MONDAY + timedelta(days=400)).estimate.m == pytest.approx(3.25)
    assert standing_of(learned, NAMING, MONDAY).estimate.m == pytest.approx(2.5), "nothing is known: the middle"


# By one's own words.


def titles(words: str, practices: list[Practice] | None = None) -> list[str]:
    return [p.title for p in search(words, practices or list(LIBRARY.practices.values()), LIBRARY)]


def test_words_find_what_they_are_about() -> None:
    assert titles("hand over the outcome")[:2] == ["Hand over the outcome 1", "Hand over the outcome 2"]
    assert titles("ENGINEERING"), "tags are words too"
    assert titles("xyzzy") == []
    assert titles("  ") == []


def test_words_are_the_reason_when_they_were_the_question() -> None:
    found = sought(journey(), LIBRARY, MONDAY, "open with the purpose")
    assert found is not None
    assert found.practice.micro_competency == OPENING
    assert found.reasons == (Reason("words", "open with the purpose"),)


def test_what_lies_beside_the_pathway_is_not_sought() -> None:
    found = sought(journey(), LIBRARY, MONDAY, "close with decisions")
    assert found is None or found.practice.micro_competency != CLOSING
