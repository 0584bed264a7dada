"""Writing back: off by default, our own tab only, the same rows twice come to the same, Google's failures survived."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.base.audit import entries
from core.base.database import Database
from core.base.errors import InvalidInput, NotFound, Refused, Unavailable
from core.base.leases import take_lease
from core.base.settings import Settings
from core.catalog.actions.sources import NewSource, SourceChange, add_source, change_source
from core.catalog.actions.write_back import WriteBackInput, set_write_back
from core.catalog.queries.write_back import due_write_backs, write_back_of, write_backs
from core.catalog.remedy import ReadingFailed
from core.catalog.source import Place, PlaceKind, SheetKind
from core.catalog.wire import Patience
from core.catalog.write_back import Block, Mode, SheetTable, What, WriteBack, blocks, own_gid
from core.catalog.writing import Outcome, write_rows
from core.people.user import SYSTEM, User
from tests.catalog.conftest import BOOK, NOW, SCRIPTS, Waits
from tests.catalog.sheets_server import BAD_GATEWAY, NOT_SHARED, QUOTA, QUOTA_HTML, UNAVAILABLE, FakeTab, Fault, SheetsServer
from tests.conftest import Cast

MINUTE = timedelta(minutes=1)
PLACE = Place(PlaceKind.GOOGLE, BOOK, 0)
TAB = "Kết quả ca"
GID = own_gid(PLACE, TAB)
HEADER = ("Ngày", "Nhân viên", "Chat", "Chốt")


def table(*rows: tuple[Any, ...]) -> SheetTable:
    return SheetTable(HEADER, rows, 2)


FIRST = table(("2026-09-09", "Lan", 40, 0.25), ("2026-09-09", "=HYPERLINK(1)", 30, None))
SECOND = table(("2026-09-09", "Lan", 52, 0.25), ("2026-09-09", "+84 912", 5, 0.5))


class Desk:
    """A spreadsheet with scripts, and everything a write needs."""

    def __init__(self, database: Database, settings: Settings, google: SheetsServer, patience: Patience) -> None:
        self.database, self.settings, self.google, self.patience = database, settings, google, patience
        self.scripts = FakeTab("Kịch bản", [list(row) for row in SCRIPTS], gid=0)
        google.spreadsheets[BOOK] = [self.scripts]
        with database.write() as session:
            self.source = add_source(session, SYSTEM, NewSource(SheetKind.SCRIPTS, PLACE, "Kịch bản", "Kịch bản"), now=NOW)

    def set(self, user: User = SYSTEM, *, on: bool = True, tab: str = TAB, mode: Mode = Mode.REPLACE, **more: Any) -> WriteBack:
        wanted = WriteBackInput(more.get("source_id", self.source.id), on, more.get("what", What.DAY), mode, tab)
        with self.database.write() as session:
            return set_write_back(session, user, wanted, now=NOW)

    def back(self) -> WriteBack:
        with self.database.read() as session:
            found = write_back_of(session, SYSTEM, self.source.id)
        assert found is not None
        return found

    def write(self, rows: SheetTable = FIRST, *, minutes: int = 0, always: bool = True, user: User = SYSTEM) -> Outcome:
        now = NOW + minutes * MINUTE
        return write_rows(self.database, self.settings, user, self.back(), rows, now=now, patience=self.patience, always=always)

    @property
    def tab(self) -> FakeTab:
        return next(tab for tab in self.google.spreadsheets[BOOK] if tab.gid == GID)


@pytest.fixture
def desk(database: Database, settings: Settings, google: SheetsServer, patience: Patience) -> Desk:
    return Desk(database, settings, google, patience)


def stands(tab: FakeTab) -> list[list[Any]]:
    """What somebody sees: blanks at the ends left off."""
    rows = [list(row) for row in tab.rows]
    for row in rows:
        while row and row[-1] in ("", None):
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def test_it_is_off_until_the_owner_says_so(desk: Desk, cast: Cast) -> None:
    with desk.database.read() as session:
        assert (write_backs(session, cast.hoa), due_write_backs(session, SYSTEM, now=NOW)) == ((), ())
    for user in (cast.lan, cast.minh):
        with pytest.raises(Refused):
            desk.set(user)
    desk.set(cast.hoa, on=False)
    with pytest.raises(Refused):
        desk.write()
    desk.set(cast.hoa)
    with pytest.raises(Refused):
        desk.write(user=cast.minh)
    assert desk.google.asked == []
    with desk.database.read() as session:
        told = [entry for entry in entries(session, subject=f"sheet_source:{desk.source.id}") if entry.action == "sheet.write_back"]
    assert [entry.actor_id for entry in told] == [cast.hoa.id] * 2


def test_the_first_write_makes_the_tab_and_touches_no_other(desk: Desk) -> None:
    desk.set()
    outcome = desk.write()
    assert (outcome.failure, outcome.rows, outcome.sent) == (None, 2, 3)
    assert stands(desk.tab) == [list(HEADER), ["2026-09-09", "Lan", 40, 0.25], ["2026-09-09", "=HYPERLINK(1)", 30]]
    assert desk.scripts.rows == [list(row) for row in SCRIPTS]
    base = f"/v4/spreadsheets/{BOOK}"
    assert desk.google.asked == [base, f"{base}:batchUpdate", f"{base}/values:batchUpdate"]
    [(_, made), (_, written)] = desk.google.sent
    assert made["requests"][0]["addSheet"]["properties"]["title"] == TAB
    assert (written["valueInputOption"], [one["range"] for one in written["data"]]) == ("RAW", [f"'{TAB}'!A1"])
    back = desk.back()
    assert (back.rows, back.written_at, back.next_try_at, back.failures, back.error) == (2, NOW, NOW + 60 * MINUTE, 0, None)


def test_replace_leaves_nothing_of_before(desk: Desk) -> None:
    desk.set()
    desk.write(table(*((f"2026-09-0{day}", "Lan", day, None) for day in range(1, 8))))
    desk.google.asked.clear()
    assert desk.write(SECOND, minutes=1).sent == 8
    assert stands(desk.tab) == [list(HEADER), ["2026-09-09", "Lan", 52, 0.25], ["2026-09-09", "+84 912", 5, 0.5]]
    base = f"/v4/spreadsheets/{BOOK}"
    assert desk.google.asked == [base, f"{base}/values:batchGet", f"{base}/values:batchUpdate"]


def test_append_keeps_what_stands_and_brings_the_same_rows_up_to_date(desk: Desk) -> None:
    desk.set(mode=Mode.APPEND)
    desk.write(table(("2026-09-08", "Lan", 10, None), ("2026-09-09", "Lan", 40, 0.25)))
    desk.tab.rows[1:] = [desk.tab.rows[2], desk.tab.rows[1]]  # somebody sorted it
    outcome = desk.write(SECOND, minutes=1)
    assert outcome.sent == 2
    assert stands(desk.tab) == [list(HEADER), ["2026-09-09", "Lan", 52, 0.25], ["2026-09-08", "Lan", 10], ["2026-09-09", "+84 912", 5, 0.5]]
    assert desk.write(SECOND, minutes=2).sent == 0
    assert len(stands(desk.tab)) == 4


def test_an_answer_that_got_lost_doubles_nothing(desk: Desk) -> None:
    desk.set(mode=Mode.APPEND)
    good = Fault()
    desk.google.fail(good, Fault(cut=5), good, Fault(cut=5))  # both writes happen, both answers are cut short
    outcome = desk.write()
    assert outcome.failure is None
    assert [tab.title for tab in desk.google.spreadsheets[BOOK]] == ["Kịch bản", TAB]
    assert len(stands(desk.tab)) == 3


def test_a_tab_that_is_not_ours_is_never_written(desk: Desk) -> None:
    desk.set()
    theirs = FakeTab(TAB.upper(), [["Ghi chú của chị Hoa"]], gid=55)
    desk.google.spreadsheets[BOOK].append(theirs)
    outcome = desk.write()
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.values) == ("tab_taken", {"tab": TAB})
    assert (theirs.rows, desk.google.sent) == ([["Ghi chú của chị Hoa"]], [])


def test_a_renamed_tab_is_still_ours_and_a_deleted_one_is_made_again(desk: Desk) -> None:
    desk.set()
    desk.write()
    desk.tab.title = "Bảng tổng hợp 'mới'"
    assert desk.write(SECOND, minutes=1).failure is None
    assert stands(desk.tab)[1] == ["2026-09-09", "Lan", 52, 0.25]
    desk.google.spreadsheets[BOOK].remove(desk.tab)
    assert desk.write(SECOND, minutes=2).failure is None
    assert (desk.tab.title, len(stands(desk.tab))) == (TAB, 3)


def test_our_tab_read_as_a_source_is_left_alone(desk: Desk) -> None:
    desk.set()
    desk.write()
    with desk.database.write() as session:
        add_source(session, SYSTEM, NewSource(SheetKind.VOUCHERS, PLACE, TAB, "Lạ"), now=NOW)
    outcome = desk.write(SECOND, minutes=1)
    assert outcome.failure is not None
    assert outcome.failure.code == "tab_read"
    assert stands(desk.tab)[1] == ["2026-09-09", "Lan", 40, 0.25]


@pytest.mark.parametrize("tab", ["", "   ", "x" * 101, "Kịch bản", "  KỊCH  BẢN "])
def test_a_name_that_cannot_be_ours_is_refused(desk: Desk, tab: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        desk.set(tab=tab)
    assert caught.value.field == "tab"


def test_only_a_google_spreadsheet_and_one_tab_each(desk: Desk) -> None:
    desk.set()
    with desk.database.write() as session:
        file = add_source(session, SYSTEM, NewSource(SheetKind.SCRIPTS, Place(PlaceKind.SAMPLE, "1"), name="Mẫu"), now=NOW)
        other = add_source(session, SYSTEM, NewSource(SheetKind.VOUCHERS, PLACE, "Mã", "Mã"), now=NOW)
    with pytest.raises(InvalidInput) as caught:
        desk.set(source_id=file.id)
    assert caught.value.field == "source"
    with pytest.raises(InvalidInput):
        desk.set(source_id=other.id)
    assert desk.set(source_id=other.id, tab="Tháng", what=What.MONTH).gid != GID
    with pytest.raises(NotFound):
        desk.set(source_id=999)


@pytest.mark.parametrize(
    ("fault", "code", "tries"),
    [
        (QUOTA, "write_quota", 3), (QUOTA_HTML, "write_quota", 3), (UNAVAILABLE, "write_google_down", 3), (BAD_GATEWAY, "write_google_down", 3),
        (NOT_SHARED, "not_editor_here", 1), (Fault(cut=5), "write_bad_answer", 3), (Fault(hang=0.8), "write_timeout", 3),
        (Fault(drop=True), "write_no_network", 3),
    ],
)  # fmt: skip
def test_a_failing_google_is_asked_three_times_and_told_in_words(desk: Desk, fault: Fault, code: str, tries: int) -> None:
    desk.set()
    desk.google.always = fault
    outcome = desk.write()
    assert outcome.failure is not None
    assert (outcome.failure.code, len(desk.google.asked)) == (code, tries)
    assert outcome.failure.remedy("en")
    back = desk.back()
    assert (back.failures, back.next_try_at, back.written_at) == (1, NOW + MINUTE, None)
    desk.google.always = None
    assert desk.write(minutes=1).failure is None
    assert desk.back().failures == 0


def test_a_fault_in_the_middle_of_writing_heals_by_itself(desk: Desk, waits: Waits) -> None:
    desk.set()
    desk.google.fail(Fault(), QUOTA, Fault(), Fault(429, QUOTA.body, {"Retry-After": "7"}))
    assert desk.write().failure is None
    assert waits.slept[-1] == 7
    assert len(stands(desk.tab)) == 3


def test_retry_after_and_growing_waits(desk: Desk) -> None:
    desk.set()
    desk.google.always = Fault(429, QUOTA.body, {"Retry-After": "300"})
    desk.write()
    assert (len(desk.google.asked), desk.back().next_try_at) == (1, NOW + 5 * MINUTE)
    desk.google.always = NOT_SHARED
    waits = []
    for failures in range(2, 8):
        desk.write(minutes=failures)
        due = desk.back().next_try_at
        assert due is not None
        waits.append((due - NOW) / MINUTE - failures)
    assert waits == [2, 4, 8, 15, 15, 15]


def test_only_a_reader_and_a_protected_tab(desk: Desk) -> None:
    desk.set()
    desk.google.may_write = False
    outcome = desk.write()
    assert outcome.failure is not None
    assert outcome.failure.code == "not_editor_here"
    desk.google.may_write = True
    desk.write(minutes=1)
    desk.tab.protected = True
    outcome = desk.write(SECOND, minutes=2)
    assert outcome.failure is not None
    assert outcome.failure.code == "tab_protected"


def test_a_tab_too_small_grows(desk: Desk) -> None:
    desk.set(mode=Mode.APPEND)
    desk.write()
    desk.tab.lines = 4
    many = table(*(("2026-09-10", f"A{number}", number, None) for number in range(30)))
    assert desk.write(many, minutes=1).sent == 30
    assert (len(stands(desk.tab)), desk.tab.lines) == (33, 233)


def test_the_background_asks_google_only_when_something_changed(desk: Desk) -> None:
    desk.set()
    with desk.database.read() as session:
        assert len(due_write_backs(session, SYSTEM, now=NOW)) == 1
    desk.write(always=False)
    with desk.database.read() as session:
        assert due_write_backs(session, SYSTEM, now=NOW + 59 * MINUTE) == ()
        assert len(due_write_backs(session, SYSTEM, now=NOW + 60 * MINUTE)) == 1
    desk.google.asked.clear()
    assert desk.write(minutes=60, always=False).sent == 0
    assert desk.google.asked == []
    with desk.database.read() as session:
        assert due_write_backs(session, SYSTEM, now=NOW + 119 * MINUTE) == ()
    assert desk.write(SECOND, minutes=120, always=False).sent == 3
    with desk.database.write() as session:
        change_source(session, SYSTEM, SourceChange(desk.source.id, active=False), now=NOW)
    with desk.database.read() as session:
        assert due_write_backs(session, SYSTEM, now=NOW + 999 * MINUTE) == ()


def test_one_writer_at_a_time(desk: Desk) -> None:
    back = desk.set()
    with desk.database.write() as session:
        assert take_lease(session, back.lease, "other", at=NOW, for_seconds=60)
    with pytest.raises(Unavailable):
        desk.write()
    assert desk.google.asked == []
    assert desk.write(minutes=2).failure is None


def test_another_choice_forgets_what_was_written(desk: Desk) -> None:
    desk.set()
    desk.write()
    kept = desk.set(on=False)
    assert kept.digest == kept.mark(FIRST)
    assert desk.set(mode=Mode.APPEND).digest == ""
    changed = desk.set(tab="Kết quả 2")
    assert (changed.written_at, changed.gid == GID) == (None, False)


ROW, OTHER = ("d1", "Lan", 1, None), ("d1", "Đức", 2, 0.5)


@pytest.mark.parametrize(
    ("mode", "standing", "wanted"),
    [
        (Mode.REPLACE, (), (Block(0, (HEADER, ("d1", "Lan", 1, ""), ("d1", "Đức", 2, 0.5))),)),
        (Mode.REPLACE, (HEADER, ("d1", "Lan", 1), ("d1", "Đức", 2.0, 0.5)), ()),  # stands already, however told
        (
            Mode.REPLACE,
            (("x",) * 5, *(("y",),) * 3),
            (Block(0, ((*HEADER, ""), ("d1", "Lan", 1, "", ""), ("d1", "Đức", 2, 0.5, ""), ("",) * 5)),),
        ),
        (Mode.APPEND, (), (Block(0, (HEADER, ("d1", "Lan", 1, ""), ("d1", "Đức", 2, 0.5))),)),
        (Mode.APPEND, (HEADER, ("d1", "Đức", 9, 0.5)), (Block(1, (("d1", "Đức", 2, 0.5),)), Block(2, (("d1", "Lan", 1, ""),)))),
        (Mode.APPEND, (HEADER, ("d1", "Lan", 1, ""), (), ("d1", "Đức", 2, 0.5), ("", "")), ()),
        (Mode.APPEND, ((*HEADER, "Ghi chú"), ("d1", "Lan", 1, "", "của chị Hoa")), (Block(2, (("d1", "Đức", 2, 0.5),)),)),
    ],
)
def test_what_must_be_written(mode: Mode, standing: tuple[tuple[Any, ...], ...], wanted: tuple[Block, ...]) -> None:
    assert blocks(table(ROW, OTHER), standing, mode) == wanted


def test_other_columns_are_refused_when_rows_are_added() -> None:
    with pytest.raises(ReadingFailed) as caught:
        blocks(table(ROW), (("Tháng", "Nhân viên"), ("2026-09", "Lan")), Mode.APPEND)
    assert caught.value.failure.code == "other_columns"


def test_a_source_pointed_elsewhere_is_written_there(desk: Desk) -> None:
    desk.set()
    desk.write(always=False)
    other = BOOK[::-1]
    desk.google.spreadsheets[other] = [FakeTab("Kịch bản", [list(row) for row in SCRIPTS])]
    with desk.database.write() as session:
        change_source(session, SYSTEM, SourceChange(desk.source.id, place=Place(PlaceKind.GOOGLE, other)), now=NOW)
    assert desk.write(always=False, minutes=60).sent == 3
    assert [tab.title for tab in desk.google.spreadsheets[other]] == ["Kịch bản", TAB]
