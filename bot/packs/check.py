"""Everything that can be said against the content before anybody meets it."""

from datetime import date
from pathlib import Path

from bot.domain.practice import Library
from bot.packs.faults import Fault
from bot.packs.load import Content, read
from bot.packs.lock import note_changes
from bot.packs.mirrors import note_mirrors
from bot.packs.reading import DEFAULT_LOCALE
from bot.packs.strays import note_strays


def check(folder: Path, on: date | None = None) -> list[Fault]:
    """All faults, by file and line; with ``on``, practices past their review date are among them."""
    content = read(folder, on)
    complain(content, folder)
    return content.faults.listed()


def complain(content: Content, folder: Path) -> None:
    """Note what only shows when everything has been read."""
    if DEFAULT_LOCALE not in content.libraries:
        return
    note_strays(folder, content.libraries.keys(), content.faults)
    _note_orphans(content, content.libraries[DEFAULT_LOCALE])
    if not content.faults.errors():
        note_mirrors(content)
        note_changes(content, folder)


def _note_orphans(content: Content, library: Library) -> None:
    used = {id_ for pathway in library.pathways.values() for id_ in pathway.practices}
    for practice in library.practices.values():
        place = content.places.get(practice.id)
        if place and practice.id not in used and not practice.retired:
            what = f"“{practice.id}” is in no pathway."
            content.faults.warn(place.file, 1, what, "Add it to one in pathways/, or retire it.")
