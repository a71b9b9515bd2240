"""Putting messages into the outbox, each for the conversation in which it will be read."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Boolean, Text, false, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from bot.domain.ids import WorkspaceId
from bot.runtime.ports import Codec, Outgoing
from storage import tables as t
from storage.given import given, rows
from storage.home import home_of
from storage.mapping import dump_say, millis
from storage.writing import Row, insert_into

_GIVEN = (
    ("to", Text),
    ("once", Text),
    ("about", Text),
    ("subject", Text),
    ("queued_at", BigInteger),
    ("expires_at", BigInteger),
    ("begun", Boolean),
    ("planned", Boolean),
    ("body", Text),
)


async def queue(connection: AsyncConnection, codec: Codec, outgoing: Sequence[Outgoing]) -> Collection[WorkspaceId]:
    """All in one statement, in their order. What is for nobody who can be met is not owed."""
    if not outgoing:
        return ()
    asked = rows([_row(message, codec) for message in outgoing])
    queued = await connection.execute(_queue(connection.dialect.name), asked)
    return {WorkspaceId(lane) for lane in queued.scalars()}


def _row(message: Outgoing, codec: Codec) -> Row:
    return {
        "to": message.to,
        "once": message.once,
        "about": message.about,
        "subject": message.say.subject,
        "queued_at": millis(message.at),
        "expires_at": None if message.expires_at is None else millis(message.expires_at),
        "begun": message.begun,
        "planned": message.expires_at is not None,
        "body": dump_say(message.say, codec),
    }


@cache
def _queue(dialect: str) -> ReturningInsert[Any]:
    """To the conversation that is named, or to the named person's own."""
    source, wanted = given(dialect, *_GIVEN)
    place = t.conversations.alias()
    named = select(place.c.id).where(place.c.id == wanted["to"]).scalar_subquery()
    found = func.coalesce(named, home_of(wanted["to"]))
    values: dict[str, Any] = {
        **{name: wanted[name] for name, _ in _GIVEN if name != "to"},
        "lane": t.conversations.c.workspace,
        "conversation": t.conversations.c.id,
        "next_at": wanted["queued_at"],
        "state": literal("queued"),
        "reason": literal(""),
        "held": false(),
        "fence": literal(0),
        "tries": literal(0),
        "lost": literal(0),
    }
    owed = (
        select(*(value.label(name) for name, value in values.items()))
        .select_from(source)
        .join(t.conversations, t.conversations.c.id == found)
        .order_by(wanted["number"])
    )
    new = insert_into(dialect, t.outgoing).from_select(list(values), owed)
    return new.on_conflict_do_nothing(index_elements=["once"]).returning(t.outgoing.c.lane)
