"""Messages that are owed: claimed under a lease, in each conversation's order, marked by whoever holds the fence."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    String,
    Update,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    null,
    select,
    update,
)

from bot.domain.ids import ConversationId, PersonId, WorkspaceId
from bot.domain.people import Conversation, Person
from bot.runtime.ports import Address, Parcel
from storage import tables as t
from storage.database import Around, Connections
from storage.mapping import load, load_say, millis, moment
from storage.scene import journey_columns, journey_of, with_journey

LEASE = timedelta(seconds=60)
_LEASE_MILLIS = LEASE // timedelta(milliseconds=1)

_message = t.outgoing.c
_earlier = t.outgoing.alias("earlier")
_place = t.conversations.alias("place")
_workspace = t.workspaces.alias("workspace")
_reader = t.people.alias("reader")


class RowOutbox:
    """See ``bot.runtime.ports.Outbox``."""

    def __init__(self, connections: Connections, around: Around) -> None:
        self._connections = connections
        self._around = around

    async def claim(self, at: datetime, limit: int) -> Sequence[Parcel]:
        """At most one of each conversation: whether the next may go is known when this one has gone."""
        now = millis(at)
        async with self._connections.writing() as connection:
            ready = (await connection.execute(_READY, {"now": now, "limit": limit})).all()
            taken = list(_one_of_each_conversation(ready))
            if taken:
                ids = [row.id for row in taken]
                await connection.execute(_TAKE, {"ids": ids, "until": now + _LEASE_MILLIS})
        return [self._parcel(row) for row in taken]

    async def accepted(self, parcel: Parcel, ref: str) -> None:
        """Its words are not kept once they are delivered; an update tells that the earlier message had its effect."""
        async with self._connections.writing() as connection:
            done = _mine(parcel).values(state="accepted", ref=ref, lease_until=None, body="", reason="")
            marked = (await connection.execute(done)).rowcount == 1
            if marked and parcel.replaces is not None:
                await connection.execute(_replaced(parcel).values(state="acted_on"))

    async def retry(self, parcel: Parcel, at: datetime, reason: str) -> None:
        await self._put_back(parcel, at, reason, tries=parcel.tries + 1, held=False)

    async def hold(self, parcel: Parcel, at: datetime, reason: str) -> None:
        await self._put_back(parcel, at, reason, tries=parcel.tries, held=True)

    async def give_up(self, parcel: Parcel, outcome: Literal["failed", "dropped"], reason: str) -> None:
        await self._mark(_mine(parcel).values(state=outcome, reason=reason, lease_until=None))

    async def _put_back(self, parcel: Parcel, at: datetime, reason: str, *, tries: int, held: bool) -> None:
        waiting = {"state": "queued", "next_at": millis(at), "reason": reason, "lease_until": None}
        await self._mark(_mine(parcel).values(**waiting, tries=tries, held=held))

    async def _mark(self, statement: Update) -> None:
        async with self._connections.writing() as connection:
            await connection.execute(statement)

    def _parcel(self, row: Row[Any]) -> Parcel:
        say = load_say(row.body, self._around.codec)
        return Parcel(
            id=row.once,
            say=say,
            conversation=Conversation(ConversationId(row.place), row.kind, row.name, PersonId(row.owner)),
            address=Address(row.platform, WorkspaceId(row.workspace), row.tenant, ConversationId(row.place), row.kind),
            reader=load(Person, row.reader),
            # A lease that ran out is one more try: what ends the program each time must not do so for ever.
            tries=row.tries + (row.state == "sending"),
            fence=row.fence + 1,
            queued_at=moment(row.queued_at),
            planned=row.planned,
            expires_at=None if row.expires_at is None else moment(row.expires_at),
            replaces=row.replaces,
            journey=journey_of(row, self._around) if say.begun else None,
        )


def is_state(table: Any, *states: str) -> ColumnElement[bool]:  # noqa: ANN401 - a table or its alias
    """Written out as in the partial indexes, so that they are used."""
    return table.c.state.in_([literal_column(f"'{state}'") for state in states])


IS_WAITING = is_state(t.outgoing, "queued", "sending")


def waits_behind(now: ColumnElement[int]) -> ColumnElement[bool]:
    """An earlier message of the conversation is under way or waits longer; one that is held lets others pass."""
    waits_longer = (_earlier.c.next_at > now) | (_earlier.c.next_at > _message.next_at)
    passable = _earlier.c.held & (_earlier.c.next_at > now)
    queued = (_earlier.c.state == "queued") & waits_longer & ~passable
    under_way = (_earlier.c.state == "sending") & (_earlier.c.lease_until > now)
    return exists().where(
        is_state(_earlier, "queued", "sending"),
        _earlier.c.conversation == _message.conversation,
        _earlier.c.id < _message.id,
        queued | under_way,
    )


def next_message() -> t.Query:
    """When the first message can go that waits behind no other."""
    at = case((_message.state == "sending", _message.lease_until), else_=_message.next_at)
    return select(func.min(at)).where(IS_WAITING, ~waits_behind(_message.next_at))


def _one_of_each_conversation(ready: Sequence[Row[Any]]) -> Iterator[Row[Any]]:
    """Up to where a conversation would have its second, so that across conversations the order is kept as well."""
    seen: set[str] = set()
    for row in ready:
        if row.conversation in seen:
            return
        seen.add(row.conversation)
        yield row


def _ready() -> t.Query:
    """What may be claimed, with everything that a parcel is made of. Others' claims are passed over, not waited for."""
    now = bindparam("now", type_=BigInteger)
    is_due = (_message.state == "queued") & (_message.next_at <= now)
    is_abandoned = (_message.state == "sending") & (_message.lease_until <= now)
    chosen = (
        select(t.outgoing)
        .where(IS_WAITING, _message.next_at <= now, is_due | is_abandoned, ~waits_behind(now))
        .order_by(_message.next_at, _message.id)
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True)
        .cte("chosen")
    )
    owned = (
        chosen.join(_place, _place.c.id == chosen.c.conversation)
        .join(_workspace, _workspace.c.id == _place.c.workspace)
        .join(_reader, _reader.c.id == _place.c.owner)
    )
    nothing = cast(null(), String)
    everything = with_journey(
        owned, lambda subject: (subject.id == _reader.c.id) & (_place.c.kind == "direct"), nothing, nothing
    )
    return (
        select(
            chosen,
            _place.c.id.label("place"),
            _place.c.kind,
            _place.c.name,
            _place.c.owner,
            _workspace.c.id.label("workspace"),
            _workspace.c.platform,
            _workspace.c.external_id.label("tenant"),
            _reader.c.body.label("reader"),
            _replaces(chosen.c).label("replaces"),
            *journey_columns(),
        )
        .select_from(everything)
        .order_by(chosen.c.next_at, chosen.c.id)
    )


def _replaces(message: Any) -> Any:  # noqa: ANN401 - a table's columns, a scalar subquery
    before = t.outgoing.alias("before")
    return (
        select(before.c.ref)
        .where(
            message.subject != "",
            before.c.conversation == message.conversation,
            before.c.subject == message.subject,
            before.c.id < message.id,
            before.c.state.in_(("accepted", "acted_on")),
        )
        .order_by(before.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _mine(parcel: Parcel) -> Update:
    """Only whoever claimed it last may mark it, and only once."""
    is_mine = (_message.once == parcel.id) & (_message.fence == parcel.fence) & (_message.state == "sending")
    return update(t.outgoing).where(is_mine)


def _replaced(parcel: Parcel) -> Update:
    return update(t.outgoing).where(
        _message.conversation == parcel.conversation.id,
        _message.subject == parcel.say.subject,
        _message.ref == parcel.replaces,
        _message.state == "accepted",
        _message.once != parcel.id,
    )


_READY = _ready()
_TAKE = (
    update(t.outgoing)
    .where(_message.id.in_(bindparam("ids", expanding=True)))
    .values(state="sending", lease_until=bindparam("until", type_=BigInteger), fence=_message.fence + 1)
)
