"""How a learner's levels came about, skill by skill along the pathway, and the score that they make together."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bot.domain.calendar import zone_of
from bot.domain.evidence import Evidence, Point, trajectory
from bot.domain.gap_score import WORST, GapScore, Seen, own_gaps
from bot.domain.ids import MicroId
from bot.domain.journey import Journey
from bot.domain.mastery import Estimate
from bot.domain.needs import needs_of
from bot.domain.practice import Library
from bot.engine.effects import Datum, Picture
from bot.engine.flows.cards import pathway_micros, standing_row
from bot.engine.selection import standing_of

_STEPS = 3

Ways = Mapping[MicroId, Sequence[Point]]


def ways(journey: Journey, library: Library, evidence: Mapping[MicroId, Evidence]) -> Ways:
    """Day by day, for each micro-competency of the pathway."""
    return {micro: way(journey, micro, evidence.get(micro, Evidence())) for micro in pathway_micros(journey, library)}


def way(journey: Journey, micro: MicroId, evidence: Evidence) -> Sequence[Point]:
    standing = journey.learner.standings.get(micro)
    start = None if standing is None else standing.estimate.start
    return trajectory(evidence, zone_of(journey.person.zone), start=start)


def latest(found: Ways, most: int) -> Ways:
    """Of those in which a level was ever known, the ones with the latest news, in their order."""
    known = {micro: points for micro, points in found.items() if any(point.estimate.known for point in points)}
    newest = sorted(known, key=lambda micro: known[micro][-1].on, reverse=True)[:most]
    return {micro: points for micro, points in known.items() if micro in newest}


def picture_of(journey: Journey, library: Library, drawn: Ways, at: datetime) -> Picture | None:
    rows = tuple(row for micro, points in drawn.items() for row in _lane(journey, library, micro, points, at))
    return Picture("trajectory", rows) if rows else None


def rows(journey: Journey, library: Library, found: Ways, drawn: Ways, at: datetime) -> list[dict[str, Datum]]:
    """Where each skill stands, how often it was practised, and, for what is ``drawn``, the steps on the way there."""
    today = journey.today(at)
    made: list[dict[str, Datum]] = []
    for micro, points in found.items():
        standing = journey.learner.standings.get(micro)
        told = None if standing is None else standing.standstill
        still = told is not None and not told.over
        made.append(
            {
                **standing_row(journey, library, micro, at),
                "practices": sum(point.practised for point in points),
                "steps": _steps(drawn.get(micro, ())),
                "drawn": micro in drawn,
                "standstill": told.kind if told is not None and still else "",
                "coach_from": told.coach_from if told is not None and not told.seen_by_coach(today) else None,
            }
        )
    return made


def standstills(journey: Journey, library: Library, at: datetime, only: MicroId | None = None) -> list[Datum]:
    """What stands still and the coach may see: the learner has heard of it first."""
    today = journey.today(at)
    told = {micro: standing.standstill for micro, standing in journey.learner.standings.items()}
    return [
        {"skill": library.framework.micro_competencies[micro].name, "kind": one.kind, "wanted": one.coach_wanted}
        for micro, one in told.items()
        if one is not None and one.seen_by_coach(today) and only in {None, micro}
    ]


def score_of(journey: Journey, library: Library, at: datetime) -> GapScore:
    """G, from what others have seen enough of."""
    needs = needs_of(library, journey.cohort.pathway)
    standing = {
        micro: standing_of(journey, micro, at).estimate for micro in needs if micro in journey.learner.standings
    }
    seen = {micro: Seen(one.m, one.known) for micro, one in standing.items()}
    return own_gaps(library.framework.edition, needs, seen)


def score_data(journey: Journey, library: Library, score: GapScore) -> dict[str, Datum] | None:
    """Gap score and readiness as they are written; None while nothing is known."""
    if score.score is None:
        return None
    return {
        "gap": f"{score.score:.1f}",
        "readiness": f"{WORST - round(score.score, 1):.1f}",
        "seen": len(score.gaps),
        "of": len(needs_of(library, journey.cohort.pathway)),
    }


def terms(score: GapScore) -> list[Datum]:
    """The summands of the score: for each class its weight, the mean of its gaps, and both multiplied."""
    made: list[Datum] = []
    for name, weight in score.weights.items():
        rooms = [one.inputs.room for one in score.gaps if one.inputs.weight_class == name]
        mean = sum(rooms) / len(rooms)
        made.append(
            {"class": name, "weight": f"{weight:.2f}", "mean": f"{mean:.2f}", "product": f"{weight * mean:.2f}"}
        )
    return made


def band(estimate: Estimate) -> tuple[str, str, str]:
    """Level, and the ends of the band on the scale, as they are written."""
    low, high = max(1.0, estimate.m - estimate.spread), min(5.0, estimate.m + estimate.spread)
    return f"{estimate.m:.1f}", f"{low:.1f}", f"{high:.1f}"


def _lane(
    journey: Journey, library: Library, micro: MicroId, points: Sequence[Point], at: datetime
) -> Iterator[tuple[str, ...]]:
    name = library.framework.micro_competencies[micro].name
    today = journey.today(at)
    for point in points:
        done = {"practised": point.practised, "seen": point.seen, "now": point.on == today}
        marks = " ".join(mark for mark, holds in done.items() if holds)
        yield name, point.on.isoformat(), *_known(point.estimate), marks
    if points[-1].on < today:
        yield name, today.isoformat(), *_known(standing_of(journey, micro, at).estimate), "now"


def _known(estimate: Estimate) -> tuple[str, str, str]:
    return band(estimate) if estimate.known else ("", "", "")


def _steps(points: Sequence[Point]) -> list[Datum]:
    """The first day on which a level was known, and up to two more on the way to the latest."""
    known = [point for point in points if point.estimate.known]
    earlier = known[:-1] or known
    chosen = dict.fromkeys(earlier[number * len(earlier) // _STEPS] for number in range(_STEPS)) if known else ()
    return [{"on": point.on, "level": band(point.estimate)[0]} for point in chosen]
