"""The environment as frozen settings, read once."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain.errors import CoachError

_CONTENT = Path(__file__).parents[1] / "content"
_SHOWN = 4
_LONG_ENOUGH = 16


class SettingsError(CoachError):
    """The environment can't be used; the message says which variable and what to write."""


class Settings(BaseSettings):
    """Every variable that the program reads. An empty one counts as not set."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, frozen=True, extra="ignore", populate_by_name=True
    )

    database_url: str = Field("sqlite+aiosqlite:///data/microcoach.db", validation_alias="MICROCOACH_DATABASE_URL")
    base_url: str | None = Field(None, validation_alias="MICROCOACH_BASE_URL")
    secret_key: SecretStr | None = Field(None, validation_alias="MICROCOACH_SECRET_KEY")
    secret_key_list: SecretStr | None = Field(None, validation_alias="MICROCOACH_SECRET_KEYS")
    playground: Literal["on", "off"] | None = Field(None, validation_alias="MICROCOACH_PLAYGROUND")
    content_dir: Path = Field(_CONTENT, validation_alias="MICROCOACH_CONTENT_DIR")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", validation_alias="MICROCOACH_LOG_LEVEL")
    log_format: Literal["console", "json"] = Field("console", validation_alias="MICROCOACH_LOG_FORMAT")
    host: str = Field("127.0.0.1", validation_alias="MICROCOACH_HOST")
    port: int = Field(8000, validation_alias="PORT", ge=1, le=65535)

    slack_signing_secret: SecretStr | None = Field(None, validation_alias="SLACK_SIGNING_SECRET")
    slack_bot_token: SecretStr | None = Field(None, validation_alias="SLACK_BOT_TOKEN")
    slack_client_id: str | None = Field(None, validation_alias="SLACK_CLIENT_ID")
    slack_client_secret: SecretStr | None = Field(None, validation_alias="SLACK_CLIENT_SECRET")
    slack_app_token: SecretStr | None = Field(None, validation_alias="SLACK_APP_TOKEN")
    slack_api_url: str = Field("https://slack.com/api/", validation_alias="SLACK_API_URL")

    teams_app_id: str | None = Field(None, validation_alias="TEAMS_APP_ID")
    teams_app_password: SecretStr | None = Field(None, validation_alias="TEAMS_APP_PASSWORD")
    teams_app_type: str = Field("SingleTenant", validation_alias="TEAMS_APP_TYPE")
    teams_tenant_id: str | None = Field(None, validation_alias="TEAMS_TENANT_ID")
    teams_auth: Literal["on", "off"] = Field("on", validation_alias="TEAMS_AUTH")
    teams_openid_metadata_url: str | None = Field(None, validation_alias="TEAMS_OPENID_METADATA_URL")
    teams_login_url: str | None = Field(None, validation_alias="TEAMS_LOGIN_URL")

    @property
    def slack_on(self) -> bool:
        return self.slack_signing_secret is not None

    @property
    def teams_on(self) -> bool:
        return self.teams_app_id is not None

    @property
    def is_loopback(self) -> bool:
        return self.host == "localhost" or (_is_address(self.host) and ip_address(self.host).is_loopback)

    @property
    def playground_on(self) -> bool:
        """On by itself only where nobody else can reach it and no chat product is configured."""
        if self.playground is not None:
            return self.playground == "on"
        return self.is_loopback and not self.slack_on and not self.teams_on


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
        first = error.errors()[0]
        raise SettingsError(f"{first['loc'][0]}: {first['msg']}.") from None


def variables(settings: Settings) -> Iterator[Variable]:
    """Every variable with where it came from, in the order of the documentation."""
    for field, info in Settings.model_fields.items():
        name = str(info.validation_alias)
        source = "environment" if os.environ.get(name) else ".env" if field in settings.model_fields_set else "default"
        yield Variable(name, _shown(getattr(settings, field)), source)


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        secret = value.get_secret_value()
        return f"…{secret[-_SHOWN:]}" if len(secret) > _LONG_ENOUGH else "…"
    return "" if value is None else str(value)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
