"""Run them all: ``python -m tests.bench``. Every figure stands beside a bare baseline of the same run."""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot.domain.ids import PracticeId
from bot.domain.learner import Exposure
from bot.domain.practice import TIERS
from bot.engine import events as ev
from bot.engine.engine import decide
from bot.engine.selection import pick
from storage.migrate import migrate
from tests.e2e.program import Program
from tests.make import (
    MONDAY,
    a_journey,
    a_learner,
    a_library,
    a_practice,
    a_situation,
    a_started_attempt,
    an_attempt,
)
from tests.test_queries import a_day_after

_CALLS = 5_000
_PRACTICES, _CHOICES = 500, 200
_ROUNDS = 5
_BARE = "import asyncio, sqlalchemy.ext.asyncio, starlette.applications, uvicorn"


def main() -> None:
    """Print each figure as it is measured."""
    print_queries()
    print_decisions()
    print_selection()
    print_start_and_memory()


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def print_queries() -> None:
    """Statements of one turn, with one attempt and with a thousand behind it."""
    say("Database statements of one turn (at most 8), after 1 and after 1,000 attempts:")
    fresh, old = (asyncio.run(_day(past)) for past in (1, 1_000))
    for turn, count in fresh.items():
        say(f"  {turn:<16} {count}   {old[turn]}")


async def _day(past: int) -> dict[str, int]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/bench.db"
        await migrate(url)
        return await a_day_after(url, past)


def print_decisions() -> None:
    """Decisions of one second of one core, beside calls that do nothing."""
    offered = a_situation(journey=a_journey(attempt=an_attempt()))
    started = a_situation(journey=a_journey(attempt=a_started_attempt()))
    turns = (
        (offered, ev.PracticeAccepted(an_attempt().id)),
        (offered, ev.WhyAsked()),
        (started, ev.DoneSaid()),
        (offered, ev.LibrarySearched("listening")),
        (offered, ev.HelpAsked()),
    )

    def decide_all() -> None:
        for now, event in turns:
            decide(now, event)

    def do_nothing() -> None:
        for now, event in turns:
            _nothing(now, event)

    rate, bare = (_CALLS * len(turns) / _fastest(each) for each in (decide_all, do_nothing))
    say(f"decide: {rate:,.0f} a second (at least 20,000); an empty call: {bare:,.0f} ({bare / rate:,.0f} x)")


def print_selection() -> None:
    """The next practice of one learner among five hundred, beside a loop that only looks at each."""
    skills = list(dict.fromkeys(practice.micro_competency for practice in a_library().practices.values()))
    library = a_library(
        [
            a_practice(id=PracticeId(f"p-{n}"), micro_competency=skills[n % len(skills)], tier=TIERS[n % len(TIERS)])
            for n in range(_PRACTICES)
        ]
    )
    seen = {id_: Exposure(1) for n, id_ in enumerate(library.practices) if n % 5 == 0}
    journey = a_journey(learner=a_learner(prompts=3, exposures=seen))

    def choose() -> None:
        for _ in range(_CHOICES):
            pick(journey, library, MONDAY)

    def look() -> None:
        for _ in range(_CHOICES):
            for practice in library.practices.values():
                practice.offered_on(MONDAY.date())

    chosen, bare = (min(_cpu(work) for _ in range(_ROUNDS)) * 1_000 / _CHOICES for work in (choose, look))
    say(
        f"selection among {_PRACTICES}: {chosen:.2f} ms (under 2); "
        f"a look at each: {bare:.2f} ms ({chosen / bare:.1f} x)"
    )


def _cpu(work: Callable[[], None]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _nothing(_now: object, _event: object) -> None:
    return None


def _fastest(work: Callable[[], None]) -> float:
    """CPU seconds of the fastest round: the one that was disturbed least."""

    def once() -> float:
        begun = time.process_time()
        for _ in range(_CALLS):
            work()
        return time.process_time() - begun

    return min(once() for _ in range(_ROUNDS))


def print_start_and_memory() -> None:
    """A second start until it is ready, and what it then holds, beside a process that only imports the libraries."""
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Path(folder))
        starts = [_start(program) for _ in range(_ROUNDS)]
    ready = min(seconds for seconds, _ in starts[1:])
    held = starts[-1][1]
    begun = time.perf_counter()
    bare = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", f"{_BARE}; print(open('/proc/self/status').read())"],
        check=True,
        capture_output=True,
        text=True,
    )
    imports = time.perf_counter() - begun
    say(f"second start to ready: {ready:.2f} s (under 2); importing the libraries alone: {imports:.2f} s")
    say(f"idle memory: {held:.0f} MiB (under 150); with the libraries alone: {_mebibytes(bare.stdout):.0f} MiB")


def _start(program: Program) -> tuple[float, float]:
    """Seconds until it is ready, and the MiB that it then holds."""
    begun = time.perf_counter()
    with program:
        return time.perf_counter() - begun, _resident(program.pid)


def _resident(pid: int) -> float:
    return _mebibytes(Path(f"/proc/{pid}/status").read_text())


def _mebibytes(status: str) -> float:
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
