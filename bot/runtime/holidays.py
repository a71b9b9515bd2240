"""Public holidays, per country."""

from collections.abc import Container
from datetime import date
from functools import cache


@cache
def days_off(country: str | None) -> Container[date]:
    """The country's public holidays, whatever the year; none for an unknown country.

    A year takes about a tenth of a second to build, once: the container remembers it.
    """
    if country is None:
        return ()
    import holidays  # noqa: PLC0415 - slow to import, and not needed before the first learner

    try:
        return holidays.country_holidays(country.upper())
    except NotImplementedError:
        return ()
