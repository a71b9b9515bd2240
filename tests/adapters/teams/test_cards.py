"""Messages as Adaptive Cards: everything that the bot can say, and everything that a person might type."""

import pytest

from bot.adapters import tokens
from bot.adapters.teams.cards import CARD, Linked, activity_of, card_of, parts_of, pressed
from bot.adapters.teams.richtext import Element, rich_text
from bot.domain.errors import UnreadableInputError
from bot.domain.ids import AttemptId
from bot.engine import events as ev
from bot.rendering.message import Choice, Message, Picture
from bot.rendering.prompts import Prompts, Reader
from bot.rendering.sources import FOLDER
from tests.adapters.teams.oracle import accept, nodes, parsed, words_of
from tests.unit.rendering.samples import MESSAGES, NOW, ZONE

PROMPTS = Prompts.load(FOLDER)
LOCALES = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
SHOWN = Linked("https://coach.example.org/pictures/1.png", (("plan.ics", "https://coach.example.org/files/1"),))
HOSTILE = "<at>Ada</at> <script>alert(1)</script> ![x](http://evil/x.png) [ok](http://evil) **bold** \u202eback &lt;"


@pytest.mark.parametrize("locale", LOCALES)
def test_teams_takes_all_that_the_bot_can_say(locale: str) -> None:
    reader = Reader(locale, ZONE, NOW)
    messages = [PROMPTS.render(say, reader, png=b"png" if say.picture else None) for say in MESSAGES]
    accept([part.card for message in messages for part in parts_of(message, SHOWN)])


def test_the_parser_and_the_schema_would_find_faults() -> None:
    twice: Element = {"type": "Input.Text", "id": "a", "label": "A", "isRequired": False}
    wrong = card_of([twice, twice], "said", "en")
    assert parsed([wrong]) == [['Duplicate Id "a".']]
    with pytest.raises(AssertionError):
        accept([card_of([{"type": "RichTextBlock", "inlines": [{"type": "TextRun"}]}], "said", "en")])


def escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()#+-.!<>|~&" else sign for sign in text)


def test_what_a_person_typed_is_never_markup() -> None:
    [part] = parts_of(Message(escaped(HOSTILE)))
    accept([part.card])
    assert words_of(part.card["body"]) == HOSTILE
    assert not [node for node in nodes(part.card) if "selectAction" in node or node.get("type") == "Image"]


def test_a_long_message_becomes_several_and_the_last_can_be_pressed() -> None:
    text = "\n\n".join(f"Paragraph {number}. " + "Word after word. " * 60 for number in range(60))
    message = Message(text, choices=[Choice("Done", ev.DoneSaid(None))])
    parts = parts_of(message)
    accept([part.card for part in parts])
    assert len(parts) > 1
    assert [bool([n for n in nodes(part.card) if n.get("type") == "ActionSet"]) for part in parts] == [
        *[False] * (len(parts) - 1),
        True,
    ]
    said = "\n".join(words_of(part.card["body"]) for part in parts)
    assert all(f"Paragraph {number}." in said for number in range(60))


def test_what_stands_in_a_card_comes_back_as_what_it_means() -> None:
    means = ev.PracticeAccepted(AttemptId("at-1"))
    [part] = parts_of(Message("Hello.", choices=[Choice("Start", means)]))
    [execute] = [node for node in nodes(part.card) if node.get("type") == "Action.Execute"]
    assert pressed(execute["data"]) == means
    assert pressed(execute["fallback"]["data"]) == means, "an old client submits it"


def test_a_choice_that_opens_a_form_opens_a_dialog() -> None:
    [part] = parts_of(Message("Hello.", choices=[Choice("Reflect", ev.ReflectionFormAsked(AttemptId("at-1")))]))
    [submit] = [node for node in nodes(part.card) if node.get("type") == "Action.Submit"]
    assert submit["data"]["msteams"] == {"type": "task/fetch"}
    assert pressed(submit["data"]) == ev.ReflectionFormAsked(AttemptId("at-1"))


@pytest.mark.parametrize("data", [{}, {"means": 7}, {"means": "1:accept"}, {"means": None}, {"token": "1:agree:1"}])
def test_what_none_of_our_buttons_says_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(UnreadableInputError):
        pressed(data)


def test_a_picture_that_cant_be_fetched_is_said() -> None:
    [part] = parts_of(Message("This week.", picture=Picture(b"png", "Five took part.")))
    assert "Five took part." in words_of(part.card)


def test_nested_lists_keep_their_order_and_their_marks() -> None:
    said = words_of(rich_text("1. one\n   - in one\n   - in one too\n2. two\n\n> quoted\n\n```\ncode\n```"))
    assert said.splitlines() == ["1. one", "  • in one", "  • in one too", "2. two", "quoted", "code"]


def test_an_activity_says_in_a_line_what_the_card_says() -> None:
    [part] = parts_of(Message("**Hello** Ada."))
    sent = activity_of(part)
    assert sent["summary"] == "Hello Ada."
    assert sent["attachments"] == [{"contentType": CARD, "content": part.card}]


def test_last_years_button_still_works() -> None:
    assert pressed({"means": "1:accept:at-1"}) == tokens.read("1:accept:at-1")
