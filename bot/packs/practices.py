"""Practices: each is one YAML file with its facts and one Markdown file with its words."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bot.domain.competency import MicroCompetency
from bot.domain.ids import MicroId, PracticeId
from bot.domain.practice import LONGEST_MINUTES, SHORTEST_MINUTES, TIERS, Practice
from bot.packs import schema
from bot.packs.form import Form, read_form
from bot.packs.pack import pack_folders, practice_files
from bot.packs.page import Page, read_page
from bot.packs.reading import Reading
from bot.packs.scenario import read_scenario

_FIELDS = ("id", "revision", "micro_competency", "tier", "minutes", "tags", "owner", "review_by")


def read_practices(reading: Reading, micros: Mapping[MicroId, MicroCompetency]) -> dict[PracticeId, Practice]:
    """What trains something that is retired is retired with it."""
    files = [file for pack in pack_folders(reading.folder) for file in practice_files(pack)]
    practices = [_read(file, reading, micros) for file in files]
    return {practice.id: practice for practice in practices}


def _read(file: Path, reading: Reading, micros: Mapping[MicroId, MicroCompetency]) -> Practice:
    form = read_form(file, reading.faults)
    form.only(*_FIELDS, optional=("retired", "suggestion", "thanks"))
    reading.claim_named(form.id(), file, form.line("id"))
    page = read_page(reading.words(file, ".md"), schema.PRACTICE_PARTS, reading.faults)
    practice = _practice(form, page)
    if practice.micro_competency and practice.micro_competency not in micros:
        what = f"There is no micro-competency “{practice.micro_competency}”."
        form.complain("micro_competency", what, "Check the spelling, or add it to a competency.")
    trained = micros.get(practice.micro_competency)
    practice = replace(practice, retired=practice.retired or (trained is not None and trained.retired))
    reading.note_review(form, practice.review_by, retired=practice.retired)
    return practice


def _practice(form: Form, page: Page) -> Practice:
    why, source = _why(page)
    return Practice(
        id=PracticeId(form.id() or form.file.stem),
        revision=form.revision(),
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
        scenario=read_scenario(page),
        reflection=page.items(schema.REFLECTION, 2, 3, schema.LINE),
        recall=page.items(schema.RECALL, 2, 3, schema.LINE),
        tags=_tags(form.form("tags")),
        owner=form.email("owner"),
        review_by=form.day("review_by"),
        retired=form.flag("retired"),
        suggestion=form.text("suggestion", schema.NAME),
        thanks=form.text("thanks", schema.NAME),
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
