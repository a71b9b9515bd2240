"""A proposal: something that really happened to somebody, suggested by them for the library."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from bot.domain.ids import MicroId, PersonId, ProposalId
from bot.domain.names import Names

Part = Literal["happened", "did", "followed", "practise"]
PARTS: tuple[Part, ...] = get_args(Part)

Credit = Literal["name", "colleague", "none"]
CREDITS: tuple[Credit, ...] = get_args(Credit)

# unsent: only its author has seen it. waiting, returned, approved: a reviewer has it, or has answered. published: it
# has become a practice. withdrawn: its author has taken it back, and its words are gone.
Stage = Literal["unsent", "waiting", "returned", "approved", "published", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """``words`` are masked: what was typed is kept nowhere. ``since`` is when it came to its stage.

    ``turns`` counts how often it was given back; ``reason`` is what was said the last time.
    """

    id: ProposalId
    author: PersonId
    micro: MicroId
    words: Mapping[Part, str]
    credit: Credit
    stage: Stage
    since: datetime
    turns: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tray:
    """What may be looked at for an event about proposals.

    ``proposal`` is the sender's own, or one that they may review; ``credited`` is its author's name, if the author
    wishes to be named. ``waiting`` counts what this reviewer may review. ``names`` are those of the organization, and
    ``reviewers`` those who may review what the sender proposes.
    """

    proposal: Proposal | None = None
    credited: str = ""
    waiting: int = 0
    names: Names = field(default_factory=Names)
    reviewers: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Approved:
    """An approved proposal, for a writer; ``thanks`` is what its practice says of where it came from."""

    proposal: Proposal
    thanks: str
