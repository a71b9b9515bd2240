"""Builders: people, content and situations that are valid as they stand; every keyword replaces one attribute."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.attempt import Attempt
from bot.domain.competency import (
    DEFAULT_WEIGHTS,
    Class,
    Competency,
    Framework,
    Indicator,
    MicroCompetency,
    Scope,
    TeamAction,
    Term,
)
from bot.domain.consent import VERSION
from bot.domain.feedback import Feedback
from bot.domain.ids import (
    AttemptId,
    CohortId,
    CompetencyId,
    ConversationId,
    DigestId,
    FeedbackId,
    MicroId,
    PathwayId,
    PersonId,
    PlanId,
    PracticeId,
    ProposalId,
    RoleProfileId,
)
from bot.domain.journey import Journey
from bot.domain.learner import Learner, Standing
from bot.domain.mastery import Estimate, begin
from bot.domain.pathway import Module, Need, Pathway, RoleProfile
from bot.domain.people import Cohort, Conversation, Person
from bot.domain.plan import Plan
from bot.domain.practice import Library, Option, Practice, Scenario, Tier
from bot.domain.proposal import PARTS, Part, Proposal
from bot.domain.reflection import QUESTIONS, Question, Reflection
from bot.domain.rubric import Rubric
from bot.domain.spacing import Ladder
from bot.domain.team import Digest, Suggestion, TeamSummary
from bot.domain.team_gaps import FreshGap, TeamGaps
from bot.domain.touchpoint import Kind, Touchpoint
from bot.engine import events as ev
from bot.engine.situation import Situation

BERLIN = ZoneInfo("Europe/Berlin")
LEA = PersonId("lea")
JONAS = PersonId("jonas")
MARA = PersonId("mara")
HOME = ConversationId("lea-direct")
CHANNEL = ConversationId("mara-channel")
ATTEMPT = AttemptId("attempt-1")
PROPOSAL = ProposalId("proposal-1")

ASKING = MicroId("ask-before-telling")
NAMING = MicroId("name-the-behaviour")
HANDING = MicroId("hand-over-the-outcome")
CHECKING = MicroId("agree-on-checks")
OPENING = MicroId("open-with-the-purpose")
CLOSING = MicroId("close-with-decisions")


def berlin(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """That wall time in Berlin, as an instant in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


MONDAY = berlin(2026, 3, 2)
TODAY = date(2026, 3, 2)


# People.


def a_person(**changes: object) -> Person:
    """Lea, a learner in Berlin."""
    lea = Person(
        id=LEA,
        name="Lea Brandt",
        email="lea@example.org",
        roles=frozenset({"learner"}),
        zone="Europe/Berlin",
        country="DE",
        locale="en",
        manager=MARA,
        active=True,
    )
    return replace(lea, **changes)


def a_coach(**changes: object) -> Person:
    """Jonas, who coaches Lea."""
    jonas = a_person(id=JONAS, name="Jonas Weber", email="jonas@example.org", roles=frozenset({"coach"}), manager=None)
    return replace(jonas, **changes)


def a_manager(**changes: object) -> Person:
    """Mara, to whom Lea reports."""
    mara = a_person(id=MARA, name="Mara Vogt", email="mara@example.org", roles=frozenset({"manager"}), manager=None)
    return replace(mara, **changes)


def a_cohort(**changes: object) -> Cohort:
    cohort = Cohort(CohortId("spring"), "Spring", PathwayId("lead"), date(2026, 1, 1), date(2035, 12, 31))
    return replace(cohort, **changes)


def a_learner(**changes: object) -> Learner:
    """Lea's place in the programme: practising, coached by Jonas, nothing practised yet."""
    lea = Learner(LEA, CohortId("spring"), JONAS, stage="practising", consent=VERSION)
    return replace(lea, **changes)


def a_journey(**changes: object) -> Journey:
    """Lea's journey. Without ``learner``, a given attempt is the current one, and under way if it is started."""
    journey = Journey(
        person=a_person(),
        home=HOME,
        learner=a_learner(),
        cohort=a_cohort(),
        coach=a_coach(),
        days_off=frozenset[date](),
        attempt=None,
        reflection=None,
        plan=None,
        feedback=None,
    )
    journey = replace(journey, **changes)
    if journey.attempt is None or "learner" in changes:
        return journey
    started = journey.attempt.id if journey.attempt.state == "started" else None
    return replace(journey, learner=replace(journey.learner, attempt=journey.attempt.id, started=started))


def a_conversation(**changes: object) -> Conversation:
    return replace(Conversation(HOME, "direct", "Lea Brandt", LEA), **changes)


def a_situation(**changes: object) -> Situation:
    """Lea at nine on a Monday morning, in her own conversation; ``journey=None`` for somebody who is no learner."""
    now = Situation(
        at=MONDAY,
        cause="test:1",
        person=a_person(),
        where=a_conversation(),
        library=a_library(),
        journey=a_journey(),
    )
    return replace(now, **changes)


# What they do.


def an_attempt(**changes: object) -> Attempt:
    """Lea's first go at her first practice, offered to her this morning."""
    attempt = Attempt(
        id=ATTEMPT,
        learner=LEA,
        practice=PracticeId("ask-before-telling-1"),
        revision=1,
        micro=ASKING,
        tier=1,
        minutes=10,
        exposure=1,
        offered_at=MONDAY,
        scheduled=True,
    )
    return replace(attempt, **changes)


def a_started_attempt(**changes: object) -> Attempt:
    return replace(an_attempt(state="started", started_at=MONDAY), **changes)


def a_reflected_attempt(**changes: object) -> Attempt:
    reflected = an_attempt(state="reflected", started_at=MONDAY, reflected_at=MONDAY, self_rating=3)
    return replace(reflected, **changes)


def a_reflection(**changes: object) -> Reflection:
    """All six questions answered, and a rating."""
    answers: dict[Question, str] = {question: f"My answer to {question}." for question in QUESTIONS}
    return replace(Reflection(ATTEMPT, MONDAY, answers, 3, done=True), **changes)


def a_standing(**changes: object) -> Standing:
    """Practised once, last Thursday, and due today."""
    standing = Standing(an_estimate(), Ladder(on=date(2026, 2, 27)), "I will ask first.", ATTEMPT)
    return replace(standing, **changes)


def an_estimate(**changes: object) -> Estimate:
    return replace(begin(2.5, MONDAY), **changes)


def a_plan(**changes: object) -> Plan:
    plan = Plan(PlanId("plan-1"), LEA, ATTEMPT, MONDAY, "Lea", "If I am asked, I ask back.", "twice a week", TODAY)
    return replace(plan, **changes)


def a_feedback(**changes: object) -> Feedback:
    feedback = Feedback(
        id=FeedbackId("feedback-1"),
        learner=LEA,
        author=JONAS,
        attempt=ATTEMPT,
        micro=ASKING,
        given_at=MONDAY,
        situation="In the review",
        behaviour="you asked two open questions",
        impact="the team spoke",
        next_step="wait ten seconds",
        rating=4,
    )
    return replace(feedback, **changes)


def a_proposal(**changes: object) -> Proposal:
    """Lea's, masked and waiting, with nobody to be thanked."""
    words: dict[Part, str] = {part: f"What {part}." for part in PARTS}
    return replace(Proposal(PROPOSAL, LEA, ASKING, words, "none", "waiting", MONDAY), **changes)


def a_given_proposal(**changes: object) -> ev.ProposalGiven:
    """As Lea has typed it."""
    words: dict[Part, str] = {part: f"What {part}." for part in PARTS}
    return replace(ev.ProposalGiven(None, words, ASKING, "none"), **changes)


def a_touchpoint(kind: Kind = "prompt", **changes: object) -> Touchpoint:
    """Today's prompt for Lea; another kind is about her attempt."""
    subject = "" if kind in {"prompt", "welcome"} else ATTEMPT
    slot = TODAY.isoformat() if kind in {"prompt", "digest"} else f"{ATTEMPT}/1"
    point = Touchpoint(LEA, kind, slot, MONDAY, berlin(2026, 3, 5), subject)
    return replace(point, **changes)


# The team.


def a_summary(**changes: object) -> TeamSummary:
    """Mara's team of five or more, in its first week."""
    team = TeamSummary(
        manager=MARA,
        channel=CHANNEL,
        size="five or more",
        took_part="five or more",
        practised=(),
        fresh=(),
        roster_changes=0,
        celebrations=(),
        previous=None,
    )
    return replace(team, **changes)


def some_gaps(**changes: object) -> TeamGaps:
    """Those of Mara's team of five or more, before anything was published."""
    return replace(TeamGaps("team", "team:mara", "five or more", (), 0, None), **changes)


def a_fresh_gap(micro: MicroId = ASKING, **changes: object) -> FreshGap:
    return replace(FreshGap(PathwayId("lead"), micro, "middle", "some", None, ("matrix",)), **changes)


def a_digest(**changes: object) -> Digest:
    digest = Digest(
        id=DigestId("digest-1"),
        manager=MARA,
        channel=CHANNEL,
        week="2026-W09",
        on=date(2026, 2, 23),
        suggestions=(Suggestion("feedback-a", CompetencyId("feedback"), "Ask first in the stand-up."),),
        figures=(),
    )
    return replace(digest, **changes)


def a_role(id_: str, skills: Mapping[MicroId, Need], **changes: object) -> RoleProfile:
    title = id_.replace("-", " ").capitalize()
    role = RoleProfile(RoleProfileId(id_), 1, PathwayId("lead"), title, f"{title}.", (), skills, retired=False)
    return replace(role, **changes)


# Content: three competencies, six micro-competencies, twelve practices.

_COMPETENCIES: tuple[tuple[str, str, Class], ...] = (
    ("feedback", "Feedback", "core"),
    ("delegation", "Delegation", "enhancement"),
    ("meetings", "Meetings", "contextual"),
)
_MICROS: tuple[tuple[MicroId, str, str, Scope, tuple[Tier, Tier]], ...] = (
    (ASKING, "feedback", "Ask before telling", "daily", (1, 2)),
    (NAMING, "feedback", "Name the behaviour", "weekly", (2, 3)),
    (HANDING, "delegation", "Hand over the outcome", "weekly", (2, 2)),
    (CHECKING, "delegation", "Agree on checks", "compliance", (1, 3)),
    (OPENING, "meetings", "Open with the purpose", "daily", (2, 3)),
    (CLOSING, "meetings", "Close with decisions", "weekly", (1, 2)),
)


def a_practice(**changes: object) -> Practice:
    practice = Practice(
        id=PracticeId("ask-before-telling-1"),
        revision=1,
        micro_competency=ASKING,
        tier=1,
        minutes=10,
        title="Ask before telling 1",
        objective="Hear what they see first.",
        exercise="In your next conversation, ask one open question before you say what you think.",
        constraint="You have five minutes.",
        criteria=("One open question", "Ten seconds of silence"),
        why_it_works="People act on what they say themselves.",
        source="A source",
        checklist=("Ask", "Wait"),
        guide="**Ask**, then wait.",
        exemplar="> What do you see?",
        scenario=Scenario(
            "She asks what to do.", (Option("Tell her", "She asks again."), Option("Ask her", "She acts."))
        ),
        reflection=("What did you hear?", "When did you wait?"),
        recall=("What comes before telling?",),
        tags={"function": ("engineering",)},
        owner="content@example.org",
        review_by=date(2036, 1, 1),
        retired=False,
    )
    return replace(practice, **changes)


def a_framework(**changes: object) -> Framework:
    glossary = (
        Term(
            "facilitate", "to ask so that others decide", ("run the meeting", "moderate"), {"crisis": "to keep order"}
        ),
        Term("delegate", "to hand over an outcome", (), {}),
    )
    framework = Framework(
        version="1",
        weights=DEFAULT_WEIGHTS,
        competencies={CompetencyId(id_): _competency(id_, name, kind) for id_, name, kind in _COMPETENCIES},
        micro_competencies={id_: _micro(id_, competency, name, scope) for id_, competency, name, scope, _ in _MICROS},
        glossary=glossary,
    )
    return replace(framework, **changes)


def a_library(practices: Iterable[Practice] | None = None, **changes: object) -> Library:
    """The pathway takes five of the six micro-competencies; what closes meetings is there to be chosen."""
    found = [
        a_practice(
            id=PracticeId(f"{micro}-{number}"),
            micro_competency=micro,
            tier=tier,
            title=f"{name} {number}",
        )
        for micro, _, name, _, tiers in _MICROS
        for number, tier in enumerate(tiers, start=1)
    ]
    everything = {p.id: p for p in (found if practices is None else practices)}
    steps = tuple(id_ for id_, practice in everything.items() if practice.micro_competency != CLOSING)
    modules = (Module("first-half", "The first half", steps[:5]), Module("second-half", "The second half", steps[5:]))
    targets = {ASKING: 4.5, NAMING: 4.0}
    pathway = Pathway(PathwayId("lead"), "Leading in a week", "Ten small practices.", modules, targets)
    library = Library("en", a_framework(), everything, {pathway.id: pathway})
    return replace(library, **changes)


def _competency(id_: str, name: str, kind: Class) -> Competency:
    actions = (TeamAction(f"{id_}-a", f"{name}: do this."), TeamAction(f"{id_}-b", f"{name}: do that."))
    return Competency(CompetencyId(id_), name, kind, f"{name} that works.", actions)


def _micro(id_: MicroId, competency: str, name: str, scope: Scope) -> MicroCompetency:
    anchors = (f"{name} 1", f"{name} 2", f"{name} 3", f"{name} 4", f"{name} 5")
    seen = (Indicator(f"{name}, seen", "twice a week"),)
    return MicroCompetency(id_, CompetencyId(competency), name, f"{name}.", scope, seen, Rubric(anchors))


def clock(text: str) -> time:
    return time.fromisoformat(text)
