"""`python -m core sheets …`: the JSON other programs rely on, exit codes, one clear line when refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from core.__main__ import main
from core.base.database import Database
from tests.catalog.conftest import BOOK, LINK, SCRIPTS, VOUCHERS
from tests.catalog.sheets_server import NOT_SHARED, FakeTab, SheetsServer

LATER = "2026-09-09T14:00"


class Shell:
    """The command line on the test's database and Google."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def run(self, *words: str, code: int = 0) -> tuple[str, str]:
        self.monkeypatch.setattr("sys.argv", ["core", "sheets", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = self.capsys.readouterr()
        assert (ended.value.code or 0) == code, said
        return said.out, said.err

    def json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self.run(*words, "--json", code=code)[0])


@pytest.fixture
def shell(sqlite_database: Database, google: SheetsServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    monkeypatch.setenv("CATRUC_DATABASE_URL", str(sqlite_database.url))
    monkeypatch.setenv("SHEETS_EMULATOR_HOST", google.host)
    monkeypatch.setattr("core.catalog.wire.Patience.first_wait", 0.0)
    google.spreadsheets[BOOK] = [
        FakeTab("Kịch bản", [list(row) for row in SCRIPTS]),
        FakeTab("Voucher", [list(row) for row in VOUCHERS], gid=7),
    ]
    return Shell(monkeypatch, capsys)


def test_add_then_sync_then_show_vouchers(shell: Shell, google: SheetsServer) -> None:
    shell.run("add", "--kind", "vouchers", "--source", LINK, "--name", "Mã")
    google.asked.clear()
    assert shell.json("sync") == {
        "sources": [
            {
                "name": "Mã", "kind": "vouchers", "read": 4, "good": 3, "skipped": 0, "version": 1, "changed": False, "error": None,
                "problems": [
                    {
                        "cell": "Voucher!D5", "value": "30/02/2026", "why": "“30/02/2026” is not a day of the calendar.",
                        "fix": "Write day/month/year, for example 15/6/2026 or 20h 15/6/2026.",
                    }
                ],
            }
        ]
    }  # fmt: skip
    assert len(google.asked) == 2
    shown = shell.json("show", "--kind", "vouchers", "--at", LATER)
    assert (shown["source"], shown["version"], shown["skipped"], [one["cell"] for one in shown["problems"]]) == ("Mã", 1, 0, ["Voucher!D5"])
    assert [(row["codes"], row["state"]) for row in shown["rows"]] == [
        (["00123"], "ending_soon"), (["GIAM30"], "running"), (["HOAN10"], "upcoming"),
    ]  # fmt: skip
    row = shown["rows"][0]
    assert row["start"] == "2026-09-09T00:00:00+07:00"
    assert row["end"] == "2026-09-09T23:59:59+07:00"
    assert {key: row[key] for key in ("marketplace", "kind", "value", "unit", "cap_vnd", "min_spend_vnd", "quantity", "used", "cell")} == {
        "marketplace": "lazada", "kind": "discount", "value": 8, "unit": "percent", "cap_vnd": 60000, "min_spend_vnd": 400000,
        "quantity": None, "used": None, "cell": "Voucher!A3",
    }  # fmt: skip


def test_scripts_as_rows(shell: Shell) -> None:
    shell.run("add", "--kind", "scripts", "--source", LINK, "--tab", "Kịch bản")
    shown = shell.json("show", "--kind", "scripts")
    assert shown["rows"][1] == {
        "code": "DT01", "stage": "Đổi trả", "situation": "Đổi size", "product": "", "marketplace": "shopee",
        "text": "Dạ shop hỗ trợ đổi size trong 15 ngày ạ.", "links": [], "cell": shown["rows"][1]["cell"],
    }  # fmt: skip
    assert re.fullmatch(r"Kịch bản![A-Z]5", shown["rows"][1]["cell"])


def test_a_failing_sheet_with_a_good_copy_is_exit_0(shell: Shell, google: SheetsServer) -> None:
    shell.run("add", "--kind", "vouchers", "--source", LINK)
    google.always = NOT_SHARED
    [one] = shell.json("sync")["sources"]
    assert (one["good"], one["version"], one["changed"], one["error"]["code"]) == (3, 1, False, "not_public")
    assert one["error"]["message"] == "Google does not let the app open this spreadsheet."
    assert one["error"]["remedy"].startswith("Share the spreadsheet")


def test_a_failing_sheet_without_any_copy_is_exit_1(shell: Shell, google: SheetsServer) -> None:
    google.always = NOT_SHARED
    _, said = shell.run("add", "--kind", "vouchers", "--source", LINK)
    assert said.startswith("Added, but not read yet: Google does not let the app open this spreadsheet. Share")
    [one] = shell.json("sync", code=1)["sources"]
    assert (one["read"], one["version"], one["error"]["code"]) == (0, 0, "not_public")
    google.always = None
    assert shell.json("sync")["sources"][0]["changed"] is True


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (
            ("add", "--kind", "vouchers", "--source", "xin chào"),
            "“xin chào” is neither a Google Sheets link nor a path to an .xlsx or .csv file.",
        ),
        (("add", "--kind", "vouchers", "--source", "/nowhere/a.xlsx"), "There is no file “/nowhere/a.xlsx”. Put the file back"),
        (("add", "--kind", "vouchers", "--source", LINK, "--tab", "Cũ"), "There is no tab “Cũ” any more. Give the tab its old name back"),
        (("sync", "--name", "Cũ"), "There is no sheet source “Cũ”."),
        (("show", "--kind", "scripts"), "No sheet of scripts has been read yet."),
        (("show", "--kind", "scripts", "--at", "mai"), "“mai” is not a moment. Write 2026-09-09T20:00."),
    ],
)
def test_refused_in_one_line(shell: Shell, words: tuple[str, ...], line: str) -> None:
    out, said = shell.run(*words, code=1)
    assert out == ""
    assert said.startswith(line)
    assert said.count("\n") == 1
    assert "Traceback" not in said


def test_no_sheets_at_all(shell: Shell) -> None:
    assert shell.json("sync") == {"sources": []}
    assert shell.json("list") == {"sources": []}


def test_files_by_path(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "mã.csv"
    path.write_text("Mã,Nội dung\nA1,giảm 30K đơn từ 300K\n", encoding="utf-8")
    added = shell.json("add", "--kind", "vouchers", "--source", str(path))
    assert (added["name"], added["read"], added["good"], added["version"], added["changed"]) == ("mã", 1, 1, 1, True)
    path.unlink()
    [one] = shell.json("sync")["sources"]
    assert (one["good"], one["error"]["code"]) == (1, "file_missing")


def test_pick_the_tab_again_and_take_a_sheet_away(shell: Shell, google: SheetsServer) -> None:
    shell.run("add", "--kind", "vouchers", "--source", LINK, "--name", "Mã")
    google.spreadsheets[BOOK][1].title = "Tháng 10"
    assert shell.json("sync")["sources"][0]["error"]["code"] == "tab_gone"
    shell.run("change", "Mã", "--tab", "Tháng 10")
    assert shell.json("sync")["sources"][0]["error"] is None
    shell.run("change", "mã", "--remove")
    assert shell.json("list") == {"sources": []}


def test_confirm_a_copy_kept_aside(shell: Shell, google: SheetsServer) -> None:
    shell.run("add", "--kind", "vouchers", "--source", LINK, "--name", "Mã")
    google.spreadsheets[BOOK][1].rows = [*VOUCHERS[:2]]
    assert shell.json("sync")["sources"][0]["error"]["code"] == "shrunk"
    shell.run("confirm", "Mã")
    assert [row["codes"] for row in shell.json("show", "--kind", "vouchers")["rows"]] == [["GIAM30"]]


def test_write_back_is_off_switched_on_and_written(shell: Shell, google: SheetsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.run("add", "--kind", "vouchers", "--source", LINK, "--name", "Mã")
    off = "Writing into the spreadsheet of “Mã” is switched off. The owner switches it on under Sheet sources.\n"
    assert shell.run("write-back", "Mã", code=1) == ("", off)
    assert shell.run("write-back-set", "Mã", code=1)[1].startswith("Say what to write")
    assert shell.run("write-back-set", "Mã", "--what", "day", "--tab", "voucher", code=1)[1].startswith("The tab “voucher” is read")
    shell.run("write-back-set", "Mã", "--what", "day", "--tab", "Kết quả")
    google.asked.clear()
    assert shell.json("write-back", "Mã", "--month", "--date", "2026-09-01") == {
        "source": "Mã", "tab": "Kết quả", "what": "month", "mode": "replace", "rows": 0, "sent": 1, "error": None,
    }  # fmt: skip
    assert len(google.asked) == 3
    assert google.spreadsheets[BOOK][2].title == "Kết quả"
    google.may_write = False
    out, said = shell.run("write-back", "Mã", "--json", code=1)
    assert json.loads(out)["error"]["code"] == "not_editor_here"
    assert said.startswith("Google does not let the app write")
    monkeypatch.setattr("sys.argv", ["core", "doctor", "--json"])
    with pytest.raises(SystemExit):
        main()
    checks = {check["name"]: check for check in json.loads(shell.capsys.readouterr().out)["checks"]}
    check = checks["write-back Mã"]
    assert (check["ok"], check["said"].startswith("day to the tab “Kết quả”, replace; written ")) == (False, True)
    assert check["said"].endswith(" ago, 0 rows; Google does not let the app write into this spreadsheet.")
    assert shell.run("write-back", "Mã", "--day", "--month", code=1)[1].startswith("Choose --day or --month")
    assert shell.run("write-back", "Mã", "--date", "mai", code=1)[1].startswith("“mai” is not a date")
    shell.run("write-back-set", "Mã", "--off")
    assert shell.run("write-back", "Mã", code=1) == ("", off)


def test_a_marketplace_for_rows_that_name_none(shell: Shell, google: SheetsServer) -> None:
    google.spreadsheets[BOOK][1].rows[1][1] = ""
    shell.run("add", "--kind", "vouchers", "--source", LINK, "--name", "Mã")
    assert {row["marketplace"] for row in shell.json("show", "--kind", "vouchers")["rows"]} == {None, "lazada", "shopee"}
    shell.run("change", "Mã", "--marketplace", "tiki")
    assert {row["marketplace"] for row in shell.json("show", "--kind", "vouchers")["rows"]} == {"tiki", "lazada", "shopee"}
