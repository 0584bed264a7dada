"""What is written back: the day per shift, agent and shop; the month's leaderboard; by hand, by the clock, by command."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.base.clock import at_local
from core.base.database import Database
from core.base.errors import Refused
from core.base.settings import Settings
from core.catalog.actions.sources import NewSource, add_source
from core.catalog.actions.write_back import WriteBackInput, set_write_back
from core.catalog.source import Place, PlaceKind, SheetKind
from core.catalog.wire import Patience
from core.catalog.write_back import Mode, What, WriteBack
from core.people.user import SYSTEM
from core.score.queries.write_back import compose
from core.score.write_back import day_of, write_due, write_now
from core.shifts.result import Totals
from core.shifts.shift import ShiftStatus
from tests.catalog.conftest import BOOK, SCRIPTS
from tests.catalog.sheets_server import UNAVAILABLE, FakeTab, SheetsServer
from tests.conftest import Cast
from tests.score.work import shift

DAY = date(2026, 9, 15)
NIGHT = at_local(DAY, 25 * 60)
"""One in the morning after: the day is still the 15th."""


@pytest.fixture
def back(database: Database, google: SheetsServer, cast: Cast) -> WriteBack:
    """Lan's and Đức's day, and a source whose owner wants the day's results."""
    shift(database, cast.lan, "late", {cast.shop_a: Totals(chats=40, presale_chats=20, orders=8, revenue_vnd=3_000_000)}, day=DAY)
    given = {cast.shop_a: Totals(chats=10, orders=1), cast.shop_b: Totals(chats=5)}
    shift(database, cast.stranger, "morning", given, day=DAY, status=ShiftStatus.SUBMITTED)
    shift(database, cast.lan, "late", {cast.shop_a: Totals(chats=33)}, day=DAY - timedelta(days=1))
    google.spreadsheets[BOOK] = [FakeTab("Kịch bản", [list(row) for row in SCRIPTS])]
    with database.write() as session:
        source = add_source(session, SYSTEM, NewSource(SheetKind.SCRIPTS, Place(PlaceKind.GOOGLE, BOOK), "Kịch bản", "Kịch bản"), now=NIGHT)
        wanted = WriteBackInput(source.id, True, What.DAY, Mode.REPLACE, "Kết quả")
        return set_write_back(session, cast.hoa, wanted, now=NIGHT)


def test_the_day_turns_at_six(settings: Settings) -> None:
    assert (day_of(NIGHT, settings), day_of(at_local(DAY, 6 * 60), settings)) == (DAY, DAY)
    assert day_of(at_local(DAY, 6 * 60 - 1), settings) == DAY - timedelta(days=1)


def test_the_day_as_rows(database: Database, cast: Cast, back: WriteBack, settings: Settings) -> None:
    with database.read() as session:
        table = compose(session, cast.hoa, back, DAY, settings=settings, now=NIGHT)
        rich = compose(session, cast.hoa, replace(back, revenue=True), DAY, settings=settings, now=NIGHT)
        both = compose(session, cast.hoa, replace(back, mode=Mode.APPEND), DAY, settings=settings, now=NIGHT)
        with pytest.raises(Refused):
            compose(session, cast.minh, back, DAY, settings=settings, now=NIGHT)
    assert table.header == (
        "Ngày", "Ca", "Nhân viên", "Gian hàng", "Vào ca", "Kết ca", "Trạng thái",
        "Lượt chat", "Chat trước mua", "Trả lời ≤ 30 giây", "Chưa trả lời", "Phản hồi đầu TB", "Đơn chốt", "Đơn đã thanh toán",
    )  # fmt: skip
    assert table.rows == (
        ("2026-09-15", "Ca sáng", "Phạm Văn Đức", "Shop A", "08:00", "17:00", "Đã nộp", 10, None, None, None, None, 1, None),
        ("2026-09-15", "Ca sáng", "Phạm Văn Đức", "Shop B", "08:00", "17:00", "Đã nộp", 5, None, None, None, None, None, None),
        ("2026-09-15", "Ca chiều", "Nguyễn Thị Lan", "Shop A", "16:00", "00:00", "Đã duyệt", 40, 20, None, None, None, 8, None),
    )
    assert [row[-1] for row in rich.rows] == [None, None, 3_000_000]
    assert [row[0] for row in both.rows] == ["2026-09-14", "2026-09-15", "2026-09-15", "2026-09-15"]


def test_the_month_as_rows(database: Database, cast: Cast, back: WriteBack, settings: Settings) -> None:
    with database.read() as session:
        table = compose(session, cast.hoa, replace(back, what=What.MONTH), DAY, settings=settings, now=NIGHT)
    assert (len(table.header), table.keys) == (12, 2)
    told = {row[1]: row for row in table.rows}
    assert set(told) == {"Nguyễn Thị Lan", "Phạm Văn Đức"}
    assert told["Nguyễn Thị Lan"][0] == "2026-09"
    assert told["Phạm Văn Đức"][4:7] == (1, 10, 0.1)
    assert [told[name][-1] for name in ("Nguyễn Thị Lan", "Phạm Văn Đức")] == ["có", "có"]


def test_written_by_the_clock_at_most_once_an_hour(
    database: Database, cast: Cast, google: SheetsServer, back: WriteBack, settings: Settings, patience: Patience
) -> None:
    [outcome] = write_due(database, settings, now=NIGHT, patience=patience)
    assert (outcome.failure, outcome.rows) == (None, 3)
    tab = google.spreadsheets[BOOK][1]
    assert (tab.title, tab.rows[1][:4]) == ("Kết quả", ["2026-09-15", "Ca sáng", "Phạm Văn Đức", "Shop A"])
    google.asked.clear()
    assert write_due(database, settings, now=NIGHT + timedelta(minutes=59), patience=patience) == []
    [quiet] = write_due(database, settings, now=NIGHT + timedelta(minutes=60), patience=patience)
    assert (quiet.sent, google.asked) == (0, [])
    shift(database, cast.minh, "evening", {cast.shop_b: Totals(chats=7)}, day=DAY)
    google.always = UNAVAILABLE
    [failed] = write_due(database, settings, now=NIGHT + timedelta(minutes=120), patience=patience)
    assert failed.failure is not None
    google.always = None
    assert write_due(database, settings, now=NIGHT + timedelta(seconds=120 * 60 + 59), patience=patience) == []
    [healed] = write_due(database, settings, now=NIGHT + timedelta(minutes=121), patience=patience)
    assert (healed.failure, healed.rows) == (None, 4)
    assert [row[0] for row in tab.rows] == ["Ngày", *["2026-09-15"] * 4]


def test_written_by_hand_for_another_month(
    database: Database, google: SheetsServer, cast: Cast, back: WriteBack, settings: Settings, patience: Patience
) -> None:
    with pytest.raises(Refused):
        write_now(database, settings, cast.minh, back, now=NIGHT, patience=patience)
    outcome = write_now(database, settings, cast.hoa, back, now=NIGHT, what=What.MONTH, day=date(2026, 8, 3), patience=patience)
    assert (outcome.failure, outcome.rows) == (None, 0)
    assert google.spreadsheets[BOOK][1].rows[0][:2] == ["Tháng", "Nhân viên"]
