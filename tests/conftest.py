"""What every test may ask for."""

import os
import shutil
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import hypothesis
import pytest
import pytest_asyncio
from playwright.async_api import Page
from sqlalchemy.engine import make_url

from storage.migrate import migrate
from tests.rig.browser import NoBrowserError, browser
from tests.rig.postgres import NoServerError, Server, server

IN_CI = os.environ.get("CI") == "true"
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

_NEEDS = {"page": "browser", "postgres_server": "postgres", "slack_emulator": "slow"}
_SLOW = ("tests/e2e/", "tests/faults/", "tests/adapters/slack/", "tests/adapters/teams/")  # processes and whole towns

# What is measured are the tests themselves: a program that they start runs as it does elsewhere.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)

# The same examples every time: a failure is the change's, not the day's. ``make check`` takes the quick profile.
hypothesis.settings.register_profile("microcoach", deadline=None, derandomize=True)
hypothesis.settings.register_profile("quick", hypothesis.settings.get_profile("microcoach"), max_examples=20)
hypothesis.settings.load_profile("microcoach")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    try:
        with server() as running:
            yield running
    except NoServerError as error:
        pytest.skip(str(error))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres_template(postgres_server: Server) -> AsyncGenerator[str]:
    """The name of a database that is empty but up to date."""
    async with postgres_server.database() as url:
        await migrate(url)
        yield str(make_url(url).database)


@pytest.fixture
async def postgres_url(postgres_server: Server, postgres_template: str) -> AsyncGenerator[str]:
    """A PostgreSQL database of the test's own, empty but up to date."""
    async with postgres_server.database(postgres_template) as url:
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "microcoach.db"
    await migrate(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """An SQLite database of the test's own, empty but up to date."""
    return f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path)}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The same test on both databases."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def page() -> AsyncGenerator[Page]:
    """An empty page of a browser of the test's own."""
    try:
        async with browser() as chromium:
            yield await chromium.new_page()
    except NoBrowserError as error:
        pytest.skip(str(error))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tell by what a test asks for what it needs."""
    for item in items:
        asked: Sequence[str] = getattr(item, "fixturenames", ())
        for fixture, marker in _NEEDS.items():
            if fixture in asked:
                item.add_marker(marker)
        if item.nodeid.startswith(_SLOW) or item.get_closest_marker("postgres") is not None:
            item.add_marker("slow")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    return report if hasattr(report, "wasxfail") else _not_skipped_in_ci(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _not_skipped_in_ci((yield))


def _not_skipped_in_ci(report: Report) -> Report:
    if IN_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, and nothing is in CI: {report.longrepr}"
    return report
