"""Whoever reads another language is spoken to in it, also where something is refused or has not been translated."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import httpx
import pytest

from bot import app
from bot.domain.ids import PracticeId
from bot.domain.language import spoken
from bot.engine.selection import search
from bot.packs.load import load
from bot.rendering.sources import FOLDER, read_folder
from bot.rendering.text import plain_of
from bot.scheduler.clock import SystemClock
from bot.settings import Settings
from tests.stage import CONTENT, onboard, sample, stage

MONDAY = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
FIRST = PracticeId("three-questions-first")
LOCALES = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de", "de"), ("de-AT", "de"), ("DE_de", "de"), ("pt-br", "pt-BR"), ("pt", "en"), ("", "en"), ("fr", "en")],
)
def test_the_nearest_language_that_is_offered(locale: str, language: str) -> None:
    assert spoken(locale, {"en", "de", "pt-BR"}) == language


async def test_a_practice_is_given_in_the_language_of_whoever_practises(sqlite_url: str) -> None:
    offers = await offered_to_ada_and_ben(sqlite_url, CONTENT)
    libraries = load(CONTENT)
    german, english = libraries["de"].practices[FIRST], libraries["en"].practices[FIRST]
    assert german.title != english.title
    assert german.title in offers["ada"]
    assert plain_of(german.exercise) in offers["ada"]
    assert english.title in offers["ben"]


async def test_a_practice_that_is_not_translated_is_given_in_english_within_the_own_words(
    sqlite_url: str, tmp_path: Path
) -> None:
    content = copytree(CONTENT, tmp_path / "content")
    [german] = content.glob(f"packs/*/practices/{FIRST}.de.md")
    german.unlink()
    offers = await offered_to_ada_and_ben(sqlite_url, content)
    assert load(content)["en"].practices[FIRST].title in offers["ada"]
    assert "Was du tust:" in offers["ada"]


async def offered_to_ada_and_ben(url: str, content: Path) -> dict[str, str]:
    """Ada reads German."""
    async with stage(url, MONDAY, sample(MONDAY.date(), {"ada": "de"}), content=content) as on:
        await on.move(MONDAY)
        for who in ("ada", "ben"):
            await onboard(on, who)
        await on.advance(days=1)
        await on.say("ada", "/practice")
        await on.say("ben", "/practice")
        said = {who: [s for s in on.said_to(who) if s.say.prompt == "practice/offer"] for who in ("ada", "ben")}
        assert {spoken.say.data["practice"] is not None for who in said for spoken in said[who]} == {True}
        return {who: plain_of(found[0].message.text) for who, found in said.items()}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_searches_that_are_proposed_find_something(locale: str) -> None:
    library = load(CONTENT)[locale]
    [now] = proposed(locale, "help/_commands", "/practice now ")
    pathway = next(iter(library.pathways.values()))
    assert search(now, [library.practices[id_] for id_ in pathway.practices], library)
    for words in proposed(locale, "library/found", "/library search "):
        assert search(words, library.practices.values(), library)


def proposed(locale: str, prompt: str, command: str) -> set[str]:
    [_, *rests] = read_folder(FOLDER / locale)[prompt].body.split(f"**{command}")
    return {rest.partition("**")[0] for rest in rests}


@pytest.fixture
async def playground(sqlite_url: str) -> AsyncGenerator[httpx.AsyncClient]:
    given: dict[str, Any] = {"database_url": sqlite_url}
    async with app.assemble(Settings(**given), SystemClock(lambda: MONDAY)) as program:
        await program.memory.roster.found(sample(MONDAY.date(), {"ada": "de"}), MONDAY, at_once=True)
        await program.drain.run()
        transport = httpx.ASGITransport(app.asgi(program, ticking=False), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
            yield http


async def test_what_is_refused_in_the_playground_is_said_in_the_language_of_whoever_sent_it(
    playground: httpx.AsyncClient,
) -> None:
    people = (await playground.get("/playground/api/people")).json()
    sentences = {"Ada": "Diesen Code kenne ich nicht", "Ben": "I don't know that code"}
    for name, sentence in sentences.items():
        person = next(one for one in people if one["name"].startswith(name))
        said = {"conversation": person["conversations"][0]["id"], "text": "/practice link ABCD-EFGH"}
        answer = await playground.post(f"/playground/api/people/{person['id']}/say", json=said)
        assert answer.status_code == 422
        assert sentence in answer.json()["error"]
    assert "There is no such" in (await playground.get("/playground/api/conversations/x/messages")).json()["error"]


async def test_the_page_about_the_bot_is_in_the_browsers_language(playground: httpx.AsyncClient) -> None:
    shown = {
        asked: (await playground.get("/about", headers={"Accept-Language": asked})).text
        for asked in ("de-AT,de;q=0.9,en;q=0.5", "fr", "")
    }
    german, french, nothing = shown.values()
    assert '<html lang="de">' in german
    assert "Wer was sieht" in german
    assert french == nothing
    assert '<html lang="en">' in french
