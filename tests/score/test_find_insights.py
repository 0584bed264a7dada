"""Insights: busy hours, speed beside sales, periods compared, a year of coverage; each number worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.base.database import Database
from core.base.errors import Refused
from core.score.floor import Floor
from core.score.insight import BusyHour, DayState, SpeedRow, speed_split, state_of
from core.score.queries.fields import Filter
from core.score.queries.insights import busy_hours, covered_year, speed_rows, trend_rows
from core.score.totals import Value
from core.score.wilson import wilson
from core.shifts.result import Totals
from tests.conftest import Cast
from tests.score.work import DAY, NOW, clock, save, shift

TUESDAY = 1  # DAY is 15 September 2026
WEEK = Filter(DAY - timedelta(days=13), DAY, NOW)


def test_busy_hours_are_means_of_the_days_with_numbers(database: Database, cast: Cast) -> None:
    # Two Tuesdays. 16:00–24:00: 24 chats until 20:00, then 16 more until 24:00; a week before 8 in the eight hours.
    saves = (save("20:00", chats=24, answered_30s=12), save("24:00", chats=40, answered_30s=28))
    shift(database, cast.lan, "late", {cast.shop_a: (Totals(chats=40, answered_30s=28), saves)})
    shift(database, cast.lan, "late", {cast.shop_b: Totals(chats=8, answered_30s=8)}, day=DAY - timedelta(days=7))
    with database.read() as session:
        found = {(one.weekday, one.hour): one for one in busy_hours(session, cast.minh, WEEK)}
        only_a = {(one.weekday, one.hour): one for one in busy_hours(session, cast.minh, Filter(DAY, DAY, NOW, (cast.shop_a.id,)))}
        with pytest.raises(Refused):
            busy_hours(session, cast.lan, WEEK)
    assert {weekday for weekday, _ in found} == {TUESDAY}
    assert [hour for _, hour in found] == list(range(8, 24))
    assert found[TUESDAY, 12] == BusyHour(TUESDAY, 12, 0.0, 2, None)
    assert found[TUESDAY, 19] == BusyHour(TUESDAY, 19, 3.5, 2, pytest.approx(4 / 7))  # (24/4 + 1) / 2; (3 + 1) of 7
    assert found[TUESDAY, 23] == BusyHour(TUESDAY, 23, 2.5, 2, 1.0)  # (16/4 + 1) / 2
    assert (found[TUESDAY, 20].is_peak, found[TUESDAY, 22].is_peak, found[TUESDAY, 23].is_peak) == (True, True, False)
    assert only_a[TUESDAY, 19].chats == 6.0


def row(shop: str, template: str, seconds: float, orders: int, asked: int, answered: int = 10) -> SpeedRow:
    return SpeedRow(DAY, "Lan", shop, template, seconds, answered, orders, asked)


def test_faster_and_slower_are_judged_within_one_shop_and_shift() -> None:
    # Shop A sells well and is slow, shop B sells badly and is fast: pooled blindly, slowness would look good.
    rows = [row("A", "late", seconds, orders, 100) for seconds, orders in ((50, 42), (60, 42), (70, 40), (80, 40))]
    rows += [row("B", "late", seconds, orders, 100) for seconds, orders in ((10, 12), (20, 12), (30, 10), (40, 10))]
    rows += [row("C", "late", 5, 99, 100)] * 3  # too few
    rows += [row("D", "late", 15, 50, 100)] * 4  # all alike
    found = speed_split(rows)
    assert found.faster is not None and found.slower is not None
    assert (found.faster.rows, found.faster.orders, found.faster.asked, found.faster.rate) == (4, 108, 400, 0.27)
    assert (found.slower.rows, found.slower.orders, found.slower.asked, found.slower.rate) == (4, 100, 400, 0.25)
    assert (found.faster.seconds, found.slower.seconds) == (35.0, 55.0)
    assert (found.faster.low, found.faster.high) == wilson(108, 400)
    assert (found.cells, found.left_out, found.is_clear) == (2, 7, False)


def test_apart_only_when_the_intervals_are() -> None:
    clear = [row("A", "late", 10, 600, 1_000)] * 2 + [row("A", "late", 20, 400, 1_000)] * 2
    assert speed_split(clear).is_clear
    assert not speed_split([]).is_clear


def test_a_shift_without_either_number_is_no_point(database: Database, cast: Cast) -> None:
    both = Totals(chats=40, presale_chats=30, unanswered=4, first_response_avg_s=25, orders=12)
    shift(database, cast.lan, "morning", {cast.shop_a: both, cast.shop_b: Totals(chats=10, orders=2)})
    shift(database, cast.stranger, "late", {cast.shop_a: Totals(chats=10, unanswered=0, first_response_avg_s=9)})
    with database.read() as session:
        (found,) = speed_rows(session, cast.minh, Filter(DAY, DAY, NOW))
        assert speed_rows(session, cast.minh, Filter(DAY, DAY, NOW, (cast.shop_b.id,))) == ()
    assert found == SpeedRow(DAY, "Nguyễn Thị Lan", "Shop A", "Ca sáng", 25.0, 36, 12, 30)
    assert found.rate == 0.4


def test_a_period_beside_the_one_before(database: Database, cast: Cast) -> None:
    shift(database, cast.lan, "morning", {cast.shop_a: Totals(chats=40, answered_30s=30), cast.shop_b: Totals(chats=10, answered_30s=9)})
    shift(database, cast.lan, "late", {cast.shop_a: Totals(chats=20, answered_30s=20)}, day=DAY - timedelta(days=1))
    shift(database, cast.lan, "late", {cast.shop_a: Totals(chats=99)}, day=DAY - timedelta(days=4))
    wanted = Filter(DAY - timedelta(days=0), DAY, NOW)
    with database.read() as session:
        shops = trend_rows(session, cast.minh, wanted, "shop")
        templates = trend_rows(session, cast.minh, Filter(DAY - timedelta(days=1), DAY, NOW), "template")
    assert [(one.group, one.now["chats"].value, one.before["chats"].value) for one in shops] == [
        (None, 50, 20), ("Shop A", 40, 20), ("Shop B", 10, None),
    ]  # fmt: skip
    assert (shops[0].now["answer_30s_rate"], shops[0].before["answer_30s_rate"]) == (Value(0.78, 50), Value(1.0, 20))
    assert [(one.group, one.now["chats"].value, one.before["chats"].value) for one in templates] == [
        (None, 70, None), ("Ca sáng", 50, None), ("Ca chiều", 20, None),
    ]  # fmt: skip


def test_a_year_of_days(database: Database, cast: Cast) -> None:
    for back in (1, 2):
        shift(database, cast.lan, "morning", day=DAY - timedelta(days=back))
    shift(database, cast.minh, "late", day=DAY - timedelta(days=1))
    shift(database, cast.lan, "morning", {}, day=DAY)
    with database.read() as session:
        found = covered_year(session, cast.minh, DAY, clock("12:00"), Floor())
    assert (len(found), found[0].day, found[-1].day) == (365, date(2025, 9, 15), date(2026, 9, 14))
    assert [state_of(day) for day in found[-3:]] == [DayState.EMPTY, DayState.GAP, DayState.FULL]
    assert (found[-2].covered, found[-2].gaps) == (540, (("17:00", "24:00"),))
