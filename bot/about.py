"""A page for whoever was told of the bot: what it does, who sees what, and what is kept."""

from collections.abc import Callable
from datetime import datetime
from html import escape
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.domain.language import DEFAULT_LOCALE
from bot.engine.effects import Say
from bot.rendering.text import html_of
from bot.runtime.writer import Writer

ABOUT: Final = "/about"
_STYLE = "body{max-width:42rem;margin:3rem auto;padding:0 1rem;font:1.05rem/1.6 system-ui;color-scheme:light dark}"


def about(words: Writer, now: Callable[[], datetime]) -> Route:
    async def show(request: Request) -> Response:
        locale = request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()[:20] or DEFAULT_LOCALE
        [said] = words.page([Say("about/page")], locale, "UTC", now())
        head = f'<!doctype html><html lang="{escape(said.locale)}"><meta charset=utf-8><title>Microcoach</title>'
        return HTMLResponse(f"{head}<style>{_STYLE}</style><h1>Microcoach</h1>{html_of(said.text)}")

    return Route(ABOUT, show)
