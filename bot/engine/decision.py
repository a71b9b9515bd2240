"""The answer to an event: what is true now, and what should be done about it."""

from dataclasses import dataclass

from bot.domain.annotation import Annotation
from bot.domain.assessment import Assessment
from bot.domain.attempt import Attempt
from bot.domain.baseline import Request
from bot.domain.consent import Opened
from bot.domain.feedback import Feedback
from bot.domain.learner import Learner
from bot.domain.people import Linked
from bot.domain.plan import Plan
from bot.domain.proposal import Proposal
from bot.domain.reflection import Reflection
from bot.domain.shelf import Shelf
from bot.domain.team import Celebration, Digest, DigestPlace
from bot.domain.team_gaps import GapSheet
from bot.engine.effects import Effect

State = (
    Learner
    | Attempt
    | Reflection
    | Plan
    | Feedback
    | Assessment
    | Request
    | Opened
    | Digest
    | DigestPlace
    | Celebration
    | Linked
    | GapSheet
    | Proposal
    | Annotation
    | Shelf
)


@dataclass(frozen=True, slots=True)
class Decision:
    """``state`` replaces what was known under the same ids; ``effects`` follow in their order.

    ``outcome`` says what became of a touchpoint that was not simply sent ("paused", "too late").
    """

    state: tuple[State, ...] = ()
    effects: tuple[Effect, ...] = ()
    outcome: str = ""

    def __add__(self, other: "Decision") -> "Decision":
        return Decision(
            self.state + other.state,
            self.effects + other.effects,
            self.outcome or other.outcome,
        )
