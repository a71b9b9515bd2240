"""What is known of one learner and one micro-competency, and the estimate that follows from all of it.

The estimate is always made anew from everything there is, so the order in which it arrived makes no difference.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby
from typing import NamedTuple

from bot.domain import mastery
from bot.domain.assessment import BASELINE, Assessment
from bot.domain.ids import AttemptId
from bot.domain.mastery import CERTIFYING, HIGH, OBSERVED, Belief, Estimate

UNRATED = 2.5  # the baseline of those who have none
_BASELINE_TAKES = timedelta(days=28)  # until the last who were asked have answered


@dataclass(frozen=True, slots=True)
class Evidence:
    """All ratings, also those that were corrected, and when each attempt came back with a reflection."""

    assessments: tuple[Assessment, ...] = ()
    practised: Mapping[AttemptId, datetime] = field(default_factory=dict[AttemptId, datetime])

    def __add__(self, other: "Evidence") -> "Evidence":
        return Evidence(self.assessments + other.assessments, {**self.practised, **other.practised})


class Piece(NamedTuple):
    """One practice, or one rating of what was done then; ``rater`` tells the ratings of a day apart."""

    on: date
    rater: tuple[str, ...]
    at: datetime
    rating: Assessment | None = None


def estimate(evidence: Evidence, zone: tzinfo, *, start: float | None = None) -> Estimate | None:
    """The estimate at the time of the last piece of evidence; None if there is none.

    A day of the learner's ``zone`` is the smallest step: one practice, then the last word of each rater. The baseline
    sets the level that all fades back to; ``start`` is that level where the baseline isn't known (any more).
    """
    baseline, ratings = _told_apart(_corrected(evidence.assessments))
    pieces = _in_order(evidence.practised, ratings, zone)
    times = [*(one.at for one in baseline), *(piece.at for piece in pieces)]
    if not times:
        return None
    m0 = _start(baseline, start)
    belief, at, disputed = _lived(Belief(m0), m0, min(times), pieces)
    return _estimate(baseline, pieces, belief, m0, at, disputed=disputed)


@dataclass(frozen=True, slots=True)
class Point:
    """The estimate after one day: what was practised and rated then, and whether somebody saw it."""

    on: date
    estimate: Estimate
    practised: bool
    rated: bool
    seen: bool


def trajectory(evidence: Evidence, zone: tzinfo, *, start: float | None = None) -> tuple[Point, ...]:
    """How the estimate came about, day by day; the last point is what ``estimate`` says.

    The baseline has no point of its own: it is where the first day begins.
    """
    baseline, ratings = _told_apart(_corrected(evidence.assessments))
    pieces = _in_order(evidence.practised, ratings, zone)
    times = [*(one.at for one in baseline), *(piece.at for piece in pieces)]
    m0 = _start(baseline, start)
    points: list[Point] = []
    for on, of_the_day in groupby(pieces, key=_day):
        said = [piece.rating for piece in of_the_day]
        so_far = [piece for piece in pieces if piece.on <= on]
        belief, at, disputed = _lived(Belief(m0), m0, min(times), so_far)
        points.append(
            Point(
                on=on,
                estimate=_estimate(baseline, so_far, belief, m0, at, disputed=disputed),
                practised=None in said,
                rated=any(one is not None for one in said),
                seen=any(one is not None and one.source in OBSERVED for one in said),
            )
        )
    return tuple(points)


def _start(baseline: list[Assessment], known: float | None) -> float:
    if baseline:
        return mastery.start_of(mastery.fused([(one.level, one.source) for one in baseline]))
    return mastery.start_of(UNRATED) if known is None else known


def _lived(now: Belief, m0: float, at: datetime, pieces: list[Piece]) -> tuple[Belief, datetime, bool]:
    """Day after day; what happens on one day happens at its last moment.

    Of practices between two ratings only the first counts, else attendance is credited. The third answer is whether
    those who saw it last contradicted each other.
    """
    is_credited = disputed = False
    for _, of_the_day in groupby(pieces, key=_day):
        day = list(of_the_day)
        until = max(piece.at for piece in day)
        now = mastery.faded(now, m0, mastery.days_between(at, until))
        at = max(at, until)
        ratings = [piece.rating for piece in day if piece.rating is not None]
        if len(ratings) < len(day) and not is_credited:
            now, is_credited = mastery.practised(now), True
        if ratings:
            is_credited = False
            for one in ratings:
                now = mastery.rated(now, *mastery.measured(one.level, one.source, one.tier))
            seen = [mastery.measured(one.level, one.source, one.tier) for one in ratings if one.source in OBSERVED]
            factor = mastery.contradiction(seen)
            now = mastery.doubted(now, factor)
            disputed = factor > 1 if seen else disputed
    return now, at, disputed


def _estimate(
    baseline: list[Assessment], pieces: list[Piece], now: Belief, m0: float, at: datetime, *, disputed: bool
) -> Estimate:
    ratings = [(piece.on, piece.rating) for piece in pieces if piece.rating is not None]
    seen = [(on, one) for on, one in ratings if one.source in OBSERVED]
    high = [(on, one) for on, one in seen if one.level >= HIGH]
    certain = [on for on, one in high if one.source in CERTIFYING and one.tier > 1]
    return Estimate(
        start=m0,
        at=at,
        **now._asdict(),
        ratings=len(ratings) + len(baseline),
        observed=len(seen) + sum(one.source in OBSERVED for one in baseline),
        observed_high=len(high),
        high_from=min(certain, default=None),
        high_until=max(certain, default=None),
        disputed=disputed,
    )


def _in_order(practised: Mapping[AttemptId, datetime], ratings: Iterable[Assessment], zone: tzinfo) -> list[Piece]:
    """Day by day what was done, then what was said of it.

    A rating of an attempt belongs to the day of the attempt, however much later it is said. Of several ratings that one
    person gives for one day the one of what was done last counts.
    """
    done = {attempt: Piece(_local(at, zone), (), at) for attempt, at in practised.items()}
    said: dict[object, Piece] = {}
    for one in ratings:
        seen = done.get(one.attempt) if one.attempt else None
        on, at = (seen.on, seen.at) if seen is not None else (_local(one.at, zone), one.at)
        piece = Piece(on, _rater(one), at, one)
        other = said.setdefault((on, piece.rater), piece)
        if other is not piece and _recency(other) < _recency(piece):
            said[on, piece.rater] = piece
    of_a_day = {piece.on: piece for piece in sorted(done.values())}
    return sorted([*of_a_day.values(), *said.values()], key=_place)


def _told_apart(ratings: list[Assessment]) -> tuple[list[Assessment], list[Assessment]]:
    """The baseline, each rater's last word, and the ratings; who begins again later says where they stand then.

    What had been measured by then belongs to the baseline.
    """
    began = min((one.at for one in ratings if one.context == BASELINE), default=None)
    if began is None:
        return [], ratings
    until = began + _BASELINE_TAKES
    is_first = [(one.context == BASELINE or one.source == "metric") and one.at <= until for one in ratings]
    baseline = {_rater(one): one for one, first in zip(ratings, is_first, strict=True) if first}
    return list(baseline.values()), [one for one, first in zip(ratings, is_first, strict=True) if not first]


def _corrected(assessments: Iterable[Assessment]) -> list[Assessment]:
    """Of a rating and its corrections the one that was told last; so also of one person's on one attempt."""
    latest: dict[object, Assessment] = {}
    for one in sorted(assessments, key=_told):
        latest[_subject(one)] = one
    return list(latest.values())


def _subject(one: Assessment) -> object:
    return one.corrects or one.id if one.attempt is None else (_rater(one), one.attempt)


def _told(one: Assessment) -> tuple[datetime, str]:
    return one.told or one.at, one.id


def _rater(one: Assessment) -> tuple[str, ...]:
    """Who says so; each metric speaks for itself."""
    return (one.source, one.rater or "", one.context if one.source == "metric" else "")


def _local(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()


def _day(piece: Piece) -> date:
    return piece.on


def _place(piece: Piece) -> tuple[date, tuple[str, ...]]:
    return piece.on, piece.rater


def _recency(piece: Piece) -> tuple[datetime, datetime, str]:
    return (piece.at, *_told(piece.rating)) if piece.rating is not None else (piece.at, piece.at, "")
