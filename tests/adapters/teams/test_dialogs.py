"""Forms as dialogs, and back: whatever was in a form comes back from the dialog that showed it."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.teams.dialogs import Refused, Words, dialog_of, sentence_of, values_of
from bot.adapters.tokens import FormToken
from bot.domain.errors import UnreadableInputError
from bot.rendering.message import Field, Form, Option
from bot.rendering.prompts import Prompts, Reader
from bot.rendering.sources import FOLDER
from tests.adapters.teams.oracle import accept, nodes, words_of
from tests.unit.rendering.samples import FORMS, NOW, ZONE

PROMPTS = Prompts.load(FOLDER)
LOCALES = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
WORDS = Words("en", "Please write something here.")
FIELDS = (
    Field("what", "What happened?", "long", required=True),
    Field("level", "Level", "rating", required=False, options=tuple(Option(str(n), f"Level {n}") for n in range(1, 6))),
    Field("days", "Days", "many", required=False, options=(Option("mon", "Monday"), Option("tue", "Tuesday"))),
    Field("on", "Day", "date", required=False, value="2026-03-05"),
)


def form(*fields: Field) -> Form:
    return Form("reflection/form", ("at-1",), "n1", "A form", "Send", fields or FIELDS, "Only you.")


def card(task: Mapping[str, Any]) -> Mapping[str, Any]:
    return task["task"]["value"]["card"]["content"]


def untouched(shown: Mapping[str, Any]) -> dict[str, object]:
    """What Teams sends back when nobody has touched it: every input as a text, and the data of the button."""
    inputs = [node for node in nodes(shown) if str(node.get("type")).startswith("Input.")]
    return {node["id"]: node.get("value", "") for node in inputs} | shown["actions"][0]["data"]


@pytest.mark.parametrize("locale", LOCALES)
def test_teams_takes_every_form_of_the_bot(locale: str) -> None:
    shown = [PROMPTS.form(one, Reader(locale, ZONE, NOW)) for one in FORMS]
    accept([card(dialog_of(one, Words(locale, "…"))) for one in shown])
    for one in shown:
        token, values = values_of(untouched(card(dialog_of(one, WORDS))))
        assert token == FormToken(one.name, one.about, one.nonce)
        assert values == {field.name: _begun(field) for field in one.fields if field.options or not _chosen(field)}


def _chosen(field: Field) -> bool:
    return field.kind in {"choice", "rating", "many"}


def _begun(field: Field) -> str | tuple[str, ...]:
    if field.kind == "many":
        return field.value if isinstance(field.value, tuple) else tuple(filter(None, [field.value]))
    return field.value


def test_several_answers_come_back_as_several() -> None:
    _, values = values_of(untouched(card(dialog_of(form(), WORDS))) | {"many:days": "mon,tue", "one:what": "I asked."})
    assert values == {"what": "I asked.", "level": "", "days": ("mon", "tue"), "on": "2026-03-05"}


def test_a_refusal_stands_at_its_field_and_loses_nothing() -> None:
    typed = {"what": "x" * 3_000, "level": "4", "days": ("tue",), "on": ""}
    again = card(dialog_of(form(), WORDS, Refused("That is too long.", "what", typed)))
    accept([again])
    body = again["body"]
    assert "too long" in words_of(body[0])
    assert body[1]["id"] == "one:what"
    _, values = values_of(untouched(again))
    assert values == typed


def test_a_refusal_of_no_field_stands_before_them_all() -> None:
    again = card(dialog_of(form(), WORDS, Refused("This practice is closed.", None, {})))
    assert "closed" in words_of(again["body"][0])


@given(st.dictionaries(st.sampled_from([field.name for field in FIELDS]), st.text(max_size=200), min_size=1))
def test_what_was_typed_comes_back_letter_by_letter(typed: Mapping[str, str]) -> None:
    shown = card(dialog_of(form(*(Field(name, name, "long", required=False) for name in typed)), WORDS))
    given_ = untouched(shown) | {f"one:{name}": text for name, text in typed.items()}
    assert values_of(given_)[1] == typed


@pytest.mark.parametrize("data", [{}, {"form": 7}, {"form": "1:form"}, {"form": "1:accept:at-1"}])
def test_what_is_none_of_our_forms_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(UnreadableInputError):
        values_of(data)


def test_an_answer_that_is_no_text_is_refused() -> None:
    data = untouched(card(dialog_of(form(), WORDS))) | {"one:what": {"nested": True}}
    with pytest.raises(UnreadableInputError):
        values_of(data)


def test_one_sentence_can_take_the_place_of_a_form() -> None:
    assert sentence_of("It is closed.") == {"task": {"type": "message", "value": "It is closed."}}
