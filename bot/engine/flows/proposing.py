"""Suggesting something for the library: written, masked, looked at, and only then sent to whoever may approve it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.domain.errors import UnreadableInputError
from bot.domain.ids import MicroId, ProposalId
from bot.domain.masking import Masked, mask, together
from bot.domain.practice import Practice
from bot.domain.proposal import CREDITS, PARTS, Part, Proposal, Stage
from bot.domain.touchpoint import Touchpoint
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Datum, Field, Form, Open, Option, Say
from bot.engine.situation import Situation

_WORDS_ARE_OPEN: tuple[Stage, ...] = ("unsent", "returned")
_MAY_BE_TAKEN_BACK: tuple[Stage, ...] = ("unsent", "waiting", "returned")


def open_form(now: Situation) -> Decision:
    return Decision(effects=(Open(_form(now, None)),))


def open_again(now: Situation) -> Decision:
    """Its author may change it until it is sent, and when it comes back."""
    return Decision(effects=(Open(_form(now, _own(now, _WORDS_ARE_OPEN))),))


def give(now: Situation, event: ev.ProposalGiven) -> Decision:
    """Masked at once: from here on there is nothing else. Its author sees what others would read."""
    before = _own(now, _WORDS_ARE_OPEN) if event.proposal else None
    if event.micro not in now.library.framework.micro_competencies:
        raise UnreadableInputError("unreadable/form", field="micro")
    masked: dict[Part, Masked] = {part: mask(event.words[part], now.tray.names, now.library.locale) for part in PARTS}
    proposal = Proposal(
        id=before.id if before else ProposalId(now.id("proposal")),
        author=now.person.id,
        micro=event.micro,
        words={part: masked[part].text for part in PARTS},
        credit=event.credit,
        stage="unsent",
        since=now.at,
        turns=before.turns if before else 0,
    )
    data: dict[str, Datum] = {**story(now, proposal), "credit": event.credit, "masked": _found(masked)}
    choices = (
        Choice("send", ev.ProposalSent(proposal.id)),
        Choice("edit", ev.ProposalEditAsked(proposal.id)),
        Choice("withdraw", ev.ProposalWithdrawn(proposal.id)),
    )
    return Decision((proposal,), (Say("proposal/check", data, choices, subject=_subject(proposal)),))


def send(now: Situation) -> Decision:
    """To those who may review it, and to nobody else."""
    sent = replace(_own(now, ("unsent",)), stage="waiting", since=now.at)
    take_back = (Choice("withdraw", ev.ProposalWithdrawn(sent.id)),)
    told = Say("proposal/sent", {"reviewers": len(now.tray.reviewers)}, take_back, subject=_subject(sent))
    review = (Choice("review", ev.ReviewAsked()),)
    return Decision((sent,), (told, *(Say("proposal/arrived", choices=review, to=one) for one in now.tray.reviewers)))


def withdraw(now: Situation) -> Decision:
    """Nothing of it stays."""
    proposal = _own(now, _MAY_BE_TAKEN_BACK)
    gone = replace(proposal, words={}, reason="", stage="withdrawn", since=now.at)
    return Decision((gone,), (Say("proposal/withdrawn", subject=_subject(proposal)),))


def published(now: Situation, touchpoint: Touchpoint) -> Decision:
    """What was approved has become a practice; from now on its words are there."""
    proposal = now.tray.proposal
    practice = practice_of(now.library.practices.values(), touchpoint.subject)
    if proposal is None or proposal.stage != "approved" or practice is None:
        return Decision(outcome="taken back")
    out = replace(proposal, words={}, reason="", stage="published", since=now.at)
    told = Say("proposal/published", {"title": practice.title, "thanks": practice.thanks}, begun=True)
    return Decision((out,), (told,))


def practice_of(practices: Iterable[Practice], proposal: str) -> Practice | None:
    """The first practice in use that came of this proposal."""
    return next((it for it in practices if it.suggestion == proposal and not it.retired), None)


def story(now: Situation, proposal: Proposal) -> dict[str, Datum]:
    """A proposal as it can be read; a skill that the library no longer has, has no name."""
    micro = now.library.framework.micro_competencies.get(proposal.micro)
    return {**{part: proposal.words.get(part, "") for part in PARTS}, "skill": micro.name if micro else ""}


def part_fields(words: Mapping[Part, str]) -> tuple[Field, ...]:
    return tuple(Field(part, "text" if part == "practise" else "long", value=words.get(part, "")) for part in PARTS)


def _form(now: Situation, proposal: Proposal | None) -> Form:
    micros = now.library.framework.micro_competencies.values()
    skills = tuple(Option(micro.id, micro.name) for micro in micros)
    known = proposal.micro if proposal and proposal.micro in {micro.id for micro in micros} else MicroId("")
    fields = (
        *part_fields(proposal.words if proposal else {}),
        Field("micro", "choice", options=skills, value=known),
        Field("credit", "choice", options=tuple(map(Option, CREDITS)), value=proposal.credit if proposal else "none"),
    )
    about = (proposal.id,) if proposal else ()
    return Form("proposal/form", about, fields, now.id("form"), {"manager": now.person.manager is not None})


def _found(masked: Mapping[Part, Masked]) -> list[Datum]:
    return [{"kind": kind, "count": count} for kind, count in together(masked.values()).items()]


def _own(now: Situation, stages: tuple[Stage, ...]) -> Proposal:
    """The sender's own, at one of these stages."""
    proposal = now.tray.proposal
    if proposal is None or proposal.author != now.person.id or proposal.stage == "withdrawn":
        raise UnreadableInputError("unreadable/proposal_gone")
    if proposal.stage not in stages:
        raise UnreadableInputError("unreadable/proposal_moved")
    return proposal


def _subject(proposal: Proposal) -> str:
    """One message shows how far it is; given back, it begins with a new one."""
    return f"proposal:{proposal.id}:{proposal.turns}"
