"""The show: 5.000 scripts and 2.000 vouchers on the command line while Google fails in every way it can."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from core.__main__ import main
from core.base.database import Database
from core.catalog.source import SheetKind
from core.command import sheets
from tests.catalog.conftest import BOOK, LINK
from tests.catalog.sheets_server import (
    BAD_GATEWAY,
    INTERNAL,
    NOT_SHARED,
    QUOTA,
    QUOTA_HTML,
    UNAVAILABLE,
    FakeTab,
    Fault,
    SheetsServer,
    google_error,
)

SCRIPTS, VOUCHERS = 5_000, 2_000
AT = "2026-09-09T14:00"
STAGES = ("Chào hỏi", "Tư vấn", "Chốt đơn", "Giao hàng", "Đổi trả")
KINDS = ("giảm {n}% tối đa 60K đơn từ 400K", "{n}K/500K", "hoàn {n}% tối đa 50K đơn từ 0Đ", "Freeship tối đa {n}K")
DISABLED = Fault(
    403,
    google_error(
        403, "Google Sheets API has not been used in project 42 before or it is disabled.", "PERMISSION_DENIED",
        details=[{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED"}],
    ),
)  # fmt: skip
GONE = Fault(404, google_error(404, "Requested entity was not found.", "NOT_FOUND"))
READ_LIMIT = Fault(403, google_error(403, "Rate Limit Exceeded", "PERMISSION_DENIED", errors=[{"reason": "rateLimitExceeded"}]))


def script_rows() -> list[list[Any]]:
    head = ["Mã", "Giai đoạn", "Tình huống", "Nội dung"]
    rows = [[f"S{n:04}", STAGES[n % 5], f"Tình huống {n}", f"Dạ shop chào mình ạ, câu số {n} 🌿"] for n in range(SCRIPTS)]
    return [head, *rows]


def voucher_rows() -> list[list[Any]]:
    head = ["Mã voucher", "Sàn", "Nội dung", "Bắt đầu", "Kết thúc"]
    markets = ("Shopee", "Lazada", "TikTok Shop")
    return [head, *([f"V{n:04}", markets[n % 3], KINDS[n % 4].format(n=n % 30 + 1), 46268, 46280] for n in range(VOUCHERS))]


@dataclass(frozen=True)
class Trouble:
    """What goes wrong, how it is told, a word of its remedy, and how often Google is asked at most (three tries of one request)."""

    name: str
    fault: Fault
    code: str
    remedy: str
    asked: int


TROUBLES = (
    Trouble("429", QUOTA, "quota", "reads again by itself", 3),
    Trouble("429 with Retry-After 2", Fault(429, QUOTA.body, {"Retry-After": "2"}), "quota", "reads again by itself", 3),
    Trouble("429 with Retry-After 600", Fault(429, QUOTA.body, {"Retry-After": "600"}), "quota", "reads again by itself", 1),
    Trouble("429 as a page", QUOTA_HTML, "quota", "reads again by itself", 3),
    Trouble("403 rate limit", READ_LIMIT, "quota", "reads again by itself", 3),
    Trouble("500", INTERNAL, "google_down", "reads again by itself", 3),
    Trouble("502 as a page", BAD_GATEWAY, "google_down", "reads again by itself", 3),
    Trouble("503", UNAVAILABLE, "google_down", "reads again by itself", 3),
    Trouble("a hang", Fault(hang=0.3), "timeout", "Refresh once more", 3),
    Trouble("a cut line", Fault(drop=True), "no_network", "internet connection", 3),
    Trouble("truncated JSON", Fault(cut=40), "bad_answer", "Refresh once more", 3),
    Trouble("403 not shared", NOT_SHARED, "not_public", "Share the spreadsheet", 1),
    Trouble("403 API off", DISABLED, "api_disabled", "press Enable", 1),
    Trouble("404", GONE, "not_found", "Check the link", 1),
)


class Show:
    """The command line on one database and one Google."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], google: SheetsServer) -> None:
        self.monkeypatch, self.capsys, self.google = monkeypatch, capsys, google

    def json(self, command: Callable[..., None], **options: Any) -> Any:
        """Run one command as `python -m core sheets … --json` does; building the whole command line each time would be most of the work."""
        self.google.asked.clear()
        command(as_json=True, **options)
        return json.loads(self.capsys.readouterr().out)

    def sync(self) -> list[dict[str, Any]]:
        sources: list[dict[str, Any]] = self.json(sheets.sync)["sources"]
        return sources

    def by_hand(self, *words: str) -> Any:
        """The same through the whole command line."""
        self.monkeypatch.setattr("sys.argv", ["core", "sheets", *words, "--json"])
        with pytest.raises(SystemExit) as ended:
            main()
        said = self.capsys.readouterr()
        assert (ended.value.code or 0) == 0, said.err
        return json.loads(said.out)

    def counts(self) -> tuple[int, int]:
        """What people are shown, whatever Google does."""
        scripts, vouchers = (self.json(sheets.show, kind=kind, at=AT)["rows"] for kind in SheetKind)
        return len(scripts), len(vouchers)


@pytest.fixture
def show(sqlite_database: Database, google: SheetsServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Show:
    monkeypatch.setenv("CATRUC_DATABASE_URL", str(sqlite_database.url))
    monkeypatch.setenv("SHEETS_EMULATOR_HOST", google.host)
    for name, value in (("first_wait", 0.0), ("timeout", 5.0), ("sleep", lambda _seconds: None)):
        monkeypatch.setattr(f"core.catalog.wire.Patience.{name}", value)
    google.spreadsheets[BOOK] = [FakeTab("Kịch bản", script_rows(), gid=0), FakeTab("Voucher", voucher_rows(), gid=7)]
    made = Show(monkeypatch, capsys, google)
    made.json(sheets.add, kind=SheetKind.SCRIPTS, source=LINK, tab="Kịch bản", name="Kịch bản")
    made.json(sheets.add, kind=SheetKind.VOUCHERS, source=LINK, tab="Voucher", name="Mã")
    return made


def impatient(monkeypatch: pytest.MonkeyPatch, fault: Fault) -> None:
    """Give a hanging Google up sooner than in life."""
    if fault.hang:
        monkeypatch.setattr("core.catalog.refresh.Reader.google", property(_hurried))


def _hurried(reader: Any) -> Any:
    from core.catalog.google import GoogleSheets
    from core.catalog.wire import Patience

    patience = Patience(timeout=0.1, sleep=lambda _seconds: None)
    return GoogleSheets({}, emulator_host=reader._settings.sheets_emulator_host, patience=patience)


def test_nothing_is_lost_whatever_google_does(show: Show, google: SheetsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = show.sync()
    assert [(one["read"], one["good"], one["problems"], one["skipped"], one["error"]) for one in synced] == [
        (SCRIPTS, SCRIPTS, [], 0, None),
        (VOUCHERS, VOUCHERS, [], 0, None),
    ]
    assert google.asked == [f"/v4/spreadsheets/{BOOK}", f"/v4/spreadsheets/{BOOK}/values:batchGet"]
    for trouble in TROUBLES:
        with monkeypatch.context() as hurried:
            impatient(hurried, trouble.fault)
            google.always = trouble.fault
            synced = show.sync()
        google.always = None
        assert {one["error"]["code"] for one in synced} == {trouble.code}, trouble.name
        assert all(trouble.remedy in one["error"]["remedy"] for one in synced), trouble.name
        assert [(one["good"], one["version"], one["changed"]) for one in synced] == [(SCRIPTS, 1, False), (VOUCHERS, 1, False)], (
            trouble.name
        )
        assert len(google.asked) == trouble.asked, trouble.name
    assert show.counts() == (SCRIPTS, VOUCHERS)
    google.always = BAD_GATEWAY
    assert [one["error"]["code"] for one in show.by_hand("sync")["sources"]] == ["google_down", "google_down"]
    assert len(show.by_hand("show", "--kind", "vouchers", "--at", AT)["rows"]) == VOUCHERS


def test_what_heals_within_a_reading_is_not_even_told(show: Show, google: SheetsServer) -> None:
    google.fail(QUOTA, Fault(429, QUOTA.body, {"Retry-After": "3"}), Fault(), UNAVAILABLE, Fault(cut=1_000))
    assert [one["error"] for one in show.sync()] == [None, None]
    assert len(google.asked) == 6


def test_tabs_renamed_emptied_and_halved(show: Show, google: SheetsServer) -> None:
    scripts, vouchers = google.spreadsheets[BOOK]
    kept = vouchers.rows
    for change, code, remedy in (
        ({"title": "Mã tháng 10"}, "tab_gone", "Mã tháng 10"),
        ({"rows": []}, "empty", "Version history"),
        ({"rows": [["xin chào"], ["không có bảng"]]}, "no_header", "Name the columns"),
        ({"rows": kept[:900]}, "shrunk", "the owner confirms"),
    ):
        vouchers.title, vouchers.rows = change.get("title", "Voucher"), change.get("rows", kept)
        one, two = show.sync()
        assert (one["error"], one["good"]) == (None, SCRIPTS)
        assert (two["error"]["code"], two["good"], two["version"]) == (code, VOUCHERS, 1)
        assert remedy in two["error"]["remedy"]
        assert len(google.asked) == 2
    vouchers.title, vouchers.rows = "Voucher", [*kept, ["V9999", "Shopee", "giảm 30K đơn từ 300K", 46268, 46280]]
    scripts.title = "Bỏ"
    one, two = show.sync()
    assert (one["error"]["code"], two["error"], two["version"], two["good"]) == ("tab_gone", None, 2, VOUCHERS + 1)
    assert show.counts() == (SCRIPTS, VOUCHERS + 1)
