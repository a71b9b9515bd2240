"""What is said about proposals, with data as the engine gives it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from bot.domain.ids import ProposalId
from bot.engine import events as ev
from bot.engine.effects import Choice, Datum, Field, Form, Option, Say

THIS_ONE = ProposalId("3f0c5c1d2ab94e6f8a7d")
FRIDAY = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
STORY: Mapping[str, Datum] = {
    "happened": "In the Monday review [a colleague] was silent for an hour.",
    "did": "I asked [a colleague] first, before anybody else.",
    "followed": "We heard of the risk a week earlier.",
    "practise": "Asking the quiet person first",
    "skill": "Asking open questions",
}
CREDITS = ("name", "colleague", "none")
KINDS = ("person", "phone", "email", "account", "link")

_SEND = Choice("send", ev.ProposalSent(THIS_ONE))
_EDIT = Choice("edit", ev.ProposalEditAsked(THIS_ONE))
_WITHDRAW = Choice("withdraw", ev.ProposalWithdrawn(THIS_ONE))
_REVIEW = Choice("review", ev.ReviewAsked())
_NEXT = Choice("next", ev.ReviewAsked(THIS_ONE))
_ANSWERS = (
    Choice("approve", ev.ApprovalFormAsked(THIS_ONE, editing=False)),
    Choice("edit", ev.ApprovalFormAsked(THIS_ONE, editing=True)),
    Choice("return", ev.ReturnFormAsked(THIS_ONE)),
)


def _messages() -> Iterable[Say]:
    found: list[Datum] = [{"kind": kind, "count": count} for count, kind in enumerate(KINDS, start=1)]
    for credit in CREDITS:
        yield Say("proposal/check", {**STORY, "credit": credit, "masked": found}, (_SEND, _EDIT, _WITHDRAW))
    yield Say("proposal/check", {**STORY, "skill": "", "credit": "none", "masked": []}, (_SEND, _EDIT, _WITHDRAW))
    yield from (Say("proposal/sent", {"reviewers": count}, (_WITHDRAW,)) for count in (0, 1))
    yield Say("proposal/withdrawn")
    yield Say("proposal/arrived", choices=(_REVIEW,))
    shown: Mapping[str, Datum] = {**STORY, "credited": "", "since": FRIDAY, "waiting": 1}
    yield Say("proposal/review", {**shown, "credit": "name", "credited": "Ada Okafor"}, _ANSWERS)
    yield Say("proposal/review", {**shown, "credit": "colleague"}, _ANSWERS)
    yield Say("proposal/review", {**shown, "credit": "none", "waiting": 3}, (*_ANSWERS, _NEXT))
    yield Say("proposal/nothing")
    for stage in ("approved", "returned"):
        yield Say("proposal/answered", {"practise": STORY["practise"], "stage": stage}, (_NEXT,))
    yield Say("proposal/approved", STORY)
    yield Say("proposal/returned", {**STORY, "reason": "Say more of what was done."}, (_EDIT, _WITHDRAW))
    for thanks in ("colleague", "Ada Okafor", ""):
        yield Say("proposal/published", {"title": "The quiet one first", "thanks": thanks})


_STORY_FIELDS = (*(Field(part, "long") for part in ("happened", "did", "followed")), Field("practise", "text"))
_CHECKS = tuple(Field(check, "choice", options=(Option("yes"), Option("no"))) for check in ("strategy", "rules"))
_SKILLS = Field("micro", "choice", options=(Option("ask", "Asking open questions"), Option("wait", "Waiting")))
_CREDIT = Field("credit", "choice", options=tuple(map(Option, CREDITS)), value="none")

PROPOSAL_MESSAGES: Sequence[Say] = tuple(_messages())
PROPOSAL_FORMS: Sequence[Form] = (
    Form("proposal/form", (), (*_STORY_FIELDS, _SKILLS, _CREDIT), "n7", {"manager": True}),
    Form("proposal/form", (THIS_ONE,), (*_STORY_FIELDS, _SKILLS, _CREDIT), "n8", {"manager": False}),
    Form("proposal/approve", (THIS_ONE,), _CHECKS, "n9"),
    Form("proposal/edit", (THIS_ONE,), (*_STORY_FIELDS, *_CHECKS), "n10"),
    Form("proposal/return", (THIS_ONE,), (Field("reason", "long"),), "n11"),
)
