"""How long a search of 5,000 practices takes on either database: ``python -m tests.bench.search``.

Each time stands beside that of a bare query in the same run: any of the same words, ranked by the database itself. The
practices are the shipped ones over and over, each time with other words in between.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import text

from bot.domain.ids import PracticeId
from bot.domain.practice import Library, Practice
from bot.engine.search.stems import stems, words
from bot.packs.load import load
from bot.runtime.holidays import days_off
from storage.database import Around
from storage.memory import Memory, open_memory
from storage.migrate import migrate
from tests.bench.delivery import say
from tests.bench.reading import CONTENT
from tests.rig.postgres import server
from tests.stage import BUTTONS

_PRACTICES, _EVERY, _ROUNDS = 5_000, 5, 30
_TODAY = date(2026, 11, 23)
# In which language, what is typed, and the same without its slips, for the bare query.
_ASKED = (
    ("en", "conflict", "conflict"),
    ("en", "difficult conversation with a colleague", "difficult conversation with a colleague"),
    ("en", "meeting role:lead", "meeting role:lead"),
    ("en", "delgate the meetng", "delegate the meeting"),
    ("en", "role:manager", "role:manager"),
    ("de", "Konflikt", "Konflikt"),
    ("de", "schwieriges Gespräch mit einem Kollegen", "schwieriges Gespräch mit einem Kollegen"),
    ("de", "Entscheidnug role:lead", "Entscheidung role:lead"),
)
_IN_SQLITE = text("SELECT rowid FROM library_text WHERE library_text MATCH :asked ORDER BY rank LIMIT 50")
_IN_POSTGRES = text(
    "SELECT page FROM library_text, CAST(:asked AS tsquery) asked WHERE terms @@ asked"
    " ORDER BY ts_rank(terms, asked) DESC LIMIT 50"
)


def main() -> None:
    libraries = many(load(CONTENT))
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(f"sqlite+aiosqlite:///{folder}/bench.db", libraries))

    async def on_postgres() -> None:
        async with postgres.database() as url:
            await measure(url, libraries)

    with server() as postgres:
        asyncio.run(on_postgres())


def many(libraries: Mapping[str, Library]) -> dict[str, Library]:
    """5,000 practices in each language."""
    found: dict[str, Library] = {}
    for locale, library in libraries.items():
        shipped = list(library.practices.values())
        pool = sorted({word for practice in shipped for word in words(practice.guide)})
        new = [_varied(shipped[n % len(shipped)], pool, n) for n in range(_PRACTICES)]
        found[locale] = replace(library, practices={practice.id: practice for practice in new})
    return found


def _varied(practice: Practice, pool: list[str], number: int) -> Practice:
    def other(text: str) -> str:
        said = text.split()
        said[number % _EVERY :: _EVERY] = [
            pool[(number * 31 + at * 7) % len(pool)] for at in range(len(said[number % _EVERY :: _EVERY]))
        ]
        return " ".join(said)

    new = PracticeId(f"{practice.id}-{number:04}")
    return replace(practice, id=new, title=other(practice.title), guide=other(practice.guide))


async def measure(url: str, libraries: Mapping[str, Library]) -> None:
    await migrate(url)
    memory = open_memory(url, Around(BUTTONS, days_off, {}))
    try:
        began = time.perf_counter()
        await memory.index.prepare(libraries)
        made = time.perf_counter() - began
        began = time.perf_counter()
        await memory.index.prepare(libraries)
        kind = "SQLite" if memory.connections.is_sqlite else "PostgreSQL"
        say(f"{kind}: {_PRACTICES:,} practices in {len(libraries)} languages indexed in {made:.1f} s, "
            f"found to be indexed already in {time.perf_counter() - began:.2f} s")  # fmt: skip
        for locale, asked, spelt in _ASKED:
            await _compare(memory, locale, asked, spelt)
    finally:
        await memory.close()


async def _compare(memory: Memory, locale: str, asked: str, spelt: str) -> None:
    """Both in a transaction that is open already, as a search is."""
    async with memory.store.turn() as turn, memory.connections.reading() as connection:
        count = len((await turn.find(asked, (locale, "en"), _TODAY)).practices)
        bare = _bare(memory, locale, spelt)
        statement = _IN_SQLITE if memory.connections.is_sqlite else _IN_POSTGRES
        ours = await _milliseconds(lambda: turn.find(asked, (locale, "en"), _TODAY))
        floor = await _milliseconds(lambda: connection.execute(statement, {"asked": bare}))
    say(
        f"  {ours:6.2f} ms (under 20), bare {floor:6.2f} ms: {ours / floor:4.1f} x  {count:>2} for “{asked}” ({locale})"
    )


def _bare(memory: Memory, locale: str, asked: str) -> str:
    any_of, all_of, mark = (" OR ", " AND ", '"') if memory.connections.is_sqlite else (" | ", " & ", "'")
    tags = [word for word in asked.split() if ":" in word]
    plain = stems(" ".join(word for word in asked.split() if ":" not in word), locale)
    either = any_of.join(f"{mark}{term}{mark}" for term in plain)
    return all_of.join(
        f"({it})" for it in (f"{mark}1/{locale}{mark}", *(f"{mark}{tag}{mark}" for tag in tags), either) if it
    )


async def _milliseconds(doing: Callable[[], Awaitable[object]]) -> float:
    times: list[float] = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        await doing()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1_000


if __name__ == "__main__":
    main()
