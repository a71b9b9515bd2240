"""Who may do what, help for those who ask, and an answer to everything that can happen."""

from dataclasses import replace
from datetime import time
from typing import get_args

import pytest

from bot.domain.errors import UnreadableInputError
from bot.domain.ids import DigestId, FeedbackId, PathwayId, PersonId, PlanId, PracticeId, ProjectId
from bot.domain.people import ROLES, Role, Stranger
from bot.domain.touchpoint import Kind
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.door import opens_at
from bot.engine.effects import Open, Say, Show
from bot.engine.engine import decide
from bot.engine.gap_events import AnnotationFormAsked, AnnotationGiven, GapsAsked, RolesCompared
from bot.engine.gate import answered_in
from bot.engine.situation import Desk, Situation, Waiting
from tests.make import (
    ASKING,
    ATTEMPT,
    CHANNEL,
    HOME,
    LEA,
    MARA,
    MONDAY,
    PROPOSAL,
    a_coach,
    a_conversation,
    a_digest,
    a_feedback,
    a_given_proposal,
    a_journey,
    a_learner,
    a_manager,
    a_person,
    a_plan,
    a_reflected_attempt,
    a_situation,
    a_started_attempt,
    a_summary,
    a_touchpoint,
    an_attempt,
    berlin,
    some_gaps,
)
from tests.unit.engine.look import choices, prompts, refused, say

PROJECT = ProjectId("hand-over-an-area")
LEARNERS_OWN: tuple[ev.Understood, ...] = (
    ev.PracticeAsked(), ev.PracticeSought("x"), ev.MorePracticeAsked(), ev.WhyAsked(), ev.DoneSaid(),
    ev.PracticeStopped(ATTEMPT),
    ev.PracticeChosen(PracticeId("ask-before-telling-1")), ev.PracticeAccepted(ATTEMPT),
    ev.PracticePostponed(ATTEMPT, "1h"), ev.PracticeDeclined(ATTEMPT), ev.TierAsked(ATTEMPT, 1),
    ev.AidAsked(ATTEMPT, "guide"), ev.ScenarioDecided(ATTEMPT, 1),
    ev.QuestionAnswered("x"), ev.QuestionSkipped(), ev.ReflectionFormAsked(ATTEMPT),
    ev.ReflectionPutOff(ATTEMPT), ev.LevelChosen(ATTEMPT, 3), ev.ReflectionGiven(ATTEMPT, {"happened": "x"}, 3),
    ev.PlanFormAsked(ATTEMPT), ev.PlanGiven(ATTEMPT, "Lea", "x", "y", "friday"),
    ev.PlanKept(PlanId("plan-1"), kept=True),
    ev.ProgrammesAsked(), ev.ProgrammeJoined(PathwayId("lead")), ev.ProgrammeLeft(PathwayId("second")),
    ev.ProjectAsked(), ev.ProjectFormAsked(PROJECT), ev.ProjectBegun(PROJECT, "x", "", "", ""),
    ev.ProjectDeclined(PROJECT), ev.MilestoneAnswered(PROJECT, 1, reached=True), ev.ProjectStopped(PROJECT),
    ev.FeedbackAcknowledged(FeedbackId("feedback-1")), ev.CoachWanted(ASKING), ev.StandstillLeft(ASKING),
    ev.HoursAsked(), ev.PauseAsked(""), ev.Resumed(),
    ev.PaceChosen("weekly"), ev.LeaveAsked(""), ev.ScheduleAsked(), ev.ProgressAsked(), ev.PlansAsked(),
    ev.JournalAsked(""), ev.PrivacyAsked(), ev.ExportAsked(), ev.EraseAsked(), ev.EraseConfirmed(),
    ev.MilestoneShared("first_reflection"),
    ev.ConsentGiven(1), ev.ConsentRefused(), ev.OnboardingPostponed(), ev.OnboardingResumed(),
    ev.FormAsked("onboarding/settings"),
    ev.BaselineAsked(), ev.ColleaguesFormAsked(), ev.ColleaguesNamed("Ben"), ev.HistoryAsked(),
    ev.SettingsGiven(time(9), time(8), time(17), frozenset({1}), "daily", None), ev.BaselineGiven({ASKING: 3}),
)  # fmt: skip
COACH_S: tuple[ev.Understood, ...] = (
    ev.QueueAsked(), ev.NextInQueueAsked(), ev.LearnersAsked(), ev.FocusAsked(LEA), ev.FeedbackFormAsked(LEA, ATTEMPT),
    ev.FeedbackGiven(LEA, ATTEMPT, "s", "b", "i", "n", 4),
    ev.ObservationAsked(LEA), ev.ObservationFormAsked(LEA, ASKING),
    ev.ObservationGiven(LEA, ASKING, 4, "coach", "2026-03-02", "c", ""),
)  # fmt: skip
MANAGER_S: tuple[ev.Understood, ...] = (
    ev.DigestAsked(),
    ev.DigestHereAsked("weekly Mon 09:00"),
    ev.SuggestionAnswered(DigestId("digest-1"), "feedback-a", "done"),
)
GROUP_S: tuple[ev.Understood, ...] = (GapsAsked(), RolesCompared(""))
ANNOTATOR_S: tuple[ev.Understood, ...] = (
    AnnotationFormAsked("", ASKING),
    AnnotationGiven("", ASKING, 2, "daily", "In a hand-over.", "Work is done twice."),
)
ANYONE_S: tuple[ev.Understood, ...] = (
    ev.AnswerFormAsked(LEA, "request-1"), ev.AnswerGiven(LEA, "request-1", {ASKING: 4}),
    ev.AskingDeclined(LEA, "request-1"), ev.LinkAsked("K7QF-2M9P"), ev.LinkConfirmed("K7QF2M9P"),
    ev.LibrarySearched("x"), ev.TermAsked("x"), ev.FrameworkAsked(), ev.SavedAsked(), ev.HomeOpened(), ev.HelpAsked(),
    ev.ElectivesAsked(),
    ev.PracticeSaved(PracticeId("ask-before-telling-1")), ev.PracticeUnsaved(PracticeId("gone"), 0, "p1"),
    ev.NotUnderstood("x", ""),
)  # fmt: skip
AUTHOR_S: tuple[ev.Understood, ...] = (
    ev.ProposalFormAsked(), a_given_proposal(), ev.ProposalSent(PROPOSAL), ev.ProposalEditAsked(PROPOSAL),
    ev.ProposalWithdrawn(PROPOSAL),
)  # fmt: skip
REVIEWER_S: tuple[ev.Understood, ...] = (
    ev.ReviewAsked(), ev.ApprovalFormAsked(PROPOSAL, editing=True), ev.ReturnFormAsked(PROPOSAL),
    ev.ProposalApproved(PROPOSAL, None), ev.ProposalReturned(PROPOSAL, "too short"),
)  # fmt: skip
DUE = tuple(ev.TouchpointFellDue(a_touchpoint(kind)) for kind in get_args(Kind))
A_STRANGER = Stranger("K7QF2M9P", "teams", "Example Works", "Ada Okafor")
EVERYTHING: tuple[ev.Understood, ...] = (
    *LEARNERS_OWN, *COACH_S, *MANAGER_S, *GROUP_S, *ANNOTATOR_S, *ANYONE_S, *AUTHOR_S, *REVIEWER_S, *DUE,
)  # fmt: skip
TAKING_PART = (
    a_journey(),
    a_journey(attempt=an_attempt()),
    a_journey(attempt=a_started_attempt()),
    a_journey(attempt=a_reflected_attempt(), plan=a_plan(), feedback=a_feedback()),
    a_journey(learner=a_learner(stage="invited")),
    a_journey(learner=a_learner(stage="rating")),
)


def name_of(event: object) -> str:
    return type(event).__name__


def answered(now: Situation, event: ev.Understood) -> bool:
    """Whether it is answered, by words, by a form, by the reason for silence, or by a kind refusal."""
    try:
        decision = decide(now, event)
    except UnreadableInputError:
        return True
    return bool(decision.outcome) or any(isinstance(effect, Say | Open | Show) for effect in decision.effects)


def everybody() -> list[Situation]:
    """Everyone who may say something, with all that may be looked at."""
    lea = [a_situation(journey=journey) for journey in TAKING_PART]
    waiting = Desk(queue=(Waiting(a_person(), a_reflected_attempt()),))
    jonas = [a_situation(person=a_coach(), journey=journey, desk=waiting) for journey in (None, *TAKING_PART)]
    mara = [a_situation(person=a_manager(), journey=None, team=team, digest=a_digest()) for team in (None, a_summary())]
    return [*lea, *jonas, *mara]


def test_every_event_is_here() -> None:
    assert {type(event) for event in EVERYTHING} == set(get_args(ev.Understood))


@pytest.mark.parametrize("event", EVERYTHING, ids=name_of)
def test_everything_that_can_happen_is_answered_whoever_it_was(event: ev.Understood) -> None:
    for now in everybody():
        if not isinstance(event, ev.TouchpointFellDue) or now.person.id == event.touchpoint.person:
            assert answered(now, event), now.person.name


# Roles.


@pytest.mark.parametrize(
    ("events", "role"),
    [(LEARNERS_OWN, "learner"), (COACH_S, "coach"), (MANAGER_S, "manager")],
    ids=lambda x: str(x)[:8],
)
def test_a_command_of_another_role_is_said_kindly(events: tuple[ev.Understood, ...], role: Role) -> None:
    stranger = a_situation(person=a_person(roles=frozenset(ROLES) - {role}), journey=None)
    for event in events:
        card = say(decide(stranger, event), "help/not_yours")
        assert card.data["needed"] == role


def test_what_is_said_of_a_group_is_for_those_who_answer_for_it() -> None:
    roles: tuple[Role, ...] = ("manager", "sponsor", "admin")
    others: tuple[Role, ...] = ("learner", "coach")
    for event in GROUP_S:
        for role in roles:
            now = a_situation(person=a_person(roles=frozenset({role})), journey=None, gaps=some_gaps())
            assert prompts(decide(now, event))[0].startswith("gaps/")
        for role in others:
            now = a_situation(person=a_person(roles=frozenset({role})))
            assert say(decide(now, event), "help/not_yours").data["needed"] == "group"


def test_a_gap_is_described_by_those_who_are_shown_words() -> None:
    roles: tuple[Role, ...] = ("sponsor", "learner", "coach")
    for event in ANNOTATOR_S:
        for role in roles:
            now = a_situation(person=a_person(roles=frozenset({role})))
            assert say(decide(now, event), "help/not_yours").data["needed"] == "group"


def test_a_learner_without_a_place_in_a_cohort_has_no_practice() -> None:
    card = say(decide(a_situation(journey=None), ev.PracticeAsked()), "help/not_yours")
    assert card.data["needed"] == "learner"


def test_nobody_acts_on_another_s_journey() -> None:
    both = a_situation(person=a_coach(roles=frozenset({"coach", "learner"})), journey=a_journey())
    assert refused(both, ev.PracticeAsked()) == "unreadable/not_a_learner"


def test_the_library_and_help_are_for_everyone() -> None:
    for event in ANYONE_S:
        sam = a_person(id=PersonId("sam"), roles=frozenset({"sponsor"}))
        sponsor = a_situation(person=sam, journey=None, stranger=A_STRANGER)
        assert not prompts(decide(sponsor, event))[0].startswith("help/not")


def test_a_channel_hears_nothing_of_one_s_own() -> None:
    channel = a_situation(person=a_manager(), where=a_conversation(id=CHANNEL, kind="channel"), journey=None)
    for event in (
        *LEARNERS_OWN,
        *COACH_S,
        *GROUP_S,
        *ANNOTATOR_S,
        *AUTHOR_S,
        *REVIEWER_S,
        ev.SavedAsked(),
        ev.PracticeSaved(PracticeId("x")),
    ):
        assert answered_in(channel, event) == MARA
        assert answered_in(a_situation(), event) == HOME
    for event in (*MANAGER_S, ev.HelpAsked(), ev.LibrarySearched("x"), DUE[0]):
        assert answered_in(channel, event) == CHANNEL


# Help.


def test_help_is_for_the_person_who_asks() -> None:
    both = a_coach(roles=frozenset({"manager", "coach"}))
    data = say(decide(a_situation(person=both, journey=None), ev.HelpAsked()), "help/short").data
    assert data == {"name": "Jonas", "roles": ["coach", "manager"], "channel": False}
    channel = a_conversation(id=CHANNEL, kind="channel")
    assert say(decide(a_situation(where=channel), ev.HelpAsked()), "help/short").data["channel"] is True


def test_what_is_not_understood_is_quoted_with_the_nearest_there_is() -> None:
    data = say(decide(a_situation(), ev.NotUnderstood("x" * 500, "/practice")), "help/unknown").data
    assert (data["text"], data["nearest"], data["roles"]) == ("x" * 80, "/practice", ["learner"])


# Time.


@pytest.mark.parametrize("kind", ["prompt", "reminder", "reflection", "welcome"])
def test_a_touchpoint_of_somebody_who_is_no_learner_any_more_is_left_out(kind: Kind) -> None:
    now = a_situation(journey=None)
    assert decide(now, ev.TouchpointFellDue(a_touchpoint(kind))) == Decision(outcome="left")


@pytest.mark.parametrize("kind", ["reminder", "reflection", "welcome"])
def test_a_touchpoint_that_comes_too_late_is_left_out(kind: Kind) -> None:
    now = a_situation(at=berlin(2026, 3, 5), journey=a_journey(attempt=a_started_attempt()))
    assert decide(now, ev.TouchpointFellDue(a_touchpoint(kind))) == Decision(outcome="too late")


def test_what_the_bot_begins_keeps_quiet_hours() -> None:
    assert opens_at(a_journey(), MONDAY) == MONDAY
    assert opens_at(a_journey(), berlin(2026, 3, 6, 20)) == berlin(2026, 3, 9)
    evening = berlin(2026, 3, 2, 20)
    assert opens_at(replace(a_journey(), days_off=AllDays()), evening) == evening


class AllDays:
    def __contains__(self, on: object) -> bool:
        return True


# Values.


def test_decisions_add_up_in_their_order() -> None:
    one, two = Decision((a_learner(),), (Say("a"),), ""), Decision((), (Say("b"),), "late")
    assert one + two == Decision((a_learner(),), (Say("a"), Say("b")), "late")
    assert choices(Say("a")) == []


def test_ids_of_a_turn_are_its_own() -> None:
    now = a_situation()
    ids = {now.id("attempt"), now.id("plan"), now.id("attempt", 1), replace(now, cause="other").id("attempt")}
    assert len(ids) == 4
    assert now.id("attempt") == replace(now, at=berlin(2027, 1, 1)).id("attempt")
