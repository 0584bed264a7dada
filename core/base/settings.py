"""One typed settings object: `.streamlit/secrets.toml`, overridden by `CATRUC_*` in the environment."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from core.base.errors import SettingsError

ROOT = Path(__file__).resolve().parents[2]
SECRETS_FILE = ROOT / ".streamlit" / "secrets.toml"
DEFAULT_DATABASE = f"sqlite:///{ROOT / 'data' / 'catruc.db'}"


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"unknown time zone “{name}”, use a name like Asia/Ho_Chi_Minh") from error
    return name


class Settings(BaseSettings):
    """Everything that differs between two installations; README lists each with its meaning."""

    model_config = SettingsConfigDict(env_prefix="CATRUC_", env_nested_delimiter="__", extra="ignore", frozen=True)

    database_url: SecretStr = SecretStr("")
    timezone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Ho_Chi_Minh"
    language: Literal["vi", "en"] = "vi"
    service_start_hour: int = Field(default=8, ge=0, le=23)
    service_end_hour: int = Field(default=24, ge=1, le=24)
    peak_start: str = Field(default="20:30", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    peak_end: str = Field(default="22:30", pattern=r"^([01]\d|2[0-4]):[0-5]\d$")
    sheets_refresh_seconds: int = Field(default=60, ge=15, le=86_400)
    sheets_emulator_host: str = Field(default="", validation_alias="SHEETS_EMULATOR_HOST")
    google: dict[str, Any] = Field(default_factory=dict, repr=False)
    metrics_token: SecretStr = SecretStr("")
    secure_cookies: bool = False
    trust_proxy: bool = False
    session_idle_minutes: int = Field(default=30, ge=1, le=1_440)
    session_hours: int = Field(default=12, ge=1, le=168)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_json: bool = False
    demo: bool = True

    @field_validator("database_url")
    @classmethod
    def _supported_database(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value().strip()
        if not url:
            return SecretStr(DEFAULT_DATABASE)
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise ValueError("not a database URL; write sqlite:///data/catruc.db or postgresql://user:password@host/name") from error
        name = parsed.get_backend_name()
        if name == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        elif name != "sqlite" or not parsed.database or parsed.database == ":memory:":
            raise ValueError("only SQLite files (sqlite:///data/catruc.db) and PostgreSQL (postgresql://…) are supported")
        return SecretStr(parsed.render_as_string(hide_password=False))

    @property
    def database_configured(self) -> bool:
        """Tell whether somebody chose a database; the demo shop is made only where nobody did."""
        return self.database_url.get_secret_value() != DEFAULT_DATABASE

    @property
    def zone(self) -> ZoneInfo:
        """The team's time zone."""
        return ZoneInfo(self.timezone)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, SECRETS_FILE)


def load_settings(**overrides: Any) -> Settings:
    """Read the settings afresh; nonsense raises SettingsError with one line and never a secret."""
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        why = first["msg"].removeprefix("Value error, ")
        raise SettingsError("Setting {name}: {why}.", name=name, why=why) from None
    except (ValueError, OSError) as error:  # a TOML file that does not parse or cannot be opened
        raise SettingsError("The settings file {file} cannot be read: {why}.", file=SECRETS_FILE.name, why=str(error)) from None
    if settings.service_end_hour <= settings.service_start_hour:
        raise SettingsError("Setting {name}: {why}.", name="service_end_hour", why="must be later than service_start_hour")
    return settings


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the process's settings, read once."""
    return load_settings()
