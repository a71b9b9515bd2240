"""What should be done, in the imperative. Nothing here knows how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from bot.domain.ids import ConversationId, PersonId
from bot.domain.touchpoint import Touchpoint
from bot.engine.events import Understood

Datum = str | int | float | bool | date | datetime | None | Sequence["Datum"] | Mapping[str, "Datum"]
Data = Mapping[str, Datum]

FieldKind = Literal["text", "long", "choice", "many", "rating", "date", "time"]
PictureKind = Literal["team", "trajectory"]
PageName = Literal["team-gaps", "role-matrix", "progress", "framework"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: ``name`` finds its label in the prompt file, ``means`` is what will have happened when it is pressed.

    A label that depends on content is given in ``label`` instead.
    """

    name: str
    means: Understood
    label: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a field; without a label the prompt file has the words for ``value``."""

    value: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form; its label comes from the prompt file by ``name``, or from content in ``label``."""

    name: str
    kind: FieldKind
    required: bool = True
    options: tuple[Option, ...] = ()
    value: str | tuple[str, ...] = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form, by the prompt file that has its words; ``about`` are the ids that come back with the answers.

    ``nonce`` makes this showing of it unique, so that it can be sent once.
    """

    prompt: str
    about: tuple[str, ...]
    fields: tuple[Field, ...]
    nonce: str
    data: Data = field(default_factory=dict[str, Datum])


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: rows are (label, band or -1, former or -1) for ``team``.

    For ``trajectory`` they are (label, day, level, low, high, marks), oldest first, with an empty level where there is
    not enough evidence; ``marks`` are of "practised", "seen" and "now".
    """

    kind: PictureKind
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of ours, to which the message brings a link for its reader alone; ``about`` is what it shows."""

    name: PageName
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Invitation:
    """A calendar entry: a title, what it is about, when it begins and how many minutes it takes."""

    title: str
    about: str
    at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Export:
    """Everything that is kept about one person, as a file for them."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Say:
    """A message, by the prompt file that has its words.

    ``to`` is a person (met in their own conversation) or a conversation; None answers where the event came from.
    ``subject``: a later message on the same subject in the same conversation replaces the earlier one in place.
    ``begun``: the bot began it, so it is checked again when it is sent: still wanted, and in the reader's hours.
    """

    prompt: str
    data: Data = field(default_factory=dict[str, Datum])
    choices: tuple[Choice, ...] = ()
    form: Form | None = None
    to: PersonId | ConversationId | None = None
    subject: str = ""
    begun: bool = False
    picture: Picture | None = None
    attach: Invitation | Export | None = None
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """Show a form at once to the person who acted, and to nobody else."""

    form: Form


@dataclass(frozen=True, slots=True)
class Show:
    """Show these on the own page of the person who acted, in this order, instead of what was there."""

    sections: tuple[Say, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Plan a touchpoint; a pending one of the same kind and subject moves."""

    touchpoint: Touchpoint


@dataclass(frozen=True, slots=True)
class Unschedule:
    """Drop whatever of this kind is pending for the person."""

    person: PersonId
    kind: str


@dataclass(frozen=True, slots=True)
class Note:
    """A journal entry, for its learner alone."""

    learner: PersonId
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Erase:
    """Delete everything personal of this person."""

    person: PersonId


Effect = Say | Open | Show | Schedule | Unschedule | Note | Erase
