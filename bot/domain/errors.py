"""What can go wrong, sorted by whose turn it is to mend it.

CoachError
├── UnreadableInputError      their turn: say so kindly, change nothing
├── UnreachableError          the world's turn: try again later
│   ├── RateLimitedError        .retry_after
│   ├── AnswerLostError         it may have arrived: look before trying again
│   └── ConversationGoneError   not again: stop, and tell who can mend it
└── ContentError              the author's turn: file, line, what to do
"""

from collections.abc import Mapping
from datetime import timedelta


class CoachError(Exception):
    """Something that the program knows how to answer."""


class UnreadableInputError(CoachError):
    """What a person sent can't be used; ``prompt`` names the sentence that tells them so.

    ``field`` is the form field to show it at, where there is one.
    """

    def __init__(
        self,
        prompt: str,
        data: Mapping[str, str | int] | None = None,
        *,
        field: str | None = None,
    ) -> None:
        super().__init__(prompt)
        self.prompt = prompt
        self.data: Mapping[str, str | int] = data or {}
        self.field = field


class UnreachableError(CoachError):
    """A message could not be handed over; it may be tried again."""


class RateLimitedError(UnreachableError):
    """The platform asks to wait; ``here``: in this conversation alone, and others of the workspace need not."""

    def __init__(self, retry_after: timedelta, *, here: bool = False) -> None:
        super().__init__(f"asked to wait {retry_after}")
        self.retry_after = retry_after
        self.here = here


class AnswerLostError(UnreachableError):
    """The message left, and nobody answered: it may have arrived."""


class ConversationGoneError(UnreachableError):
    """The conversation will not take another message: don't try again."""


class ContentError(CoachError):
    """Content that can't be used; the message names file, line and remedy."""
