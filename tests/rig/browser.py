"""A real Chromium: the machine's own, else Debian's for root, else Playwright's."""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Playwright, async_playwright
from playwright.sync_api import sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowserError(Exception):
    """This machine has no Chromium."""


@asynccontextmanager
async def browser() -> AsyncGenerator[Browser]:
    """A browser with a new profile. Raises NoBrowserError."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=_path(playwright), args=_QUIET)
        try:
            yield chromium
        finally:
            await chromium.close()


def _path(playwright: Playwright) -> str:
    found = _on_machine() or playwright.chromium.executable_path
    if not Path(found).exists():
        raise NoBrowserError("This machine has no Chromium, and none could be installed.")
    return found


def _on_machine() -> str | None:
    """A name alone is no proof: Ubuntu's ``chromium-browser`` may be a script that asks for a snap."""
    paths = filter(None, map(shutil.which, _NAMES))
    return next((path for path in paths if _succeeds(path, "--version")), None)


def _of_playwright() -> bool:
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def main() -> None:
    """Make sure that there is one. A machine that gets none still runs the other tests, and says so."""
    if _on_machine() or _of_playwright():
        return
    sys.stdout.write("Installing Chromium for the browser tests.\n")
    if not (_from_debian() or _succeeds(sys.executable, "-m", "playwright", "install", "chromium")):
        sys.stdout.write("No Chromium could be installed: the browser tests will be skipped.\n")


def _from_debian() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    _succeeds("apt-get", "update")
    return _succeeds("apt-get", "install", "--yes", "--no-install-recommends", "chromium") and bool(_on_machine())


def _succeeds(*command: str) -> bool:
    done = subprocess.run(  # noqa: S603 - package managers and browsers of this machine
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
    )
    return done.returncode == 0


if __name__ == "__main__":
    main()
