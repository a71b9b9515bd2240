"""Files of the content folder that nobody would read: most often a slip in a name."""

from collections.abc import Collection, Container
from pathlib import Path, PurePosixPath

from bot.packs.faults import Faults
from bot.packs.reading import LOCAL, RESTYLED

_PLACES = (
    "framework.yaml",
    "competencies/*.yaml",
    "pathways/*.yaml",
    "projects/*.yaml",
    "roles/*.yaml",
    "packs/*/pack.yaml",
    "packs/*/practices/*.yaml",
)
_OTHERS = ("README.md", "published.lock")
_OTHER_FOLDERS = ("sample",)
_WORDS = (".md", ".yaml")


def note_strays(folder: Path, locales: Collection[str], ids: Container[str], faults: Faults) -> None:
    """``ids`` are those of all that has words."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        inside = PurePosixPath(file.relative_to(folder))
        if inside.parts[:2] == (LOCAL, RESTYLED):
            _check_restyled(file, ids, faults)
        elif not _is_other(inside) and not _is_structure(inside):
            _check(file, locales, faults)


def _check_restyled(file: Path, ids: Container[str], faults: Faults) -> None:
    """Facts are not changed there, and nothing is taken away."""
    name, _, locale = file.stem.partition(".")
    if file.suffix != ".md" or not locale:
        remedy = (
            "Keep only words there, such as three-questions-first.en.md; what is new has its own folders in local/."
        )
        faults.error(file, 1, "Nobody reads this file.", remedy)
    elif name not in ids:
        faults.error(file, 1, f"There is nothing called “{name}” whose words it could replace.", "Check the name.")


def _is_other(inside: PurePosixPath) -> bool:
    return (
        inside.name in _OTHERS
        or inside.parts[0] in _OTHER_FOLDERS
        or any(part.startswith(".") for part in inside.parts)
    )


def _is_structure(inside: PurePosixPath) -> bool:
    if inside.parts[0] == LOCAL:
        inside = inside.relative_to(LOCAL)
    fits = any(inside.match(place) and len(inside.parts) == place.count("/") + 1 for place in _PLACES)
    return fits and inside.name.count(".") == 1


def _check(file: Path, locales: Collection[str], faults: Faults) -> None:
    name, _, locale = file.stem.partition(".")
    is_words = bool(locale) and file.suffix in _WORDS
    if not is_words:
        faults.error(file, 1, "Nobody reads this file.", "Check its name and folder against the README, or delete it.")
    elif name != "glossary" and not file.with_name(f"{name}.yaml").exists():
        faults.error(file, 1, f"There is no {name}.yaml beside these words.", "Check the name, or delete the file.")
    elif locale not in locales:
        what = f"The language “{locale}” is not offered."
        faults.warn(file, 1, what, "Add it to the locales in framework.yaml when its words are complete.")
