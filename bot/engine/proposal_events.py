"""What happens to a proposal: its author writes, looks, sends; a reviewer reads, approves, gives back."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.ids import MicroId, ProposalId
from bot.domain.proposal import Credit, Part


@dataclass(frozen=True, slots=True)
class ProposalFormAsked:
    """``/library suggest``."""


@dataclass(frozen=True, slots=True)
class ProposalGiven:
    """As typed: the names and numbers in it are still there. Without ``proposal`` it is a new one."""

    proposal: ProposalId | None
    words: Mapping[Part, str]
    micro: MicroId
    credit: Credit


@dataclass(frozen=True, slots=True)
class ProposalSent:
    """The author has seen what others would read, and sends it."""

    proposal: ProposalId


@dataclass(frozen=True, slots=True)
class ProposalEditAsked:
    proposal: ProposalId


@dataclass(frozen=True, slots=True)
class ProposalWithdrawn:
    proposal: ProposalId


@dataclass(frozen=True, slots=True)
class ReviewAsked:
    """``/team review``, or the one that comes ``after`` another."""

    after: ProposalId | None = None


@dataclass(frozen=True, slots=True)
class ApprovalFormAsked:
    """``editing`` also opens its words."""

    proposal: ProposalId
    editing: bool


@dataclass(frozen=True, slots=True)
class ReturnFormAsked:
    proposal: ProposalId


@dataclass(frozen=True, slots=True)
class ProposalApproved:
    """It fits the strategy and breaks no rule; ``words`` as the reviewer has changed them, if they have."""

    proposal: ProposalId
    words: Mapping[Part, str] | None


@dataclass(frozen=True, slots=True)
class ProposalReturned:
    proposal: ProposalId
    reason: str


ByAnAuthor = ProposalFormAsked | ProposalGiven | ProposalSent | ProposalEditAsked | ProposalWithdrawn
ByAReviewer = ReviewAsked | ApprovalFormAsked | ReturnFormAsked | ProposalApproved | ProposalReturned
