"""Slack's payloads become knocks: who, where, what it means, and its unique key. What is raw dies here."""

import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, cast
from urllib.parse import parse_qsl

from bot.adapters import tokens
from bot.adapters.slack.views import values_of
from bot.engine.events import Event, HomeOpened, Said, Submitted

Payload = Mapping[str, object]
Kind = Literal["words", "command", "press", "form", "home"]

_NOTHING: Payload = {}
_LAST_SECOND = 2**33  # of the year 2242
_ID = re.compile(r"[A-Z0-9]{1,40}\Z")
_MARK = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


class JunkError(Exception):
    """Slack would never send this."""


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody did something: in ``place``, their own conversation with the bot, or in a ``channel``.

    ``read`` says what it means; it raises UnreadableInputError. ``text`` is what was typed, as Slack marks it up.
    ``trigger`` is the right to open one form within three seconds; ``answer_to`` an address for an answer in place.
    """

    kind: Kind
    enterprise: str
    team: str
    user: str
    once: str
    read: Callable[[], Event]
    place: str = ""
    text: str = ""
    trigger: str = ""
    answer_to: str = ""
    view: Payload = field(default_factory=dict[str, object])
    channel: str = ""
    channel_name: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """An account: new, in another zone, or ``gone``."""

    enterprise: str
    team: str
    user: str
    email: str
    zone: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Removed:
    """The bot may no longer be there since then; ``team`` is empty for a whole organization."""

    enterprise: str
    team: str
    since: datetime


Heard = Knock | Changed | Removed | None


def payload_of(body: bytes, media_type: str) -> Payload:
    """JSON, or a form; a form may hold JSON in turn. Raises JunkError."""
    try:
        text = body.decode("utf-8")
        if media_type.partition(";")[0].strip().lower() == "application/json":
            return _object(json.loads(text))
        form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=100))
        return _object(json.loads(form["payload"])) if "payload" in form else form
    except (ValueError, RecursionError):
        raise JunkError from None


def heard_in(payload: Payload) -> Heard:
    """What it is; None for what needs no answer but that it has arrived. Raises JunkError."""
    match payload.get("type"):
        case None if "command" in payload:
            return _command(payload)
        case "event_callback":
            return _event(payload)
        case "block_actions":
            return _press(payload)
        case "view_submission":
            return _form(payload)
        case str():
            return None
        case _:
            raise JunkError


def plain_of(text: str) -> str:
    """Words as they were typed: Slack's marks for links, channels and people become what they show."""
    return html.unescape(_MARK.sub(_shown, text))


def mentioned(text: str) -> Mapping[str, str]:
    """The people who are named in it, by Slack's id: their mark."""
    return {found[2]: found[0] for found in _MARK.finditer(text) if found[1] == "@" and _ID.match(found[2])}


def _shown(mark: re.Match[str]) -> str:
    sign, target, label = mark[1], mark[2], mark[3] or ""
    if not sign:
        return target if not label or label in target else f"{label} ({target})"
    return f"{sign.replace('!', '@')}{label or target}"


def _command(payload: Payload) -> Knock:
    typed = f"{_text(payload, 'command')} {_text(payload, 'text')}".strip()
    team = _id(payload, "team_id")
    return Knock(
        "command",
        _id(payload, "enterprise_id"),
        team,
        _known_id(payload, "user_id"),
        f"slack:{team}:command:{_key(payload, 'trigger_id')}",
        lambda: Said(plain_of(typed)),
        text=typed,
        place=_direct(_id(payload, "channel_id")),
        channel=_shared(_id(payload, "channel_id")),
        channel_name=_text(payload, "channel_name")[:80],
        trigger=_text(payload, "trigger_id"),
        answer_to=_text(payload, "response_url"),
    )


def _event(payload: Payload) -> Heard:
    event = _part(payload, "event")
    enterprise, team = _id(payload, "enterprise_id"), _id(payload, "team_id")
    once = f"slack:{enterprise}:{team}:event:{_key(payload, 'event_id')}"
    match event.get("type"):
        case "message" if _is_direct_event(event) and _is_said(event):
            text = _text(event, "text")
            place, user = _id(event, "channel"), _known_id(event, "user")
            return Knock("words", enterprise, team, user, once, lambda: Said(plain_of(text)), place=place, text=text)
        case "app_home_opened" if event.get("tab", "home") == "home":
            place, user = _id(event, "channel"), _known_id(event, "user")
            view = _part(event, "view")
            return Knock("home", enterprise, team, user, once, HomeOpened, place=place, view=view)
        case "user_change" | "team_join":
            return _changed(enterprise, team, _part(event, "user"))
        case "app_uninstalled":
            return _removed(enterprise, team, payload)
        case "tokens_revoked":
            return _removed(enterprise, team, payload) if _part(event, "tokens").get("bot") else None
        case _:
            return None


def _removed(enterprise: str, team: str, payload: Payload) -> Removed:
    since = payload.get("event_time")
    if not isinstance(since, int) or not 0 <= since <= _LAST_SECOND:
        raise JunkError
    return Removed(enterprise, "" if _is_for_all(payload) else team, datetime.fromtimestamp(since, UTC))


def _is_direct_event(event: Payload) -> bool:
    return event.get("channel_type", "im") == "im" and bool(_direct(_id(event, "channel")))


def _is_said(event: Payload) -> bool:
    """By a person, and for the first time: no bot, no edit, no deletion."""
    return not event.get("bot_id") and event.get("subtype") in {None, "file_share"} and bool(event.get("user"))


def _is_for_all(payload: Payload) -> bool:
    leave = _first(payload, "authorizations")
    return leave.get("is_enterprise_install") is True and not leave.get("team_id")


def _changed(enterprise: str, team: str, user: Payload) -> Changed | None:
    if user.get("is_bot"):
        return None
    profile = _part(user, "profile")
    return Changed(
        enterprise,
        _id(user, "team_id") or team,
        _known_id(user, "id"),
        _text(profile, "email"),
        _text(user, "tz"),
        gone=user.get("deleted") is True,
    )


def _press(payload: Payload) -> Knock | None:
    """Of what can be pressed only buttons say something at once; the rest belongs to a form."""
    action = _first(payload, "actions")
    if action.get("type") != "button":
        return None
    enterprise, team, user = _who(payload)
    token = _text(action, "value")
    place = _id(_part(payload, "channel"), "id") or _id(_part(payload, "container"), "channel_id")
    return Knock(
        "press",
        enterprise,
        team,
        user,
        f"slack:{team}:press:{_key(action, 'action_ts')}:{_text(action, 'action_id')[:40]}:{user}",
        lambda: tokens.read(token),
        place=_direct(place),
        trigger=_text(payload, "trigger_id"),
        answer_to=_text(payload, "response_url"),
    )


def _form(payload: Payload) -> Knock:
    enterprise, team, user = _who(payload)
    view = _part(payload, "view")

    def read() -> Event:
        form, values = values_of(view)
        return Submitted(form.name, form.about, values)

    once = f"slack:{team}:form:{_key(view, 'id')}:{_text(view, 'hash')[:80]}:{user}"
    return Knock("form", enterprise, team, user, once, read, trigger=_text(payload, "trigger_id"), view=view)


def _who(payload: Payload) -> tuple[str, str, str]:
    """An app of a whole organization is told no team but the one that its user is of."""
    user = _part(payload, "user")
    team = _id(_part(payload, "team"), "id") or _id(user, "team_id")
    return _id(_part(payload, "enterprise"), "id"), team, _known_id(user, "id")


def _direct(place: str) -> str:
    return place if place.startswith("D") else ""


def _shared(place: str) -> str:
    return "" if place.startswith("D") else place


def _object(raw: object) -> Payload:
    if not isinstance(raw, dict):
        raise JunkError
    return cast("Payload", raw)


def _first(payload: Payload, name: str) -> Payload:
    """The first of a list of objects, or nothing."""
    listed = payload.get(name)
    first = cast("list[object]", listed)[:1] if isinstance(listed, list) else []
    return _object(first[0]) if first else _NOTHING


def _part(payload: Payload, name: str) -> Payload:
    """What lies there, or nothing."""
    raw = payload.get(name)
    return _NOTHING if raw is None else _object(raw)


def _text(payload: Payload, name: str) -> str:
    raw = payload.get(name, "")
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise JunkError
    return raw


def _id(payload: Payload, name: str) -> str:
    """An id of Slack's, or nothing. Raises JunkError for what can't be one."""
    found = _text(payload, name)
    if found and not _ID.match(found):
        raise JunkError
    return found


def _known_id(payload: Payload, name: str) -> str:
    found = _id(payload, name)
    if not found:
        raise JunkError
    return found


def _key(payload: Payload, name: str) -> str:
    """What makes a payload unique. Raises JunkError where it is missing, or no key."""
    key = _text(payload, name)
    if not key or len(key) > 200 or not key.isprintable():
        raise JunkError
    return key
