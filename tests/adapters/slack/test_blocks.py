"""Messages as Block Kit: all of them taken, nothing lost, nothing that anybody typed turned into markup."""

from collections.abc import Sequence
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters import tokens
from bot.adapters.slack.blocks import Part, parts_of
from bot.domain.ids import AttemptId
from bot.engine import events as ev
from bot.rendering.escape import escaped, quoted
from bot.rendering.message import Choice, Form, Message, Picture
from bot.rendering.prompts import Prompts, Reader
from bot.rendering.sources import FOLDER
from bot.rendering.text import plain_of
from tests.adapters.slack.oracle import accept_message, leaves
from tests.unit.rendering.samples import MESSAGES, NOW, ZONE

PROMPTS = Prompts.load(FOLDER)
LOCALES = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
FILE = "F0PICTURE1"
HOSTILE = "<!channel> <@U024BE7LH> <http://evil.example|ok> &lt;!here&gt; :smile: *bold* `x` \u202eback"
ANY_TEXT = st.text(max_size=300)
DONE = Choice("I did it", ev.DoneSaid(AttemptId("at-1")))


def all_messages(locale: str) -> list[Message]:
    reader = Reader(locale, ZONE, NOW)
    return [PROMPTS.render(say, reader, png=b"png" if say.picture else None) for say in MESSAGES]


def accept(parts: Sequence[Part]) -> None:
    assert parts
    for part in parts:
        accept_message(part.blocks, part.text)


def blocks(message: Message, kind: str, picture: str | None = None) -> list[dict[str, Any]]:
    return [cast("dict[str, Any]", b) for p in parts_of(message, picture) for b in p.blocks if b["type"] == kind]


def said(parts: Sequence[Part]) -> str:
    """All words that the blocks show, in order."""
    texts = [value for part in parts for block in part.blocks if block["type"] == "rich_text" for value in shown(block)]
    return "".join(texts)


def shown(block: object) -> list[str]:
    return [value for name, value in leaves(block) if name == "text"]


def letters(text: str) -> str:
    """What is left of a text without white space and the marks of lists and quotes."""
    return "".join(sign for sign in text if not sign.isspace() and sign not in "•“”")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_message_of_the_bot_is_one_that_slack_takes(locale: str) -> None:
    for message in all_messages(locale):
        parts = parts_of(message, FILE if message.picture else None)
        accept(parts)
        assert len(parts) == 1, message.text
        assert letters(plain_of(message.text)) in letters(parts[0].text.replace("&amp;", "&"))
        assert {choice.label for choice in message.choices} <= {value for _, value in leaves(parts[0].blocks)}


def test_its_own_markup_becomes_slacks() -> None:
    links = "[web](https://e.example/a) and [here](/dashboard/x)"
    text = f"# Head\n\n**Bold** and *soft* `code`,\n{links}\n\n> said\n\n    x = 1"
    [part] = parts_of(Message(text))
    accept([part])
    assert part.blocks == [
        {
            "type": "rich_text",
            "block_id": "0",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "Head", "style": {"bold": True}},
                        {"type": "text", "text": "\n\n"},
                        {"type": "text", "text": "Bold", "style": {"bold": True}},
                        {"type": "text", "text": " and "},
                        {"type": "text", "text": "soft", "style": {"italic": True}},
                        {"type": "text", "text": " "},
                        {"type": "text", "text": "code", "style": {"code": True}},
                        {"type": "text", "text": ","},
                        {"type": "text", "text": " "},
                        {"type": "link", "url": "https://e.example/a", "text": "web"},
                        {"type": "text", "text": " and "},
                        {"type": "text", "text": "here"},
                    ],
                },
                {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
                {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = 1"}]},
            ],
        }
    ]
    assert part.text == "Head\n\nBold and soft code, web (https://e.example/a) and here\n\n“said”\n\nx = 1"


def test_a_list_inside_a_list_stands_further_in() -> None:
    [part] = parts_of(Message("3. three\n   - inner\n4. four\n\n> - quoted\n> - twice\n>\n>   > deeper\n>\n> 7. code"))
    accept([part])
    lists = [e for e in cast("list[dict[str, Any]]", part.blocks[0]["elements"]) if e["type"] == "rich_text_list"]
    assert [(e["style"], e["indent"], e.get("offset", 0)) for e in lists] == [
        ("ordered", 0, 2),
        ("bullet", 1, 0),
        ("ordered", 0, 3),
    ]
    assert part.text == "3. three\n\n  • inner\n\n4. four\n\n“• quoted\n• twice\n“deeper”\n7. code”"


def test_nothing_that_somebody_typed_is_markup() -> None:
    """A reflection that a coach will read."""
    choice = Choice(HOSTILE, ev.DoneSaid())
    picture = Picture(b"png", "alt")
    for text in (escaped(HOSTILE), quoted(HOSTILE), f"- {escaped(HOSTILE)}"):
        [part] = parts_of(Message(text, sees=HOSTILE, choices=[choice], picture=picture), FILE)
        accept([part])
        assert said([part]) == plain_of(escaped(HOSTILE))
        assert "\u202e" not in said([part])
        for name, value in leaves(part.blocks):
            assert name != "url"
            assert value.find("<") in {-1, len(value) - 1}
        assert "<" not in part.text
        assert "mrkdwn" not in {value for _, value in leaves(part.blocks)}


def test_who_sees_it_stands_above_the_buttons() -> None:
    message = Message("Hello.", sees="Only you see this.", choices=[DONE], picture=Picture(b"png", "A picture."))
    [part] = parts_of(message, FILE)
    accept([part])
    assert [block["type"] for block in part.blocks] == ["rich_text", "image", "context", "actions"]
    assert blocks(message, "image", FILE)[0] == {
        "type": "image",
        "block_id": "1",
        "slack_file": {"id": FILE},
        "alt_text": "A picture.",
    }
    assert "Only you see this." in shown(blocks(message, "context"))


def test_a_button_carries_its_token_and_has_an_id_of_its_own() -> None:
    again = Choice("Again", ev.DoneSaid(AttemptId("at-1")))
    [actions] = blocks(Message("Hello.", choices=[DONE, again]), "actions")
    assert [tokens.read(button["value"]) for button in actions["elements"]] == [DONE.means, again.means]
    assert [button["action_id"] for button in actions["elements"]] == ["choice:0", "choice:1"]


def test_a_form_that_comes_with_a_message_has_a_button_that_opens_it() -> None:
    form = Form("onboarding/settings", (), "n1", "When may I write?", "Save", (), "Only you.")
    [actions] = blocks(Message("First step.", form=form), "actions")
    [button] = actions["elements"]
    assert button["text"]["text"] == "When may I write?"
    assert tokens.read(button["value"]) == ev.FormAsked("onboarding/settings")


def test_a_long_message_is_several_and_the_last_one_has_the_buttons() -> None:
    answers = "\n\n".join(quoted(f"{number}: " + "I asked first & told second. " * 130) for number in range(6))
    parts = parts_of(Message(answers, sees="You.", choices=[DONE]))
    accept(parts)
    assert len(parts) > 1
    assert letters(said(parts)) == letters(plain_of(answers))
    assert all(block["type"] == "rich_text" for part in parts[:-1] for block in part.blocks)
    assert [block["type"] for block in parts[-1].blocks][-2:] == ["context", "actions"]


def test_a_long_list_goes_on_counting_where_it_was_cut() -> None:
    text = "\n".join(f"{n}. {'word ' * 60}" for n in range(1, 61))
    parts = parts_of(Message(text))
    accept(parts)
    lists = [e for part in parts for block in part.blocks for e in cast("list[dict[str, Any]]", block["elements"])]
    counted = [e.get("offset", 0) + n for e in lists for n in range(len(e["elements"]))]
    assert counted == list(range(60))


def test_more_buttons_than_a_row_takes_are_several_rows() -> None:
    message = Message("Choose.", choices=[Choice(f"Choice {n}", ev.DoneSaid(AttemptId(str(n)))) for n in range(60)])
    accept(parts_of(message))
    assert [len(row["elements"]) for row in blocks(message, "actions")] == [25, 25, 10]


@given(words=st.lists(ANY_TEXT, min_size=1, max_size=8), label=ANY_TEXT, sees=ANY_TEXT, most=st.integers(1, 60))
def test_any_words_of_any_length_are_taken_and_none_is_lost(words: list[str], label: str, sees: str, most: int) -> None:
    text = "\n\n".join(f"**{n}**\n\n{quoted(word * most)}" for n, word in enumerate(words))
    parts = parts_of(Message(text, sees, [Choice(label or "x", ev.DoneSaid())], None, Picture(b"", sees)), FILE)
    accept(parts)
    assert letters(said(parts)) == letters(plain_of(text))


@given(text=st.text(st.sampled_from("*_`<>&[]()!#-1. \n\\ab~|:@"), min_size=1, max_size=400))
def test_any_markup_at_all_is_taken(text: str) -> None:
    """Even the authors' own, however odd it is."""
    message = Message(text)
    if letters(plain_of(text)):
        accept(parts_of(message))


@pytest.mark.parametrize("sign", ["\\", '"', "\n", "字", "𝄞", "<"])
def test_signs_that_grow_on_the_way_keep_to_the_bounds(sign: str) -> None:
    accept(parts_of(Message(quoted(f"a{sign}" * 9_000))))
