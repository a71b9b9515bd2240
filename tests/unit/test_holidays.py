"""Days on which nobody is asked to practise."""

from datetime import date

import pytest

from bot.runtime.holidays import days_off


@pytest.mark.parametrize("country", ["DE", "de"])
@pytest.mark.parametrize("year", [2026, 2031])
def test_a_country_has_its_own_days(country: str, year: int) -> None:
    assert date(year, 10, 3) in days_off(country)
    assert date(year, 10, 4) not in days_off(country)


@pytest.mark.parametrize("country", [None, "", "Atlantis", "XX"])
def test_an_unknown_country_has_none(country: str | None) -> None:
    assert date(2026, 12, 25) not in days_off(country)


def test_a_country_is_built_once() -> None:
    assert days_off("FR") is days_off("FR")
