"""Role profiles: what a kind of leader needs, as YAML, and who that is, as Markdown."""

from collections.abc import Collection
from pathlib import Path

from bot.domain.ids import MicroId, PathwayId, RoleProfileId
from bot.domain.pathway import Need, RoleProfile
from bot.domain.rubric import LEVELS
from bot.packs import schema
from bot.packs.form import Form, read_form
from bot.packs.page import read_page
from bot.packs.reading import Reading


def read_role_profiles(
    reading: Reading, pathways: Collection[PathwayId], micros: Collection[MicroId]
) -> dict[RoleProfileId, RoleProfile]:
    profiles = [_read(file, reading, pathways, micros) for file in reading.structures("roles")]
    return {profile.id: profile for profile in profiles}


def _read(file: Path, reading: Reading, pathways: Collection[PathwayId], micros: Collection[MicroId]) -> RoleProfile:
    form = read_form(file, reading.faults)
    form.only("id", "pathway", "skills", optional=("revision", "retired"))
    reading.claim_named(form.id(), file, form.line("id"))
    pathway = PathwayId(form.id("pathway"))
    if pathway and pathway not in pathways:
        form.complain("pathway", f"There is no pathway “{pathway}”.", "Check the spelling, or add it to pathways/.")
    page = read_page(reading.words(file, ".md"), schema.ROLE_PARTS, reading.faults)
    return RoleProfile(
        id=RoleProfileId(form.id() or file.stem),
        revision=form.revision(),
        pathway=pathway,
        title=page.title(schema.NAME),
        summary=page.plain(schema.SUMMARY, schema.PASSAGE),
        situations=page.items(schema.SITUATIONS, 3, 6, schema.LINE),
        skills=_skills(form, micros),
        retired=form.flag("retired"),
    )


def _skills(form: Form, micros: Collection[MicroId]) -> dict[MicroId, Need]:
    skills = form.form("skills")
    skills.only(optional=tuple(micros))
    if "skills" in form.fields.nodes and not skills.fields.nodes:
        form.complain("skills", "The role needs nothing.", "Name each micro-competency with its target and scope.")
    return {id_: _need(skills.form(id_)) for id_ in micros if id_ in skills.fields.nodes}


def _need(form: Form) -> Need:
    form.only("target", "scope")
    return Need(form.decimal("target", LEVELS[0], LEVELS[-1]), form.choice("scope", schema.SCOPES))
