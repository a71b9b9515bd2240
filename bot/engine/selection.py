"""Which practice next, and why: the largest gap that matters, at the right distance in time, at the right tier.

Everything that goes into the choice comes out of it again as reasons, in the order in which they weighed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from rapidfuzz import fuzz, utils

from bot.domain.attempt import Reason
from bot.domain.evidence import UNRATED
from bot.domain.gap import gap, priority
from bot.domain.ids import AttemptId, MicroId, PracticeId
from bot.domain.journey import Journey
from bot.domain.learner import EARLY_WINS, Standing
from bot.domain.mastery import begin
from bot.domain.needs import DEFAULT_TARGET
from bot.domain.pathway import Pathway
from bot.domain.practice import Library, Practice, Tier
from bot.engine.route import route_of

ASPIRATION_FACTOR = 1.25
_REPEATS_BEFORE_ANOTHER = 2
_SHARE = 3
_SHARE_IN_HASTE = 2
"""Of so many practices all but one are for what has been begun."""
_FITTING_WORDS = 60

_WISH = Reason("aspiration", "")


@dataclass(frozen=True, slots=True)
class Pick:
    """``follows`` and ``line`` are set when it returns to something the learner said earlier."""

    practice: Practice
    reasons: tuple[Reason, ...]
    follows: AttemptId | None = None
    line: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """One micro-competency's claim to be next; one that is new ``goes_ahead`` of what is due when its turn has come."""

    micro: MicroId
    standing: Standing
    score: float
    overdue: int | None
    reasons: tuple[Reason, ...]
    goes_ahead: bool = False

    def ahead(self) -> "Need":
        return replace(self, goes_ahead=True, reasons=(Reason("new", "ahead"), *self.reasons[1:]))

    @property
    def is_due(self) -> bool:
        return self.overdue is not None and self.overdue >= 0

    @property
    def is_wished(self) -> bool:
        return _WISH in self.reasons

    @property
    def is_new(self) -> bool:
        return self.overdue is None


def standing_of(journey: Journey, micro: MicroId, at: datetime) -> Standing:
    """Where the learner stands, faded to ``at``; the middle of the scale before anything is known."""
    standing = journey.learner.standings.get(micro) or Standing(begin(UNRATED, at))
    return replace(standing, estimate=standing.estimate.faded_to(at))


def needs(journey: Journey, library: Library, at: datetime) -> list[Need]:
    """Every micro-competency of the pathway, the most pressing first: what is due, then what is new, then the rest.

    What has been begun gets two of three practices; every third is for something new, while there is any, so that a
    long list of what is due keeps nobody from ever meeting a skill. New ones come module by module, but for what the
    learner wishes for most. For variety the latest one comes last among those that are not due.
    """
    pathway = route_of(journey, library)
    offered = _offered(library, pathway, journey.today(at))
    found = [
        _need(journey, library, pathway, micro, at) for micro in dict.fromkeys(p.micro_competency for p in offered)
    ]
    modules = _module_of_each(library, pathway)
    latest = journey.attempt.micro if journey.attempt is not None else None
    new = sum(need.is_new for need in found)
    if _is_for_something_new(journey, new, at) and any(need.is_due for need in found):
        found = [need.ahead() if need.is_new else need for need in found]
    return sorted(
        found,
        key=lambda need: (
            not need.goes_ahead,
            not need.is_due,
            need.micro == latest,
            not need.is_new,
            modules[need.micro] if need.is_new and not need.is_wished else 0,
            -need.score,
        ),
    )


def pick(
    journey: Journey,
    library: Library,
    at: datetime,
    *,
    without: Iterable[PracticeId] = (),
) -> Pick | None:
    """The next practice, or None when the pathway has nothing to offer. ``without`` leaves some out for now."""
    left_out = frozenset(without)
    for need in needs(journey, library, at):
        practice = _practice_for(need, journey, library, at, left_out)
        if practice is not None:
            return _picked(need, practice)
    return None


def search(words: str, practices: Iterable[Practice], library: Library) -> list[Practice]:
    """Practices that fit the words, best first."""
    scored = [(_fit(words, practice, library), practice) for practice in practices]
    fitting = [(fit, practice) for fit, practice in scored if fit >= _FITTING_WORDS]
    return [practice for _, practice in sorted(fitting, key=lambda found: (-found[0], found[1].id))]


def sought(journey: Journey, library: Library, at: datetime, words: str) -> Pick | None:
    """The practice that fits the learner's moment best, whatever is due."""
    pathway = route_of(journey, library)
    found = search(words, _offered(library, pathway, journey.today(at)), library)
    return Pick(found[0], (Reason("words", words),)) if found else None


def _is_for_something_new(journey: Journey, new: int, at: datetime) -> bool:
    """Every third, or every second where the programme would else be over before all of them were met."""
    working_days = (journey.cohort.ends_on - journey.today(at)).days * 5 // 7
    share = _SHARE if new * _SHARE <= working_days else _SHARE_IN_HASTE
    return journey.learner.prompts % share == share - 1


def _module_of_each(library: Library, pathway: Pathway) -> Mapping[MicroId, int]:
    """The number of the first module in which a skill is practised."""
    places = [
        (library.practices[id_].micro_competency, number)
        for number, module in enumerate(pathway.modules)
        for id_ in module.practices
    ]
    return dict(reversed(places))


def _offered(library: Library, pathway: Pathway, on: date) -> list[Practice]:
    return [library.practices[id_] for id_ in pathway.practices if library.practices[id_].offered_on(on)]


def _need(journey: Journey, library: Library, pathway: Pathway, micro: MicroId, at: datetime) -> Need:
    framework = library.framework
    standing = standing_of(journey, micro, at)
    target = pathway.targets.get(micro, DEFAULT_TARGET)
    room = gap(target, standing.estimate.m)
    overdue = None if standing.due_on is None else (journey.today(at) - standing.due_on).days
    aspired = framework.competency_of(micro).id == journey.learner.aspiration
    weight, scope = framework.weight_of(micro), framework.micro_competencies[micro].scope
    score = priority(weight, room, scope, overdue or 0)
    timing = Reason("new", "") if overdue is None else Reason("due" if overdue >= 0 else "early", str(abs(overdue)))
    weighed = (Reason(framework.competency_of(micro).weight_class, f"{100 * weight:.0f}"), Reason("scope", scope))
    wish = (_WISH,) if aspired else ()
    return Need(
        micro=micro,
        standing=standing,
        score=score * (ASPIRATION_FACTOR if aspired else 1),
        overdue=overdue,
        reasons=(timing, _level(standing, target), *weighed, *wish),
    )


def _level(standing: Standing, target: float) -> Reason:
    if standing.estimate.ratings == 0:
        return Reason("unrated", f"{target:.1f}")
    return Reason("gap", f"{standing.estimate.m:.1f}/{target:.1f}")


def _picked(need: Need, practice: Practice) -> Pick:
    tier = Reason("tier", str(practice.tier))
    returns = need.is_due and need.standing.attempt is not None
    return Pick(
        practice=practice,
        reasons=(*need.reasons, tier),
        follows=need.standing.attempt if returns else None,
        line=need.standing.line if returns else "",
    )


def _practice_for(
    need: Need,
    journey: Journey,
    library: Library,
    at: datetime,
    without: frozenset[PracticeId],
) -> Practice | None:
    """The practice of this micro-competency that fits: the same one when it returns, else a fresh one near the tier."""
    pathway = route_of(journey, library)
    offered = _offered(library, pathway, journey.today(at))
    practices = [p for p in offered if p.micro_competency == need.micro and p.id not in without and _gentle(p, journey)]
    again = _same_again(practices, journey) if need.is_due else None
    wanted = tier_for(need.standing, journey.learner.lean)
    order = {id_: n for n, id_ in enumerate(pathway.practices)}
    return again or min(
        practices,
        key=lambda p: _distance(p, journey, wanted, order[p.id]),
        default=None,
    )


def _same_again(practices: Sequence[Practice], journey: Journey) -> Practice | None:
    """The one done last, until it has been done twice and there is another."""
    done = [p for p in practices if journey.learner.exposure(p.id).times]
    last = max(
        done,
        key=lambda p: journey.learner.exposure(p.id).last_on or date.min,
        default=None,
    )
    if last is None or (journey.learner.exposure(last.id).times >= _REPEATS_BEFORE_ANOTHER and len(practices) > 1):
        return None
    return last


def _distance(practice: Practice, journey: Journey, wanted: Tier, order: int) -> tuple[int, int, int, int]:
    exposure = journey.learner.exposure(practice.id)
    return (exposure.declined, exposure.times, abs(practice.tier - wanted), order)


def _gentle(practice: Practice, journey: Journey) -> bool:
    """Early wins: the first prompts are never of the hardest tier."""
    return practice.tier < 3 or journey.learner.prompts >= EARLY_WINS


def tier_for(standing: Standing, lean: int) -> Tier:
    """The tier that fits, moved by what the learner asked for."""
    wished = standing.estimate.fitting + lean
    return 1 if wished <= 1 else 3 if wished >= 3 else 2


def _fit(words: str, practice: Practice, library: Library) -> float:
    micro = library.framework.micro_competencies[practice.micro_competency]
    competency = library.framework.competency_of(practice.micro_competency)
    tags = " ".join(tag for tags in practice.tags.values() for tag in tags)
    text = f"{practice.title} {practice.objective} {micro.name} {competency.name} {tags}"
    return fuzz.token_set_ratio(words, text, processor=utils.default_process) if words.strip() else 0.0
