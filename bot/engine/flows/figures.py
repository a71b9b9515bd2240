"""Figures become ratings of the source “metric”: each on its day, a changed one as a correction."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time

from bot.domain.assessment import Assessment, in_force
from bot.domain.calendar import zone_of
from bot.domain.evidence import Evidence
from bot.domain.figure import Figure
from bot.domain.ids import derived
from bot.domain.journey import Journey
from bot.domain.learner import Standing
from bot.engine.decision import Decision
from bot.engine.estimating import estimated
from bot.engine.flows import assessing
from bot.engine.situation import Situation

_NOON = time(12)


def take(now: Situation, journey: Journey, figures: Sequence[Figure]) -> Decision:
    """The ratings that are new, and the levels that follow from them; what is known already changes nothing."""
    ratings = (one for evidence in now.evidence.values() for one in evidence.assessments)
    known = {one.corrects or one.id: one for one in in_force(ratings)}
    rated = [one for figure in figures if (one := _rating(now, journey, figure, known.get)) is not None]
    learner = journey.learner
    for micro in dict.fromkeys(one.micro for one in rated):
        fresh = Evidence(tuple(one for one in rated if one.micro == micro))
        estimate = estimated(now, journey, micro, fresh)
        standing = learner.standings.get(micro)
        kept = Standing(estimate) if standing is None else replace(standing, estimate=estimate)
        learner = learner.with_standing(micro, kept)
    return Decision((learner, *rated) if rated else ())


def _rating(
    now: Situation, journey: Journey, figure: Figure, known: Callable[[str], Assessment | None]
) -> Assessment | None:
    """None where the same is known already."""
    metric = now.library.framework.metrics[figure.metric]
    first = derived("figure", journey.learner.id, figure.metric, figure.on)
    before, level = known(first), metric.level(figure.value)
    if before is not None and (before.level, before.value) == (level, figure.value):
        return None
    noon = datetime.combine(figure.on, _NOON, zone_of(journey.person.zone)).astimezone(UTC)
    return Assessment(
        id=first if before is None else derived(first, figure.value, now.at.isoformat()),
        learner=journey.learner.id,
        micro=metric.micro,
        source="metric",
        level=level,
        tier=assessing.BASELINE_TIER,
        at=min(noon, now.at),
        context=figure.metric,
        framework=now.library.framework.version,
        anchors=assessing.anchors(now, metric.micro),
        corrects=None if before is None else first,
        told=now.at,
        value=figure.value,
    )
