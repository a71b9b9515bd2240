"""Whether Slack would take it: its own library, a second one, and a walk of ours for what both let pass."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

import slackblocks as sb
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Json = Mapping[str, Any]

_LENGTHS = {"block_id": 255, "action_id": 255, "private_metadata": 3_000, "alt_text": 2_000, "initial_value": 3_000}
_MOST_TOGETHER = 10_000


def accept_message(blocks: Sequence[Json], text: str) -> None:
    """Raise what is wrong with a message."""
    assert 0 < len(text) <= 40_000
    assert 0 < len(blocks) <= 50
    assert len(json.dumps(blocks, ensure_ascii=False)) <= _MOST_TOGETHER
    _accept(blocks)


def accept_view(view: Json) -> None:
    """Raise what is wrong with a modal or an App Home."""
    validate(View(**view))
    if view["type"] == "modal":
        sb.ModalView(
            title=_plain(view["title"]),
            blocks=[_rebuilt(block) for block in view["blocks"]],
            submit=_plain(view["submit"]),
            private_metadata=view["private_metadata"],
            callback_id=view["callback_id"],
        )
    else:
        sb.HomeTabView([_rebuilt(block) for block in view["blocks"]])
    _accept(view["blocks"])


def _accept(blocks: Sequence[Json]) -> None:
    for block in blocks:
        parsed: Any = Block.parse(dict(block))  # pyright: ignore[reportUnknownMemberType] - it says only dict
        assert validate(parsed)["type"] == block["type"]
        assert _rebuilt(block)._resolve()["type"] == block["type"]
    _no_duplicates(blocks)
    for name, value in leaves(blocks):
        assert value, name
        assert len(value) <= _LENGTHS.get(name, 40_000), name


def validate(part: Any) -> Json:
    """As JSON, after its own checks. Raises SlackObjectFormationError."""
    return part.to_dict()


def _no_duplicates(blocks: Sequence[Json]) -> None:
    for key in ("block_id", "action_id"):
        ids = [value for name, value in leaves(blocks) if name == key]
        assert len(set(ids)) == len(ids), f"{key}: {ids}"
    assert all("block_id" in block for block in blocks)


def leaves(node: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a tree with the key that it stands under."""
    match node:
        case dict():
            for key, value in cast("dict[str, object]", node).items():
                yield from leaves(value, key)
        case list():
            for value in cast("list[object]", node):
                yield from leaves(value, name)
        case str():
            yield name, node
        case _:
            return


def _rebuilt(block: Json) -> Any:
    return _BLOCKS[block["type"]](block)


def _plain(text: Json) -> Any:
    assert text["type"] == "plain_text"
    assert "<" not in text["text"]
    return sb.PlainText(text["text"], emoji=text["emoji"])


def _element(element: Json) -> Any:
    return _ELEMENTS[element["type"]](element)


def _rich(part: Json) -> Any:
    match part["type"]:
        case "rich_text_section":
            return sb.RichTextSection([_run(run) for run in part["elements"]])
        case "rich_text_quote":
            return sb.RichTextQuote([_run(run) for run in part["elements"]])
        case "rich_text_preformatted":
            return sb.RichTextCodeBlock([_run(run) for run in part["elements"]])
        case "rich_text_list":
            return sb.RichTextList(
                part["style"],
                [_rich(item) for item in part["elements"]],
                indent=part.get("indent", 0),
                offset=part.get("offset", 0),
            )
        case other:
            raise AssertionError(other)


def _run(run: Json) -> Any:
    style = run.get("style", {})
    assert set(style) <= {"bold", "italic", "code", "strike"}
    if run["type"] == "link":
        return sb.RichTextLink(run["url"], run["text"], **style)
    assert run["type"] == "text"
    return sb.RichText(run["text"], **style)


def _option(option: Json) -> Any:
    described = _plain(option["description"]) if "description" in option else None
    return sb.Option(_plain(option["text"]), option["value"], described)


def _options(element: Json) -> list[Any]:
    for chosen in (*element.get("initial_options", ()), *filter(None, [element.get("initial_option")])):
        assert chosen in element["options"]
    values = [option["value"] for option in element["options"]]
    assert len(set(values)) == len(values)
    return [_option(option) for option in element["options"]]


_ELEMENTS: Mapping[str, Callable[[Json], Any]] = {
    "button": lambda e: sb.Button(_plain(e["text"]), e["action_id"], value=e.get("value"), style=e.get("style")),
    "plain_text_input": lambda e: sb.PlainTextInput(e["action_id"], e.get("initial_value"), e["multiline"]),
    "datepicker": lambda e: sb.DatePicker(e["action_id"], e.get("initial_date")),
    "timepicker": lambda e: sb.TimePicker(e["action_id"], e.get("initial_time")),
    "radio_buttons": lambda e: sb.RadioButtonGroup(e["action_id"], _options(e)),
    "checkboxes": lambda e: sb.CheckboxGroup(e["action_id"], _options(e)),
    "static_select": lambda e: sb.StaticSelectMenu(e["action_id"], _options(e)),
    "multi_static_select": lambda e: sb.StaticMultiSelectMenu(e["action_id"], _options(e)),
}
_BLOCKS: Mapping[str, Callable[[Json], Any]] = {
    "actions": lambda b: sb.ActionsBlock([_element(e) for e in b["elements"]], b["block_id"]),
    "context": lambda b: sb.ContextBlock([_plain(e) for e in b["elements"]], b["block_id"]),
    "divider": lambda b: sb.DividerBlock(b["block_id"]),
    "image": lambda b: sb.ImageBlock(
        alt_text=b["alt_text"], block_id=b["block_id"], slack_file=sb.SlackFile(None, b["slack_file"]["id"])
    ),
    "rich_text": lambda b: sb.RichTextBlock([_rich(part) for part in b["elements"]], b["block_id"]),
    "input": lambda b: sb.InputBlock(
        _plain(b["label"]),
        _element(b["element"]),
        block_id=b["block_id"],
        hint=_plain(b["hint"]) if "hint" in b else None,
        optional=b["optional"],
    ),
}
