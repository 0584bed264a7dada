"""Refreshing sheets: versions, the last good copy, copies kept aside, backing off, one reader among many."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from core.base.changes import Topic, read_versions
from core.base.database import Database
from core.base.errors import InvalidInput, NotFound, Refused
from core.base.leases import take_lease
from core.base.settings import Settings
from core.catalog import looking
from core.catalog.actions.copies import KEPT_VERSIONS, confirm_held
from core.catalog.actions.sources import NewSource, SourceChange, change_source
from core.catalog.queries.reports import sheet_reports
from core.catalog.queries.scripts import catalog_scripts
from core.catalog.queries.sources import list_sources, sources_health
from core.catalog.queries.vouchers import catalog_vouchers
from core.catalog.refresh import Synced, add_and_read, refresh_due, sync_sources
from core.catalog.remedy import Failure, ReadingFailed
from core.catalog.source import Place, PlaceKind, SheetKind, parse_place
from core.catalog.tables import SheetSnapshotRow
from core.catalog.wire import Patience
from core.people.user import SYSTEM
from tests.catalog.conftest import BOOK, LINK, NOW, SCRIPTS, VOUCHERS
from tests.catalog.sheets_server import BAD_GATEWAY, NOT_SHARED, QUOTA, UNAVAILABLE, FakeTab, Fault, SheetsServer
from tests.conftest import Cast

MINUTE = timedelta(minutes=1)


class Desk:
    """Everything a refresh needs, at hand."""

    def __init__(self, database: Database, settings: Settings, google: SheetsServer, patience: Patience) -> None:
        self.database, self.settings, self.google, self.patience = database, settings, google, patience
        self.scripts = FakeTab("Kịch bản", [list(row) for row in SCRIPTS], gid=0)
        self.vouchers = FakeTab("Mã giảm giá", [list(row) for row in VOUCHERS], gid=7)
        google.spreadsheets[BOOK] = [self.scripts, self.vouchers]

    def add(self, kind: SheetKind, link: str = LINK, *, tab: str = "", name: str = "", now: datetime = NOW) -> Synced:
        place = parse_place(link, emulator_host=self.settings.sheets_emulator_host)
        return add_and_read(self.database, self.settings, SYSTEM, NewSource(kind, place, tab, name), now=now, patience=self.patience)

    def sync(self, name: str = "", *, now: datetime = NOW + MINUTE) -> list[Synced]:
        return sync_sources(self.database, self.settings, SYSTEM, name=name, now=now, patience=self.patience)

    def due(self, *, now: datetime, holder: str = "one") -> list[Synced]:
        return refresh_due(self.database, self.settings, now=now, holder=holder, patience=self.patience)

    def snapshots(self) -> list[tuple[int, bool]]:
        with self.database.read() as session:
            rows = session.exec(select(SheetSnapshotRow).order_by(col(SheetSnapshotRow.id)))
            return [(row.version, row.held) for row in rows]


@pytest.fixture
def desk(database: Database, settings: Settings, google: SheetsServer, patience: Patience) -> Desk:
    return Desk(database, settings, google, patience)


def test_adding_reads_once_and_counts_every_row(desk: Desk) -> None:
    added = desk.add(SheetKind.VOUCHERS)
    assert added.parsed is not None
    assert (added.version, added.changed, added.failure) == (1, True, None)
    assert (added.parsed.read, len(added.parsed.good), len(added.parsed.problems), added.parsed.skipped) == (4, 3, 1, 0)
    assert added.parsed.problems[0].cell == "Mã giảm giá!D5"
    assert added.source.tab == "Mã giảm giá"
    assert added.source.name == "Mã giảm giá"
    assert desk.google.asked == [f"/v4/spreadsheets/{BOOK}", f"/v4/spreadsheets/{BOOK}/values:batchGet"]


def test_a_link_without_a_tab_finds_the_tab_of_its_kind(desk: Desk) -> None:
    link = f"https://docs.google.com/spreadsheets/d/{BOOK}/edit"
    assert desk.add(SheetKind.VOUCHERS, link).source.tab == "Mã giảm giá"
    assert desk.add(SheetKind.SCRIPTS, link).source.tab == "Kịch bản"
    assert len(desk.google.asked) == 4


def test_a_link_copied_from_another_tab_still_finds_its_kind(desk: Desk) -> None:
    assert desk.add(SheetKind.SCRIPTS, LINK).source.tab == "Kịch bản"
    assert desk.add(SheetKind.VOUCHERS, LINK.replace("gid=7", "gid=404")).source.tab == "Mã giảm giá"


def test_a_refresh_of_two_tabs_is_two_requests(desk: Desk) -> None:
    desk.add(SheetKind.SCRIPTS, tab="Kịch bản")
    desk.add(SheetKind.VOUCHERS)
    desk.google.asked.clear()
    scripts, vouchers = desk.sync()
    assert desk.google.asked == [f"/v4/spreadsheets/{BOOK}", f"/v4/spreadsheets/{BOOK}/values:batchGet"]
    assert (scripts.version, scripts.changed, vouchers.version, vouchers.changed) == (1, False, 1, False)


def test_an_unchanged_sheet_keeps_its_version_and_is_fresh_again(desk: Desk, cast: Cast) -> None:
    desk.add(SheetKind.SCRIPTS, tab="Kịch bản")
    assert desk.sync()[0].changed is False
    with desk.database.read() as session:
        found = catalog_scripts(session, cast.lan, at=NOW)
    assert (found.fresh.read_at, found.fresh.version, found.fresh.failing) == (NOW + MINUTE, 1, False)
    assert desk.snapshots() == [(1, False)]


def test_a_changed_cell_is_a_new_version(desk: Desk, cast: Cast) -> None:
    desk.add(SheetKind.SCRIPTS, tab="Kịch bản")
    desk.scripts.rows[3][4] = "Dạ em chào {ten_khach} ạ"
    [synced] = desk.sync()
    assert (synced.version, synced.changed) == (2, True)
    with desk.database.read() as session:
        found = catalog_scripts(session, cast.lan, at=NOW)
    assert [one.script.text for one in found.found] == ["Dạ em chào {ten_khach} ạ", "Dạ shop hỗ trợ đổi size trong 15 ngày ạ."]


def test_only_the_last_versions_are_kept(desk: Desk) -> None:
    desk.add(SheetKind.SCRIPTS, tab="Kịch bản")
    for number in range(2, KEPT_VERSIONS + 4):
        desk.scripts.rows[3][4] = f"lời chào số {number}"
        assert desk.sync(now=NOW + number * MINUTE)[0].version == number
    assert desk.snapshots() == [(version, False) for version in range(4, KEPT_VERSIONS + 4)]


@pytest.mark.parametrize("fault", [NOT_SHARED, QUOTA, UNAVAILABLE, BAD_GATEWAY, Fault(cut=30), Fault(hang=0.8), Fault(drop=True)])
def test_a_failing_google_never_touches_the_last_good_copy(desk: Desk, cast: Cast, fault: Fault) -> None:
    desk.add(SheetKind.VOUCHERS)
    desk.google.always = fault
    [synced] = desk.sync()
    assert synced.failure is not None
    assert (synced.version, synced.changed, len(synced.parsed.good) if synced.parsed else 0) == (1, False, 3)
    with desk.database.read() as session:
        found = catalog_vouchers(session, cast.lan, at=NOW)
    assert (len(found.found), found.fresh.read_at, found.fresh.failing) == (3, NOW, True)
    desk.google.always = None
    assert desk.sync(now=NOW + 2 * MINUTE)[0].failure is None


@pytest.mark.parametrize(("rows", "code"), [([], "empty"), ([["", ""], [None]], "empty"), ([["xin chào"], ["không có bảng"]], "no_header")])
def test_an_emptied_or_mangled_tab_is_a_failure(desk: Desk, rows: list[list[object]], code: str) -> None:
    desk.add(SheetKind.VOUCHERS)
    desk.vouchers.rows = rows
    [synced] = desk.sync()
    assert synced.failure is not None
    assert (synced.failure.code, synced.version) == (code, 1)


def test_a_renamed_tab_asks_to_pick_it_again_and_the_other_sheet_goes_on(desk: Desk) -> None:
    desk.add(SheetKind.SCRIPTS, tab="Kịch bản")
    desk.add(SheetKind.VOUCHERS)
    desk.vouchers.title = "Mã tháng 10"
    scripts, vouchers = desk.sync()
    assert scripts.failure is None
    assert vouchers.failure == Failure("tab_gone", {"tab": "Mã giảm giá", "tabs": "Kịch bản, Mã tháng 10"})
    with desk.database.write() as session:
        change_source(session, SYSTEM, SourceChange(vouchers.source.id, tab="Mã tháng 10"), now=NOW)
    assert desk.sync(now=NOW + 2 * MINUTE)[1].failure is None


def grow(desk: Desk, rows: int) -> None:
    desk.vouchers.rows = [VOUCHERS[0]] + [[f"MA{number:03}", "Shopee", "giảm 30K đơn từ 300K", 46268, 46280] for number in range(rows)]


def test_a_sheet_that_loses_more_than_half_its_rows_is_kept_aside(desk: Desk, cast: Cast) -> None:
    grow(desk, 20)
    desk.add(SheetKind.VOUCHERS)
    grow(desk, 9)
    [synced] = desk.sync()
    assert (synced.version, synced.changed, synced.failure) == (1, False, Failure("shrunk", {"before": 20, "after": 9}))
    assert desk.snapshots() == [(1, False), (2, True)]
    with desk.database.read() as session:
        found = catalog_vouchers(session, cast.lan, at=NOW)
        [report] = sheet_reports(session, cast.minh, SheetKind.VOUCHERS, at=NOW)
    assert (len(found.found), report.held, report.good) == (20, True, 20)


def test_exactly_half_is_believed(desk: Desk) -> None:
    grow(desk, 20)
    desk.add(SheetKind.VOUCHERS)
    grow(desk, 10)
    assert desk.sync()[0].version == 2


def test_the_owner_confirms_what_was_kept_aside(desk: Desk, cast: Cast) -> None:
    grow(desk, 20)
    source = desk.add(SheetKind.VOUCHERS).source
    grow(desk, 3)
    desk.sync()
    with pytest.raises(Refused), desk.database.write() as session:
        confirm_held(session, cast.minh, source.id, now=NOW)
    with desk.database.write() as session:
        assert confirm_held(session, cast.hoa, source.id, now=NOW).version == 2
    with desk.database.read() as session:
        found = catalog_vouchers(session, cast.lan, at=NOW)
    assert (len(found.found), found.fresh.failing) == (3, False)
    [again] = desk.sync(now=NOW + 2 * MINUTE)
    assert (again.version, again.changed, again.failure) == (2, False, None)
    with pytest.raises(NotFound), desk.database.write() as session:
        confirm_held(session, cast.hoa, source.id, now=NOW)


def test_rows_that_come_back_make_the_copy_aside_forgotten(desk: Desk) -> None:
    grow(desk, 20)
    desk.add(SheetKind.VOUCHERS)
    grow(desk, 3)
    desk.sync()
    desk.sync(now=NOW + 2 * MINUTE)
    assert desk.snapshots() == [(1, False), (2, True)]
    grow(desk, 20)
    [back] = desk.sync(now=NOW + 3 * MINUTE)
    assert (back.version, back.changed, back.failure) == (1, False, None)
    grow(desk, 21)
    assert desk.sync(now=NOW + 4 * MINUTE)[0].version == 2
    assert desk.snapshots() == [(1, False), (2, False)]


def test_a_slow_reading_never_overwrites_a_newer_one(desk: Desk) -> None:
    desk.add(SheetKind.SCRIPTS, tab="Kịch bản")
    desk.scripts.rows[3][4] = "mới"
    desk.sync(now=NOW + 5 * MINUTE)
    desk.scripts.rows[3][4] = "cũ"
    [late] = desk.sync(now=NOW + 4 * MINUTE)
    assert (late.version, late.changed) == (2, False)


def test_automatic_tries_wait_longer_and_longer(desk: Desk) -> None:
    looking.note_look(NOW + timedelta(hours=2))
    desk.add(SheetKind.SCRIPTS, tab="Kịch bản")
    desk.google.always = NOT_SHARED
    now, tried = NOW, []
    for _ in range(7):
        while not desk.due(now=now):
            now += timedelta(seconds=30)
        tried.append((now - NOW) / MINUTE)
    assert tried == [1, 2, 4, 8, 16, 31, 46]
    asked = len(desk.google.asked)
    assert desk.sync(now=now + timedelta(seconds=1))[0].failure is not None
    assert len(desk.google.asked) == asked + 1


def test_retry_after_puts_the_next_automatic_try_off(desk: Desk) -> None:
    looking.note_look(NOW + timedelta(hours=1))
    desk.add(SheetKind.SCRIPTS, tab="Kịch bản")
    desk.google.always = Fault(429, QUOTA.body, {"Retry-After": "300"})
    assert len(desk.due(now=NOW + MINUTE)) == 1
    assert desk.due(now=NOW + timedelta(minutes=5, seconds=59)) == []
    assert len(desk.due(now=NOW + 6 * MINUTE)) == 1


def test_nothing_is_read_before_its_time(desk: Desk) -> None:
    looking.note_look(NOW + timedelta(hours=1))
    desk.add(SheetKind.SCRIPTS, tab="Kịch bản")
    assert desk.due(now=NOW + timedelta(seconds=59)) == []
    assert len(desk.due(now=NOW + MINUTE)) == 1


def test_a_sheet_nobody_looks_at_is_read_less_often(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_seen", {})
    desk.add(SheetKind.SCRIPTS, tab="Kịch bản")
    assert desk.due(now=NOW + timedelta(minutes=4, seconds=59)) == []
    assert len(desk.due(now=NOW + 5 * MINUTE)) == 1
    looking.note_look(NOW + 6 * MINUTE)
    assert len(desk.due(now=NOW + 6 * MINUTE)) == 1


def test_one_reader_among_many(desk: Desk) -> None:
    looking.note_look(NOW + timedelta(hours=1))
    desk.add(SheetKind.SCRIPTS, tab="Kịch bản")
    lease = f"sheet:{BOOK}"
    with desk.database.write() as session:
        assert take_lease(session, lease, "other", at=NOW + MINUTE, for_seconds=60)
    assert desk.due(now=NOW + MINUTE) == []
    assert len(desk.due(now=NOW + 3 * MINUTE)) == 1
    with desk.database.write() as session:
        assert take_lease(session, lease, "other", at=NOW + 3 * MINUTE, for_seconds=60), "it was given back"


def test_the_sheet_not_due_comes_along_with_the_one_that_is(desk: Desk) -> None:
    looking.note_look(NOW + timedelta(hours=1))
    desk.add(SheetKind.SCRIPTS, tab="Kịch bản")
    desk.add(SheetKind.VOUCHERS, now=NOW + timedelta(seconds=30))
    desk.google.asked.clear()
    assert len(desk.due(now=NOW + MINUTE)) == 2
    assert len(desk.google.asked) == 2
    assert desk.due(now=NOW + MINUTE + timedelta(seconds=59)) == []


def test_what_heals_by_itself_is_kept_as_a_source(desk: Desk) -> None:
    desk.google.always = NOT_SHARED
    added = desk.add(SheetKind.SCRIPTS, tab="Kịch bản")
    assert (added.version, added.failure) == (0, Failure("not_public"))
    desk.google.always = None
    [synced] = desk.sync()
    assert (synced.version, synced.changed, synced.failure) == (1, True, None)


@pytest.mark.parametrize(
    ("link", "tab", "code"), [(f"https://docs.google.com/spreadsheets/d/{BOOK}x/edit", "", "not_found"), (LINK, "Mã cũ", "tab_gone")]
)
def test_what_can_never_be_read_is_refused(desk: Desk, link: str, tab: str, code: str) -> None:
    with pytest.raises(ReadingFailed) as caught:
        desk.add(SheetKind.SCRIPTS, link, tab=tab)
    assert caught.value.failure.code == code
    with desk.database.read() as session:
        assert list_sources(session, SYSTEM) == []


def test_names_are_unique_and_made_up_when_missing(desk: Desk) -> None:
    desk.add(SheetKind.SCRIPTS, tab="Kịch bản")
    assert desk.add(SheetKind.SCRIPTS, tab="Kịch bản").source.name == "Kịch bản 2"
    with pytest.raises(InvalidInput) as caught:
        desk.add(SheetKind.SCRIPTS, tab="Kịch bản", name="kịch bản")
    assert caught.value.field == "name"
    with pytest.raises(NotFound):
        desk.sync("không có")


def test_agents_add_and_refresh_nothing(desk: Desk, cast: Cast) -> None:
    new = NewSource(SheetKind.SCRIPTS, Place(PlaceKind.GOOGLE, BOOK))
    for user in (cast.lan, cast.minh):
        with pytest.raises(Refused):
            add_and_read(desk.database, desk.settings, user, new, now=NOW, patience=desk.patience)
    with pytest.raises(Refused):
        sync_sources(desk.database, desk.settings, cast.lan, now=NOW, patience=desk.patience)
    assert sync_sources(desk.database, desk.settings, cast.minh, now=NOW, patience=desk.patience) == []
    assert desk.google.asked == []


def test_agents_see_neither_sources_nor_problems(desk: Desk, cast: Cast) -> None:
    desk.add(SheetKind.VOUCHERS)
    desk.google.always = NOT_SHARED
    desk.sync()
    with desk.database.read() as session:
        assert sources_health(session, cast.lan, now=NOW) == []
        [health] = sources_health(session, cast.minh, now=NOW + 11 * MINUTE)
        for ask in (lambda: list_sources(session, cast.lan), lambda: sheet_reports(session, cast.lan, SheetKind.VOUCHERS, at=NOW)):
            with pytest.raises(Refused):
                ask()
        assert {one.link for one in catalog_vouchers(session, cast.lan, at=NOW).found} == {None}
        first = catalog_vouchers(session, cast.minh, at=NOW).found[0]
    assert (health.failure, health.stale) == (Failure("not_public"), True)
    assert first.link == f"https://docs.google.com/spreadsheets/d/{BOOK}/edit#gid=7&range={first.voucher.cell.rpartition('!')[2]}"


def test_every_refresh_tells_the_caches(desk: Desk) -> None:
    desk.add(SheetKind.SCRIPTS, tab="Kịch bản")
    with desk.database.read() as session:
        before = read_versions(session)[Topic.CATALOG]
    desk.sync()
    with desk.database.read() as session:
        assert read_versions(session)[Topic.CATALOG] == before + 1


def test_a_source_taken_away_is_read_no_more(desk: Desk, cast: Cast) -> None:
    source = desk.add(SheetKind.SCRIPTS, tab="Kịch bản").source
    with desk.database.write() as session:
        change_source(session, cast.hoa, SourceChange(source.id, active=False), now=NOW)
    assert desk.sync() == []
    with desk.database.read() as session:
        assert catalog_scripts(session, cast.lan, at=NOW).total == 0
