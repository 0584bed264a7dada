"""How the sheets stand is told in numbers, to `doctor` and to `/metrics`."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import generate_latest

from core.__main__ import main
from core.base.database import Database
from core.base.errors import Refused
from core.base.settings import Settings
from core.catalog.actions.copies import note_failure
from core.catalog.actions.sources import NewSource, SourceChange, change_source
from core.catalog.queries.standing import sheet_standings
from core.catalog.refresh import add_and_read
from core.catalog.remedy import Failure
from core.catalog.source import SheetKind, parse_place
from core.people.user import SYSTEM
from core.web.metrics import REGISTRY, show_sheets
from tests.catalog.conftest import BOOK, LINK, NOW, VOUCHERS
from tests.catalog.sheets_server import FakeTab, SheetsServer
from tests.conftest import Cast


@pytest.fixture
def vouchers(database: Database, settings: Settings, google: SheetsServer) -> int:
    google.spreadsheets[BOOK] = [FakeTab("Mã giảm giá", [*VOUCHERS, [], ["Tổng", "", "", "", "", 100]], 7)]
    new = NewSource(SheetKind.VOUCHERS, parse_place(LINK), name="Voucher")
    return add_and_read(database, settings, SYSTEM, new, now=NOW).source.id


def fail(database: Database, source_id: int, minutes: int) -> None:
    with database.write() as session:
        failure = Failure("quota")
        note_failure(session, SYSTEM, source_id, failure, now=NOW + timedelta(minutes=minutes), every=timedelta(minutes=1))


def test_a_circuit_in_numbers(database: Database, cast: Cast, vouchers: int) -> None:
    fail(database, vouchers, 1)
    fail(database, vouchers, 2)
    with database.read() as session:
        [one] = sheet_standings(session, cast.hoa, at=NOW + timedelta(minutes=3))
        with pytest.raises(Refused):
            sheet_standings(session, cast.lan, at=NOW)
    assert (one.failures, one.waiting, one.age) == (2, timedelta(minutes=1), timedelta(minutes=3))
    assert (one.read, one.good, one.problems, one.skipped) == (6, 3, 1, 2)
    show_sheets((one,))
    told = generate_latest(REGISTRY).decode()
    named = 'kind="vouchers",source="Voucher"'
    assert f"catruc_sheet_failures{{{named}}} 2.0" in told
    assert f"catruc_sheet_next_try_seconds{{{named}}} 60.0" in told
    assert f"catruc_sheet_read_age_seconds{{{named}}} 180.0" in told
    assert 'catruc_sheet_rows{kind="vouchers",outcome="problem",source="Voucher"} 1.0' in told
    show_sheets(())
    assert "Voucher" not in generate_latest(REGISTRY).decode()


def test_paused_sheets_are_no_concern(database: Database, cast: Cast, vouchers: int) -> None:
    with database.write() as session:
        change_source(session, SYSTEM, SourceChange(vouchers, active=False), now=NOW)
    with database.read() as session:
        assert sheet_standings(session, cast.hoa, at=NOW) == ()


def test_doctor_names_each_sheet(
    database: Database, cast: Cast, vouchers: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def doctor(code: int) -> dict[str, Any]:
        url = database.url.render_as_string(hide_password=False)
        monkeypatch.setattr("sys.argv", ["core", "doctor", "--json", "--database", url])
        with pytest.raises(SystemExit) as ended:
            main()
        assert (ended.value.code or 0) == code
        return {check["name"]: check for check in json.loads(capsys.readouterr().out)["checks"]}

    checks = doctor(0)
    assert checks["sheets"]["ok"]
    assert "6 rows: 3 good, problems: 1, skipped: 2" in checks["sheet Voucher"]["said"]
    fail(database, vouchers, 1)
    checks = doctor(1)
    assert not checks["sheet Voucher"]["ok"]
    assert "failed tries: 1" in checks["sheet Voucher"]["said"]
    assert checks["sheet Voucher"]["remedy"].startswith("Nothing to do: the app reads again by itself")
