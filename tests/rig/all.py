"""The whole round of ``make test``: every test, then what they covered."""

import subprocess
import sys
from pathlib import Path

_PURE = "bot/domain/*,bot/engine/*"


def main() -> int:
    """The first failing step's exit code, or 0."""
    Path(".coverage").unlink(missing_ok=True)
    for part in Path().glob(".coverage.*"):
        part.unlink()
    tests = _run("coverage", "run", "-m", "pytest", "-q", "-p", "no:cacheprovider", *sys.argv[1:])
    _run("coverage", "combine", "-q")
    return tests or _run("coverage", "report", f"--include={_PURE}", "--fail-under=100", "--skip-covered", "-m")


def _run(*module: str) -> int:
    return subprocess.run([sys.executable, "-m", *module], check=False).returncode  # noqa: S603 - our own tools


if __name__ == "__main__":
    sys.exit(main())
