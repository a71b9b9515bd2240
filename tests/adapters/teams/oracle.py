"""Whether Teams would take a card: the published schema, Microsoft's own parser, and a walk of ours for both."""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, cast

from jsonschema import Draft6Validator

from tests.rig.npm import NODE, TEAMS, installed

Json = Mapping[str, Any]

_MOST_BYTES = 25_000


@cache
def _schema() -> Any:
    found = files("adaptive_cards").joinpath("schemas", "schema-1.5.json").read_text(encoding="utf-8")
    return Draft6Validator(json.loads(found))


def accept(cards: Sequence[Json]) -> None:
    """Raise what is wrong with any of them; the parser is started once for all."""
    for card in cards:
        _accept(card)
    for card, faults in zip(cards, parsed(cards), strict=True):
        assert not faults, (faults, card)


def _accept(card: Json) -> None:
    wrong = [f"{error.json_path}: {error.message[:200]}" for error in _schema().iter_errors(card)]
    assert not wrong, wrong
    assert len(json.dumps(card, ensure_ascii=False).encode()) <= _MOST_BYTES
    assert card["version"] == "1.5"
    assert card["fallbackText"]
    for node in nodes(card):
        _accept_node(node)


def _accept_node(node: Json) -> None:
    """What people who don't see the card need, and nothing in which words could be markup."""
    kind = node.get("type", "")
    assert kind != "TextBlock", "its text is Markdown"
    assert "color" not in node or node.get("weight") == "Bolder", "nothing is said by a colour alone"
    if kind.startswith("Input."):
        assert node["label"]
        assert not node["isRequired"] or node["errorMessage"]
    if kind == "Image":
        assert node["altText"]
        assert node["url"].startswith("https://")
    if kind.startswith("Action."):
        assert node.get("title") or kind == "Action.OpenUrl"
    if kind == "ActionSet":
        assert 0 < len(node["actions"]) <= 6


def parsed(cards: Sequence[Json]) -> list[list[str]]:
    """What Microsoft's own parser says against each card."""
    done = subprocess.run(  # noqa: S603 - the node that the tests brought along
        [NODE, installed(TEAMS) / "parse.cjs"], input=json.dumps(cards), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def nodes(part: object) -> Iterator[Json]:
    """Every object in it."""
    match part:
        case dict():
            yield cast("Json", part)
            for value in cast("dict[str, object]", part).values():
                yield from nodes(value)
        case list():
            for value in cast("list[object]", part):
                yield from nodes(value)
        case _:
            return


def words_of(part: object) -> str:
    """Every text run, paragraph by paragraph."""
    said = [node for node in nodes(part) if node.get("type") == "RichTextBlock"]
    return "\n".join("".join(run["text"] for run in block["inlines"]) for block in said)
