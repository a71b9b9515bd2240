"""Turns without end, and a fault every minute: ``python -m tests.bench.soak MINUTES [TURNS_A_SECOND]``.

The real program on SQLite answers people over real sockets, is killed, stopped for a while, or finds its database
locked; at the end every turn that was answered has had its one reply, and memory and tables are as level as before.
"""

import asyncio
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from itertools import cycle
from pathlib import Path

import httpx

from bot.scheduler.clock import SystemClock
from tests.e2e.people import Town
from tests.faults.machine import Machine, Process

_BOUND = 30


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def kill(machine: Machine, process: Process, _file: Path) -> Process:
    process.tell(signal.SIGKILL)
    process.ends()
    return machine.real().ready()


def sleep(_machine: Machine, process: Process, _file: Path) -> Process:
    process.tell(signal.SIGSTOP)
    time.sleep(5)
    process.tell(signal.SIGCONT)
    return process


def lock(_machine: Machine, process: Process, file: Path) -> Process:
    with closing(sqlite3.connect(file, isolation_level=None, timeout=_BOUND)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(5)
        other.execute("ROLLBACK")
    return process


Fault = Callable[[Machine, Process, Path], Process]
FAULTS: tuple[Fault, ...] = (kill, sleep, lock)


def main() -> None:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    rate = float(sys.argv[2]) if len(sys.argv) > 2 else 50
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(soak(Path(folder), minutes, rate))


async def soak(folder: Path, minutes: float, rate: float) -> None:
    machine = Machine(folder, SystemClock().now())
    process = machine.real().ready()
    machine_file = folder / "data" / "microcoach.db"
    with httpx.Client(base_url=process.url) as http:
        people = [(one.id, one.conversation) for one in map(Town(http).person, ("Ada", "Ben", "Chiara", "Dev", "Elif"))]
    talk = Talk(process.url, people, rate)
    talking = asyncio.create_task(talk.go_on(minutes * 60))
    memory = [_resident(process)]
    for fault in cycle(FAULTS):
        done, _ = await asyncio.wait([talking], timeout=60)
        if done:
            break
        process = await asyncio.to_thread(fault, machine, process, machine_file)
        talk.url = process.url
        memory.append(_resident(process))
        say(f"{fault.__name__}: {talk.answered} turns answered, {talk.failed} not; {memory[-1]:.0f} MiB")
    await asyncio.sleep(5)
    with httpx.Client(base_url=process.url) as http:
        replies = sum(_replies(http, place) for _, place in people)
    assert process.stop() == 0
    states = _states(machine_file)
    pace = talk.answered / minutes / 60
    say(f"{minutes:.0f} minutes, {talk.answered} turns answered ({pace:.0f}/s), {talk.failed} refused")
    say(f"replies: {replies}; messages by state: {dict(states)}; file {machine_file.stat().st_size / 2**20:.0f} MiB")
    say(f"memory: first {memory[0]:.0f}, highest {max(memory):.0f}, last {memory[-1]:.0f} MiB")
    assert talk.answered <= replies <= talk.answered + talk.failed + len(people), "each turn has one reply"
    assert set(states) <= {"accepted", "acted_on"}, "and nothing is left"


class Talk:
    """People who ask for help, so many times a second, and ask on whatever happens."""

    def __init__(self, url: str, people: list[tuple[str, str]], rate: float) -> None:
        self.url = url
        self.answered = 0
        self.failed = 0
        self._people = cycle(people)
        self._pause = 1 / rate

    async def go_on(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        async with httpx.AsyncClient(timeout=_BOUND) as http, asyncio.TaskGroup() as asking:
            while time.monotonic() < until:
                asking.create_task(self._ask(http))
                await asyncio.sleep(self._pause)

    async def _ask(self, http: httpx.AsyncClient) -> None:
        who, where = next(self._people)
        body = {"conversation": where, "text": "/library search listening"}
        try:
            answer = await http.post(f"{self.url}/playground/api/people/{who}/say", json=body)
        except httpx.TransportError:
            self.failed += 1
        else:
            self.answered += answer.is_success
            self.failed += not answer.is_success


def _replies(http: httpx.Client, place: str) -> int:
    lines = http.get(f"/playground/api/conversations/{place}/messages", params={"after": 0}).json()
    return sum(line["author"] == "bot" for line in lines)


def _states(file: Path) -> Counter[str]:
    with closing(sqlite3.connect(file)) as database:
        return Counter(dict(database.execute("SELECT state, count(*) FROM outgoing GROUP BY state")))


def _resident(process: Process) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
