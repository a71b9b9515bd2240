"""Block Kit and Adaptive Cards, near enough to read them."""

from typing import Any

import pytest

from bot.adapters.slack.blocks import blocks_of
from bot.adapters.teams.cards import parts_of
from bot.authoring.drawing import slack_html, teams_html
from bot.engine.events import MorePracticeAsked
from bot.rendering.message import Choice, Message, Picture

TEXT = """\
**Bold**, *leaning* and `code` at <https://example.org> of a < b.

> A quote.

1. One
2. Two
   - Inner

```
plain
```
"""
MESSAGE = Message(TEXT, "Only you.", (Choice("Go <on>", MorePracticeAsked()),), picture=Picture(b"", "A chart"))


def slack() -> str:
    return slack_html(blocks_of(MESSAGE, "F1"))


def teams() -> str:
    [part] = parts_of(MESSAGE)
    body: Any = part.card["body"]
    return teams_html(body)


@pytest.mark.parametrize("drawn", [slack, teams])
def test_everything_is_there_and_nothing_becomes_html(drawn: Any) -> None:
    html = drawn()
    for shown in (
        "<strong>Bold</strong>",
        "<em>leaning</em>",
        "<code>code</code>",
        "A quote.",
        "One",
        "Inner",
        "plain",
    ):
        assert shown in html
    assert "of a &lt; b" in html
    assert "<span>Go &lt;on&gt;</span>" in html
    assert "Only you." in html
    assert "A chart" in html
    assert "<blockquote>" in html


@pytest.mark.parametrize(
    "html",
    [
        slack_html([{"type": "video", "title": "<b>"}]),
        slack_html([{"type": "rich_text", "elements": [{"type": "rich_text_new"}]}]),
        teams_html([{"type": "Chart.Pie", "title": "<b>"}]),
    ],
)
def test_what_there_is_no_picture_of_is_shown_as_it_is(html: str) -> None:
    assert html.startswith("<pre>{")
    assert "<b>" not in html


def test_a_card_may_have_plain_text_blocks_and_pictures() -> None:
    elements = [{"type": "TextBlock", "text": "Plain"}, {"type": "Image", "url": "x", "altText": "Seen"}]
    assert teams_html(elements) == "<p>Plain</p><p class=picture>Seen</p>"


def test_a_list_that_goes_on_counts_on() -> None:
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "Third"}]}
    part = {"type": "rich_text_list", "style": "ordered", "indent": 0, "offset": 2, "elements": [item]}
    assert slack_html([{"type": "rich_text", "elements": [part]}]) == '<ol start="3" class="in-0"><li>Third</li></ol>'
