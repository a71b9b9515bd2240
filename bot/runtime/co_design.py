"""What may be looked at for an event about proposals; and telling an author that theirs has become a practice."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.calendar import WorkingTime, zone_of
from bot.domain.ids import ProposalId
from bot.domain.learner import Rhythm
from bot.domain.people import Person
from bot.domain.practice import Library
from bot.domain.proposal import Tray
from bot.domain.touchpoint import Touchpoint
from bot.engine import events as ev
from bot.runtime.ports import Store, Turn
from bot.runtime.upkeep import DaysOff

_WORTH_SENDING = timedelta(days=60)


class Authors(Protocol):
    async def of_approved(self, proposals: Collection[str]) -> Sequence[tuple[ProposalId, Person]]:
        """Those among them that have been approved, and are no practice yet, with their authors who are still here."""
        ...


async def tray_for(turn: Turn, event: ev.Understood, who: Person) -> Tray:
    """Nothing, for an event that is about something else."""
    match event:
        case ev.ProposalGiven(proposal):
            own = await turn.own_proposal(who.id, proposal) if proposal else None
            return Tray(own, names=await turn.names(who.id))
        case ev.ProposalSent(proposal):
            own, reviewers = await turn.own_proposal(who.id, proposal), await turn.reviewers(who.id)
            return Tray(own, reviewers=tuple(reviewers))
        case ev.ProposalEditAsked(proposal) | ev.ProposalWithdrawn(proposal):
            return Tray(await turn.own_proposal(who.id, proposal))
        case _:
            return await _for_review(turn, event, who)


async def _for_review(turn: Turn, event: ev.Understood, who: Person) -> Tray:
    match event:
        case ev.ReviewAsked(after):
            return await turn.review(who, None, after)
        case ev.ApprovalFormAsked(proposal) | ev.ReturnFormAsked(proposal):
            return await turn.review(who, proposal, None)
        case ev.ProposalApproved(proposal) | ev.ProposalReturned(proposal):
            return replace(await turn.review(who, proposal, None), names=await turn.names(who.id))
        case _:
            return Tray()


async def tray_due(turn: Turn, touchpoint: Touchpoint) -> Tray:
    if touchpoint.kind != "published":
        return Tray()
    return Tray(await turn.own_proposal(touchpoint.person, ProposalId(touchpoint.subject)))


async def plan_thanks(store: Store, authors: Authors, library: Library, days_off: DaysOff, at: datetime) -> None:
    """Plan to tell whoever proposed what is a practice by now, once, in working hours."""
    made = {it.suggestion for it in library.practices.values() if it.suggestion and not it.retired}
    found = await authors.of_approved(made) if made else ()
    planned = [_thanks(proposal, author, days_off, at) for proposal, author in found]
    if planned:
        async with store.turn() as turn:
            await turn.schedule(planned)


def _thanks(proposal: ProposalId, author: Person, days_off: DaysOff, at: datetime) -> Touchpoint:
    rhythm = Rhythm()
    zone = zone_of(author.zone)
    hours = WorkingTime(zone, rhythm.opens, rhythm.closes, rhythm.days, (), days_off(author.country))
    due = hours.next_opening(at) or at
    return Touchpoint(author.id, "published", proposal, due, due + _WORTH_SENDING, subject=proposal)
