"""A score is never changed: a later one corrects it, and only that one counts."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

from bot.domain.assessment import Assessment, in_force
from bot.domain.rubric import Rubric
from tests.make import ASKING, LEA, MONDAY, a_framework

FIRST = Assessment("first", LEA, ASKING, "self", 3, 2, MONDAY, "baseline", "1", rater=LEA, told=MONDAY)
SECOND = replace(FIRST, id="second", level=2, corrects="first", told=MONDAY + timedelta(hours=1))
THIRD = replace(FIRST, id="third", level=4, corrects="first", told=MONDAY + timedelta(days=9))
EARLIER = replace(FIRST, id="earlier", at=MONDAY - timedelta(days=30), told=MONDAY + timedelta(days=1))


def test_what_corrects_takes_the_place_of_what_it_corrects() -> None:
    assert in_force([FIRST]) == (FIRST,)
    assert in_force([FIRST, SECOND]) == (SECOND,)


def test_of_several_corrections_the_last_counts_in_whatever_order_they_come() -> None:
    for rows in permutations([FIRST, SECOND, THIRD, EARLIER]):
        assert in_force(rows) == (EARLIER, THIRD)


def test_a_correction_counts_where_the_first_is_not_known() -> None:
    """Retention may have let it go."""
    assert in_force([THIRD]) == (THIRD,)


def test_the_oldest_rows_do_not_say_when_they_were_told() -> None:
    assert in_force([replace(FIRST, told=None), SECOND]) == (SECOND,)


def test_other_sentences_are_other_anchors() -> None:
    asking = a_framework().micro_competencies[ASKING].rubric
    assert asking.id == Rubric(asking.anchors).id
    assert asking.id != Rubric((*asking.anchors[:4], "Something else.")).id
