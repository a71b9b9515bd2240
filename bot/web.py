"""The ASGI app: is it alive, is it ready, what does it count; and the chat products that are mounted."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.domain.errors import CoachError, UnreadableInputError
from bot.runtime.ports import Clock, Health, Store

log = structlog.get_logger()

LATE = timedelta(minutes=5)


def build(
    routes: Sequence[BaseRoute],
    store: Store,
    clock: Clock,
    lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]],
    refuse: Callable[[Request, Exception], Awaitable[Response]] | None,
) -> Starlette:
    """Everything that is served over HTTP."""
    vitals = Vitals(store, clock)
    own = [Route("/healthz", vitals.alive), Route("/readyz", vitals.ready), Route("/metrics", vitals.metrics)]
    handlers: dict[Any, Any] = {HTTPException: _refused, CoachError: _unable, Exception: _our_fault}
    if refuse is not None:
        handlers[UnreadableInputError] = refuse
    return Starlette(routes=[*own, *routes], lifespan=lifespan, exception_handlers=handlers)


class Vitals:
    """What operators and their probes ask."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._registry = CollectorRegistry()
        self._due_lag = Gauge(
            "microcoach_due_lag_seconds", "Age of the oldest touchpoint that is due", registry=self._registry
        )
        self._outbox_age = Gauge(
            "microcoach_outbox_age_seconds", "Age of the oldest message that waits", registry=self._registry
        )
        self._messages = Gauge("microcoach_messages", "Messages by delivery state", ["state"], registry=self._registry)
        self._touchpoints = Gauge("microcoach_touchpoints", "Touchpoints by state", ["state"], registry=self._registry)

    async def alive(self, _request: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(self, _request: Request) -> Response:
        """503 while the database can't be read or written, or while what is due is not being done."""
        try:
            await self._store.touch(self._clock.now())
            health = await self._store.health(self._clock.now())
        except CoachError as error:
            log.warning("database_unusable", reason=str(error))
            return JSONResponse({"ready": False, "database": str(error)}, status_code=503)
        except Exception:
            log.exception("database_unreachable")
            return JSONResponse({"ready": False, "database": "unreachable"}, status_code=503)
        on_time = health.due_lag < LATE and health.outbox_age < LATE
        body = {
            "ready": on_time,
            "database": "ok",
            "scheduler_lag_seconds": health.due_lag.total_seconds(),
            "outbox_age_seconds": health.outbox_age.total_seconds(),
        }
        return JSONResponse(body, status_code=200 if on_time else 503)

    async def metrics(self, _request: Request) -> Response:
        self._measure(await self._store.health(self._clock.now()))
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)

    def _measure(self, health: Health) -> None:
        self._due_lag.set(health.due_lag.total_seconds())
        self._outbox_age.set(health.outbox_age.total_seconds())
        for state, count in health.messages.items():
            self._messages.labels(state).set(count)
        for state, count in health.touchpoints.items():
            self._touchpoints.labels(state).set(count)


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
