"""Reading the metrics of a period: the worked example, groups, what is not recorded, who sees what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.base.database import Database
from core.people.user import SYSTEM, User
from core.score.metric import METRICS
from core.score.queries.fields import Filter
from core.score.queries.metrics import By, metric_table
from core.score.totals import MetricTable, Value
from core.shifts.result import Totals
from core.shifts.shift import ShiftStatus
from tests.conftest import Cast
from tests.score.work import DAY, NOW, clock, save, shift

LAN = Totals(
    chats=60, presale_chats=50, answered_30s=48, unanswered=2, first_response_avg_s=40, orders=20, paid_orders=15, revenue_vnd=6_000_000
)
MINH = Totals(chats=40, answered_30s=36, unanswered=0, first_response_avg_s=25, orders=18, paid_orders=18, revenue_vnd=5_400_000)


def read(
    database: Database, by: By | None = None, *, user: User = SYSTEM, start: date = DAY, end: date = DAY, **more: object
) -> MetricTable:
    with database.read() as session:
        return metric_table(session, user, Filter(start, end, NOW, **more), by)  # type: ignore[arg-type]


@pytest.fixture
def worked_example(database: Database, cast: Cast) -> Cast:
    shift(database, cast.lan, "morning", {cast.shop_a: LAN})
    shift(database, cast.minh, "evening", {cast.shop_a: MINH})
    return cast


def test_the_worked_example(database: Database, worked_example: Cast) -> None:
    total = read(database).total
    assert total["chats"] == Value(100, 2)
    assert total["answer_30s_rate"] == Value(0.84, 100)
    assert total["unanswered_rate"] == Value(0.02, 100)
    assert total["first_response_s"] == Value((40 * 58 + 25 * 40) / 98, 98)
    assert round(total["first_response_s"].value or 0, 3) == 33.878
    assert total["conversion"] == Value(38 / 90, 90, assumed=40)
    assert total["payment_rate"] == Value(33 / 38, 38)
    assert total["orders"] == Value(38, 2)
    assert total["revenue"] == Value(11_400_000, 2)
    assert total["aov"] == Value(300_000.0, 38)
    assert total["chats_per_hour"] == Value(100 / 14, 14)
    assert total["coverage"] == Value((540 + 300) / 960, 960)
    assert total["complaints_handled"] == Value(None, 0)
    assert total["complaints_in_sla_rate"] == Value(None, 0)
    assert list(total) == list(METRICS)


def test_by_agent_and_template(database: Database, worked_example: Cast) -> None:
    by_agent = {row.group: row.values for row in read(database, "agent").rows}
    assert list(by_agent) == ["lan", "minh"]
    assert by_agent["lan"]["conversion"] == Value(0.4, 50)
    assert by_agent["minh"]["conversion"] == Value(0.45, 40, assumed=40)
    assert by_agent["lan"]["first_response_s"] == Value(40.0, 58)
    assert by_agent["lan"]["coverage"] == Value(None, 0)
    by_template = {row.group: row.values for row in read(database, "template").rows}
    assert list(by_template) == ["morning", "evening"]
    assert by_template["evening"]["chats_per_hour"] == Value(8.0, 5)


def test_two_shops_of_one_shift_share_its_hours(database: Database, cast: Cast) -> None:
    shift(database, cast.lan, "morning", {cast.shop_a: Totals(chats=18), cast.shop_b: Totals(chats=9)})
    found = read(database, "shop")
    assert [(row.group, row.values["chats_per_hour"]) for row in found.rows] == [("A", Value(2.0, 9)), ("B", Value(1.0, 9))]
    assert found.total["chats_per_hour"] == Value(3.0, 9)
    assert read(database, shops=(cast.shop_b.id,)).total["chats"] == Value(9, 1)


def test_a_pair_counts_only_rows_where_both_are_recorded(database: Database, cast: Cast) -> None:
    shift(database, cast.lan, "morning", {cast.shop_a: Totals(chats=10, answered_30s=5), cast.shop_b: Totals(chats=90)})
    shift(database, cast.lan, "evening", {cast.shop_a: Totals(orders=7, revenue_vnd=100)})
    total = read(database).total
    assert total["chats"] == Value(100, 2)
    assert total["answer_30s_rate"] == Value(0.5, 10)
    assert total["unanswered_rate"] == Value(None, 0)
    assert total["conversion"] == Value(None, 0)
    assert total["orders"] == Value(7, 1)
    assert total["payment_rate"] == Value(None, 0)
    # Only the morning recorded chats, so only its nine hours count.
    assert total["chats_per_hour"] == Value(100 / 9, 9)


def test_zero_is_data_and_blank_is_not(database: Database, cast: Cast) -> None:
    shift(database, cast.lan, "morning", {cast.shop_a: Totals(chats=0, orders=0)})
    total = read(database).total
    assert total["chats"] == Value(0, 1)
    assert total["conversion"] == Value(None, 0)
    assert total["revenue"] == Value(None, 0)


def test_nothing_at_all_is_no_data(database: Database, cast: Cast) -> None:
    found = read(database, "agent")
    assert found.rows == ()
    assert all(value == Value(None, 0) for value in found.total.values())


def test_by_day_shows_days_with_data(database: Database, cast: Cast) -> None:
    shift(database, cast.lan, "late", {cast.shop_a: Totals(chats=4)}, hours=("16:00", "24:00"))
    shift(database, cast.lan, "morning", {cast.shop_a: Totals(chats=6)}, day=DAY + timedelta(days=2))
    found = read(database, "day", end=DAY + timedelta(days=3))
    assert [(row.group, row.values["chats"].value, row.values["coverage"]) for row in found.rows] == [
        ("2026-09-15", 4, Value(0.5, 960)),
        ("2026-09-17", 6, Value(540 / 960, 960)),
    ]
    assert found.total["coverage"] == Value((480 + 540) / (4 * 960), 4 * 960)


def test_a_running_shift_counts_to_now_and_a_forgotten_one_to_its_planned_end(database: Database, cast: Cast) -> None:
    shift(database, cast.lan, "morning", {cast.shop_a: Totals(chats=12)}, hours=("08:00", None), status=ShiftStatus.OPEN)
    with database.read() as session:
        at_ten = metric_table(session, SYSTEM, Filter(DAY, DAY, clock("10:00"))).total
        next_week = metric_table(session, SYSTEM, Filter(DAY, DAY, clock("10:00", DAY + timedelta(days=7)))).total
    assert at_ten["chats_per_hour"] == Value(6.0, 2)
    assert at_ten["coverage"] == Value(1.0, 120)
    assert next_week["chats_per_hour"] == Value(12 / 9, 9)
    assert next_week["coverage"] == Value(540 / 960, 960)


def test_declared_history_counts_as_handled(database: Database, cast: Cast) -> None:
    shift(database, cast.lan, "morning", {cast.shop_a: Totals(chats=5)}, declared=3)
    assert read(database).total["complaints_handled"] == Value(3, 1)


def test_an_agent_sees_no_revenue_and_no_other_name(database: Database, worked_example: Cast) -> None:
    found = read(database, "agent", user=worked_example.lan)
    assert "revenue" not in found.total
    assert "aov" not in found.total
    assert [(row.group, row.values["chats"].value) for row in found.rows] == [("lan", 60), (None, 40)]


def test_by_hour_spreads_what_came_in_between_two_saves(database: Database, cast: Cast) -> None:
    saves = (
        save("08:30", chats=6, answered_30s=3),
        save("10:30", chats=18, answered_30s=15),
        save("11:00", chats=16, answered_30s=15),
    )
    totals = Totals(chats=16, answered_30s=15)
    shift(database, cast.lan, "morning", {cast.shop_a: (totals, saves)}, hours=("08:00", "12:00"))
    found = read(database, "hour")
    assert [row.group for row in found.rows] == [f"{hour:02d}" for hour in range(8, 24)]
    hours = {row.group: row.values for row in found.rows}
    # 08:00–08:30 six; 08:30–10:30 twelve, six an hour; 10:30–11:00 two taken back.
    assert hours["08"]["chats"] == Value(9.0, 1)
    assert hours["09"]["chats"] == Value(6.0, 1)
    assert hours["10"]["chats"] == Value(1.0, 1)
    assert hours["11"]["chats"] == Value(None, 0)
    assert hours["08"]["answer_30s_rate"] == Value(6.0 / 9.0, 9)
    assert hours["10"]["answer_30s_rate"] == Value(3.0 / 1.0, 1)
    assert sum(row.values["chats"].value or 0 for row in found.rows) == 16
    assert found.total["chats"] == Value(16, 1)
    assert hours["11"]["chats_per_hour"] == Value(0.0, 1)
    assert hours["08"]["coverage"] == Value(1.0, 60)
    assert hours["12"]["coverage"] == Value(0.0, 60)


def test_by_hour_without_history_spreads_over_the_shift_and_past_midnight(database: Database, cast: Cast) -> None:
    shift(database, cast.lan, "evening", {cast.shop_a: Totals(chats=12)}, hours=("21:30", "25:30"))
    hours = {row.group: row.values["chats"].value for row in read(database, "hour").rows}
    assert list(hours) == ["00", "01", *(f"{hour:02d}" for hour in range(8, 24))]
    assert (hours["21"], hours["22"], hours["23"], hours["00"], hours["01"]) == (1.5, 3.0, 3.0, 3.0, 1.5)


def test_a_save_after_the_shift_counts_at_its_end(database: Database, cast: Cast) -> None:
    saves = (save("09:00", chats=4), save("15:00", chats=10))
    shift(database, cast.lan, "morning", {cast.shop_a: (Totals(chats=10), saves)}, hours=("08:00", "10:00"))
    hours = {row.group: row.values["chats"].value for row in read(database, "hour").rows}
    assert (hours["08"], hours["09"], hours["10"], hours["14"]) == (4.0, 6.0, None, None)
