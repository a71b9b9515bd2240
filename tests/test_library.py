"""The library in the chat, from what is typed to what is shown, on both databases."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncGenerator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from alembic import command
from alembic.config import Config

from bot.domain.ids import MicroId, PracticeId
from bot.domain.mastery import Estimate
from bot.domain.practice import Library
from bot.engine import events as ev
from bot.rendering.text import plain_of
from bot.runtime.conductor import Conductor
from bot.runtime.ports import About, Heard
from storage.migrate import migrate
from tests.stage import Stage, onboard, sample, stage

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_COLUMNS = "id, organization, email, name_key, active, joined, body"
_A_PERSON = f"INSERT INTO person ({_COLUMNS}) VALUES (:id, 'o', :id, '', 1, 1, '{{}}')"  # noqa: S608 - our own words
MIGRATIONS = Path(__file__).parents[1] / "storage" / "migrations"


@pytest.fixture
async def on(database_url: str) -> AsyncGenerator[Stage]:
    """Ada practises; Ben, who does too, reads German."""
    async with stage(database_url, MONDAY, sample(MONDAY.date(), {"ben": "de"})) as on:
        await on.open_library()
        await on.move(MONDAY)
        for who in ("ada", "ben"):
            await onboard(on, who)
        yield on


def latest(on: Stage, who: str) -> str:
    return plain_of(on.said_to(who)[-1].message.text)


def titles(on: Stage, who: str) -> list[str]:
    rows = cast("list[dict[str, str]]", on.said_to(who)[-1].say.data["practices"])
    return [row["title"] for row in rows]


async def levels(on: Stage, who: str) -> Mapping[MicroId, Estimate]:
    async with on.memory.store.turn() as turn:
        scene = await turn.scene(on.ids[who], on.homes[who], About(on.ids[who]))
    assert scene is not None
    assert scene.journey is not None
    return {micro: standing.estimate for micro, standing in scene.journey.learner.standings.items()}


async def upgrade(on: Stage, **libraries: Library) -> None:
    """The same people, with other content."""
    on.libraries = {**on.libraries, **libraries}
    await on.open_library()
    on.conductor = Conductor(on.memory.store, on.libraries, on.clock, lambda _: None)


async def test_a_practice_is_found_saved_and_begun(on: Stage) -> None:
    assert await on.say("ada", "/library search listening") == ["library/found"]
    first = titles(on, "ada")
    assert await on.choose("ada", "next") == ["library/found"]
    assert len({*first, *titles(on, "ada")}) == 6
    assert await on.choose("ada", "previous") == ["library/found"]
    assert titles(on, "ada") == first
    assert await on.choose("ada", "save") == ["library/kept"]
    assert await on.say("ada", "library save") == ["library/saved"]
    [kept] = titles(on, "ada")
    assert kept in first
    assert await on.choose("ada", "take") == ["practice/offer"]
    assert kept in latest(on, "ada")


async def test_pages_are_one_message(on: Stage) -> None:
    await on.say("ada", "/library search listening")
    await on.say("ada", "/library search meeting")
    await on.choose("ada", "next")
    shown = [line for line in await on.memory.transcript.lines(on.homes["ada"], 0) if "Page " in str(line)]
    assert len(shown) == 2, "one for each search"
    assert "Page 1" in str(shown[0])
    assert "Page 2" in str(shown[1])


async def test_each_searches_in_their_own_language(on: Stage) -> None:
    await on.say("ben", "/library search Zuhören")
    german = {practice.title for practice in on.libraries["de"].practices.values()}
    assert set(titles(on, "ben")) <= german
    assert "Das habe ich zu „Zuhören“ gefunden." in latest(on, "ben")
    await on.say("ben", "/library search Zuhoren role:led")
    assert "Meinst du role:lead?" in latest(on, "ben")
    assert await on.choose("ben", "search") == ["library/found"]


@pytest.mark.parametrize("words", ["%", "'", "*", '"', "\U0001f4a5", ""])
async def test_a_search_for_signs_is_answered_plainly(on: Stage, words: str) -> None:
    assert await on.say("ada", f"/library search {words}") == ["library/nothing"]


async def test_what_is_not_offered_is_not_found(on: Stage) -> None:
    await on.say("ada", "/library search listening")
    english = on.libraries["en"]
    found = titles(on, "ada")[0]
    id_ = next(id_ for id_, practice in english.practices.items() if practice.title == found)
    retired = replace(english.practices[id_], retired=True)
    await upgrade(on, en=replace(english, practices={**english.practices, id_: retired}))
    await on.say("ada", "/library search listening")
    assert found not in titles(on, "ada")


async def test_the_shelf_survives_an_upgrade(on: Stage) -> None:
    english = on.libraries["en"]
    kept, rewritten, retired, gone = sorted(english.practices)[:4]
    for practice in (kept, rewritten, retired, gone):
        await on.hear("ada", ev.PracticeSaved(practice))
    old = english.practices
    practices = {id_: practice for id_, practice in old.items() if id_ != gone}
    practices[rewritten] = replace(old[rewritten], title="Under another name", revision=old[rewritten].revision + 1)
    practices[retired] = replace(old[retired], retired=True)
    await upgrade(on, en=replace(english, practices=practices))
    await on.say("ada", "/library save")
    first = latest(on, "ada")
    assert "Under another name" in first
    assert "It has been rewritten since you saved it." in first
    assert "I don't offer it at the moment." in first
    await on.choose("ada", "next")
    assert titles(on, "ada") == [old[gone].title]
    assert "it is no longer in the library" in latest(on, "ada")
    await on.choose("ada", "unsave")
    assert len(titles(on, "ada")) == 3
    assert old[gone].title not in titles(on, "ada")


async def test_an_elective_changes_no_level(on: Stage) -> None:
    assert await on.say("ada", "/library electives") == ["library/electives"]
    assert "Page 1 of" in latest(on, "ada")
    before = await levels(on, "ada")
    first = next(one for one in on.libraries["en"].electives if one.micro_competency in before)
    assert await on.hear("ada", ev.PracticeChosen(first.id)) == ["practice/offer"]
    await on.choose("ada", "start")
    await on.say("ada", "/practice done")
    for answer in ("a", "b", "c", "d", "e", "f", "5"):
        await on.say("ada", answer)
    await on.say("ines", "/feedback Ada Okafor")
    await on.submit("ines", {"situation": "s", "behaviour": "b", "impact": "i", "next_step": "n", "rating": "5"})
    assert await levels(on, "ada") == before
    programme = next(
        one for one in on.libraries["en"].practices.values()
        if one.micro_competency == first.micro_competency and not on.libraries["en"].is_elective(one.id)
    )  # fmt: skip
    await on.hear("ada", ev.PracticeChosen(programme.id))
    await on.choose("ada", "start")
    await on.say("ada", "/practice done")
    for answer in ("a", "b", "c", "d", "e", "f", "5"):
        await on.say("ada", answer)
    after = await levels(on, "ada")
    assert after != before
    assert after[first.micro_competency].ratings == before[first.micro_competency].ratings + 1, "as if it had not been"


async def test_a_coach_and_a_manager_have_shelves_too(on: Stage) -> None:
    for who in ("ines", "jonas"):
        await on.say(who, "/library search listening")
        await on.choose(who, "save")
        await on.say(who, "/library save")
        assert len(titles(on, who)) == 1
        names = [choice.name for choice in on.said_to(who)[-1].say.choices]
        assert names == ["unsave"], "they don't practise"


async def test_in_a_channel_what_was_saved_is_answered_at_home(on: Stage) -> None:
    await on.conductor.hear(Heard(on.ids["ada"], on.channels["jonas"], ev.Said("/library search listening"), "c:1"))
    await on.drain.run()
    searched = on.writer.spoken[-1]
    assert searched.reader == "leading-together"
    means = next(choice.means for choice in searched.say.choices if choice.name == "save")
    await on.conductor.hear(Heard(on.ids["ben"], on.channels["jonas"], means, "c:2"))
    await on.drain.run()
    assert (on.writer.spoken[-1].reader, on.writer.spoken[-1].say.prompt) == ("ben", "library/kept")


async def test_a_copy_of_everything_has_the_shelf(on: Stage) -> None:
    await on.hear("ada", ev.PracticeSaved(PracticeId("three-questions-first")))
    copy = json.loads(await on.memory.export(on.ids["ada"]))
    [kept] = copy["saved"]
    assert (kept["practice"], kept["title"]) == (
        "three-questions-first",
        on.libraries["en"].practices[PracticeId("three-questions-first")].title,
    )


async def test_a_coach_is_told_what_a_word_means_here(on: Stage) -> None:
    await on.say("ines", "/feedback Ada Okafor")
    words = {"situation": "The review", "behaviour": "You ran the meeting", "impact": "i", "next_step": "n"}
    await on.submit("ines", words)
    said = latest(on, "ines")
    assert "What you call “ran the meeting” is facilitate here: To lead a group" in said
    assert "/library define facilitate" in said


async def test_what_learners_had_saved_before_shelves_is_on_them(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/old.db"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    await asyncio.to_thread(command.upgrade, config, "0011")
    with closing(sqlite3.connect(tmp_path / "old.db")) as database, database:
        for id_, saved in (("ada", ["listen-first", "gone"]), ("ben", [])):
            body = json.dumps({"id": id_, "saved": saved})
            database.execute(_A_PERSON, {"id": id_})
            database.execute("INSERT INTO learner (id, cohort, estimates, body) VALUES (?, 'c', '{}', ?)", (id_, body))
    await migrate(url)
    with closing(sqlite3.connect(tmp_path / "old.db")) as database:
        [(person, body)] = database.execute("SELECT person, body FROM shelf").fetchall()
    assert person == "ada"
    assert [kept["practice"] for kept in json.loads(body)["kept"]] == ["listen-first", "gone"]
