"""Reviewing what was suggested: one at a time, masked, and its author only as they wish to be named."""

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.errors import UnreadableInputError
from bot.domain.masking import mask
from bot.domain.proposal import PARTS, Part, Proposal
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Datum, Field, Form, Open, Option, Say
from bot.engine.flows.proposing import part_fields, story
from bot.engine.situation import Situation

_CHECKS = ("strategy", "rules")
_ANSWERS = (Option("yes"), Option("no"))


def show(now: Situation) -> Decision:
    """The oldest that waits, or the one after it."""
    proposal = now.tray.proposal
    if proposal is None:
        return Decision(effects=(Say("proposal/nothing"),))
    data: dict[str, Datum] = {
        **story(now, proposal),
        "credited": now.tray.credited,
        "credit": proposal.credit,
        "since": proposal.since,
        "waiting": now.tray.waiting,
    }
    choices = (
        Choice("approve", ev.ApprovalFormAsked(proposal.id, editing=False)),
        Choice("edit", ev.ApprovalFormAsked(proposal.id, editing=True)),
        Choice("return", ev.ReturnFormAsked(proposal.id)),
        *((Choice("next", ev.ReviewAsked(proposal.id)),) if now.tray.waiting > 1 else ()),
    )
    return Decision(effects=(Say("proposal/review", data, choices, subject=_subject(proposal)),))


def open_approval(now: Situation, event: ev.ApprovalFormAsked) -> Decision:
    """Nothing is approved before both questions are answered."""
    proposal = _waiting(now)
    checks = tuple(Field(check, "choice", options=_ANSWERS) for check in _CHECKS)
    if event.editing:
        fields = (*part_fields(proposal.words), *checks)
        return Decision(effects=(Open(Form("proposal/edit", (proposal.id,), fields, now.id("form"))),))
    return Decision(effects=(Open(Form("proposal/approve", (proposal.id,), checks, now.id("form"))),))


def open_return(now: Situation) -> Decision:
    reason = (Field("reason", "long"),)
    return Decision(effects=(Open(Form("proposal/return", (_waiting(now).id,), reason, now.id("form"))),))


def approve(now: Situation, event: ev.ProposalApproved) -> Decision:
    """A writer may have it now; its author reads it as it was approved."""
    proposal = _waiting(now)
    words = _masked(now, event.words) if event.words else proposal.words
    approved = replace(proposal, words=words, stage="approved", since=now.at)
    told = Say("proposal/approved", story(now, approved), to=approved.author, begun=True)
    return Decision((approved,), (_answered(now, approved), told))


def give_back(now: Situation, event: ev.ProposalReturned) -> Decision:
    """With a reason; its author may change it and send it again."""
    proposal = _waiting(now)
    reason = mask(event.reason, now.tray.names, now.library.locale).text
    back = replace(proposal, stage="returned", since=now.at, reason=reason, turns=proposal.turns + 1)
    choices = (
        Choice("edit", ev.ProposalEditAsked(back.id)),
        Choice("withdraw", ev.ProposalWithdrawn(back.id)),
    )
    data: dict[str, Datum] = {**story(now, back), "reason": reason}
    told = Say(
        "proposal/returned", data, choices, to=back.author, begun=True, subject=f"proposal:{back.id}:{back.turns}"
    )
    return Decision((back,), (_answered(now, back), told))


def _waiting(now: Situation) -> Proposal:
    """The one that is named, if this person may review it and nobody has answered it."""
    proposal = now.tray.proposal
    if proposal is None or proposal.author == now.person.id:
        raise UnreadableInputError("unreadable/proposal_gone")
    if proposal.stage != "waiting":
        raise UnreadableInputError("unreadable/proposal_answered")
    return proposal


def _masked(now: Situation, words: Mapping[Part, str]) -> dict[Part, str]:
    return {part: mask(words[part], now.tray.names, now.library.locale).text for part in PARTS}


def _answered(now: Situation, proposal: Proposal) -> Say:
    """In the place of the card with its buttons."""
    left = max(0, now.tray.waiting - 1)
    data: dict[str, Datum] = {"practise": proposal.words["practise"], "stage": proposal.stage, "waiting": left}
    choices = (Choice("next", ev.ReviewAsked()),) if left else ()
    return Say("proposal/answered", data, choices, subject=_subject(proposal))


def _subject(proposal: Proposal) -> str:
    return f"review:{proposal.id}:{proposal.turns}"
