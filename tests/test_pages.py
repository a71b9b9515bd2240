"""From a command in the chat to a page, over a real socket."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from bot import app
from bot.domain.ids import MicroId
from bot.scheduler.clock import SystemClock
from bot.settings import Settings
from tests.groups import stands
from tests.serving import served
from tests.stage import sample
from tests.unit.dashboards.skeleton import Skeleton

MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
ROLES = "/team matrix first-time-team-lead project-lead-without-authority"
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd].*?</t[hd]>", re.DOTALL)
TEAM = ("Ada", "Ben", "Chiara", "Dev", "Elif", "Farid")
LEVELS = {"ask-before-telling": 2.0, "name-the-behaviour": 3.0, "play-back-what-you-heard": 4.0}


@dataclass
class Playground:
    """The page's API, over the socket."""

    program: app.Program
    http: httpx.AsyncClient

    async def say(self, who: str, text: str) -> str:
        """The HTML of what is answered there."""
        people = (await self.http.get("/playground/api/people")).json()
        person = next(one for one in people if one["name"].startswith(who))
        home = next(place["id"] for place in person["conversations"] if place["kind"] == "direct")
        answer = await self.http.post(
            f"/playground/api/people/{person['id']}/say", json={"conversation": home, "text": text}
        )
        assert answer.status_code == 200, answer.text
        lines = (await self.http.get(f"/playground/api/conversations/{home}/messages")).json()
        return str(lines[-1])

    async def link(self, who: str, text: str) -> str:
        found = re.search(r"/dashboard/[\w/.-]+", await self.say(who, text))
        assert found is not None
        return found[0]

    async def seen(self, levels: dict[str, float]) -> None:
        """Six people, as others saw them."""
        for person, _ in await self.program.memory.transcript.people():
            if person.first_name in TEAM:
                for micro, level in levels.items():
                    await stands(self.program.memory, person.id, level, self.program.clock.now(), MicroId(micro))


@asynccontextmanager
async def playground(url: str, reading: dict[str, str] | None = None) -> AsyncGenerator[Playground]:
    given: dict[str, Any] = {"database_url": url}
    async with app.assemble(Settings(**given), SystemClock(lambda: MONDAY)) as program:
        await program.memory.roster.found(sample(MONDAY.date(), reading), MONDAY, at_once=True)
        await program.drain.run()
        async with served(app.asgi(program, ticking=False)) as address, httpx.AsyncClient(base_url=address) as http:
            yield Playground(program, http)


@pytest.fixture
async def on(sqlite_url: str) -> AsyncGenerator[Playground]:
    async with playground(sqlite_url) as made:
        await made.seen(LEVELS)
        yield made


def columns(html: str) -> list[list[str]]:
    """The table's rows as their words."""
    return [[*map(plain, _CELL.findall(row))] for row in _ROW.findall(html)]


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


async def test_a_manager_reads_the_gaps_in_words_sorts_them_and_takes_them_along(on: Playground) -> None:
    link = await on.link("Jonas", "/team gaps")
    page = await on.http.get(link)
    assert page.status_code == 200
    head, first, *_ = columns(page.text)
    assert head[:4] == ["Skill", "Class", "Target", "Where the group stands"]
    assert first[:4] == ["Ask before telling", "core", "4.0", "○ early, below 2.5"]
    assert first[4:8] == ["2.0", "0.67", "daily", "0.27"]
    assert first[8:] == ["fewer than a third", "· too few to say", "not yet"]
    by_band = columns((await on.http.get(link, params={"sort": "-band"})).text)
    assert by_band[1][3] == "● steady, above 3.5"
    assert by_band[-1][3] == "· too few to say"
    file = await on.http.get(link, params={"as": "csv"})
    assert '"Ask before telling","core","4.0","early, below 2.5","2.0","0.67","daily","0.27"' in file.text
    assert not [name for name in TEAM if name in page.text + file.text]


async def test_whoever_reads_german_reads_it_in_german(sqlite_url: str) -> None:
    async with playground(sqlite_url, {"jonas": "de"}) as on:
        await on.seen(LEVELS)
        page = (await on.http.get(await on.link("Jonas", "/team gaps"))).text
        assert '<html lang="de">' in page
        assert columns(page)[1][2:6] == ["4,0", "○ am Anfang, unter 2,5", "2,0", "0,67"]
        roles = (await on.http.get(await on.link("Jonas", ROLES))).text
        assert "Rückstand, auf höherer Stufe gebraucht" in roles


async def test_two_roles_are_a_table_whose_cells_say_what_they_mean(on: Playground) -> None:
    page = (await on.http.get(await on.link("Jonas", ROLES))).text
    rows = columns(page)[1:]
    assert {row[3] for row in rows} == {
        "○ gap, new there",
        "◐ shortfall, needed at a higher level",
        "● overlap, well enough",
        "· not needed there",
    }
    seen = Skeleton(page)
    assert all(th["scope"] in {"col", "row"} for th in seen.named("th"))
    assert len(seen.named("caption")) == len(seen.named("h1")) == len(seen.named("main")) == 1


async def test_a_sponsor_sees_the_programme_and_a_learner_nothing(on: Playground) -> None:
    page = (await on.http.get(await on.link("Kofi", "/team gaps"))).text
    assert "The gaps of the programme" in page
    assert "managers, sponsors and admins" in await on.say("Ada", "/team gaps")


async def test_whoever_is_no_manager_any_more_opens_nothing(on: Playground) -> None:
    link = await on.link("Jonas", "/team gaps")
    jonas = next(person for person, _ in await on.program.memory.transcript.people() if person.first_name == "Jonas")
    await on.program.memory.roster.leave(jonas.id, on.program.clock.now())
    page = await on.http.get(link)
    assert (page.status_code, "early" in page.text) == (403, False)


async def test_the_next_day_the_link_is_over(on: Playground) -> None:
    link = await on.link("Jonas", "/team gaps")
    on.program.clock.advance_to(MONDAY + timedelta(days=1))
    page = await on.http.get(link)
    assert (page.status_code, "early" in page.text) == (410, False)


async def test_without_enough_people_there_is_no_link(sqlite_url: str) -> None:
    async with playground(sqlite_url) as on:
        assert "/dashboard/" not in await on.say("Jonas", "/team gaps")
