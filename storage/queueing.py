"""Putting messages into the outbox, each for the conversation in which it will be read."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, Select, String, Text, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import PersonId
from bot.runtime.ports import Codec, Outgoing
from storage import tables as t
from storage.mapping import dump_say, millis
from storage.writing import insert

_TYPES = {bool: Boolean, int: BigInteger, str: String}


async def queue(
    connection: AsyncConnection, codec: Codec, outgoing: Sequence[Outgoing], about: PersonId | None
) -> None:
    """All in one statement, in their order. What is for nobody who can be met is not owed."""
    if not outgoing:
        return
    messages = [_message(message, codec, about) for message in outgoing]
    new = insert(connection, t.outgoing).from_select(_names(messages[0]), union_all(*messages))
    await connection.execute(new.on_conflict_do_nothing(index_elements=["once"]))


def _names(message: Select[Any]) -> list[str]:
    return [column.name for column in message.selected_columns]


def _message(message: Outgoing, codec: Codec, about: PersonId | None) -> Select[Any]:
    """One row for the conversation that is meant: the named one, or the named person's own."""
    place = t.conversations.alias()
    meant = (place.c.id == message.to) | ((place.c.owner == message.to) & (place.c.kind == "direct"))
    found = select(func.min(place.c.id)).where(meant).scalar_subquery()
    row: dict[str, Any] = {
        "once": message.once,
        "subject": message.say.subject,
        "state": "queued",
        "queued_at": millis(message.at),
        "next_at": millis(message.at),
        "planned": message.expires_at is not None,
        "held": False,
        "fence": 0,
        "tries": 0,
        "reason": "",
        "body": dump_say(message.say, codec),
    }
    typed = [literal(value, _TYPES[type(value)]).label(name) for name, value in row.items()]
    until = None if message.expires_at is None else millis(message.expires_at)
    expires = literal(until, BigInteger).label("expires_at")
    return select(
        t.conversations.c.id.label("conversation"), literal(about, Text).label("about"), expires, *typed
    ).where(t.conversations.c.id == found)
