"""The framework on a page, for everybody, in their language."""

from dataclasses import replace

from bot.dashboards.frame import Visit
from bot.dashboards.framework import framework_page
from bot.domain.ids import PathwayId, RoleProfileId
from bot.domain.pathway import Need, RoleProfile
from bot.engine.effects import Say
from bot.rendering.message import Message
from bot.rendering.prompts import Prompts, Reader
from bot.rendering.sources import FOLDER
from tests.make import ASKING, CLOSING, MONDAY, OPENING, a_framework, a_library, a_person

PROMPTS = Prompts.load(FOLDER)
LEAD = RoleProfile(
    id=RoleProfileId("lead"),
    revision=1,
    pathway=PathwayId("lead"),
    title="New lead",
    summary="Leads.",
    situations=("One", "Two"),
    skills={ASKING: Need(3.5, "daily")},
    retired=False,
)


async def page(locale: str = "en", *retired: str) -> tuple[Message, list[list[str]]]:
    """The words, and the cells of the table with its headings."""
    framework = a_framework()
    micros = {id_: replace(one, retired=id_ in retired) for id_, one in framework.micro_competencies.items()}
    library = a_library(framework=replace(framework, micro_competencies=micros), role_profiles={LEAD.id: LEAD})

    async def words(say: Say) -> Message:
        return PROMPTS.render(say, Reader(locale, "UTC", MONDAY))

    sheet = await framework_page({"en": library, "de": library})(Visit(a_person(locale=locale), (), MONDAY, words))
    [table] = sheet.tables
    return sheet.words, [
        [column.label for column in table.columns],
        *([cell.text for cell in row] for row in table.rows),
    ]


async def test_each_behaviour_is_a_row_with_its_five_levels_and_who_needs_it() -> None:
    words, (headings, first, *others) = await page()
    assert headings[:5] == ["Behaviour", "Competency", "Weight", "How often it is needed", "Seen by"]
    assert first == [
        "Ask before telling", "Feedback", "core", "daily", "Ask before telling, seen twice a week.",
        *(f"Ask before telling {level}" for level in range(1, 6)), "New lead: 3.5",
    ]  # fmt: skip
    assert len(others) == 5
    assert "What everybody needs (core): 40 %" in words.text.replace("\\", "")
    assert "One part is missing" not in words.text


async def test_what_is_retired_says_so_and_an_absent_class_too() -> None:
    words, (_, *rows) = await page("en", OPENING, CLOSING)
    assert [row[0] for row in rows[-2:]] == [
        "Open with the purpose (no longer trained)", "Close with decisions (no longer trained)",
    ]  # fmt: skip
    assert "One part is missing here, so the others count for more." in words.text
    assert "What everybody needs (core): 53 %" in words.text.replace("\\", "")


async def test_it_is_in_the_language_of_whoever_opens_it() -> None:
    words, (headings, *_) = await page("de")
    assert words.labels["title"] == "Was wir hier lernen"
    assert headings[0] == "Verhalten"
