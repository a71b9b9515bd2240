"""For each message that the bot can say: the same words, choices and fields in Slack, Teams and the playground."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

import pytest

from bot.adapters import tokens
from bot.adapters.playground.messenger import form_json
from bot.adapters.slack.blocks import parts_of as slack_parts
from bot.adapters.slack.views import view_of
from bot.adapters.teams.cards import Linked
from bot.adapters.teams.cards import parts_of as teams_parts
from bot.adapters.teams.dialogs import Words, dialog_of
from bot.rendering.message import Form, Message
from bot.rendering.prompts import Prompts, Reader
from bot.rendering.sources import FOLDER
from bot.rendering.text import plain_of
from tests.unit.rendering.samples import FORMS, MESSAGES, NOW, ZONE

PROMPTS = Prompts.load(FOLDER)
LOCALES = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
SHOWN = Linked("https://coach.example.org/picture")


class Facts(NamedTuple):
    """What a person can learn and do, however it looks."""

    words: frozenset[str]
    choices: tuple[str, ...]


class Asked(NamedTuple):
    """What a person is asked, and what they may answer."""

    token: str
    fields: tuple[tuple[str, str, bool], ...]
    options: frozenset[str]
    words: frozenset[str]


def words(text: str) -> frozenset[str]:
    """Addresses aside: some products show them, and others only lead there."""
    return frozenset(re.findall(r"\w+", re.sub(r"https?://\S+", "", text)))


def nodes(part: object) -> Iterator[Mapping[str, Any]]:
    match part:
        case dict():
            yield cast("Mapping[str, Any]", part)
            for value in cast("dict[str, object]", part).values():
                yield from nodes(value)
        case list():
            for value in cast("list[object]", part):
                yield from nodes(value)
        case _:
            return


def in_playground(message: Message) -> Facts:
    alt = "" if message.picture is None else message.picture.alt
    pressed = [tokens.write(choice.means) for choice in message.choices]
    opened = [f"1:open:{message.form.name.replace('/', '%2F')}"] if message.form else []
    labels = [choice.label for choice in message.choices] + ([message.form.title] if message.form else [])
    return Facts(words(" ".join((plain_of(message.text), message.sees, alt, *labels))), (*pressed, *opened))


def in_slack(message: Message) -> Facts:
    blocks = [block for part in slack_parts(message, message.picture and "F1") for block in part.blocks]
    found = [*nodes(blocks)]
    said = [it["text"] for it in found if isinstance(it.get("text"), str)] + [it.get("alt_text", "") for it in found]
    marks = [f"{n}." for it in found if it.get("style") == "ordered" for n in range(1, len(it["elements"]) + 1)]
    text = " ".join((*said, *marks)).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return Facts(words(text), tuple(it["value"] for it in found if it.get("type") == "button"))


def in_teams(message: Message) -> Facts:
    found = [node for part in teams_parts(message, SHOWN) for node in nodes(part.card["body"])]
    said = [it["text"] for it in found if it.get("type") == "TextRun"] + [it.get("altText", "") for it in found]
    buttons = [button for it in found if it.get("type") == "ActionSet" for button in it["actions"]]
    said += [button["title"] for button in buttons]
    return Facts(words(" ".join(said)), tuple(button["data"]["means"] for button in buttons))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("number", range(len(MESSAGES)), ids=[say.prompt for say in MESSAGES])
def test_a_message_says_and_offers_the_same_everywhere(number: int, locale: str) -> None:
    say = MESSAGES[number]
    message = PROMPTS.render(say, Reader(locale, ZONE, NOW), png=b"png" if say.picture else None)
    here = in_playground(message)
    for there in (in_slack(message), in_teams(message)):
        assert there.choices == here.choices
        missing = {word for word in here.words - there.words if not word.isdigit()}
        assert not missing


def form_in_playground(form: Form) -> Asked:
    shown = cast("dict[str, Any]", form_json(form))
    fields = shown["fields"]
    return Asked(
        shown["id"],
        tuple((field["name"], field["label"], field["required"]) for field in fields),
        frozenset(option["value"] for field in fields for option in field["options"]),
        words(" ".join((shown["title"], shown["submit"], shown["sees"] or "", *(field["hint"] for field in fields)))),
    )


def form_in_slack(form: Form) -> Asked:
    view = cast("dict[str, Any]", view_of(form))
    inputs = [block for block in view["blocks"] if block["type"] == "input" and "#" not in block["block_id"]]
    said = [it["text"] for it in nodes(view) if isinstance(it.get("text"), str)]
    return Asked(
        view["private_metadata"],
        tuple((it["block_id"], it["label"]["text"].replace("&amp;", "&"), not it["optional"]) for it in inputs),
        frozenset(option["value"] for it in inputs for option in it["element"].get("options", ())),
        words(" ".join(said)),
    )


def form_in_teams(form: Form) -> Asked:
    value = cast("dict[str, Any]", dialog_of(form, Words("en", "…")))["task"]["value"]
    card = value["card"]["content"]
    inputs = [it for it in card["body"] if it["type"].startswith("Input.")]
    said = [it["text"] for it in nodes(card) if it.get("type") == "TextRun"]
    return Asked(
        card["actions"][0]["data"]["form"],
        tuple((it["id"].partition(":")[2], it["label"], it["isRequired"]) for it in inputs),
        frozenset(choice["value"] for it in inputs for choice in it.get("choices", ())),
        words(" ".join((value["title"], card["actions"][0]["title"], *said))),
    )


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("number", range(len(FORMS)))
def test_a_form_asks_the_same_everywhere(number: int, locale: str) -> None:
    form = PROMPTS.form(FORMS[number], Reader(locale, ZONE, NOW))
    here = form_in_playground(form)
    for there in (form_in_slack(form), form_in_teams(form)):
        assert there[:3] == here[:3]
        assert here.words - there.words <= words(form.title), "a title may be cut"
