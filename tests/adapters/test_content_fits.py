"""The lengths that authors are held to are those that every chat takes, and what ships keeps them in every language."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.adapters.slack.blocks import parts_of as slack_parts
from bot.adapters.slack.richtext import size as slack_size
from bot.adapters.teams.cards import parts_of as teams_parts
from bot.adapters.teams.richtext import size as teams_size
from bot.authoring.scenes import scenes
from bot.domain.ids import PracticeId
from bot.domain.practice import Library, Practice
from bot.packs import schema
from bot.packs.load import load
from bot.rendering.message import Message
from bot.rendering.prompts import Prompts, Reader
from bot.rendering.sources import FOLDER
from tests.adapters.slack.oracle import accept_message
from tests.adapters.teams.oracle import accept
from tests.unit.packs.desk import GOOD_WORDS, furnish

CONTENT = Path(__file__).parents[2] / "content"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PROMPTS = Prompts.load(FOLDER)


def long(most: int) -> str:
    """Words of many letters, each of which is two bytes."""
    return ("äöüßé " * most)[:most].strip().ljust(most, "ä")


def listed(count: int, most: int) -> str:
    return "\n".join(f"- {long(most)}" for _ in range(count))


LONGEST = {
    schema.OBJECTIVE: long(schema.LINE),
    schema.EXERCISE_PART: long(schema.EXERCISE),
    schema.CONSTRAINT: long(schema.LINE),
    schema.CRITERIA: listed(3, schema.ITEM),
    schema.WHY: f"{long(schema.REASON - 20)} {schema.SOURCE} {long(10)}",
    schema.CHECKLIST: listed(5, schema.ITEM),
    schema.GUIDE: long(schema.LONGEST),
    schema.EXEMPLAR: "\n\n".join(f"**{long(20)}:** {long(70)}" for _ in range(28))[: schema.LONGEST],
    schema.SCENARIO: long(schema.SITUATION) + f"\n\n### {long(schema.NAME)}\n\n{long(schema.PARAGRAPH)}" * 3,
    schema.REFLECTION: listed(3, schema.LINE),
    schema.RECALL: listed(3, schema.LINE),
}


def messages(library: Library, practice: Practice) -> Iterator[Message]:
    reader = Reader(library.locale, "UTC", NOW)
    return (PROMPTS.render(scene.say, reader) for scene in scenes(library, practice, NOW))


def cards(message: Message) -> Sequence[dict[str, Any]]:
    return [part.card for part in teams_parts(message)]


def test_a_practice_of_the_greatest_length_is_taken_by_every_chat(tmp_path: Path) -> None:
    desk = furnish(tmp_path)
    parts = (f"## {name}\n\n{LONGEST[name]}" for name in schema.PRACTICE_PARTS)
    desk.write(GOOD_WORDS, "\n\n".join((f"# {long(schema.NAME)}", *parts)) + "\n")
    library = load(tmp_path)["en"]
    shown = list(messages(library, library.practices[PracticeId("good-question")]))
    for message in shown:
        for part in slack_parts(message):
            accept_message(part.blocks, part.text)
    accept([card for message in shown for card in cards(message)])


def test_what_ships_is_one_message_in_slack_and_one_card_in_teams() -> None:
    for library in load(CONTENT).values():
        for practice in library.practices.values():
            for message in messages(library, practice):
                [part] = slack_parts(message)
                assert slack_size(part.blocks) <= 10_000, practice.id
                [card] = cards(message)
                assert teams_size(card) <= 25_000, practice.id
