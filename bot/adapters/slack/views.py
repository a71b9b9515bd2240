"""A form as a modal, and the values that come back from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from textwrap import wrap
from typing import cast

from bot.adapters import tokens
from bot.adapters.slack.text import Block, escape, plain
from bot.adapters.tokens import FormToken
from bot.domain.errors import UnreadableInputError
from bot.engine.events import Value
from bot.rendering.message import Field, Form, Option

CALLBACK = "form"

_MOST_TITLE = 24
_MOST_LABEL = 2_000
_MOST_SEEN = 2_000
_MOST_INPUT = 3_000
_MOST_OPTION = 75
_MOST_BUTTONS, _MOST_CHOICES = 10, 100
_NEXT_PART = "#"

View = Mapping[str, object]
Values = Mapping[str, Value]


def view_of(form: Form) -> Block:
    """The modal for ``views.open``. Its ``private_metadata`` is the form's token; each input's block is its field's.

    There is no word for closing it: Slack has its own, in the reader's language.
    """
    seen = [_seen(form.sees)] if form.sees else []
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": tokens.write_form(FormToken(form.name, form.about, form.nonce)),
        "title": plain(form.title, _MOST_TITLE),
        "submit": plain(form.submit, _MOST_TITLE),
        "blocks": [*seen, *(block for field in form.fields for block in _blocks(field))],
    }


def values_of(view: View) -> tuple[FormToken, Values]:
    """Which form was sent, and what stands in it, as typed. Raises UnreadableInputError for what is none of ours."""
    form = tokens.read_form(_text(view.get("private_metadata")))
    values: dict[str, Value] = {}
    for block, value in sorted(_inputs(view)):
        name, more, _ = block.partition(_NEXT_PART)
        values[name] = f"{values.get(name, '')}\n{value}".strip() if more else value
    return form, values


def refusal(view: View, field: str | None, sentence: str) -> Block:
    """The answer to a submission that keeps the modal open, with one sentence at its field, or else at the first."""
    named = [block for block, _ in _inputs(view)]
    at = field if field in named else next(iter(named), "")
    return {"response_action": "errors", "errors": {at: sentence}}


def _seen(sees: str) -> Block:
    return {"type": "context", "block_id": ":sees", "elements": [plain(sees, _MOST_SEEN)]}


def _blocks(field: Field) -> Iterable[Block]:
    """One input; before it the options in full where they are too long for it; after it what did not fit into it."""
    match field.kind:
        case "text" | "long":
            yield from _writing(field)
        case "date":
            yield _input(field, {"type": "datepicker", **_initial("initial_date", _day(_one(field)))})
        case "time":
            yield _input(field, {"type": "timepicker", **_initial("initial_time", _hour(_one(field)))})
        case "choice" | "rating" | "many":
            yield from _choosing(field)


def _writing(field: Field) -> Iterable[Block]:
    """Slack takes 3,000 characters in one input, and a reflection can be longer: the rest has an input of its own."""
    for number, part in enumerate(_parts(_one(field)) or [""], start=1):
        shown = field
        if number > 1:
            name, label = f"{field.name}{_NEXT_PART}{number}", f"{field.label} ({number})"
            shown = replace(field, name=name, label=label, required=False)
        multiline = field.kind == "long"
        yield _input(shown, {"type": "plain_text_input", "multiline": multiline, **_initial("initial_value", part)})


def _choosing(field: Field) -> Iterable[Block]:
    if not field.options:
        return
    few = len(field.options) <= _MOST_BUTTONS
    shown = [_option(option, described=few) for option in field.options[:_MOST_CHOICES]]
    if any(_is_cut(option, described=few) for option in field.options):
        yield _in_full(field)
    picked = [made for option, made in zip(field.options, shown, strict=False) if option.value in _all(field)]
    if field.kind == "many":
        kind = "checkboxes" if few else "multi_static_select"
        yield _input(field, {"type": kind, "options": shown, **_initial("initial_options", picked)})
    else:
        kind = "radio_buttons" if few else "static_select"
        yield _input(field, {"type": kind, "options": shown, **_initial("initial_option", next(iter(picked), None))})


def _input(field: Field, element: Block) -> Block:
    return {
        "type": "input",
        "block_id": field.name,
        "label": plain(field.label, _MOST_LABEL),
        "optional": not field.required,
        "element": {"action_id": field.name, **element},
        **_initial("hint", plain(field.hint, _MOST_LABEL) if field.hint else None),
    }


def _option(option: Option, *, described: bool) -> Block:
    """Up to twice 75 characters: a text, and below it a description where Slack shows one."""
    lines = _lines(option.label) if described else [option.label]
    rest = " ".join(lines[1:])
    text = plain(lines[0], _MOST_OPTION)
    return {"text": text, "value": option.value, **_initial("description", plain(rest, _MOST_OPTION) if rest else None)}


def _is_cut(option: Option, *, described: bool) -> bool:
    return len(_lines(option.label)) > (2 if described else 1)


def _lines(label: str) -> list[str]:
    """Broken where words end, into lines that fit when they are escaped."""
    grown = len(escape(label)) - len(label)
    return wrap(label, max(_MOST_OPTION - grown, 1)) or [label]


def _in_full(field: Field) -> Block:
    items = [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": option.label}]}
        for option in field.options
        if option.label
    ]
    listed = {"type": "rich_text_list", "style": "bullet", "elements": items}
    return {"type": "rich_text", "block_id": f"{field.name}:options", "elements": [listed]}


def _parts(text: str) -> list[str]:
    """Cut where a line or a word ends."""
    parts: list[str] = []
    while len(text) > _MOST_INPUT:
        cut = max(text.rfind("\n", 1, _MOST_INPUT), text.rfind(" ", 1, _MOST_INPUT))
        cut = cut if cut > 0 else _MOST_INPUT
        parts.append(text[:cut])
        text = text[cut:].strip()
    return [*parts, text] if text else parts


def _initial(name: str, value: object) -> Block:
    """What a field begins with; Slack takes no empty one."""
    return {name: value} if value else {}


def _one(field: Field) -> str:
    return field.value if isinstance(field.value, str) else " ".join(field.value)


def _all(field: Field) -> Sequence[str]:
    return (field.value,) if isinstance(field.value, str) else field.value


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _hour(text: str) -> str:
    try:
        return time.fromisoformat(text).isoformat("minutes")
    except ValueError:
        return ""


def _inputs(view: View) -> Iterable[tuple[str, Value]]:
    state = _mapping(view.get("state"))
    for block, actions in _mapping(state.get("values")).items():
        for element in _mapping(actions).values():
            yield block, _value(_mapping(element))


def _value(element: Mapping[str, object]) -> Value:
    """What an input holds; one that was left empty holds nothing."""
    match element:
        case {"selected_options": list()}:
            chosen = cast("list[object]", element["selected_options"])
            return tuple(_text(_mapping(option).get("value")) for option in chosen)
        case {"selected_option": chosen}:
            return "" if chosen is None else _text(_mapping(chosen).get("value"))
        case {"selected_date": value} | {"selected_time": value} | {"value": value}:
            return "" if value is None else _text(value)
        case _:
            return ""


def _mapping(raw: object) -> Mapping[str, object]:
    if not isinstance(raw, dict):
        raise UnreadableInputError("unreadable/form")
    return cast("Mapping[str, object]", raw)


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise UnreadableInputError("unreadable/form")
    return raw
