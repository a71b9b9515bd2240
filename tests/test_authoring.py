"""Content as an author types it at the command line."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.unit.packs.desk import furnish

Run = Callable[..., tuple[int, str, str]]
ASKED = ("content", "new", "practice", "--title", "Wait a moment", "--objective", "You hear more.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return furnish(tmp_path / "content").folder


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Type a command, and perhaps answers to what it asks."""
    monkeypatch.setenv("MICROCOACH_CONTENT_DIR", str(folder))
    monkeypatch.chdir(folder.parent)

    def typed(*words: str, answers: tuple[str, ...] = ()) -> tuple[int, str, str]:
        waiting = iter(answers)
        monkeypatch.setattr("sys.argv", ["microcoach", *words])
        monkeypatch.setattr("builtins.input", partial(next, waiting))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return typed


def test_a_practice_is_begun_without_a_question(run: Run, folder: Path) -> None:
    code, out, _ = run(*ASKED, "--yes")
    assert code == 0
    assert "questions/practices/wait-a-moment.en.md" in out
    facts = (folder / "packs/questions/practices/wait-a-moment.yaml").read_text()
    assert "micro_competency: wait-for-it\ntier: 1\nminutes: 15\n" in facts
    assert "owner: writer@example.org\n" in facts
    assert run("content", "check")[:1] == (0,)


def test_every_answer_can_be_an_option(run: Run, folder: Path) -> None:
    options = ("--micro-competency", "ask-openly", "--tier", "3", "--minutes", "20", "--pack", "questions")
    more = ("--owner", "ann@example.org", "--review-by", "2028-01-31", "--id", "wait-longer")
    assert run(*ASKED, *options, *more)[0] == 0
    facts = (folder / "packs/questions/practices/wait-longer.yaml").read_text()
    assert "micro_competency: ask-openly\ntier: 3\nminutes: 20\n" in facts
    assert "owner: ann@example.org\nreview_by: 2028-01-31\n" in facts


def test_it_asks_for_what_is_not_given_and_again_for_what_can_not_be(run: Run, folder: Path) -> None:
    answers = ("ask-openly", "", "9", "2", "", "", "")
    code, out, _ = run(*ASKED, answers=answers)
    assert code == 0
    assert "Which behaviour does it train?" in out
    assert "Please select one of the available options" in out
    assert "tier: 2\nminutes: 15\n" in (folder / "packs/questions/practices/wait-a-moment.yaml").read_text()


@pytest.mark.parametrize("options", [("--pack", "../elsewhere"), ("--micro-competency", "ask-kindly")])
def test_what_there_is_not_is_one_clear_line(run: Run, options: tuple[str, str]) -> None:
    code, _, err = run(*ASKED, "--yes", *options)
    assert code == 1
    assert err.count("\n") == 1
    assert f"“{options[1]}” is not among:" in err


def test_addresses_are_asked_for_only_on_request(run: Run) -> None:
    code, out, _ = run("content", "check", "--links")
    assert code == 0
    assert out.endswith("0 errors, 0 warnings.\n")


def test_the_check_says_how_much_there_is_in_each_language(run: Run, folder: Path) -> None:
    framework = (folder / "framework.yaml").read_text().replace("[en]", "[en, fr]")
    (folder / "framework.yaml").write_text(framework)
    out = run("content", "check")[1]
    assert "Prompts and texts: en 100%, fr 0%" in out
    assert out.endswith("0 errors, 8 warnings.\n")


def test_publishing_says_what_it_froze(run: Run) -> None:
    assert "good-question, revision 1, en\n" in run("content", "publish")[1]
    assert run("content", "publish") == (0, "", "")


def test_content_that_is_not_there_is_one_clear_line(run: Run, folder: Path) -> None:
    shutil.rmtree(folder)
    code, _, err = run("content", "show")
    assert code == 1
    assert "There is no such folder" in err
