"""The index of the library: made anew when the content has changed, and asked for practices.

SQLite finds pages with FTS5, PostgreSQL with a ``tsvector``. Both only say on which pages a term is: what a term is,
and what it is worth, is decided before, so both find the same in the same order.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from sqlalchemy import Executable, delete, func, insert, select, text, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import PracticeId
from bot.domain.practice import Library
from bot.engine.search.found import Found
from bot.engine.search.pages import Page, Word, edition, made_of
from bot.engine.search.vocabulary import Clue, Sought, Vocabulary, seek
from storage import tables as t
from storage.database import Connections
from storage.texts import adding, pages_with, written
from storage.writing import Row

_MOST_FOUND = 50
_WORTH_SHOWING = 0.4  # of what the best is worth, or any page that has all the words
_PORTION = 5_000
_EDITIONS_KEPT = 2  # this one, and that of processes that were started before the content changed
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7226032)")  # any number, the same in every process
_LEARN_SIZES = text("ANALYZE librarypage, library_text")  # else PostgreSQL plans for tables that were empty

_edition, _page, _word = t.library_editions.c, t.library_pages.c, t.library_words.c


class RowIndex:
    """See ``bot.runtime.ports.Index``."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._edition = 0
        self._vocabularies: Mapping[str, Vocabulary] = {}

    async def prepare(self, libraries: Mapping[str, Library]) -> None:
        digest = edition(libraries)
        number = await self._known(digest)
        if number is None:
            pages, words = made_of(libraries)
            async with self._connections.writing() as connection:
                number = await _make(connection, digest, pages, words)
        self._edition, self._vocabularies = number, await self._learnt(number)

    async def find(self, connection: AsyncConnection, words: str, locales: Sequence[str], on: date) -> Found:
        vocabularies = [self._vocabularies[locale] for locale in locales if locale in self._vocabularies]
        if not vocabularies:
            return Found(words)
        sought = seek(words, vocabularies)
        practices = await self._practices(connection, sought, on)
        return Found(sought.words, practices, sought.guessed, sought.unknown)

    async def _practices(self, connection: AsyncConnection, sought: Sought, on: date) -> tuple[PracticeId, ...]:
        if sought.unknown is not None or not (sought.clues or sought.tags):
            return ()
        asked = _asked(connection.dialect.name, sought, self._edition, on)
        found = (await connection.execute(asked)).all()
        least = min(found[0].worth, sought.whole) * _WORTH_SHOWING if found else 0
        return tuple(PracticeId(row.practice) for row in found if row.worth >= least)

    async def _known(self, digest: str) -> int | None:
        async with self._connections.reading() as connection:
            return await _number(connection, digest)

    async def _learnt(self, number: int) -> Mapping[str, Vocabulary]:
        words = select(_word.locale, _word.term, _word.written, _word.pages).where(_word.edition == number)
        pages = select(_page.locale, func.count()).where(_page.edition == number).group_by(_page.locale)
        async with self._connections.reading() as connection:
            counted = {row[0]: row[1] for row in await connection.execute(pages)}
            known = [Word(*row) for row in await connection.execute(words.order_by(_word.locale, _word.term))]
        found = {locale: {it.term: it for it in some} for locale, some in groupby(known, key=lambda it: it.locale)}
        return {locale: Vocabulary(locale, counted[locale], words) for locale, words in found.items()}


async def _number(connection: AsyncConnection, digest: str) -> int | None:
    return (await connection.execute(select(_edition.id).where(_edition.digest == digest))).scalar()


async def _make(connection: AsyncConnection, digest: str, pages: Sequence[Page], words: Iterable[Word]) -> int:
    """One process does it; the others wait, and find it done."""
    if connection.dialect.name != "sqlite":
        await connection.execute(_ONE_AT_A_TIME)
    if (made := await _number(connection, digest)) is not None:
        return made
    new = insert(t.library_editions).values(digest=digest).returning(_edition.id)
    number = (await connection.execute(new)).scalar_one()
    await _forget_older(connection)
    first = (await connection.execute(select(func.coalesce(func.max(_page.id), 0)))).scalar_one() + 1
    numbered = list(enumerate(pages, first))
    await _write(connection, insert(t.library_pages), [_row(page, id_, number) for id_, page in numbered])
    texts = [{"page": id_, "terms": written(connection, _all_terms(page, number))} for id_, page in numbered]
    await _write(connection, adding(connection), texts)
    await _write(connection, insert(t.library_words), [_row_of_word(word, number) for word in words])
    if connection.dialect.name != "sqlite":
        await connection.execute(_LEARN_SIZES)
    return number


async def _forget_older(connection: AsyncConnection) -> None:
    latest = select(_edition.id).order_by(_edition.id.desc()).limit(_EDITIONS_KEPT)
    await connection.execute(delete(t.library_editions).where(_edition.id.not_in(latest)))


async def _write(connection: AsyncConnection, statement: Executable, rows: Sequence[Row]) -> None:
    for start in range(0, len(rows), _PORTION):
        await connection.execute(statement, [dict(row) for row in rows[start : start + _PORTION]])


def _row(page: Page, id_: int, number: int) -> Row:
    review_by = page.review_by.isoformat()
    return {"id": id_, "edition": number, "locale": page.locale, "practice": page.practice, "review_by": review_by}


def _row_of_word(word: Word, number: int) -> Row:
    return {
        "edition": number,
        "locale": word.locale,
        "term": word.term,
        "written": word.written,
        "pages": word.pages,
    }


def _all_terms(page: Page, number: int) -> Collection[str]:
    """With one that says where the page belongs, so that no other edition and language is looked through."""
    return page.terms | {_place(number, page.locale)}


def _place(number: int, locale: str) -> str:
    return f"{number}/{locale}"


def _asked(dialect: str, sought: Sought, number: int, on: date) -> t.Query:
    """The best by points, then in the order of the pages; a page past its day is not found."""
    among = ((_place(number, sought.locale),), *sought.tags)
    clues = sought.clues or (Clue((), 0),)
    worth = union_all(
        *(pages_with(dialect, (*among, clue.terms) if clue.terms else among, clue.points) for clue in clues)
    ).subquery()
    points = func.sum(worth.c.points).label("worth")
    found = (
        select(_page.practice, points)
        .join(worth, worth.c.page == _page.id)
        .where(_page.review_by >= on.isoformat())
        .group_by(_page.id, _page.practice)
    )
    return found.order_by(points.desc(), _page.id).limit(_MOST_FOUND)
