"""The environment as frozen settings, read once."""

import os
import re
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain.errors import CoachError

_CONTENT = Path(__file__).parents[1] / "content"
_SQLITE, _POSTGRES = "sqlite+aiosqlite", "postgresql+asyncpg"
_DRIVERS = {"sqlite": _SQLITE, "postgres": _POSTGRES, "postgresql": _POSTGRES}
_SHOWN = 4
_LONG_ENOUGH = 32
_PLACEHOLDERS = re.compile("change.?me|example|password|secret.?key|your.?key|0123456789|(.)\\1{7}", re.IGNORECASE)
_PASSWORD = re.compile(r"(?P<before>://[^:/@]*:).*(?=@)|(?P<name>password=)[^&]+")


class SettingsError(CoachError):
    """The environment can't be used; the message says which variable and what to write."""


def _with_driver(url: str) -> str:
    scheme, found, rest = url.partition("://")
    scheme = _DRIVERS.get(scheme, scheme)
    if not found or scheme not in {_SQLITE, _POSTGRES}:
        raise ValueError("write sqlite+aiosqlite:///path/to/file.db or postgresql+asyncpg://user:password@host/name")
    return f"{scheme}://{rest}"


def _web_address(url: str) -> str:
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise ValueError("write a web address, such as https://coach.example.org")
    return url


def _without_slash(url: str) -> str:
    return url.rstrip("/")


def _signing_key(secret: SecretStr) -> SecretStr:
    """Long enough, and not something that was copied from a manual."""
    if not all(map(_is_good, _listed(secret) or [""])):
        raise ValueError(
            f"write {_LONG_ENOUGH} characters or more that nobody can guess, as openssl rand -hex 32 prints"
        )
    return secret


def _is_good(key: str) -> bool:
    return len(key) >= _LONG_ENOUGH and not _PLACEHOLDERS.search(key)


WebAddress = Annotated[str, AfterValidator(_web_address)]
SigningKey = Annotated[SecretStr, AfterValidator(_signing_key)]


class Settings(BaseSettings):
    """Every variable that the program reads. An empty one counts as not set."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        case_sensitive=True,
        frozen=True,
        extra="ignore",
        populate_by_name=True,
    )

    database_url: Annotated[str, BeforeValidator(_with_driver)] = Field(
        f"{_SQLITE}:///data/microcoach.db", validation_alias="MICROCOACH_DATABASE_URL"
    )
    base_url: Annotated[WebAddress, AfterValidator(_without_slash)] | None = Field(
        None, validation_alias="MICROCOACH_BASE_URL"
    )
    secret_key: SigningKey | None = Field(None, validation_alias="MICROCOACH_SECRET_KEY")
    secret_key_list: SigningKey | None = Field(None, validation_alias="MICROCOACH_SECRET_KEYS")
    playground: Literal["on", "off"] | None = Field(None, validation_alias="MICROCOACH_PLAYGROUND")
    content_dir: Path = Field(_CONTENT, validation_alias="MICROCOACH_CONTENT_DIR")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", validation_alias="MICROCOACH_LOG_LEVEL")
    log_format: Literal["console", "json"] = Field("console", validation_alias="MICROCOACH_LOG_FORMAT")
    sending_window: int = Field(30, validation_alias="MICROCOACH_SENDING_WINDOW_MINUTES", ge=1, le=600)
    keep_delivered_days: int = Field(90, validation_alias="MICROCOACH_KEEP_DELIVERED_DAYS", ge=7, le=3_650)
    keep_heard_days: int = Field(30, validation_alias="MICROCOACH_KEEP_HEARD_DAYS", ge=1, le=3_650)
    host: str = Field("127.0.0.1", validation_alias="MICROCOACH_HOST")
    port: int = Field(8000, validation_alias="PORT", ge=1, le=65535)
    worker_port: int | None = Field(None, validation_alias="MICROCOACH_WORKER_PORT", ge=1, le=65535)

    slack_signing_secret: SecretStr | None = Field(None, validation_alias="SLACK_SIGNING_SECRET")
    slack_bot_token: SecretStr | None = Field(None, validation_alias="SLACK_BOT_TOKEN")
    slack_client_id: str | None = Field(None, validation_alias="SLACK_CLIENT_ID")
    slack_client_secret: SecretStr | None = Field(None, validation_alias="SLACK_CLIENT_SECRET")
    slack_app_token: SecretStr | None = Field(None, validation_alias="SLACK_APP_TOKEN")
    slack_api_url: WebAddress = Field("https://slack.com/api/", validation_alias="SLACK_API_URL")

    teams_app_id: str | None = Field(None, validation_alias="TEAMS_APP_ID")
    teams_app_password: SecretStr | None = Field(None, validation_alias="TEAMS_APP_PASSWORD")
    teams_app_type: Literal["SingleTenant", "MultiTenant", "UserAssignedMSI"] = Field(
        "SingleTenant", validation_alias="TEAMS_APP_TYPE"
    )
    teams_tenant_id: str | None = Field(None, validation_alias="TEAMS_TENANT_ID")
    teams_auth: Literal["on", "off"] = Field("on", validation_alias="TEAMS_AUTH")
    teams_openid_metadata_url: WebAddress | None = Field(None, validation_alias="TEAMS_OPENID_METADATA_URL")
    teams_login_url: WebAddress | None = Field(None, validation_alias="TEAMS_LOGIN_URL")

    @model_validator(mode="after")
    def _teams_is_checked(self) -> "Settings":
        """Without it anybody who reaches the address could speak as anybody."""
        if self.teams_auth == "off" and not self.is_loopback:
            raise ValueError("TEAMS_AUTH=off is for a local client only: set MICROCOACH_HOST=127.0.0.1, or leave it on")
        return self

    @property
    def slack_on(self) -> bool:
        return self.slack_signing_secret is not None or self.slack_app_token is not None

    @property
    def teams_on(self) -> bool:
        return self.teams_app_id is not None

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches it, as far as the settings tell."""
        address = urlsplit(self.base_url).hostname if self.base_url else None
        return _is_here(self.host) and (address is None or _is_here(address))

    @property
    def playground_on(self) -> bool:
        return self.playground_refusal is None

    @property
    def playground_refusal(self) -> str | None:
        """One sentence that says why the playground is off; None while it is on."""
        if self.playground == "on":
            return None
        if self.playground == "off":
            return "MICROCOACH_PLAYGROUND=off turns the playground off."
        if self.slack_on or self.teams_on:
            return "The playground is off because Slack or Teams is configured; MICROCOACH_PLAYGROUND=on turns it on."
        if not self.is_loopback:
            return "The playground is off because others can reach this address; MICROCOACH_PLAYGROUND=on turns it on."
        return None


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable as it is in force; a secret shows its last characters only."""

    name: str
    value: str
    source: Literal["environment", ".env", "default"]


def load_settings() -> Settings:
    """Read the environment and ``.env``. Raises SettingsError with one clear line."""
    try:
        return Settings()  # pyright: ignore[reportCallIssue] - every field has a default
    except ValidationError as error:
        raise SettingsError("; ".join(map(_sentence, error.errors(include_url=False)))) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f".env can't be read as UTF-8 text: {error}") from None


def variables(settings: Settings) -> Iterator[Variable]:
    """Every variable with where it came from, in the order of the documentation."""
    for field, info in Settings.model_fields.items():
        name = str(info.validation_alias)
        source = "environment" if os.environ.get(name) else ".env" if field in settings.model_fields_set else "default"
        yield Variable(name, _shown(getattr(settings, field)), source)


def secret_keys(settings: Settings, folder: Path = Path("data")) -> tuple[str, ...]:
    """The keys that links are checked with; the first one signs. Raises SettingsError.

    Where none is set, ``secret.key`` in ``folder`` holds one, made on the first occasion.
    """
    given = settings.secret_key_list or settings.secret_key
    if given is not None:
        return tuple(_listed(given))
    path = folder / "secret.key"
    try:
        if not path.exists():
            _make_key(path)
        if path.stat().st_mode & 0o077:
            raise SettingsError(f"{path} can be read by others. Run: chmod 600 {path}")
        return (_signing_key(SecretStr(path.read_text("ascii").strip())).get_secret_value(),)
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} can't be used ({error}). Mend it, or set MICROCOACH_SECRET_KEY.") from error


def _make_key(path: Path) -> None:
    """Write it whole and linked into place, so that of two processes one wins, and both read the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as draft:
        draft.write(secrets.token_hex())
        draft.flush()
        os.fsync(draft.fileno())
        try:
            path.hardlink_to(draft.name)
        except FileExistsError:
            return


def _listed(secret: SecretStr) -> list[str]:
    return [key for part in secret.get_secret_value().split(",") if (key := part.strip())]


def _sentence(error: ErrorDetails) -> str:
    """What pydantic found, without the value: it may be a secret."""
    where = "".join(f"{name}: " for name in error["loc"][:1])
    return f"{where}{error['msg'].removeprefix('Value error, ')}."


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        secret = value.get_secret_value()
        return f"…{secret[-_SHOWN:]}" if len(secret) >= _LONG_ENOUGH else "…"
    return "" if value is None else _PASSWORD.sub(r"\g<before>\g<name>…", str(value))


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
