"""A machine on which the program runs: its clock is moved by hand, its power can be cut, and one hears what it says."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from threading import Condition, Thread
from types import TracebackType
from typing import IO, Self

from bot.domain.roster import Founding
from storage.migrate import migrate
from tests.e2e.program import READY, ROOT, free_port
from tests.faults.launch import CLOCK, CRASH, PLATFORM, Point
from tests.stage import onboard, stage

_PATIENCE_SECONDS = 60
_UNLIMITED = resource.RLIM_INFINITY


class Machine:
    """The folder that the program runs in, and the time on its clock; it survives the program."""

    def __init__(self, home: Path, at: datetime, url: str | None = None) -> None:
        self.home = home
        self.url = url or f"sqlite+aiosqlite:///{home / 'data' / 'microcoach.db'}"
        self.platform = ""
        self.clock(at)

    def clock(self, at: datetime) -> None:
        """It is this time now, whatever it was before."""
        draft = self.home / "clock.draft"
        draft.write_text(at.isoformat())
        draft.replace(self.home / CLOCK)

    def now(self) -> datetime:
        return datetime.fromisoformat((self.home / CLOCK).read_text())

    def passes(self, **time: float) -> None:
        self.clock(self.now() + timedelta(**time))

    def cut_power(self, point: Point, after: int = 0) -> None:
        (self.home / CRASH).write_text(f"{point}@{after}")

    def program(self, command: str = "run") -> "Process":
        return Process(self, ["tests.faults.launch", command])

    def real(self, command: str = "run") -> "Process":
        """The program as everybody starts it, under the world's clock."""
        return Process(self, ["bot", command])


class Process:
    """One process of the program, over real sockets."""

    def __init__(self, machine: Machine, arguments: Sequence[str]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._said: list[str] = []
        self._ended = False
        self._news = Condition()
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", *arguments],
            cwd=machine.home,
            env=environment_of(machine.url, self.port)
            | ({PLATFORM: machine.platform} if machine.platform else {})
            | {"MICROCOACH_WORKER_PORT": str(self.port)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._process.stdout is not None
        self._listener = Thread(target=self._listen, args=(self._process.stdout,), daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ready(self) -> Self:
        self.wait(lambda: any(READY in line for line in self._said))
        return self

    def wait(self, until: Callable[[], bool]) -> None:
        """Until what it has said makes this true."""
        with self._news:
            assert self._news.wait_for(lambda: until() or self._ended, _PATIENCE_SECONDS), self.log()
            assert until(), self.log()

    def rests(self, since: int) -> None:
        """Until it has found nothing to do, twice in a row, after the first ``since`` looks."""
        self.wait(lambda: self.drains()[since:][-2:] == [0, 0])

    def looks(self) -> None:
        """Until it has looked once more for what is due."""
        before = len(self.drains())
        self.wait(lambda: len(self.drains()) > before)

    def drains(self) -> list[int]:
        """In how many lanes each look found something to do."""
        return [int(line.split()[1]) for line in self._said if line.startswith("drained ")]

    def lines(self, event: str) -> list[str]:
        """What it has logged under this name."""
        return [line for line in self._said if event in line]

    def log(self) -> str:
        return "".join(self._said)

    def ends(self) -> int:
        """Wait for its end; the exit code."""
        code = self._process.wait(_PATIENCE_SECONDS)
        self._listener.join(_PATIENCE_SECONDS)
        return code

    def tell(self, sign: signal.Signals) -> None:
        self._process.send_signal(sign)

    def stop(self) -> int:
        self.tell(signal.SIGTERM)
        return self.ends()

    def fill_disk(self) -> None:
        """From now on no file of its can grow."""
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (0, _UNLIMITED))

    def make_room(self) -> None:
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (_UNLIMITED, _UNLIMITED))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self.ends()

    def _listen(self, output: IO[str]) -> None:
        with output:
            for line in output:
                with self._news:
                    self._said.append(line)
                    self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()


async def practising(machine: Machine, since: datetime, names: Sequence[str], founding: Founding | None = None) -> None:
    """These learners have agreed, settled their hours and rated their baseline."""
    await migrate(machine.url)
    async with stage(machine.url, since, founding) as made:
        await made.drain.run()
        for name in names:
            await onboard(made, name.lower())


def environment_of(url: str, port: int = 0) -> dict[str, str]:
    """What the program reads from its environment, with this database, and nothing of the tests' own."""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("MICROCOACH_", "SLACK_", "TEAMS_"))}
    return own | {
        "PORT": str(port or free_port()),
        "PYTHONPATH": str(ROOT),
        "MICROCOACH_CONTENT_DIR": str(ROOT / "content"),
        "MICROCOACH_DATABASE_URL": url,
    }
