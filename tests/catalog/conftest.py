"""A Google that is ours, patience that does not wait, and two small sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from core.base.settings import Settings, load_settings
from core.catalog.wire import Patience
from tests.catalog.sheets_server import SheetsServer, serving

NOW = datetime(2026, 9, 9, 7, 0, tzinfo=UTC)
"""9 September 2026, 14:00 in Vietnam."""
BOOK = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdef"
LINK = f"https://docs.google.com/spreadsheets/d/{BOOK}/edit#gid=7"

SCRIPTS: list[list[Any]] = [
    ["KỊCH BẢN CSKH"],
    [],
    ["Mã", "Giai đoạn", "Tình huống", "Sàn", "Nội dung"],
    ["CH01", "Chào hỏi", "Khách nhắn lần đầu", "", "Dạ shop chào {ten_khach} ạ 🌿"],
    ["DT01", "Đổi trả", "Đổi size", "Shopee", "Dạ shop hỗ trợ đổi size trong 15 ngày ạ."],
    ["", "Bảo hành", "Chưa viết", "", ""],
]
VOUCHERS: list[list[Any]] = [
    ["Mã voucher", "Sàn", "Nội dung", "Bắt đầu", "Kết thúc", "Số lượng", "Đã dùng"],
    ["GIAM30", "Shopee", "giảm 30K đơn từ 300K", 46268, 46280, 100, 10],
    ["00123", "Lazada", "giảm 8% tối đa 60K đơn từ 400K", 46274, 46274, "", ""],
    ["HOAN10", "Shopee", "hoàn 10% tối đa 50K đơn từ 0Đ", 46282, 46290, "", ""],
    ["SAI", "Shopee", "giảm 30K đơn từ 300K", "30/02/2026", 46290, "", ""],
]
"""46274 is 9 September 2026."""


@dataclass
class Waits:
    """Sleeps nobody sleeps."""

    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def patience(waits: Waits) -> Patience:
    """As in real life, but nobody waits, and a hanging server is given up after 0.3 s."""
    return Patience(timeout=0.3, sleep=waits.sleep)


@pytest.fixture
def google() -> Iterator[SheetsServer]:
    with serving() as server:
        yield server


@pytest.fixture
def settings(google: SheetsServer, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that send every Google call to the local server."""
    monkeypatch.setenv("SHEETS_EMULATOR_HOST", google.host)
    return load_settings(database_url="sqlite:///unused.db")
