"""Addresses in texts: only https, and only hosts that anybody may reach."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from bot.packs.faults import Faults

_ADDRESS = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]*://|(?:javascript|vbscript|data|file):)[^\s<>“”„\"\u2019]+", re.IGNORECASE
)
_AFTER_IT = ".,;:!?)]}*_'\u2019"
_NOT_FOR_ALL = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa", "test", "invalid", "onion")


@dataclass(frozen=True, slots=True)
class Link:
    address: str
    file: Path
    line: int


def links_in(file: Path, text: str) -> Iterator[Link]:
    for found in _ADDRESS.finditer(text):
        yield Link(found[0].rstrip(_AFTER_IT), file, text.count("\n", 0, found.start()) + 1)


def note_links(file: Path, text: str, faults: Faults) -> None:
    for link in links_in(file, text):
        if refusal := _refusal(link.address):
            faults.error(
                file, link.line, f"“{link.address}” {refusal}.", "Name an https address that anybody may read."
            )


def _refusal(address: str) -> str:
    """Why this address has no place in content; empty where it has."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return "is no address"
    if parts.scheme.lower() != "https":
        return "is not an https address"
    if parts.username is not None or port is not None:
        return "has a name, a password or a port in it"
    return "" if _is_public(parts) else "leads to a private place"


def _is_public(parts: SplitResult) -> bool:
    """A name with a dot in it that is known everywhere, or the number of a machine that is."""
    host = (parts.hostname or "").rstrip(".").lower()
    try:
        return ip_address(host).is_global
    except ValueError:
        last = host.rpartition(".")[2]
        return "." in host and last not in _NOT_FOR_ALL and not last[:1].isdigit()
