"""A page is opened by a link, for its reader alone; whoever else comes gets one sentence."""

from collections.abc import AsyncGenerator
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.dashboards.frame import Dashboards, Sheet, Visit
from bot.dashboards.links import GOOD_FOR, Links
from bot.dashboards.table import Cell, Column, Table
from bot.domain.errors import UnreadableInputError
from bot.domain.ids import PersonId
from bot.domain.people import Person
from bot.engine.effects import Page
from bot.rendering.message import Message, Picture
from bot.rendering.prompts import Prompts
from bot.rendering.sources import FOLDER
from bot.runtime.writer import Writer
from tests.make import LEA, MARA, MONDAY, a_manager, a_person
from tests.stage import HandClock
from tests.unit.dashboards.skeleton import Skeleton

KEY = "Vb2Nn4Mm6Kk8Jj1Hh3Gg5Ff7Dd9Ss0Aa"
LINKS = Links(lambda: (KEY,), "http://coach.example.org")
PEOPLE = {LEA: a_person(), MARA: a_manager(locale="de")}
WRITER = Writer(Prompts.load(FOLDER))
TABLE = Table(
    "Where it is",
    (Column("skill", "Skill"), Column("band", "Band")),
    ((Cell("<b>Ask</b>"), Cell("steady", 2, "high")), (Cell("Close"), Cell("early", 0, "low"))),
)


async def a_page(visit: Visit) -> Sheet:
    """What Mara may see, and a picture for Lea."""
    if visit.about == ("closed",):
        raise UnreadableInputError("unreadable/page_closed")
    picture = Picture(b"png", "Your level.") if visit.viewer.id == LEA else None
    words = Message(f"Hello {visit.viewer.first_name}.", "Only you.", picture=picture, labels={"title": "A page"})
    return Sheet(words, (TABLE,) if visit.viewer.id == MARA else ())


async def viewer(who: PersonId) -> Person | None:
    return PEOPLE.get(who)


def dashboards(clock: HandClock, *, shared: bool = False) -> Starlette:
    pages = Dashboards(LINKS, WRITER, clock, viewer, {"team-gaps": a_page, "progress": a_page}, shared=shared)
    return Starlette(routes=pages.routes())


@pytest.fixture
def clock() -> HandClock:
    return HandClock(MONDAY)


@pytest.fixture
async def browser(clock: HandClock) -> AsyncGenerator[httpx.AsyncClient]:
    async with open_browser(dashboards(clock)) as client:
        yield client


def open_browser(app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://coach.example.org")


def link(who: PersonId, page: Page | None = None) -> str:
    return LINKS.link(who, page or Page("team-gaps"), MONDAY).address


async def test_its_reader_opens_it_in_their_language(browser: httpx.AsyncClient) -> None:
    with capture_logs() as logs:
        page = await browser.get(link(MARA))
    assert page.status_code == 200
    assert "<p>Hello Mara.</p>" in page.text
    assert "endet am Dienstag um 09:00" in page.text
    assert "&lt;b&gt;Ask&lt;/b&gt;" in page.text
    assert logs == [{"event": "page_opened", "page": "team-gaps", "viewer": MARA, "log_level": "info"}]


async def test_a_table_is_whole_for_a_screen_reader(browser: httpx.AsyncClient) -> None:
    page = await browser.get(link(MARA), params={"sort": "-band"})
    seen = Skeleton(page.text)
    assert [th["scope"] for th in seen.named("th")] == ["col", "col", "row", "row"]
    assert [th.get("aria-sort") for th in seen.named("th")[:2]] == [None, "descending"]
    [caption] = seen.named("caption")
    [region] = [div for div in seen.named("div") if div.get("role") == "region"]
    assert region["aria-labelledby"] == caption["id"]
    assert region["tabindex"] == "0"
    assert "●" in page.text
    assert "steady" in page.text


async def test_a_picture_stands_in_the_page_with_its_words(browser: httpx.AsyncClient) -> None:
    page = await browser.get(link(LEA, Page("progress")))
    [image] = Skeleton(page.text).named("img")
    assert image == {"src": "data:image/png;base64,cG5n", "alt": "Your level."}
    assert "CSV" not in page.text


async def test_it_runs_nothing_is_kept_nowhere_and_tells_nobody(browser: httpx.AsyncClient) -> None:
    page = await browser.get(link(MARA))
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert not Skeleton(page.text).named("script")
    assert "httponly" in page.headers["set-cookie"].lower()


async def test_the_table_can_be_had_as_a_spreadsheet_in_the_order_that_is_seen(browser: httpx.AsyncClient) -> None:
    file = await browser.get(link(MARA), params={"csv": "1", "sort": "band"})
    assert file.headers["content-disposition"] == 'attachment; filename="team-gaps.csv"'
    assert file.text.lstrip("\ufeff").splitlines() == ['"Skill","Band"', '"Close","early"', '"<b>Ask</b>","steady"']


# Whoever else comes.


async def refusal(browser: httpx.AsyncClient, address: str) -> tuple[int, str]:
    page = await browser.get(address, headers={"accept-language": "de-AT,de;q=0.9"})
    assert "Hello" not in page.text
    assert "Ask" not in page.text
    return page.status_code, page.text.partition("<p>")[2].partition("</p>")[0]


async def test_a_day_later_it_is_over(browser: httpx.AsyncClient, clock: HandClock) -> None:
    clock.at += GOOD_FOR
    status, sentence = await refusal(browser, link(MARA))
    assert status == 410
    assert sentence == "Dieser Link galt einen Tag, und der ist vorbei: Hol dir im Chat einen neuen."


async def test_a_link_that_was_bent_opens_nothing(browser: httpx.AsyncClient) -> None:
    whole = link(MARA)
    for bent in (whole[:-3], whole.replace("team-gaps", "progress"), whole.replace("team-gaps", "role-matrix")):
        with capture_logs() as logs:
            status, sentence = await refusal(browser, bent)
        assert status == 403
        assert sentence.startswith("Dieser Link ist nicht vollständig")
        assert [(line["event"], line["reason"]) for line in logs] == [("page_refused", "unreadable/link")]


async def test_a_page_that_there_never_was_is_not_repeated_in_the_log(browser: httpx.AsyncClient) -> None:
    with capture_logs() as logs:
        await refusal(browser, "http://coach.example.org/dashboard/%3Cscript%3E/x")
    assert logs[0]["page"] == ""


async def test_in_lea_s_browser_mara_s_link_opens_nothing(browser: httpx.AsyncClient) -> None:
    assert (await browser.get(link(LEA))).status_code == 200
    status, sentence = await refusal(browser, link(MARA))
    assert (status, sentence) == (403, "Dieser Link gehört jemand anderem: Hol dir im Chat einen eigenen.")
    assert (await browser.get(link(LEA, Page("progress")))).status_code == 200


async def test_in_the_playground_everybody_opens_their_own(clock: HandClock) -> None:
    async with open_browser(dashboards(clock, shared=True)) as browser:
        for who in (LEA, MARA, LEA):
            assert (await browser.get(link(who))).status_code == 200


async def test_a_mark_that_was_made_up_is_nobody_s(browser: httpx.AsyncClient) -> None:
    browser.cookies.set("microcoach_reader", "bGVh.made-up", domain="coach.example.org", path="/dashboard")
    assert (await browser.get(link(MARA))).status_code == 200


async def test_whoever_has_left_opens_nothing(browser: httpx.AsyncClient) -> None:
    status, sentence = await refusal(browser, link(PersonId("gone")))
    assert status == 403
    assert sentence.startswith("Diese Seite ist für dich nicht mehr offen")


async def test_a_page_may_refuse_for_a_reason_of_its_own(browser: httpx.AsyncClient) -> None:
    assert (await refusal(browser, link(MARA, Page("team-gaps", ("closed",)))))[0] == 403


async def test_a_language_that_is_none_is_answered_in_english(browser: httpx.AsyncClient) -> None:
    page = await browser.get(link(MARA)[:-3], headers={"accept-language": '"><script>'})
    assert '<html lang="en">' in page.text
    assert "This link is not whole" in page.text


async def test_the_links_last_longer_than_a_working_day() -> None:
    assert timedelta(hours=8) < GOOD_FOR <= timedelta(days=7)
