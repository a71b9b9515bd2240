"""The ASGI app: is it alive, is it ready, what does it count; and the chat products that are mounted."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, get_args

import structlog
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.domain.errors import CoachError, UnreadableInputError
from bot.metrics import Metrics
from bot.runtime.meter import Pulse
from bot.runtime.ports import Clock, Delivery, Health, Store

log = structlog.get_logger()

_TICK_IS_LATE = timedelta(minutes=1)


def build(
    routes: Sequence[BaseRoute],
    vitals: "Vitals",
    lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]],
    refuse: Callable[[Request, Exception], Awaitable[Response]] | None,
) -> Starlette:
    """Everything that is served over HTTP."""
    own = [Route("/healthz", vitals.alive), Route("/readyz", vitals.ready), Route("/metrics", vitals.metrics)]
    handlers: dict[Any, Any] = {HTTPException: _refused, CoachError: _unable, Exception: _our_fault}
    if refuse is not None:
        handlers[UnreadableInputError] = refuse
    return Starlette(routes=[*own, *routes], lifespan=lifespan, exception_handlers=handlers)


@dataclass(frozen=True, slots=True)
class Vitals:
    """What operators and their probes ask.

    ``pulse`` is the heartbeat of a process that does what is due; only such a one is unready when that is ``late``.
    """

    store: Store
    clock: Clock
    metrics_of: Metrics
    late: timedelta
    pulse: Pulse | None

    async def alive(self, _request: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(self, _request: Request) -> Response:
        """503 while the database can't be read or written, or while this process does not do what is due."""
        at = self.clock.now()
        try:
            await self.store.touch(at)
            health = await self.store.health(at)
        except CoachError as error:
            log.warning("database_unusable", reason=str(error))
            return JSONResponse({"ready": False, "database": str(error)}, status_code=503)
        except Exception:
            log.exception("database_unreachable")
            return JSONResponse({"ready": False, "database": "unreachable"}, status_code=503)
        reason = self._behind(health, at)
        body = {
            "ready": not reason,
            "database": "ok",
            "scheduler_lag_seconds": health.due_lag.total_seconds(),
            "outbox_age_seconds": health.outbox_age.total_seconds(),
        }
        return JSONResponse(body | ({"reason": reason} if reason else {}), status_code=503 if reason else 200)

    async def metrics(self, _request: Request) -> Response:
        health = await self.store.health(self.clock.now())
        last_tick = None if self.pulse is None else self.pulse.last_tick
        return Response(self.metrics_of.page(health, get_args(Delivery), last_tick), media_type=CONTENT_TYPE_LATEST)

    def _behind(self, health: Health, at: datetime) -> str:
        """Why this process can't be counted on; one that only listens is not to blame for those that work."""
        if self.pulse is None:
            return ""
        if self.pulse.last_tick is not None and at - self.pulse.last_tick > _TICK_IS_LATE:
            return "nobody looks for what is due"
        if health.due_lag > self.late:
            return "what is due is late"
        return "messages wait too long" if health.outbox_age > self.late else ""


async def _refused(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else ""
    return JSONResponse({"error": f"{detail}."}, status_code=status)


async def _unable(request: Request, error: Exception) -> Response:
    """What has a remedy, but not one that the sender knows: they may try again."""
    log.error("request_unanswered", path=request.url.path, reason=str(error))
    return JSONResponse({"error": str(error)}, status_code=503)


async def _our_fault(request: Request, _error: Exception) -> Response:
    """The one place where a fault of ours ends that came in over HTTP. Starlette has logged it by then."""
    log.error("request_failed", path=request.url.path)
    return JSONResponse({"error": "Something went wrong here, and it is our turn to mend it."}, status_code=500)
