"""`demo` on the command line: creates the schema, fills, prints one JSON document, refuses a second time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from core.command import demo as command
from tests.conftest import ROOT


def demo(database: Path, *more: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "core", "demo", "--database", f"sqlite:///{database}", *more]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)


def test_it_makes_the_schema_and_prints_one_document(tmp_path: Path) -> None:
    small = ("--agents", "2", "--shops", "2", "--days", "3", "--until", "2026-10-11")
    done = demo(tmp_path / "demo.db", *small, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert {key: told[key] for key in ("agents", "shops", "days", "seed", "first_day", "last_day")} == {
        "agents": 2, "shops": 2, "days": 3, "seed": 1, "first_day": "2026-10-09", "last_day": "2026-10-11",
    }  # fmt: skip
    assert told["results"] == 2 * told["shifts"] > 0
    again = demo(tmp_path / "demo.db", *small, "--json")
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.count("\n") == 1
    assert "empty database" in again.stderr


@pytest.mark.parametrize("wrong", [("--until", "2026-13-01"), ("--agents", "0"), ("--days", "x")])
def test_wrong_usage_is_exit_2(tmp_path: Path, wrong: tuple[str, str]) -> None:
    app = typer.Typer()
    app.command("demo")(command.demo)
    assert CliRunner().invoke(app, [*wrong, "--database", f"sqlite:///{tmp_path}/demo.db"]).exit_code == 2
    assert not (tmp_path / "demo.db").exists()
