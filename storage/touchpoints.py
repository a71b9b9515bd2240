"""What is planned: each slot has one turn, and of one kind and subject at most one is pending."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    Update,
    bindparam,
    delete,
    exists,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.touchpoint import Touchpoint
from storage import tables as t
from storage.given import given, rows
from storage.home import lane_of
from storage.mapping import millis, moment
from storage.writing import Insert, Row, insert_into, is_state

IS_PENDING = is_state(t.touchpoints, "pending")
_STATES = {"sent": "sent", "too late": "expired", "expired": "expired"}
_GIVEN = (
    ("person", Text),
    ("kind", Text),
    ("slot", Text),
    ("subject", Text),
    ("lot", BigInteger),
    ("due_at", BigInteger),
    ("expires_at", BigInteger),
)
_SETTLED = (
    ("person", Text),
    ("kind", Text),
    ("slot", Text),
    ("due_at", BigInteger),
    ("state", Text),
    ("outcome", Text),
)

_point = t.touchpoints.c


async def schedule(connection: AsyncConnection, planned: Sequence[Touchpoint]) -> None:
    """Plan them in one statement: a pending one moves, a slot that had its turn keeps it.

    What is for nobody who can be met is not planned.
    """
    if planned:
        await connection.execute(_schedule(connection.dialect.name), rows(_each_once(planned)))


async def unschedule(connection: AsyncConnection, dropped: Sequence[tuple[PersonId, str]]) -> None:
    """What was never due leaves no trace: its slot may be planned again."""
    mine = tuple_(_point.person, _point.kind).in_(dropped)
    await connection.execute(delete(t.touchpoints).where(mine, IS_PENDING))


async def settle(connection: AsyncConnection, outcomes: Mapping[Touchpoint, str], at: datetime) -> int:
    """How many were pending still, and for that time: one that has been moved is no longer this one."""
    marks = [
        {
            "person": point.person,
            "kind": point.kind,
            "slot": point.slot,
            "due_at": millis(point.due_at),
            "state": _STATES.get(outcome, "skipped"),
            "outcome": outcome,
        }
        for point, outcome in outcomes.items()
    ]
    if not marks:
        return 0
    settled = _settle(connection.dialect.name)
    return (await connection.execute(settled, {**rows(marks), "now": millis(at)})).rowcount


async def due(connection: AsyncConnection, lane: WorkspaceId, at: datetime, limit: int) -> Sequence[Touchpoint]:
    found = await connection.execute(_DUE, {"lane": lane, "now": millis(at), "limit": limit})
    return [touchpoint_of(row) for row in found]


async def postpone(connection: AsyncConnection, touchpoint: Touchpoint, until: datetime) -> None:
    mine = (_point.person == touchpoint.person) & (_point.kind == touchpoint.kind) & (_point.slot == touchpoint.slot)
    await connection.execute(update(t.touchpoints).where(mine, IS_PENDING).values(next_at=millis(until)))


def touchpoint_of(row: Any) -> Touchpoint:  # noqa: ANN401 - a row of the touchpoint table
    return Touchpoint(PersonId(row.person), row.kind, row.slot, moment(row.due_at), moment(row.expires_at), row.subject)


def has_fallen_due() -> ColumnElement[bool]:
    """In the lane, by now: the parameters ``lane`` and ``now``."""
    return IS_PENDING & (_point.lane == bindparam("lane")) & (_point.next_at <= bindparam("now", type_=BigInteger))


def _each_once(planned: Iterable[Touchpoint]) -> list[Row]:
    """Of two that would move the same pending one the later counts, of two for the same slot the earlier."""
    by_subject = {(point.person, point.kind, point.subject): point for point in planned}
    by_slot = {(point.person, point.kind, point.slot): point for point in reversed(by_subject.values())}
    return [_row(point) for point in by_slot.values()]


def _row(point: Touchpoint) -> Row:
    return {
        "person": point.person,
        "kind": point.kind,
        "slot": point.slot,
        "subject": point.subject,
        "lot": _lot(point),
        "due_at": millis(point.due_at),
        "expires_at": millis(point.expires_at),
    }


def _lot(point: Touchpoint) -> int:
    """Who goes first of those who are due together: another order each day, so that nobody is always the last."""
    return int.from_bytes(blake2b(f"{point.slot}{point.person}".encode(), digest_size=3).digest())


@cache
def _schedule(dialect: str) -> Insert:
    source, wanted = given(dialect, *_GIVEN)
    taken = exists().where(
        _point.person == wanted["person"],
        _point.kind == wanted["kind"],
        _point.slot == wanted["slot"],
        ~(IS_PENDING & (_point.subject == wanted["subject"])),
    )
    lane = lane_of(wanted["person"])
    values = {
        **wanted,
        "lane": lane,
        "next_at": wanted["due_at"],
        "state": literal("pending"),
        "outcome": literal(""),
    }
    del values["number"]
    new = insert_into(dialect, t.touchpoints).from_select(
        list(values),
        select(*(value.label(name) for name, value in values.items()))
        .select_from(source)
        .where(~taken, lane.is_not(None))
        .order_by(wanted["number"]),
    )
    moved = {name: new.excluded[name] for name in ("slot", "due_at", "expires_at", "next_at", "lot")}
    return new.on_conflict_do_update(index_elements=["person", "kind", "subject"], index_where=t.PENDING, set_=moved)


@cache
def _settle(dialect: str) -> Update:
    _, done = given(dialect, *_SETTLED)
    return (
        update(t.touchpoints)
        .where(*(_point[name] == done[name] for name in ("person", "kind", "slot", "due_at")), IS_PENDING)
        .values(state=done["state"], outcome=done["outcome"], settled_at=bindparam("now", type_=BigInteger))
    )


_DUE = (
    select(t.touchpoints)
    .where(has_fallen_due())
    .order_by(_point.next_at, _point.lot, _point.id)
    .limit(bindparam("limit"))
)
