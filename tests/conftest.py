"""What every test may ask for."""

import os
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.async_api import Page
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.domain.ids import derived
from storage.migrate import migrate
from tests.rig import browser as chromium
from tests.rig import postgres

settings.register_profile("microcoach", deadline=None, derandomize=True)
settings.load_profile("microcoach")

_TEMPLATE = "microcoach_template"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture
async def postgres_url(postgres_server: str, request: pytest.FixtureRequest) -> AsyncGenerator[str]:
    """A database of the test's own, empty but up to date."""
    name = f"t{derived(request.node.nodeid, os.getpid())}"
    await _template(postgres_server)
    await _administer(postgres_server, f'CREATE DATABASE "{name}" TEMPLATE {_TEMPLATE}')
    yield postgres.with_name(postgres_server, name)
    await _administer(postgres_server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
async def sqlite_url(tmp_path: Path) -> str:
    url = f"sqlite+aiosqlite:///{tmp_path}/microcoach.db"
    await migrate(url)
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The same test on both databases."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def page() -> AsyncGenerator[Page]:
    async with chromium.browser() as browser:
        yield await browser.new_page()


async def _template(server: str) -> None:
    if await _administer(server, f"SELECT 1 FROM pg_database WHERE datname = '{_TEMPLATE}'"):
        return
    await _administer(server, f"CREATE DATABASE {_TEMPLATE}")
    await migrate(postgres.with_name(server, _TEMPLATE))


async def _administer(server: str, statement: str) -> bool:
    """Run it outside of a transaction; whether it found anything."""
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            found = await connection.execute(text(statement))
            return found.returns_rows and found.first() is not None
    finally:
        await engine.dispose()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """In CI, a test that is skipped is a test that fails."""
    if os.environ.get("CI") and report.skipped:
        pytest.exit(f"{report.nodeid} was skipped, and nothing is in CI: {report.longrepr}", returncode=1)
