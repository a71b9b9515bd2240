"""Addresses of pages: signed, for one reader and one page, and good for a day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any, Final, cast

from itsdangerous import BadSignature, URLSafeSerializer

from bot.domain.errors import UnreadableInputError
from bot.domain.ids import PersonId
from bot.engine.effects import Page, PageName
from bot.rendering.message import Link

DASHBOARD: Final = "/dashboard"
GOOD_FOR = timedelta(days=1)
_LONGEST = 2_000
_READER = "reader"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a link says: who may open which page, and until when."""

    viewer: PersonId
    page: Page
    until: datetime


class Links:
    """``keys`` are asked for when the first link is made; the first of them signs, all of them are good.

    Each page has a key of its own, derived from them, so that a link to one opens no other. ``base`` is our own
    address; where it is empty, links lead to the place where they are read.
    """

    def __init__(self, keys: Callable[[], Sequence[str]], base: str) -> None:
        self._keys = cache(keys)
        self._base = base

    def link(self, viewer: PersonId, page: Page, at: datetime) -> Link:
        """A link for this reader, from now on."""
        until = (at + GOOD_FOR).replace(microsecond=0)
        token = self._signer(page.name).dumps([viewer, int(until.timestamp()), *page.about])
        return Link(f"{self._base}{DASHBOARD}/{page.name}/{token}", until)

    def read(self, name: PageName, token: str, at: datetime) -> Ticket:
        """Raises UnreadableInputError for a link that was never made, or is too old."""
        said = self._read(name, token)
        if not isinstance(said, list):
            raise UnreadableInputError("unreadable/link")
        viewer, until, *about = cast("list[Any]", said)  # signed, so it is as we wrote it
        ticket = Ticket(PersonId(viewer), Page(name, tuple(about)), datetime.fromtimestamp(until, UTC))
        if at >= ticket.until:
            raise UnreadableInputError("unreadable/link_expired")
        return ticket

    def mark(self, viewer: PersonId) -> str:
        """What a browser keeps, to know whose it is."""
        return str(self._signer(_READER).dumps(viewer))

    def reader(self, mark: str) -> PersonId | None:
        """Whose browser it is; None while nobody has opened a page in it."""
        found = self._read(_READER, mark)
        return PersonId(found) if isinstance(found, str) else None

    def _read(self, purpose: str, token: str) -> object:
        try:
            return self._signer(purpose).loads(token) if len(token) <= _LONGEST else None
        except BadSignature:
            return None

    def _signer(self, purpose: str) -> URLSafeSerializer:
        how = {"key_derivation": "hmac", "digest_method": sha256}
        return URLSafeSerializer([*reversed(self._keys())], salt=f"dashboard {purpose}", signer_kwargs=how)
