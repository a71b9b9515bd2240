"""What has been published stays as it was: ``published.lock`` holds a fingerprint of every published revision.

Learners' histories point at revisions of practices, and ratings at versions of the framework, so neither may change
its meaning; the same holds for projects and role profiles. Owner, tags, review date, thanks and retirement are not part
of a fingerprint: they may change at any time. So may what an organization adds or restyles in ``local/``.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from bot.domain.competency import Framework
from bot.domain.language import DEFAULT_LOCALE
from bot.domain.pathway import Project, RoleProfile
from bot.domain.practice import Library, Practice
from bot.packs.load import Content
from bot.packs.reading import LOCAL, RESTYLED, Place
from bot.packs.source import read_text

NAME = "published.lock"
FRAMEWORK = "framework"
_HEADER = "# Written by “microcoach content publish”. Please don't edit it by hand.\n"
_NOT_MEANT = ("name", "metrics", "by_heart")
_FREE = ("id", "revision", "tags", "owner", "review_by", "retired", "suggestion", "thanks")

Revised = Practice | Project | RoleProfile


class Published(NamedTuple):
    """One practice, project or role profile in one revision, or the framework in one version, in one language."""

    name: str
    revision: str
    locale: str


Prints = Mapping[Published, str]


def prints_of(content: Content) -> dict[Published, str]:
    """The fingerprints of everything that is there now; words that are not translated have none."""
    framework = content.libraries[DEFAULT_LOCALE].framework
    prints = {Published(FRAMEWORK, framework.version, DEFAULT_LOCALE): _print(_meaning(content, framework))}
    for library in content.libraries.values():
        prints |= {
            Published(it.id, str(it.revision), library.locale): _print(_words(it)) for it in _said_in(library, content)
        }
    return prints


def read_lock(content: Content, folder: Path) -> dict[Published, str]:
    """The fingerprints in the lock file; a line that can't be read is noted."""
    file = folder / NAME
    text = read_text(file, content.faults) if file.exists() else None
    prints: dict[Published, str] = {}
    for number, line in enumerate((text or "").splitlines(), 1):
        match line.split():
            case [name, revision, locale, fingerprint] if not line.startswith("#"):
                prints[Published(name, revision, locale)] = fingerprint
            case [first, *_] if not first.startswith("#"):
                content.faults.error(file, number, "This line is damaged.", "Bring the file back as it was.")
            case _:
                pass
    return prints


def write_lock(folder: Path, prints: Prints) -> None:
    lines = sorted(f"{' '.join(published)} {fingerprint}\n" for published, fingerprint in prints.items())
    draft = folder / f".{NAME}"
    draft.write_text(_HEADER + "".join(lines), encoding="utf-8")
    draft.replace(folder / NAME)


def note_changes(content: Content, folder: Path) -> None:
    """Note what was published and has changed, gone back or gone away."""
    lock = read_lock(content, folder)
    now = prints_of(content)
    for published, fingerprint in now.items():
        if lock.get(published, fingerprint) != fingerprint:
            _note_change(content, folder, published)
    present = {it.id: it for it in _revised(content.libraries[DEFAULT_LOCALE])}
    for it in present.values():
        _note_step_back(content, it, lock)
    for name in dict.fromkeys(published.name for published in lock):
        if name != FRAMEWORK and name not in present:
            what = f"“{name}” was published and is gone."
            content.faults.error(folder / NAME, 1, what, "Bring its files back and write “retired: true” in them.")


def _note_change(content: Content, folder: Path, published: Published) -> None:
    if published.name == FRAMEWORK:
        what = f"Version {published.revision} was published, and what it says has changed since."
        content.faults.error(folder / "framework.yaml", 1, what, "Raise the version, or undo the change.")
        return
    what = (
        f"Revision {published.revision} was published, and its “{published.locale}” words or facts have changed since."
    )
    remedy = f"Raise the revision to {int(published.revision) + 1}, or undo the change."
    content.faults.error(_place(content, published.name).file, _place(content, published.name).line, what, remedy)


def _note_step_back(content: Content, it: Revised, lock: Prints) -> None:
    revisions = [int(known.revision) for known in lock if known.name == it.id and known.revision.isdecimal()]
    latest = max(revisions, default=0)
    if it.revision < latest:
        place = _place(content, it.id)
        what = f"Revision {latest} was published already, and this is {it.revision}."
        content.faults.error(place.file, place.line, what, f"Raise the revision to {latest + 1}.")


def _is_local(content: Content, id_: str) -> bool:
    """What an organization adds is its own to change."""
    return content.places[id_].file.is_relative_to(content.folder / LOCAL)


def _place(content: Content, id_: str) -> Place:
    return content.places[id_]


def _revised(library: Library) -> Iterator[Revised]:
    yield from library.practices.values()
    yield from library.projects.values()
    yield from library.role_profiles.values()


def _said_in(library: Library, content: Content) -> Iterator[Revised]:
    for it in _revised(library):
        file = _place(content, it.id).file
        restyled = content.folder / LOCAL / RESTYLED / f"{it.id}.{library.locale}.md"
        if _is_local(content, it.id) or restyled.exists():
            continue
        if file.with_name(f"{file.stem}.{library.locale}.md").exists():
            yield it


def _words(it: Revised) -> dict[str, object]:
    return {name: value for name, value in asdict(it).items() if name not in _FREE}


def _meaning(content: Content, framework: Framework) -> dict[str, object]:
    """What a rating depends on: the weights, and of each micro-competency all but its name.

    Whatever figures other systems have may change at any time: a rating keeps the figure and the level made of it. So
    may the days on which something comes back.
    """
    micros = {
        id_: {name: value for name, value in asdict(micro).items() if name not in _NOT_MEANT}
        for id_, micro in framework.micro_competencies.items()
        if not _is_local(content, micro.competency)
    }
    competencies = {id_: one for id_, one in framework.competencies.items() if not _is_local(content, id_)}
    classes = {id_: competency.weight_class for id_, competency in competencies.items()}
    return {"weights": dict(framework.weights), "classes": classes, "micro_competencies": micros}


def _print(value: dict[str, object]) -> str:
    filled = json.loads(json.dumps(value), object_hook=_filled)
    return sha256(json.dumps(filled, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def _filled(fields: dict[str, object]) -> dict[str, object]:
    """Without what is empty: a field that a later version of the program brings changes nothing until it is filled."""
    return {name: value for name, value in fields.items() if value}
