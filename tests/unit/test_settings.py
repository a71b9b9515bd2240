"""What the environment may say, and what it is told when it can't."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, Variable, load_settings, secret_keys, variables

KEY = "d1f0b7c6a59e48372615f4e3d2c1b0a9"
OTHER = "0a9b8c7d6e5f41328a7b6c5d4e3f2a1b"


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields.values():
        monkeypatch.delenv(str(name.validation_alias), raising=False)


def settings(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def named(read: Settings, name: str) -> Variable:
    return next(variable for variable in variables(read) if variable.name == name)


class TestReading:
    def test_nothing_needs_to_be_set(self) -> None:
        read = load_settings()
        assert read.database_url == "sqlite+aiosqlite:///data/microcoach.db"
        assert (read.host, read.port) == ("127.0.0.1", 8000)
        assert (read.content_dir / "sample").exists()
        assert read.playground_on

    def test_an_empty_variable_is_not_set(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert settings(monkeypatch, SLACK_SIGNING_SECRET="", PORT="").playground_on

    def test_a_file_is_read_and_the_environment_wins(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Path(".env").write_text("PORT=8080\nMICROCOACH_LOG_LEVEL=DEBUG\nSOMETHING_ELSE=1\n")
        read = settings(monkeypatch, PORT="9090")
        assert (read.port, read.log_level) == (9090, "DEBUG")

    @pytest.mark.parametrize(
        ("short", "whole"),
        [
            ("postgres://ada:secret@db/coach", "postgresql+asyncpg://ada:secret@db/coach"),
            ("postgresql://db/coach", "postgresql+asyncpg://db/coach"),
            ("sqlite:////data/x.db", "sqlite+aiosqlite:////data/x.db"),
        ],
    )
    def test_a_database_needs_no_driver(self, monkeypatch: pytest.MonkeyPatch, short: str, whole: str) -> None:
        assert settings(monkeypatch, MICROCOACH_DATABASE_URL=short).database_url == whole

    def test_it_stays_as_it_was_read(self) -> None:
        with pytest.raises(ValueError, match="frozen"):
            setattr(load_settings(), "port", 1)  # noqa: B010 - the type checker would refuse it


class TestMistakes:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("PORT", "eighty"),
            ("PORT", "70000"),
            ("MICROCOACH_SENDING_WINDOW_MINUTES", "0"),
            ("MICROCOACH_SENDING_WINDOW_MINUTES", "601"),
            ("MICROCOACH_SENDING_WINDOW_MINUTES", "soon"),
            ("MICROCOACH_LOG_LEVEL", "LOUD"),
            ("MICROCOACH_PLAYGROUND", "maybe"),
            ("MICROCOACH_DATABASE_URL", "mysql://ada:hunter2@db/coach"),
            ("MICROCOACH_DATABASE_URL", "hunter2.db"),
            ("MICROCOACH_BASE_URL", "coach.example.org"),
            ("MICROCOACH_SECRET_KEY", "changeme"),
            ("MICROCOACH_SECRET_KEY", "please-change-me-hunter2-hunter2-hunter2"),
            ("MICROCOACH_SECRET_KEY", "a" * 64),
            ("MICROCOACH_SECRET_KEYS", f"{KEY},hunter2"),
            ("MICROCOACH_SECRET_KEYS", ", "),
        ],
    )
    def test_one_line_names_the_variable_and_tells_no_secret(
        self, monkeypatch: pytest.MonkeyPatch, name: str, value: str
    ) -> None:
        with pytest.raises(SettingsError) as told:
            settings(monkeypatch, **{name: value})
        assert str(told.value).startswith(f"{name}: ")
        assert "\n" not in str(told.value)
        assert "hunter2" not in str(told.value)

    def test_all_mistakes_are_told_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(SettingsError, match=r"MICROCOACH_LOG_FORMAT: .*; PORT: "):
            settings(monkeypatch, PORT="eighty", MICROCOACH_LOG_FORMAT="xml")

    def test_a_file_that_is_no_text_is_told(self) -> None:
        Path(".env").write_bytes(b"PORT=\xff\xfe")
        with pytest.raises(SettingsError, match=r"^\.env can't be read"):
            load_settings()

    def test_teams_is_unguarded_only_where_nobody_else_comes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert settings(monkeypatch, TEAMS_AUTH="off").teams_auth == "off"
        with pytest.raises(SettingsError, match=r"^TEAMS_AUTH=off is for a local client only"):
            settings(monkeypatch, MICROCOACH_HOST="0.0.0.0")  # noqa: S104 - the very case


class TestPlayground:
    @pytest.mark.parametrize("host", ["localhost", "127.0.0.2", "::1"])
    def test_it_is_on_where_nobody_else_comes(self, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
        assert settings(monkeypatch, MICROCOACH_HOST=host).playground_on

    @pytest.mark.parametrize(
        ("name", "value", "reason"),
        [
            ("MICROCOACH_PLAYGROUND", "off", "turns the playground off"),
            ("MICROCOACH_HOST", "0.0.0.0", "others can reach"),  # noqa: S104 - the very case
            ("MICROCOACH_HOST", "coach.example.org", "others can reach"),
            ("MICROCOACH_BASE_URL", "https://coach.example.org/", "others can reach"),
            ("SLACK_SIGNING_SECRET", "x", "Slack or Teams is configured"),
            ("SLACK_APP_TOKEN", "xapp-x", "Slack or Teams is configured"),
            ("TEAMS_APP_ID", "x", "Slack or Teams is configured"),
        ],
    )
    def test_it_is_off_elsewhere_and_says_why(
        self, monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
    ) -> None:
        read = settings(monkeypatch, **{name: value})
        assert not read.playground_on
        assert reason in (read.playground_refusal or "")

    def test_it_can_be_forced(self, monkeypatch: pytest.MonkeyPatch) -> None:
        everywhere = "0.0.0.0"  # noqa: S104 - the very case
        assert settings(monkeypatch, MICROCOACH_HOST=everywhere, MICROCOACH_PLAYGROUND="on").playground_on


class TestShowing:
    def test_every_variable_has_its_source(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Path(".env").write_text("MICROCOACH_LOG_FORMAT=json\n")
        read = settings(monkeypatch, PORT="9090")
        assert named(read, "PORT") == Variable("PORT", "9090", "environment")
        assert named(read, "MICROCOACH_LOG_FORMAT") == Variable("MICROCOACH_LOG_FORMAT", "json", ".env")
        assert named(read, "MICROCOACH_HOST") == Variable("MICROCOACH_HOST", "127.0.0.1", "default")
        assert named(read, "TEAMS_TENANT_ID") == Variable("TEAMS_TENANT_ID", "", "default")

    def test_secrets_are_masked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        read = settings(monkeypatch, MICROCOACH_SECRET_KEY=KEY, TEAMS_APP_PASSWORD="hunter2")
        assert named(read, "MICROCOACH_SECRET_KEY").value == f"…{KEY[-4:]}"
        assert named(read, "TEAMS_APP_PASSWORD").value == "…"
        assert KEY not in repr(read)
        assert "hunter2" not in repr(read)

    @pytest.mark.parametrize(
        ("url", "shown"),
        [
            ("postgresql+asyncpg://ada:hunter2@db:5432/coach", "postgresql+asyncpg://ada:…@db:5432/coach"),
            ("postgresql+asyncpg://ada:a:b/c@d@db/coach", "postgresql+asyncpg://ada:…@db/coach"),
            ("postgresql+asyncpg:///coach?password=hunter2&host=/s", "postgresql+asyncpg:///coach?password=…&host=/s"),
            ("postgresql+asyncpg://db:5432/coach", "postgresql+asyncpg://db:5432/coach"),
        ],
    )
    def test_so_is_a_databases_password(self, monkeypatch: pytest.MonkeyPatch, url: str, shown: str) -> None:
        assert named(settings(monkeypatch, MICROCOACH_DATABASE_URL=url), "MICROCOACH_DATABASE_URL").value == shown


class TestKeys:
    def test_the_first_of_several_signs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert secret_keys(settings(monkeypatch, MICROCOACH_SECRET_KEYS=f"{KEY}, {OTHER}")) == (KEY, OTHER)
        assert not Path("data").exists()

    def test_one_is_enough(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert secret_keys(settings(monkeypatch, MICROCOACH_SECRET_KEY=KEY)) == (KEY,)

    def test_without_any_one_is_made_and_kept(self) -> None:
        [made] = secret_keys(load_settings())
        assert secret_keys(load_settings()) == (made,)
        assert Path("data/secret.key").stat().st_mode & 0o777 == 0o600
        assert [path.name for path in Path("data").iterdir()] == ["secret.key"]

    def test_a_key_that_others_can_read_is_refused(self) -> None:
        secret_keys(load_settings())
        Path("data/secret.key").chmod(0o640)
        with pytest.raises(SettingsError, match=r"Run: chmod 600 data/secret\.key$"):
            secret_keys(load_settings())

    @pytest.mark.parametrize("content", ["", "changeme", "ä" * 40])
    def test_a_file_without_a_key_is_refused(self, content: str) -> None:
        Path("secret.key").write_text(content)
        Path("secret.key").chmod(0o600)
        with pytest.raises(SettingsError, match=r"^secret\.key can't be used"):
            secret_keys(load_settings(), Path())
