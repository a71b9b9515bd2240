"""Slack's text objects: words that stay words, within Slack's lengths."""

from typing import TypeAlias

Block: TypeAlias = dict[str, object]

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escape(text: str) -> str:
    """As Slack's text objects want it: no mention, no link and no command is left in it."""
    return text.translate(_ENTITIES)


def fitted(text: str, most: int) -> str:
    """Escaped, and at most so long; where something is left out stands an ellipsis."""
    whole = escape(text)
    if len(whole) <= most:
        return whole
    kept, room = "", most - 1
    for sign in text:
        safe = escape(sign)
        if len(safe) > room:
            break
        kept, room = kept + safe, room - len(safe)
    return f"{kept.rstrip()}…"


def plain(text: str, most: int) -> Block:
    """A text object in which nothing is markup, not even ``:smile:``. Slack takes no empty one."""
    return {"type": "plain_text", "text": fitted(text, most) or "…", "emoji": False}
