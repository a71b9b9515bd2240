"""Projects: each is one YAML file with its facts and one Markdown file with its words."""

from collections.abc import Container
from itertools import pairwise
from pathlib import Path

from bot.domain.ids import CompetencyId, ProjectId
from bot.domain.pathway import Milestone, Project
from bot.packs import schema
from bot.packs.form import Form, read_form
from bot.packs.page import Page, read_page
from bot.packs.reading import Reading

_MOST_WEEKS = 12
_FIELDS = ("id", "competency", "weeks", "milestones", "owner", "review_by")


def read_projects(reading: Reading, competencies: Container[CompetencyId]) -> dict[ProjectId, Project]:
    projects = [_read(file, reading, competencies) for file in reading.structures("projects")]
    return {project.id: project for project in projects}


def _read(file: Path, reading: Reading, competencies: Container[CompetencyId]) -> Project:
    form = read_form(file, reading.faults)
    form.only(*_FIELDS, optional=("revision", "retired"))
    reading.claim_named(form.id(), file, form.line("id"))
    page = read_page(reading.words(file, ".md"), schema.PROJECT_PARTS, reading.faults)
    project = _project(form, page)
    if project.competency and project.competency not in competencies:
        what = f"There is no competency “{project.competency}”."
        form.complain("competency", what, "Check the spelling, or add it to competencies/.")
    reading.note_review(form, project.review_by, retired=project.retired)
    return project


def _project(form: Form, page: Page) -> Project:
    weeks = form.whole("weeks", 1, _MOST_WEEKS)
    return Project(
        id=ProjectId(form.id() or form.file.stem),
        revision=form.revision(),
        competency=CompetencyId(form.id("competency")),
        weeks=weeks,
        title=page.title(schema.NAME),
        outcome=page.plain(schema.OUTCOME, schema.PASSAGE),
        scope=page.plain(schema.SCOPE, schema.PASSAGE),
        sponsor=page.plain(schema.SPONSOR, schema.PASSAGE),
        stakeholders=page.items(schema.STAKEHOLDERS, 2, 5, schema.LINE),
        milestones=_milestones(form, page, weeks),
        evidence=page.items(schema.EVIDENCE, 2, 3, schema.LINE),
        coaching=page.items(schema.COACHING, 2, 4, schema.LINE),
        owner=form.email("owner"),
        review_by=form.day("review_by"),
        retired=form.flag("retired"),
    )


def _milestones(form: Form, page: Page, weeks: int) -> tuple[Milestone, ...]:
    days = form.wholes("milestones", 1, weeks * 7)
    if any(later <= sooner for sooner, later in pairwise(days)):
        form.complain("milestones", "The milestones are not in the order of their days.", "Begin with the first day.")
    texts = page.items(schema.MILESTONES, len(days), len(days), schema.LINE) if days else ()
    return tuple(Milestone(day, text) for day, text in zip(days, texts, strict=False))
