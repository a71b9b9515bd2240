"""The program as a process of its own, on a free port and an empty folder."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import IO, Self

ROOT = Path(__file__).parents[2]
READY = "Microcoach is ready"
_PATIENCE_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Program:
    """``microcoach run`` in ``home``; its data lie in ``home/data``."""

    def __init__(self, home: Path, command: str = "run", environment: Mapping[str, str] | None = None) -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = command
        self._extra = dict(environment or {})
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "bot", self._command],
            cwd=self.home,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._process.stdout is not None
        ready = Event()
        Thread(target=self._listen, args=(self._process.stdout, ready), daemon=True).start()
        assert ready.wait(_PATIENCE_SECONDS), self.log()
        assert self._process.poll() is None, self.log()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As a power cut would."""
        self._end(signal.SIGKILL)

    def log(self) -> str:
        return (self.home / "log.txt").read_text()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def _end(self, how: signal.Signals) -> int:
        if self._process is None:
            return 0
        self._process.send_signal(how)
        code = self._process.wait(timeout=_PATIENCE_SECONDS)
        self._process = None
        return code

    def environment(self) -> dict[str, str]:
        own = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("MICROCOACH_", "SLACK_", "TEAMS_"))
        }
        return (
            own
            | {"PORT": str(self.port), "PYTHONPATH": str(ROOT), "MICROCOACH_CONTENT_DIR": str(ROOT / "content")}
            | self._extra
        )

    def _listen(self, output: IO[str], ready: Event) -> None:
        """Keep what it says; it is ready when it says so, and waiting is over when it ends."""
        with output, (self.home / "log.txt").open("a") as log:
            for line in output:
                log.write(line)
                log.flush()
                if READY in line:
                    ready.set()
        ready.set()
