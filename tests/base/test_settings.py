"""Settings: nonsense stops the start with one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.base import settings
from core.base.errors import SettingsError
from core.base.settings import load_settings


@pytest.fixture(autouse=True)
def no_secrets_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Point the settings at a file of the test's own."""
    path = tmp_path / "secrets.toml"
    monkeypatch.setattr(settings, "SECRETS_FILE", path)
    for name in ("CATRUC_DATABASE_URL", "SHEETS_EMULATOR_HOST"):
        monkeypatch.delenv(name, raising=False)
    return path


def test_nothing_set_means_a_file_beside_the_code() -> None:
    assert load_settings().database_url.get_secret_value() == f"sqlite:///{settings.ROOT / 'data' / 'catruc.db'}"


def test_the_environment_wins_over_the_file(no_secrets_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no_secrets_file.write_text('timezone = "Asia/Bangkok"\nlanguage = "en"\n', encoding="utf-8")
    monkeypatch.setenv("CATRUC_TIMEZONE", "Asia/Tokyo")
    assert (load_settings().timezone, load_settings().language) == ("Asia/Tokyo", "en")


def test_a_postgres_url_gets_our_driver() -> None:
    assert load_settings(database_url="postgres://u:p@h/d".replace("postgres:", "postgresql:")).database_url.get_secret_value() == (
        "postgresql+psycopg://u:p@h/d"
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CATRUC_DATABASE_URL", "mysql://u:geheim@h/d", "only SQLite files"),
        ("CATRUC_DATABASE_URL", "no url at all", "not a database URL"),
        ("CATRUC_DATABASE_URL", "sqlite://", "only SQLite files"),
        ("CATRUC_TIMEZONE", "Hanoi", "unknown time zone “Hanoi”"),
        ("CATRUC_SHEETS_REFRESH_SECONDS", "soon", "valid integer"),
        ("CATRUC_SERVICE_END_HOUR", "7", "later than service_start_hour"),
    ],
)
def test_nonsense_is_one_line_without_the_secret(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    line = str(refused.value)
    assert said in line
    assert "\n" not in line
    assert "geheim" not in line


def test_a_broken_file_is_named(no_secrets_file: Path) -> None:
    no_secrets_file.write_text("this is = = not toml", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"secrets\.toml"):
        load_settings()


def test_secrets_are_not_printed(no_secrets_file: Path) -> None:
    no_secrets_file.write_text(
        'metrics_token = "hush"\ndatabase_url = "postgresql://u:hush@h/d"\n[google]\nprivate_key = "hush"\n', encoding="utf-8"
    )
    assert "hush" not in repr(load_settings())
