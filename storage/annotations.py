"""How gaps have been described."""

from collections.abc import Sequence

from sqlalchemy import String, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.annotation import Annotation
from bot.domain.ids import PersonId
from storage import tables as t
from storage.mapping import load


async def annotations(connection: AsyncConnection, near: PersonId) -> Sequence[Annotation]:
    """Those of everybody in the same organization."""
    rows = await connection.execute(_ANNOTATIONS, {"near": near})
    return [load(Annotation, body) for body in rows.scalars()]


_asker = t.people.alias("asker")
_HERE = select(_asker.c.organization).where(_asker.c.id == bindparam("near", type_=String)).scalar_subquery()
_ANNOTATIONS = (
    select(t.annotations.c.body)
    .join(t.people, t.people.c.id == t.annotations.c.author)
    .where(t.people.c.organization == _HERE)
    .order_by(t.annotations.c.at, t.annotations.c.id)
)
