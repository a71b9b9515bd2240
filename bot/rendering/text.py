"""From CommonMark to plain text, and to HTML that is safe to show."""

import re
from functools import lru_cache
from itertools import count

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

_REMEMBERED = 256
_HERE = re.compile(r"(?!//)[^:]*(?:[/?#]|\Z)")


class _Reader(MarkdownIt):
    """CommonMark without HTML and pictures; links lead to the web or stay here."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False})
        self.disable(["html_block", "html_inline", "image"])

    def validateLink(self, url: str) -> bool:  # noqa: N802 - its name there
        return url.startswith(("https://", "http://")) or _HERE.match(url) is not None


_READER = _Reader()


def html_of(markdown: str) -> str:
    """HTML in which only the prompt's own markup is markup."""
    return str(_READER.render(markdown)).strip()


def plain_of(markdown: str) -> str:
    """The same words for where nothing but text can be shown."""
    return _blocks(tree_of(markdown).children)


@lru_cache(maxsize=_REMEMBERED)
def tree_of(markdown: str) -> SyntaxTreeNode:
    """What it is made of, for a chat product with a grammar of its own; to be read, not changed.

    A message is read twice, for its rich and for its plain text, and many people are told the same on one morning.
    """
    return SyntaxTreeNode(_READER.parse(markdown))


def _blocks(nodes: list[SyntaxTreeNode], between: str = "\n\n") -> str:
    return between.join(filter(None, map(_block, nodes)))


def _block(node: SyntaxTreeNode) -> str:
    match node.type:
        case "inline":
            return "".join(map(_inline, node.children))
        case "blockquote":
            return f"“{_blocks(node.children)}”"
        case "bullet_list" | "ordered_list":
            return _items(node)
        case "fence" | "code_block":
            return node.content.rstrip("\n")
        case _:
            return _blocks(node.children)


def _items(node: SyntaxTreeNode) -> str:
    first = int(node.attrs.get("start", 1))
    marks = ("•" if node.type == "bullet_list" else f"{number}." for number in count(first))
    items = (_blocks(item.children, "\n").replace("\n", "\n  ") for item in node.children)
    return "\n".join(f"{mark} {item}" for mark, item in zip(marks, items, strict=False))


def _inline(node: SyntaxTreeNode) -> str:
    match node.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "link":
            label = "".join(map(_inline, node.children))
            address = str(node.attrs["href"])
            return label if label == address else f"{label} ({address})"
        case _:
            return node.content or "".join(map(_inline, node.children))


def escape_markdown(sentence: str) -> str:
    """A sentence in which nothing is markup."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()#+-.!<>|~&" else sign for sign in sentence)
