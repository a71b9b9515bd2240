"""What is said when practising goes on and nothing moves: to the learner first, kindly, and with a way out.

It comes with the answer to a reflection and never by itself, so it is no prompt of its own.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal, NamedTuple

from bot.domain.assessment import Assessment
from bot.domain.attempt import Attempt
from bot.domain.errors import UnreadableInputError
from bot.domain.evidence import Evidence
from bot.domain.gap import gap
from bot.domain.ids import MicroId
from bot.domain.journey import Journey
from bot.domain.learner import EARLY_WINS, Learner
from bot.domain.needs import DEFAULT_TARGET, needs_of
from bot.domain.practice import Practice
from bot.domain.standstill import NOT_AGAIN_FOR, Kind, Standstill, reviewed, standstill
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Datum, Effect, Say
from bot.engine.estimating import evidence_of
from bot.engine.flows.cards import coach_name
from bot.engine.progress import way
from bot.engine.selection import standing_of
from bot.engine.situation import Situation


class Other(NamedTuple):
    """Another kind of exercise, and what is other about it."""

    how: Literal["easier", "harder", "first", "other"]
    practice: Practice


def noticed(
    now: Situation, journey: Journey, learner: Learner, attempt: Attempt, rated: Iterable[Assessment]
) -> tuple[Learner, tuple[Effect, ...]]:
    """The learner with what stands still brought up to date, and what they are told of it now, if anything."""
    standing = learner.standings[attempt.micro]
    found = _found(now, journey, attempt, rated)
    before, today = standing.standstill, journey.today(now.at)
    if found is None or (before is not None and not before.may_be_told_again(today)):
        return learner.with_standing(attempt.micro, replace(standing, standstill=reviewed(before, found))), ()
    told = Standstill(found, today)
    learner = learner.with_standing(attempt.micro, replace(standing, standstill=told))
    return learner, (_told(now, replace(journey, learner=learner), attempt, told),)


def seen_again(
    now: Situation, journey: Journey, learner: Learner, attempt: Attempt, rated: Iterable[Assessment]
) -> Learner:
    """Somebody else has rated it: it may be over. Nobody is told of a new one before the learner practises again."""
    standing = learner.standings.get(attempt.micro)
    if standing is None or standing.standstill is None:
        return learner
    still = reviewed(standing.standstill, _found(now, journey, attempt, rated))
    return learner.with_standing(attempt.micro, replace(standing, standstill=still))


def ask_coach(now: Situation, journey: Journey, event: ev.CoachWanted) -> Decision:
    """The coach hears of it once, and sees it from now on."""
    told = _told_before(journey, event.micro)
    skill = now.library.framework.micro_competencies[event.micro].name
    said = Say("standstill/asked", {"skill": skill, "coach": coach_name(journey)}, subject=_subject(event.micro))
    if told.coach_wanted:
        return Decision(effects=(said,))
    learner = _with(journey.learner, event.micro, replace(told, coach_wanted=True))
    return Decision((learner,), (said, *_to_coach(journey, skill, told.kind)))


def leave(now: Situation, journey: Journey, event: ev.StandstillLeft) -> Decision:
    """Nothing changes, and nobody asks again for a while."""
    told = _told_before(journey, event.micro)
    data: dict[str, Datum] = {
        "skill": now.library.framework.micro_competencies[event.micro].name,
        "again_from": told.told_on + NOT_AGAIN_FOR,
    }
    return Decision(effects=(Say("standstill/left", data, subject=_subject(event.micro)),))


def _found(now: Situation, journey: Journey, attempt: Attempt, rated: Iterable[Assessment]) -> Kind | None:
    evidence = now.evidence.get(attempt.micro, Evidence()) + evidence_of(attempt, *rated)
    return standstill(way(journey, attempt.micro, evidence), _target(now, journey, attempt.micro), now.at)


def _target(now: Situation, journey: Journey, micro: MicroId) -> float:
    needs = needs_of(now.library, journey.cohort.pathway)
    return needs[micro].target if micro in needs else DEFAULT_TARGET


def _told(now: Situation, journey: Journey, attempt: Attempt, told: Standstill) -> Say:
    other = _other_kind(now, journey, attempt, told.kind)
    data: dict[str, Datum] = {
        "skill": now.library.framework.micro_competencies[attempt.micro].name,
        "kind": told.kind,
        "how": other.how if other else "",
        "title": other.practice.title if other else "",
        "minutes": other.practice.minutes if other else 0,
        "coach": coach_name(journey),
        "coach_from": told.coach_from,
    }
    choices = (
        *((Choice("other_kind", ev.PracticeChosen(other.practice.id)),) if other else ()),
        *((Choice("ask_coach", ev.CoachWanted(attempt.micro)),) if journey.coach else ()),
        Choice("leave_it", ev.StandstillLeft(attempt.micro)),
    )
    return Say("standstill/told", data, choices, subject=_subject(attempt.micro))


def _other_kind(now: Situation, journey: Journey, attempt: Attempt, kind: Kind) -> Other | None:
    """On a plateau first another tier, at a gap first what comes before; else just another one of the same skill."""
    ways_out: tuple[Callable[..., Other | None], ...] = (_another_tier, _what_comes_first, _another_one)
    if kind == "gap":
        ways_out = (_what_comes_first, _another_tier, _another_one)
    return next((found for way_out in ways_out if (found := way_out(now, journey, attempt))), None)


def _another_tier(now: Situation, journey: Journey, attempt: Attempt) -> Other | None:
    found = _least_done(journey, (p for p in _offered(now, journey, attempt.micro) if p.tier != attempt.tier))
    return None if found is None else Other("easier" if found.tier < attempt.tier else "harder", found)


def _what_comes_first(now: Situation, journey: Journey, attempt: Attempt) -> Other | None:
    """A prerequisite that is lacking itself, the widest gap first."""
    before = now.library.framework.micro_competencies[attempt.micro].prerequisites
    room = {
        micro: gap(_target(now, journey, micro), standing_of(journey, micro, now.at).estimate.m) for micro in before
    }
    lacking = sorted((micro for micro in before if room[micro] > 0), key=lambda micro: -room[micro])
    found = (_least_done(journey, _offered(now, journey, micro)) for micro in lacking)
    return next((Other("first", practice) for practice in found if practice is not None), None)


def _another_one(now: Situation, journey: Journey, attempt: Attempt) -> Other | None:
    others = (p for p in _offered(now, journey, attempt.micro) if p.id != attempt.practice)
    found = _least_done(journey, others)
    return None if found is None else Other("other", found)


def _offered(now: Situation, journey: Journey, micro: MicroId) -> Iterable[Practice]:
    """What the pathway has of this skill and may be offered today; nothing of the hardest tier too early."""
    pathway, today = now.library.pathways[journey.cohort.pathway], journey.today(now.at)
    practices = (now.library.practices[id_] for id_ in pathway.practices)
    gentle = journey.learner.prompts < EARLY_WINS
    return [p for p in practices if p.micro_competency == micro and p.offered_on(today) and not (gentle and p.tier > 2)]


def _least_done(journey: Journey, practices: Iterable[Practice]) -> Practice | None:
    return min(practices, key=lambda p: (journey.learner.exposure(p.id).times, p.tier), default=None)


def _to_coach(journey: Journey, skill: str, kind: Kind) -> tuple[Effect, ...]:
    if journey.coach is None:
        return ()
    data: dict[str, Datum] = {"learner": journey.person.name, "skill": skill, "kind": kind}
    choices = (Choice("give", ev.FeedbackFormAsked(journey.person.id)),)
    return (Say("coach/asked", data, choices, to=journey.coach.id),)


def _told_before(journey: Journey, micro: MicroId) -> Standstill:
    standing = journey.learner.standings.get(micro)
    if standing is None or standing.standstill is None:
        raise UnreadableInputError("unreadable/button")
    return standing.standstill


def _with(learner: Learner, micro: MicroId, told: Standstill) -> Learner:
    return learner.with_standing(micro, replace(learner.standings[micro], standstill=told))


def _subject(micro: MicroId) -> str:
    """The answer takes the place of the question."""
    return f"standstill:{micro}"
