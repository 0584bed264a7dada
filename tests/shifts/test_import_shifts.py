"""The `shifts` CSV: brought in once however often it is sent, each row accounted for, nothing half-written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from core.base.database import Database
from core.base.errors import InvalidInput, Refused
from core.base.tabular import read_csv
from core.command.import_shifts import import_shifts
from core.people.queries.users import find_user
from core.people.user import SYSTEM, Role
from core.shifts.actions.bulk import BulkResult, BulkSave, BulkShift, insert_history
from core.shifts.queries.saves import save_history
from core.shifts.queries.shifts import list_shifts
from core.shifts.result import Totals
from core.shifts.shift import Shift, ShiftStatus
from tests.conftest import Cast
from tests.shifts.floor import DAY, ask, begin, count, local, save, template

HEADER = (
    "business_date,template,agent,shop,check_in,check_out,status,chats,presale_chats,answered_30s,unanswered,"
    "first_response_avg_s,orders,paid_orders,revenue_vnd,complaints_handled,reviews_handled,note"
)
WORKED_EXAMPLE = (
    "2026-09-30,morning,lan,A,,,,60,50,48,2,40,20,15,6000000,,,",
    "2026-09-30,late,minh,A,,,,40,,36,0,25,18,18,5400000,2,1,đông khách",
)
NOW = local("2026-10-02 09:00")
EVERYTHING = {"dry_run": False, "strict": False, "create_missing": False, "now": NOW, "user": SYSTEM}


def load(database: Database, *rows: str, header: str = HEADER, **changed: Any) -> dict[str, Any]:
    table = read_csv("\n".join((header, *rows)).encode(), name="ca.csv")
    return import_shifts(database, table, **(EVERYTHING | changed))


def counts(document: dict[str, Any]) -> tuple[int, ...]:
    return tuple(document[name] for name in ("read", "added", "updated", "unchanged", "skipped"))


def whys(document: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(problem["row"], problem["value"], problem["why"]) for problem in document["problems"]]


def shifts(database: Database, start: date = DAY, end: date = DAY) -> dict[tuple[str, str], Shift]:
    found = ask(database, list_shifts, SYSTEM, start, end)
    return {(shift.agent, shift.template.code): shift for shift in found}


def test_the_worked_example_comes_in_to_the_digit(database: Database, cast: Cast) -> None:
    document = load(database, *WORKED_EXAMPLE)
    assert (document["kind"], counts(document), document["problems"]) == ("shifts", (2, 2, 0, 0, 0), [])
    found = shifts(database)
    lan, minh = found["Nguyễn Thị Lan", "morning"], found["Trần Quốc Minh", "late"]
    assert lan.results[0].totals == Totals(60, 50, 48, 2, 40, 20, 15, 6_000_000)
    assert minh.results[0].totals == Totals(40, None, 36, 0, 25, 18, 18, 5_400_000)
    assert (lan.status, lan.check_in, lan.check_out) == (ShiftStatus.APPROVED, local("08:00"), local("17:00"))
    assert (minh.check_in, minh.check_out, minh.note) == (local("16:00"), local("2026-10-01 00:00"), "đông khách")
    with database.read() as session:
        declared = session.execute(text("SELECT complaints_handled, reviews_handled FROM result ORDER BY id")).all()
    assert [tuple(row) for row in declared] == [(None, None), (2, 1)]


def test_the_same_file_again_adds_nothing(database: Database, cast: Cast) -> None:
    load(database, *WORKED_EXAMPLE)
    before = shifts(database)
    assert counts(load(database, *WORKED_EXAMPLE)) == (2, 0, 0, 2, 0)
    assert shifts(database) == before
    assert (count(database, "result_save"), count(database, "shift")) == (0, 2)


def test_a_corrected_row_updates_and_keeps_both_numbers(database: Database, cast: Cast) -> None:
    load(database, *WORKED_EXAMPLE)
    document = load(database, WORKED_EXAMPLE[0].replace(",60,50,", ",61,50,"), WORKED_EXAMPLE[1])
    assert counts(document) == (2, 0, 1, 1, 0)
    lan = shifts(database)["Nguyễn Thị Lan", "morning"]
    assert (lan.results[0].totals.chats, lan.results[0].version, lan.version) == (61, 2, 2)
    history = ask(database, save_history, cast.minh, lan.id)
    assert [(entry.totals.chats, entry.reason, entry.at) for entry in history] == [
        (61, "import", NOW),
        (60, "earlier", local("17:00")),
    ]
    assert counts(load(database, WORKED_EXAMPLE[0].replace(",60,50,", ",61,50,"))) == (1, 0, 0, 1, 0)


def test_another_shop_joins_the_same_shift(database: Database, cast: Cast) -> None:
    load(database, WORKED_EXAMPLE[0])
    document = load(database, WORKED_EXAMPLE[0], WORKED_EXAMPLE[0].replace(",A,", ",b,"))
    assert counts(document) == (2, 1, 0, 1, 0)
    assert [result.shop_id for result in shifts(database)["Nguyễn Thị Lan", "morning"].results] == [cast.shop_a.id, cast.shop_b.id]


@pytest.mark.parametrize(
    ("template_code", "check_in", "check_out", "begins", "ends"),
    [
        ("late", "15:50", "00:20", "2026-09-30 15:50", "2026-10-01 00:20"),
        ("late", "16:00", "24:00", "2026-09-30 16:00", "2026-10-01 00:00"),
        ("late", "16:00", "00:00", "2026-09-30 16:00", "2026-10-01 00:00"),
        ("late", "16:00", "", "2026-09-30 16:00", "2026-10-01 00:00"),
        ("late", "", "23:00", "2026-09-30 16:00", "2026-09-30 23:00"),
        ("morning", "8:05", "17:00:30", "2026-09-30 08:05", "2026-09-30 17:00"),
        ("morning", "08:00", "08:00", "2026-09-30 08:00", "2026-09-30 08:00"),
        ("night", "17:55", "02:10", "2026-09-30 17:55", "2026-10-01 02:10"),
        ("night", "00:30", "02:00", "2026-10-01 00:30", "2026-10-01 02:00"),
        ("night", "", "", "2026-09-30 18:00", "2026-10-01 02:00"),
    ],
)
@pytest.mark.usefixtures("night")
def test_times_find_their_day(
    database: Database, cast: Cast, template_code: str, check_in: str, check_out: str, begins: str, ends: str
) -> None:
    document = load(database, f"2026-09-30,{template_code},lan,A,{check_in},{check_out},submitted,1,,,,,,,,,,")
    assert document["problems"] == []
    shift = shifts(database)["Nguyễn Thị Lan", template_code]
    assert (shift.check_in, shift.check_out, shift.status) == (local(begins), local(ends), ShiftStatus.SUBMITTED)


def test_an_open_shift_has_no_check_out(database: Database, cast: Cast) -> None:
    load(database, "2026-09-30,late,lan,A,,,open,1,,,,,,,,,,")
    shift = shifts(database)["Nguyễn Thị Lan", "late"]
    assert (shift.status, shift.check_in, shift.check_out, shift.submitted_at) == (ShiftStatus.OPEN, local("16:00"), None, None)


def test_wrong_rows_are_listed_and_the_others_go_in(database: Database, cast: Cast) -> None:
    document = load(
        database,
        WORKED_EXAMPLE[0],
        "2026-09-30,lunch,lan,A,,,,1,,,,,,,,,,",
        "30/09/2026,late,lan,A,,,,1,,,,,,,,,,",
        "2026-10-03,late,lan,A,,,,1,,,,,,,,,,",
        "2026-09-30,late,nobody,A,,,,1,,,,,,,,,,",
        "2026-09-30,late,lan,Z,,,,1,,,,,,,,,,",
        "2026-09-30,late,lan,A,25:00,,done,1,2,,,,1,2,,,,",
        "2026-09-30,late,lan,A,,,,một,,,,nhanh,,,nhiều,-1,,",
        "2026-09-30,late,,A,,,,1,,,,,,,,,,",
        "2026-09-30,late,lan,A,,,,1,,,,,,,1,250,000,,,",
        "2026-09-30,evening,lan,A,08:00",
        "2026-09-30,morning,minh,A,19:00,,,1,,,,,,,,,,",
        WORKED_EXAMPLE[1],
    )
    assert counts(document) == (13, 2, 0, 0, 11)
    assert whys(document) == [
        (3, "lunch", "There is no shift template “lunch”. Known: morning, late, evening."),
        (4, "30/09/2026", "“30/09/2026” in business_date is not a date. Write it like 2026-09-01."),
        (5, "2026-10-03", "2026-10-03 is in the future. Check the column business_date."),
        (6, "nobody", "There is no user “nobody”. Add the account first, or use --create-missing."),
        (7, "Z", "There is no shop “Z”. Add the shop first, or use --create-missing."),
        (8, "2", "A · Pre-sale chats: 2 is more than the 1 chats. Correct one of the two."),
        (8, "2", "A · Paid orders: 2 is more than the 1 orders. Correct one of the two."),
        (8, "done", "“done” is no status of a shift. Use approved, submitted or open."),
        (8, "25:00", "“25:00” in check_in is not a time. Write it like 08:05 or 24:00."),
        (9, "một", "“một” in chats is not a number of the right kind. Numbers are whole and not below zero."),
        (9, "nhanh", "“nhanh” in first_response_avg_s is not a duration. Write seconds (45) or 1:20."),
        (9, "nhiều", "“nhiều” in revenue_vnd is not an amount. Write it like 1250000."),
        (9, "-1", "“-1” in complaints_handled is not a number of the right kind. Numbers are whole and not below zero."),
        (10, "", "The column agent is blank. Fill it in."),
        (11, "20", "This row has 20 cells, the first line has 18. Put text that holds a comma into quotation marks."),
        (12, "5", "This row has 5 cells, the first line has 18. Put text that holds a comma into quotation marks."),
        (13, "19:00", "The check-in 19:00 is after the shift's planned end. Fill in check_out too."),
    ]


def test_strict_writes_nothing_when_a_row_is_wrong(database: Database, cast: Cast) -> None:
    with pytest.raises(InvalidInput) as caught:
        load(database, *WORKED_EXAMPLE, "2026-09-30,lunch,lan,A,,,,1,,,,,,,,,,", strict=True)
    assert str(caught.value) == (
        "1 problems were found and nothing was written (--strict). The first is on line 4: "
        "There is no shift template “lunch”. Known: morning, late, evening."
    )
    assert count(database, "shift") == 0
    assert counts(load(database, *WORKED_EXAMPLE, strict=True)) == (2, 2, 0, 0, 0)


def test_a_dry_run_counts_and_keeps_nothing(database: Database, cast: Cast) -> None:
    document = load(database, *WORKED_EXAMPLE, "2026-09-30,late,mới,Z,,,,1,,,,,,,,,,", dry_run=True, create_missing=True)
    assert (counts(document), document["dry_run"]) == ((3, 2, 0, 0, 1), True)
    assert (count(database, "shift"), count(database, "shop"), count(database, "user_account")) == (0, 2, 4)


def test_unknown_agents_and_shops_are_created_when_asked(database: Database, cast: Cast) -> None:
    document = load(database, "2026-09-30,late,Tuấn,A,,,,1,,,,,,,,,,", "2026-09-30,late,tuan,kho-2,,,,1,,,,,,,,,,", create_missing=True)
    assert counts(document) == (2, 1, 0, 0, 1)
    assert whys(document) == [(2, "tuấn", "A user name has letters a–z, digits, dot, dash or underscore, at most 64.")]
    with database.read() as session:
        made = find_user(session, SYSTEM, "tuan")
        assert (made.role, made.display) == (Role.AGENT, "tuan")
        assert session.execute(text("SELECT password_hash FROM user_account WHERE name = 'tuan'")).scalar_one() is None
        assert tuple(session.execute(text("SELECT marketplace, name FROM shop WHERE code = 'kho-2'")).one()) == ("web", "kho-2")


def test_a_row_twice_counts_once_and_a_contradiction_is_named(database: Database, cast: Cast) -> None:
    first = "2026-09-30,late,lan,A,16:00,,,10,,,,,,,,,,"
    document = load(
        database, first, first, first.replace(",10,", ",11,"), "2026-09-30,late,LAN,B,16:05,,,1,,,,,,,,,,", "2026-09-30,late,lan,b,,,,1,,,,,,,,,,"
    )  # fmt: skip
    assert counts(document) == (5, 2, 0, 0, 3)
    assert [(row, why) for row, _, why in whys(document)] == [
        (4, "Line 2 already gives other numbers for this agent, shift, date and shop. Keep one of the two."),
        (5, "Line 2 gives another check_in for the same shift. Make them the same."),
    ]


def test_an_import_joins_a_shift_being_worked_on(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    shift = save(database, cast.lan, shift, {cast.shop_a.id: Totals(chats=5)}, "18:00").shift
    document = load(database, "2026-09-30,late,lan,A,,,,9,,,,,,,,,,", "2026-09-30,late,lan,B,,,submitted,7,,,,,,,,,,")
    assert counts(document) == (2, 1, 1, 0, 0)
    found = shifts(database)["Nguyễn Thị Lan", "late"]
    assert (found.check_in, found.check_out) == (local("15:50"), local("2026-10-01 00:00"))  # the real check-in stays
    assert (found.status, found.version) == (ShiftStatus.SUBMITTED, 3)
    assert [result.totals.chats for result in found.results] == [9, 7]
    assert [(entry.totals.chats, entry.reason) for entry in ask(database, save_history, SYSTEM, found.id)] == [(9, "import"), (5, "")]


def test_columns_the_file_lacks_leave_stored_numbers_alone(database: Database, cast: Cast) -> None:
    load(database, WORKED_EXAMPLE[0])
    document = load(database, "2026-09-30,morning,lan,A,61", header="business_date,template,agent,shop,chats")
    assert counts(document) == (1, 0, 1, 0, 0)
    assert shifts(database)["Nguyễn Thị Lan", "morning"].results[0].totals == Totals(61, 50, 48, 2, 40, 20, 15, 6_000_000)


def test_a_check_in_that_would_turn_a_stored_shift_around_is_named(database: Database, cast: Cast) -> None:
    load(database, "2026-09-30,morning,lan,A,08:00,12:00,,1,,,,,,,,,,")
    document = load(database, "2026-09-30,morning,lan,A,13:00,,,2,,,,,,,,,,")
    assert (counts(document), [row for row, _, _ in whys(document)]) == ((1, 0, 0, 0, 1), [2])
    assert shifts(database)["Nguyễn Thị Lan", "morning"].results[0].totals.chats == 1


def test_a_missing_column_refuses_the_file(database: Database, cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="no column “agent, shop”"):
        load(database, "2026-09-30,late,1", header="business_date,template,chats")


@pytest.mark.parametrize("who", ["lan", "stranger"])
def test_agents_import_nothing(database: Database, cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        load(database, *WORKED_EXAMPLE, user=getattr(cast, who))
    assert count(database, "shift") == 0


def test_a_manager_imports_all_but_their_own_shifts(database: Database, cast: Cast) -> None:
    document = load(database, *WORKED_EXAMPLE, user=cast.minh)
    assert counts(document) == (2, 1, 0, 0, 1)
    assert whys(document) == [(3, "minh", "Nobody imports their own shifts. Ask another manager or the owner.")]


def test_spreadsheet_habits_are_understood(database: Database, cast: Cast) -> None:
    document = load(database, '2026-09-30,Late,LAN,a,,,Approved,60.0,,,,1:20,20,,"1,25tr",,,', "2026-09-30,evening,lan,A,,,,1,,,,,,,")
    assert (counts(document), document["problems"]) == ((2, 2, 0, 0, 0), [])
    assert shifts(database)["Nguyễn Thị Lan", "late"].results[0].totals == Totals(60, None, None, None, 80, 20, None, 1_250_000)


def test_history_in_bulk_with_its_saves(database: Database, cast: Cast) -> None:
    late = template(database)
    first, last = Totals(chats=5), Totals(chats=9, orders=3)

    def made() -> Iterator[BulkShift]:
        for number in range(3):
            day = date(2026, 9, 28 + number)
            saves = (BulkSave(local(f"{day} 18:00"), first, cast.lan.id), BulkSave(local(f"{day} 20:00"), last, cast.lan.id))
            results = (BulkResult(cast.shop_a.id, last, saves=saves), BulkResult(cast.shop_b.id))
            yield BulkShift(
                cast.lan.id, late.id, day, ShiftStatus.APPROVED, local(f"{day} 16:00"), local(f"{day} 23:55"), results, note="mẫu"
            )

    with database.write() as session:
        done = insert_history(session, SYSTEM, made(), now=NOW)
    assert (done.shifts, done.results, done.saves) == (3, 6, 6)
    shift = ask(database, list_shifts, cast.lan, DAY, DAY)[0]
    assert (shift.last_update, shift.check_out, shift.note) == (local("20:00"), local("23:55"), "mẫu")
    assert [result.totals for result in shift.results] == [last, Totals()]
    assert [entry.totals for entry in ask(database, save_history, cast.lan, shift.id)] == [last, first]
    begin(database, cast.stranger)  # the next id is still free
    assert count(database, "shift") == 4


def test_bulk_history_is_not_for_agents(database: Database, cast: Cast) -> None:
    with pytest.raises(Refused), database.write() as session:
        insert_history(session, cast.lan, [], now=NOW)


# --- the command ------------------------------------------------------------------------------


def command(database: Database, path: Path, *options: str) -> tuple[int, str, str]:
    import typer

    from core.command.frame import fail
    from core.command.imports import import_file

    app = typer.Typer()
    app.command()(import_file)
    url = database.url.render_as_string(hide_password=False)
    try:
        done = CliRunner().invoke(app, [str(path), "--database", url, *options], catch_exceptions=False)
    except Exception as error:  # noqa: BLE001 - as `core.__main__` does
        from core.base.errors import CaTrucError

        assert isinstance(error, CaTrucError)
        with pytest.raises(SystemExit) as left:
            fail(error)
        return int(left.value.code or 0), "", str(error)
    return done.exit_code, done.stdout, done.stderr


def test_the_command_recognises_shifts_and_prints_one_document(database: Database, cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "ca.csv"
    path.write_text("\n".join((HEADER, *WORKED_EXAMPLE)), encoding="utf-8-sig")
    code, out, _ = command(database, path, "--json")
    assert code == 0
    assert json.loads(out) == {
        "kind": "shifts", "read": 2, "added": 2, "updated": 0, "unchanged": 0, "skipped": 0, "problems": [], "dry_run": False,
    }  # fmt: skip
    code, out, _ = command(database, path)
    assert (code, out) == (0, "shifts: read 2 · added 0 · updated 0 · unchanged 2 · skipped 0\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2\n", "no file this command knows"),
        (b"business_date,template,agent,chats\n", "no column “shop”"),
        (b"\xff\x00\x41", "not a CSV"),
        ((HEADER + '\n2026-09-30,late,"lan,A\n').encode(), "never closed"),
    ],
)
def test_a_file_that_is_not_recognised_writes_nothing(database: Database, cast: Cast, tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    code, out, error = command(database, path, "--json")
    assert (code, out) == (1, "")
    assert said in error
    assert "\n" not in error.strip()
    assert count(database, "shift") == 0


def test_the_command_acts_with_a_persons_rights(database: Database, cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "ca.csv"
    path.write_text("\n".join((HEADER, *WORKED_EXAMPLE)), encoding="utf-8")
    code, _, error = command(database, path, "--as", "lan")
    assert (code, error) == (1, "Your role may not do this. Ask a manager or the owner.")
    assert count(database, "shift") == 0
