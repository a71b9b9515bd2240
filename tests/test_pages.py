"""From a command in the chat to a page, over a real socket."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from bot import app
from bot.domain.annotation import Annotation, of_role
from bot.domain.consent import VERSION
from bot.domain.ids import MicroId, PersonId, RoleProfileId
from bot.domain.standstill import Standstill
from bot.engine.effects import Page
from bot.scheduler.clock import SystemClock
from bot.settings import Settings
from tests.groups import stands
from tests.lives import lived, seen
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

    async def person(self, who: str) -> PersonId:
        people = await self.program.memory.transcript.people()
        return next(person.id for person, _ in people if person.first_name == who)

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
        async with (
            served(app.asgi(program, ticking=False)) as address,
            httpx.AsyncClient(base_url=address, timeout=60) as http,
        ):
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
    file = await on.http.get(link, params={"csv": "1"})
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


# A learner's own.

ASKING = MicroId("ask-before-telling")


async def practising(on: Playground, who: str) -> PersonId:
    """Agreed, settled, and seen by a coach on four Mondays, of which today is the last."""
    ada = await on.person(who)
    async with on.program.memory.store.turn() as turn:
        scene = await turn.scene(ada, None, None)
        assert scene is not None
        assert scene.journey is not None
        await turn.keep([replace(scene.journey.learner, stage="practising", consent=VERSION)], MONDAY)
    evidence = seen(None, 2, 3, 3, micro=ASKING, who=ada, by=await on.person("Ines"), until=MONDAY)
    await lived(on.program.memory, ada, evidence, ASKING, standstill=Standstill("plateau", MONDAY.date()))
    return ada


async def test_a_learner_reads_where_they_stand_how_it_came_about_and_the_sum(sqlite_url: str) -> None:
    async with playground(sqlite_url) as on:
        await practising(on, "Ada")
        said = await on.say("Ada", "/practice progress")
        assert "readiness" in said
        link = await on.link("Ada", "/practice progress")
        with capture_logs() as logs:
            page = await on.http.get(link)
        assert [(one["event"], one["page"]) for one in logs if one["event"] == "page_opened"] == [
            ("page_opened", "progress")
        ]
        rows = columns(page.text)
        head = next(row for row in rows if row[0] == "Skill")
        assert head == ["Skill", "Level", "Likely between", "Target", "Gap", "Practised", "Rated by", "Comes back on"]
        asking = next(row for row in rows if row[0] == "Ask before telling")
        assert asking[1:3] == ["2.8", "2.4 and 3.2"]
        assert asking[5:] == ["4", "your coach: 3", "when you have practised it"]
        unseen = next(row for row in rows if row[0] == "Name the behaviour")
        assert unseen[1] == "· not enough evidence"
        assert unseen[5:7] == ["0", "nobody yet"]
        assert [(row[0], row[2], row[3]) for row in rows if row[0].startswith("Monday")] == [
            ("Monday 2 March", "practised, seen and rated by others", "2.8"),
            ("Monday 23 February", "practised, seen and rated by others", "2.6"),
            ("Monday 16 February", "practised, seen and rated by others", "2.3"),
            ("Monday 9 February", "practised", "· not enough evidence"),
        ]


async def test_the_picture_says_in_words_what_it_shows(sqlite_url: str) -> None:
    async with playground(sqlite_url) as on:
        await practising(on, "Ada")
        page = (await on.http.get(await on.link("Ada", "/practice progress"))).text
        [image] = Skeleton(page).named("img")
        alt = image["alt"]
        assert alt is not None
        assert alt == (
            "Your levels over time, from 1 to 5. Ask before telling: 2.3 on Monday 16 February, "
            "2.6 on Monday 23 February, now 2.8, likely between 2.4 and 3.2; practised 4 times."
        )
        seen_by = Skeleton(page)
        assert all(th["scope"] in {"col", "row"} for th in seen_by.named("th"))
        assert len(seen_by.named("caption")) == 2
        assert len(seen_by.named("h1")) == len(seen_by.named("main")) == 1


async def test_readiness_is_worked_out_on_the_page_in_german_too(sqlite_url: str) -> None:
    async with playground(sqlite_url, {"ada": "de"}) as on:
        await practising(on, "Ada")
        page = (await on.http.get(await on.link("Ada", "/practice progress"))).text
        assert '<html lang="de">' in page
        gap = re.search(r"Lücke von (\d),(\d)\. Bereitschaft ist, was bleibt: 5 . \1,\2 = (\d),(\d)", page)
        assert gap is not None, page
        assert float(f"{gap[1]}.{gap[2]}") + float(f"{gap[3]}.{gap[4]}") == pytest.approx(5)
        assert "Montag, 23. Februar" in page
        assert "Ask before telling" not in page


async def test_a_page_is_its_learner_s_own_and_for_a_day(sqlite_url: str) -> None:
    async with playground(sqlite_url) as on:
        await practising(on, "Ada")
        link = await on.link("Ada", "/practice progress")
        for who in ("Ines", "Jonas", "Ben"):
            page = Page("progress", (await on.person("Ada"),))
            other = on.program.links.link(await on.person(who), page, MONDAY).address
            answer = await on.http.get(other)
            assert (answer.status_code, "2.8" in answer.text) == (403, False), who
        on.program.clock.advance_to(MONDAY + timedelta(days=1))
        assert (await on.http.get(link)).status_code == 410


async def test_the_coach_reads_readiness_and_the_learner_can_see_that(sqlite_url: str) -> None:
    async with playground(sqlite_url) as on:
        await practising(on, "Ada")
        focus = await on.say("Ines", "/coach focus @Ada")
        assert "readiness" in focus
        assert "stands still" not in focus, "the learner was told only today"
        assert "looked at your progress" in await on.say("Ada", "/practice privacy")
        on.program.clock.advance_to(MONDAY + timedelta(weeks=2))
        assert "stands still" in await on.say("Ines", "/coach focus @Ada")


async def test_no_manager_s_words_tell_of_a_standstill_or_of_readiness(sqlite_url: str) -> None:
    """All that Jonas can ask for, with a team in which somebody stands still and wants the coach."""
    async with playground(sqlite_url) as on:
        ada = await practising(on, "Ada")
        async with on.program.memory.store.turn() as turn:
            scene = await turn.scene(ada, None, None)
            assert scene is not None
            assert scene.journey is not None
            standing = scene.journey.learner.standings[ASKING]
            wanted = replace(standing, standstill=Standstill("plateau", MONDAY.date(), coach_wanted=True))
            await turn.keep([scene.journey.learner.with_standing(ASKING, wanted)], MONDAY)
        said = [await on.say("Jonas", text) for text in ("/team digest", "/team gaps", "/coach focus @Ada", "/coach")]
        said.append((await on.http.get(await on.link("Jonas", ROLES))).text)
        for text in said:
            assert not re.search(r"stands still|plateau|readiness|standstill", text, re.IGNORECASE), text


async def test_what_was_described_is_a_table_of_its_own_which_no_sponsor_sees(on: Playground) -> None:
    jonas = next(person for person, _ in await on.program.memory.transcript.people() if person.first_name == "Jonas")
    role = of_role(RoleProfileId("project-lead-without-authority"))
    micro = MicroId("record-and-revisit")
    example = Annotation("a-1", role, micro, 2, "weekly", "=A decision <b>twice</b>", "We wait", jonas.id, MONDAY)
    async with on.program.memory.store.turn() as turn:
        await turn.keep([example], MONDAY)
    link = await on.link("Jonas", ROLES)
    page = (await on.http.get(link)).text
    assert columns(page)[-1][1:] == ["2", "weekly", "=A decision &lt;b&gt;twice&lt;/b&gt;", "We wait"]
    assert "'=A decision" in (await on.http.get(link, params={"csv": "2"})).text
    assert "We wait" not in (await on.http.get(await on.link("Kofi", ROLES))).text
