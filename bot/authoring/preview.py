"""One practice in the browser, as the playground, Slack and Teams show it; it comes anew whenever a file is saved."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from html import escape
from pathlib import Path
from socket import create_server, socket
from typing import Final, cast

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.adapters.slack.blocks import parts_of as slack_parts
from bot.adapters.teams.cards import parts_of as teams_parts
from bot.authoring.drawing import Node, slack_html, teams_html
from bot.authoring.scenes import Scene, scenes
from bot.domain.errors import ContentError
from bot.domain.ids import PracticeId
from bot.domain.language import DEFAULT_LOCALE
from bot.domain.practice import Practice
from bot.packs.load import Libraries, load
from bot.packs.preview import preview
from bot.rendering.message import Message
from bot.rendering.prompts import Prompts, Reader
from bot.rendering.text import html_of

LOOPBACK: Final = "127.0.0.1"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'"
_STYLE = """
body{margin:0;padding:1rem 2rem;font:15px/1.5 system-ui;color-scheme:light dark}
.row{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:1.5rem;align-items:start}
section{border:1px solid #8886;border-radius:8px;padding:.2rem 1rem 1rem;margin:0 0 1rem}
h2{font-size:1rem;margin:2rem 0 .5rem} h3{font-size:.8rem;opacity:.7}
pre{white-space:pre-wrap;font:inherit} blockquote{border-left:3px solid #8888;margin:0;padding-left:.8rem}
.buttons{display:flex;flex-wrap:wrap;gap:.4rem} .buttons span{border:1px solid #8888;border-radius:4px;padding:0 .6rem}
.sees{opacity:.7;font-size:.85rem} .in-1{margin-left:1rem} .in-2{margin-left:2rem}
"""
_SCRIPT = """
const seen = document.documentElement.dataset.version
setInterval(async () => {
  try { if (await (await fetch("/version")).text() !== seen) location.reload() } catch { /* it will be back */ }
}, 700)
"""


class Previewer:
    """Reads everything again for each page, so that what is shown is what stands in the files."""

    def __init__(self, content: Path, prompts: Path, practice: PracticeId, locale: str, at: datetime) -> None:
        self._content = content
        self._prompts = prompts
        self._practice = practice
        self._locale = locale
        self._at = at

    def app(self) -> Starlette:
        """For loopback only; other sites' pages can't reach it either."""
        routes = [Route("/", self.page), Route("/version", self.version), Route("/reload.js", self.script)]
        own = Middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost"])
        return Starlette(routes=routes, middleware=[own])

    def page(self, _request: Request) -> Response:
        version = self._version()
        try:
            body = "".join(self._body())
        except ContentError as error:
            body = f"<h1>Something is wrong</h1><pre>{escape(str(error))}</pre>"
        head = f'<!doctype html><html lang="{escape(self._locale)}" data-version="{version}"><meta charset=utf-8>'
        title = f"<title>{escape(self._practice)}</title><style>{_STYLE}</style><script src=/reload.js defer></script>"
        return HTMLResponse(f"{head}{title}{body}", headers={"Content-Security-Policy": _POLICY})

    def version(self, _request: Request) -> Response:
        return PlainTextResponse(self._version())

    def script(self, _request: Request) -> Response:
        return Response(_SCRIPT, media_type="text/javascript")

    def _version(self) -> str:
        """Changes with every file that is saved, added or taken away."""
        folders = (self._content, self._prompts)
        files = sorted(file for folder in folders for file in folder.rglob("*") if file.is_file())
        stamps = [f"{file}:{file.stat().st_mtime_ns}:{file.stat().st_size}" for file in files]
        return sha256("\n".join(stamps).encode()).hexdigest()[:16]

    def _body(self) -> Iterator[str]:
        libraries = load(self._content)
        practice = practice_of(libraries, self._practice, self._locale)
        library = libraries[self._locale]
        prompts = Prompts.load(self._prompts)
        reader = Reader(self._locale, "UTC", self._at)
        yield f"<h1>{escape(practice.title)}</h1>"
        for scene in scenes(library, practice, self._at):
            yield _row(scene, prompts.render(scene.say, reader))
        yield f"<h2>Everything in the file</h2><section><pre>{escape(preview(library, practice))}</pre></section>"


@contextmanager
def listening(port: int) -> Generator[socket]:
    """A door on this machine only; 0 is any that is free. Raises ContentError where it is taken."""
    try:
        door = create_server((LOOPBACK, port))
    except (OSError, OverflowError):
        raise ContentError(f"Port {port} is taken, or none. Choose another: --port 8011") from None
    with door:
        yield door


def practice_of(libraries: Libraries, id_: PracticeId, locale: str = DEFAULT_LOCALE) -> Practice:
    """Raises ContentError with what to do."""
    if locale not in libraries:
        raise ContentError(f"The language “{locale}” is not offered. There are: {', '.join(libraries)}.")
    practice = libraries[locale].practices.get(id_)
    if practice is None:
        raise ContentError(f"There is no practice “{id_}”. See: microcoach content show")
    return practice


def _row(scene: Scene, message: Message) -> str:
    columns = (
        ("Playground", [_playground(message)]),
        ("Slack", [slack_html(part.blocks) for part in slack_parts(message)]),
        ("Teams", [teams_html(_body_of(part.card)) for part in teams_parts(message)]),
    )
    shown = "".join(f"<div>{''.join(_sections(name, parts))}</div>" for name, parts in columns)
    return f"<h2>{escape(scene.after)} · {escape(scene.say.prompt)}</h2><div class=row>{shown}</div>"


def _sections(name: str, parts: Sequence[str]) -> Iterator[str]:
    for number, part in enumerate(parts, 1):
        which = f" {number} of {len(parts)}" if len(parts) > 1 else ""
        yield f"<section><h3>{name}{which}</h3>{part}</section>"


def _playground(message: Message) -> str:
    labels = [choice.label for choice in message.choices] + ([message.form.title] if message.form else [])
    sees = f"<p class=sees>{escape(message.sees)}</p>" if message.sees else ""
    buttons = "".join(f"<span>{escape(label)}</span>" for label in labels)
    return f"{html_of(message.text)}{f'<p class=buttons>{buttons}</p>' if labels else ''}{sees}"


def _body_of(card: Mapping[str, object]) -> Sequence[Node]:
    return cast("Sequence[Node]", card["body"])
