"""Letting go of what nobody needs any more, a thousand rows at a time, so that nothing waits for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, delete, exists, select, tuple_

from storage import tables as t
from storage.database import Connections
from storage.forgetting import forgetting
from storage.mapping import millis
from storage.writing import is_state

_PORTION = 1_000
_STILL_REPLACED = timedelta(days=365)
_USED_UP = timedelta(days=1)
_ASKED_LATELY = timedelta(days=120)
_NEVER_TOLD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Keep:
    """How long what is over stays.

    What was heard (a platform repeats it for minutes), what was sent or planned, and what was rated. A proposal that
    its author left lying goes like what was sent.
    """

    heard: timedelta
    delivered: timedelta
    ratings: timedelta = timedelta(days=730)


class Retention:
    """Several processes may do it at once: each row goes once."""

    def __init__(self, connections: Connections, keep: Keep) -> None:
        self._connections = connections
        self._keep = keep

    async def sweep(self, at: datetime) -> Mapping[str, int]:
        """How many rows of each table went."""
        since = millis(at - self._keep.delivered)
        point = t.touchpoints.c
        over: dict[Table, ColumnElement[bool]] = {
            t.heard: t.heard.c.at < millis(at - self._keep.heard),
            t.touchpoints: ~is_state(t.touchpoints, "pending") & (point.settled_at < since),
            t.outgoing: _is_over(since, millis(at - _STILL_REPLACED)),
            t.proposals: is_state(t.proposals, "unsent", "returned", "withdrawn") & (t.proposals.c.since < since),
            t.strangers: t.strangers.c.expires_at <= millis(at),
            t.requests: _is_forgotten(at),
            t.paces: t.paces.c.used_until < millis(at - _USED_UP),
        }
        over[t.assessments] = t.assessments.c.at < millis(at - self._keep.ratings)
        return {table.name: await self._let_go(table, rows) for table, rows in over.items()}

    async def _let_go(self, table: Table, over: ColumnElement[bool]) -> int:
        keys = list(table.primary_key)
        some = select(*keys).where(over).order_by(*keys).limit(_PORTION)
        gone = 0
        while True:
            async with self._connections.writing() as connection, forgetting(connection):
                deleted = await connection.execute(delete(table).where(tuple_(*keys).in_(some)))
            gone += deleted.rowcount
            if deleted.rowcount < _PORTION:
                return gone


def _is_forgotten(at: datetime) -> ColumnElement[bool]:
    """That somebody was asked keeps rounds apart for a while; an answer that was never told goes sooner."""
    request = t.requests.c
    never_told = is_state(t.requests, "answered") & (request.until < millis(at - _NEVER_TOLD))
    return never_told | (request.until < millis(at - _ASKED_LATELY))


def _is_over(since: int, long_since: int) -> ColumnElement[bool]:
    """Settled messages, but not the latest on its subject: an update may still take its place."""
    message, newer = t.outgoing.c, t.outgoing.alias("newer")
    superseded = exists().where(
        newer.c.conversation == message.conversation,
        newer.c.subject == message.subject,
        newer.c.id > message.id,
        newer.c.state.in_(("accepted", "acted_on")),
    )
    is_settled = ~is_state(t.outgoing, "queued", "sending", "uncertain")
    is_free = (message.subject == "") | ~message.state.in_(("accepted", "acted_on")) | superseded
    return is_settled & (message.queued_at < since) & (is_free | (message.queued_at < long_since))
