"""A figure from another system, which says how often an indicator is met."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Figure:
    """``person`` as written in the list: an e-mail address, an id or a name."""

    person: str
    metric: str
    value: float
    on: date
