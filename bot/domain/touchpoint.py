"""One planned contact that the bot begins: it falls due, is sent, or expires."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.ids import PersonId

Kind = Literal["welcome", "prompt", "reminder", "reflection", "digest", "review", "published", "ask", "baseline"]
OF_AN_ATTEMPT: tuple[Kind, ...] = ("reminder", "reflection")  # their subject is its id


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """``slot`` makes it unique for this person and kind (a local date, an attempt and a number, a week).

    Of one ``kind`` and ``subject`` at most one is pending for a person: planning another moves it.
    After ``expires_at`` it is no longer worth sending.
    """

    person: PersonId
    kind: Kind
    slot: str
    due_at: datetime
    expires_at: datetime
    subject: str = ""
