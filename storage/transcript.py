"""The playground's memory: what was said, the files beside it, and how far its clock has been moved."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b

from sqlalchemy import func, select, update
from sqlmodel import col

from bot.domain.ids import ConversationId, PersonId
from bot.domain.people import Conversation, Person
from bot.runtime.transcript import File, Json, Line
from storage import tables as t
from storage.database import Connections
from storage.mapping import load, millis, moment
from storage.writing import add, put

_OFFSET = "playground_clock_offset_seconds"


class RowTranscript:
    """See ``bot.runtime.transcript.Transcript``."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def people(self) -> Sequence[tuple[Person, Sequence[Conversation]]]:
        """Everybody sees their own conversation and the channels that they own."""
        asked = (
            select(
                col(t.Person.body),
                col(t.Conversation.id),
                col(t.Conversation.kind),
                col(t.Conversation.name),
                col(t.Conversation.owner),
            )
            .join(t.Conversation, col(t.Conversation.owner) == t.Person.id)
            .where(col(t.Person.active))
            .order_by(col(t.Person.name_key), col(t.Conversation.kind).desc())
        )
        async with self._connections.reading() as connection:
            rows = (await connection.execute(asked)).all()
        found: dict[str, tuple[Person, list[Conversation]]] = {}
        for row in rows:
            _, places = found.setdefault(row.owner, (load(Person, row.body), []))
            places.append(Conversation(ConversationId(row.id), row.kind, row.name, PersonId(row.owner)))
        return list(found.values())

    async def lines(self, conversation: ConversationId, after: int) -> Sequence[Line]:
        asked = (
            select(t.table(t.Line))
            .where(col(t.Line.conversation) == conversation, col(t.Line.seq) > after)
            .order_by(col(t.Line.seq))
        )
        async with self._connections.reading() as connection:
            rows = (await connection.execute(asked)).all()
        return [Line(row.seq, moment(row.at), row.author, json.loads(row.body), row.updated) for row in rows]

    async def append(
        self, conversation: ConversationId, key: str, at: datetime, author: str, body: Mapping[str, Json]
    ) -> int:
        async with self._connections.writing() as connection:
            same = select(col(t.Line.seq)).where(col(t.Line.conversation) == conversation, col(t.Line.key) == key)
            seq = (await connection.execute(same)).scalar()
            if seq is not None:
                return int(seq)
            newest = select(func.max(col(t.Line.seq))).where(col(t.Line.conversation) == conversation)
            following = ((await connection.execute(newest)).scalar() or 0) + 1
            row = {"conversation": conversation, "seq": following, "key": key, "at": millis(at), "author": author}
            await add(connection, t.table(t.Line), [{**row, "updated": False, "body": _text(body)}])
            return following

    async def replace(self, conversation: ConversationId, seq: int, body: Mapping[str, Json]) -> None:
        line = update(t.Line).where(col(t.Line.conversation) == conversation, col(t.Line.seq) == seq)
        async with self._connections.writing() as connection:
            await connection.execute(line.values(body=_text(body), updated=True))

    async def put_file(self, conversation: ConversationId, file: File) -> str:
        id_ = blake2b(conversation.encode() + b"\0" + file.content, digest_size=16).hexdigest()
        row = {"id": id_, "conversation": conversation, "name": file.name, "media_type": file.media_type}
        async with self._connections.writing() as connection:
            await add(connection, t.table(t.File), [{**row, "content": file.content}])
        return id_

    async def file(self, id_: str) -> File | None:
        asked = select(t.table(t.File)).where(col(t.File.id) == id_)
        async with self._connections.reading() as connection:
            row = (await connection.execute(asked)).first()
        return None if row is None else File(row.name, row.media_type, row.content)

    async def clock_offset(self) -> timedelta:
        asked = select(col(t.Setting.value)).where(col(t.Setting.key) == _OFFSET)
        async with self._connections.reading() as connection:
            seconds = (await connection.execute(asked)).scalar()
        return timedelta(seconds=float(seconds or 0))

    async def move_clock(self, offset: timedelta) -> None:
        row = {"key": _OFFSET, "value": str(offset.total_seconds())}
        async with self._connections.writing() as connection:
            await put(connection, t.table(t.Setting), [row])


def _text(body: Mapping[str, Json]) -> str:
    return json.dumps(body, ensure_ascii=False)
