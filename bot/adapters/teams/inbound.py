"""Teams' activities become knocks: who, where, what it means, and its unique key. What is raw dies here."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from bot.adapters.teams.cards import MEANS, pressed
from bot.adapters.teams.dialogs import FORM, values_of
from bot.adapters.teams.guard import Activity, tenant_of
from bot.adapters.teams.places import Reference
from bot.engine.events import Event, Said, Submitted

Kind = Literal["words", "press", "execute", "dialog", "form"]

_NOTHING: Mapping[str, Any] = {}
_MENTION = re.compile(r"<at[^>]*>.*?</at>", re.DOTALL)
_TAG = re.compile(r"</?(?:p|div|br|span|strong|em|ul|ol|li|attachment|emoji|img|a)\b[^>]*>", re.IGNORECASE)


class JunkError(Exception):
    """Teams would never send this."""


@dataclass(frozen=True, slots=True)
class Where:
    """``channel`` is the shared channel's id, where it was done in one; ``conversation`` includes the thread."""

    tenant: str
    conversation: str
    reference: Reference
    is_own: bool
    channel: str = ""
    channel_name: str = ""


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody did something. ``read`` says what it means; it raises UnreadableInputError."""

    kind: Kind
    where: Where
    user: str
    person: str
    once: str
    read: Callable[[], Event]
    name: str = ""
    zone: str = ""
    locale: str = ""
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Arrived:
    """The bot has been installed; in a team, there is a roster to look through."""

    where: Where
    name: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The bot has been removed from somebody, or somebody from where it is."""

    where: Where
    people: Sequence[str]


Heard = Knock | Arrived | Gone | None


def heard_in(activity: Activity) -> Heard:
    """What it is; None for what needs no answer but that it has arrived. Raises JunkError."""
    match activity.get("type"):
        case "message":
            return _message(activity)
        case "invoke":
            return _invoke(activity)
        case "installationUpdate":
            return _installation(activity)
        case "conversationUpdate":
            return _members(activity)
        case _:
            return None


def words_of(activity: Activity) -> str:
    """What was typed, without the mention that was needed to be heard, and without markup."""
    text = _MENTION.sub(" ", _text(activity, "text"))
    return html.unescape(_TAG.sub(" ", text)).replace("\xa0", " ").strip()


def _message(activity: Activity) -> Knock | None:
    value = activity.get("value")
    data: Mapping[str, Any] = cast("Mapping[str, Any]", value) if isinstance(value, dict) else _NOTHING
    if FORM in data:
        return _knock("form", activity, lambda: _submitted(data), data)
    if MEANS in data:
        return _knock("press", activity, lambda: pressed(data), data)
    text = words_of(activity)
    return _knock("words", activity, lambda: Said(text), data) if text or not data else None


def _invoke(activity: Activity) -> Knock | None:
    value = _part(activity, "value")
    match activity.get("name"):
        case "adaptiveCard/action":
            data = _part(_part(value, "action"), "data")
            return _knock("execute", activity, lambda: pressed(data), data)
        case "task/fetch":
            data = _part(value, "data")
            return _knock("dialog", activity, lambda: pressed(data), data)
        case "task/submit":
            data = _part(value, "data")
            return _knock("form", activity, lambda: _submitted(data), data)
        case _:
            return None


def _submitted(data: Mapping[str, Any]) -> Submitted:
    form, values = values_of(data)
    return Submitted(form.name, form.about, values)


def _knock(kind: Kind, activity: Activity, read: Callable[[], Event], data: Mapping[str, Any]) -> Knock:
    sender = _part(activity, "from")
    info = next((one for one in _entities(activity) if one.get("type") == "clientInfo"), _NOTHING)
    where = where_of(activity)
    user = _key(sender, "id")
    return Knock(
        kind,
        where,
        user,
        _text(sender, "aadObjectId") or user,
        f"teams:{where.conversation}:{_key(activity, 'id')}",
        read,
        name=_text(sender, "name")[:200],
        zone=_text(info, "timezone")[:80],
        locale=_text(activity, "locale")[:20],
        data=data,
    )


def _installation(activity: Activity) -> Heard:
    where = where_of(activity)
    if activity.get("action") in {"add", "add-upgrade"}:
        return Arrived(where, _team_name(activity))
    sender = _part(activity, "from")
    people = [_text(sender, "aadObjectId") or _key(sender, "id")] if where.is_own else []
    return Gone(where, people)


def _members(activity: Activity) -> Heard:
    where, bot = where_of(activity), _text(_part(activity, "recipient"), "id")
    added = [_text(one, "id") for one in _listed(activity, "membersAdded")]
    if added:
        return Arrived(where, _team_name(activity)) if bot in added or not where.is_own else None
    removed = _listed(activity, "membersRemoved")
    people = [_text(one, "aadObjectId") or _text(one, "id") for one in removed if _text(one, "id") != bot]
    return Gone(where, [one for one in people if one]) if removed and where.is_own else None


def where_of(activity: Activity) -> Where:
    conversation, channel = _part(activity, "conversation"), _part(_part(activity, "channelData"), "channel")
    kind = _text(conversation, "conversationType") or ("groupChat" if conversation.get("isGroup") else "personal")
    thread = _key(conversation, "id")
    return Where(
        tenant_of(activity),
        thread,
        Reference(_text(activity, "serviceUrl"), _text(_part(activity, "recipient"), "id")),
        is_own=kind == "personal",
        channel="" if kind == "personal" else _text(channel, "id") or thread.partition(";")[0],
        channel_name=_text(channel, "name")[:80],
    )


def _team_name(activity: Activity) -> str:
    return _text(_part(_part(activity, "channelData"), "team"), "name")[:200]


def _entities(activity: Activity) -> list[Mapping[str, Any]]:
    return _listed(activity, "entities")


def _listed(activity: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    raw = activity.get(name)
    listed = cast("list[object]", raw) if isinstance(raw, list) else []
    return [cast("Mapping[str, Any]", one) for one in listed if isinstance(one, dict)]


def _part(activity: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """What lies there, or nothing. Raises JunkError for what is no object."""
    raw = activity.get(name)
    if raw is None:
        return _NOTHING
    if not isinstance(raw, dict):
        raise JunkError
    return cast("Mapping[str, Any]", raw)


def _text(activity: Mapping[str, Any], name: str) -> str:
    raw = activity.get(name)
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise JunkError
    return raw


def _key(activity: Mapping[str, Any], name: str) -> str:
    """What makes it unique, or leads back. Raises JunkError where it is missing, or no key."""
    found = _text(activity, name)
    if not found or len(found) > 400 or not found.isprintable():
        raise JunkError
    return found
