"""A form as a dialog, and the values that come back from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.adapters import tokens
from bot.adapters.teams.cards import attached, card_of, fitted
from bot.adapters.teams.richtext import Element, line
from bot.adapters.tokens import FormToken
from bot.domain.errors import UnreadableInputError
from bot.engine.events import Value
from bot.rendering.message import Field, Form, Option

FORM = "form"

_MOST_TITLE = 60
_FEW = 10
_SIZE = {"width": "medium", "height": "large"}
_ONE, _MANY = "one", "many"
"""An input's id says what it holds: Teams sends several answers as one text with commas."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a client says by itself: which ``locale`` it is, and the sentence for an answer that is ``missing``."""

    locale: str
    missing: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a form came back, at the field if there is one, and what had been typed."""

    sentence: str
    field: str | None
    values: Mapping[str, Value]


def dialog_of(form: Form, words: Words, refused: Refused | None = None) -> Element:
    """The answer to task/fetch and task/submit that shows the form, with everything that had been typed."""
    return {
        "task": {
            "type": "continue",
            "value": {"title": fitted(form.title, _MOST_TITLE), **_SIZE, "card": attached(_card(form, words, refused))},
        }
    }


def sentence_of(sentence: str) -> Element:
    """The answer that shows one sentence in place of a form."""
    return {"task": {"type": "message", "value": sentence}}


def values_of(data: Mapping[str, object]) -> tuple[FormToken, Mapping[str, Value]]:
    """Which form was sent, and what stands in it, as typed. Raises UnreadableInputError for what is none of ours."""
    form = tokens.read_form(_text(data.get(FORM)))
    values: dict[str, Value] = {}
    for id_, raw in data.items():
        kind, mark, name = id_.partition(":")
        if mark and kind == _MANY:
            values[name] = tuple(filter(None, _text(raw).split(",")))
        elif mark and kind == _ONE:
            values[name] = _text(raw)
    return form, values


def _card(form: Form, words: Words, refused: Refused | None) -> Element:
    named = None if refused is None else refused.field
    body: list[Element] = [] if refused is None or _is_shown(form, named) else [_complaint(refused.sentence)]
    for field in form.fields:
        if refused is not None and field.name == named:
            body.append(_complaint(refused.sentence))
        typed = field if refused is None else replace(field, value=refused.values.get(field.name, field.value))
        body.extend(_inputs(typed, words))
    if form.sees:
        body.append(line(form.sees, isSubtle=True, size="Small"))
    token = tokens.write_form(FormToken(form.name, form.about, form.nonce))
    submit: Element = {"type": "Action.Submit", "title": fitted(form.submit, _MOST_TITLE), "data": {FORM: token}}
    return {**card_of(body, form.title, words.locale), "actions": [submit]}


def _is_shown(form: Form, name: str | None) -> bool:
    return any(field.name == name for field in form.fields)


def _complaint(sentence: str) -> Element:
    return line(sentence, weight="Bolder", color="Attention")


def _inputs(field: Field, words: Words) -> Iterable[Element]:
    """One input; its hint stands before it, as not every input has a place for one."""
    if field.hint:
        yield line(field.hint, isSubtle=True)
    match field.kind:
        case "text" | "long":
            yield {**_input("Input.Text", _ONE, field, words), "isMultiline": field.kind == "long"}
        case "date":
            yield _input("Input.Date", _ONE, field, words)
        case "time":
            yield _input("Input.Time", _ONE, field, words)
        case "choice" | "rating":
            yield from _choosing(field, words, _ONE)
        case "many":
            yield from _choosing(field, words, _MANY)


def _input(kind: str, holds: str, field: Field, words: Words) -> Element:
    value = field.value if isinstance(field.value, str) else ",".join(field.value)
    return {
        "type": kind,
        "id": f"{holds}:{field.name}",
        "label": field.label,
        "isRequired": field.required,
        **({"errorMessage": words.missing} if field.required else {}),
        **({"value": value} if value else {}),
    }


def _choosing(field: Field, words: Words, holds: str) -> Iterable[Element]:
    if not field.options:
        return
    yield {
        **_input("Input.ChoiceSet", holds, field, words),
        "style": "expanded" if len(field.options) <= _FEW else "compact",
        "isMultiSelect": holds == _MANY,
        "wrap": True,
        "choices": [*map(_option, field.options)],
    }


def _option(option: Option) -> Element:
    return {"title": option.label, "value": option.value}


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise UnreadableInputError("unreadable/form")
    return raw
