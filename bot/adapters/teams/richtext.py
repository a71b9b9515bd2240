"""From CommonMark to the elements of an Adaptive Card in which words are words: a text run knows no markup."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from json import dumps
from typing import TypeAlias

from markdown_it.tree import SyntaxTreeNode

from bot.rendering.text import tree_of

Element: TypeAlias = dict[str, object]
Style = Mapping[str, object]

_BULLET = "•"
_MOST_RUN = 2_000


def rich_text(markdown: str) -> list[Element]:
    """One element a paragraph, item or quote, in their order."""
    return [*_blocks(tree_of(markdown).children)]


def line(text: str, **style: object) -> Element:
    """One paragraph of plain words."""
    return _paragraph(_runs(text or "…", style))


def size(element: object) -> int:
    """How many bytes Teams gets to read."""
    return len(dumps(element, ensure_ascii=False).encode())


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> Iterator[Element]:
    for node in nodes:
        match node.type:
            case "bullet_list" | "ordered_list":
                yield from _items(node, 0)
            case "blockquote":
                yield {"type": "Container", "style": "emphasis", "items": [*_blocks(node.children)]}
            case "fence" | "code_block":
                yield line(node.content.rstrip("\n"), fontType="Monospace")
            case "heading":
                yield from _said(_inline(node, {"weight": "Bolder"}))
            case "hr":
                continue
            case _:
                yield from _said(_inline(node, {}))


def _items(node: SyntaxTreeNode, depth: int) -> Iterator[Element]:
    """Its marks are words, so that every client shows and reads the same; what is nested stands further in."""
    for number, item in enumerate(node.children, start=int(node.attrs.get("start", 1))):
        mark = f"{'  ' * depth}{_BULLET if node.type == 'bullet_list' else f'{number}.'} "
        for child in item.children:
            if child.type.endswith("_list"):
                yield from _items(child, depth + 1)
            else:
                first, *more = [*_blocks([child])] or [line("")]
                yield _marked(mark, first)
                yield from more
                mark = "  " * (depth + 1)


def _marked(mark: str, element: Element) -> Element:
    runs = element.get("inlines")
    if not isinstance(runs, list):
        return element
    return {**element, "inlines": [*_runs(mark, {}), *runs], "spacing": "Small"}


def _said(runs: Sequence[Element]) -> Iterator[Element]:
    if runs:
        yield _paragraph(runs)


def _paragraph(runs: Sequence[Element]) -> Element:
    return {"type": "RichTextBlock", "inlines": [*runs]}


def _inline(node: SyntaxTreeNode, style: Style) -> list[Element]:
    """The runs of a node, each with the style of all that it stands in."""
    match node.type:
        case "text":
            return _runs(node.content, style)
        case "code_inline":
            return _runs(node.content, {**style, "fontType": "Monospace"})
        case "softbreak":
            return _runs(" ", style)
        case "hardbreak":
            return _runs("\n", style)
        case "link":
            style = _leading(node, style)
        case "strong":
            style = {**style, "weight": "Bolder"}
        case "em":
            style = {**style, "italic": True}
        case _:
            pass
    return [run for child in node.children for run in _inline(child, style)]


def _leading(node: SyntaxTreeNode, style: Style) -> Style:
    """To the web; what leads to a place of ours has no address here, and stays words."""
    address = str(node.attrs["href"])
    if not address.startswith(("https://", "http://")):
        return style
    return {**style, "underline": True, "selectAction": {"type": "Action.OpenUrl", "url": address}}


def _runs(text: str, style: Style) -> list[Element]:
    pieces = [text[first : first + _MOST_RUN] for first in range(0, len(text), _MOST_RUN)]
    return [{"type": "TextRun", "text": piece, **style} for piece in pieces]
