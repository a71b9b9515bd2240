"""Addresses that have no place in content, and those that no longer lead anywhere."""

import pytest
from aiohttp import web
from aiohttp.test_utils import RawTestServer

from bot.packs.addresses import dead_links, over_the_net
from tests.unit.packs.desk import GOOD_WORDS, Desk


def with_link(desk: Desk, address: str) -> None:
    desk.change(GOOD_WORDS, "Ask **openly**.", f"Ask **openly** (see {address}).")


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a?b=c#d", "https://hbr.org", "https://93.184.216.34/", "https://xn--bcher-kva.example.org/"],
)
def test_what_anybody_may_read_may_be_named(desk: Desk, address: str) -> None:
    with_link(desk, address)
    assert desk.faults() == []


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("file:///etc/passwd", "is not an https address"),
        ("FILE:/etc/passwd", "is not an https address"),
        ("http://example.org", "is not an https address"),
        ("ftp://example.org", "is not an https address"),
        ("javascript:alert(1", "is not an https address"),
        ("data:text/html;base64,eA==", "is not an https address"),
        ("https://localhost/", "leads to a private place"),
        ("https://wiki/page", "leads to a private place"),
        ("https://wiki.internal/page", "leads to a private place"),
        ("https://printer.local", "leads to a private place"),
        ("https://127.0.0.1/", "leads to a private place"),
        ("https://10.1.2.3/", "leads to a private place"),
        ("https://192.168.0.1/admin", "leads to a private place"),
        ("https://169.254.169.254/latest/meta-data", "leads to a private place"),
        ("https://[::1]/", "leads to a private place"),
        ("https://[fd00::1]/", "leads to a private place"),
        ("https://2130706433/", "leads to a private place"),
        ("https://0x7f.1/", "leads to a private place"),
        ("https://127.1/", "leads to a private place"),
        ("https:///nowhere", "leads to a private place"),
        ("https://me:word@example.org", "has a name, a password or a port in it"),
        ("https://example.org:8443/", "has a name, a password or a port in it"),
        ("https://[oops/", "is no address"),
    ],
)
def test_files_and_private_places_are_refused(desk: Desk, address: str, why: str) -> None:
    with_link(desk, address)
    complaint = desk.complaint()
    assert complaint.startswith(f"{GOOD_WORDS}:36: ")
    assert why in complaint


def test_links_in_yaml_are_refused_too(desk: Desk) -> None:
    desk.change("competencies/listening.en.yaml", "Asks on a busy day.", "See file:///etc/hosts for it.")
    assert desk.complaint().startswith("competencies/listening.en.yaml:16: “file:///etc/hosts” is not")


def test_a_colon_makes_no_link(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "Little time.", "Say: you have 12:30 to 13:00. Data: none. File: closed.")
    assert desk.faults() == []


async def test_each_address_is_asked_once_and_the_dead_are_named(desk: Desk) -> None:
    asked: list[str] = []

    async def ask(address: str) -> str:
        asked.append(address)
        return "it answers with 404" if address.endswith("gone") else ""

    with_link(desk, "https://example.org/gone")
    desk.change(GOOD_WORDS, "Little time.", "Little time, see https://example.org/gone and https://example.org/here.")
    [first, second] = await dead_links(desk.folder, ask)
    assert sorted(asked) == ["https://example.org/gone", "https://example.org/here"]
    assert (first.line, second.line) == (16, 36)
    assert "“https://example.org/gone” is dead: it answers with 404." in str(first)
    assert not first.is_error


@pytest.mark.parametrize(
    ("status", "said"),
    [(200, ""), (302, ""), (403, ""), (405, ""), (404, "it answers with 404"), (500, "it answers with 500")],
)
async def test_what_answers_is_alive_and_what_says_that_it_is_gone_is_not(status: int, said: str) -> None:
    async def answer(_: web.BaseRequest) -> web.Response:
        return web.Response(status=status, headers={"Location": "/elsewhere"})

    async with RawTestServer(answer) as server:
        assert await over_the_net(str(server.make_url("/"))) == said


async def test_a_host_that_is_not_there_does_not_answer() -> None:
    assert "does not answer" in await over_the_net("https://nobody.invalid/")
