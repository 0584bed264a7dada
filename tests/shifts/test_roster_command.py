"""`roster` on the command line, and who is missing in `report live`."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from python_calamine import CalamineWorkbook

from core.__main__ import main
from core.base.database import Database
from tests.conftest import Cast
from tests.shifts.floor import begin, local
from tests.shifts.roster_floor import WEEK, plan_week, publish


@pytest.fixture
def run(sqlite_database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Run a command on Monday morning of WEEK; returns exit code, the document or the line on stderr."""

    def call(*arguments: str) -> tuple[int, Any]:
        url = sqlite_database.url.render_as_string(hide_password=False)
        monkeypatch.setattr(sys, "argv", ["core", *arguments, "--database", url, "--json"])
        with time_machine.travel(local(f"{WEEK} 09:30"), tick=False):
            try:
                main()
                code = 0
            except SystemExit as ended:
                code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, json.loads(said.out) if code == 0 else said.err

    return call


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


def test_a_week_is_planned_shown_and_published(run: Any, cast: Cast, database: Database) -> None:
    assert run("roster", "set", "lan", "2026-10-05", "morning,evening", "--as", "minh")[0] == 0
    code, shown = run("roster", "show", "--week", "2026-10-07")
    assert (code, shown["week"], shown["publication"], shown["pending"]) == (0, "2026-10-05", 0, 2)
    assert shown["days"][0] == {
        "date": "2026-10-05", "covered_minutes": 840, "gaps": [["17:00", "19:00"]], "holiday": None, "campaign": False,
    }  # fmt: skip
    assert shown["days"][5]["campaign"] is True
    assert [(one["agent"], one["rule"], one["article"], one["minutes"], one["reason_needed"]) for one in shown["warnings"]] == [
        ("lan", "day_hours", "107.2b", 780, True)
    ]
    code, refused = run("roster", "publish", "--week", "2026-10-05", "--as", "minh")
    assert (code, refused) == (1, "1 labour-law warnings. Change the plan, or write why you go on with it.\n")
    code, done = run("roster", "publish", "--as", "minh", "--reason", "Lan đồng ý")
    assert (code, done) == (0, {"week": "2026-10-05", "publication": 1, "changed": 2, "overridden": 1})
    assert run("roster", "show")[1]["entries"] == [
        {"agent": "lan", "date": "2026-10-05", "template": "morning", "published": True},
        {"agent": "lan", "date": "2026-10-05", "template": "evening", "published": True},
    ]


def test_agents_are_refused(run: Any, cast: Cast) -> None:
    for command in (("show",), ("set", "lan", "2026-10-05", "off"), ("copy",), ("publish",)):
        code, said = run("roster", *command, "--as", "lan")
        assert (code, said) == (1, "Your role may not do this. Ask a manager or the owner.\n")


def test_last_week_is_copied(run: Any, cast: Cast, database: Database) -> None:
    plan_week(database, cast.minh, {(cast.lan, 0): "late"}, week=WEEK - timedelta(days=7))
    assert run("roster", "copy") == (0, {"week": "2026-10-05", "copied": 1, "skipped": []})


def test_the_published_week_is_written_as_a_workbook(run: Any, cast: Cast, database: Database, tmp_path: Path) -> None:
    publish(database, cast.minh, {(cast.lan, 0): "morning", (cast.stranger, 0): "late"})
    file = tmp_path / "tuan.xlsx"
    assert run("roster", "export", str(file))[0] == 0
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    assert rows[1][:3] == ["Nguyễn Thị Lan", "Sáng 08:00–17:00", ""]
    assert rows[1][8:] == [8.0, 0.0]
    assert rows[2][8:] == [8.0, 2.0]
    assert rows[4][:3] == ["Số phút có người", "960 / 960", "0 / 960"]
    assert run("roster", "export", str(file))[1] == "The file tuan.xlsx is there already. Give another name.\n"


def test_report_live_names_who_is_late_or_missing(run: Any, cast: Cast, database: Database) -> None:
    publish(database, cast.minh, {(cast.lan, 0): "morning", (cast.stranger, 0): "morning", (cast.minh, 0): "late"})
    begin(database, cast.stranger, at=f"{WEEK} 07:58", code="morning", day=WEEK)

    def missing(at: str, *more: str) -> list[tuple[str, str, str, int, str]]:
        found = run("report", "live", "--at", f"{WEEK}T{at}", *more)[1]["missing"]
        return [(one["agent"], one["template"], one["planned_start"], one["minutes"], one["state"]) for one in found]

    start = f"{WEEK}T08:00:00+07:00"
    assert missing("08:04") == []
    assert missing("08:05") == [("lan", "morning", start, 5, "late")]
    assert missing("09:00") == [("lan", "morning", start, 60, "missing")]
    assert [one[0] for one in missing("16:30")] == ["lan", "minh"]
    assert missing("09:00", "--as", "duc") == []
    assert [one[0] for one in missing("09:00", "--as", "lan")] == ["lan"]
