"""The fields of a YAML file, each read as what it should be; what is not is noted, and reading goes on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import TypeVar

from bot.packs.faults import Faults
from bot.packs.source import read_text
from bot.packs.text import Spot, check_plain
from bot.packs.tree import Fields, Items, Node, Scalar, UnreadableYamlError, parse

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_LONGEST_ID = 60
_LONGEST_EMAIL = 70
_HIGHEST_REVISION = 9999
_WHOLE = re.compile(r"-?[0-9]{1,9}\Z")
_DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True)
class Form:
    """A getter answers with something harmless where the file is wrong; the fault is in ``faults``."""

    fields: Fields
    file: Path
    faults: Faults

    def complain(self, key: str, what: str, remedy: str) -> None:
        self.faults.error(self.file, self.line(key), what, remedy)

    def line(self, key: str) -> int:
        return self.fields.lines.get(key, self.fields.line)

    def only(self, *required: str, optional: tuple[str, ...] = ()) -> None:
        """Note the keys that are missing or unknown."""
        for key in required:
            if key not in self.fields.nodes:
                self.complain(key, f"“{key}” is missing.", f"Add a line that begins with {key}:")
        for key in self.fields.nodes:
            if key not in {*required, *optional}:
                self.complain(key, f"“{key}” is not known here.", _nearest(key, (*required, *optional)))

    def text(self, key: str, most: int) -> str:
        node = self.fields.nodes.get(key)
        return "" if node is None else self._text(node, key, most)

    def texts(self, key: str, most: int) -> tuple[str, ...]:
        """The texts of a list, or of one text that stands alone."""
        node = self.fields.nodes.get(key)
        if node is None:
            return ()
        return tuple(self._text(item, key, most) for item in (node.nodes if isinstance(node, Items) else (node,)))

    def id(self, key: str = "id") -> str:
        return self._id(self.text(key, _LONGEST_ID), self.line(key))

    def ids(self, key: str) -> tuple[tuple[str, int], ...]:
        """Each id of a list with its line; what can't be an id is left out."""
        node = self.fields.nodes.get(key)
        items = node.nodes if isinstance(node, Items) else () if node is None else (node,)
        read = ((self._id(self._text(item, key, _LONGEST_ID), item.line), item.line) for item in items)
        return tuple((id_, line) for id_, line in read if id_)

    def whole(self, key: str, low: int, high: int) -> int:
        text = self.text(key, _LONGEST_ID)
        number = int(text) if _WHOLE.match(text) else None
        if text and (number is None or not low <= number <= high):
            self.complain(key, f"“{key}” is {text}.", f"Write a whole number from {low} to {high}.")
        return number if number is not None and low <= number <= high else low

    def wholes(self, key: str, low: int, high: int) -> tuple[int, ...]:
        """The whole numbers of a list; what is none of them is left out."""
        texts = self.texts(key, _LONGEST_ID)
        numbers = tuple(int(text) for text in texts if _WHOLE.match(text) and low <= int(text) <= high)
        if len(numbers) < len(texts):
            self.complain(key, f"“{key}” is {', '.join(texts)}.", f"Write whole numbers from {low} to {high}.")
        return numbers

    def decimal(self, key: str, low: float, high: float) -> float:
        text = self.text(key, _LONGEST_ID)
        number = float(text) if _DECIMAL.match(text) else None
        if text and (number is None or not isfinite(number) or not low <= number <= high):
            self.complain(key, f"“{key}” is {text}.", f"Write a number from {low:g} to {high:g}, like {high / 2:g}.")
        return low if number is None else number

    def decimals(self, key: str, low: float, high: float) -> tuple[float, ...]:
        """The numbers of a list; what is none of them is left out."""
        texts = self.texts(key, _LONGEST_ID)
        numbers = tuple(float(text) for text in texts if _DECIMAL.match(text) and low <= float(text) <= high)
        if len(numbers) < len(texts):
            self.complain(key, f"“{key}” is {', '.join(texts)}.", "Write numbers, like 12 or 0.75.")
        return numbers

    def day(self, key: str) -> date:
        text = self.text(key, _LONGEST_ID)
        try:
            return date.fromisoformat(text if _DAY.match(text) else "")
        except ValueError:
            if text:
                self.complain(key, f"“{key}” is {text}, which is not a date.", "Write it like 2027-03-31.")
            return date.max

    def revision(self) -> int:
        """1 where it is left out."""
        return self.whole("revision", 1, _HIGHEST_REVISION)

    def email(self, key: str) -> str:
        address = self.text(key, _LONGEST_EMAIL)
        if address and "@" not in address:
            what = f"“{address}” is not an e-mail address."
            self.complain(key, what, "Write whom to tell when the review is due.")
        return address

    def flag(self, key: str) -> bool:
        """False where it is left out."""
        return key in self.fields.nodes and self.choice(key, ("false", "true")) == "true"

    def choice(self, key: str, words: tuple[Word, ...]) -> Word:
        text = self.text(key, _LONGEST_ID)
        if text and text not in words:
            self.complain(key, f"“{key}” is {text}.", f"Choose one of: {', '.join(words)}.")
        return next((word for word in words if word == text), words[0])

    def form(self, key: str) -> "Form":
        """The fields under ``key``; empty where it is missing."""
        node = self.fields.nodes.get(key)
        if node is None:
            return absent(self.file)
        return self._form(node, key)

    def forms(self, key: str) -> Iterator["Form"]:
        """The list of groups of fields under ``key``."""
        node = self.fields.nodes.get(key)
        if node is not None and not isinstance(node, Items):
            self.complain(key, f"“{key}” is not a list.", "Begin each entry with a dash.")
        yield from (self._form(item, key) for item in (node.nodes if isinstance(node, Items) else ()))

    def _form(self, node: Node, key: str) -> "Form":
        if isinstance(node, Fields):
            return Form(node, self.file, self.faults)
        self.faults.error(self.file, node.line, f"“{key}” needs fields of its own.", "Write them as name: value.")
        return absent(self.file)

    def _text(self, node: Node, key: str, most: int) -> str:
        if not isinstance(node, Scalar):
            self.faults.error(self.file, node.line, f"“{key}” is not a text.", "Write words; brackets need quotes.")
            return ""
        if not node.text:
            self.faults.error(self.file, node.line, f"“{key}” is empty.", "Fill it in.")
        check_plain(node.text, most, Spot(f"“{key}”", self.file, node.line, self.faults))
        return " ".join(node.text.split())

    def _id(self, text: str, line: int) -> str:
        if text and not _ID.match(text):
            remedy = "Use small letters a to z, digits and single hyphens, beginning with a letter."
            self.faults.error(self.file, line, f"“{text}” can't be an id.", remedy)
            return ""
        return text


def read_form(file: Path, faults: Faults) -> Form:
    """The fields of ``file``; none where it can't be read, and that is noted."""
    text = read_text(file, faults)
    if text is None:
        return absent(file)
    try:
        tree = parse(text)
    except UnreadableYamlError as error:
        faults.error(file, error.line, error.what, error.remedy)
        return absent(file)
    if isinstance(tree, Fields):
        return Form(tree, file, faults)
    faults.error(file, tree.line, "The file has no fields.", "Write them as name: value, one on each line.")
    return absent(file)


def is_id(text: str) -> bool:
    return _ID.match(text) is not None and len(text) <= _LONGEST_ID


def absent(file: Path) -> Form:
    """Stand in for fields that are not there; that is noted already, and what they lack interests nobody."""
    return Form(Fields({}, {}, 1), file, Faults())


def _nearest(word: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(word, known, n=1)
    return f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(known)}."
