"""What people see, with no chat product in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.engine.effects import FieldKind
from bot.engine.events import Understood


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    means: Understood


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: str
    kind: FieldKind
    required: bool
    options: tuple[Option, ...] = ()
    hint: str = ""
    value: str | tuple[str, ...] = ""


@dataclass(frozen=True, slots=True)
class Form:
    """``name``, ``about`` and ``nonce`` come back with the answers; ``sees`` says who will read them."""

    name: str
    about: tuple[str, ...]
    nonce: str
    title: str
    submit: str
    fields: tuple[Field, ...]
    sees: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that only its reader can fetch."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """Where a page of ours is, and until when."""

    address: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """``text`` is CommonMark without HTML, in which nothing from a person is markup; ``sees`` says who can read it.

    ``locale`` is the language that it is said in, where that is known. ``labels`` are the words of a page's table.
    """

    text: str
    sees: str = ""
    choices: Sequence[Choice] = ()
    form: Form | None = None
    picture: Picture | None = None
    attachments: Sequence[Attachment] = ()
    locale: str = ""
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
