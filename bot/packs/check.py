"""Everything that can be said against the content before anybody meets it."""

from datetime import date
from pathlib import Path

from bot.domain.language import DEFAULT_LOCALE
from bot.domain.practice import Library
from bot.packs.drafts import note_drafts
from bot.packs.faults import Fault
from bot.packs.load import Content, read
from bot.packs.lock import note_changes
from bot.packs.mirrors import note_mirrors
from bot.packs.readers import note_doubles, note_hard_texts
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
    note_strays(folder, content.libraries.keys(), content.places, content.faults)
    _note_orphans(content, content.libraries[DEFAULT_LOCALE])
    if not content.faults.errors():
        note_mirrors(content)
        note_drafts(content)
        note_changes(content, folder)
        note_hard_texts(content)
        note_doubles(content)


def _note_orphans(content: Content, library: Library) -> None:
    modules = [module for pathway in library.pathways.values() for module in pathway.modules]
    used: set[str] = {id_ for module in modules for id_ in module.practices}
    used |= {id_ for pack in library.packs.values() if pack.elective for id_ in pack.practices}
    used |= {module.project for module in modules if module.project}
    for found in (*library.practices.values(), *library.projects.values()):
        place = content.places.get(found.id)
        if place and found.id not in used and not found.retired:
            what = f"“{found.id}” is in no pathway."
            content.faults.warn(place.file, 1, what, "Add it to one in pathways/, or retire it.")
