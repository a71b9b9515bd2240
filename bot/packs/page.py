"""A Markdown file with fixed headings: one title, and under each heading one part of the text."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.packs.faults import Faults
from bot.packs.source import read_text
from bot.packs.text import Spot, check_markdown, check_plain, unwrapped

_HEADING = re.compile(r"##?(\s|$)")
_SMALL_HEADING = re.compile(r"###(\s|$)")
_ITEM = re.compile(r"\s*(?:[-*]|\d+\.)\s+(.*)")


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Page:
    """A getter answers with something harmless where the file is wrong; the fault is in ``faults``."""

    heading: Part
    parts: Mapping[str, Part]
    file: Path
    faults: Faults

    def title(self, most: int) -> str:
        check_plain(self.heading.text, most, self._spot("The title", self.heading.line))
        return self.heading.text

    def plain(self, name: str, most: int) -> str:
        return self.plain_part(self._part(name), f"“{name}”", most)

    def plain_part(self, part: Part, name: str, most: int) -> str:
        """A part that authors call ``name`` although it has no heading of its own."""
        text = unwrapped(part.text)
        check_plain(text, most, self._spot(name, part.line))
        return text

    def markdown(self, name: str, most: int) -> str:
        part = self._part(name)
        text = unwrapped(part.text)
        check_markdown(text, most, self._spot(f"“{name}”", part.line))
        return text

    def items(self, name: str, fewest: int, most: int, longest: int) -> tuple[str, ...]:
        """The entries of a list under that heading."""
        part = self._part(name)
        items = tuple(_items(part))
        if part.text and not fewest <= len(items) <= most:
            what = f"“{name}” has {len(items)} entries that begin with a dash."
            remedy = f"Write {fewest} to {most}, each on a line that begins with “- ”."
            self.faults.error(self.file, part.line, what, remedy)
        if items and not _ITEM.match(part.text.lstrip("\n")):
            what = f"There is text before the first entry of “{name}”."
            self.faults.error(self.file, part.line + 1, what, "Begin each entry with “- ”.")
        for item in items:
            check_plain(item.text, longest, self._spot(f"An entry of “{name}”", item.line))
        return tuple(item.text for item in items)

    def cut(self, name: str) -> list[Part]:
        """What stands under that heading before the first ``###``, and then each ``###`` with what follows it."""
        part = self._part(name)
        lines = part.text.splitlines()
        starts = [0, *(n for n, line in enumerate(lines) if _SMALL_HEADING.match(line))]
        ends = [*starts[1:], len(lines)]
        return [Part("\n".join(lines[n:end]), part.line + 1 + n) for n, end in zip(starts, ends, strict=True)]

    def line(self, name: str) -> int:
        return self._part(name).line

    def _spot(self, name: str, line: int) -> Spot:
        return Spot(name, self.file, line, self.faults)

    def _part(self, name: str) -> Part:
        return self.parts.get(name, Part("", self.heading.line))


def read_page(file: Path, names: Iterable[str], faults: Faults) -> Page:
    """The page in ``file`` with the headings ``names``; what is missing, unknown or empty is noted."""
    text = read_text(file, faults)
    if text is None:
        return Page(Part("", 1), {}, file, Faults())
    titles, parts = _split(text, file, faults)
    if len(titles) != 1:
        what = f"The file has {len(titles)} titles." if titles else "The file has no title."
        faults.error(file, titles[-1].line if titles else 1, what, "Begin it with one line like “# A short title”.")
    page = Page(titles[0] if titles else Part("", 1), parts, file, faults)
    _check_headings(page, tuple(names))
    return page


def _split(text: str, file: Path, faults: Faults) -> tuple[list[Part], dict[str, Part]]:
    titles: list[Part] = []
    parts: dict[str, Part] = {}
    for part in _parts(text):
        head, _, body = part.text.partition("\n")
        name = head.lstrip("#").strip()
        if not _HEADING.match(head):
            faults.error(file, part.line, "There is text outside of any heading.", "Put it under one of the headings.")
        elif not head.startswith("##"):
            titles.append(Part(name, part.line))
            if not name:
                faults.error(file, part.line, "The title is empty.", "Write it behind the #.")
            if body.strip():
                faults.error(file, part.line + 1, "There is text right under the title.", "Put it under a heading.")
        elif name in parts:
            what = f"The heading “{name}” stands here twice, first in line {parts[name].line}."
            faults.error(file, part.line, what, "Keep one of them.")
        else:
            parts[name] = Part(body.rstrip(), part.line)
    return titles, parts


def _parts(text: str) -> Iterator[Part]:
    """The text cut before each heading."""
    lines = text.splitlines()
    starts = [n for n, line in enumerate(lines) if _HEADING.match(line)]
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        chunk = "\n".join(lines[start:end]).rstrip()
        if chunk.strip():
            yield Part(chunk.lstrip("\n"), start + 1)


def _check_headings(page: Page, names: tuple[str, ...]) -> None:
    for name in names:
        if name not in page.parts:
            page.faults.error(page.file, 1, f"The heading “{name}” is missing.", f"Add “## {name}” and its text.")
    for name, part in page.parts.items():
        if name not in names:
            known = f"Known are: {', '.join(names)}. They stay in English in every language."
            page.faults.error(page.file, part.line, f"The heading “{name}” is not known.", known)
        elif not part.text:
            page.faults.error(page.file, part.line, f"There is nothing under “{name}”.", "Write it.")


def _items(part: Part) -> Iterator[Part]:
    """Entries with their lines; a line without a dash goes on with the entry before it."""
    item: Part | None = None
    for number, line in enumerate(part.text.splitlines(), part.line + 1):
        begins = _ITEM.match(line)
        if begins:
            if item:
                yield item
            item = Part(begins[1].strip(), number)
        elif item and line.strip():
            item = Part(f"{item.text} {line.strip()}", item.line)
    if item:
        yield item
