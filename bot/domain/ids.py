"""Names of things: opaque strings, told apart by the type checker."""

from hashlib import blake2b
from typing import NewType

PersonId = NewType("PersonId", str)
WorkspaceId = NewType("WorkspaceId", str)
ConversationId = NewType("ConversationId", str)
CohortId = NewType("CohortId", str)
AttemptId = NewType("AttemptId", str)
FeedbackId = NewType("FeedbackId", str)
PlanId = NewType("PlanId", str)
DigestId = NewType("DigestId", str)
ProposalId = NewType("ProposalId", str)

CompetencyId = NewType("CompetencyId", str)
MicroId = NewType("MicroId", str)
PracticeId = NewType("PracticeId", str)
PathwayId = NewType("PathwayId", str)
ProjectId = NewType("ProjectId", str)
RoleProfileId = NewType("RoleProfileId", str)
PackId = NewType("PackId", str)

_BYTES = 10  # 80 bits: room for a billion ids before a clash is one in a million


def derived(*cause: object) -> str:
    """The id of what follows from ``cause``: the same cause, the same id.

    A turn that is played again therefore makes the same things, not new ones.
    The answer has twenty lower-case hexadecimal digits.
    """
    return blake2b("\x1f".join(map(str, cause)).encode(), digest_size=_BYTES).hexdigest()
