"""A careful reading of YAML: a tree of plain strings with their lines, and none of YAML's surprises.

YAML 1.1 reads NO as false, 12:30 as 750 and 1.10 as 1.1; here every value stays the string that the author wrote, and
whoever knows what is expected turns it into a number or a date. Aliases, tags and repeated keys are refused.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

DEEPEST = 20

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Items:
    nodes: tuple["Node", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Fields:
    """``lines`` are those of the keys."""

    nodes: Mapping[str, "Node"]
    lines: Mapping[str, int]
    line: int


Node = Scalar | Items | Fields


class UnreadableYamlError(Exception):
    """The file can't be read past ``line``."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what
        self.remedy = remedy


def parse(text: str) -> Node:
    """The tree of the one document in ``text``, or UnreadableYamlError."""
    try:
        return _document(_events(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableYamlError(
            mark.line + 1 if mark else 1,
            f"This is not well-formed YAML ({error.problem or error.context}).",
            "Often a text with a colon needs quotes around it, or the indentation is off.",
        ) from None
    except yaml.YAMLError:
        raise UnreadableYamlError(
            1, "This is not well-formed YAML.", "Look for characters that can't be seen."
        ) from None


def _events(text: str) -> Iterator[Event]:
    """What stands in ``text``, one thing after the other: nothing is built, so nothing can grow."""
    return yaml.parse(text, Loader=_Loader)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


def _document(events: Iterator[Event]) -> Node:
    next(events)
    if not isinstance(next(events), DocumentStartEvent):
        raise UnreadableYamlError(1, "The file is empty.", "Write its fields, or delete it.")
    root = _node(next(events), events, depth=1)
    next(events)
    after = next(events)
    if isinstance(after, DocumentStartEvent):
        raise UnreadableYamlError(_line(after), "A second document begins here.", "Remove the line ---.")
    return root


def _node(event: Event, events: Iterator[Event], depth: int) -> Node:
    _refuse_tricks(event)
    if depth > DEEPEST:
        raise UnreadableYamlError(
            _line(event), f"Lists and fields are nested more than {DEEPEST} deep.", "Look for a bracket too many."
        )
    if isinstance(event, MappingStartEvent):
        return _fields(event, events, depth)
    if isinstance(event, SequenceStartEvent):
        return Items(tuple(_items(events, depth)), _line(event))
    return Scalar(event.value.strip() if isinstance(event, ScalarEvent) else "", _line(event))


def _items(events: Iterator[Event], depth: int) -> Iterator[Node]:
    for event in events:
        if isinstance(event, SequenceEndEvent):
            return
        yield _node(event, events, depth + 1)


def _fields(start: Event, events: Iterator[Event], depth: int) -> Fields:
    nodes: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for event in events:
        if isinstance(event, MappingEndEvent):
            break
        key = _key(event, lines)
        lines[key] = _line(event)
        nodes[key] = _node(next(events), events, depth + 1)
    return Fields(nodes, lines, _line(start))


def _key(event: Event, lines: Mapping[str, int]) -> str:
    _refuse_tricks(event)
    if not isinstance(event, ScalarEvent):
        raise UnreadableYamlError(
            _line(event), "The name of a field must be a word.", "Check brackets and indentation."
        )
    if event.value in lines:
        what = f"“{event.value}” stands here twice, first in line {lines[event.value]}."
        raise UnreadableYamlError(_line(event), what, "Keep one of them.")
    return event.value


def _refuse_tricks(event: Event) -> None:
    """Anchors, aliases and tags: they can make a small file endless, or run code elsewhere."""
    if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
        raise UnreadableYamlError(_line(event), "Anchors (&) and aliases (*) are not used here.", "Write it out.")
    if isinstance(event, ScalarEvent | CollectionStartEvent) and event.tag:
        raise UnreadableYamlError(_line(event), "A tag (!) has no place here.", "Remove it, or put the text in quotes.")


def _line(event: Event) -> int:
    return event.start_mark.line + 1
