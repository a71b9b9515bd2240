"""A chat product behind a real socket that a test makes fail, and the messenger that the program reaches it by."""

import asyncio
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Condition, Thread
from typing import Literal

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.domain.errors import AnswerLostError, RateLimitedError, UnreachableError
from bot.rendering.message import Message
from bot.runtime.ports import Address
from tests.e2e.program import free_port

Fault = Literal["drop the answer", "answer late", "deliver and say 500", "say 500", "say 429", "refuse"]
PATIENCE = 0.5
_LATE = 1.5
_RETRY_AFTER = 7
_BOUND = 90


class HttpMessenger:
    """What an adapter does, with nothing of a chat product in it."""

    remembers = True

    def __init__(self, url: str) -> None:
        self._http = httpx.AsyncClient(base_url=url, timeout=PATIENCE)

    async def send(self, to: Address, message: Message, key: str, at: datetime) -> str:
        del at
        answer = await self._post("/send", {"key": key, "to": to.conversation, "text": message.text})
        match answer.status_code:
            case 429:
                raise RateLimitedError(timedelta(seconds=int(answer.headers["Retry-After"])))
            case 503:
                raise UnreachableError("not now")
            case 200:
                return str(answer.json()["ref"])
            case _:
                raise AnswerLostError(f"it said {answer.status_code}")

    async def update(self, to: Address, message: Message, ref: str, key: str, at: datetime) -> str:
        await self.send(to, message, key, at)
        return ref

    async def find(self, to: Address, key: str, since: datetime) -> str | None:
        del to, since
        answer = await self._post("/find", {"key": key})
        found: str | None = answer.json()["ref"]
        return found

    async def _post(self, path: str, body: dict[str, str]) -> httpx.Response:
        try:
            return await self._http.post(path, json=body)
        except httpx.ConnectError as error:
            raise UnreachableError("nobody listens") from error
        except httpx.TransportError as error:
            raise AnswerLostError("nobody answered") from error


@dataclass
class Standin:
    """``faults`` come one after the other, each for one message that is sent; then all is well."""

    url: str
    faults: list[Fault] = field(default_factory=list[Fault])
    arrived: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    slowly: float = 0
    _news: Condition = field(default_factory=Condition)

    def counts(self) -> Counter[str]:
        """How often each conversation heard something."""
        with self._news:
            return Counter(place for _, place in self.arrived)

    def wait(self, arrivals: int) -> None:
        with self._news:
            assert self._news.wait_for(lambda: len(self.arrived) >= arrivals, _BOUND), self.arrived

    async def send(self, request: Request) -> Response:
        body = await request.json()
        await asyncio.sleep(self.slowly)
        fault = self.faults.pop(0) if self.faults else None
        match fault:
            case "say 429":
                return Response(status_code=429, headers={"Retry-After": str(_RETRY_AFTER)})
            case "say 500":
                return Response(status_code=500)
            case "refuse":
                return Response(status_code=503)
            case _:
                self._arrive(body["key"], body["to"])
        if fault == "deliver and say 500":
            return Response(status_code=500)
        if fault in {"drop the answer", "answer late"}:
            await asyncio.sleep(_LATE)  # nobody waits that long
        return JSONResponse({"ref": body["key"]})

    async def find(self, request: Request) -> Response:
        key = (await request.json())["key"]
        return JSONResponse({"ref": key if any(key == arrived for arrived, _ in self.arrived) else None})

    def _arrive(self, key: str, place: str) -> None:
        with self._news:
            self.arrived.append((key, place))
            self._news.notify_all()


@contextmanager
def standin() -> Generator[Standin]:
    """It listens until the test is over."""
    port = free_port()
    made = Standin(f"http://127.0.0.1:{port}")
    routes = [Route("/send", made.send, methods=["POST"]), Route("/find", made.find, methods=["POST"])]
    config = uvicorn.Config(Starlette(routes=routes), host="127.0.0.1", port=port, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.should_exit = True
        thread.join()
