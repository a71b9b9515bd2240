"""Packs: folders of practices with a title and an owner."""

from pathlib import Path

from bot.domain.ids import PackId, PracticeId
from bot.domain.practice import Pack
from bot.packs.form import is_id, read_form
from bot.packs.reading import LOCAL, Reading, structures
from bot.packs.schema import NAME


def pack_folders(folder: Path) -> list[Path]:
    """The content's own, and after them the organization's."""
    return [
        path
        for packs in (folder / "packs", folder / LOCAL / "packs")
        for path in sorted(packs.glob("[!.]*"))
        if path.is_dir()
    ]


def practice_files(pack: Path) -> list[Path]:
    """The fact files of the practices of one pack."""
    return structures(pack / "practices")


def read_packs(reading: Reading) -> dict[PackId, Pack]:
    packs = [_read(folder, reading) for folder in pack_folders(reading.folder)]
    return {pack.id: pack for pack in packs}


def _read(folder: Path, reading: Reading) -> Pack:
    facts = read_form(folder / "pack.yaml", reading.faults)
    facts.only("owner", optional=("elective",))
    if not is_id(folder.name):
        remedy = "Rename the folder: small letters a to z, digits and single hyphens."
        reading.faults.error(facts.file, 1, f"“{folder.name}” can't be an id.", remedy)
    words = read_form(reading.words(facts.file, ".yaml"), reading.faults)
    words.only("title")
    return Pack(
        id=PackId(folder.name),
        title=words.text("title", NAME),
        elective=facts.flag("elective"),
        owner=facts.email("owner"),
        practices=tuple(PracticeId(file.stem) for file in practice_files(folder)),
    )
