"""An author's browser beside their editor: what is saved is shown."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.stage import CONTENT

pytestmark = pytest.mark.slow

PATIENCE = 30_000
WORDS = "packs/listening-first/practices/say-it-back-first.en.md"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


@pytest.fixture
def address(content: Path) -> Iterator[str]:
    """Where ``microcoach content preview`` says that it can be seen."""
    words = [sys.executable, "-m", "bot", "content", "preview", "say-it-back-first", "--port", "0"]
    environment = os.environ | {"MICROCOACH_CONTENT_DIR": str(content), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as running:  # noqa: S603 - ours
        assert running.stdout is not None
        yield running.stdout.readline().split()[0]
        running.terminate()


async def test_the_page_comes_anew_with_every_file_that_is_saved(page: Page, address: str, content: Path) -> None:
    await page.goto(address)
    await expect(page.locator("h1")).to_have_text("Say it back before you answer", timeout=PATIENCE)
    await expect(page.locator("section", has_text="Slack").first).to_contain_text("Say it back before you answer")
    text = (content / WORDS).read_text(encoding="utf-8")
    (content / WORDS).write_text(text.replace("# Say it back before you answer", "# Say it back"), encoding="utf-8")
    await expect(page.locator("h1")).to_have_text("Say it back", timeout=PATIENCE)
    (content / WORDS).write_text(text.replace("## Guide", "## Help"), encoding="utf-8")
    await expect(page.locator("pre")).to_contain_text("The heading “Help” is not known.", timeout=PATIENCE)
