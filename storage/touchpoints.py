"""What is planned: each slot has one turn, and of one kind and subject at most one is pending."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String, delete, exists, literal, literal_column, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import PersonId
from bot.domain.touchpoint import Touchpoint
from storage import tables as t
from storage.mapping import millis, moment
from storage.writing import Row, insert

IS_PENDING = t.touchpoints.c.state == literal_column("'pending'")
_STATES = {"sent": "sent", "too late": "expired", "expired": "expired"}


async def schedule(connection: AsyncConnection, planned: Sequence[Touchpoint]) -> None:
    """Plan them in one statement: a pending one moves, a slot that had its turn keeps it."""
    if not planned:
        return
    rows = _each_once(planned)
    wanted = union_all(*(select(*_literals(row)) for row in rows)).subquery("wanted")
    point = t.touchpoints.c
    taken = exists().where(
        point.person == wanted.c.person,
        point.kind == wanted.c.kind,
        point.slot == wanted.c.slot,
        ~(IS_PENDING & (point.subject == wanted.c.subject)),
    )
    names = list(rows[0])
    new = insert(connection, t.touchpoints).from_select(
        names, select(*(wanted.c[name] for name in names)).where(~taken)
    )
    moved = {name: new.excluded[name] for name in ("slot", "due_at", "expires_at")}
    await connection.execute(
        new.on_conflict_do_update(index_elements=["person", "kind", "subject"], index_where=t.PENDING, set_=moved)
    )


async def unschedule(connection: AsyncConnection, person: PersonId, kind: str) -> None:
    """What was never due leaves no trace: its slot may be planned again."""
    mine = (t.touchpoints.c.person == person) & (t.touchpoints.c.kind == kind)
    await connection.execute(delete(t.touchpoints).where(mine, IS_PENDING))


async def settle(connection: AsyncConnection, touchpoint: Touchpoint, outcome: str, at: datetime) -> bool:
    """Whether it was pending still, and for that time: one that has been moved is no longer this one."""
    point = t.touchpoints.c
    settled = (
        update(t.touchpoints)
        .where(
            point.person == touchpoint.person,
            point.kind == touchpoint.kind,
            point.slot == touchpoint.slot,
            point.due_at == millis(touchpoint.due_at),
            IS_PENDING,
        )
        .values(state=_STATES.get(outcome, "skipped"), outcome=outcome, settled_at=millis(at))
    )
    return (await connection.execute(settled)).rowcount == 1


def row_of(point: Touchpoint) -> Row:
    """A pending touchpoint."""
    return {
        "person": point.person,
        "kind": point.kind,
        "slot": point.slot,
        "subject": point.subject,
        "due_at": millis(point.due_at),
        "expires_at": millis(point.expires_at),
        "state": "pending",
        "outcome": "",
    }


def touchpoint_of(row: Any) -> Touchpoint:  # noqa: ANN401 - a row of the touchpoint table
    return Touchpoint(PersonId(row.person), row.kind, row.slot, moment(row.due_at), moment(row.expires_at), row.subject)


def _each_once(planned: Iterable[Touchpoint]) -> list[Row]:
    """Of two that would move the same pending one the later counts, of two for the same slot the earlier."""
    by_subject = {(point.person, point.kind, point.subject): point for point in planned}
    by_slot = {(point.person, point.kind, point.slot): point for point in reversed(by_subject.values())}
    return [row_of(point) for point in by_slot.values()]


def _literals(row: Row) -> list[Any]:
    return [literal(value, BigInteger if isinstance(value, int) else String).label(name) for name, value in row.items()]
