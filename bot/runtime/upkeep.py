"""Who looks after the content, and when they are told."""

from collections.abc import Callable, Collection, Container, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.people import Person
from bot.domain.practice import Library
from bot.engine.flows.upkeep import owners, reviews
from bot.runtime.ports import Store

DaysOff = Callable[[str | None], Container[date]]


class People(Protocol):
    async def with_emails(self, emails: Collection[str]) -> Sequence[Person]:
        """The active people who have one of these addresses, in small letters."""
        ...


async def plan_reviews(store: Store, people: People, library: Library, days_off: DaysOff, at: datetime) -> None:
    """Plan ahead when owners are told; what has been told stays told, however often this is done."""
    found = await people.with_emails(owners(library).keys())
    planned = [point for owner in found for point in reviews(library, owner, days_off(owner.country), at)]
    if planned:
        async with store.turn() as turn:
            await turn.schedule(planned)


async def strangers(people: People, library: Library) -> dict[str, int]:
    """The addresses of owners that nobody here has, and how much they look after."""
    looked_after = owners(library)
    here = {person.email for person in await people.with_emails(looked_after.keys())}
    return {owner: count for owner, count in looked_after.items() if owner not in here}
