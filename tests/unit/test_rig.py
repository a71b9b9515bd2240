"""The ground that other tests stand on."""

from playwright.async_api import Page
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.migrate import HEAD


async def ask(url: str, question: str) -> str:
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            return str((await connection.execute(text(question))).scalar())
    finally:
        await engine.dispose()


async def test_the_server_is_a_real_postgresql(postgres_url: str) -> None:
    assert (await ask(postgres_url, "SELECT version()")).startswith("PostgreSQL ")


async def test_both_databases_are_up_to_date(database_url: str) -> None:
    assert await ask(database_url, "SELECT version_num FROM alembic_version") == HEAD


def test_a_test_without_a_loop_may_ask_for_a_database(postgres_url: str) -> None:
    assert postgres_url.startswith("postgresql+asyncpg://")


async def test_the_browser_shows_a_page(page: Page) -> None:
    await page.goto("data:text/html,<title>here</title>")
    assert await page.title() == "here"
