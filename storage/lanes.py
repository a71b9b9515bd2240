"""The right to send in a workspace: one process at a time, for a while, told apart by a fence that only rises."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, bindparam, case, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import WorkspaceId
from bot.domain.people import Platform
from bot.runtime.ports import Hold, LaneHealth
from storage import tables as t
from storage.mapping import millis
from storage.touchpoints import IS_PENDING
from storage.writing import insert, is_state

LEASE = timedelta(seconds=30)
_LOOK_AFTER = timedelta(seconds=5)

_lane = t.lanes.c
_message = t.outgoing.c


async def take(connection: AsyncConnection, lanes: Sequence[WorkspaceId], at: datetime) -> Mapping[WorkspaceId, Hold]:
    """Those that nobody holds; what their last holder was sending is uncertain now.

    A lease that ends later than any that could have been given now was given by a clock that was wrong.
    """
    now, until = millis(at), at + LEASE
    rows = [
        {"workspace": lane, "lease_until": millis(until), "paused_until": 0, "fence": 1} for lane in sorted(set(lanes))
    ]
    asked = insert(connection, t.lanes).values(rows)
    is_free = or_(_lane.lease_until <= now, _lane.lease_until > millis(until)) & (_lane.paused_until <= now)
    taking = asked.on_conflict_do_update(
        index_elements=["workspace"],
        set_={"lease_until": asked.excluded.lease_until, "fence": _lane.fence + 1},
        where=is_free,
    ).returning(_lane.workspace, _lane.fence)
    fences = {WorkspaceId(row.workspace): row.fence for row in await connection.execute(taking)}
    if not fences:
        return {}
    workspace = t.workspaces.c
    places = select(workspace.id, workspace.platform).where(workspace.id.in_(fences))
    platforms = {row.id: row.platform for row in await connection.execute(places)}
    left = await connection.execute(_ABANDONED, {"lanes": list(fences), "look_at": millis(at + _LOOK_AFTER)})
    abandoned = Counter(left.scalars())
    return {lane: Hold(lane, platforms[lane], fence, until, abandoned[lane]) for lane, fence in fences.items()}


async def free(connection: AsyncConnection) -> None:
    """For a program that knows itself to be alone, and that whoever held a lane has ended."""
    await connection.execute(update(t.lanes).values(lease_until=0))


async def still_held(connection: AsyncConnection, holds: Iterable[Hold], at: datetime) -> set[WorkspaceId]:
    """Those whose fence is still theirs; nobody takes them over before this transaction ends."""
    mine = {hold.lane: hold.fence for hold in holds}
    asked = select(_lane.workspace, _lane.fence).where(_lane.workspace.in_(mine), _lane.lease_until > millis(at))
    rows = (await connection.execute(asked.order_by(_lane.workspace).with_for_update())).all()
    return {WorkspaceId(row.workspace) for row in rows if mine[WorkspaceId(row.workspace)] == row.fence}


async def release(connection: AsyncConnection, holds: Sequence[tuple[Hold, datetime | None]]) -> None:
    """A lane that somebody else has taken over is theirs."""
    given = [
        {"lane": hold.lane, "mine": hold.fence, "pause": 0 if paused is None else millis(paused)}
        for hold, paused in sorted(holds, key=lambda one: one[0].lane)
    ]
    await connection.execute(_RELEASE, given)


async def waiting(connection: AsyncConnection, at: datetime) -> Sequence[WorkspaceId]:
    """Lanes in which something is due: a look into an index for each, however long the queues are."""
    rows = await connection.execute(_WAITING, {"now": millis(at), "horizon": millis(at + LEASE)})
    return [WorkspaceId(row.id) for row in rows]


async def health(connection: AsyncConnection, at: datetime) -> Mapping[Platform, LaneHealth]:
    """By platform: what waits in its fullest lane, and how many lanes must be silent for now."""
    waits = (
        select(_message.lane, func.count().label("number"))
        .where(is_state(t.outgoing, "queued", "sending", "uncertain"))
        .group_by(_message.lane)
        .subquery()
    )
    workspace = t.workspaces.c
    ways = t.workspaces.outerjoin(waits, waits.c.lane == workspace.id).outerjoin(
        t.lanes, _lane.workspace == workspace.id
    )
    silent = case((_lane.paused_until > millis(at), 1), else_=0)
    asked = (
        select(workspace.platform, func.max(func.coalesce(waits.c.number, 0)), func.sum(silent))
        .select_from(ways)
        .group_by(workspace.platform)
    )
    return {row[0]: LaneHealth(int(row[1]), int(row[2])) for row in await connection.execute(asked)}


def _waiting() -> t.Query:
    now, horizon = bindparam("now", type_=BigInteger), bindparam("horizon", type_=BigInteger)
    here = t.workspaces.c.id
    touchpoint = exists().where(t.touchpoints.c.lane == here, IS_PENDING, t.touchpoints.c.next_at <= now)
    # Written out for each kind of message, so that each is one look at the beginning of the index.
    messages = [
        exists().where(
            is_state(t.outgoing, "queued", "sending", "uncertain"),
            _message.lane == here,
            _message.begun.is_(begun),
            _message.next_at <= now,
        )
        for begun in (False, True)
    ]
    is_busy = (_lane.lease_until > now) & (_lane.lease_until <= horizon)
    shut = exists().where(_lane.workspace == here, is_busy | (_lane.paused_until > now))
    return select(here).where((t.workspaces.c.installed & touchpoint) | (or_(*messages) & ~shut)).order_by(here)


_WAITING = _waiting()
_ABANDONED = (
    update(t.outgoing)
    .where(is_state(t.outgoing, "sending"), _message.lane.in_(bindparam("lanes", expanding=True)))
    .values(
        state="uncertain",
        next_at=bindparam("look_at", type_=BigInteger),
        lost=_message.lost + 1,
        fence=_message.fence + 1,
        reason="the program ended while sending",
    )
    .returning(_message.lane)
)
_RELEASE = (
    update(t.lanes)
    .where(_lane.workspace == bindparam("lane"), _lane.fence == bindparam("mine"))
    .values(lease_until=0, paused_until=bindparam("pause", type_=BigInteger))
)
