"""From an approved suggestion to a draft, as a writer types it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.adapters.tokens import Buttons
from bot.domain.ids import MicroId, PersonId, ProposalId
from bot.domain.proposal import PARTS, Credit, Proposal
from bot.runtime.holidays import days_off
from storage.database import Around
from storage.memory import open_memory
from tests.stage import sample
from tests.unit.packs.desk import furnish

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return furnish(tmp_path / "content").folder


@pytest.fixture
def run(folder: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("MICROCOACH_CONTENT_DIR", str(folder))
    monkeypatch.setenv("MICROCOACH_DATABASE_URL", sqlite_url)
    monkeypatch.chdir(folder.parent)

    def typed(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["microcoach", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return typed


def approve(url: str, name: str, practise: str, micro: str = "wait-for-it", credit: Credit = "name") -> None:
    """One of Ada's, who is here."""

    async def kept() -> None:
        memory = open_memory(url, Around(Buttons(), days_off, {}))
        if not await memory.roster.is_inhabited():
            await memory.roster.found(sample(MONDAY.date()), MONDAY, at_once=False)
        ada = await memory.roster.person("ada@example.org")
        words = dict.fromkeys(PARTS, practise)
        made = Proposal(ProposalId(name), PersonId(ada), MicroId(micro), words, credit, "approved", MONDAY)
        async with memory.store.turn() as turn:
            await turn.keep([made], MONDAY)
        await memory.close()

    asyncio.run(kept())


def test_a_draft_is_written_once_and_thanks_whom_it_should(run: Run, folder: Path, sqlite_url: str) -> None:
    assert run("content", "suggested") == (0, "Drafts written: 0.\n", "")
    approve(sqlite_url, "one", "Wait a moment longer")
    approve(sqlite_url, "two", "Wait until noon", credit="none")
    code, out, _ = run("content", "suggested")
    assert code == 0
    assert "wait-a-moment-longer.en.md" in out.replace("\n", "")
    assert "Drafts written: 2." in out
    facts = (folder / "packs/questions/practices/wait-a-moment-longer.yaml").read_text()
    assert 'thanks: "Ada Okafor"' in facts
    assert "suggestion: one" in facts
    assert run("content", "check")[0] == 0
    assert "wait-a-moment-longer), tier 1, 15 min, thanks to Ada Okafor, retired" in run("content", "show")[1]
    assert run("content", "suggested") == (0, "Drafts written: 0.\n", "")


def test_drafts_may_go_to_another_folder(run: Run, folder: Path, sqlite_url: str) -> None:
    approve(sqlite_url, "one", "Wait a moment longer")
    before = sorted(folder.rglob("*"))
    assert "Drafts written: 1." in run("content", "suggested", "--out", "drafts")[1]
    assert (folder.parent / "drafts/packs/questions/practices/wait-a-moment-longer.yaml").exists()
    assert sorted(folder.rglob("*")) == before
    assert "is there already" in run("content", "suggested", "--out", "drafts")[2].replace("\n", " ")


def test_one_that_can_not_be_written_keeps_no_other_waiting(run: Run, sqlite_url: str) -> None:
    approve(sqlite_url, "one", "Wait a moment longer", micro="long-gone")
    approve(sqlite_url, "two", "Wait until noon")
    _, out, err = run("content", "suggested")
    assert "one: There is no micro-competency “long-gone” any more." in err.replace("\n", " ")
    assert "Drafts written: 1." in out


def test_whoever_is_erased_is_to_be_thanked_no_more(run: Run, sqlite_url: str) -> None:
    approve(sqlite_url, "one", "Wait a moment longer")
    run("content", "suggested")
    assert run("erase", "ada@example.org", "--yes")[0] == 0
    out = run("content", "suggested")[1]
    assert "wait-a-moment-longer: take “thanks” out of its file" in out.replace("\n", " ")
