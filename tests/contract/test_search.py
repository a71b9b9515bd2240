"""Finding practices in the library: the same on both databases, in both languages, whatever is typed."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select, text

from bot.domain.ids import PracticeId
from bot.domain.practice import Library, Practice
from bot.engine.search.found import Found
from bot.engine.search.vocabulary import UnknownTag
from bot.runtime.holidays import days_off
from storage import tables as t
from storage.database import Around
from storage.memory import Memory, open_memory
from tests.make import NAMING, a_library, a_practice
from tests.queries import counted
from tests.stage import BUTTONS

TODAY = date(2026, 3, 2)
TAGS: Mapping[str, tuple[str, ...]] = {"role": ("team lead", "manager"), "impact": ("trust",)}


def written(id_: str, title: str, objective: str, **changes: object) -> Practice:
    """A practice of which little else is said."""
    blank = {"exercise": "", "constraint": "", "criteria": (), "why_it_works": "", "checklist": (), "guide": ""}
    bare: dict[str, object] = {**blank, "exemplar": "", "tags": {}, "id": PracticeId(id_), **changes}
    return replace(a_practice(title=title, objective=objective, micro_competency=NAMING), **bare)


ENGLISH = (
    written("clear-the-air", "Clear the air", "Speak of a conflict between two colleagues.", tags=TAGS),
    written("name-a-conflict", "Name a conflict", "Say what nobody says.", tags={"role": ("project lead",)}),
    written("hand-it-over", "Hand it over", "Delegate a whole outcome, with its limits.", tags=TAGS),
    written("say-no", "Say no", "Decide what you leave undone.", tags={"role": ("manager",), "impact": ("speed",)}),
    written("two-words", "Difficult conversations", "Begin a talk that you have put off."),
    written("retired", "A conflict of old", "Conflict, conflict, conflict.", retired=True),
    written("expired", "A conflict of last year", "Conflict.", review_by=date(2026, 3, 1)),
    *(written(f"filler-{n}", f"Filler {n}", "Nothing that anybody looks for.") for n in range(6)),
)
GERMAN = (
    written("clear-the-air", "Reinen Tisch machen", "Sprich einen Streit an.", tags=TAGS),
    written("name-a-conflict", "Das Konfliktgespräch", "Sag, was keiner sagt."),
    written("hand-it-over", "Gib es ab", "Delegiere ein ganzes Ergebnis in einem ruhigen Gespräch."),
    written("say-no", "Say no", "Decide what you leave undone."),
    *(written(f"filler-{n}", f"Füllung {n}", "Nichts, das jemand sucht.") for n in range(6)),
)


def libraries(english: Iterable[Practice] = ENGLISH, german: Iterable[Practice] = GERMAN) -> dict[str, Library]:
    return {"en": a_library(english, pathways={}), "de": a_library(german, pathways={}, locale="de")}


@pytest.fixture
async def memory(database_url: str) -> AsyncGenerator[Memory]:
    memory = open_memory(database_url, Around(BUTTONS, days_off, {}))
    await memory.index.prepare(libraries())
    yield memory
    await memory.close()


async def found(memory: Memory, words: str, locale: str = "en", on: date = TODAY) -> Found:
    async with memory.store.turn() as turn:
        return await turn.find(words, (locale, "en"), on)


async def hits(memory: Memory, words: str, locale: str = "en", on: date = TODAY) -> list[str]:
    return list((await found(memory, words, locale, on)).practices)


class TestWords:
    async def test_in_the_title_weigh_more_than_elsewhere(self, memory: Memory) -> None:
        assert await hits(memory, "conflict") == ["name-a-conflict", "clear-the-air"]

    async def test_are_found_whatever_their_ending(self, memory: Memory) -> None:
        for words in ("conflicts", "Conflict's", "CONFLICTING"):
            assert (await hits(memory, words))[0] == "name-a-conflict", words
        assert await hits(memory, "delegating") == await hits(memory, "Delegation") == ["hand-it-over"]

    async def test_count_the_more_the_rarer_they_are(self, memory: Memory) -> None:
        assert (await hits(memory, "looking begin"))[0] == "two-words"
        assert await hits(memory, "a word of nothing and hand") == ["hand-it-over"], "what most pages have says nothing"

    async def test_that_are_misspelt_are_guessed_and_it_is_said_so(self, memory: Memory) -> None:
        guessed = await found(memory, "delgate confict")
        assert set(guessed.practices) >= {"hand-it-over", "name-a-conflict"}
        assert guessed.guessed == (("delgate", "delegate"), ("confict", "conflict"))
        assert (await found(memory, "delegate")).guessed == ()

    async def test_that_mean_nothing_here_find_nothing(self, memory: Memory) -> None:
        assert await hits(memory, "xyzzy") == []

    async def test_of_equal_worth_come_in_one_order(self, memory: Memory) -> None:
        assert await hits(memory, "filler") == [f"filler-{n}" for n in range(6)]


class TestGerman:
    async def test_is_searched_by_who_reads_it(self, memory: Memory) -> None:
        assert await hits(memory, "Streits", "de") == ["clear-the-air"]
        assert await hits(memory, "delegieren", "de") == ["hand-it-over"]
        assert await hits(memory, "GESPRÄCHE", "de") == ["name-a-conflict", "hand-it-over"], "also inside of a word"
        assert await hits(memory, "Streit") == [], "but not by who reads English"

    async def test_is_found_without_its_umlauts(self, memory: Memory) -> None:
        assert "hand-it-over" in await hits(memory, "Gespraech", "de")
        assert "hand-it-over" in await hits(memory, "Gesprach", "de")

    async def test_falls_back_to_the_english_words(self, memory: Memory) -> None:
        assert (await hits(memory, "conflict", "de"))[0] == "name-a-conflict"
        assert await hits(memory, "undone", "de") == ["say-no"], "which nobody has translated"

    async def test_of_a_language_that_nobody_has_is_english(self, memory: Memory) -> None:
        assert await hits(memory, "delegate", "fr") == ["hand-it-over"]


class TestTags:
    async def test_narrow_what_is_found(self, memory: Memory) -> None:
        assert await hits(memory, "conflict role:manager") == ["clear-the-air"]
        assert await hits(memory, "role:lead conflict") == ["name-a-conflict", "clear-the-air"], "part of a tag"
        assert await hits(memory, 'conflict role:"team lead"') == ["clear-the-air"]
        assert await hits(memory, "conflict ROLE:Team-Lead") == ["clear-the-air"]

    async def test_alone_list_all_that_have_them(self, memory: Memory) -> None:
        assert await hits(memory, "role:manager") == ["clear-the-air", "hand-it-over", "say-no"]

    async def test_of_one_kind_add_up_and_of_several_narrow(self, memory: Memory) -> None:
        assert len(await hits(memory, "role:manager role:lead")) == 4
        assert await hits(memory, "role:manager impact:speed") == ["say-no"]

    async def test_that_nobody_has_are_asked_about(self, memory: Memory) -> None:
        near = await found(memory, "conflict role:led")
        assert (near.unknown, near.practices) == (UnknownTag("role:led", "role:lead"), ())
        assert (await found(memory, "rol:manager")).unknown == UnknownTag("rol:manager", "role:manager")
        far = (await found(memory, "role:xyzzyxyzzy")).unknown
        assert far is not None
        assert (far.nearest, far.known[0]) == ("", "role:lead")

    async def test_any_other_colon_is_only_a_sign(self, memory: Memory) -> None:
        assert await hits(memory, "https://conflict") == await hits(memory, "at 12:30: conflict")
        assert (await found(memory, "https://conflict")).unknown is None


ODD = (
    "", " ", "%", "'", "*", '"', "\\", "NEAR(", "conflict' OR 1=1 --", '"conflict', "conf*", "title:conflict",
    "^conflict", "-conflict", "{a b}:c", "(", ")", "conflict AND NOT", "a & b | !c", "con:flict", "role:", 'role:"',
    "role:%'*",
    "x" * 4_000, "conflict " * 500, "\U0001f4a5", "\U0001f469\u200d\U0001f4bb conflict", "\ufb01rst", "كلمة", "\u0301",
    "1/en", "title/conflict", "\u202e conflict",
)  # fmt: skip


@pytest.mark.parametrize("words", ODD, ids=ascii)
async def test_whatever_is_typed_is_answered(memory: Memory, words: str) -> None:
    for locale in ("en", "de"):
        result = await found(memory, words, locale)
        assert set(result.practices) <= {practice.id for practice in ENGLISH}
        assert ("name-a-conflict" in result.practices) >= ("conflict" in words)


class TestWhatIsNotOffered:
    async def test_is_not_found(self, memory: Memory) -> None:
        assert not {"retired", "expired"} & set(await hits(memory, "conflict old last year"))

    async def test_is_left_out_from_the_day_after_its_review_date(self, memory: Memory) -> None:
        assert "expired" in await hits(memory, "conflict", on=date(2026, 3, 1))
        assert "say-no" in await hits(memory, "undone", on=date(2036, 1, 1))
        assert await hits(memory, "undone", on=date(2036, 1, 2)) == []


class TestTheIndex:
    async def test_is_made_once_for_the_same_content(self, memory: Memory) -> None:
        with counted(memory) as asked:
            await memory.index.prepare(libraries())
        assert [statement for statement in asked if not statement.startswith("SELECT")] == []

    async def test_is_made_anew_when_the_content_changes(self, memory: Memory) -> None:
        await memory.index.prepare(libraries((*ENGLISH, written("new", "Something new", "Juggle."))))
        assert await hits(memory, "juggling") == ["new"]
        changed = replace(ENGLISH[3], objective="Juggle less.", revision=2)
        await memory.index.prepare(libraries((*ENGLISH[:3], changed)))
        assert await hits(memory, "juggling") == ["say-no"]
        assert await hits(memory, "filler") == []

    async def test_stays_for_processes_that_still_have_the_content_before(
        self, memory: Memory, database_url: str
    ) -> None:
        newer = open_memory(database_url, Around(BUTTONS, days_off, {}))
        try:
            await newer.index.prepare(libraries(ENGLISH[:2]))
            assert await hits(newer, "delegate") == []
            assert await hits(memory, "delegate") == ["hand-it-over"]
            for count in (3, 4):
                await newer.index.prepare(libraries(ENGLISH[:count]))
            async with newer.connections.reading() as connection:
                editions = (await connection.execute(select(func.count()).select_from(t.library_editions))).scalar()
                pages = (await connection.execute(select(func.count()).select_from(t.library_pages))).scalar()
                texts = (await connection.execute(text(f"SELECT count(*) FROM {t.LIBRARY_TEXT}"))).scalar()  # noqa: S608
            assert editions == 2
            assert pages == texts == 3 + 4 + 2 * len(GERMAN)
        finally:
            await newer.close()

    async def test_is_made_by_one_of_several_that_start_at_once(self, database_url: str) -> None:
        several = [open_memory(database_url, Around(BUTTONS, days_off, {})) for _ in range(4)]
        try:
            await asyncio.gather(*(one.index.prepare(libraries(ENGLISH[:5])) for one in several))
            for one in several:
                assert await hits(one, "delegate") == ["hand-it-over"]
            async with several[0].connections.reading() as connection:
                assert (await connection.execute(select(func.count()).select_from(t.library_editions))).scalar() == 1
        finally:
            for one in several:
                await one.close()

    async def test_finds_nothing_before_it_is_there(self, database_url: str) -> None:
        memory = open_memory(database_url, Around(BUTTONS, days_off, {}))
        assert await hits(memory, "conflict") == []
        await memory.close()

    async def test_is_asked_one_question(self, memory: Memory) -> None:
        for words in ("conflict", "delgate role:lead", "konflikt gespräch", "xyzzy conflict"):
            async with memory.store.turn() as turn:
                with counted(memory) as asked:
                    await turn.find(words, ("de", "en"), TODAY)
            assert len(asked) <= 1, words


async def test_an_empty_library_has_nothing(database_url: str) -> None:
    memory = open_memory(database_url, Around(BUTTONS, days_off, {}))
    await memory.index.prepare(libraries((), ()))
    assert await hits(memory, "conflict") == []
    await memory.close()
