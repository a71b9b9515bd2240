"""How long content takes to check and to load, beside reading its bytes: ``python -m tests.bench.reading``."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bot.packs.check import check
from bot.packs.load import load
from tests.bench.delivery import say

CONTENT = Path(__file__).parents[2] / "content"
_ROUNDS = 5


def main() -> None:
    files = [file for file in CONTENT.rglob("*") if file.is_file()]
    practices = len(load(CONTENT)["en"].practices)
    say(f"{practices} practices in {len(files)} files, {sum(file.stat().st_size for file in files) / 1024:,.0f} KiB")
    bare = ("-c", "import bot.authoring.commands")
    measured: tuple[tuple[str, Callable[[], object]], ...] = (
        ("their bytes are read", lambda: [file.read_bytes() for file in files]),
        ("loading, warm (at most 300)", lambda: load(CONTENT)),
        ("checking, warm", lambda: check(CONTENT)),
        ("a process that only imports what the check needs", lambda: started(*bare)),
        ("content check, cold (at most 5,000)", lambda: started("-m", "bot", "content", "check")),
    )
    for what, doing in measured:
        say(f"{seconds(doing) * 1_000:7.1f} ms  {what}")


def started(*words: str) -> None:
    subprocess.run([sys.executable, *words], check=False, capture_output=True)  # noqa: S603 - our own words


def seconds(doing: Callable[[], object]) -> float:
    """The best of a few."""
    times: list[float] = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        doing()
        times.append(time.perf_counter() - began)
    return min(times)


if __name__ == "__main__":
    main()
