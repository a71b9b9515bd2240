"""The playground's memory: what was said, the files beside it, and how far its clock has been moved."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b

from sqlalchemy import select, update

from bot.domain.ids import ConversationId, PersonId
from bot.domain.people import Conversation, Person
from bot.runtime.transcript import File, Json, Line
from storage import tables as t
from storage.database import Connections
from storage.mapping import load, millis, moment
from storage.writing import add, put

CLOCK_OFFSET = "playground_clock_offset_seconds"


class RowTranscript:
    """See ``bot.runtime.transcript.Transcript``."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def people(self) -> Sequence[tuple[Person, Sequence[Conversation]]]:
        """Everybody sees their own conversation and the channels that they own."""
        place = t.conversations.c
        asked = (
            select(t.people.c.body, place.id, place.kind, place.name, place.owner)
            .join(t.conversations, place.owner == t.people.c.id)
            .where(t.people.c.active)
            .order_by(t.people.c.joined, t.people.c.id, place.kind.desc(), place.id)
        )
        found: dict[str, tuple[Person, list[Conversation]]] = {}
        async with self._connections.reading() as connection:
            for row in await connection.execute(asked):
                _, places = found.setdefault(row.owner, (load(Person, row.body), []))
                places.append(Conversation(ConversationId(row.id), row.kind, row.name, PersonId(row.owner)))
        return list(found.values())

    async def lines(self, conversation: ConversationId, after: int) -> Sequence[Line]:
        line = t.lines.c
        asked = select(t.lines).where(line.conversation == conversation, line.seq > after).order_by(line.seq)
        async with self._connections.reading() as connection:
            rows = (await connection.execute(asked)).all()
        return [Line(row.seq, moment(row.at), row.author, json.loads(row.body), row.updated) for row in rows]

    async def append(
        self, conversation: ConversationId, key: str, at: datetime, author: str, body: Mapping[str, Json]
    ) -> int:
        """The number is the conversation's count, which only grows: a number is never used twice."""
        line, place = t.lines.c, t.conversations.c
        same = select(line.seq).where(line.conversation == conversation, line.key == key)
        counting = select(place.lines).where(place.id == conversation).with_for_update()
        async with self._connections.writing() as connection:
            seq = 1 + (await connection.execute(counting)).scalar_one()
            before = (await connection.execute(same)).scalar()
            if before is not None:
                return int(before)
            row = {"conversation": conversation, "seq": seq, "key": key, "at": millis(at), "author": author}
            await add(connection, t.lines, [{**row, "updated": False, "body": _text(body)}])
            await connection.execute(update(t.conversations).where(place.id == conversation).values(lines=seq))
        return int(seq)

    async def find(self, conversation: ConversationId, key: str) -> int | None:
        asked = select(t.lines.c.seq).where(t.lines.c.conversation == conversation, t.lines.c.key == key)
        async with self._connections.reading() as connection:
            return (await connection.execute(asked)).scalar()

    async def replace(self, conversation: ConversationId, seq: int, body: Mapping[str, Json]) -> None:
        line = update(t.lines).where(t.lines.c.conversation == conversation, t.lines.c.seq == seq)
        async with self._connections.writing() as connection:
            await connection.execute(line.values(body=_text(body), updated=True))

    async def put_file(self, conversation: ConversationId, file: File) -> str:
        """The id follows from place, name, kind and content, so a message that is written again adds nothing."""
        parts = (conversation.encode(), file.name.encode(), file.media_type.encode(), file.content)
        id_ = blake2b(b"\0".join(parts), digest_size=16).hexdigest()
        row = {"id": id_, "conversation": conversation, "name": file.name, "media_type": file.media_type}
        async with self._connections.writing() as connection:
            await add(connection, t.files, [{**row, "content": file.content}])
        return id_

    async def file(self, id_: str) -> File | None:
        asked = select(t.files).where(t.files.c.id == id_)
        async with self._connections.reading() as connection:
            row = (await connection.execute(asked)).first()
        return None if row is None else File(row.name, row.media_type, row.content)

    async def clock_offset(self) -> timedelta:
        asked = select(t.settings.c.value).where(t.settings.c.key == CLOCK_OFFSET)
        async with self._connections.reading() as connection:
            seconds = (await connection.execute(asked)).scalar()
        return timedelta(seconds=0 if seconds is None else json.loads(seconds))

    async def move_clock(self, offset: timedelta) -> None:
        row = {"key": CLOCK_OFFSET, "value": json.dumps(offset.total_seconds())}
        async with self._connections.writing() as connection:
            await put(connection, t.settings, [row])


def _text(body: Mapping[str, Json]) -> str:
    return json.dumps(body, ensure_ascii=False)
