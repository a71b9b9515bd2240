"""The scenario of a practice: a situation, and under ``###`` what could be done and what would follow."""

from bot.domain.practice import Option, Scenario
from bot.packs.page import Page, Part
from bot.packs.schema import NAME, PARAGRAPH, SCENARIO, SITUATION

_FEWEST = 2
_MOST = 3


def read_scenario(page: Page) -> Scenario:
    if SCENARIO not in page.parts or not page.parts[SCENARIO].text:
        return Scenario("", ())  # that it is missing has been said
    lead, *parts = page.cut(SCENARIO)
    situation = page.plain_part(lead, "The situation", SITUATION)
    if not situation:
        what = f"“{SCENARIO}” has no situation above its first option."
        page.faults.error(page.file, page.line(SCENARIO), what, "Tell what has to be decided, to “you”.")
    if not _FEWEST <= len(parts) <= _MOST:
        remedy = f"Write {_FEWEST} or {_MOST}, each below a line that begins with “### ”."
        page.faults.error(page.file, page.line(SCENARIO), f"“{SCENARIO}” has {len(parts)} options.", remedy)
    return Scenario(situation, tuple(_option(page, part) for part in parts))


def _option(page: Page, part: Part) -> Option:
    head, _, body = part.text.partition("\n")
    text = page.plain_part(Part(head.removeprefix("###").strip(), part.line), "An option", NAME)
    consequence = page.plain_part(Part(body, part.line + 1), "A consequence", PARAGRAPH)
    if not text:
        page.faults.error(page.file, part.line, "An option has no words.", "Write behind ### what one could do.")
    if not consequence:
        remedy = "Write what follows from it, the next day and the next week."
        page.faults.error(page.file, part.line, f"“{text}” has no consequence.", remedy)
    return Option(text, consequence)
