"""Words that say only what belongs in their place: they are no fault, and nothing to publish."""

from collections.abc import Iterator
from pathlib import Path

from bot.packs.load import Content
from bot.packs.schema import DRAFT


def note_drafts(content: Content) -> None:
    for file, line, what in drafts(content):
        content.faults.warn(file, line, what, "Until then it is not published.")


def drafts(content: Content) -> Iterator[tuple[Path, int, str]]:
    """Each file with the first line in which something is still to be written."""
    files = {place.file for place in content.places.values()}
    for words in sorted(words for file in files for words in file.parent.glob(f"{file.stem}.*.*")):
        text = words.read_text(encoding="utf-8-sig")
        lines = [number for number, line in enumerate(text.splitlines(), 1) if DRAFT in line]
        if lines:
            yield words, lines[0], f"Something is still to be written in {len(lines)} places."
