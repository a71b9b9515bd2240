"""What happened, in the past tense. Nothing here says what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Literal

from bot.domain.ids import (
    AttemptId,
    DigestId,
    FeedbackId,
    MicroId,
    PathwayId,
    PersonId,
    PlanId,
    PracticeId,
    ProjectId,
)
from bot.domain.learner import Pace
from bot.domain.reflection import Question
from bot.domain.rubric import Level
from bot.domain.team import Answer, Milestone
from bot.domain.touchpoint import Touchpoint
from bot.engine.gap_events import GapEvent
from bot.engine.proposal_events import (
    ApprovalFormAsked,
    ProposalApproved,
    ProposalEditAsked,
    ProposalFormAsked,
    ProposalGiven,
    ProposalReturned,
    ProposalSent,
    ProposalWithdrawn,
    ReturnFormAsked,
    ReviewAsked,
)

Aid = Literal["guide", "checklist", "exemplar", "scenario"]
SeenHow = Literal["coach", "demonstration"]
Value = str | tuple[str, ...]


# What people type and send, before it is understood.


@dataclass(frozen=True, slots=True)
class Said:
    text: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form was sent: its name, what it was about, and the raw values as typed."""

    form: str
    about: tuple[str, ...]
    values: Mapping[str, Value] = field(default_factory=dict[str, Value])


# Time.


@dataclass(frozen=True, slots=True)
class TouchpointFellDue:
    touchpoint: Touchpoint


# Onboarding.


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    version: int


@dataclass(frozen=True, slots=True)
class ConsentRefused:
    pass


@dataclass(frozen=True, slots=True)
class OnboardingPostponed:
    pass


@dataclass(frozen=True, slots=True)
class OnboardingResumed:
    pass


@dataclass(frozen=True, slots=True)
class FormAsked:
    """The form that came with a message, where the chat product shows one by itself only."""

    form: str


@dataclass(frozen=True, slots=True)
class SettingsGiven:
    prompt_at: time
    opens: time
    closes: time
    days: frozenset[int]
    pace: Pace
    aspiration: str | None


@dataclass(frozen=True, slots=True)
class BaselineGiven:
    ratings: Mapping[MicroId, Level]


# Practice.


@dataclass(frozen=True, slots=True)
class PracticeAsked:
    """``/practice``: what now?"""


@dataclass(frozen=True, slots=True)
class PracticeSought:
    """``/practice now words``, or more of the same with no words."""

    words: str


@dataclass(frozen=True, slots=True)
class MorePracticeAsked:
    pass


@dataclass(frozen=True, slots=True)
class WhyAsked:
    pass


@dataclass(frozen=True, slots=True)
class PracticeChosen:
    """A practice was picked from the library."""

    practice: PracticeId


@dataclass(frozen=True, slots=True)
class PracticeAccepted:
    attempt: AttemptId


@dataclass(frozen=True, slots=True)
class PracticePostponed:
    """``until`` is as typed or chosen: "1h", "afternoon", "tomorrow"."""

    attempt: AttemptId | None
    until: str


@dataclass(frozen=True, slots=True)
class PracticeDeclined:
    attempt: AttemptId | None


@dataclass(frozen=True, slots=True)
class TierAsked:
    """``lean`` is -1 for easier, +1 for harder."""

    attempt: AttemptId | None
    lean: Literal[-1, 1]


@dataclass(frozen=True, slots=True)
class AidAsked:
    attempt: AttemptId
    aid: Aid


@dataclass(frozen=True, slots=True)
class ScenarioDecided:
    """One of a scenario's options; they count from 1."""

    attempt: AttemptId
    number: int


@dataclass(frozen=True, slots=True)
class DoneSaid:
    """By word, or by the button of one attempt."""

    attempt: AttemptId | None = None


@dataclass(frozen=True, slots=True)
class PracticeStopped:
    """Put aside while it was under way."""

    attempt: AttemptId


# Reflection.


@dataclass(frozen=True, slots=True)
class ReflectionFormAsked:
    attempt: AttemptId


@dataclass(frozen=True, slots=True)
class ReflectionPutOff:
    """Still doing it, or not now."""

    attempt: AttemptId


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """Plain words while a question was open."""

    text: str


@dataclass(frozen=True, slots=True)
class QuestionSkipped:
    """By word, or by the button of one attempt's question."""

    attempt: AttemptId | None = None


@dataclass(frozen=True, slots=True)
class LevelChosen:
    """A self-rating by button; ``None`` skips it."""

    attempt: AttemptId
    level: Level | None


@dataclass(frozen=True, slots=True)
class ReflectionGiven:
    attempt: AttemptId
    answers: Mapping[Question, str]
    rating: Level | None


# Plan and feedback.


@dataclass(frozen=True, slots=True)
class PlanFormAsked:
    attempt: AttemptId


@dataclass(frozen=True, slots=True)
class PlanGiven:
    """``next_on`` is a day as typed; whether it lies ahead depends on the learner's own today."""

    attempt: AttemptId
    who: str
    what: str
    measure: str
    next_on: str


@dataclass(frozen=True, slots=True)
class PlanKept:
    """The plan's touchpoint was answered."""

    plan: PlanId
    kept: bool


@dataclass(frozen=True, slots=True)
class ProgrammesAsked:
    pass


@dataclass(frozen=True, slots=True)
class ProgrammeJoined:
    pathway: PathwayId


@dataclass(frozen=True, slots=True)
class ProgrammeLeft:
    pathway: PathwayId


@dataclass(frozen=True, slots=True)
class ProjectAsked:
    pass


@dataclass(frozen=True, slots=True)
class ProjectFormAsked:
    project: ProjectId


@dataclass(frozen=True, slots=True)
class ProjectBegun:
    """All but the ``outcome`` may be empty."""

    project: ProjectId
    outcome: str
    scope: str
    sponsor: str
    stakeholders: str


@dataclass(frozen=True, slots=True)
class ProjectDeclined:
    project: ProjectId


@dataclass(frozen=True, slots=True)
class MilestoneAnswered:
    """Numbers count from 1."""

    project: ProjectId
    number: int
    reached: bool


@dataclass(frozen=True, slots=True)
class ProjectStopped:
    project: ProjectId


@dataclass(frozen=True, slots=True)
class FeedbackFormAsked:
    learner: PersonId
    attempt: AttemptId | None = None


@dataclass(frozen=True, slots=True)
class FeedbackGiven:
    learner: PersonId
    attempt: AttemptId | None
    situation: str
    behaviour: str
    impact: str
    next_step: str
    rating: Level | None


@dataclass(frozen=True, slots=True)
class FeedbackAcknowledged:
    feedback: FeedbackId


# What stands still.


@dataclass(frozen=True, slots=True)
class CoachWanted:
    """The learner wants their coach's view of a skill that stands still."""

    micro: MicroId


@dataclass(frozen=True, slots=True)
class StandstillLeft:
    """It may stay as it is."""

    micro: MicroId


# The coach's desk.


@dataclass(frozen=True, slots=True)
class QueueAsked:
    pass


@dataclass(frozen=True, slots=True)
class NextInQueueAsked:
    pass


@dataclass(frozen=True, slots=True)
class LearnersAsked:
    pass


@dataclass(frozen=True, slots=True)
class ObservationAsked:
    """``/coach observe @learner``: which skill was seen?"""

    learner: PersonId


@dataclass(frozen=True, slots=True)
class ObservationFormAsked:
    learner: PersonId
    micro: MicroId


@dataclass(frozen=True, slots=True)
class ObservationGiven:
    """``on`` is a day, and ``evidence`` a link, as typed; both may be wrong."""

    learner: PersonId
    micro: MicroId
    level: Level
    how: SeenHow
    on: str
    context: str
    evidence: str


@dataclass(frozen=True, slots=True)
class FocusAsked:
    learner: PersonId


# What learners set and ask about themselves.


@dataclass(frozen=True, slots=True)
class HoursAsked:
    """``words`` as typed: empty opens the form."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class PauseAsked:
    until: str


@dataclass(frozen=True, slots=True)
class Resumed:
    pass


@dataclass(frozen=True, slots=True)
class PaceChosen:
    pace: Pace


@dataclass(frozen=True, slots=True)
class LeaveAsked:
    words: str


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """The account that was given this code, as typed, may be the sender's own."""

    code: str


@dataclass(frozen=True, slots=True)
class LinkConfirmed:
    """It is."""

    code: str


@dataclass(frozen=True, slots=True)
class ScheduleAsked:
    pass


@dataclass(frozen=True, slots=True)
class ProgressAsked:
    pass


@dataclass(frozen=True, slots=True)
class PlansAsked:
    pass


@dataclass(frozen=True, slots=True)
class JournalAsked:
    """``note`` is kept for the learner alone; empty shows the latest entries."""

    note: str


@dataclass(frozen=True, slots=True)
class PrivacyAsked:
    pass


@dataclass(frozen=True, slots=True)
class ExportAsked:
    pass


@dataclass(frozen=True, slots=True)
class EraseAsked:
    pass


@dataclass(frozen=True, slots=True)
class EraseConfirmed:
    pass


@dataclass(frozen=True, slots=True)
class MilestoneShared:
    milestone: Milestone


# A baseline from colleagues.


@dataclass(frozen=True, slots=True)
class BaselineAsked:
    """``/practice baseline``: where do I stand, as each source sees it?"""


@dataclass(frozen=True, slots=True)
class ColleaguesFormAsked:
    pass


@dataclass(frozen=True, slots=True)
class ColleaguesNamed:
    """The learner wants these to be asked: ``words`` as typed, until somebody has looked up who is meant."""

    words: str
    people: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerFormAsked:
    learner: PersonId
    request: str


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    learner: PersonId
    request: str
    ratings: Mapping[MicroId, Level]


@dataclass(frozen=True, slots=True)
class AskingDeclined:
    learner: PersonId
    request: str


@dataclass(frozen=True, slots=True)
class HistoryAsked:
    """``/practice history``: every rating, and the words that it was given on."""


# The library.


@dataclass(frozen=True, slots=True)
class LibrarySearched:
    """``page`` of the hits, from 0; ``shown`` names the message that it takes the place of, here as below."""

    words: str
    page: int = 0
    shown: str = ""


@dataclass(frozen=True, slots=True)
class TermAsked:
    term: str


@dataclass(frozen=True, slots=True)
class FrameworkAsked:
    """``/library framework``: the page of all competencies."""


@dataclass(frozen=True, slots=True)
class PracticeSaved:
    practice: PracticeId


@dataclass(frozen=True, slots=True)
class PracticeUnsaved:
    practice: PracticeId
    page: int
    shown: str


@dataclass(frozen=True, slots=True)
class SavedAsked:
    page: int = 0
    shown: str = ""


@dataclass(frozen=True, slots=True)
class ElectivesAsked:
    page: int = 0
    shown: str = ""


# The team.


@dataclass(frozen=True, slots=True)
class DigestHereAsked:
    """``/team digest here, weekly Mon 09:00``: in the channel in which it was typed."""

    words: str


@dataclass(frozen=True, slots=True)
class DigestAsked:
    """``/team digest``: the latest one."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class SuggestionAnswered:
    digest: DigestId
    suggestion: str
    answer: Answer


# Help.


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody looks at their own page of the bot, where the chat product has one."""


@dataclass(frozen=True, slots=True)
class HelpAsked:
    pass


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Words that mean nothing here, and the nearest command there is, if one is near."""

    text: str
    nearest: str


Understood = (
    TouchpointFellDue
    | ConsentGiven
    | ConsentRefused
    | OnboardingPostponed
    | OnboardingResumed
    | FormAsked
    | SettingsGiven
    | BaselineGiven
    | PracticeAsked
    | PracticeSought
    | MorePracticeAsked
    | WhyAsked
    | PracticeChosen
    | PracticeAccepted
    | PracticePostponed
    | PracticeDeclined
    | TierAsked
    | AidAsked
    | ScenarioDecided
    | DoneSaid
    | PracticeStopped
    | ReflectionFormAsked
    | ReflectionPutOff
    | QuestionAnswered
    | QuestionSkipped
    | LevelChosen
    | ReflectionGiven
    | PlanFormAsked
    | PlanGiven
    | PlanKept
    | ProgrammesAsked
    | ProgrammeJoined
    | ProgrammeLeft
    | ProjectAsked
    | ProjectFormAsked
    | ProjectBegun
    | ProjectDeclined
    | MilestoneAnswered
    | ProjectStopped
    | FeedbackFormAsked
    | FeedbackGiven
    | FeedbackAcknowledged
    | CoachWanted
    | StandstillLeft
    | QueueAsked
    | NextInQueueAsked
    | LearnersAsked
    | FocusAsked
    | ObservationAsked
    | ObservationFormAsked
    | ObservationGiven
    | HoursAsked
    | PauseAsked
    | Resumed
    | PaceChosen
    | LeaveAsked
    | LinkAsked
    | LinkConfirmed
    | ScheduleAsked
    | ProgressAsked
    | PlansAsked
    | JournalAsked
    | PrivacyAsked
    | ExportAsked
    | EraseAsked
    | EraseConfirmed
    | MilestoneShared
    | BaselineAsked
    | ColleaguesFormAsked
    | ColleaguesNamed
    | AnswerFormAsked
    | AnswerGiven
    | AskingDeclined
    | HistoryAsked
    | LibrarySearched
    | TermAsked
    | FrameworkAsked
    | PracticeSaved
    | PracticeUnsaved
    | SavedAsked
    | ProposalFormAsked
    | ProposalGiven
    | ProposalSent
    | ProposalEditAsked
    | ProposalWithdrawn
    | ReviewAsked
    | ApprovalFormAsked
    | ReturnFormAsked
    | ProposalApproved
    | ProposalReturned
    | ElectivesAsked
    | DigestAsked
    | DigestHereAsked
    | SuggestionAnswered
    | GapEvent
    | HomeOpened
    | HelpAsked
    | NotUnderstood
)
Event = Said | Submitted | Understood
