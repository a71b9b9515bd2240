"""Pages behind links: who opens one, what they get to see, and nothing else.

A link is opened without a password. It is signed for its reader; the browser in which somebody has opened one of
theirs knows from then on whose it is, and opens nobody else's until it is closed.
"""

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, cast, get_args

import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.dashboards.links import DASHBOARD, Links, Ticket
from bot.dashboards.table import Table, as_csv
from bot.domain.errors import UnreadableInputError
from bot.domain.ids import PersonId
from bot.domain.language import DEFAULT_LOCALE
from bot.domain.people import Person
from bot.engine.effects import PageName, Say
from bot.rendering.message import Message
from bot.rendering.text import html_of
from bot.runtime.ports import Clock
from bot.runtime.writer import Writer

log = structlog.get_logger()

_HERE = Path(__file__).parent
_COOKIE: Final = "microcoach_reader"
_STATUS: Mapping[str, int] = {"unreadable/link_expired": 410}
_FORBIDDEN = 403


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody opens a page of theirs; ``words`` says a prompt in their language."""

    viewer: Person
    about: tuple[str, ...]
    at: datetime
    words: Callable[[Say], Awaitable[Message]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page shows: its words, of which the label ``title`` is the heading, and its tables."""

    words: Message
    tables: Sequence[Table] = ()


Show = Callable[[Visit], Awaitable[Sheet]]
Viewer = Callable[[PersonId], Awaitable[Person | None]]


@dataclass(frozen=True, slots=True)
class Dashboards:
    """The pages that there are. Each is asked with the visit; it raises UnreadableInputError for what is not for them.

    ``viewer`` finds somebody who is active. In a browser that is ``shared``, as the playground's is, everybody opens
    their own links.
    """

    links: Links
    writer: Writer
    clock: Clock
    viewer: Viewer
    pages: Mapping[PageName, Show]
    shared: bool = False

    def routes(self) -> list[Route]:
        return [Route(f"{DASHBOARD}/{{page}}/{{token}}", self.open)]

    async def open(self, request: Request) -> Response:
        at = self.clock.now()
        name = request.path_params["page"]
        try:
            ticket, visit = await self._visit(request, at)
            sheet = await self.pages[ticket.page.name](visit)
        except UnreadableInputError as refused:
            log.info("page_refused", page=name if name in get_args(PageName) else "", reason=refused.prompt)
            return self._refusal(refused, _asked_locale(request))
        log.info("page_opened", page=name, viewer=visit.viewer.id)
        return await self._answer(request, ticket, visit, sheet)

    async def _visit(self, request: Request, at: datetime) -> tuple[Ticket, Visit]:
        name = request.path_params["page"]
        if name not in self.pages:
            raise UnreadableInputError("unreadable/link")
        ticket = self.links.read(cast("PageName", name), request.path_params["token"], at)
        known = self.links.reader(request.cookies.get(_COOKIE, ""))
        if not self.shared and known not in {None, ticket.viewer}:
            raise UnreadableInputError("unreadable/link_of_another")
        viewer = await self.viewer(ticket.viewer)
        if viewer is None:
            raise UnreadableInputError("unreadable/page_closed")

        async def words(say: Say) -> Message:
            [said] = await asyncio.to_thread(self.writer.page, [say], viewer.locale, viewer.zone, at)
            return said

        return ticket, Visit(viewer, ticket.page.about, at, words)

    async def _answer(self, request: Request, ticket: Ticket, visit: Visit, sheet: Sheet) -> Response:
        asked = request.query_params.get("sort", "")
        tables = [table.sorted_by(asked) for table in sheet.tables]
        wanted = dict(enumerate(tables, start=1)).get(_number(request.query_params.get("csv", "")))
        if wanted is not None:
            headers = {**_HEADERS, "Content-Disposition": f'attachment; filename="{ticket.page.name}.csv"'}
            return Response(as_csv(wanted), media_type="text/csv; charset=utf-8", headers=headers)
        frame = await visit.words(Say("pages/frame", {"until": ticket.until}))
        html = _page(sheet, tables, frame, asked)
        response = HTMLResponse(html, headers=_HEADERS)
        secure = request.url.scheme == "https"
        mark = self.links.mark(ticket.viewer)
        response.set_cookie(_COOKIE, mark, path=DASHBOARD, httponly=True, samesite="lax", secure=secure)
        return response

    def _refusal(self, refused: UnreadableInputError, locale: str) -> Response:
        [said] = self.writer.page([Say(refused.prompt, refused.data)], locale, "UTC", self.clock.now())
        html = _TEMPLATES.get_template("refusal.html.j2").render(lang=said.locale, style=_STYLE, sentence=said.text)
        return HTMLResponse(html, _STATUS.get(refused.prompt, _FORBIDDEN), headers=_HEADERS)


def _page(sheet: Sheet, tables: Sequence[Table], frame: Message, asked: str) -> str:
    picture = sheet.words.picture
    return _TEMPLATES.get_template("page.html.j2").render(
        lang=sheet.words.locale,
        style=_STYLE,
        words=sheet.words,
        text=Markup(html_of(sheet.words.text)),  # noqa: S704 - the renderer lets no HTML of others through
        picture=None if picture is None else {"png": b64encode(picture.png).decode(), "alt": picture.alt},
        tables=tables,
        frame=frame,
        note=Markup(html_of(frame.text)),  # noqa: S704 - the same
        asked=asked,
        signs=_SIGNS,
    )


def _number(text: str) -> int:
    """Which of the tables; 0 is none of them."""
    return int(text) if len(text) == 1 and text in "123456789" else 0


def _asked_locale(request: Request) -> str:
    """The language that the browser asks for first; nobody is known yet."""
    first = request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()[:20]
    return first if first.replace("-", "").isalnum() else DEFAULT_LOCALE


_SIGNS: Mapping[Literal["none", "low", "middle", "high"], str] = {"none": "·", "low": "○", "middle": "◐", "high": "●"}
_TEMPLATES = Environment(loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined)
_TEMPLATES.trim_blocks = _TEMPLATES.lstrip_blocks = True
_STYLE = Markup((_HERE / "page.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
_DIGEST = b64encode(sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_DIGEST}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
