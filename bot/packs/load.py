"""Content files become libraries, one for each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.domain.practice import Library
from bot.packs.faults import Faults, FaultyContentError
from bot.packs.framework import read_framework, read_locales
from bot.packs.pack import read_packs
from bot.packs.pathways import read_pathways
from bot.packs.practices import read_practices
from bot.packs.projects import read_projects
from bot.packs.reading import Place, Reading
from bot.packs.roles import read_role_profiles
from bot.packs.source import note_escapes

Libraries = Mapping[str, Library]


@dataclass(frozen=True, slots=True)
class Content:
    """What was read, and what is wrong with it. With errors among the faults the libraries are not to be used.

    ``places`` says where each id is.
    """

    folder: Path
    libraries: Libraries
    places: Mapping[str, Place]
    faults: Faults


def load(folder: Path) -> Libraries:
    """The content of ``folder`` by language; FaultyContentError with all faults where it can't be used."""
    content = read(folder)
    errors = content.faults.errors()
    if errors:
        raise FaultyContentError(errors)
    return content.libraries


def read(folder: Path, on: date | None = None) -> Content:
    """Read everything, whatever is wrong; with ``on``, practices past their review date are noted."""
    reading = Reading(folder, "", Faults(), on)
    if not folder.is_dir():
        reading.faults.error(folder, 1, "There is no such folder.", "Check MICROCOACH_CONTENT_DIR.")
        return Content(folder, {}, {}, reading.faults)
    note_escapes(folder, reading.faults)
    if reading.faults.errors():
        return Content(folder, {}, {}, reading.faults)
    libraries: dict[str, Library] = {}
    for locale in read_locales(reading):
        reading = Reading(folder, locale, reading.faults, on)
        libraries[locale] = _library(reading)
    return Content(folder, libraries, reading.ids, reading.faults)


def _library(reading: Reading) -> Library:
    framework = read_framework(reading)
    practices = read_practices(reading, framework.micro_competencies)
    packs = read_packs(reading)
    projects = read_projects(reading, framework.competencies)
    pathways = read_pathways(reading, practices, packs.values(), projects)
    return Library(
        locale=reading.locale,
        framework=framework,
        practices=practices,
        pathways=pathways,
        projects=projects,
        role_profiles=read_role_profiles(reading, pathways, framework.micro_competencies),
        packs=packs,
        fallbacks=reading.fallbacks,
    )
