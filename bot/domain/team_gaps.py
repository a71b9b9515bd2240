"""What may be said of a group's gaps: a band for each micro-competency, and nothing that could be taken apart again.

Everything here follows from published bands: a priority made of exact levels would, by the order it brings about, tell
more than the bands do. A figure is held as in a digest, and counted anew once a week at most.

Coverage, the share of a group that meets an indicator, is said in thirds. Exact shares would break what bands and hold
are for: "40 %" of "five or more" people is one of very few counts, and with the next figure, after one of them has
left, the difference tells whether that one met it. Thirds of at least five people, held for as long, do not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from bot.domain.competency import Framework
from bot.domain.gap_score import Inputs, inputs
from bot.domain.ids import MicroId, PathwayId
from bot.domain.needs import Needs
from bot.domain.team import SMALLEST_CROWD, Band, Crowd, band, is_held, quarter_after
from bot.domain.validation import PROOFS, Proof

Share = Literal["few", "some", "most"]
View = Literal["team", "programme"]
Part = TypeVar("Part")

COUNTED_AS: Mapping[Band, float] = {"low": 2.0, "middle": 3.0, "high": 4.0}
"""Where a band stands on the scale: the middle of the middle one, and a level to either side."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person while they are being counted: levels now, levels in their first weeks, and who validated them.

    It never leaves the counting.
    """

    pathway: PathwayId
    levels: Mapping[MicroId, float]
    early: Mapping[MicroId, float]
    proofs: Mapping[MicroId, frozenset[Proof]]


@dataclass(frozen=True, slots=True)
class FreshGap:
    """What would be published of the people on one pathway today: a band, and the share that meets the target.

    ``before`` is the share in their first weeks, if five or more were seen then. ``proofs`` are those that five or more
    people have.
    """

    pathway: PathwayId
    micro: MicroId
    band: Band
    share: Share
    before: Share | None
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class GapFigure:
    """A published gap, when, and after how many roster changes."""

    gap: FreshGap
    published_on: date
    roster_changes: int

    @property
    def held_until(self) -> date:
        return quarter_after(self.published_on)


@dataclass(frozen=True, slots=True)
class GapSheet:
    """The gaps of a team or a programme as they were published; ``scope`` says whose, ``week`` when it was counted."""

    scope: str
    week: str
    figures: tuple[GapFigure, ...]


@dataclass(frozen=True, slots=True)
class TeamGaps:
    """All that a view of a group's gaps is made of. There is nowhere to put a person, a count or a mean."""

    view: View
    scope: str
    size: Crowd
    fresh: tuple[FreshGap, ...]
    roster_changes: int
    previous: GapSheet | None


@dataclass(frozen=True, slots=True)
class RankedGap:
    """A published gap with the inputs of its priority; the level is what its band is counted as."""

    figure: GapFigure
    inputs: Inputs


def share(levels: Sequence[float], target: float) -> Share | None:
    """The third in which the share of those who meet the target lies; None for fewer than five people."""
    if len(levels) < SMALLEST_CROWD:
        return None
    met = sum(level >= target for level in levels)
    return "few" if 3 * met < len(levels) else "some" if 3 * met <= 2 * len(levels) else "most"


def parts_to_show(people: Mapping[Part, int]) -> frozenset[Part]:
    """Of the parts of a whole those of five people or more.

    If that leaves one to four people, the smallest of them is hidden too: they could be told by subtraction.
    """
    shown = sorted((part for part, count in people.items() if count >= SMALLEST_CROWD), key=lambda part: people[part])
    hidden = sum(people.values()) - sum(people[part] for part in shown)
    return frozenset(shown[1:] if 0 < hidden < SMALLEST_CROWD else shown)


def counted(members: Iterable[Member], needs: Mapping[PathwayId, Needs]) -> tuple[FreshGap, ...]:
    """What today's levels come to, for every need of every pathway in which enough people have been seen."""
    by_need: dict[MicroId, dict[PathwayId, list[Member]]] = defaultdict(lambda: defaultdict(list))
    for member in members:
        for micro in member.levels:
            if micro in needs.get(member.pathway, {}):
                by_need[micro][member.pathway].append(member)
    fresh: list[FreshGap] = []
    for micro, of_pathways in sorted(by_need.items()):
        shown = parts_to_show({pathway: len(people) for pathway, people in of_pathways.items()})
        made = (_fresh(id_, micro, of_pathways[id_], needs[id_][micro].target) for id_ in sorted(shown))
        fresh += [one for one in made if one is not None]
    return tuple(fresh)


def published(gaps: TeamGaps, week: str, on: date) -> GapSheet:
    """What to show on that day: what was published this week already; else each held figure, or a fresh one."""
    if gaps.previous is not None and gaps.previous.week == week:
        return gaps.previous
    held = {_subject(one.gap): one for one in gaps.previous.figures} if gaps.previous else {}
    fresh = {_subject(one): one for one in gaps.fresh}
    shown = [
        _publish(held.get(subject), fresh.get(subject), gaps.roster_changes, on)
        for subject in dict.fromkeys((*held, *fresh))
    ]
    return GapSheet(gaps.scope, week, tuple(one for one in shown if one is not None))


def ranked(sheet: GapSheet | None, framework: Framework, needs: Mapping[PathwayId, Needs]) -> tuple[RankedGap, ...]:
    """The published gaps, the most important first; what the content no longer needs is left out."""
    if sheet is None:
        return ()
    made = [
        RankedGap(one, inputs(framework, gap.micro, needs[gap.pathway][gap.micro], COUNTED_AS[gap.band]))
        for one in sheet.figures
        if (gap := one.gap).micro in needs.get(gap.pathway, {}) and gap.micro in framework.micro_competencies
    ]
    return tuple(sorted(made, key=lambda one: (-one.inputs.priority, one.inputs.micro, one.figure.gap.pathway)))


def _fresh(pathway: PathwayId, micro: MicroId, people: Sequence[Member], target: float) -> FreshGap | None:
    levels = [one.levels[micro] for one in people]
    now, meet = band(levels), share(levels, target)
    before = share([one.early[micro] for one in people if micro in one.early], target)
    confirmed = [one.proofs.get(micro, frozenset[Proof]()) for one in people]
    validated = tuple(_shared(confirmed))
    return None if now is None or meet is None else FreshGap(pathway, micro, now, meet, before, validated)


def _shared(confirmed: Sequence[frozenset[Proof]]) -> Iterator[Proof]:
    """Those that five or more people have."""
    for proof in PROOFS:
        if sum(proof in some for some in confirmed) >= SMALLEST_CROWD:
            yield proof


def _publish(held: GapFigure | None, fresh: FreshGap | None, changes: int, on: date) -> GapFigure | None:
    if held is not None and is_held(held.published_on, held.roster_changes, changes, on):
        return held
    return None if fresh is None else GapFigure(fresh, on, changes)


def _subject(gap: FreshGap) -> tuple[PathwayId, MicroId]:
    return gap.pathway, gap.micro
