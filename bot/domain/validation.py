"""Whether anybody but the learner has confirmed a level. Rating oneself never does, however often."""

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from bot.domain.rubric import Source

Proof = Literal["peer_review", "demonstration", "metric", "matrix"]
PROOFS: tuple[Proof, ...] = get_args(Proof)

# Coaches and managers hold what they saw against the role's matrix: its targets, on the rubric's anchors.
_PROOF_OF: Mapping[Source, Proof] = {
    "peer": "peer_review",
    "demonstration": "demonstration",
    "metric": "metric",
    "coach": "matrix",
    "manager": "matrix",
}


def proofs(sources: Iterable[Source]) -> tuple[Proof, ...]:
    """How a level with ratings from these sources is validated; empty for one that is not."""
    found = {_PROOF_OF[source] for source in sources if source in _PROOF_OF}
    return tuple(proof for proof in PROOFS if proof in found)
