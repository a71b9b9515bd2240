"""Who takes part, from when to when, and who may see what."""

from datetime import date

import pytest

from bot.domain.consent import may_coach
from bot.domain.ids import PersonId
from bot.domain.roster import Newcomer
from tests.make import JONAS, LEA, MARA, a_cohort, a_person


def test_the_assigned_coach_may() -> None:
    assert may_coach(JONAS, JONAS, LEA, MARA)


@pytest.mark.parametrize(
    ("viewer", "coach", "manager"),
    [
        (PersonId("somebody"), JONAS, MARA),
        (JONAS, None, MARA),
        (LEA, LEA, MARA),
        (MARA, JONAS, MARA),
        (MARA, MARA, MARA),
    ],
    ids=["not assigned", "nobody assigned", "oneself", "the manager", "the manager, though assigned"],
)
def test_nobody_else_does(viewer: PersonId, coach: PersonId | None, manager: PersonId) -> None:
    assert not may_coach(viewer, coach, LEA, manager)


def test_a_newcomer_may_come_without_manager_coach_or_leave() -> None:
    noor = Newcomer("Noor", "noor@example.org", frozenset({"learner"}), "UTC", None, "en")
    assert (noor.manager, noor.coach, noor.leave) == ("", "", ())


def test_people_are_met_by_their_first_name() -> None:
    assert a_person(name="Lea  Brandt-Ito").first_name == "Lea"


def test_a_cohort_runs_from_its_first_day_to_its_last() -> None:
    spring = a_cohort(starts_on=date(2026, 3, 2), ends_on=date(2026, 5, 29))
    days = (date(2026, 3, 1), date(2026, 3, 2), date(2026, 5, 29), date(2026, 5, 30))
    assert [spring.runs_on(on) for on in days] == [False, True, True, False]
