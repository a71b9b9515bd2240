"""The command line as an admin types it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.__main__ import main

SAMPLE = Path(__file__).parents[1] / "content" / "sample" / "people.csv"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Type a command in an empty folder; its exit code, and what it said on both outputs."""
    monkeypatch.chdir(tmp_path)

    def typed(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["microcoach", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return typed


def test_the_content_that_ships_is_clean_and_shows_its_numbers(run: Run) -> None:
    assert run("content", "check")[0] == 0
    code, out, _ = run("content", "show", "--json")
    assert code == 0
    shown = json.loads(out)
    assert list(shown) == [
        "competencies",
        "micro_competencies",
        "practices",
        "projects",
        "roles",
        "pathways",
        "locales",
    ]
    assert shown["locales"]["en"] == 1.0
    assert "Ask before telling" in run("content", "show")[1]


def test_a_practice_is_previewed_and_an_unknown_one_is_told(run: Run) -> None:
    assert "OBJECTIVE" in run("content", "preview", "say-it-back-first", "--text")[1]
    assert "no practice" in run("content", "preview", "nothing", "--text")[2]
    assert "“xx” is not offered" in run("content", "preview", "say-it-back-first", "--locale", "xx")[2]
    code, _, err = run("content", "preview", "nothing")
    assert code == 1
    assert err.count("\n") == 1
    assert "nothing" in err


def test_an_account_is_linked_where_the_bot_has_been(run: Run) -> None:
    assert run("people", "import", str(SAMPLE))[0] == 0
    code, out, err = run("people", "link", "ada@example.org", "teams", "aad-1")
    assert (code, out) == (1, "")
    assert "0 workspaces of teams" in err
    assert "T9" in run("people", "link", "ada@example.org", "slack", "U1", "--workspace", "T9")[2]
    assert run("people", "link", "ada@example.org", "discord", "U1")[0] == 2


def test_people_are_brought_in_once_exported_and_erased(run: Run, tmp_path: Path) -> None:
    assert "12 people would be" in run("people", "import", str(SAMPLE), "--dry-run")[1]
    assert "0 people here" in run("export", "ada@example.org")[2]
    for _ in range(2):
        assert run("people", "import", str(SAMPLE)) == (0, "12 people brought in, 0 rows left out.\n", "")
    assert json.loads(run("export", "Ada Okafor")[1])["person"]["email"] == "ada@example.org"
    assert run("export", "ada@example.org", "--to", "ada.json")[0] == 0
    assert (tmp_path / "ada.json").stat().st_mode & 0o077 == 0
    assert run("erase", "ada@example.org", "--yes")[0] == 0
    assert run("export", "ada@example.org")[0] == 1


def test_a_backup_is_written_and_brought_back(run: Run, tmp_path: Path) -> None:
    assert run("people", "import", str(SAMPLE))[0] == 0
    code, out, err = run("backup", "--out", "town.backup", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["rows"]["person"] == 12
    assert run("restore", "town.backup") == (
        1,
        "",
        "There are people in this database. To replace them, say --replace.\n",
    )
    assert run("erase", "ada@example.org", "--yes")[0] == 0
    assert "12 people" in run("restore", "town.backup", "--replace")[1]
    assert run("export", "ada@example.org")[0] == 1, "she stays erased"
    assert run("restore", "nowhere.backup")[0] == 2
    (tmp_path / "list.csv").write_text("name,email\n")
    code, _, err = run("restore", "list.csv", "--replace")
    assert (code, err.count("\n")) == (1, 1)
    assert run("backup")[1].startswith("Written to microcoach-")


def test_a_list_with_a_bad_row_says_so_and_keeps_the_good_ones(run: Run, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name,email,roles,zone\nJo,jo@x.org,manager,UTC\nAl,al@x.org,boss,UTC\n")
    code, out, err = run("people", "import", "people.csv")
    assert (code, out) == (1, "1 people brought in, 1 rows left out.\n")
    assert err.startswith("people.csv:3: “boss”")


def test_the_doctor_names_every_variable_and_hides_secrets(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "a-secret-of-some-length")
    monkeypatch.setenv("SLACK_CLIENT_ID", "111.222")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "another-secret")
    code, out, _ = run("doctor")
    assert code == 0
    assert "SLACK_SIGNING_SECRET" in out
    assert "a-secret-of-some-length" not in out
    assert "TEAMS_OPENID_METADATA_URL" in out
    found = json.loads(run("doctor", "--json")[1])
    assert {"database", "content", "playground", "slack", "teams"} <= {finding["name"] for finding in found}


def test_a_wrong_variable_is_one_clear_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    code, _, err = run("doctor")
    assert code == 1
    assert "PORT" in err
    assert err.count("\n") == 1


def test_a_database_that_is_up_to_date_stays_so(run: Run) -> None:
    for _ in range(2):
        assert run("migrate") == (0, "The database is up to date.\n", "")


def test_a_programme_is_played_for_people_and_for_programs(run: Run) -> None:
    code, out, err = run("simulate", "--weeks", "2", "--learners", "5")
    assert (code, err) == (0, "")
    assert "coach hours" in out
    played = [json.loads(run("simulate", "--weeks", "2", "--learners", "5", "--json")[1]) for _ in range(2)]
    assert played[0] | {"seconds": 0} == played[1] | {"seconds": 0}
    assert (played[0]["weeks"], played[0]["learners"], played[0]["max_prompts_per_learner_day"]) == (2, 5, 1)


def test_a_window_that_is_too_short_for_everybody_is_told_before_launch(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = ("simulate", "--weeks", "1", "--learners", "20", "--per-minute", "1")
    assert "SENDING_WINDOW" not in run(*narrow)[1]
    monkeypatch.setenv("MICROCOACH_SENDING_WINDOW_MINUTES", "2")
    assert "raise MICROCOACH_SENDING_WINDOW_MINUTES" in run(*narrow)[1]


@pytest.mark.parametrize(
    "words",
    ["--weeks 0", "--learners 1000000", "--pathway lead-trough-conversation", "--pathway [/b]", "--per-minute 0"],
)
def test_a_programme_that_can_not_be_played_is_one_clear_line(run: Run, words: str) -> None:
    code, out, err = run("simulate", *words.split())
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


def test_an_unknown_command_is_a_usage_error(run: Run) -> None:
    assert run("fly")[0] == 2
