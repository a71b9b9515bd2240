"""The ground that other tests stand on."""

from playwright.async_api import Page
from sqlalchemy import text

from storage.database import Connections


async def test_both_databases_answer(database_url: str) -> None:
    connections = Connections(database_url)
    async with connections.reading() as connection:
        revision = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar()
    await connections.close()
    assert revision == "0001"


async def test_the_browser_shows_a_page(page: Page) -> None:
    await page.goto("data:text/html,<title>here</title>")
    assert await page.title() == "here"
