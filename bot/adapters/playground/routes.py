"""The playground's page and its API, on loopback only."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.adapters.playground import inbound
from bot.adapters.playground.messenger import form_json
from bot.adapters.playground.travel import TimeTravel
from bot.domain.errors import UnreadableInputError
from bot.domain.ids import ConversationId, PersonId
from bot.domain.language import DEFAULT_LOCALE
from bot.domain.people import Conversation, Person
from bot.engine.effects import Data, Form
from bot.rendering import message as show
from bot.runtime.conductor import Conductor, Outcome
from bot.runtime.ports import Clock, Heard
from bot.runtime.transcript import Json, Line, Transcript

PAGE = Path(__file__).parent / "page"
_DURATION = re.compile(r"P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?")
_DURATION_DAYS = 366
_PANES = 3
_LONGEST_ID = 200
_MOST_MESSAGES = 2**31 - 1

Everybody = Sequence[tuple[Person, Sequence[Conversation]]]


@dataclass(frozen=True, slots=True)
class Words:
    """The two things that the playground must put into words itself: an error, and a form that opens at once."""

    sentence: Callable[[str, Data, str], str]
    form: Callable[[Form, str, str, datetime], show.Form]


@dataclass(frozen=True, slots=True)
class Playground:
    """What the routes work with.

    ``fresh`` makes the unique key of an event that brings none; ``hosts`` are the names that the page is served under.
    """

    conductor: Conductor
    transcript: Transcript
    clock: Clock
    travel: TimeTravel
    settle: Callable[[], Awaitable[object]]
    words: Words
    fresh: Callable[[], str]
    hosts: frozenset[str]

    def routes(self) -> list[Route | Mount]:
        api = "/playground/api"
        return [
            Route("/", _to_playground),
            Route("/playground", self.page),
            Route(f"{api}/people", self.people),
            Route(f"{api}/people/{{person}}/say", self.say, methods=["POST"]),
            Route(f"{api}/people/{{person}}/choose", self.choose, methods=["POST"]),
            Route(f"{api}/people/{{person}}/submit", self.submit, methods=["POST"]),
            Route(f"{api}/conversations/{{conversation}}/messages", self.messages),
            Route(f"{api}/clock", self.read_clock),
            Route(f"{api}/clock", self.move_clock, methods=["POST"]),
            Route("/playground/files/{file}", self.file),
            Mount("/playground/static", app=StaticFiles(directory=PAGE)),
        ]

    async def page(self, request: Request) -> Response:
        everybody = await self.transcript.people()
        shown = [
            {"person": person, "conversation": at, "messages": await self._lines(ConversationId(at), 0)}
            for person, at in _panes(request, everybody)
        ]
        context = {"people": [_person_json(*one) for one in everybody], "now": _iso(self.clock.now()), "shown": shown}
        html = _TEMPLATES.get_template("page.html.j2").render(context)
        return HTMLResponse(html, headers={"Content-Security-Policy": _POLICY})

    async def people(self, _request: Request) -> Response:
        return JSONResponse([_person_json(*one) for one in await self.transcript.people()])

    async def messages(self, request: Request) -> Response:
        conversation = ConversationId(request.path_params["conversation"])
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) < 19):
            raise UnreadableInputError("unreadable/request")
        everybody = await self.transcript.people()
        if conversation not in {place.id for _, places in everybody for place in places}:
            unknown = self.words.sentence("unreadable/conversation", {}, DEFAULT_LOCALE)
            return JSONResponse({"error": unknown}, status_code=404)
        return JSONResponse(await self._lines(conversation, min(int(after), _MOST_MESSAGES)))

    async def say(self, request: Request) -> Response:
        body = await self._body(request)
        heard = inbound.said(_who(request), body, self.fresh)
        return await self._heard(heard, quoted=str(body["text"]))

    async def choose(self, request: Request) -> Response:
        body = await self._body(request)
        return await self._heard(inbound.chosen(_who(request), body, self.fresh))

    async def submit(self, request: Request) -> Response:
        return await self._heard(inbound.submitted(_who(request), await self._body(request)))

    async def file(self, request: Request) -> Response:
        id_ = request.path_params["file"]
        file = await self.transcript.file(id_) if id_.isalnum() else None
        if file is None:
            return Response(status_code=404)
        inline = file.media_type == "image/png"
        headers = {} if inline else {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return Response(file.content, media_type=file.media_type, headers=headers)

    async def read_clock(self, _request: Request) -> Response:
        return JSONResponse({"now": _iso(self.clock.now())})

    async def move_clock(self, request: Request) -> Response:
        """Forward only; everything due on the way is delivered before this answers."""
        to = _moment(await self._body(request), self.clock.now())
        await self.travel.to(to)
        return JSONResponse({"now": _iso(self.clock.now())})

    async def _body(self, request: Request) -> inbound.Body:
        inbound.must_come_from_here(request.headers.get("origin"), request.headers.get("host"), self.hosts)
        return inbound.body_of(await request.body())

    async def _heard(self, heard: Heard, *, quoted: str = "") -> Response:
        """Handle it, then show it: what a person says stands in the conversation only once it was heard."""
        async with self.travel.still():
            outcome = await self._outcome(heard)
            if outcome.repeated:
                raise UnreadableInputError("unreadable/already_sent")
            place = heard.where or ConversationId("")
            if quoted.strip():
                body: Mapping[str, Json] = {"text": quoted, "html": None, "choices": []}
                await self.transcript.append(place, heard.once, self.clock.now(), heard.who, body)
            await self.settle()
            lines = await self.transcript.lines(place, 0)
        answer: dict[str, Json] = {"seq": lines[-1].seq if lines else 0}
        if outcome.form is not None:
            answer["form"] = self._form(outcome, outcome.form)
        return JSONResponse(answer)

    async def _outcome(self, heard: Heard) -> Outcome:
        try:
            return await self.conductor.hear(heard)
        except UnreadableInputError as error:
            if error.prompt == "unreadable/stranger" and await self._knows(heard.who):
                raise UnreadableInputError("unreadable/conversation") from None  # it is the place that is unknown
            raise

    async def _knows(self, who: PersonId) -> bool:
        return any(person.id == who for person, _ in await self.transcript.people())

    def _form(self, outcome: Outcome, form: Form) -> Json:
        return form_json(self.words.form(form, outcome.locale, outcome.zone, self.clock.now()))

    async def _lines(self, conversation: ConversationId, after: int) -> list[Json]:
        return [_line_json(line) for line in await self.transcript.lines(conversation, after)]

    async def refuse(self, request: Request, error: Exception) -> Response:
        """What the sender must mend: one sentence, and the field where there is one."""
        refusal = cast("UnreadableInputError", error)
        locale = await self._language(request.path_params.get("person", ""))
        body: dict[str, Json] = {"error": self.words.sentence(refusal.prompt, refusal.data, locale)}
        if refusal.field:
            body["field"] = refusal.field
        return JSONResponse(body, status_code=422)

    async def _language(self, who: str) -> str:
        people = await self.transcript.people()
        return next((person.locale for person, _ in people if person.id == who), DEFAULT_LOCALE)


_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'"
)
_TEMPLATES = Environment(loader=FileSystemLoader(PAGE), autoescape=True)


async def _to_playground(_request: Request) -> Response:
    return RedirectResponse("/playground")


def _who(request: Request) -> PersonId:
    person = request.path_params["person"]
    if len(person) > _LONGEST_ID or not person.isprintable():
        raise UnreadableInputError("unreadable/stranger")
    return PersonId(person)


def _panes(request: Request, everybody: Everybody) -> list[tuple[str, str]]:
    """Who is shown beside whom: as the address says, else a learner, a coach and a manager's channel."""
    homes = {person.id: places for person, places in everybody}
    asked = [id_ for id_ in request.query_params.get("people", "").split(",") if PersonId(id_) in homes]
    people = asked or _cast(everybody)
    wanted = request.query_params.get("conversations", "").split(",")
    return [
        (id_, _place(PersonId(id_), homes[PersonId(id_)], wanted[n : n + 1])) for n, id_ in enumerate(people[:_PANES])
    ]


def _cast(everybody: Everybody) -> list[str]:
    firsts = (
        next((person.id for person, _ in everybody if role in person.roles), None)
        for role in ("learner", "coach", "manager")
    )
    return list(dict.fromkeys(id_ for id_ in firsts if id_))


def _place(who: PersonId, places: Sequence[Conversation], wanted: Sequence[str]) -> str:
    """The conversation that was asked for, else the person's own channel if they have one, else their direct one."""
    by_id = {place.id: place for place in places}
    chosen = next((id_ for id_ in wanted if ConversationId(id_) in by_id), None)
    channel = next((place.id for place in places if place.kind == "channel" and place.owner == who), None)
    return chosen or channel or next(iter(by_id), ConversationId(""))


def _person_json(person: Person, places: Sequence[Conversation]) -> dict[str, Json]:
    return {
        "id": person.id,
        "name": person.name,
        "roles": sorted(person.roles),
        "zone": person.zone,
        "conversations": [{"id": place.id, "kind": place.kind, "name": place.name} for place in places],
    }


def _line_json(line: Line) -> dict[str, Json]:
    empty: dict[str, Json] = {"text": "", "html": None, "sees": None, "choices": [], "form": None, "picture": None}
    head: dict[str, Json] = {"seq": line.seq, "at": _iso(line.at), "author": line.author, "updated": line.updated}
    return {**empty, **line.body, **head}


def _moment(body: Mapping[str, object], now: datetime) -> datetime:
    """``{"to": iso}`` or ``{"advance": "PT24H"}``, from now on and within a year."""
    match body:
        case {"to": str(text)}:
            to = _read_iso(text)
        case {"advance": str(text)}:
            to = now + _read_duration(text)
        case _:
            raise UnreadableInputError("unreadable/clock")
    if to < now:
        raise UnreadableInputError("unreadable/clock_back")
    if to > now + timedelta(days=_DURATION_DAYS):
        raise UnreadableInputError("unreadable/clock_far")
    return to


def _read_iso(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UnreadableInputError("unreadable/clock") from None
    if at.tzinfo is None:
        raise UnreadableInputError("unreadable/clock")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise UnreadableInputError("unreadable/clock_far") from None


def _read_duration(text: str) -> timedelta:
    """An ISO 8601 duration of weeks, days, hours, minutes and seconds."""
    found = _DURATION.fullmatch(text)
    if found is None or not any(found.groups()):
        raise UnreadableInputError("unreadable/clock")
    names = ("weeks", "days", "hours", "minutes", "seconds")
    return timedelta(**{name: int(part or 0) for name, part in zip(names, found.groups(), strict=True)})


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
