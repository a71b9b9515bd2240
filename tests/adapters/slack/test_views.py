"""Forms as modals, and back: whatever was in a form comes back from the modal that showed it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.views import refusal, values_of, view_of
from bot.adapters.tokens import FormToken
from bot.domain.errors import UnreadableInputError
from bot.engine import forms
from bot.engine.effects import FieldKind
from bot.engine.events import Submitted
from bot.rendering.message import Field, Form, Option
from bot.rendering.prompts import Prompts, Reader
from bot.rendering.sources import FOLDER
from tests.adapters.slack.oracle import accept_view, leaves
from tests.unit.rendering.samples import FORMS, NOW, ZONE

PROMPTS = Prompts.load(FOLDER)
HOSTILE = "<!channel> <@U024BE7LH> <http://evil|ok> &lt; :smile: *bold* `x` \u202eback"


def form(*fields: Field, title: str = "A form", sees: str = "Only you.") -> Form:
    return Form("reflection/form", ("at-1",), "n1", title, "Send", fields, sees)


def shown_again(view: Mapping[str, Any]) -> dict[str, Any]:
    """The view as Slack sends it back when nobody has touched it."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    values = {block["block_id"]: {block["element"]["action_id"]: untouched(block["element"])} for block in inputs}
    return {**view, "id": "V1", "hash": "1.a", "state": {"values": values}}


def untouched(element: Mapping[str, Any]) -> dict[str, Any]:
    match element["type"]:
        case "plain_text_input":
            state = {"value": element.get("initial_value")}
        case "datepicker":
            state = {"selected_date": element.get("initial_date")}
        case "timepicker":
            state = {"selected_time": element.get("initial_time")}
        case "checkboxes" | "multi_static_select":
            state = {"selected_options": element.get("initial_options", [])}
        case _:
            state = {"selected_option": element.get("initial_option")}
    return {"type": element["type"], **state}


def back(shown: Form) -> Mapping[str, str | tuple[str, ...]]:
    _, values = values_of(shown_again(view_of(shown)))
    return values


@pytest.mark.parametrize("locale", sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir()))
@pytest.mark.parametrize("number", range(len(FORMS)))
def test_every_form_of_the_bot_is_a_modal_that_slack_takes(number: int, locale: str) -> None:
    shown = PROMPTS.form(FORMS[number], Reader(locale, ZONE, NOW))
    view = view_of(shown)
    accept_view(view)
    token, values = values_of(shown_again(view))
    assert token == FormToken(shown.name, shown.about, shown.nonce)
    assert values == {field.name: field.value for field in shown.fields}


def test_a_form_that_was_sent_reads_as_what_it_means() -> None:
    shown = PROMPTS.form(next(form for form in FORMS if form.prompt == "plan/form"), Reader("en", ZONE, NOW))
    sent = shown_again(view_of(shown))
    sent["state"]["values"]["measure"]["measure"]["value"] = "twice this week"
    token, values = values_of(sent)
    event = forms.read(Submitted(token.name, token.about, values))
    assert (getattr(event, "measure", ""), getattr(event, "next_on", "")) == ("twice this week", "2026-11-26")


def test_who_will_read_it_stands_first() -> None:
    view = view_of(form(Field("who", "text", "text", required=True), sees="Ines reads this."))
    assert [block["type"] for block in as_blocks(view)] == ["context", "input"]
    assert as_blocks(view)[0]["elements"][0]["text"] == "Ines reads this."
    assert [block["type"] for block in as_blocks(view_of(form(Field("a", "A", "text", required=True), sees="")))] == [
        "input"
    ]


@pytest.mark.parametrize(
    ("kind", "options", "element"),
    [
        ("text", 0, "plain_text_input"),
        ("long", 0, "plain_text_input"),
        ("date", 0, "datepicker"),
        ("time", 0, "timepicker"),
        ("choice", 3, "radio_buttons"),
        ("rating", 5, "radio_buttons"),
        ("choice", 11, "static_select"),
        ("many", 7, "checkboxes"),
        ("many", 11, "multi_static_select"),
    ],
)
def test_each_kind_of_field_has_its_element(kind: FieldKind, options: int, element: str) -> None:
    made = Field(
        "f", "Label", kind, required=False, options=tuple(Option(str(n), f"Option {n}") for n in range(options))
    )
    view = view_of(form(made))
    accept_view(view)
    [block] = as_blocks(view)[1:]
    assert (block["element"]["type"], block["optional"]) == (element, True)


def test_a_choice_of_nothing_is_not_asked() -> None:
    view = view_of(form(Field("wish", "Wish", "choice", required=True), Field("who", "Who", "text", required=True)))
    assert [block["block_id"] for block in as_blocks(view)] == [":sees", "who"]


def test_an_anchor_that_is_too_long_for_a_button_goes_on_below_it() -> None:
    anchor = (
        "3: Asks an open question, waits for the whole answer, and says in her own words what she has understood of it."
    )
    view = view_of(form(Field("rating", "Which?", "rating", required=False, options=(Option("3", anchor),))))
    accept_view(view)
    [option] = as_blocks(view)[1]["element"]["options"]
    assert f"{option['text']['text']} {option['description']['text']}" == anchor


def test_an_option_that_is_longer_still_stands_in_full_above() -> None:
    endless = "word " * 50
    view = view_of(form(Field("rating", "Which?", "rating", required=False, options=(Option("3", endless.strip()),))))
    accept_view(view)
    listed, asked = as_blocks(view)[1:]
    assert listed["type"] == "rich_text"
    assert endless.strip() in [value for _, value in leaves(listed)]
    assert asked["element"]["options"][0]["description"]["text"].endswith("…")


def test_a_long_answer_loses_nothing_when_it_is_shown_to_be_edited() -> None:
    answer = "\n".join(f"{number} " + "and so it went on " * 10 for number in range(20)).strip()
    assert len(answer) > 3_000
    shown = form(Field("happened", "What happened?", "long", required=True, value=answer))
    accept_view(view_of(shown))
    [came_back] = back(shown).values()
    assert str(came_back).split() == answer.split()


@given(text=st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=4_000))
def test_any_answer_comes_back_as_it_was(text: str) -> None:
    shown = form(Field("happened", "What happened?", "long", required=True, value=text))
    [came_back] = back(shown).values()
    assert "".join(str(came_back).split()) == "".join(text.split())


@given(
    label=st.text(min_size=1, max_size=3_000),
    title=st.text(min_size=1, max_size=80),
    options=st.lists(st.text(min_size=1, max_size=400), min_size=1, max_size=30),
    kind=st.sampled_from(["choice", "many", "rating"]),
)
def test_any_words_fit(label: str, title: str, options: Sequence[str], kind: FieldKind) -> None:
    listed = tuple(Option(str(number), text) for number, text in enumerate(options))
    made = Field("f", label, kind, required=True, options=listed, hint=label, value=("0",) if kind == "many" else "0")
    shown = form(made, title=title, sees=label)
    accept_view(view_of(shown))
    assert back(shown) == {"f": made.value}


def test_nothing_that_somebody_typed_is_markup() -> None:
    made = Field("f", HOSTILE, "choice", required=True, options=(Option("1", HOSTILE),), hint=HOSTILE)
    view = view_of(form(made, Field("g", "G", "text", required=True, value=HOSTILE), title=HOSTILE, sees=HOSTILE))
    accept_view(view)
    for name, value in leaves(view):
        assert name == "initial_value" or "<" not in value
    assert {"mrkdwn"}.isdisjoint(value for _, value in leaves(view))
    assert back(form(Field("g", "G", "text", required=True, value=HOSTILE))) == {"g": HOSTILE}


def test_what_is_no_day_and_no_hour_is_left_empty() -> None:
    view = view_of(
        form(
            Field("day", "D", "date", required=True, value="soon"),
            Field("at", "T", "time", required=True, value="09:00:00"),
        )
    )
    accept_view(view)
    assert values_of(shown_again(view))[1] == {"day": "", "at": "09:00"}


def test_an_error_is_shown_at_its_field_or_else_at_the_first() -> None:
    view = shown_again(view_of(form(*(Field(name, name, "text", required=True) for name in ("who", "what")))))
    assert refusal(view, "what", "Please write something.") == {
        "response_action": "errors",
        "errors": {"what": "Please write something."},
    }
    for field in (None, "elsewhere"):
        assert refusal(view, field, "No.") == {"response_action": "errors", "errors": {"who": "No."}}


@pytest.mark.parametrize(
    "view",
    [
        {},
        {"private_metadata": "", "state": {"values": {}}},
        {"private_metadata": "1:accept:at-1", "state": {"values": {}}},
        {"private_metadata": 7, "state": {"values": {}}},
        {"private_metadata": "1:form:plan%2Fform:n1", "state": None},
        {"private_metadata": "1:form:plan%2Fform:n1", "state": {"values": {"a": {"b": 3}}}},
        {"private_metadata": "1:form:plan%2Fform:n1", "state": {"values": {"a": {"b": {"value": 3}}}}},
        {"private_metadata": "1:form:plan%2Fform:n1", "state": {"values": {"a": {"b": {"selected_options": [3]}}}}},
    ],
)
def test_a_view_that_was_never_ours_can_not_be_read(view: Mapping[str, Any]) -> None:
    with pytest.raises(UnreadableInputError):
        values_of(view)


def as_blocks(view: Mapping[str, Any]) -> list[dict[str, Any]]:
    return view["blocks"]
