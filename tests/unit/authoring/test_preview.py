"""A practice as each chat would show it."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from bot.authoring.preview import Previewer, listening
from bot.authoring.scenes import scenes
from bot.domain.errors import ContentError
from bot.domain.ids import PracticeId
from bot.packs.load import load
from bot.rendering.sources import FOLDER
from tests.unit.packs.desk import GOOD, GOOD_WORDS, Desk, furnish

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
QUESTION = PracticeId("good-question")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return furnish(tmp_path)


@pytest.fixture
def browser(desk: Desk) -> AsyncClient:
    page = Previewer(desk.folder, FOLDER, QUESTION, "en", NOW)
    return AsyncClient(transport=ASGITransport(page.app()), base_url="http://127.0.0.1:8010")


def test_the_whole_conversation_about_a_practice_is_played(desk: Desk) -> None:
    library = load(desk.folder)["en"]
    played = [(scene.after, scene.say.prompt) for scene in scenes(library, library.practices[QUESTION], NOW)]
    assert played[:4] == [
        ("offered", "practice/offer"),
        ("why", "practice/why"),
        ("start", "practice/offer"),
        ("start", "practice/started"),
    ]
    assert {"practice/guide", "practice/checklist"} <= {prompt for _, prompt in played}
    assert played[-1][0] == "done"


async def test_all_three_chats_show_what_stands_in_the_file(browser: AsyncClient) -> None:
    shown = (await browser.get("/")).text
    assert shown.count("You asked one question that was open.") >= 3
    assert all(f"<h3>{name}</h3>" in shown for name in ("Playground", "Slack", "Teams"))
    assert shown.count("<span>Start</span>") == 3
    assert shown.count("Ask <strong>openly</strong>.") == 3
    assert "She does it, and asks again on Monday." in shown


async def test_it_is_loopback_only_and_runs_no_script_but_its_own(browser: AsyncClient) -> None:
    assert (await browser.get("/", headers={"host": "elsewhere.example.org"})).status_code == 400
    assert "default-src 'none'" in (await browser.get("/")).headers["content-security-policy"]
    assert "location.reload()" in (await browser.get("/reload.js")).text


async def test_a_saved_file_is_noticed_and_shown(browser: AsyncClient, desk: Desk) -> None:
    before = (await browser.get("/version")).text
    assert f'data-version="{before}"' in (await browser.get("/")).text
    desk.change(GOOD_WORDS, "Little time.", "No time at all.")
    os.utime(desk.folder / GOOD_WORDS, ns=(1, 1))
    assert (await browser.get("/version")).text != before
    assert "No time at all." in (await browser.get("/")).text


async def test_a_mistake_is_shown_with_its_line_until_it_is_mended(browser: AsyncClient, desk: Desk) -> None:
    desk.change(GOOD, "minutes: 15", "minutes: 25")
    assert "good-question.yaml:5: “minutes” is 25." in (await browser.get("/")).text
    desk.change(GOOD, "minutes: 25", "minutes: 15")
    assert "Something is wrong" not in (await browser.get("/")).text


def test_a_port_that_is_taken_is_one_clear_line() -> None:
    with listening(0) as door:
        taken = door.getsockname()[1]
        with pytest.raises(ContentError, match=f"Port {taken} is taken"), listening(taken):
            pass


async def test_what_is_retired_can_still_be_looked_at(browser: AsyncClient, desk: Desk) -> None:
    desk.change(GOOD, "tier: 1", "tier: 1\nretired: true")
    assert "<span>Start</span>" in (await browser.get("/")).text


async def test_a_practice_that_has_gone_is_said(browser: AsyncClient, desk: Desk) -> None:
    desk.change("pathways/first-steps.yaml", "good-question, ", "")
    desk.remove(GOOD)
    desk.remove(GOOD_WORDS)
    assert "There is no practice “good-question”." in (await browser.get("/")).text
