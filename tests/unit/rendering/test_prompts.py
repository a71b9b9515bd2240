"""From what the engine says to what one reader sees."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from bot.domain.ids import AttemptId, PracticeId
from bot.engine import events as ev
from bot.engine.effects import Choice, Data, Field, Form, Option, Picture, Say
from bot.rendering.message import Attachment
from bot.rendering.prompts import Prompts, Reader
from bot.rendering.sources import FOLDER

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
READER = Reader("en", "Europe/Berlin", NOW)
GERMAN = """
weekdays: [Montag, Dienstag, Mittwoch, Donnerstag, Freitag, Samstag, Sonntag]
months: [Januar, Februar, März, April, Mai, Juni, Juli, August, September, Oktober, November, Dezember]
patterns: {day: "{weekday}, {day}. {month}", day_with_year: "{day}. {month} {year}", short_day: "{day}. {month}",
  today: "heute um {time}",
  this_week: "am {weekday} um {time}", another_day: "am {date} um {time}", run: "{first} bis {last}",
  and: "{some} und {last}", comma: ", ", decimal: ","}
pictures: {unseen: zu wenige, low: am Anfang, middle: im Werden, high: gefestigt,
  before: vorher, now: jetzt, level: Stufe, practised: geübt, seen: gesehen, likely: wahrscheinlich}
"""


def prompts(folder: Path, **files: str) -> Prompts:
    """Prompts of their own: "en_hello" is the file en/a/hello.md.j2."""
    for locale, phrases in (("en", (FOLDER / "en" / "phrases.yaml").read_text()), ("de", GERMAN)):
        (folder / locale / "a").mkdir(parents=True)
        (folder / locale / "phrases.yaml").write_text(phrases, encoding="utf-8")
    for name, text in files.items():
        locale, _, prompt = name.partition("_")
        (folder / locale / "a" / f"{prompt}.md.j2").write_text(text, encoding="utf-8")
    return Prompts.load(folder)


def text(words: Prompts, prompt: str, data: Data, reader: Reader = READER) -> str:
    return words.render(Say(prompt, data), reader).text


def test_a_reader_is_spoken_to_in_their_language(tmp_path: Path) -> None:
    words = prompts(tmp_path, en_due="On {{ on|day }}", de_due="Am {{ on|day }}")
    data: Data = {"on": date(2026, 12, 1)}
    assert text(words, "a/due", data) == r"On Tuesday 1 December"
    assert text(words, "a/due", data, Reader("de-AT", "UTC", NOW)) == r"Am Dienstag\, 1\. Dezember"
    assert text(words, "a/due", data, Reader("fr", "UTC", NOW)) == r"On Tuesday 1 December"


def test_what_is_not_translated_is_said_in_english_throughout(tmp_path: Path) -> None:
    words = prompts(tmp_path, en_due="On {{ on|day }}", de_other="Anderes")
    assert text(words, "a/due", {"on": date(2026, 12, 1)}, Reader("de", "UTC", NOW)) == "On Tuesday 1 December"
    assert words.names() == {"a/due"}
    assert words.names("de") == {"a/other"}
    assert words.names("fr") == frozenset()


def test_a_part_is_taken_from_the_readers_language_first(tmp_path: Path) -> None:
    both = '{% include "a/_part" %} {% include "a/_rest" %}'
    parts = {"en__part": "part", "en__rest": "rest", "de__part": "Teil"}
    words = prompts(tmp_path, en_all=both, de_all=both, **parts)
    assert text(words, "a/all", {}, Reader("de", "UTC", NOW)) == "Teil rest"
    assert words.names() == {"a/all"}


def test_moments_are_said_in_the_readers_zone(tmp_path: Path) -> None:
    words = prompts(tmp_path, en_due="{{ at|moment }}, {{ at|day }}")
    late: Data = {"at": datetime(2026, 11, 23, 23, 30, tzinfo=UTC)}
    assert text(words, "a/due", late) == r"on Tuesday at 00\:30, Tuesday 24 November"


def test_choices_have_labels_by_name_by_number_or_by_what_they_are_about(tmp_path: Path) -> None:
    front = '---\nchoices:\n  start: Start *now*\n  level_N: "Level {{ n }}"\n  take: "Do {{ label|short(8) }}"\n---\nx'
    attempt = AttemptId("at")
    choices = (
        Choice("start", ev.PracticeAccepted(attempt)),
        Choice("level_3", ev.LevelChosen(attempt, 3)),
        Choice("take", ev.PracticeChosen(PracticeId("p")), "Ask before you tell"),
        Choice("new", ev.DoneSaid(), "Said in the engine"),
    )
    message = prompts(tmp_path, en_all=front).render(Say("a/all", choices=choices), READER)
    assert [choice.label for choice in message.choices] == [
        "Start *now*",
        "Level 3",
        "Do Ask bef…",
        "Said in the engine",
    ]
    assert [choice.means for choice in message.choices] == [choice.means for choice in choices]


def test_fields_have_labels_by_name_or_from_content(tmp_path: Path) -> None:
    front = """---
title: "For {{ name }}"
submit: Send
sees: Only you.
fields:
  pace:
    label: How often?
    hint: As you like.
    options:
      daily: Every day
  "*":
    label: "{{ label }}"
    options:
      N: "{{ n }}: {{ label }}"
---
"""
    fields = (
        Field("pace", "choice", options=(Option("daily"),), value="daily"),
        Field(
            "ask-open", "rating", required=False, options=(Option("1", "Tells."), Option("2", "Asks.")), label="Asking"
        ),
        Field("days", "many", value=("1", "2"), label="Days"),
    )
    made = Form("a/form", ("at",), fields, "nonce", {"name": "Ada *A*"})
    message = prompts(tmp_path, en_form=front, en_all="x").render(Say("a/all", form=made), READER)
    shown = message.form
    assert shown is not None
    assert (shown.name, shown.about, shown.nonce) == ("a/form", ("at",), "nonce")
    assert (shown.title, shown.submit, shown.sees) == ("For Ada *A*", "Send", "Only you.")
    pace, ask, days = shown.fields
    assert (pace.label, pace.hint, pace.options[0].label, pace.value) == (
        "How often?",
        "As you like.",
        "Every day",
        "daily",
    )
    assert (ask.label, ask.required, [o.label for o in ask.options]) == ("Asking", False, ["1: Tells.", "2: Asks."])
    assert (days.label, days.value) == ("Days", ("1", "2"))


def test_a_field_that_the_prompt_does_not_know_is_said_as_it_came(tmp_path: Path) -> None:
    words = prompts(tmp_path, en_form="---\ntitle: A\nsubmit: B\nfields:\n  who:\n    label: Who?\n---\n")
    [shown] = words.form(Form("a/form", (), (Field("days", "text", label="Days"),), "nonce"), READER).fields
    assert (shown.label, shown.hint) == ("Days", "")


def test_a_picture_and_files_are_handed_in(tmp_path: Path) -> None:
    words = prompts(tmp_path, en_all='---\nalt: "Level {{ level }}"\nsees: You.\n---\nx')
    say = Say("a/all", {"level": "2.4"}, picture=Picture("trajectory", ()))
    file = Attachment("a.ics", "text/calendar", b"x")
    message = words.render(say, READER, png=b"png", attachments=[file])
    assert message.picture is not None
    assert (message.picture.png, message.picture.alt) == (b"png", "Level 2.4")
    assert (message.sees, message.attachments) == ("You.", (file,))
    assert words.render(say, READER).picture is None


def test_an_error_is_a_plain_sentence() -> None:
    words = Prompts.load(FOLDER)
    assert "“*Ada* <b>”" in words.sentence("unreadable/nobody", {"words": "*Ada*\n<b>"}, "en")


@pytest.mark.parametrize("value", [None, True, [1], {"a": 1}, date(2026, 1, 1)])
def test_what_can_not_be_said_is_a_fault_and_not_a_strange_word(tmp_path: Path, value: object) -> None:
    words = prompts(tmp_path, en_all="{{ it }}")
    with pytest.raises(TypeError, match="can't be said"):
        text(words, "a/all", {"it": value})  # pyright: ignore[reportArgumentType] - on purpose


def test_a_gap_that_nothing_fills_is_a_fault(tmp_path: Path) -> None:
    words = prompts(tmp_path, en_all="{{ it }}", en_line='---\nsees: "{{ it }}"\n---\nx')
    for prompt in ("a/all", "a/line"):
        with pytest.raises(UndefinedError):
            text(words, prompt, {})


def test_paragraphs_are_one_blank_line_apart(tmp_path: Path) -> None:
    words = prompts(tmp_path, en_all="a\n\n{% if it %}\nb\n\n{% endif %}\n\n\nc")
    assert text(words, "a/all", {"it": ""}) == "a\n\nc"
    assert text(words, "a/all", {"it": "x"}) == "a\n\nb\n\nc"
