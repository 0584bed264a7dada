"""The demo's data are believable and keep every rule of the metrics, on both databases."""

from __future__ import annotations

from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.base.appsettings import IS_DEMO, read_setting
from core.base.clock import at_local, local_date
from core.base.database import Database
from core.base.errors import InvalidInput, Refused
from core.base.text import nfc
from core.cases.order_no import clean_order_no, is_phone
from core.catalog.queries.reports import sheet_reports
from core.catalog.queries.scripts import ScriptWanted, find_scripts
from core.catalog.queries.vouchers import VoucherWanted, find_vouchers
from core.catalog.source import SheetKind
from core.catalog.voucher import VoucherKind
from core.catalog.voucher_state import VoucherState
from core.demo.calendar import is_double_day
from core.demo.fill import DemoSummary, fill_demo
from core.demo.names import make_agents
from core.demo.shops import make_shops
from core.people.actions.shops import NewShop, add_shop
from core.people.queries.shops import list_shops
from core.people.queries.users import list_users
from core.people.shop import Marketplace
from core.people.user import SYSTEM, Role
from core.score.queries.fields import Filter
from core.score.queries.leaderboard import leaderboard
from core.shifts.limits import problems_of
from core.shifts.result import FIELDS, Totals

UNTIL = date(2026, 11, 22)  # a Sunday, eleven days after 11.11
NOW = at_local(UNTIL, 21 * 60 + 50)
HISTORY = ("user_account", "shop", "shift", "result", "result_save", "complaint", "complaint_round", "review", "case_event", "sheet_source",
           "sheet_snapshot", "copy_click", "app_setting", "audit")  # fmt: skip
Row = dict[str, Any]


def rows(database: Database, query: str) -> list[Row]:
    with database.read() as session:
        return [dict(row._mapping) for row in session.connection().execute(text(query))]


def moment(value: Any) -> datetime:
    """SQLite gives text, PostgreSQL moments."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def day(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


@pytest.fixture(scope="module")
def filled(blank_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Database, DemoSummary]:
    """The demo as people see it first: 6 agents, 3 shops, 60 days, in the middle of an evening."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    path.write_bytes(blank_sqlite.read_bytes())
    database = Database(f"sqlite:///{path}")
    return database, fill_demo(database, now=NOW)


def totals_of(row: Row) -> Totals:
    return Totals(**{name: row[name] for name in FIELDS})


@pytest.mark.parametrize(("agents", "shops", "days"), [(1, 1, 1), (2, 3, 4), (9, 8, 5)])
def test_a_team_of_any_size_fills_both_databases(database: Database, agents: int, shops: int, days: int) -> None:
    told: list[float] = []
    summary = fill_demo(database, agents=agents, shops=shops, days=days, now=NOW, progress=lambda share, _: told.append(share))
    assert (summary.first_day, summary.last_day) == (UNTIL - timedelta(days=days - 1), UNTIL)
    assert told == sorted(told)
    assert told[-1] == 1.0
    for table, expected in (("shift", summary.shifts), ("result", summary.results), ("result_save", summary.saves),
                            ("complaint", summary.complaints), ("review", summary.reviews), ("sheet_source", 2), ("shop", shops), ("user_account", agents + 2)):  # fmt: skip
        assert rows(database, f"SELECT count(*) AS n FROM {table}") == [{"n": expected}]
    with database.read() as session:
        people = list_users(session, SYSTEM)
        assert len(list_shops(session, SYSTEM)) == shops
        assert read_setting(session, IS_DEMO) is True
    assert {person.name for person in people if person.role is Role.MANAGER} == {"minh"}
    assert {person.name for person in people if person.role is Role.OWNER} == {"hoa"}
    assert "lan" in {person.name for person in people if person.role is Role.AGENT}
    assert rows(database, "SELECT count(*) AS n FROM user_account WHERE password_hash IS NOT NULL") == [{"n": 0}]
    # Ids given by the bulk insert do not collide with what people add next.
    with database.write() as session:
        add_shop(session, SYSTEM, NewShop("Z", Marketplace.WEB, "Web"), now=NOW)
    broken = [row for row in rows(database, "SELECT * FROM result") if problems_of(totals_of(row), row["shop_id"], "")]
    assert broken == []


def test_only_an_empty_database_is_filled(sqlite_database: Database) -> None:
    fill_demo(sqlite_database, agents=1, shops=1, days=1, now=NOW)
    with pytest.raises(Refused, match="empty database"):
        fill_demo(sqlite_database, agents=1, shops=1, days=1, now=NOW)
    assert rows(sqlite_database, "SELECT count(*) AS n FROM user_account") == [{"n": 3}]


def test_two_processes_at_once_fill_it_once(database: Database) -> None:
    def attempt(_: int) -> str:
        try:
            fill_demo(database, agents=2, shops=1, days=2, now=NOW)
        except Refused:
            return "refused"
        return "filled"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, range(2))) == ["filled", "refused"]
    assert rows(database, "SELECT count(*) AS n FROM user_account") == [{"n": 4}]


def test_one_shop_is_not_empty(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        add_shop(session, SYSTEM, NewShop("A", Marketplace.SHOPEE, "Shop A"), now=NOW)
    with pytest.raises(Refused):
        fill_demo(sqlite_database, now=NOW)


@pytest.mark.parametrize("wrong", [{"agents": 0}, {"shops": 41}, {"days": 0}, {"seed": -1}, {"until": date(1, 1, 5)}])
def test_nonsense_is_refused_and_named(sqlite_database: Database, wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as caught:
        fill_demo(sqlite_database, now=NOW, **wrong)
    assert caught.value.field == next(iter(wrong))
    assert rows(sqlite_database, "SELECT count(*) AS n FROM user_account") == [{"n": 0}]


def dump(blank: Path, path: Path, *, seed: int = 1, now: datetime = NOW, until: date | None = None) -> str:
    path.write_bytes(blank.read_bytes())
    database = Database(f"sqlite:///{path}")
    fill_demo(database, agents=4, shops=2, days=6, seed=seed, until=until, now=now)
    told = repr([rows(database, f"SELECT * FROM {table} ORDER BY 1") for table in HISTORY])
    database.close()
    return told


def test_the_same_seed_gives_the_same_rows(blank_sqlite: Path, tmp_path: Path) -> None:
    first = dump(blank_sqlite, tmp_path / "1.db")
    assert dump(blank_sqlite, tmp_path / "2.db") == first
    assert dump(blank_sqlite, tmp_path / "3.db", seed=2) != first


def test_a_past_last_day_gives_the_same_rows_whatever_the_time(blank_sqlite: Path, tmp_path: Path) -> None:
    until = UNTIL - timedelta(days=3)
    first = dump(blank_sqlite, tmp_path / "1.db", until=until)
    assert dump(blank_sqlite, tmp_path / "2.db", until=until, now=NOW + timedelta(days=40, hours=5)) == first


def test_every_result_keeps_the_limits(filled: tuple[Database, DemoSummary]) -> None:
    results = rows(filled[0], "SELECT * FROM result")
    assert len(results) == filled[1].results
    for row in results:
        assert problems_of(totals_of(row), row["shop_id"], "") == []
        assert row["revenue_vnd"] % 1000 == 0
        assert (row["revenue_vnd"] == 0) == (row["orders"] == 0)
        assert (row["first_response_avg_s"] is None) == (row["chats"] == row["unanswered"])


def sent_back(database: Database) -> list[int]:
    """The shift a manager returned once."""
    found = rows(database, "SELECT subject FROM audit WHERE action = 'shift.return'")
    return [int(row["subject"].removeprefix("shift:")) for row in found]


def test_saves_only_grow_and_end_at_the_result(filled: tuple[Database, DemoSummary]) -> None:
    saves: dict[int, list[Row]] = defaultdict(list)
    for row in rows(filled[0], "SELECT * FROM result_save ORDER BY result_id, saved_at, id"):
        saves[row["result_id"]].append(row)
    growing = [name for name in FIELDS if name != "first_response_avg_s"]
    shrunk: list[int] = []
    for row in rows(filled[0], "SELECT r.*, s.business_date, s.check_in, s.last_update FROM result r JOIN shift s ON s.id = r.shift_id"):
        history = saves.pop(row["id"], [])
        assert bool(history) == (day(row["business_date"]) > UNTIL - timedelta(days=29))
        if not history:
            continue
        assert totals_of(history[-1]) == totals_of(row)
        assert history[-1]["saved_at"] == row["updated_at"]
        assert moment(row["check_in"]) < moment(history[0]["saved_at"])
        assert moment(row["updated_at"]) <= moment(row["last_update"]) <= NOW
        for before, after in pairwise(history):
            assert moment(before["saved_at"]) < moment(after["saved_at"])
            assert totals_of(before) != totals_of(after)
            if any(before[name] is not None and before[name] > after[name] for name in growing):
                shrunk.append(row["shift_id"])
    assert saves == {}
    assert shrunk == sent_back(filled[0])  # one shift was sent back, and its orders counted again


def test_shifts_stand_where_a_real_team_would_be(filled: tuple[Database, DemoSummary]) -> None:
    shifts = rows(filled[0], "SELECT s.*, t.code, t.end_minute, u.name FROM shift s JOIN shift_template t ON t.id = s.template_id "
                  "JOIN user_account u ON u.id = s.agent_id")  # fmt: skip
    left_open: list[Row] = []
    back = sent_back(filled[0])
    for row in shifts:
        on, check_in = day(row["business_date"]), moment(row["check_in"])
        assert check_in <= NOW
        if row["status"] == "open":
            assert row["check_out"] is None
            left_open.append(row)
            continue
        assert row["status"] == ("approved" if on < UNTIL - timedelta(days=1) else "submitted")
        assert check_in < moment(row["check_out"]) <= moment(row["submitted_at"]) <= NOW
        assert (row["check_out"] == row["submitted_at"]) == (row["id"] not in back)
    running = [row for row in left_open if day(row["business_date"]) == UNTIL]
    forgotten = [row for row in left_open if day(row["business_date"]) < UNTIL]
    assert [day(row["business_date"]) for row in forgotten] == [UNTIL - timedelta(days=1)]
    assert len([row for row in shifts if row["status"] == "submitted" and day(row["business_date"]) == UNTIL]) >= 1
    assert {row["code"] for row in running} == {"late", "evening"}
    assert "lan" in {row["name"] for row in running}
    stale = [row for row in running if NOW - moment(row["last_update"]) > timedelta(minutes=90)]
    assert len(stale) == 1
    assert stale[0]["name"] != "lan"


def test_nobody_works_a_morning_after_an_evening(filled: tuple[Database, DemoSummary]) -> None:
    worked = {
        (row["agent_id"], day(row["business_date"])): row["code"]
        for row in rows(filled[0], "SELECT agent_id, business_date, code FROM shift s JOIN shift_template t ON t.id = s.template_id")
    }
    assert len(worked) == filled[1].shifts  # one shift a day each
    tired = [
        key for key, code in worked.items() if code == "morning" and worked.get((key[0], key[1] - timedelta(days=1))) in ("late", "evening")
    ]
    assert tired == []


def test_the_day_is_mostly_covered(filled: tuple[Database, DemoSummary]) -> None:
    covered: dict[date, set[int]] = defaultdict(set)
    for row in rows(filled[0], "SELECT business_date, check_in, COALESCE(check_out, last_update) AS until FROM shift"):
        on = day(row["business_date"])
        start, end = at_local(on, 480), at_local(on, 1440)
        first = max(0, -(-(moment(row["check_in"]) - start).total_seconds() // 60))
        covered[on].update(range(int(first), int((min(end, moment(row["until"])) - start).total_seconds() // 60)))
    minutes = [len(covered[UNTIL - timedelta(days=back)]) for back in range(1, 60)]
    assert min(minutes) >= 840
    assert sum(count == 960 for count in minutes) >= 48
    assert sum(count < 960 for count in minutes) >= 1


def test_evenings_campaigns_and_shops_differ_as_they_do_in_life(filled: tuple[Database, DemoSummary]) -> None:
    by_hour: dict[int, int] = defaultdict(int)
    last: dict[int, int] = {}
    for row in rows(filled[0], "SELECT result_id, saved_at, chats FROM result_save ORDER BY result_id, saved_at"):
        hour = (moment(row["saved_at"]) + timedelta(hours=7, minutes=-30)).hour
        by_hour[hour] += row["chats"] - last.get(row["result_id"], 0)
        last[row["result_id"]] = row["chats"]
    assert sorted(sorted(by_hour, key=lambda hour: -by_hour[hour])[:3]) == [20, 21, 22]  # a save tells of the hour before it
    by_day = {day(row["d"]): row["n"] for row in rows(filled[0], "SELECT business_date AS d, sum(chats) AS n FROM shift s "
              "JOIN result r ON r.shift_id = s.id GROUP BY business_date")}  # fmt: skip
    usual = sorted(by_day.values())[len(by_day) // 2]
    campaigns = {on: count for on, count in by_day.items() if is_double_day(on)}
    assert set(campaigns) == {date(2026, 10, 10), date(2026, 11, 11)}
    assert all(1.8 * usual < count < 3.2 * usual for count in campaigns.values())
    shares = {row["m"]: (row["o"] / row["p"], row["paid"] / row["o"]) for row in rows(filled[0], "SELECT h.marketplace AS m, sum(orders) AS o, "
              "sum(paid_orders) AS paid, sum(COALESCE(presale_chats, chats)) AS p FROM result r JOIN shop h ON h.id = r.shop_id GROUP BY 1")}  # fmt: skip
    assert shares["shopee"][0] > shares["tiktok"][0] > shares["lazada"][0]
    assert all(0.80 <= paid <= 0.92 for _, paid in shares.values())


def test_complaints_live_and_end_as_the_rules_say(filled: tuple[Database, DemoSummary]) -> None:
    complaints = rows(filled[0], "SELECT * FROM complaint")
    assert 150 <= len(complaints) <= 250
    for row in complaints:
        assert clean_order_no(row["order_no"]) == row["order_no"]
        assert not is_phone(row["customer"])
        opened = moment(row["opened_at"])
        assert at_local(UNTIL - timedelta(days=59), 0) <= opened <= NOW
        for name in ("first_answer_at", "waiting_since", "resolved_at"):
            assert row[name] is None or opened <= moment(row[name]) <= NOW, name
        assert (row["resolved_at"] is not None) == (row["status"] in ("resolved", "rejected"))
        assert (row["resolution"] != "") == (row["status"] == "resolved")
        assert (row["waiting_for"] != "") == (row["status"] == "waiting")
    working = [row for row in complaints if row["status"] in ("new", "in_progress")]
    assert len([row for row in working if moment(row["resolve_due"]) < NOW]) == 3
    assert len([row for row in working if row["owner_id"] is None]) == 2
    assert {row["waiting_for"] for row in complaints if row["status"] == "waiting"} == {"customer", "marketplace"}
    solved = [row for row in complaints if row["status"] == "resolved"]
    in_time = sum(moment(row["resolved_at"]) <= moment(row["resolve_due"]) for row in solved) / len(solved)
    assert 0.85 < in_time < 0.99
    assert 3 <= sum(row["repeat_of"] is not None for row in complaints) <= 25
    assert sorted(row["reopened"] for row in complaints)[-5:] == [0, 1, 1, 1, 1]


def test_reviews_are_mostly_good_and_some_low_ones_wait(filled: tuple[Database, DemoSummary]) -> None:
    reviews = rows(filled[0], "SELECT * FROM review")
    assert 280 <= len(reviews) <= 320
    assert sum(row["stars"] >= 4 for row in reviews) / len(reviews) > 0.7
    waiting = sorted((row["stars"], NOW - moment(row["posted_at"]) > timedelta(hours=24)) for row in reviews
                     if row["stars"] <= 2 and row["status"] in ("new", "contacted"))  # fmt: skip
    assert waiting == [(1, False), (1, False), (2, False), (2, True)]
    for row in reviews:
        assert moment(row["posted_at"]) <= NOW
        assert (row["reply"] != "") == (row["first_reply_at"] is not None)
        for name in ("first_reply_at", "closed_at"):
            assert row[name] is None or moment(row["posted_at"]) <= moment(row[name]) <= NOW
        if row["closed_at"] and row["first_reply_at"]:
            assert moment(row["first_reply_at"]) <= moment(row["closed_at"])
        assert "sao" not in row["reply"]  # nobody is asked for more stars
    assert max(len(row["product"]) for row in reviews) > 80


def test_names_are_composed_and_unique() -> None:
    people, shops = make_agents(500), make_shops(40)
    assert len({person.name for person in people} | {"minh", "hoa"}) == 502
    assert len({shop.code for shop in shops}) == len({shop.name for shop in shops}) == 40
    assert [person.display for person in people[:1]] == ["Nguyễn Thị Lan"]
    for said in [person.display for person in people] + [shop.name for shop in shops]:
        assert nfc(said) == said
    assert make_agents(500) == people


def test_the_night_has_no_running_shift(sqlite_database: Database) -> None:
    night = at_local(UNTIL, 3 * 60)
    assert local_date(night) == UNTIL
    summary = fill_demo(sqlite_database, days=3, now=night)
    assert summary.last_day == UNTIL
    assert rows(sqlite_database, "SELECT DISTINCT business_date AS d FROM shift ORDER BY 1 DESC")[0]["d"] == "2026-11-21"


def test_a_fair_ranking_turns_the_raw_one_round(filled: tuple[Database, DemoSummary]) -> None:
    """Lan, the best, has hard mornings on the hardest shop; Tuấn, below the mean, the evenings of the easiest."""
    with filled[0].read() as session:
        found = leaderboard(session, SYSTEM, Filter(filled[1].first_day, UNTIL, NOW)).rows
    raw = {row.agent: row.raw or 0 for row in found}
    fair = {row.agent: row.index or 0 for row in found}
    assert raw["tuan"] > raw["lan"] + 0.03
    assert fair["lan"] > 1.05 > fair["tuan"] > 0.95
    assert max(fair, key=lambda name: fair[name]) == "lan"
    assert found[0].rank_from == 1


def test_the_sheets_show_every_state_tonight(filled: tuple[Database, DemoSummary]) -> None:
    with filled[0].read() as session:
        vouchers = find_vouchers(session, SYSTEM, VoucherWanted(), at=NOW)
        scripts = find_scripts(session, SYSTEM, ScriptWanted(), day=UNTIL)
        problems = {report.kind: len(report.problems) for kind in SheetKind for report in sheet_reports(session, SYSTEM, kind, at=NOW)}
    states = Counter(found.state for found in vouchers.found)
    assert set(states) >= {
        VoucherState.RUNNING,
        VoucherState.ENDING_SOON,
        VoucherState.UPCOMING,
        VoucherState.EXPIRED,
        VoucherState.SOLD_OUT,
    }
    flash = [found for found in vouchers.found if found.voucher.kind is VoucherKind.FLASH_SALE and found.state is VoucherState.ENDING_SOON]
    assert [found.voucher.codes for found in flash] == [("FLASH20H",), ("DEMNAY12",)]
    assert len(scripts.found) > 30
    assert max(found.copies for found in scripts.found) > 10
    assert min(found.copies for found in scripts.found) == 0
    assert problems[SheetKind.VOUCHERS] > 0
    assert rows(filled[0], "SELECT version, error FROM sheet_source ORDER BY id") == [{"version": 2, "error": None}] * 2
