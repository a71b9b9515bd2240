"""Conversations as tests: each file in ``dialogues`` is played as it is written.

A turn is what a person does (``say``, ``choose``, ``submit``) or where the clock goes (``at``, ``in``, or ``down``
while nothing runs). ``bot`` lists the prompts that it leads to, in their order, ``error`` names the sentence of a
refusal, and ``next`` is the time of the next prompt. ``reads`` says who reads another language than English, and
``words`` lists words that can be read after a turn: in a message, on a button or in a form.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from bot.domain.errors import UnreadableInputError
from bot.rendering.text import plain_of
from tests.stage import Stage, onboard, sample, stage

DIALOGUES = sorted(Path(__file__).parent.glob("dialogues/*.yaml"))
Turn = Mapping[str, Any]


@pytest.mark.parametrize("file", DIALOGUES, ids=lambda file: file.stem)
async def test_dialogue(file: Path, database_url: str) -> None:
    story = read(file)
    starts = moment(story["starts"])
    async with stage(database_url, starts, sample(starts.date(), story.get("reads"))) as on:
        if any("/library search" in str(turn) for turn in story["turns"]):
            await on.open_library()
        await on.move(starts)
        for who in story.get("practising", []):
            await onboard(on, who)
        for number, turn in enumerate(story["turns"], start=1):
            await play(on, turn, f"{file.name}, turn {number}: {turn}")


def read(file: Path) -> dict[str, Any]:
    return cast("dict[str, Any]", yaml.safe_load(file.read_text()))


async def play(on: Stage, turn: Turn, where: str) -> None:
    if "error" in turn:
        with pytest.raises(UnreadableInputError) as refused:
            await act(on, turn)
        assert refused.value.prompt == turn["error"], where
        return
    before = len(on.writer.spoken)
    said = await act(on, turn)
    if "bot" in turn:
        assert said == turn["bot"], where
    for words in turn.get("words", []):
        assert words in read_by(on, before), where
    if "next" in turn:
        record = await pending(on, turn["of"])
        assert record == moment(turn["next"]), where


async def act(on: Stage, turn: Turn) -> list[str]:
    match turn:
        case {"at": to}:
            return await on.move(moment(to))
        case {"in": str(words)}:
            return await on.move(on.clock.at + duration(words))
        case {"down": str(words)}:
            on.clock.at += duration(words)
            return await on.move(on.clock.at)
        case {"say": text, "who": who}:
            return await on.say(who, text)
        case {"choose": name, "who": who}:
            return await on.choose(who, name)
        case {"submit": values, "who": who}:
            return await on.submit(who, values)
        case _:
            raise AssertionError(turn)


def read_by(on: Stage, since: int) -> str:
    """All that can be read since then, and the form that was opened."""
    messages = [spoken.message for spoken in on.writer.spoken[since:]]
    forms = [form for form in (on.shown, *(message.form for message in messages)) if form is not None]
    fields = [field for form in forms for field in form.fields]
    labels = [choice.label for message in messages for choice in message.choices]
    labels += [option.label for field in fields for option in field.options] + [field.label for field in fields]
    texts = [plain_of(message.text) for message in messages] + [form.title for form in forms]
    return "\n".join((*texts, *labels))


def moment(written: datetime) -> datetime:
    """YAML reads a time with its offset."""
    return written.astimezone(UTC)


def duration(words: str) -> timedelta:
    amount, unit = words.split()
    return timedelta(**{unit: float(amount)})


async def pending(on: Stage, who: str) -> datetime | None:
    """When the next scheduled prompt of this learner is due."""
    async with on.memory.store.turn() as turn:
        record = await turn.record(on.ids[who])
    return next((point.due_at for point in record.touchpoints if point.kind == "prompt"), None)
