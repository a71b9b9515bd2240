"""From what was heard to what it means and all that may be looked at: parse at the door, then look up."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.baseline import Colleague
from bot.domain.errors import UnreadableInputError
from bot.domain.evidence import Evidence
from bot.domain.ids import DigestId, FeedbackId, MicroId, PersonId
from bot.domain.language import DEFAULT_LOCALE, spoken
from bot.domain.learner import Asking
from bot.domain.names import Names
from bot.domain.needs import all_needs
from bot.domain.practice import Library
from bot.domain.team_gaps import TeamGaps
from bot.domain.touchpoint import Touchpoint
from bot.engine import commands, forms, reading
from bot.engine import events as ev
from bot.engine.gap_events import AnnotationGiven, GapsAsked, RolesCompared
from bot.engine.search.found import Found
from bot.engine.situation import Desk, Record, Situation
from bot.runtime.co_design import tray_due, tray_for
from bot.runtime.naming import named
from bot.runtime.ports import About, Heard, Scene, Turn

_MOST_SOUGHT = 120  # so that a button that turns the page can carry it
# Each of these may rate an attempt, or end it; so may plain words.
_MOVES_LEVELS = (
    ev.FeedbackGiven,
    ev.LevelChosen,
    ev.QuestionSkipped,
    ev.ReflectionGiven,
    ev.ObservationGiven,
    ev.Said,
)
_NEEDS_DESK = (ev.HomeOpened, ev.QueueAsked, ev.LearnersAsked, ev.NextInQueueAsked)
_NEEDS_RECORD = (
    ev.HomeOpened,
    ev.ScheduleAsked,
    ev.PlansAsked,
    ev.JournalAsked,
    ev.PrivacyAsked,
    ev.BaselineAsked,
    ev.HistoryAsked,
)
_OF_A_RATER = (ev.AnswerFormAsked, ev.AnswerGiven, ev.AskingDeclined)
_NEEDS_CIRCLE = (ev.BaselineAsked, ev.ColleaguesFormAsked, ev.ColleaguesNamed, *_OF_A_RATER)
_NEEDS_STRANGER = (ev.LinkAsked, ev.LinkConfirmed)
_SHOWS_ANNOTATIONS = (GapsAsked, RolesCompared)
_NEEDS_SHELF = (ev.SavedAsked, ev.PracticeSaved, ev.PracticeUnsaved)
_NEEDS_TEAM = (ev.DigestAsked, ev.DigestHereAsked)
_OF_SOMEBODY_NAMED = (ev.FeedbackFormAsked, ev.FocusAsked, ev.ObservationAsked)
_OBSERVED = (ev.ObservationFormAsked, ev.ObservationGiven)
_OF_A_LEARNER = (
    ev.FeedbackFormAsked,
    ev.FeedbackGiven,
    ev.FocusAsked,
    ev.ObservationAsked,
    *_OBSERVED,
    *_OF_A_RATER,
)
_OF_AN_ATTEMPT = (
    ev.PracticeAccepted,
    ev.PracticePostponed,
    ev.PracticeDeclined,
    ev.TierAsked,
    ev.AidAsked,
    ev.DoneSaid,
    ev.PracticeStopped,
    ev.QuestionSkipped,
    ev.ReflectionFormAsked,
    ev.ReflectionPutOff,
    ev.LevelChosen,
    ev.ReflectionGiven,
    ev.PlanFormAsked,
    ev.PlanGiven,
    ev.FeedbackFormAsked,
    ev.FeedbackGiven,
)


async def gather(
    turn: Turn, heard: Heard, at: datetime, libraries: Mapping[str, Library]
) -> tuple[ev.Understood, Situation] | None:
    """What the event means, and the situation to decide it in; None if the person is unknown or gone.

    Raises UnreadableInputError for what the sender must mend.
    """
    event = await _whom_is_meant(turn, _understood(heard.event), heard.who)
    colleagues: tuple[Colleague, ...] = ()
    desk = await turn.desk(heard.who) if isinstance(event, _NEEDS_DESK) else Desk()
    about = _about(event, heard.who, desk)
    scene = await turn.scene(heard.who, heard.where, about)
    if scene is None:
        return None
    if isinstance(event, ev.Said):
        meant = commands.understand(event, _open_question(scene))
        if _asks_for_more(meant):
            return await gather(turn, replace(heard, event=meant), at, libraries)
        event = meant
    if isinstance(event, ev.ColleaguesNamed):
        colleagues = await named(turn, event.words, heard.who)
        event = replace(event, people=tuple(one.person.id for one in colleagues))
    record = await turn.record(heard.who) if isinstance(event, _NEEDS_RECORD) else Record()
    library = _library(libraries, scene)
    now = Situation(
        at=at,
        cause=heard.once,
        person=scene.person,
        where=scene.where,
        library=library,
        journey=scene.journey,
        desk=desk,
        record=record,
        team=await turn.team(heard.who, at) if isinstance(event, _NEEDS_TEAM) else None,
        digest=await turn.digest(DigestId(event.digest)) if isinstance(event, ev.SuggestionAnswered) else None,
        stranger=await turn.stranger(event.code, heard.who, at) if isinstance(event, _NEEDS_STRANGER) else None,
        evidence=await turn.evidence(heard.who) if isinstance(event, ev.ProgressAsked) else _evidence(scene, about),
        gaps=await _gaps(turn, scene, at, libraries) if isinstance(event, GapsAsked) else None,
        circle=await turn.circle(about.learner) if isinstance(event, _NEEDS_CIRCLE) else (),
        colleagues=colleagues,
        tray=await tray_for(turn, event, scene.person),
        annotations=tuple(await turn.annotations(heard.who)) if isinstance(event, _SHOWS_ANNOTATIONS) else (),
        names=await turn.names(heard.who) if isinstance(event, AnnotationGiven) else Names(),
        found=await _find(turn, event, library, at) if isinstance(event, ev.LibrarySearched) else None,
        shelf=await turn.shelf(heard.who) if isinstance(event, _NEEDS_SHELF) else None,
    )
    return event, now


async def gather_due(
    turn: Turn, touchpoint: Touchpoint, scene: Scene, at: datetime, libraries: Mapping[str, Library]
) -> tuple[ev.TouchpointFellDue, Situation]:
    """The same for a touchpoint, whose scene is known already."""
    record = await turn.record(touchpoint.person) if touchpoint.kind == "baseline" else Record()
    now = Situation(
        at=at,
        cause=f"touchpoint:{touchpoint.person}:{touchpoint.kind}:{touchpoint.slot}",
        person=scene.person,
        where=scene.where,
        library=_library(libraries, scene),
        journey=scene.journey,
        desk=Desk(),
        record=record,
        team=await turn.team(touchpoint.person, at) if touchpoint.kind == "digest" else None,
        digest=None,
        evidence=await turn.evidence(touchpoint.person) if touchpoint.kind == "baseline" else {},
        circle=await turn.circle(touchpoint.person) if touchpoint.kind == "baseline" else (),
        wanted=await turn.wanted(touchpoint.person) if touchpoint.kind == "ask" else (),
        colleagues=await named(turn, touchpoint.person, touchpoint.person) if touchpoint.kind == "ask" else (),
        tray=await tray_due(turn, touchpoint),
    )
    return ev.TouchpointFellDue(touchpoint), now


def _evidence(scene: Scene, about: About) -> Mapping[MicroId, Evidence]:
    """What there is about the micro-competency that is named, or of the attempt that is meant."""
    attempt = None if scene.journey is None else scene.journey.attempt
    micro = about.micro or (attempt and attempt.micro)
    return {micro: scene.evidence} if about.evidence and micro else {}


async def _gaps(turn: Turn, scene: Scene, at: datetime, libraries: Mapping[str, Library]) -> TeamGaps:
    return await turn.gaps(scene.person, all_needs(libraries[DEFAULT_LOCALE]), at)


def _library(libraries: Mapping[str, Library], scene: Scene) -> Library:
    return libraries[spoken(scene.person.locale, libraries)]


async def _find(turn: Turn, event: ev.LibrarySearched, library: Library, at: datetime) -> Found:
    words = reading.words(event.words, most=_MOST_SOUGHT)
    return await turn.find(words, (library.locale, DEFAULT_LOCALE), at.date())


def _understood(event: ev.Event) -> ev.Understood | ev.Said:
    """Commands and forms mean the same wherever they are read; plain words wait for the open question."""
    match event:
        case ev.Submitted():
            return forms.read(event)
        case ev.Said(text) if text.lstrip().startswith("/"):
            return commands.understand(event, None)
        case _:
            return event


def _asks_for_more(event: ev.Understood) -> bool:
    """Whether words without a slash turn out to be about a desk or another person."""
    return isinstance(event, (*_NEEDS_DESK, *_NEEDS_STRANGER, *_OF_A_LEARNER))


async def _whom_is_meant(turn: Turn, event: ev.Understood | ev.Said, near: PersonId) -> ev.Understood | ev.Said:
    """A person as typed becomes the one who is meant."""
    if not isinstance(
        event, ev.FeedbackFormAsked | ev.FocusAsked | ev.ObservationAsked
    ) or not event.learner.startswith("@"):
        return event
    words = event.learner.removeprefix("@")
    if not words:
        raise UnreadableInputError("unreadable/whom")
    match await turn.people_named(words, near):
        case [person]:
            return replace(event, learner=person)
        case []:
            raise UnreadableInputError("unreadable/nobody", {"words": words[:80]})
        case _:
            raise UnreadableInputError("unreadable/several", {"words": words[:80]})


def _about(event: ev.Understood | ev.Said, who: PersonId, desk: Desk) -> About:
    match event:
        case ev.NextInQueueAsked() if desk.queue:
            waiting = desk.queue[0]
            return About(waiting.learner.id, waiting.attempt.id)
        case ev.FeedbackAcknowledged(feedback):
            return About(who, None, FeedbackId(feedback))
        case _:
            learner = event.learner if isinstance(event, _OF_A_LEARNER) else who
            attempt = event.attempt if isinstance(event, _OF_AN_ATTEMPT) else None
            micro = event.micro if isinstance(event, _OBSERVED) else None
            return About(learner, attempt, evidence=isinstance(event, _MOVES_LEVELS), micro=micro)


def _open_question(scene: Scene) -> Asking | None:
    """The question that plain words answer: in the learner's own conversation only."""
    journey = scene.journey
    is_home = journey is not None and journey.person.id == scene.person.id and scene.where.kind == "direct"
    return journey.learner.asking if journey is not None and is_home else None
