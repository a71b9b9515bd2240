"""A message as Adaptive Cards: one, or several where Teams would not take it whole; and what a press brings back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.adapters import tokens
from bot.adapters.teams.richtext import Element, line, rich_text, size
from bot.domain.errors import UnreadableInputError
from bot.engine.events import (
    ApprovalFormAsked,
    FeedbackFormAsked,
    FormAsked,
    PlanFormAsked,
    ProjectFormAsked,
    ProposalEditAsked,
    ProposalFormAsked,
    ReflectionFormAsked,
    ReturnFormAsked,
    Understood,
)
from bot.rendering.message import Message
from bot.rendering.text import plain_of

CARD = "application/vnd.microsoft.card.adaptive"
VERB = "choice"
MEANS = "means"

_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
_VERSION = "1.5"
_MOST_BYTES = 20_000
"""Of what is shown; with its fallback and its frame a card stays under 25 KB."""
_MOST_IN_A_ROW = 5
_MOST_LABEL = 100
_MOST_SUMMARY = 300
_MOST_FALLBACK = 2_000
_OPENING = (
    FormAsked,
    ReflectionFormAsked,
    PlanFormAsked,
    ProjectFormAsked,
    FeedbackFormAsked,
    ProposalFormAsked,
    ProposalEditAsked,
    ApprovalFormAsked,
    ReturnFormAsked,
)


@dataclass(frozen=True, slots=True)
class Linked:
    """Addresses that a client can fetch things from: the picture's, and the attachments' with their names."""

    picture: str | None = None
    files: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One Teams message. ``summary`` stands for the card in a notification.

    Of several, the last one carries what can be pressed.
    """

    card: Element
    summary: str


NOTHING_LINKED = Linked()


def parts_of(message: Message, linked: Linked = NOTHING_LINKED) -> list[Part]:
    said = plain_of(message.text)
    shown = [*rich_text(message.text), *_picture(message, linked), *_files(linked), *_seen(message)]
    bodies = _packed([*shown, *_rows(_pressed(message))])
    return [Part(card_of(body, said, message.locale), fitted(said, _MOST_SUMMARY)) for body in bodies]


def activity_of(part: Part) -> Element:
    """What the connector is given."""
    return {"type": "message", "summary": part.summary, "attachments": [attached(part.card)]}


def card_of(body: Sequence[Element], said: str, locale: str) -> Element:
    """``said`` is what a client says that can't show the card."""
    return {
        "$schema": _SCHEMA,
        "type": "AdaptiveCard",
        "version": _VERSION,
        **({"lang": locale} if locale else {}),
        "fallbackText": fitted(said, _MOST_FALLBACK),
        "body": [*body],
    }


def attached(card: Element) -> Element:
    return {"contentType": CARD, "content": card}


def pressed(data: Mapping[str, object]) -> Understood:
    """What a button of ours means, whichever action brought it. Raises UnreadableInputError."""
    token = data.get(MEANS)
    if not isinstance(token, str):
        raise UnreadableInputError("unreadable/button")
    return tokens.read(token)


def fitted(text: str, most: int) -> str:
    """At most so long; where something is left out stands an ellipsis. Teams takes no empty one."""
    return (text if len(text) <= most else f"{text[: most - 1].rstrip()}…") or "…"


def _picture(message: Message, linked: Linked) -> Iterable[Element]:
    """Where it can't be fetched, what it shows is said."""
    if message.picture is None:
        return
    if linked.picture is None:
        yield line(message.picture.alt)
    else:
        yield {"type": "Image", "url": linked.picture, "altText": message.picture.alt or "…", "size": "Stretch"}


def _files(linked: Linked) -> Iterable[Element]:
    yield from _rows_of([_button("Action.OpenUrl", name, {"url": url}) for name, url in linked.files])


def _seen(message: Message) -> Iterable[Element]:
    if message.sees:
        yield line(message.sees, isSubtle=True, size="Small")


def _pressed(message: Message) -> list[tuple[str, Understood]]:
    """What can be pressed. A form that comes with a message is opened as a dialog, by a button with its title."""
    choices = [(choice.label, choice.means) for choice in message.choices]
    return [*choices, (message.form.title, FormAsked(message.form.name))] if message.form else choices


def _rows(choices: Sequence[tuple[str, Understood]]) -> Iterable[Element]:
    yield from _rows_of([_choice(label, means) for label, means in choices])


def _rows_of(buttons: Sequence[Element]) -> Iterable[Element]:
    """Teams folds what is more than six away."""
    for first in range(0, len(buttons), _MOST_IN_A_ROW):
        yield {"type": "ActionSet", "actions": [*buttons[first : first + _MOST_IN_A_ROW]]}


def _choice(label: str, means: Understood) -> Element:
    """A dialog opens on a submit with Teams' own mark; anything else is executed, or submitted by an old client."""
    data: Element = {MEANS: tokens.write(means)}
    if isinstance(means, _OPENING):
        return _button("Action.Submit", label, {"data": {**data, "msteams": {"type": "task/fetch"}}})
    fallback = _button("Action.Submit", label, {"data": data})
    return _button("Action.Execute", label, {"verb": VERB, "data": data, "fallback": fallback})


def _button(kind: str, label: str, more: Element) -> Element:
    return {"type": kind, "title": fitted(label, _MOST_LABEL), **more}


def _packed(elements: Iterable[Element]) -> list[list[Element]]:
    bodies: list[list[Element]] = [[]]
    for element in elements:
        if bodies[-1] and size([*bodies[-1], element]) > _MOST_BYTES:
            bodies.append([])
        bodies[-1].append(element)
    return bodies
