"""Packs of practices: each practice is one YAML file with its facts and one Markdown file with its words."""

from collections.abc import Container, Mapping
from pathlib import Path

from bot.domain.ids import MicroId, PracticeId
from bot.domain.practice import LONGEST_MINUTES, SHORTEST_MINUTES, TIERS, Practice
from bot.packs import schema
from bot.packs.form import Form, read_form
from bot.packs.page import Page, read_page
from bot.packs.reading import Reading, structures

_HIGHEST_REVISION = 9999
_FIELDS = ("id", "revision", "micro_competency", "tier", "minutes", "tags", "owner", "review_by")


def practice_files(folder: Path) -> list[Path]:
    """The fact files of all practices of all packs."""
    return [file for pack in _packs(folder) for file in structures(pack / "practices")]


def read_practices(reading: Reading, micros: Container[MicroId]) -> dict[PracticeId, Practice]:
    for pack in _packs(reading.folder):
        form = read_form(pack / "pack.yaml", reading.faults)
        form.only("title", "owner")
        form.text("title", schema.NAME)
        _owner(form)
    practices = [_read(file, reading, micros) for file in practice_files(reading.folder)]
    return {practice.id: practice for practice in practices}


def _packs(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "packs").glob("*") if path.is_dir())


def _read(file: Path, reading: Reading, micros: Container[MicroId]) -> Practice:
    form = read_form(file, reading.faults)
    form.only(*_FIELDS, optional=("retired",))
    reading.claim_named(form.id(), file, form.line("id"))
    page = read_page(reading.words(file, ".md"), schema.PRACTICE_PARTS, reading.faults)
    practice = _practice(form, page)
    if practice.micro_competency and practice.micro_competency not in micros:
        what = f"There is no micro-competency “{practice.micro_competency}”."
        form.complain("micro_competency", what, "Check the spelling, or add it to a competency.")
    if reading.on and practice.review_by < reading.on and not practice.retired:
        what = f"The review was due by {practice.review_by}; it is not offered any more."
        reading.faults.warn(file, form.line("review_by"), what, "Read it again and set a new date, or retire it.")
    return practice


def _practice(form: Form, page: Page) -> Practice:
    why, source = _why(page)
    return Practice(
        id=PracticeId(form.id() or form.file.stem),
        revision=form.whole("revision", 1, _HIGHEST_REVISION),
        micro_competency=MicroId(form.id("micro_competency")),
        tier=TIERS[form.whole("tier", TIERS[0], TIERS[-1]) - 1],
        minutes=form.whole("minutes", SHORTEST_MINUTES, LONGEST_MINUTES),
        title=page.title(schema.NAME),
        objective=page.plain(schema.OBJECTIVE, schema.LINE),
        exercise=page.plain(schema.EXERCISE_PART, schema.EXERCISE),
        constraint=page.plain(schema.CONSTRAINT, schema.LINE),
        criteria=page.items(schema.CRITERIA, 2, 3, schema.ITEM),
        why_it_works=why,
        source=source,
        checklist=page.items(schema.CHECKLIST, 3, 5, schema.ITEM),
        guide=page.markdown(schema.GUIDE, schema.LONGEST),
        exemplar=page.markdown(schema.EXEMPLAR, schema.LONGEST),
        recall=page.items(schema.RECALL, 2, 3, schema.LINE),
        tags=_tags(form.form("tags")),
        owner=_owner(form),
        review_by=form.day("review_by"),
        retired=form.flag("retired"),
    )


def _why(page: Page) -> tuple[str, str]:
    """The sentence, and after “Source:” where it comes from."""
    said, mark, source = page.plain(schema.WHY, schema.REASON).partition(schema.SOURCE)
    if said and not (mark and source.strip()):
        remedy = f"End it with “{schema.SOURCE} …”; where there is no study, write “practitioner experience”."
        page.faults.error(page.file, page.line(schema.WHY), f"“{schema.WHY}” names no source.", remedy)
    return said.strip(), source.strip()


def _tags(form: Form) -> Mapping[str, tuple[str, ...]]:
    form.only(optional=schema.TAGS)
    return {kind: form.texts(kind, schema.NAME) for kind in form.fields.nodes}


def _owner(form: Form) -> str:
    owner = form.text("owner", schema.NAME)
    if owner and "@" not in owner:
        form.complain("owner", f"“{owner}” is not an e-mail address.", "Write whom to tell when the review is due.")
    return owner
