"""The anchors and weights of every version of the framework that has been in use here."""

from collections.abc import Iterable

from sqlalchemy import select

from bot.domain.competency import Edition, Framework
from storage import tables as t
from storage.database import Connections
from storage.mapping import dump, load
from storage.writing import add


class RowFrameworks:
    """What has been used once stays, whatever the content folder says later."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def remember(self, frameworks: Iterable[Framework]) -> None:
        """The same framework in every language that it is offered in."""
        used = tuple(frameworks)
        rubrics = {
            micro.rubric.id: micro.rubric for framework in used for micro in framework.micro_competencies.values()
        }
        editions = {framework.edition.id: framework.edition for framework in used}
        async with self._connections.writing() as connection:
            await add(connection, t.anchors, [{"id": id_, "body": dump(rubric)} for id_, rubric in rubrics.items()])
            rows = [{"id": id_, "version": one.version, "body": dump(one)} for id_, one in editions.items()]
            await add(connection, t.editions, rows)

    async def edition(self, id_: str) -> Edition | None:
        """What a score was made of that names this edition."""
        async with self._connections.reading() as connection:
            body = (await connection.execute(select(t.editions.c.body).where(t.editions.c.id == id_))).scalar()
        return None if body is None else load(Edition, body)
