"""Who has confirmed a level: anybody but the one whose level it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rubric import Source
from bot.domain.validation import PROOFS, Proof, proofs

others: st.SearchStrategy[Source] = st.sampled_from(("peer", "coach", "manager", "demonstration", "metric"))


def itself(times: int) -> list[Source]:
    return ["self" for _ in range(times)]


@given(st.integers(0, 10_000))
def test_any_number_of_self_ratings_validates_nothing(times: int) -> None:
    assert proofs(itself(times)) == ()


@given(st.lists(others, min_size=1), st.integers(0, 100))
def test_they_change_nothing_about_what_others_have_confirmed(sources: list[Source], times: int) -> None:
    assert proofs([*sources, *itself(times)]) == proofs(sources) != ()


@pytest.mark.parametrize(
    ("source", "proof"),
    [
        ("peer", "peer_review"),
        ("demonstration", "demonstration"),
        ("metric", "metric"),
        ("coach", "matrix"),
        ("manager", "matrix"),
    ],
)
def test_each_source_confirms_in_its_own_way(source: Source, proof: Proof) -> None:
    assert proofs([source]) == (proof,)


def test_all_of_them_stand_in_one_order_and_once() -> None:
    assert proofs(["manager", "metric", "self", "peer", "coach", "demonstration"]) == PROOFS
