"""A message as Block Kit: in one part, or in several where Slack would not take it whole."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.adapters import tokens
from bot.adapters.slack.richtext import rich_text, size, words_of
from bot.adapters.slack.text import Block, fitted, plain
from bot.engine.events import FormAsked, Understood
from bot.rendering.message import Message

_MOST_BLOCKS = 50
_MOST_TOGETHER = 10_000
"""Slack's own bound is not written down; it has refused messages from about 12,000 characters on."""
_MOST_IN_A_ROW = 25
_MOST_LABEL = 75
_MOST_SEEN = 2_000
_MOST_ALT = 2_000
_MOST_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class Part:
    """One Slack message. ``text`` stands for the blocks where they aren't shown: in a notification, to a screen reader.

    Of several, the last one carries what can be pressed.
    """

    blocks: Sequence[Block]
    text: str


def parts_of(message: Message, picture: str | None = None) -> list[Part]:
    """``picture`` is Slack's id of the message's picture, once it has been uploaded."""
    return [Part(blocks, _text(blocks)) for blocks in _packed(blocks_of(message, picture), _MOST_BLOCKS)]


def blocks_of(message: Message, picture: str | None = None, prefix: str = "") -> list[Block]:
    """All blocks in order, each with an id that begins with ``prefix`` and that no other one has."""
    blocks = [
        *rich_text(message.text),
        *_picture(message, picture),
        *_seen(message),
        *_buttons(_pressed(message), prefix),
    ]
    return [{**block, "block_id": f"{prefix}{number}"} for number, block in enumerate(blocks)]


def _picture(message: Message, file: str | None) -> Iterator[Block]:
    if message.picture is not None and file is not None:
        alt = message.picture.alt[:_MOST_ALT] or "…"
        yield {"type": "image", "slack_file": {"id": file}, "alt_text": alt}


def _seen(message: Message) -> Iterator[Block]:
    if message.sees:
        yield {"type": "context", "elements": [plain(message.sees, _MOST_SEEN)]}


def _pressed(message: Message) -> list[tuple[str, Understood]]:
    """What can be pressed. A form that comes with a message is opened as a modal, by a button with its title."""
    choices = [(choice.label, choice.means) for choice in message.choices]
    return [*choices, (message.form.title, FormAsked(message.form.name))] if message.form else choices


def _buttons(pressed: Sequence[tuple[str, Understood]], prefix: str) -> Iterator[Block]:
    """The token is the button's value; its action id only tells it from the others."""
    made: list[Block] = [
        {
            "type": "button",
            "action_id": f"{prefix}choice:{number}",
            "text": plain(label, _MOST_LABEL),
            "value": tokens.write(means),
        }
        for number, (label, means) in enumerate(pressed)
    ]
    for first in range(0, len(made), _MOST_IN_A_ROW):
        yield {"type": "actions", "elements": made[first : first + _MOST_IN_A_ROW]}


def _packed(blocks: Iterable[Block], most: int) -> list[list[Block]]:
    parts: list[list[Block]] = [[]]
    for block in blocks:
        if parts[-1] and (len(parts[-1]) == most or size([*parts[-1], block]) > _MOST_TOGETHER):
            parts.append([])
        parts[-1].append(block)
    return parts


def _text(blocks: Sequence[Block]) -> str:
    said = "\n\n".join(words_of(block) for block in blocks if block["type"] == "rich_text")
    return fitted(said, _MOST_TEXT) or "…"
