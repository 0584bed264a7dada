"""Flash sales of a stretch of hours, and what somebody is told who begins a shift."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.base.database import Database
from core.catalog.actions.copies import Reading, store_reading
from core.catalog.actions.sources import NewSource, add_source
from core.catalog.cells import Cells
from core.catalog.flash import is_timed, touches
from core.catalog.queries.briefing import catalog_briefing
from core.catalog.queries.flash import flash_sales
from core.catalog.sheet_copy import SheetCopy
from core.catalog.source import Place, PlaceKind, SheetKind
from core.catalog.voucher import Voucher, VoucherKind
from core.catalog.voucher_state import VoucherState
from core.people.user import SYSTEM
from tests.catalog.conftest import NOW
from tests.conftest import Cast

FLASH, DISCOUNT = VoucherKind.FLASH_SALE, VoucherKind.DISCOUNT
HEADER = ("Mã voucher", "Nội dung", "Bắt đầu", "Kết thúc")
ROWS = (
    ("F20", "Flash sale kem, giảm 35%", "20h 9/9/2026", "22h 9/9/2026"),
    ("F12", "Flash sale son, giảm 20%", "12h 9/9/2026", "13h 9/9/2026"),
    ("SLOT", "giảm 30K đơn từ 300K", "18h 9/9/2026", "21h 9/9/2026"),
    ("DAY", "giảm 10K đơn từ 100K", "9/9/2026", "9/9/2026"),
    ("NEXT", "Flash sale áo, giảm 30%", "20h 10/9/2026", "22h 10/9/2026"),
)


def at(hour: float, day: int = 9) -> datetime:
    """A moment of September 2026 in Vietnam."""
    return datetime(2026, 9, day, tzinfo=UTC) + timedelta(hours=hour - 7)


def voucher(kind: VoucherKind, start: datetime | None, end: datetime | None) -> Voucher:
    return Voucher(("A",), kind, start=start, end=end)


@pytest.mark.parametrize(
    ("kind", "start", "end", "timed", "inside"),
    [
        (FLASH, at(20), at(22), True, True),
        (FLASH, at(14), at(16), True, True),  # ends at the very start: both ends are closed
        (FLASH, at(13), at(15.99), True, False),
        (FLASH, at(24), at(26), True, False),  # begins at the very end: the end is open
        (FLASH, at(20), None, True, True),
        (FLASH, at(20, 7), None, True, False),  # believed to matter for a day
        (FLASH, None, at(17), True, True),
        (FLASH, None, None, False, False),
        (FLASH, at(0, 1), at(0, 30), True, True),
        (FLASH, at(22), at(20), True, False),  # written backwards
        (DISCOUNT, at(18), at(21), True, True),
        (DISCOUNT, at(12), at(24), False, False),  # twelve hours are no slot any more
        (DISCOUNT, at(0), at(23.999), False, False),
        (DISCOUNT, at(18), None, False, False),
    ],
)
def test_what_must_be_timed_and_when(kind: VoucherKind, start: datetime | None, end: datetime | None, timed: bool, inside: bool) -> None:
    one = voucher(kind, start, end)
    assert (is_timed(one), touches(one, at(16), at(24))) == (timed, inside)


def store(database: Database, source_id: int, kind: SheetKind, rows: tuple[tuple[str, ...], ...], now: datetime) -> None:
    with database.write() as session:
        copy = SheetCopy(Cells(str(kind), rows))
        reading = Reading(source_id, copy, len(rows), accepted=True)
        store_reading(session, SYSTEM, reading, rows_before=0, now=now, every=timedelta(minutes=1))


def add(database: Database, kind: SheetKind) -> int:
    with database.write() as session:
        return add_source(session, SYSTEM, NewSource(kind, Place(PlaceKind.SAMPLE, "1"), name=str(kind)), now=NOW).id


def test_the_flash_sales_of_a_shift(database: Database, cast: Cast) -> None:
    store(database, add(database, SheetKind.VOUCHERS), SheetKind.VOUCHERS, (HEADER, *ROWS), NOW)
    with database.read() as session:
        shift = flash_sales(session, cast.lan, at(16), at(24), at=at(19))
        day = flash_sales(session, cast.lan, at(0), at(24), at=at(19))
    assert [(one.voucher.codes[0], one.state) for one in shift] == [("SLOT", VoucherState.ENDING_SOON), ("F20", VoucherState.UPCOMING)]
    assert [one.voucher.codes[0] for one in day] == ["F12", "SLOT", "F20"]
    assert day[0].state is VoucherState.EXPIRED


def test_a_briefing_tells_what_is_new_since_the_last_check_out(database: Database, cast: Cast) -> None:
    vouchers, scripts = add(database, SheetKind.VOUCHERS), add(database, SheetKind.SCRIPTS)
    texts = (("Mã", "Nội dung"), ("A1", "Dạ shop chào mình ạ"), ("A2", "Dạ shop cảm ơn mình ạ"))
    store(database, vouchers, SheetKind.VOUCHERS, (HEADER, *ROWS[:4]), at(8))
    store(database, scripts, SheetKind.SCRIPTS, texts, at(8))
    left = at(17, 8)  # the last check-out was before either was read for the first time
    with database.read() as session:
        first = catalog_briefing(session, cast.lan, left, start=at(16), end=at(24), at=at(16))
    assert ([one.rows for one in first.vouchers], [one.rows for one in first.scripts], first.changed) == ([4], [2], 6)
    left = at(9)
    changed = ("SLOT", "giảm 40K đơn từ 300K", "18h 9/9/2026", "21h 9/9/2026")
    store(database, vouchers, SheetKind.VOUCHERS, (HEADER, ROWS[0], ROWS[1], changed, ROWS[4]), at(10))
    with database.read() as session:
        told = catalog_briefing(session, cast.lan, left, start=at(16), end=at(24), at=at(16))
        nobody = catalog_briefing(session, cast.lan, None, start=at(16), end=at(24), at=at(16))
        later = catalog_briefing(session, cast.lan, at(11), start=at(16), end=at(24), at=at(16))
    [one] = told.vouchers
    assert ([row.codes[0] for row in one.changes.added], [row.codes[0] for row in one.changes.removed]) == (["NEXT"], ["DAY"])
    assert [(row.after.codes[0], row.before.value, row.after.value) for row in one.changes.changed] == [("SLOT", 30_000, 40_000)]
    assert (told.scripts, told.changed) == ((), 3)
    assert [found.voucher.codes[0] for found in told.flash] == ["SLOT", "F20"]
    assert (nobody.changed, len(nobody.flash)) == (0, 2)
    assert (later.changed, len(later.flash)) == (0, 2)
