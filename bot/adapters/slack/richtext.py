"""From CommonMark to Slack's rich text: a tree in which words are words, so that nothing a person typed is markup."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from json import dumps
from typing import cast

from markdown_it.tree import SyntaxTreeNode

from bot.adapters.slack.text import Block
from bot.rendering.text import tree_of

_MOST_PART = 2_800
_MOST_BLOCK = 3_000
_MOST_RUN = 1_000
_OVERHEAD = 60
_SECTION, _QUOTE, _CODE, _LIST = (f"rich_text_{kind}" for kind in ("section", "quote", "preformatted", "list"))

# Rich text is shown as it stands. The sign is set apart all the same: no <…> is whole for whoever reads it otherwise.
_AFTER_OPENING = re.compile("(?<=<)")

Style = Mapping[str, bool]


def rich_text(markdown: str) -> list[Block]:
    """Blocks of at most 3,000 characters each, without their ids; cut where words end."""
    blocks: list[list[Block]] = []
    for part in (piece for whole in _parts(tree_of(markdown).children) for piece in _cut(whole)):
        if blocks and size([*blocks[-1], part]) <= _MOST_BLOCK:
            _add(blocks[-1], part)
        else:
            blocks.append([part])
    return [{"type": "rich_text", "elements": elements} for elements in blocks]


def words_of(block: Block) -> str:
    """The same words as plain text."""
    return "\n\n".join(_words(part) for part in _elements(block))


def size(blocks: object) -> int:
    """How much Slack gets to read, which is more than it shows."""
    return len(dumps(blocks, ensure_ascii=False))


def _parts(nodes: Iterable[SyntaxTreeNode]) -> Iterator[Block]:
    for node in nodes:
        match node.type:
            case "bullet_list" | "ordered_list":
                yield from _lists(node, 0)
            case "blockquote":
                yield from _part(_QUOTE, _flat(node.children))
            case "fence" | "code_block":
                yield from _part(_CODE, _runs(node.content.rstrip("\n"), {}))
            case "heading":
                yield from _part(_SECTION, _inline(node, {"bold": True}))
            case _:
                yield from _part(_SECTION, _inline(node, {}))


def _part(kind: str, runs: Sequence[Block]) -> Iterator[Block]:
    if runs:
        yield {"type": kind, "elements": [*runs]}


def _lists(node: SyntaxTreeNode, indent: int) -> Iterator[Block]:
    """One list for each run of items; what is nested stands between them, further in."""
    items: list[Block] = []
    offset = int(node.attrs.get("start", 1)) - 1
    for item in node.children:
        own = [child for child in item.children if not child.type.endswith("_list")]
        items.extend(_part(_SECTION, _flat(own)))
        nested = [child for child in item.children if child.type.endswith("_list")]
        if nested:
            yield from _list(node, items, indent, offset)
            items, offset = [], offset + len(items)
            for child in nested:
                yield from _lists(child, indent + 1)
    yield from _list(node, items, indent, offset)


def _list(node: SyntaxTreeNode, items: list[Block], indent: int, offset: int) -> Iterator[Block]:
    if items:
        style = "bullet" if node.type == "bullet_list" else "ordered"
        further = {"offset": offset} if style == "ordered" and offset > 0 else {}
        yield {"type": _LIST, "style": style, "indent": min(indent, 8), **further, "elements": items}


def _flat(nodes: Iterable[SyntaxTreeNode]) -> list[Block]:
    """The runs of several paragraphs, one line after the other, where Slack takes nothing but runs."""
    runs: list[Block] = []
    for node in nodes:
        within = _within(node)
        runs.extend([*_runs("\n", {}), *within] if runs and within else within)
    return runs


def _within(node: SyntaxTreeNode) -> list[Block]:
    match node.type:
        case "blockquote":
            return [*_runs("“", {}), *_flat(node.children), *_runs("”", {})]
        case "bullet_list" | "ordered_list":
            return _listed(node)
        case "fence" | "code_block":
            return _runs(node.content.rstrip("\n"), {"code": True})
        case _:
            return _inline(node, {})


def _listed(node: SyntaxTreeNode) -> list[Block]:
    """A list where Slack takes none: its marks are words."""
    runs: list[Block] = []
    for number, item in enumerate(node.children, start=int(node.attrs.get("start", 1))):
        mark = "• " if node.type == "bullet_list" else f"{number}. "
        runs.extend([*_runs("\n" if runs else "", {}), *_runs(mark, {}), *_flat(item.children)])
    return runs


def _inline(node: SyntaxTreeNode, style: Style) -> list[Block]:
    """The runs of a node, each with the style of all that it stands in."""
    match node.type:
        case "text":
            return _runs(node.content, style)
        case "code_inline":
            return _runs(node.content, {**style, "code": True})
        case "softbreak":
            return _runs(" ", style)
        case "hardbreak":
            return _runs("\n", style)
        case "link":
            return _link(node, style)
        case "strong":
            style = {**style, "bold": True}
        case "em":
            style = {**style, "italic": True}
        case _:
            pass
    return [run for child in node.children for run in _inline(child, style)]


def _link(node: SyntaxTreeNode, style: Style) -> list[Block]:
    """One that leads to the web; what leads to a place of ours has no address here and stays words."""
    words = [run for child in node.children for run in _inline(child, style)]
    address = str(node.attrs["href"])
    if not address.startswith(("https://", "http://")):
        return words
    label = "".join(str(run["text"]) for run in words) or address
    return [{"type": "link", "url": address, "text": label, **_styled(style)}]


def _runs(text: str, style: Style) -> list[Block]:
    return [{"type": "text", "text": piece, **_styled(style)} for piece in _AFTER_OPENING.split(text) if piece]


def _styled(style: Style) -> Block:
    return {"style": {**style}} if style else {}


def _add(elements: list[Block], part: Block) -> None:
    """Two paragraphs in a row are one section with a blank line in it, as Slack's own editor writes them."""
    if part["type"] == _SECTION and elements[-1]["type"] == _SECTION:
        runs = [*_elements(elements[-1]), *_runs("\n\n", {}), *_elements(part)]
        elements[-1] = {"type": _SECTION, "elements": runs}
    else:
        elements.append(part)


def _cut(part: Block) -> Iterator[Block]:
    """The same in pieces of which each fits into a block."""
    if size(part) <= _MOST_PART:
        yield part
    elif part["type"] == _LIST:
        items = [piece for item in _elements(part) for piece in _cut(item)]
        offset = cast("int", part.get("offset", 0))
        for some in _grouped(items):
            further = {"offset": offset} if part["style"] == "ordered" and offset else {}
            yield {**part, **further, "elements": some}
            offset += len(some)
    else:
        pieces = [piece for run in _elements(part) for piece in _shorter(run)]
        yield from ({**part, "elements": some} for some in _grouped(pieces))


def _grouped(elements: Iterable[Block]) -> Iterator[list[Block]]:
    group: list[Block] = []
    for element in elements:
        if group and size([*group, element]) > _MOST_PART - _OVERHEAD:
            yield group
            group = []
        group.append(element)
    if group:
        yield group


def _shorter(run: Block) -> Iterator[Block]:
    """A run in pieces, cut after a word where there is one."""
    text = str(run["text"])
    while len(text) > _MOST_RUN:
        cut = max(text.rfind(" ", 0, _MOST_RUN), text.rfind("\n", 0, _MOST_RUN)) + 1 or _MOST_RUN
        yield {**run, "text": text[:cut]}
        text = text[cut:]
    if text:
        yield {**run, "text": text}


def _words(part: Block) -> str:
    match part["type"]:
        case "rich_text_list":
            first = cast("int", part.get("offset", 0)) + 1
            marks = ("•" if part["style"] == "bullet" else f"{first + n}." for n in range(len(_elements(part))))
            inset = "  " * cast("int", part["indent"])
            return "\n".join(f"{inset}{mark} {_said(item)}" for mark, item in zip(marks, _elements(part), strict=True))
        case "rich_text_quote":
            return f"“{_said(part)}”"
        case _:
            return _said(part)


def _said(part: Block) -> str:
    return "".join(_spelled(run) for run in _elements(part))


def _spelled(run: Block) -> str:
    text = str(run["text"])
    return f"{text} ({run['url']})" if run["type"] == "link" and run["url"] != text else text


def _elements(part: Block) -> list[Block]:
    return cast("list[Block]", part["elements"])
