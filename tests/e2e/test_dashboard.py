"""A page behind a link in a real browser: by keyboard alone, without a script, and wide or narrow."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.e2e.people import Town
from tests.e2e.program import Program

pytestmark = pytest.mark.slow

# What a page lacks for those who do not see it: names for tables and links, headings for cells, one first heading.
_LACKING = """() => {
  const lacking = [];
  const say = (what, found) => found || lacking.push(what);
  say('a language', document.documentElement.lang);
  say('a title', document.title);
  say('one first heading', document.querySelectorAll('h1').length === 1);
  say('one main part', document.querySelectorAll('main').length === 1);
  for (const table of document.querySelectorAll('table')) {
    say('a caption', table.caption && table.caption.textContent.trim());
    for (const row of table.tBodies[0].rows) {
      say('a heading for each row', row.cells[0].scope === 'row');
      say('words in each cell', [...row.cells].every(cell => cell.textContent.trim()));
      say('a heading for each column', row.cells.length === table.tHead.rows[0].cells.length);
    }
  }
  for (const link of document.links) say('a name for each link', link.textContent.trim());
  const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
  say('ids of their own', new Set(ids).size === ids.length);
  say('no sideways scrolling of the page', document.documentElement.scrollWidth <= innerWidth);
  return lacking;
}"""


async def test_two_roles_side_by_side_by_keyboard(page: Page, tmp_path: Path) -> None:
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    with Program(tmp_path) as program, httpx.Client(base_url=program.url) as http:
        jonas = Town(http).person("Jonas")
        jonas.say("/team matrix first-time-team-lead project-lead-without-authority")
        found = re.search(r"/dashboard/role-matrix/[\w.-]+", str(jonas.messages()[-1]))
        assert found is not None
        await page.goto(program.url + found[0])
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "From First-time team lead to Project lead without authority"
        )
        table = page.get_by_role("table", name="Skills of both roles, what is new first")
        await expect(table).to_be_visible()
        await page.keyboard.press("Tab")  # the table itself, which may be wider than the window
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("columnheader", name="Skill")).to_have_attribute("aria-sort", "ascending")
        skills = await page.get_by_role("rowheader").all_inner_texts()
        assert skills == sorted(skills, key=str.casefold)
        for width in (320, 1280):
            await page.set_viewport_size({"width": width, "height": 700})
            assert await page.evaluate(_LACKING) == []
        async with page.expect_download() as download:
            await page.get_by_role("link", name="CSV").click()
        assert (await (await download.value).path()).read_bytes().startswith(b"\xef\xbb\xbf")
        refusal = await page.goto(program.url + found[0][:-2])
        assert refusal is not None
        assert refusal.status == 403
        await expect(page.get_by_text("This link is not whole")).to_be_visible()
    assert [what for what in troubles if "403" not in what] == []
