"""Two dozen learners whose prompts fall due at one moment."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.roster import Founding
from tests.stage import sample

NINE = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)  # a Tuesday, nine o'clock in Berlin
NAMES = [f"Learner{number}" for number in range(24)]


def crowd() -> Founding:
    """The sample organization with more learners like Ada."""
    founding = sample(NINE.date() - timedelta(days=1))
    [ada] = [one for one in founding.people if one.name.startswith("Ada")]
    more = tuple(replace(ada, name=f"{name} Okafor", email=f"{name.lower()}@example.org") for name in NAMES)
    return replace(founding, people=founding.people + more)
