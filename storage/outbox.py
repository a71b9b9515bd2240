"""Messages that are owed: read lane by lane, marked before and after the send by whoever holds the lane."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Row,
    String,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ConversationId, PersonId, WorkspaceId
from bot.domain.people import Conversation, Person
from bot.runtime.ports import Accepted, Address, Fate, GivenUp, Hold, Lost, Parcel, PutBack, Ready, Used
from storage import lanes
from storage import tables as t
from storage.database import Around, Connections
from storage.mapping import load, load_say, millis, moment
from storage.scene import journey_columns, journey_of, with_journey
from storage.writing import is_state, put

_message = t.outgoing.c
_first = t.outgoing.alias("first")
_place = t.conversations.alias("place")
_workspace = t.workspaces.alias("workspace")
_reader = t.people.alias("reader")
_identity = t.identities.alias("identity")


class RowOutbox:
    """See ``bot.runtime.ports.Outbox``."""

    def __init__(self, connections: Connections, around: Around) -> None:
        self._connections = connections
        self._around = around

    async def take(self, asked: Sequence[WorkspaceId], at: datetime) -> Mapping[WorkspaceId, Hold]:
        async with self._connections.writing() as connection:
            return await lanes.take(connection, asked, at)

    async def ready(self, holds: Sequence[Hold], at: datetime, limit: int) -> Sequence[Ready]:
        found: list[list[Parcel]] = []
        async with self._connections.reading() as connection:
            for hold in holds:
                rows = await connection.execute(_READY, {"lane": hold.lane, "now": millis(at), "limit": limit})
                found.append([self._parcel(row) for row in rows])
            used = await _used(connection, found)
        return [Ready(parcels, used) for parcels in found]

    async def begin(self, tries: Sequence[tuple[Hold, Sequence[Parcel], Used]], at: datetime) -> Sequence[Parcel]:
        async with self._connections.writing() as connection:
            held = await lanes.still_held(connection, [hold for hold, _, _ in tries], at)
            mine = [one for one in tries if one[0].lane in held]
            asked = {parcel.id: parcel for _, parcels, _ in mine for parcel in parcels}
            begun = await connection.execute(_BEGIN, {"ids": list(asked), "now": millis(at)})
            fences = {row.once: row.fence for row in begun}
            paces = {key: until for _, _, used in mine for key, until in used.items()}
            rows = [{"scope": scope, "name": name, "used_until": millis(at)} for (scope, name), at in paces.items()]
            await put(connection, t.paces, sorted(rows, key=lambda row: (row["scope"], row["name"])))
        return [replace(asked[once], fence=fence, sent_at=at) for once, fence in fences.items()]

    async def record(self, fates: Sequence[tuple[Parcel, Fate]]) -> None:
        """The words are not kept once they are delivered; an update tells that the earlier message had its effect."""
        ordered = sorted(fates, key=lambda one: one[0].id)
        replaced = [_replaced(parcel) for parcel, fate in ordered if isinstance(fate, Accepted) and parcel.replaces]
        async with self._connections.writing() as connection:
            await connection.execute(_RECORD, [_marks(parcel, fate) for parcel, fate in ordered])
            if replaced:
                await connection.execute(_REPLACED, replaced)

    async def release(self, holds: Sequence[tuple[Hold, datetime | None]]) -> None:
        async with self._connections.writing() as connection:
            await lanes.release(connection, holds)

    async def free(self) -> None:
        """Nobody else sends from this database: what the last process held is free."""
        async with self._connections.writing() as connection:
            await lanes.free(connection)

    def _parcel(self, row: Row[Any]) -> Parcel:
        say = load_say(row.body, self._around.codec)
        place = ConversationId(row.conversation)
        return Parcel(
            id=row.once,
            say=say,
            conversation=Conversation(place, row.kind, row.name, PersonId(row.owner)),
            address=Address(
                platform=row.platform,
                workspace=WorkspaceId(row.lane),
                tenant=row.tenant,
                conversation=place,
                kind=row.kind,
                place=row.external_id,
                person=row.identity or "",
                reference=row.reference,
                installed=row.installed,
            ),
            reader=load(Person, row.reader),
            tries=row.tries,
            lost=row.lost,
            fence=row.fence,
            queued_at=moment(row.queued_at),
            sent_at=None if row.sent_at is None else moment(row.sent_at),
            planned=row.planned,
            expires_at=None if row.expires_at is None else moment(row.expires_at),
            replaces=row.replaces,
            journey=journey_of(row, self._around) if say.begun else None,
        )


async def _used(connection: AsyncConnection, found: Sequence[Sequence[Parcel]]) -> Used:
    """How far the limits of these lanes and conversations are used up; one query for all."""
    to = [parcel.address for parcels in found for parcel in parcels]
    scopes = {address.workspace for address in to} | {address.conversation for address in to}
    if not scopes:
        return {}
    pace = t.paces.c
    rows = await connection.execute(select(t.paces).where(pace.scope.in_(scopes)))
    return {(row.scope, row.name): moment(row.used_until) for row in rows}


IS_WAITING = is_state(t.outgoing, "queued", "sending", "uncertain")


def waits_behind(now: ColumnElement[int]) -> ColumnElement[bool]:
    """One that goes first is not settled: an earlier one, and an answer before what the bot begins.

    One that is held lets others pass.
    """
    is_earlier = (_first.c.begun == _message.begun) & (_first.c.id < _message.id)
    is_answer = ~_first.c.begun & _message.begun
    is_passable = _first.c.held & (_first.c.next_at > now)
    return exists().where(
        is_state(_first, "queued", "sending", "uncertain"),
        _first.c.conversation == _message.conversation,
        is_earlier | is_answer,
        ~is_passable,
    )


def next_message() -> t.Query:
    """When the first message can go that waits behind no other; one that is being sent, when its lane is free."""
    lane = t.lanes.c
    at = case(
        (_message.state == "sending", lane.lease_until),
        (lane.paused_until > _message.next_at, lane.paused_until),
        else_=_message.next_at,
    )
    ways = t.outgoing.outerjoin(t.lanes, lane.workspace == _message.lane)
    return select(func.min(at)).select_from(ways).where(IS_WAITING, ~waits_behind(_message.next_at))


def _ready() -> t.Query:
    """What may be sent in a lane, with everything that a parcel is made of."""
    now = bindparam("now", type_=BigInteger)
    chosen = (
        select(t.outgoing)
        .where(
            IS_WAITING,
            _message.lane == bindparam("lane"),
            _message.next_at <= now,
            is_state(t.outgoing, "queued", "uncertain"),
            ~waits_behind(now),
        )
        .order_by(_message.begun, _message.next_at, _message.id)
        .limit(bindparam("limit"))
        .cte("chosen")
    )
    owned = (
        chosen.join(_place, _place.c.id == chosen.c.conversation)
        .join(_workspace, _workspace.c.id == chosen.c.lane)
        .join(_reader, _reader.c.id == _place.c.owner)
        .outerjoin(_identity, (_identity.c.workspace == chosen.c.lane) & (_identity.c.person == _place.c.owner))
    )
    nothing = cast(null(), String)
    is_readers_own = chosen.c.begun & (_place.c.kind == "direct")
    everything = with_journey(owned, lambda subject: (subject.id == _reader.c.id) & is_readers_own, nothing, nothing)
    return (
        select(
            chosen,
            _place.c.kind,
            _place.c.name,
            _place.c.owner,
            _place.c.external_id,
            _place.c.reference,
            _workspace.c.platform,
            (_workspace.c.installed & func.coalesce(_identity.c.active, true())).label("installed"),
            _workspace.c.external_id.label("tenant"),
            _identity.c.external_id.label("identity"),
            _reader.c.body.label("reader"),
            _replaces(chosen.c).label("replaces"),
            *journey_columns(),
        )
        .select_from(everything)
        .order_by(chosen.c.begun, chosen.c.next_at, chosen.c.id)
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


def _marks(parcel: Parcel, fate: Fate) -> dict[str, Any]:
    """The parameters of ``_RECORD``: what the row will say."""
    same = {
        "parcel": parcel.id,
        "mine": parcel.fence,
        "next": millis(parcel.queued_at),
        "tried": parcel.tries,
        "away": parcel.lost,
        "wait": False,
        "why": "",
        "at": None,
        "keep": True,
    }
    match fate:
        case Accepted(ref):
            return same | {"now": "accepted", "at": ref, "keep": False}
        case PutBack(at, reason, held):
            state = "uncertain" if parcel.lost else "queued"
            tried = parcel.tries + (not held)
            return same | {"now": state, "next": millis(at), "tried": tried, "wait": held, "why": reason}
        case Lost(at, reason):
            return same | {"now": "uncertain", "next": millis(at), "away": parcel.lost + 1, "why": reason}
        case GivenUp(outcome, reason):
            return same | {"now": outcome, "why": reason}


def _replaced(parcel: Parcel) -> dict[str, Any]:
    return {
        "parcel": parcel.id,
        "place": parcel.conversation.id,
        "topic": parcel.say.subject,
        "old": parcel.replaces,
    }


_READY = _ready()
_BEGIN = (
    update(t.outgoing)
    .where(_message.once.in_(bindparam("ids", expanding=True)), is_state(t.outgoing, "queued", "uncertain"))
    .values(state="sending", sent_at=bindparam("now", type_=BigInteger), fence=_message.fence + 1)
    .returning(_message.once, _message.fence)
)
_RECORD = (
    update(t.outgoing)
    .where(_message.once == bindparam("parcel"), _message.fence == bindparam("mine"), IS_WAITING)
    .values(
        state=bindparam("now"),
        next_at=bindparam("next", type_=BigInteger),
        tries=bindparam("tried"),
        lost=bindparam("away"),
        held=bindparam("wait"),
        reason=bindparam("why"),
        ref=bindparam("at"),
        body=case((bindparam("keep", type_=Boolean), _message.body), else_=literal("")),
    )
)
_REPLACED = (
    update(t.outgoing)
    .where(
        _message.conversation == bindparam("place"),
        _message.subject == bindparam("topic"),
        _message.ref == bindparam("old"),
        _message.once != bindparam("parcel"),
        is_state(t.outgoing, "accepted"),
    )
    .values(state="acted_on")
)
