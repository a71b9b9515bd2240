"""Asking the net whether the addresses in the content still lead somewhere."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp

from bot.packs.faults import Fault, Faults
from bot.packs.links import Link, links_in
from bot.packs.source import read_text

_AT_ONCE = 8
_SECONDS = 15
_GONE = 400
_ASKS_DIFFERENTLY = (403, 405, 429, 501)  # is there, and does not talk to programs

Ask = Callable[[str], Awaitable[str]]


async def dead_links(folder: Path, ask: Ask) -> list[Fault]:
    """A warning for each address that does not answer; ``ask`` says why it doesn't, or nothing."""
    links = list(_all_links(folder))
    turns = asyncio.Semaphore(_AT_ONCE)

    async def asked(address: str) -> str:
        async with turns:
            return await ask(address)

    addresses = list(dict.fromkeys(link.address for link in links))
    answers = dict(zip(addresses, await asyncio.gather(*map(asked, addresses)), strict=True))
    remedy = "Correct the address, or take it out."
    return [
        Fault(link.file, link.line, f"“{link.address}” is dead: {answers[link.address]}.", remedy, is_error=False)
        for link in links
        if answers[link.address]
    ]


async def over_the_net(address: str) -> str:
    """Redirections are taken for an answer and not followed: nobody knows where they lead."""
    patience = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=patience) as session,
            session.head(address, allow_redirects=False) as answer,
        ):
            is_there = answer.status < _GONE or answer.status in _ASKS_DIFFERENTLY
            return "" if is_there else f"it answers with {answer.status}"
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return f"it does not answer ({type(error).__name__})"


def _all_links(folder: Path) -> list[Link]:
    """Of texts that can be read and links that are allowed; the check says what is wrong with the others."""
    found: list[Link] = []
    for file in sorted((*folder.rglob("*.md"), *folder.rglob("*.yaml"))):
        faults = Faults()
        text = read_text(file, faults)
        if text is not None and not faults.errors() and file.name != "README.md":
            found += links_in(file, text)
    return found
