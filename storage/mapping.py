"""Values of the domain as text, and back: explicit tags, never the name of a class."""

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar, cast, get_args

from pydantic import TypeAdapter

from bot.domain.ids import ConversationId, MicroId, PersonId
from bot.domain.learner import Learner
from bot.domain.mastery import Estimate
from bot.engine.effects import (
    Choice,
    Data,
    Datum,
    Export,
    Field,
    Form,
    Invitation,
    Option,
    Page,
    Picture,
    PictureKind,
    Say,
)
from bot.runtime.ports import Codec

Value = TypeVar("Value")
Json = dict[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def millis(at: datetime) -> int:
    """Milliseconds since 1970, rounded down."""
    return (at - _EPOCH) // _MILLISECOND


def moment(at: int) -> datetime:
    return _EPOCH + at * _MILLISECOND


def dump(value: object) -> str:
    """Any frozen value of the domain."""
    return _adapter(type(value)).dump_json(value).decode()


def load(kind: type[Value], text: str) -> Value:
    return cast("Value", _adapter(kind).validate_json(text))


def maybe(kind: type[Value], text: str | None) -> Value | None:
    """A value that an outer join may have left out."""
    return None if text is None else load(kind, text)


def dump_estimates(learner: Learner) -> str:
    """Where each micro-competency stands, without a word that the learner wrote."""
    estimates = {micro: standing.estimate for micro, standing in learner.standings.items()}
    return _estimates().dump_json(estimates).decode()


def load_estimates(text: str) -> Mapping[MicroId, Estimate]:
    return _estimates().validate_json(text)


def name_key(name: str) -> str:
    """A name as it is compared: in any case, however its letters and spaces are written."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


@cache
def _adapter(kind: type[object]) -> TypeAdapter[object]:
    return TypeAdapter(kind)


@cache
def _estimates() -> TypeAdapter[dict[MicroId, Estimate]]:
    return TypeAdapter(dict[MicroId, Estimate])


def dump_say(say: Say, codec: Codec) -> str:
    """A message that is owed; its buttons as the tokens that they will carry."""
    return json.dumps(
        {
            "prompt": say.prompt,
            "data": _plain(say.data),
            "choices": [{"name": c.name, "token": codec.write(c.means), "label": c.label} for c in say.choices],
            "form": None if say.form is None else _form(say.form),
            "to": say.to,
            "subject": say.subject,
            "begun": say.begun,
            "picture": None if say.picture is None else {"kind": say.picture.kind, "rows": say.picture.rows},
            "attach": _attached(say.attach),
            "page": None if say.page is None else [say.page.name, *say.page.about],
        },
        ensure_ascii=False,
    )


def load_say(text: str, codec: Codec) -> Say:
    raw = cast("Json", json.loads(text))
    return Say(
        prompt=raw["prompt"],
        data=_read_data(raw["data"]),
        choices=tuple(Choice(c["name"], codec.read(c["token"]), c["label"]) for c in raw["choices"]),
        form=None if raw["form"] is None else _read_form(raw["form"]),
        to=cast("PersonId | ConversationId | None", raw["to"]),
        subject=raw["subject"],
        begun=raw["begun"],
        picture=None if raw["picture"] is None else _read_picture(raw["picture"]),
        attach=_read_attached(raw["attach"]),
        page=_read_page(raw.get("page")),
    )


def _plain(value: Datum) -> object:
    match value:
        case datetime():
            return {"$at": value.isoformat()}
        case date():
            return {"$date": value.isoformat()}
        case str() | int() | float() | None:
            return value
        case Mapping():
            return {_escaped(name): _plain(part) for name, part in value.items()}
        case _:
            return [_plain(part) for part in value]


def _escaped(name: str) -> str:
    """A name that begins like a tag of ours gets one more sign."""
    return f"${name}" if name.startswith("$") else name


def _read(raw: object) -> Datum:
    match raw:
        case {"$at": str(text)}:
            return datetime.fromisoformat(text)
        case {"$date": str(text)}:
            return date.fromisoformat(text)
        case dict():
            return _read_data(cast("Json", raw))
        case list():
            return [_read(part) for part in cast("list[object]", raw)]
        case _:
            return cast("Datum", raw)


def _read_data(raw: Json) -> Data:
    return {name.removeprefix("$"): _read(part) for name, part in raw.items()}


def _form(form: Form) -> Json:
    fields = [
        {
            "name": field.name,
            "kind": field.kind,
            "required": field.required,
            "options": [{"value": option.value, "label": option.label} for option in field.options],
            "value": field.value,
            "label": field.label,
        }
        for field in form.fields
    ]
    return {
        "prompt": form.prompt,
        "about": form.about,
        "fields": fields,
        "nonce": form.nonce,
        "data": _plain(form.data),
    }


def _read_form(raw: Json) -> Form:
    fields = tuple(
        Field(
            name=field["name"],
            kind=field["kind"],
            required=field["required"],
            options=tuple(Option(option["value"], option["label"]) for option in field["options"]),
            value=tuple(field["value"]) if isinstance(field["value"], list) else field["value"],
            label=field["label"],
        )
        for field in raw["fields"]
    )
    return Form(raw["prompt"], tuple(raw["about"]), fields, raw["nonce"], _read_data(raw["data"]))


def _read_picture(raw: Json) -> Picture | None:
    """One of a kind that is drawn no more is left out."""
    if raw["kind"] not in get_args(PictureKind):
        return None
    return Picture(raw["kind"], tuple(tuple(row) for row in raw["rows"]))


def _read_page(raw: list[Any] | None) -> Page | None:
    """Messages from before there were pages have none."""
    return None if raw is None else Page(raw[0], tuple(raw[1:]))


def _attached(attach: Invitation | Export | None) -> object:
    match attach:
        case None:
            return None
        case Export(person):
            return {"export": person}
        case Invitation(title, about, at, minutes):
            return {"title": title, "about": about, "at": at.isoformat(), "minutes": minutes}


def _read_attached(raw: Json | None) -> Invitation | Export | None:
    match raw:
        case None:
            return None
        case {"export": person}:
            return Export(PersonId(person))
        case _:
            return Invitation(raw["title"], raw["about"], datetime.fromisoformat(raw["at"]), raw["minutes"])
