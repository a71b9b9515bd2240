"""Reviewing what was suggested: who may, what they see, and what comes of it."""

import pytest

from bot.domain.names import Names
from bot.domain.people import ROLES, Role
from bot.domain.proposal import PARTS, Proposal, Stage, Tray
from bot.engine import events as ev
from bot.engine.engine import decide
from bot.engine.situation import Situation
from tests.make import LEA, MARA, PROPOSAL, a_manager, a_proposal, a_situation
from tests.unit.engine.look import choices, form, kept, press, prompts, refused, say
from tests.unit.engine.test_engine import REVIEWER_S

NAMES = Names.of(["Lea Brandt"])


def mara(proposal: Proposal | None = None, credited: str = "", waiting: int = 1, role: Role = "manager") -> Situation:
    """Mara, with the proposal that she may review."""
    tray = Tray(proposal, credited, waiting, NAMES)
    return a_situation(person=a_manager(roles=frozenset({role})), journey=None, tray=tray)


WAITING = mara(a_proposal())


def test_one_is_shown_as_it_was_masked_and_its_author_as_they_wish() -> None:
    decision = decide(mara(a_proposal(credit="colleague"), waiting=3), ev.ReviewAsked())
    shown = say(decision, "proposal/review")
    assert shown.data["happened"] == "What happened."
    assert (shown.data["credited"], shown.data["credit"], shown.data["waiting"]) == ("", "colleague", 3)
    assert repr(LEA) not in str(shown)
    assert choices(shown) == ["approve", "edit", "return", "next"]
    assert press(shown, "next") == ev.ReviewAsked(PROPOSAL)
    assert not decision.state


def test_whoever_wants_to_be_named_is_named() -> None:
    shown = say(decide(mara(a_proposal(credit="name"), "Lea Brandt"), ev.ReviewAsked()), "proposal/review")
    assert shown.data["credited"] == "Lea Brandt"
    assert choices(shown) == ["approve", "edit", "return"]


def test_nothing_waits() -> None:
    assert prompts(decide(mara(), ev.ReviewAsked())) == ["proposal/nothing"]


def test_both_questions_are_asked_before_anything_is_approved() -> None:
    plain = form(decide(WAITING, ev.ApprovalFormAsked(PROPOSAL, editing=False)))
    assert (plain.prompt, [field.name for field in plain.fields]) == ("proposal/approve", ["strategy", "rules"])
    edited = form(decide(WAITING, ev.ApprovalFormAsked(PROPOSAL, editing=True)))
    assert (edited.prompt, edited.about) == ("proposal/edit", (PROPOSAL,))
    assert [field.name for field in edited.fields] == [*PARTS, "strategy", "rules"]
    assert all(field.required for field in (*plain.fields, *edited.fields))
    assert form(decide(WAITING, ev.ReturnFormAsked(PROPOSAL))).prompt == "proposal/return"


def test_approved_its_author_reads_it_as_it_was_approved() -> None:
    decision = decide(WAITING, ev.ProposalApproved(PROPOSAL, None))
    assert kept(decision, Proposal).stage == "approved"
    told = say(decision, "proposal/approved")
    assert (told.to, told.begun, told.data["did"]) == (LEA, True, "What did.")
    answered = say(decision, "proposal/answered")
    assert (answered.to, choices(answered)) == (None, [])
    assert answered.subject == say(decide(WAITING, ev.ReviewAsked()), "proposal/review").subject


def test_what_a_reviewer_writes_is_masked_as_well() -> None:
    words = dict.fromkeys(PARTS, "Lea rang lea@example.org")
    approved = decide(WAITING, ev.ProposalApproved(PROPOSAL, words))
    assert set(kept(approved, Proposal).words.values()) == {"[a colleague] rang [an e-mail address]"}
    returned = decide(WAITING, ev.ProposalReturned(PROPOSAL, "Leave Lea out"))
    assert kept(returned, Proposal).reason == "Leave [a colleague] out"
    assert "Leave Lea" not in str(returned)


def test_given_back_its_author_reads_why_and_may_change_it() -> None:
    decision = decide(mara(a_proposal(), waiting=2), ev.ProposalReturned(PROPOSAL, "Say more"))
    back = kept(decision, Proposal)
    assert (back.stage, back.reason, back.turns) == ("returned", "Say more", 1)
    told = say(decision, "proposal/returned")
    assert (told.to, told.data["reason"], choices(told)) == (LEA, "Say more", ["edit", "withdraw"])
    assert choices(say(decision, "proposal/answered")) == ["next"]


@pytest.mark.parametrize("event", REVIEWER_S[1:], ids=lambda event: type(event).__name__)
def test_what_another_has_answered_is_not_answered_again(event: ev.Understood) -> None:
    stages: tuple[Stage, ...] = ("returned", "approved", "published")
    for stage in stages:
        assert refused(mara(a_proposal(stage=stage)), event) == "unreadable/proposal_answered"


@pytest.mark.parametrize("event", REVIEWER_S[1:], ids=lambda event: type(event).__name__)
def test_nobody_answers_their_own_or_what_is_not_theirs_to_see(event: ev.Understood) -> None:
    assert refused(mara(a_proposal(author=MARA)), event) == "unreadable/proposal_gone"
    assert refused(mara(None), event) == "unreadable/proposal_gone"


@pytest.mark.parametrize("role", ROLES)
def test_managers_and_admins_review_and_nobody_else(role: Role) -> None:
    for event in REVIEWER_S:
        now = mara(a_proposal(), role=role)
        if role in {"manager", "admin"}:
            assert not any(prompt.startswith("help/") for prompt in prompts(decide(now, event)))
        else:
            assert say(decide(now, event), "help/not_yours").data["needed"] == "reviewer"
