"""The playground's way in: raw JSON dies here; inside there are only events."""

import json
from collections.abc import Callable, Container, Mapping
from typing import cast
from urllib.parse import urlsplit

from bot.adapters import tokens
from bot.domain.errors import UnreadableInputError
from bot.domain.ids import ConversationId, PersonId
from bot.engine.events import Said, Submitted, Value
from bot.runtime.ports import Heard

LONGEST_BODY = 256 * 1024

Body = Mapping[str, object]


def body_of(raw: bytes) -> Body:
    """A JSON object of at most 256 KiB. Raises UnreadableInputError."""
    if len(raw) > LONGEST_BODY:
        raise UnreadableInputError("unreadable/too_long", {"length": len(raw), "most": LONGEST_BODY})
    try:
        body: object = json.loads(raw)
    except (ValueError, RecursionError):
        raise UnreadableInputError("unreadable/request") from None
    if not isinstance(body, dict):
        raise UnreadableInputError("unreadable/request")
    return cast("Body", body)


def must_come_from_here(origin: str | None, host: str | None, served: Container[str]) -> None:
    """Another page in the same browser can't speak for the people here, under whatever name it reaches this machine.

    ``served`` are the names under which the playground is served. Raises UnreadableInputError.
    """
    here = urlsplit(f"//{host}").hostname or ""
    if here not in served or (origin is not None and urlsplit(origin).netloc != host):
        raise UnreadableInputError("unreadable/elsewhere")


def said(who: PersonId, body: Body, fresh: Callable[[], str]) -> Heard:
    return Heard(who, _conversation(body), Said(_text(body, "text")), f"playground:say:{fresh()}")


def chosen(who: PersonId, body: Body, fresh: Callable[[], str]) -> Heard:
    return Heard(who, _conversation(body), tokens.read(_text(body, "token")), f"playground:choose:{fresh()}")


def submitted(who: PersonId, body: Body) -> Heard:
    """One showing of a form can be sent once: its nonce is the key."""
    form = tokens.read_form(_text(body, "form"))
    values = body.get("values")
    if not isinstance(values, dict):
        raise UnreadableInputError("unreadable/request")
    read = {_printable(name): _value(value) for name, value in cast("dict[str, object]", values).items()}
    event = Submitted(form.name, form.about, read)
    return Heard(who, _conversation(body), event, f"playground:form:{who}:{form.name}:{form.nonce}")


def _conversation(body: Body) -> ConversationId:
    return ConversationId(_printable(_text(body, "conversation")))


def _printable(name: str) -> str:
    """An id or a name of ours: it can be shown, and so it can be looked up."""
    if not name.isprintable():
        raise UnreadableInputError("unreadable/request")
    return name


def _text(body: Body, name: str) -> str:
    text = body.get(name)
    if not isinstance(text, str):
        raise UnreadableInputError("unreadable/request")
    return text


def _value(raw: object) -> Value:
    """A form's value as typed: words, or several of them; a number is what its digits say."""
    return tuple(map(_one_value, cast("list[object]", raw))) if isinstance(raw, list) else _one_value(raw)


def _one_value(raw: object) -> str:
    match raw:
        case str():
            return raw
        case None:
            return ""
        case bool() | dict() | list():
            raise UnreadableInputError("unreadable/request")
        case int():
            return str(raw) if raw.bit_length() < 64 else "?"
        case _:
            return str(raw)
