"""Suggesting something for the library: what its author sees, may do, and can no longer do."""

from dataclasses import replace

import pytest

from bot.domain.errors import UnreadableInputError
from bot.domain.ids import ProjectId
from bot.domain.names import Names
from bot.domain.practice import A_COLLEAGUE
from bot.domain.proposal import PARTS, Proposal, Stage, Tray
from bot.engine import events as ev
from bot.engine import forms
from bot.engine.decision import Decision
from bot.engine.effects import Say
from bot.engine.engine import decide
from bot.engine.situation import Situation
from tests.make import (
    ASKING,
    ATTEMPT,
    JONAS,
    LEA,
    MARA,
    NAMING,
    PROPOSAL,
    a_coach,
    a_given_proposal,
    a_journey,
    a_learner,
    a_library,
    a_person,
    a_practice,
    a_proposal,
    a_situation,
    a_touchpoint,
)
from tests.unit.engine.look import choices, form, kept, press, prompts, refused, say

NAMES = Names.of(["Lea Brandt", "Jonas Weber"])


def lea(proposal: Proposal | None = None, **changes: object) -> Situation:
    """Lea, with one of her own in hand."""
    return a_situation(tray=Tray(proposal, names=NAMES, reviewers=(MARA,)), **changes)


def at(stage: Stage, **changes: object) -> Situation:
    return lea(a_proposal(stage=stage, **changes))


def test_the_form_asks_for_the_story_the_skill_and_the_thanks() -> None:
    shown = form(decide(lea(), ev.ProposalFormAsked()))
    assert [field.name for field in shown.fields] == [*PARTS, "micro", "credit"]
    assert ASKING in {option.value for option in shown.fields[4].options}
    assert shown.fields[5].value == "none"
    assert shown.data == {"manager": True}
    alone = lea(person=a_coach(), journey=None)
    assert form(decide(alone, ev.ProposalFormAsked())).data == {"manager": False}


def test_what_was_typed_is_masked_before_anything_is_kept_or_said() -> None:
    words = {**a_given_proposal().words, "did": "I asked Jonas, 0171 1234567", "happened": "Lea: lea@example.org"}
    decision = decide(lea(), a_given_proposal(words=words, credit="name"))
    proposal = kept(decision, Proposal)
    assert proposal.words["did"] == "I asked [a colleague], [a phone number]"
    assert (proposal.stage, proposal.author, proposal.credit) == ("unsent", LEA, "name")
    shown = say(decision, "proposal/check")
    assert shown.data["happened"] == "[a colleague]: [an e-mail address]"
    assert shown.data["masked"] == [
        {"kind": "email", "count": 1}, {"kind": "person", "count": 2}, {"kind": "phone", "count": 1},
    ]  # fmt: skip
    assert choices(shown) == ["send", "edit", "withdraw"]
    for said in ("Jonas", "0171", "lea@", "1234567"):
        assert said not in str(decision)


def test_whoever_writes_german_is_masked_in_german() -> None:
    decision = decide(lea(library=a_library(locale="de")), a_given_proposal(words=dict.fromkeys(PARTS, "Jonas' Idee")))
    assert kept(decision, Proposal).words["did"] == "[jemand]' Idee"


def test_it_is_sent_to_whoever_may_review_it_and_to_nobody_else() -> None:
    decision = decide(at("unsent"), ev.ProposalSent(PROPOSAL))
    assert kept(decision, Proposal).stage == "waiting"
    assert [effect.to for effect in decision.effects if isinstance(effect, Say)] == [None, MARA]
    arrived = say(decision, "proposal/arrived")
    assert arrived.data == {}
    assert press(arrived, "review") == ev.ReviewAsked()
    assert press(say(decision, "proposal/sent"), "withdraw") == ev.ProposalWithdrawn(PROPOSAL)


def test_the_card_that_asked_becomes_the_one_that_says_it_is_sent() -> None:
    asked = say(decide(at("unsent"), a_given_proposal(proposal=PROPOSAL)), "proposal/check")
    sent = say(decide(at("unsent"), ev.ProposalSent(PROPOSAL)), "proposal/sent")
    again = say(decide(at("returned", turns=1), a_given_proposal(proposal=PROPOSAL)), "proposal/check")
    assert asked.subject == sent.subject != again.subject


def test_it_may_be_changed_until_it_is_sent_and_when_it_comes_back() -> None:
    for now in (at("unsent"), at("returned", reason="Longer, please", turns=1)):
        shown = form(decide(now, ev.ProposalEditAsked(PROPOSAL)))
        assert shown.about == (PROPOSAL,)
        assert [field.value for field in shown.fields][:5] == [*(f"What {part}." for part in PARTS), ASKING]
        changed = kept(decide(now, a_given_proposal(proposal=PROPOSAL, micro=NAMING)), Proposal)
        assert (changed.id, changed.micro, changed.stage, changed.reason) == (PROPOSAL, NAMING, "unsent", "")


def test_a_skill_that_the_library_no_longer_has_is_chosen_anew() -> None:
    gone = at("returned", micro="long-gone")
    assert form(decide(gone, ev.ProposalEditAsked(PROPOSAL))).fields[4].value == ""
    assert refused(gone, a_given_proposal(proposal=PROPOSAL, micro="long-gone")) == "unreadable/form"


def test_taken_back_nothing_of_it_stays() -> None:
    stages: tuple[Stage, ...] = ("unsent", "waiting", "returned")
    for stage in stages:
        gone = kept(decide(at(stage, reason="No"), ev.ProposalWithdrawn(PROPOSAL)), Proposal)
        assert (gone.stage, gone.words, gone.reason) == ("withdrawn", {}, "")


@pytest.mark.parametrize(
    ("event", "stages"),
    [
        (ev.ProposalSent(PROPOSAL), ("waiting", "returned", "approved", "published")),
        (ev.ProposalEditAsked(PROPOSAL), ("waiting", "approved", "published")),
        (a_given_proposal(proposal=PROPOSAL), ("waiting", "approved", "published")),
        (ev.ProposalWithdrawn(PROPOSAL), ("approved", "published")),
    ],
)
def test_what_is_on_its_way_is_not_changed_any_more(event: ev.Understood, stages: tuple[Stage, ...]) -> None:
    for stage in stages:
        assert refused(at(stage), event) == "unreadable/proposal_moved"
    assert refused(at("withdrawn"), event) == "unreadable/proposal_gone"


def test_nobody_touches_another_s() -> None:
    events = (ev.ProposalSent(PROPOSAL), ev.ProposalEditAsked(PROPOSAL), ev.ProposalWithdrawn(PROPOSAL))
    for event in (*events, a_given_proposal(proposal=PROPOSAL)):
        assert refused(lea(None), event) == "unreadable/proposal_gone"
        assert refused(lea(a_proposal(author=JONAS, stage="unsent")), event) == "unreadable/proposal_gone"


def test_a_learner_agrees_first_and_others_need_no_programme() -> None:
    invited = lea(journey=a_journey(learner=a_learner(stage="invited")))
    assert prompts(decide(invited, ev.ProposalFormAsked())) == ["onboarding/welcome"]
    assert prompts(decide(invited, a_given_proposal())) == ["onboarding/welcome"]
    sponsor = lea(person=a_person(roles=frozenset({"sponsor"})), journey=None)
    assert prompts(decide(sponsor, a_given_proposal())) == ["proposal/check"]


# It has become a practice.


def told(proposal: Proposal | None, **changes: object) -> Decision:
    practice = replace(a_practice(suggestion=PROPOSAL, thanks=A_COLLEAGUE), **changes)
    now = lea(proposal, library=a_library([practice]))
    return decide(now, ev.TouchpointFellDue(a_touchpoint("published", subject=PROPOSAL)))


def test_its_author_is_told_when_it_has_become_a_practice() -> None:
    decision = told(a_proposal(stage="approved"))
    assert say(decision, "proposal/published").data == {"title": "Ask before telling 1", "thanks": A_COLLEAGUE}
    out = kept(decision, Proposal)
    assert (out.stage, out.words) == ("published", {})


def test_nobody_is_told_of_what_is_no_practice_or_of_what_they_know() -> None:
    for decision in (
        told(None),
        told(a_proposal(stage="published")),
        told(a_proposal(stage="approved"), retired=True),
        told(a_proposal(stage="approved"), suggestion="another"),
    ):
        assert decision == Decision(outcome="taken back")


# The forms.


@pytest.mark.parametrize(
    ("name", "about", "event"),
    [
        ("proposal/form", (), ev.ProposalFormAsked()),
        ("proposal/form", (PROPOSAL,), ev.ProposalEditAsked(PROPOSAL)),
        ("proposal/return", (PROPOSAL,), ev.ReturnFormAsked(PROPOSAL)),
        ("proposal/approve", (PROPOSAL,), ev.ApprovalFormAsked(PROPOSAL, editing=False)),
        ("proposal/edit", (PROPOSAL,), ev.ApprovalFormAsked(PROPOSAL, editing=True)),
        ("proposal/edit", (), ev.FormAsked("proposal/edit")),
        ("onboarding/settings", (), ev.FormAsked("onboarding/settings")),
        ("preferences/hours", (), ev.HoursAsked()),
        ("reflection/form", (ATTEMPT,), ev.ReflectionFormAsked(ATTEMPT)),
        ("plan/form", (ATTEMPT,), ev.PlanFormAsked(ATTEMPT)),
        ("feedback/form", (LEA, ATTEMPT), ev.FeedbackFormAsked(LEA, ATTEMPT)),
        ("feedback/form", (LEA, ""), ev.FeedbackFormAsked(LEA)),
        ("project/form", ("hand-over",), ev.ProjectFormAsked(ProjectId("hand-over"))),
    ],
)
def test_a_form_can_be_opened_again(name: str, about: tuple[str, ...], event: ev.Understood) -> None:
    assert forms.opened_by(name, about) == event


GIVEN = dict.fromkeys(PARTS, "some words") | {"micro": ASKING, "credit": "name"}
PASSED = {"strategy": "yes", "rules": "yes"}


def sent(name: str, values: dict[str, str], *about: str) -> ev.Understood:
    return forms.read(ev.Submitted(name, about, values))


def test_forms_are_read() -> None:
    words = dict.fromkeys(PARTS, "some words")
    assert sent("proposal/form", GIVEN) == ev.ProposalGiven(None, words, ASKING, "name")
    assert sent("proposal/form", GIVEN, PROPOSAL) == ev.ProposalGiven(PROPOSAL, words, ASKING, "name")
    assert sent("proposal/approve", PASSED, PROPOSAL) == ev.ProposalApproved(PROPOSAL, None)
    assert sent("proposal/edit", GIVEN | PASSED, PROPOSAL) == ev.ProposalApproved(PROPOSAL, words)
    assert sent("proposal/return", {"reason": "Longer"}, PROPOSAL) == ev.ProposalReturned(PROPOSAL, "Longer")


@pytest.mark.parametrize(
    ("name", "values", "about", "sentence", "field"),
    [
        ("proposal/form", GIVEN | {"did": " "}, (), "empty", "did"),
        ("proposal/form", GIVEN | {"happened": "x" * 4_000}, (), "too_long", "happened"),
        ("proposal/form", GIVEN | {"practise": "x" * 201}, (), "too_long", "practise"),
        ("proposal/form", GIVEN | {"credit": "everybody"}, (), "form", "credit"),
        ("proposal/form", GIVEN | {"micro": ""}, (), "empty", "micro"),
        ("proposal/form", GIVEN, ("one", "two"), "form", None),
        ("proposal/form", GIVEN | {"did": "\x07"}, (), "characters", "did"),
        ("proposal/approve", PASSED | {"rules": "no"}, (PROPOSAL,), "proposal_unfit", "rules"),
        ("proposal/approve", {}, (PROPOSAL,), "proposal_unfit", "strategy"),
        ("proposal/edit", GIVEN, (PROPOSAL,), "proposal_unfit", "strategy"),
        ("proposal/approve", PASSED, (), "form", None),
        ("proposal/return", {}, (PROPOSAL,), "empty", "reason"),
    ],
)
def test_what_can_not_be_read_is_said_where_it_stands(
    name: str, values: dict[str, str], about: tuple[str, ...], sentence: str, field: str | None
) -> None:
    with pytest.raises(UnreadableInputError) as no:
        sent(name, values, *about)
    assert (no.value.prompt, no.value.field) == (f"unreadable/{sentence}", field)
