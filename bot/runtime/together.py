"""Calls that come while an earlier batch is under way go together in the next one: a group commit."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_MOST = 500


class Together(Generic[Item, Result]):
    """``act`` does several things in one go and gives a result for each; here they are asked for one by one."""

    def __init__(self, act: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]]) -> None:
        self._act = act
        self._asked: list[tuple[Item, asyncio.Future[Result]]] = []
        self._acting: asyncio.Task[None] | None = None

    async def __call__(self, item: Item) -> Result:
        """Raises what the batch raised in which it was done."""
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._asked.append((item, answer))
        if self._acting is None:
            self._acting = asyncio.create_task(self._act_on_all())
        return await answer

    async def _act_on_all(self) -> None:
        while self._asked:
            batch, self._asked = self._asked[:_MOST], self._asked[_MOST:]
            try:
                results = await self._act([item for item, _ in batch])
            except Exception as error:  # noqa: BLE001 - it rises where each was asked for
                self._answer([(answer, error) for _, answer in batch])
            else:
                self._answer(list(zip([answer for _, answer in batch], results, strict=True)))
        self._acting = None

    @staticmethod
    def _answer(answers: Sequence[tuple[asyncio.Future[Result], Result | Exception]]) -> None:
        """Whoever has stopped waiting gets none."""
        for answer, result in answers:
            if answer.done():
                continue
            if isinstance(result, Exception):
                answer.set_exception(result)
            else:
                answer.set_result(result)
