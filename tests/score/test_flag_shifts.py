"""Flags before approval: each rule at its edge, and from stored shifts, for those who may see the team."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.base import audit
from core.base.database import Database
from core.base.errors import Refused
from core.people.user import SYSTEM, User
from core.score.flags import (
    Claim,
    Flag,
    Usual,
    claims,
    conversion_of,
    drops,
    late,
    over_presale,
    pace_of,
    unusual,
    usual,
)
from core.score.queries.flags import shift_flags
from core.shifts.actions.bulk import BulkSave
from core.shifts.queries.shifts import list_shifts
from core.shifts.result import Totals
from core.shifts.template import local_clock
from tests.conftest import Cast
from tests.score.work import DAY, clock, save, shift

EIGHT = clock("08:00")


def test_more_orders_than_presale_chats() -> None:
    assert over_presale(Totals(chats=50, presale_chats=20, orders=20)) is None
    assert over_presale(Totals(chats=50, presale_chats=20, orders=21)) == {"orders": 21, "presale": 20}
    assert over_presale(Totals(chats=20, orders=21)) == {"orders": 21, "presale": 20}
    assert over_presale(Totals(chats=20, orders=20)) is None
    assert over_presale(Totals(presale_chats=0, orders=1)) == {"orders": 1, "presale": 0}
    assert over_presale(Totals(orders=5)) is None
    assert over_presale(Totals(presale_chats=5)) is None


def test_what_is_usual() -> None:
    # Median 0.30; the deviations 0 0 .01 .01 .02 .02 .02 .03 .03 .04 have the median 0.02: 3 × 1.4826 × 0.02 = 0.088956.
    values = [0.30, 0.30, 0.31, 0.29, 0.32, 0.28, 0.32, 0.27, 0.33, 0.26]
    found = usual(values)
    assert found is not None
    assert (round(found.low, 9), round(found.high, 9), found.count) == (0.211044, 0.388956, 10)
    assert unusual(found.high, found) is None
    assert unusual(found.high + 1e-9, found) == {"value": found.high + 1e-9, "low": found.low, "high": found.high, "count": 10}
    assert unusual(found.low, found) is None
    assert unusual(found.low - 1e-9, found) is not None
    assert unusual(None, found) is None
    assert unusual(0.9, None) is None
    assert usual(values[:9]) is None, "nine shifts are too few"
    assert usual([0.3] * 6 + values[6:]) is None, "more than half the same: no spread to judge by"
    assert (unusual(9.0, Usual(-1.0, 3.0, 12)) or {})["low"] == 0.0


def test_rates_of_too_little_say_nothing() -> None:
    assert conversion_of(10, 20) == 0.5
    assert conversion_of(10, 19) is None
    assert conversion_of(None, 20) is None
    assert conversion_of(0, 20) == 0.0
    assert pace_of(12, 3600) == 12.0
    assert pace_of(12, 3599) is None
    assert pace_of(12, None) is None
    assert pace_of(None, 3600) is None


def test_first_typed_after_the_review_began() -> None:
    opened = clock("09:00")
    assert late(opened, opened) is None
    assert late(opened + timedelta(microseconds=1), opened) == {"at": opened + timedelta(microseconds=1), "opened": opened}
    assert late(opened, None) is None


def test_totals_that_went_down() -> None:
    def story(*totals: Totals, undone: int = -1) -> list[tuple[object, object, object]]:
        given = [(EIGHT + timedelta(hours=place), one, place == undone) for place, one in enumerate(totals)]
        return [(one["field"], one["before"], one["after"]) for one in drops(given)]

    assert story(Totals(chats=5, orders=2), Totals(chats=5, orders=2), Totals(chats=6, orders=3)) == []
    assert story(Totals(chats=5, orders=2), Totals(chats=4, orders=2)) == [("Chats", 5, 4)]
    assert story(Totals(orders=2, revenue_vnd=900), Totals(orders=2)) == [("Revenue", 900, None)]
    assert story(Totals(), Totals(chats=4)) == []
    # The mean response is no running total; answers within 30 s may be counted again.
    assert story(Totals(first_response_avg_s=40, answered_30s=9), Totals(first_response_avg_s=30, answered_30s=8)) == []
    # 100 was a slip taken back at once; typing it down again instead is a drop.
    assert story(Totals(chats=10), Totals(chats=100), Totals(chats=10), Totals(chats=12), undone=2) == []
    assert story(Totals(chats=10), Totals(chats=100), Totals(chats=12)) == [("Chats", 100, 12)]


def test_claims_around_an_overlap() -> None:
    start, end = clock("16:00"), clock("17:00")

    def claimed(*saves: tuple[str, int, int]) -> set[tuple[int, int, str, str]]:
        found = claims([(clock(at), orders, worth) for at, orders, worth in saves], EIGHT, start, end)
        return {(claim.orders, claim.revenue, local_clock(claim.since), local_clock(claim.until)) for claim in found}

    # Added since 9:00 and the total at 16:00; added since then and the total at 16:30; 18:00 touches the overlap too.
    assert claimed(("09:00", 4, 400), ("16:00", 9, 900), ("16:30", 12, 1200), ("18:00", 20, 2000)) == {
        (5, 500, "09:00", "16:00"), (9, 900, "08:00", "16:00"), (3, 300, "16:00", "16:30"), (12, 1200, "08:00", "16:30"),
        (8, 800, "16:30", "18:00"), (20, 2000, "08:00", "18:00"),
    }  # fmt: skip
    # Nothing typed since the morning reaches into it.
    assert claimed(("09:00", 4, 400)) == set()
    # What was added wholly after it is no claim around it, the running total still is.
    assert claimed(("17:00", 4, 1), ("18:00", 8, 2)) == {(4, 1, "08:00", "17:00"), (8, 2, "08:00", "18:00")}
    # One or two orders may be alike by chance, and without a revenue nothing tells orders apart.
    assert claimed(("16:30", 2, 300)) == set()
    assert claimed(("16:30", 3, 0)) == set()


def test_the_same_sum_at_another_time_is_another_sum() -> None:
    def claim(orders: int, revenue: int, since: str, until: str) -> Claim:
        return Claim(orders, revenue, clock(since), clock(until))

    first = claim(3, 777_000, "16:00", "16:30")
    assert first.same_as(claim(3, 777_000, "16:29", "16:45"))
    assert claim(3, 777_000, "16:29", "16:45").same_as(first)
    assert not first.same_as(claim(3, 777_000, "16:30", "16:45"))
    assert not first.same_as(claim(3, 778_000, "16:00", "16:30"))
    assert not first.same_as(claim(4, 777_000, "16:00", "16:30"))


def numbers(orders: int, chats: int, revenue: int = 0) -> Totals:
    return Totals(chats=chats, presale_chats=chats, orders=orders, paid_orders=orders, revenue_vnd=revenue or orders * 100_000)


def flags_of(database: Database, user: User, day: date = DAY) -> dict[str, tuple[Flag, ...]]:
    with database.read() as session:
        shifts = list_shifts(session, SYSTEM, day, day)
        found = shift_flags(session, user, tuple(one.id for one in shifts))
        return {f"{one.agent.split()[-1]} {one.template.code}": found[one.id] for one in shifts}


LATER = date(2026, 9, 25)
PAST = (30, 30, 31, 29, 32, 28, 32, 27, 33, 26)
"""Orders of 100 chats in ten mornings: usual is 21.1 – 38.9 %."""


def mornings(database: Database, cast: Cast, first: date, count: int = 10) -> None:
    for place, orders in enumerate(PAST[:count]):
        shift(database, cast.stranger, "morning", {cast.shop_a: numbers(orders, 100)}, day=first + timedelta(days=place))


@pytest.mark.parametrize(("orders", "keys"), [(38, []), (39, ["conversion_odd"]), (22, []), (21, ["conversion_odd"])])
def test_conversion_beyond_three_deviations(database: Database, cast: Cast, orders: int, keys: list[str]) -> None:
    mornings(database, cast, LATER - timedelta(days=10))
    shift(database, cast.lan, "morning", {cast.shop_a: numbers(orders, 100)}, day=LATER)
    # Another shop and another template have no past here.
    shift(database, cast.stranger, "evening", {cast.shop_a: numbers(90, 100), cast.shop_b: numbers(90, 100)}, day=LATER)
    found = flags_of(database, cast.minh, LATER)
    assert [flag.key for flag in found["Lan morning"]] == keys
    assert found["Đức evening"] == ()
    for flag in found["Lan morning"]:
        values = dict(flag.values)
        assert (flag.shop_id, flag.shop, values["value"], values["count"]) == (cast.shop_a.id, "Shop A", orders / 100, 10)
        assert (round(values["low"], 6), round(values["high"], 6)) == (0.211044, 0.388956)


def test_the_past_is_sixty_days_of_the_same_kind_of_day(database: Database, cast: Cast) -> None:
    # The first of ten days lies 61 days back: nine are left, too few.
    mornings(database, cast, DAY - timedelta(days=61))
    shift(database, cast.lan, "morning", {cast.shop_a: numbers(95, 100)})
    assert flags_of(database, cast.hoa)["Lan morning"] == ()
    # Sixty back there are nine days, 8.8 a sale day among them; with Lan's own of September nine of the kind.
    other = date(2026, 10, 5)
    mornings(database, cast, date(2026, 8, 6), 9)
    shift(database, cast.lan, "morning", {cast.shop_a: numbers(95, 100)}, day=other)
    assert flags_of(database, cast.hoa, other)["Lan morning"] == ()
    shift(database, cast.stranger, "morning", {cast.shop_a: numbers(30, 100)}, day=date(2026, 8, 16))
    assert [flag.key for flag in flags_of(database, cast.hoa, other)["Lan morning"]] == ["conversion_odd"]


def test_chats_per_hour_of_the_whole_shift_beyond_three_deviations(database: Database, cast: Cast) -> None:
    # Nine hours a morning, the chats in two shops. Median 99, MAD 4: usual are 99 ± 17.7912 chats in nine hours.
    for place, chats in enumerate((90, 94, 95, 98, 99, 99, 100, 103, 104, 108)):
        split = {cast.shop_a: Totals(chats=chats - 30 * (place % 2)), cast.shop_b: Totals(chats=30 * (place % 2))}
        shift(database, cast.stranger, "morning", split, day=LATER - timedelta(days=place + 1))
    shift(database, cast.lan, "morning", {cast.shop_a: Totals(chats=17), cast.shop_b: Totals(chats=100)}, day=LATER)
    shift(database, cast.minh, "morning", {cast.shop_a: Totals(chats=116)}, day=LATER)
    found = flags_of(database, cast.hoa, LATER)
    assert found["Minh morning"] == ()
    (flag,) = found["Lan morning"]
    values = dict(flag.values)
    assert (flag.key, flag.shop_id, values["value"], values["count"]) == ("pace_odd", 0, 13.0, 10)
    assert (round(values["low"], 6), round(values["high"], 6)) == (9.023200, 12.976800)


def test_numbers_typed_after_the_month_went_up_for_review(database: Database, cast: Cast) -> None:
    opened = clock("17:30")
    totals = {"chats": 10, "presale_chats": 10, "orders": 2}
    shift(database, cast.lan, "morning", {cast.shop_a: (Totals(**totals), (save("17:30", **totals),))})
    shift(database, cast.stranger, "late", {cast.shop_a: (Totals(**totals), (save("17:31", **totals),))})
    with database.write() as session:
        for later in (timedelta(0), timedelta(hours=5)):  # put up a second time, the first counts
            audit.record(session, at=opened + later, actor_id=None, actor="system", action="bonus.review", subject="bonus:2026-09")
        audit.record(session, at=opened - timedelta(days=9), actor_id=None, actor="system", action="bonus.compute", subject="bonus:2026-09")
    found = flags_of(database, cast.minh)
    assert found["Lan morning"] == ()
    (flag,) = found["Đức late"]
    assert (flag.key, dict(flag.values)) == ("typed_late", {"shop": "Shop A", "at": clock("17:31"), "opened": opened})


def test_orders_claimed_in_two_shifts(database: Database, cast: Cast) -> None:
    def sold(at: str, orders: int, revenue: int) -> BulkSave:
        return save(at, chats=40, presale_chats=40, orders=orders, revenue_vnd=revenue)

    def day(agent: User, template: str, *saves: BulkSave) -> None:
        shift(database, agent, template, {cast.shop_a: (saves[-1].totals, saves)})

    # Lan adds 3 orders of 777.000 ₫ at 16:40; Đức begins at 16:00 and types the same three first.
    day(cast.lan, "morning", sold("15:50", 9, 2_000_000), sold("16:40", 12, 2_777_000))
    day(cast.stranger, "late", sold("16:45", 3, 777_000), sold("20:00", 9, 3_000_000))
    # Minh too has three, but a thousand đồng more; the evening shift meets nobody of the morning.
    day(cast.minh, "late", sold("17:30", 3, 778_000))
    found = flags_of(database, cast.hoa)
    twice = {"shop": "Shop A", "orders": 3, "revenue": 777_000, "start": clock("16:00"), "end": clock("17:00")}
    assert [(flag.key, dict(flag.values)) for flag in found["Lan morning"]] == [("claimed_twice", twice | {"other": "Phạm Văn Đức"})]
    assert [(flag.key, dict(flag.values)) for flag in found["Đức late"]] == [("claimed_twice", twice | {"other": "Nguyễn Thị Lan"})]
    assert found["Minh late"] == ()


def test_imported_totals_can_be_claimed_twice_too(database: Database, cast: Cast) -> None:
    shift(database, cast.lan, "morning", {cast.shop_a: numbers(12, 40)})
    shift(database, cast.stranger, "late", {cast.shop_a: numbers(12, 40), cast.shop_b: numbers(12, 40)})
    shift(database, cast.minh, "evening", {cast.shop_b: numbers(5, 40)})
    found = flags_of(database, cast.hoa)
    assert {key: [flag.shop for flag in flags] for key, flags in found.items()} == {
        "Lan morning": ["Shop A"], "Đức late": ["Shop A"], "Minh evening": [],
    }  # fmt: skip


def test_a_total_that_went_down_in_a_stored_shift(database: Database, cast: Cast) -> None:
    saves = (save("10:00", chats=20, presale_chats=20, orders=9), save("11:00", chats=22, presale_chats=22, orders=7))
    shift(database, cast.lan, "morning", {cast.shop_a: (saves[-1].totals, saves)})
    (flag,) = flags_of(database, cast.minh)["Lan morning"]
    told = {"shop": "Shop A", "field": "Orders", "before": 9, "after": 7, "at": clock("11:00"), "money": False}
    assert (flag.key, dict(flag.values)) == ("went_down", told)


def test_only_who_sees_the_team_and_only_shifts_that_exist(database: Database, cast: Cast) -> None:
    shift(database, cast.lan, "morning")
    with database.read() as session:
        with pytest.raises(Refused):
            shift_flags(session, cast.lan, (1,))
        (one,) = list_shifts(session, SYSTEM, DAY, DAY)
        assert shift_flags(session, cast.minh, (one.id, 999)) == {one.id: (), 999: ()}
        assert shift_flags(session, cast.minh, ()) == {}
