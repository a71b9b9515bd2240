"""As many learners as are asked for, all of them like Ada, and a chat product that takes no time."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table, insert, text

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.learner import Learner
from bot.domain.people import Person
from bot.engine.effects import Say
from bot.rendering.message import Message
from bot.runtime.ports import Address
from storage import tables as t
from storage.mapping import dump, dump_say, load, millis
from storage.migrate import migrate
from tests.stage import BUTTONS, Stage, onboard, stage

MONDAY = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
NINE = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)  # on Tuesday, in Berlin
_PORTION = 5_000


@dataclass
class Handed:
    """Notes when it was handed each message."""

    now: Callable[[], float]
    at: dict[str, float] = field(default_factory=dict[str, float])
    remembers: bool = True

    async def send(self, to: Address, message: Message, key: str, at: datetime) -> str:
        del to, message, at
        self.at[key] = self.now()
        return key

    async def update(self, to: Address, message: Message, ref: str, key: str, at: datetime) -> str:
        await self.send(to, message, key, at)
        return ref

    async def find(self, to: Address, key: str, since: datetime) -> str | None:
        del to, since
        return key if key in self.at else None


@asynccontextmanager
async def town(url: str, messenger: Handed) -> AsyncGenerator[Stage]:
    """The sample organization, in which Ada practises; her prompt is due on Tuesday at nine."""
    await migrate(url)
    async with stage(url, MONDAY, messenger=messenger) as on:
        await on.drain.run()
        await onboard(on, "ada")
        messenger.at.clear()
        yield on


async def like_ada(on: Stage, count: int, due: Callable[[int], datetime] = lambda _: NINE) -> None:
    """This many more; the prompt of each falls due when ``due`` says."""
    ada, home = on.ids["ada"], on.homes["ada"]
    models = [
        (t.people, await _row(on, t.people, id=ada), _person),
        (t.conversations, await _row(on, t.conversations, id=home), _home),
        (t.learners, await _row(on, t.learners, id=ada), _learner),
        (t.touchpoints, await _row(on, t.touchpoints, person=ada, state="pending"), _prompt(due)),
    ]
    for table, model, copy in models:
        await write(on, table, [copy(model, number) for number in range(count)])
    await settle(on)


async def lanes(on: Stage, count: int, people: int, each: int = 1) -> list[WorkspaceId]:
    """Workspaces in which ``each`` messages wait for every one of so many people; their ids."""
    workspace = await _row(on, t.workspaces, id=on.lane)
    ids = [f"lane-{number}" for number in range(count)]
    await write(on, t.workspaces, [workspace | {"id": id_, "external_id": id_} for id_ in ids])
    ada = await _row(on, t.people, id=on.ids["ada"])
    await write(on, t.people, [_person(ada, number) for number in range(count * people)])
    home = await _row(on, t.conversations, id=on.homes["ada"])
    places = [(ids[number % count], number) for number in range(count * people)]
    await write(on, t.conversations, [_home(home, number) | {"workspace": lane} for lane, number in places])
    body = dump_say(Say("help/short", {"roles": [], "name": "Ada", "channel": False}), BUTTONS)
    message = {
        "about": None,
        "subject": "",
        "state": "queued",
        "queued_at": millis(on.clock.at),
        "next_at": millis(on.clock.at),
        "begun": False,
        "planned": False,
        "held": False,
        "fence": 0,
        "tries": 0,
        "lost": 0,
        "reason": "",
        "body": body,
    }
    for time in range(each):
        await write(on, t.outgoing, [message | _owed(lane, number, time) for lane, number in places])
    await settle(on)
    return [WorkspaceId(id_) for id_ in ids]


def _owed(lane: str, number: int, time: int) -> dict[str, str]:
    return {"once": f"{lane}#{number}#{time}", "lane": lane, "conversation": f"home-{number}"}


async def write(on: Stage, table: Table, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _PORTION):
        async with on.memory.connections.writing() as connection:
            await connection.execute(insert(table), rows[start : start + _PORTION])


async def settle(on: Stage) -> None:
    """The database knows what it holds, as it would after a while."""
    async with on.memory.connections.writing() as connection:
        await connection.execute(text("ANALYZE"))


def share(numbers: list[float], part: float) -> float:
    """The number below which this part of them lies."""
    return sorted(numbers)[min(len(numbers) - 1, int(len(numbers) * part))]


async def _row(on: Stage, table: Table, **where: str) -> dict[str, Any]:
    asked = table.select().where(*(table.c[name] == value for name, value in where.items()))
    async with on.memory.connections.reading() as connection:
        return dict((await connection.execute(asked)).mappings().one())


def _person(model: dict[str, Any], number: int) -> dict[str, Any]:
    id_, email = PersonId(f"like-{number}"), f"like-{number}@example.org"
    body = dump(replace(load(Person, model["body"]), id=id_, email=email))
    return model | {"id": id_, "email": email, "joined": 100 + number, "body": body}


def _home(model: dict[str, Any], number: int) -> dict[str, Any]:
    return model | {"id": f"home-{number}", "owner": f"like-{number}"}


def _learner(model: dict[str, Any], number: int) -> dict[str, Any]:
    id_ = PersonId(f"like-{number}")
    return model | {"id": id_, "body": dump(replace(load(Learner, model["body"]), id=id_))}


def _prompt(due: Callable[[int], datetime]) -> Callable[[dict[str, Any], int], dict[str, Any]]:
    def copy(model: dict[str, Any], number: int) -> dict[str, Any]:
        at = millis(due(number))
        times = {"due_at": at, "next_at": at, "expires_at": at + 8 * 3_600_000, "lot": number}
        return {name: value for name, value in model.items() if name != "id"} | times | {"person": f"like-{number}"}

    return copy
