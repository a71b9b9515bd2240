"""The same story once through a real browser: what a person sees, presses and types."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.people import Town
from tests.e2e.program import Program
from tests.e2e.test_story import ANSWERS

PATIENCE = 30_000
WORDS = {
    "situation": "In Monday's stand-up",
    "behaviour": "you asked Tom three questions before you suggested anything",
    "impact": "he left with a plan of his own",
    "next_step": "let him choose the date as well",
}

pytestmark = pytest.mark.slow


class Desk:
    """One pane of the page: one person in one conversation."""

    def __init__(self, page: Page, pane: Locator) -> None:
        self.page = page
        self.pane = pane

    async def is_quiet(self) -> None:
        """The bot has answered the last thing."""
        await expect(self.pane).not_to_have_attribute("aria-busy", "true")

    async def press(self, tag: str) -> None:
        """The newest button of that kind."""
        await self.is_quiet()
        await self.pane.locator(f'[data-token*=":{tag}"]:enabled').last.click()

    async def say(self, text: str) -> None:
        await self.is_quiet()
        await self.pane.locator("textarea").fill(text)
        await self.pane.locator("textarea").press("Enter")

    async def reads(self, text: str) -> None:
        await expect(self.pane.locator("[data-part=messages]")).to_contain_text(text)

    async def fill(self, **values: str) -> None:
        """Answer the open form and send it."""
        dialog = self.page.locator("#form-dialog")
        await expect(dialog).to_be_visible()
        for name, value in values.items():
            await dialog.locator(f'[name="{name}"]').fill(value)
        await self.send()

    async def send(self) -> None:
        await self.page.locator("#form-dialog [data-part=submit]").click()
        await expect(self.page.locator("#form-dialog")).to_be_hidden()


@pytest.fixture
async def story(page: Page) -> Page:
    expect.set_options(timeout=PATIENCE)
    page.set_default_timeout(PATIENCE)
    await page.set_viewport_size({"width": 1440, "height": 900})
    return page


async def take_part(ada: Desk) -> None:
    """Agree, settle the hours, rate the baseline."""
    await ada.press("agree")
    await ada.pane.locator(".opener").last.click()
    await ada.page.locator("#form-dialog [data-field=aspiration] input").first.check()
    await ada.send()
    await ada.reads("Second step")
    await ada.pane.locator(".opener").last.click()
    for field in await ada.page.locator("#form-dialog [data-field]").all():
        await field.locator("input").nth(1).check()
    await ada.send()
    await ada.reads("All set")


async def jump(page: Page, to: str) -> None:
    """Move the clock with the page's own button, and wait until it has arrived."""
    await page.locator(f"[data-jump={to}]").click()
    await expect(page.locator("#clock")).not_to_have_attribute("aria-busy", "true")


async def test_a_week_is_lived_in_the_page(story: Page, tmp_path: Path) -> None:
    troubles: list[str] = []
    story.on("pageerror", lambda error: troubles.append(str(error)))
    story.on("requestfailed", lambda request: troubles.append(request.url))
    with Program(tmp_path) as program, httpx.Client(base_url=program.url) as http:
        await story.goto(f"{program.url}/playground")
        await expect(story.locator("html[data-ready]")).to_be_attached()
        ada, ines, channel = (Desk(story, story.locator(f"#pane-{n}")) for n in range(3))
        await take_part(ada)
        await jump(story, "morning")
        while not await ada.pane.locator('[data-token*=":accept:"]').count():
            await jump(story, "morning")  # a weekend or a holiday
        await ada.press("accept")
        await ada.say("/practice done")
        for answer in ANSWERS.values():
            await ada.say(answer)
            await ada.reads(answer)
        await ada.press("level")
        await ada.reads("wait three seconds")
        await ines.say("/coach next")
        await ines.reads("nearly talked over it")
        await ines.press("feedback")
        await ines.fill(**WORDS)
        await ada.reads(WORDS["behaviour"])
        await ada.press("thanks")
        await ada.say("**bold** <b>bold</b> [x](https://example.org)")
        await ada.reads("**bold** <b>bold</b> [x](https://example.org)")
        await jump(story, "monday")
        picture = channel.pane.locator("figure img").first
        await expect(picture).to_be_visible()
        await expect(picture).to_have_attribute("alt", re.compile("Too few people to say"))
        digests = Town(http).person("Jonas", "channel").messages()
        assert all(words not in str(digests) for words in (*ANSWERS.values(), *WORDS.values()))
    assert troubles == []
