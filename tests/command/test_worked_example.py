"""The worked example of the metrics, through the command line: a file in, numbers out, to the digit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.base.database import Database
from tests.conftest import ROOT, Cast

CSV = """\
business_date,template,agent,shop,check_in,check_out,status,chats,presale_chats,answered_30s,unanswered,first_response_avg_s,orders,paid_orders,revenue_vnd,complaints_handled,reviews_handled,note
2026-09-15,morning,lan,A,,,,60,50,48,2,40,20,15,6000000,,,
2026-09-15,late,minh,A,16:02,00:00,,40,,36,0,25,18,18,5400000,,,
"""


def core(database: Database, *words: str) -> tuple[int, Any, str]:
    """Run a command; returns exit code, the JSON document (None when there is none), stderr."""
    url = database.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-m", "core", *words, "--database", url, "--json"],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "CATRUC_LANGUAGE": "vi"},
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "shifts.csv"
    path.write_text(CSV, encoding="utf-8")
    return str(path)


def test_in_by_import_out_by_report(database: Database, cast: Cast, file: str) -> None:
    code, first, _ = core(database, "import", file)
    assert code == 0
    assert (first["kind"], first["read"], first["added"], first["problems"]) == ("shifts", 2, 2, [])
    code, again, _ = core(database, "import", file)
    assert (code, again["added"], again["updated"], again["unchanged"]) == (0, 0, 0, 2)

    code, report, _ = core(database, "report", "metrics", "--from", "2026-09-15", "--to", "2026-09-15", "--by", "agent")
    assert code == 0
    total = report["total"]
    assert total["chats"] == {"value": 100, "n": 2}
    assert total["answer_30s_rate"] == {"value": 0.84, "n": 100}
    assert total["unanswered_rate"] == {"value": 0.02, "n": 100}
    assert total["first_response_s"] == {"value": (40 * 58 + 25 * 40) / 98, "n": 98}
    assert (total["conversion"]["value"], total["conversion"]["n"]) == (38 / 90, 90)
    assert total["payment_rate"] == {"value": 33 / 38, "n": 38}
    assert total["aov"] == {"value": 300_000, "n": 38}
    assert [row["group"] for row in report["rows"]] == ["lan", "minh"]
    assert report["rows"][1]["conversion"]["value"] == 18 / 40


def test_wrong_rows_are_named_and_the_rest_goes_in(database: Database, cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    rows = CSV.splitlines()
    rows.append("2026-09-15,morning,nobody,A,,,,1,,,,,,,,,,")
    rows.append("2026-09-15,morning,lan,nowhere,,,,1,,,,,,,,,,")
    rows.append("2031-01-01,morning,lan,A,,,,1,,,,,,,,,,")
    rows.append("2026-09-16,morning,lan,A,,,,10,,,,,5,9,,,,")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    code, said, _ = core(database, "import", str(path))
    assert code == 0
    assert (said["added"], said["read"]) == (2, 6)
    assert [problem["row"] for problem in said["problems"]] == [4, 5, 6, 7]
    code, _, stderr = core(database, "import", str(path), "--strict")
    assert code == 1
    assert "Traceback" not in stderr


def test_a_file_nobody_knows_is_refused_in_one_line(database: Database, cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    code, document, stderr = core(database, "import", str(path))
    assert (code, document) == (1, None)
    assert len(stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:////proc/nowhere/x.db", "cannot be"),
        ("mysql://root@h/d", "only SQLite files"),
        ("postgresql://nobody@127.0.0.1:9/none", "does not answer"),
    ],
)
def test_a_wrong_database_is_one_line(url: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "core", "report", "live", "--database", url], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
