"""`report` and `targets` on the command line: the shapes others rely on, the worked example, refusals."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from core.__main__ import main
from core.base.database import Database
from core.score.metric import METRICS
from core.shifts.result import Totals
from core.shifts.shift import ShiftStatus
from tests.conftest import Cast
from tests.score.test_read_metrics import LAN, MINH
from tests.score.work import shift


@pytest.fixture
def run(database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Run a command on the test's database; returns exit code, stdout, stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        url = database.url.render_as_string(hide_password=False)
        monkeypatch.setattr(sys, "argv", ["core", *arguments, "--database", url])
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def read(run):  # type: ignore[no-untyped-def]
    def call(*arguments: str) -> Any:
        code, out, err = run(*arguments, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return call


@pytest.fixture
def worked(database: Database, cast: Cast) -> Cast:
    shift(database, cast.lan, "morning", {cast.shop_a: LAN})
    shift(database, cast.minh, "evening", {cast.shop_a: MINH})
    return cast


ONE_DAY = ("--from", "2026-09-15", "--to", "2026-09-15")


def test_metrics_of_the_worked_example(worked: Cast, read: Any) -> None:
    found = read("report", "metrics", *ONE_DAY)
    assert {key: found[key] for key in ("from", "to", "by", "rows")} == {"from": "2026-09-15", "to": "2026-09-15", "by": None, "rows": []}
    total = found["total"]
    assert set(total) == set(METRICS)
    assert total["answer_30s_rate"] == {"value": 0.84, "n": 100}
    assert total["unanswered_rate"] == {"value": 0.02, "n": 100}
    assert (round(total["first_response_s"]["value"], 3), total["first_response_s"]["n"]) == (33.878, 98)
    assert (round(total["conversion"]["value"], 5), total["conversion"]["n"]) == (0.42222, 90)
    assert (round(total["payment_rate"]["value"], 5), total["payment_rate"]["n"]) == (0.86842, 38)
    assert total["aov"] == {"value": 300_000, "n": 38}
    assert total["revenue"] == {"value": 11_400_000, "n": 2}
    assert total["complaints_handled"] == {"value": None, "n": 0}


CSV = """\
business_date,template,agent,shop,check_in,check_out,status,chats,presale_chats,answered_30s,unanswered,first_response_avg_s,orders,paid_orders,revenue_vnd
2026-09-15,morning,lan,A,,,,60,50,48,2,40,20,15,6000000
2026-09-15,evening,minh,A,,,,40,,36,0,25,18,18,5400000
"""


def test_the_worked_example_through_an_import(cast: Cast, run: Any, read: Any, tmp_path: Path) -> None:
    file = tmp_path / "ca.csv"
    file.write_text(CSV, encoding="utf-8")
    assert read("import", str(file))["added"] == 2
    total = read("report", "metrics", *ONE_DAY)["total"]
    found = {
        key: round(total[key]["value"], 5)
        for key in ("answer_30s_rate", "unanswered_rate", "conversion", "payment_rate", "aov", "coverage")
    }
    assert found == {
        "answer_30s_rate": 0.84, "unanswered_rate": 0.02, "conversion": 0.42222, "payment_rate": 0.86842, "aov": 300_000, "coverage": 0.875,
    }  # fmt: skip
    assert round(total["first_response_s"]["value"], 3) == 33.878
    by_hour = read("report", "metrics", *ONE_DAY, "--by", "hour")["rows"]
    # No history of saves: 60 chats over nine hours, 40 over five.
    assert {row["group"]: row["chats"]["value"] for row in by_hour if row["group"] in ("08", "17", "23")} == {
        "08": pytest.approx(60 / 9), "17": None, "23": pytest.approx(8),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("agent", ["lan", "minh"]),
        ("shop", ["A"]),
        ("template", ["morning", "evening"]),
        ("day", ["2026-09-15"]),
        ("hour", [f"{hour:02d}" for hour in range(8, 24)]),
    ],
)
def test_metrics_by_group(worked: Cast, read: Any, by: str, groups: list[str]) -> None:
    found = read("report", "metrics", *ONE_DAY, "--by", by)
    assert [row["group"] for row in found["rows"]] == groups
    assert all(set(row) == {"group", *METRICS} for row in found["rows"])
    assert sum(row["chats"]["value"] or 0 for row in found["rows"]) == pytest.approx(100)


def test_metrics_of_one_shop_and_as_an_agent(worked: Cast, read: Any) -> None:
    assert read("report", "metrics", *ONE_DAY, "--shop", "b")["total"]["chats"] == {"value": None, "n": 0}
    total = read("report", "metrics", *ONE_DAY, "--as", "lan")["total"]
    assert total["chats"]["value"] == 100
    assert "revenue" not in total


def test_leaderboard(worked: Cast, read: Any) -> None:
    found = read("report", "leaderboard", *ONE_DAY, "--metric", "answer_30s_rate")
    assert {"metric", "from", "to", "team_rate", "tau", "rows"} <= set(found)
    assert found["team_rate"] == 0.84
    shape = {
        "agent", "successes", "trials", "raw", "expected", "index", "sd", "low", "high", "fair", "band", "rank_from", "rank_to", "enough_data",
    }  # fmt: skip
    assert all(shape <= set(row) for row in found["rows"])
    # Each worked in a cell of their own: both are exactly as expected.
    assert [(row["agent"], row["raw"], round(row["index"], 12), row["band"]) for row in found["rows"]] == [
        ("lan", 0.8, 1.0, 1),
        ("minh", 0.9, 1.0, 1),
    ]


def test_coverage(worked: Cast, read: Any) -> None:
    assert read("report", "coverage", "--from", "2026-09-14", "--to", "2026-09-15", "--at", "2026-09-16T00:00") == {
        "rows": [
            {"date": "2026-09-14", "covered_minutes": 0, "gaps": [["08:00", "24:00"]]},
            {"date": "2026-09-15", "covered_minutes": 840, "gaps": [["17:00", "19:00"]]},
        ],
        "days_fully_covered": 0,
    }


def test_live(database: Database, worked: Cast, read: Any) -> None:
    shift(
        database, worked.stranger, "late", {worked.shop_b: Totals(chats=3)}, hours=("16:00", None), status=ShiftStatus.OPEN, updated="18:30"
    )
    found = read("report", "live", "--at", "2026-09-15T18:45")
    assert (found["at"], found["business_date"]) == ("2026-09-15T18:45:00+07:00", "2026-09-15")
    assert found["metrics"]["answer_30s_rate"]["value"] == 0.84
    assert found["metrics"]["answer_30s_rate"]["target"] == 0.8
    (on,) = found["on_shift"]
    assert {key: on[key] for key in ("agent", "template", "checked_in", "last_update")} == {
        "agent": "duc", "template": "late", "checked_in": "2026-09-15T16:00:00+07:00", "last_update": "2026-09-15T18:30:00+07:00",
    }  # fmt: skip
    assert (found["coverage"]["covered_minutes"], found["coverage"]["gaps"], found["missing"], found["failed"]) == (645, [], [], [])
    late = read("report", "live", "--at", "2026-09-16T09:00:00+07:00")["attention"]
    assert [(item["kind"], item["text"], item["since"]) for item in late] == [
        ("nobody_on_shift", "Nobody is on shift during service hours", "2026-09-16T08:00:00+07:00"),
        ("shift_not_submitted", "Phạm Văn Đức has not handed in the shift “Ca chiều” of 15/09", "2026-09-16T00:00:00+07:00"),
    ]


def test_targets(cast: Cast, read: Any, run: Any) -> None:
    assert read("targets", "set", "conversion", "0.4", "--from", "2026-09-01") == {
        "metric": "conversion",
        "value": 0.4,
        "from": "2026-09-01",
    }
    found = read("targets", "list")["targets"]
    assert {"metric": "conversion", "value": 0.4, "from": "2026-09-01"} in found
    assert {"metric": "conversion", "value": 0.35, "from": None} in found
    code, out, err = run("targets", "set", "conversion", "0.4", "--from", "2026-09-01", "--as", "minh")
    assert (code, out, err) == (1, "", "Your role may not do this. Ask a manager or the owner.\n")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("report", "metrics", "--from", "2026-09-16", "--to", "2026-09-15"), 1, "--from must not be later than --to.\n"),
        (
            ("report", "metrics", "--from", "1000-01-01", "--to", "2026-09-15"),
            1,
            "A report covers at most ten years, after the year 2000.\n",
        ),
        (("report", "metrics", *ONE_DAY, "--shop", "zzz"), 1, "There is no shop “zzz”.\n"),
        (("report", "live", "--at", "tonight"), 1, "“tonight” is not a moment. Write it like 2026-09-15T20:30.\n"),
        (("report", "leaderboard", *ONE_DAY, "--metric", "revenue"), 1, "The leaderboard ranks by one of: answer_30s_rate, conversion.\n"),
        (("targets", "set", "fun", "1", "--from", "2026-09-01"), 1, "There is no metric “fun”.\n"),
    ],
)
def test_refusals_are_one_clear_line(cast: Cast, run: Any, arguments: tuple[str, ...], code: int, said: str) -> None:
    assert run(*arguments) == (code, "", said)


def test_wrong_usage_is_exit_two(cast: Cast, run: Any) -> None:
    assert run("report", "metrics", "--from", "2026-09-15")[0] == 2
    assert run("report", "metrics", *ONE_DAY, "--by", "planet")[0] == 2


@pytest.mark.parametrize("command", ["live", "metrics", "leaderboard", "coverage"])
def test_a_person_gets_a_table(worked: Cast, run: Any, command: str) -> None:
    period = () if command == "live" else ONE_DAY
    code, out, _ = run("report", command, *period)
    assert code == 0
    assert out.strip()
