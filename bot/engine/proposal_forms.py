"""Reading the forms about proposals."""

from collections.abc import Callable, Mapping

from bot.domain.errors import UnreadableInputError
from bot.domain.ids import MicroId, ProposalId
from bot.domain.proposal import CREDITS, PARTS, Credit, Part
from bot.engine import events as ev
from bot.engine.reading import some_words, words

MOST = 1_000
_MOST_TO_PRACTISE = 200
_CHECKS = ("strategy", "rules")

About = tuple[str, ...]
Values = Mapping[str, ev.Value]


def opened_by(name: str, about: About) -> ev.Understood | None:
    """What a button means that opens one of these forms again."""
    match (name, *about):
        case ("proposal/form",):
            return ev.ProposalFormAsked()
        case ("proposal/form", proposal):
            return ev.ProposalEditAsked(ProposalId(proposal))
        case ("proposal/return", proposal):
            return ev.ReturnFormAsked(ProposalId(proposal))
        case ("proposal/approve" | "proposal/edit", proposal):
            return ev.ApprovalFormAsked(ProposalId(proposal), editing=name == "proposal/edit")
        case _:
            return None


def _proposal(about: About, values: Values) -> ev.ProposalGiven:
    micro = some_words(values, "micro")
    return ev.ProposalGiven(_named(about) if about else None, _parts(values), MicroId(micro), _credit(values))


def _approve(about: About, values: Values) -> ev.ProposalApproved:
    _must_pass(values)
    return ev.ProposalApproved(_named(about), None)


def _edit(about: About, values: Values) -> ev.ProposalApproved:
    _must_pass(values)
    return ev.ProposalApproved(_named(about), _parts(values))


def _return(about: About, values: Values) -> ev.ProposalReturned:
    return ev.ProposalReturned(_named(about), some_words(values, "reason", MOST))


def _parts(values: Values) -> dict[Part, str]:
    return {part: some_words(values, part, _MOST_TO_PRACTISE if part == "practise" else MOST) for part in PARTS}


def _credit(values: Values) -> Credit:
    said = words(values.get("credit", ""), field="credit")
    for credit in CREDITS:
        if said == credit:
            return credit
    raise UnreadableInputError("unreadable/form", field="credit")


def _must_pass(values: Values) -> None:
    """Nothing is approved that does not fit, or that nobody has looked at."""
    for check in _CHECKS:
        if words(values.get(check, ""), field=check) != "yes":
            raise UnreadableInputError("unreadable/proposal_unfit", field=check)


def _named(about: About) -> ProposalId:
    match about:
        case (proposal,):
            return ProposalId(proposal)
        case _:
            raise UnreadableInputError("unreadable/form")


READERS: Mapping[str, Callable[[About, Values], ev.Understood]] = {
    "proposal/form": _proposal,
    "proposal/approve": _approve,
    "proposal/edit": _edit,
    "proposal/return": _return,
}
