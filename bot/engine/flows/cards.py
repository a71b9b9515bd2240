"""What a prompt is told about a practice, a rubric, a standing: plain data, no words of its own."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.attempt import Attempt
from bot.domain.ids import MicroId
from bot.domain.journey import Journey
from bot.domain.practice import Library, Practice
from bot.domain.rubric import LEVELS
from bot.engine.effects import Datum, Field, Option
from bot.engine.route import route_of
from bot.engine.selection import standing_of


def offer_subject(attempt: Attempt) -> str:
    """All messages that show where this attempt stands replace one another."""
    return f"offer:{attempt.id}"


def practice_card(practice: Practice) -> dict[str, Datum]:
    return {
        "title": practice.title,
        "objective": practice.objective,
        "exercise": practice.exercise,
        "constraint": practice.constraint,
        "criteria": list(practice.criteria),
        "minutes": practice.minutes,
        "tier": practice.tier,
        "why_it_works": practice.why_it_works,
        "source": practice.source,
        "thanks": practice.thanks,
    }


def attempt_card(attempt: Attempt, journey: Journey, library: Library) -> dict[str, Datum]:
    practice = library.practices[attempt.practice]
    return {
        "practice": practice_card(practice),
        "skill": library.framework.micro_competencies[attempt.micro].name,
        "state": attempt.state,
        "exposure": attempt.exposure,
        "line": attempt.line,
        "reasons": [{"name": reason.name, "value": reason.value} for reason in attempt.reasons],
        "coach": coach_name(journey),
    }


def coach_name(journey: Journey) -> str:
    return journey.coach.first_name if journey.coach else ""


def rating_field(
    library: Library,
    micro: MicroId,
    *,
    name: str = "rating",
    value: str = "",
    label: str = "",
) -> Field:
    """A rating on this micro-competency's five written anchors."""
    rubric = library.framework.micro_competencies[micro].rubric
    options = tuple(Option(str(level), rubric.anchor(level)) for level in LEVELS)
    return Field(name, "rating", required=False, options=options, value=value, label=label)


def anchors(library: Library, micro: MicroId) -> list[Datum]:
    rubric = library.framework.micro_competencies[micro].rubric
    return [{"level": level, "anchor": rubric.anchor(level)} for level in LEVELS]


def standing_rows(journey: Journey, library: Library, at: datetime) -> list[dict[str, Datum]]:
    """Level, band and evidence of each micro-competency of the pathway, in its order."""
    return [standing_row(journey, library, micro, at) for micro in pathway_micros(journey, library)]


def pathway_micros(journey: Journey, library: Library) -> Sequence[MicroId]:
    pathway = route_of(journey, library)
    return list(dict.fromkeys(library.practices[id_].micro_competency for id_ in pathway.practices))


def standing_row(journey: Journey, library: Library, micro: MicroId, at: datetime) -> dict[str, Datum]:
    standing = standing_of(journey, micro, at)
    estimate = standing.estimate
    return {
        "skill": library.framework.micro_competencies[micro].name,
        "known": estimate.known,
        "level": f"{estimate.m:.1f}",
        "low": f"{max(1.0, estimate.m - estimate.spread):.1f}",
        "high": f"{min(5.0, estimate.m + estimate.spread):.1f}",
        "ratings": estimate.ratings,
        "observed": estimate.observed,
        "disputed": estimate.disputed,
        "mastered": estimate.mastered,
        "due_on": standing.due_on,
        "days": standing.ladder.days,
        "line": standing.line,
    }
