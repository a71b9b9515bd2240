"""Who may do what: roles, and nothing before consent. A refusal is an answer, kind and short."""

from typing import get_args

from bot.domain.ids import ConversationId, PersonId
from bot.domain.people import Role
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.flows import help as helping
from bot.engine.flows import onboarding
from bot.engine.flows.annotating import may_annotate
from bot.engine.gap_events import AnnotationFormAsked, AnnotationGiven, GapEvent
from bot.engine.proposal_events import ByAnAuthor, ByAReviewer
from bot.engine.situation import Situation

ANSWERS_FOR_A_GROUP: frozenset[Role] = frozenset({"manager", "sponsor", "admin"})
_ANYONE = (
    ev.LibrarySearched,
    ev.TermAsked,
    ev.FrameworkAsked,
    ev.SavedAsked,
    ev.PracticeSaved,
    ev.PracticeUnsaved,
    ev.ElectivesAsked,
    ev.HomeOpened,
    ev.LinkAsked,
    ev.LinkConfirmed,
    ev.AnswerFormAsked,
    ev.AnswerGiven,
    ev.AskingDeclined,
    ev.HelpAsked,
    ev.NotUnderstood,
)
_COACH = (
    ev.QueueAsked,
    ev.NextInQueueAsked,
    ev.LearnersAsked,
    ev.FocusAsked,
    ev.ObservationAsked,
    ev.ObservationFormAsked,
    ev.ObservationGiven,
    ev.FeedbackFormAsked,
    ev.FeedbackGiven,
)
_MANAGER = (ev.DigestAsked, ev.DigestHereAsked, ev.SuggestionAnswered)
_AUTHOR = get_args(ByAnAuthor)
_REVIEWER = get_args(ByAReviewer)
_OF_ONES_OWN = (
    ev.SavedAsked,
    ev.PracticeSaved,
    ev.PracticeUnsaved,
    ev.HomeOpened,
    ev.FrameworkAsked,
    ev.LinkAsked,
    ev.LinkConfirmed,
    ev.AnswerFormAsked,
    ev.AnswerGiven,
    ev.AskingDeclined,
)
_BEFORE_CONSENT = (
    ev.ConsentGiven,
    ev.ConsentRefused,
    ev.OnboardingPostponed,
    ev.OnboardingResumed,
    ev.FormAsked,
    ev.SettingsGiven,
    ev.BaselineGiven,
    ev.PrivacyAsked,
    ev.ExportAsked,
    ev.EraseAsked,
    ev.EraseConfirmed,
    ev.FeedbackAcknowledged,
)

_FOR_ANYBODY = ("review", "ask", "published")
# A prompt decides for itself; else somebody would wait for ever, and an answer stay that should be gone.
_NEVER_TOO_LATE = ("prompt", "ask", "baseline")


def refusal(now: Situation, event: ev.Understood) -> Decision | None:
    """Why this person can't do this now, or None."""
    if isinstance(event, ev.TouchpointFellDue):
        return _stale(now, event)
    if isinstance(event, (*get_args(GapEvent), *_REVIEWER)):
        return _of_a_group(now, event)
    needed = _role_for(now, event)
    if needed is None:
        return None
    if needed not in now.person.roles or (needed == "learner" and now.journey is None):
        return helping.not_yours(now, needed)
    if needed == "learner" and not now.practises and not isinstance(event, _BEFORE_CONSENT):
        return onboarding.resume(now, now.mine)
    return None


def answered_in(now: Situation, event: ev.Understood) -> ConversationId | PersonId:
    """Where an answer is said: a channel hears nothing of a learner's or a coach's own, even if they ask there."""
    is_for_all = isinstance(event, (*_ANYONE, *_MANAGER, ev.TouchpointFellDue)) and not isinstance(event, _OF_ONES_OWN)
    return now.where.id if is_for_all or now.where.kind == "direct" else now.person.id


def _of_a_group(now: Situation, event: ev.Understood) -> Decision | None:
    """Whoever answers for a group asks for its gaps; managers and admins review what was suggested."""
    if isinstance(event, _REVIEWER):
        return None if now.person.roles & {"manager", "admin"} else helping.not_yours(now, "reviewer")
    if isinstance(event, AnnotationFormAsked | AnnotationGiven):
        return None if may_annotate(now.person) else helping.not_yours(now, "group")
    return None if now.person.roles & ANSWERS_FOR_A_GROUP else helping.not_yours(now, "group")


def _role_for(now: Situation, event: ev.Understood) -> Role | None:
    """Anybody may suggest something; whoever is a learner, once they have agreed."""
    if isinstance(event, _AUTHOR):
        return None if now.journey is None else "learner"
    if isinstance(event, _ANYONE):
        return None
    if isinstance(event, _COACH):
        return "coach"
    return "manager" if isinstance(event, _MANAGER) else "learner"


def _stale(now: Situation, event: ev.TouchpointFellDue) -> Decision | None:
    """A touchpoint for somebody who is no learner any more, or a welcome that is no longer news."""
    touchpoint = event.touchpoint
    if touchpoint.kind == "digest":
        return Decision(outcome="no team") if now.team is None else None
    if now.journey is None and touchpoint.kind not in _FOR_ANYBODY:
        return Decision(outcome="left")
    if touchpoint.kind not in _NEVER_TOO_LATE and now.at >= touchpoint.expires_at:
        return Decision(outcome="too late")
    if touchpoint.kind == "welcome" and now.mine.learner.stage != "invited":
        return Decision(outcome="answered")
    return None
