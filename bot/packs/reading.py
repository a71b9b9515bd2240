"""One reading of the content in one language: where it is, what was met, and what was found wrong."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from bot.domain.language import DEFAULT_LOCALE
from bot.packs.faults import Faults
from bot.packs.form import Form

LOCAL: Final = "local"
"""The folder of an organization's own: it adds whatever the content has, and restyles words; it takes nothing away."""
RESTYLED: Final = "words"


@dataclass(frozen=True, slots=True)
class Place:
    file: Path
    line: int


@dataclass(slots=True)
class Reading:
    """``on`` is the day for which review dates are judged, if they are."""

    folder: Path
    locale: str
    faults: Faults
    on: date | None = None
    ids: dict[str, Place] = field(default_factory=dict[str, Place])
    fallbacks: int = 0

    def structures(self, kind: str) -> list[Path]:
        """The files of that kind with facts, and after them the organization's own."""
        return [*structures(self.folder / kind), *structures(self.folder / LOCAL / kind)]

    def claim(self, id_: str, file: Path, line: int) -> None:
        """An id is used once in all of the content."""
        if id_ in self.ids:
            first = self.ids[id_]
            what = f"The id “{id_}” is taken already, in {first.file}:{first.line}."
            self.faults.error(file, line, what, "Choose another; ids of published things never change.")
        elif id_:
            self.ids[id_] = Place(file, line)

    def claim_named(self, id_: str, file: Path, line: int) -> None:
        """The same for an id that the file is named after."""
        self.claim(id_, file, line)
        if id_ and id_ != file.stem:
            self.faults.error(
                file, line, f"The id “{id_}” is not the file's name.", f"Write {file.stem}, or rename it."
            )

    def note_review(self, form: Form, review_by: date, *, retired: bool) -> None:
        """Note what is past its review date on the day for which that is judged."""
        if self.on and review_by < self.on and not retired:
            what = f"The review was due by {review_by}; it is not offered any more."
            self.faults.warn(form.file, form.line("review_by"), what, "Read it again and set a new date, or retire it.")

    def words(self, structure: Path, ending: str) -> Path:
        """The file with the words for ``structure`` in this language, else in the default one (and that is counted).

        An organization's own words go first.
        """
        restyled = self.folder / LOCAL / RESTYLED / f"{structure.stem}.{self.locale}{ending}"
        if ending == ".md" and restyled.exists():
            return restyled
        wanted = structure.with_name(f"{structure.stem}.{self.locale}{ending}")
        default = structure.with_name(f"{structure.stem}.{DEFAULT_LOCALE}{ending}")
        if wanted == default or wanted.exists():
            return wanted
        self.fallbacks += 1
        what = f"There are no words in “{self.locale}” for this; {DEFAULT_LOCALE} is shown."
        self.faults.warn(structure, 1, what, f"Translate {default.name} as {wanted.name}.")
        return default


def structures(folder: Path) -> list[Path]:
    """The YAML files of ``folder`` that have no language in their name, in the order of their names."""
    return sorted(file for file in folder.glob("*.yaml") if "." not in file.stem)
