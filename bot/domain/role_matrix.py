"""Two roles side by side: what whoever changes from the first to the second brings, and what they lack."""

from dataclasses import dataclass
from typing import Literal

from bot.domain.competency import Framework
from bot.domain.gap_score import Inputs, inputs
from bot.domain.ids import MicroId
from bot.domain.pathway import Need, RoleProfile

Verdict = Literal["gap", "shortfall", "overlap", "extra"]
_ORDER: tuple[Verdict, ...] = ("gap", "shortfall", "overlap", "extra")
_NOTHING = 1.0  # the lowest level: what a role does not need says nothing more about whoever has it


@dataclass(frozen=True, slots=True)
class Compared:
    """One micro-competency of either role.

    ``gap``: only the second needs it. ``shortfall``: both do, the second at a higher level. ``overlap``: the first
    needs it at least as well. ``extra``: only the first needs it. The last two leave nothing to learn.
    """

    micro: MicroId
    verdict: Verdict
    first: Need | None
    second: Need | None
    inputs: Inputs | None

    @property
    def priority(self) -> float:
        return 0.0 if self.inputs is None else self.inputs.priority


def compare(first: RoleProfile, second: RoleProfile, framework: Framework) -> tuple[Compared, ...]:
    """Gaps, shortfalls, overlaps, then the rest, each with the most important first."""
    micros = [micro for micro in framework.micro_competencies if micro in first.skills or micro in second.skills]
    made = [_compared(framework, micro, first.skills.get(micro), second.skills.get(micro)) for micro in micros]
    return tuple(sorted(made, key=lambda one: (_ORDER.index(one.verdict), -one.priority)))


def _compared(framework: Framework, micro: MicroId, first: Need | None, second: Need | None) -> Compared:
    if second is None:
        return Compared(micro, "extra", first, None, None)
    lacks = inputs(framework, micro, second, _NOTHING if first is None else first.target)
    if first is None:
        return Compared(micro, "gap", None, second, lacks)
    return Compared(micro, "shortfall" if second.target > first.target else "overlap", first, second, lacks)
