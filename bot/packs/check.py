"""Everything that can be said against the content before anybody meets it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.domain.practice import Library
from bot.packs.faults import Fault
from bot.packs.load import Content, read
from bot.packs.reading import DEFAULT_LOCALE


def check(folder: Path, on: date | None = None) -> list[Fault]:
    """All faults, by file and line; with ``on``, practices past their review date are among them."""
    content = read(folder, on)
    if DEFAULT_LOCALE in content.libraries:
        _note_orphans(content, content.libraries[DEFAULT_LOCALE])
    return content.faults.listed()


def _note_orphans(content: Content, library: Library) -> None:
    used = {id_ for pathway in library.pathways.values() for id_ in pathway.practices}
    for practice in library.practices.values():
        if practice.id not in used and not practice.retired:
            place = content.places[practice.id]
            what = f"“{practice.id}” is in no pathway."
            content.faults.warn(place.file, 1, what, "Add it to one in pathways/, or retire it.")
