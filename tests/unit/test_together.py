"""A group commit: what comes while a batch is under way goes together in the next one."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.runtime.together import Together


class Batches:
    """Doubles numbers, when it is let; remembers which came together."""

    def __init__(self) -> None:
        self.seen: list[list[int]] = []
        self.go_on = asyncio.Event()

    async def __call__(self, numbers: Sequence[int]) -> Sequence[int]:
        self.seen.append(list(numbers))
        await self.go_on.wait()
        if 13 in numbers:
            raise ValueError
        return [2 * number for number in numbers]


async def begun(*calls: asyncio.Task[int]) -> None:
    """Each has had its turn of the loop."""
    for _ in calls:
        await asyncio.sleep(0)


async def test_each_gets_its_own_answer_and_few_batches_are_made() -> None:
    batches = Batches()
    double = Together(batches)
    first = asyncio.create_task(double(1))
    await begun(first, first)
    later = [asyncio.create_task(double(number)) for number in (2, 3, 4)]
    await begun(*later)
    batches.go_on.set()
    assert await asyncio.gather(first, *later) == [2, 4, 6, 8]
    assert batches.seen == [[1], [2, 3, 4]]


async def test_what_fails_fails_for_those_who_were_in_it_and_for_no_other() -> None:
    batches = Batches()
    batches.go_on.set()
    double = Together(batches)
    with pytest.raises(ValueError):  # noqa: PT011 - there is nothing to say
        await double(13)
    assert await double(4) == 8


async def test_who_stops_waiting_holds_up_nobody() -> None:
    batches = Batches()
    double = Together(batches)
    impatient, patient = asyncio.create_task(double(1)), asyncio.create_task(double(2))
    await begun(impatient, patient)
    impatient.cancel()
    batches.go_on.set()
    assert await patient == 4
