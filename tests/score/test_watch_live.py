"""The live board: today, the usual day, who is on shift, what needs doing, and what happens when a part fails."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from core.base.clock import at_local
from core.base.database import Database
from core.cases.actions.bulk import bulk_complaints, bulk_reviews
from core.cases.category import Category
from core.cases.complaint import ComplaintFacts, ComplaintState
from core.cases.complaint import Severity as CaseSeverity
from core.cases.review import ReviewFacts, ReviewState
from core.people.user import SYSTEM, Right, User
from core.score.actions import SetTarget, set_target
from core.score.attention import AttentionItem, Kind, Severity, in_order
from core.score.live import LiveBoard, OnShift
from core.score.queries import attention
from core.score.queries.live import live_board
from core.score.totals import Value
from core.shifts.result import Totals
from core.shifts.shift import ShiftStatus
from tests.conftest import Cast
from tests.score.work import DAY, clock, save, shift

AT = clock("21:00")
OPEN = ShiftStatus.OPEN


def watch(database: Database, user: User, now: datetime = AT) -> LiveBoard:
    with database.read() as session:
        found = live_board(session, user, now)
    assert found.failed == ()
    return found


def test_today_with_target_and_the_same_weekday_of_the_last_four_weeks(database: Database, cast: Cast) -> None:
    # Two of the four weeks before have data: 30 chats in nine hours, and 60 spread over saves.
    shift(database, cast.lan, "morning", {cast.shop_a: Totals(chats=36, answered_30s=18, orders=9)}, day=DAY - timedelta(days=7))
    earlier = DAY - timedelta(days=14)
    saves = (
        save("12:00", day=earlier, chats=10, answered_30s=8, orders=2),
        save("17:00", day=earlier, chats=60, answered_30s=58, orders=32),
    )
    totals = Totals(chats=60, answered_30s=58, orders=32)
    shift(database, cast.lan, "morning", {cast.shop_a: (totals, saves)}, day=earlier)
    shift(
        database, cast.lan, "morning", {cast.shop_a: Totals(chats=15, answered_30s=12)}, hours=("08:00", None), status=OPEN, updated="11:50"
    )
    found = watch(database, cast.minh, clock("12:00")).metrics
    chats, share = found["chats"], found["answer_30s_rate"]
    # By noon: 36 · 4/9 = 16 and 10 chats, the mean 13; 8 + 8 of 26 answered in time.
    assert (chats.value, chats.n, chats.baseline, chats.baseline_days) == (15, 1, 13.0, 2)
    assert (share.value, share.n, share.target, share.baseline) == (0.8, 15, 0.8, pytest.approx(16 / 26))
    assert share.meets_target("answer_30s_rate") is True
    assert chats.meets_target("chats") is None
    assert chats.trend == (60, None, None, None, None, None, None, 36, None, None, None, None, None, None)
    assert found["orders"].baseline == pytest.approx((4 + 2) / 2)
    assert (found["orders"].value, found["orders"].n) == (None, 0)
    assert (found["coverage"].value, found["coverage"].baseline, found["coverage"].baseline_days) == (1.0, 1.0, 2)
    assert found["chats_per_hour"].value == 15 / 4


def test_a_past_day_is_judged_by_its_own_target(database: Database, cast: Cast) -> None:
    with database.write() as session:
        set_target(session, cast.hoa, SetTarget("answer_30s_rate", 0.9, DAY), now=AT)
    assert watch(database, cast.minh).metrics["answer_30s_rate"].target == 0.9
    assert watch(database, cast.minh, AT - timedelta(days=1)).metrics["answer_30s_rate"].target == 0.8


def test_by_hour_and_the_last_hour(database: Database, cast: Cast) -> None:
    saves = (save("20:00", chats=12, answered_30s=6), save("21:00", chats=20, answered_30s=14))
    shift(
        database,
        cast.lan,
        "late",
        {cast.shop_a: (Totals(chats=20, answered_30s=14), saves)},
        hours=("16:00", None),
        status=OPEN,
        updated="21:00",
    )
    found = watch(database, cast.minh)
    bars = {bar.hour: bar for bar in found.hours}
    assert list(bars) == list(range(8, 24))
    assert [bars[hour].chats for hour in (15, 16, 19, 20, 21)] == [None, 3.0, 3.0, 8.0, None]
    assert (bars[20].answer_30s_rate, bars[20].n, bars[20].is_peak, bars[19].is_peak) == (1.0, 8, True, False)
    assert found.gauges.share_last_hour == Value(1.0, 8)
    assert found.gauges.share_today == Value(0.7, 20)


def test_who_is_on_shift(database: Database, cast: Cast) -> None:
    numbers = Totals(chats=10, answered_30s=9, unanswered=0, first_response_avg_s=20, orders=4, revenue_vnd=900_000)
    shift(
        database,
        cast.lan,
        "late",
        {cast.shop_b: numbers, cast.shop_a: Totals(chats=5)},
        hours=("15:55", None),
        status=OPEN,
        updated="20:40",
    )
    shift(database, cast.stranger, "evening", hours=("19:01", None), status=OPEN)
    shift(database, cast.minh, "morning", {cast.shop_a: numbers})
    lan, duc = watch(database, cast.minh).on_shift
    assert lan == OnShift(
        shift_id=1, agent_id=cast.lan.id, agent="lan", display="Nguyễn Thị Lan", is_me=False, template="late", template_name="Ca chiều", shops=("A", "B"),
        checked_in=clock("15:55"), last_update=clock("20:40"), minutes_since=20, stale=False, overdue=False, planned_end=clock("24:00"),
        chats=15, answer_30s_rate=0.9, answer_30s_n=10, first_response_s=20.0, orders=4, revenue=900_000,
    )  # fmt: skip
    assert (duc.agent, duc.shops, duc.minutes_since, duc.stale, duc.chats, duc.last_update) == ("duc", (), 119, True, None, None)


def test_an_agent_sees_own_numbers_without_revenue_and_the_others_without_name(database: Database, cast: Cast) -> None:
    numbers = {cast.shop_a: Totals(chats=10, orders=4, revenue_vnd=900_000)}
    shift(database, cast.lan, "late", numbers, hours=("16:00", None), status=OPEN)
    shift(database, cast.stranger, "evening", numbers, hours=("19:00", None), status=OPEN)
    found = watch(database, cast.lan)
    own, other = found.on_shift
    assert (own.agent, own.is_me, own.chats, own.orders, own.revenue) == ("lan", True, 10, 4, None)
    assert (other.agent_id, other.agent, other.display, other.chats, other.orders) == (None, None, None, None, None)
    assert other.template == "evening"
    assert found.metrics["chats"].value == 20
    assert not {"revenue", "aov"} & set(found.metrics)
    assert "Đức" not in repr(found)
    assert "900000" not in repr(found)


def test_after_midnight_the_evening_goes_on(database: Database, cast: Cast) -> None:
    with database.write() as session:
        session.execute(text("UPDATE shift_template SET end_minute = 1560 WHERE code = 'evening'"))
    try:
        shift(database, cast.lan, "evening", {cast.shop_a: Totals(chats=4)}, hours=("19:00", None), status=OPEN)
        found = watch(database, cast.minh, clock("24:30"))
        assert found.business_date == DAY
        assert [row.agent for row in found.on_shift] == ["lan"]
        assert found.metrics["chats"].value == 4
        assert watch(database, cast.minh, clock("34:30")).business_date == DAY + timedelta(days=1)
    finally:
        with database.write() as session:
            session.execute(text("UPDATE shift_template SET end_minute = 1440 WHERE code = 'evening'"))


def test_days_without_a_gap(database: Database, cast: Cast) -> None:
    for back in (1, 2, 5):
        shift(database, cast.lan, "morning", day=DAY - timedelta(days=back))
        shift(database, cast.minh, "late", day=DAY - timedelta(days=back))
    shift(database, cast.lan, "morning", day=DAY - timedelta(days=3))
    shift(database, cast.lan, "morning")
    found = watch(database, cast.minh, clock("16:30")).gauges
    assert (found.full_days, found.days, found.service_minutes) == (3, 365, 960)
    assert found.coverage is not None
    assert (found.coverage.covered, found.coverage.counted, found.coverage.gaps) == (510, 510, ())


def test_cases_that_wait(database: Database, cast: Cast) -> None:
    shift(database, cast.lan, "late", hours=("16:00", None), status=OPEN, updated="20:50")
    with database.write() as session:
        facts = [
            ComplaintFacts(
                cast.shop_a.id,
                f"260915ABCDEF{n:02d}",
                Category.MISSING_ITEMS,
                CaseSeverity.HIGH,
                ComplaintState.NEW,
                opened,
                owner_id=owner,
            )
            for n, (opened, owner) in enumerate(((clock("09:00"), cast.lan.id), (clock("10:00"), cast.stranger.id), (clock("20:00"), None)))
        ]
        bulk_complaints(session, SYSTEM, facts, now=AT)
        reviews = [
            ReviewFacts(cast.shop_b.id, 1, ReviewState.NEW, clock("20:00", DAY - timedelta(days=1)), product="Áo [thun](x)"),
            ReviewFacts(cast.shop_b.id, 2, ReviewState.NEW, clock("15:00"), order_no="0123"),
            ReviewFacts(cast.shop_b.id, 3, ReviewState.NEW, clock("15:00"), product="ba sao"),
        ]
        bulk_reviews(session, SYSTEM, reviews, now=AT)
    found = watch(database, cast.minh).attention
    assert [(item.kind, item.severity, item.since, item.key) for item in found] == [
        (Kind.REVIEW_WAITING, Severity.HIGH, clock("20:00", DAY - timedelta(days=1)), "1"),
        (Kind.COMPLAINT_OVERDUE, Severity.HIGH, clock("13:00"), "1"),
        (Kind.COMPLAINT_OVERDUE, Severity.HIGH, clock("14:00"), "2"),
        (Kind.REVIEW_WAITING, Severity.MEDIUM, clock("15:00"), "2"),
    ]
    assert found[0].values == {"stars": 1, "shop": "B", "product": "Áo [thun](x)"}
    assert found[1].values == {"order": "260915ABCDEF00", "shop": "A"}
    # An agent is told of their own and nobody's, not of another's.
    assert [(item.kind, item.key) for item in watch(database, cast.lan).attention if item.page == "complaints"] == [
        (Kind.COMPLAINT_OVERDUE, "1")
    ]


def test_what_needs_doing(database: Database, cast: Cast) -> None:
    shift(database, cast.lan, "morning", hours=("08:00", None), status=OPEN)
    shift(database, cast.stranger, "late", hours=("16:00", None), status=OPEN, updated="19:00")
    found = {item.kind: item for item in watch(database, cast.minh).attention}
    assert set(found) == {Kind.SHIFT_NOT_SUBMITTED, Kind.UPDATE_STALE}
    late, stale = found[Kind.SHIFT_NOT_SUBMITTED], found[Kind.UPDATE_STALE]
    assert late.values == {"agent": "Nguyễn Thị Lan", "template": "Ca sáng", "date": "15/09"}
    assert (late.since, late.page, late.key, late.severity) == (clock("17:00"), "my_shift", "1", Severity.MEDIUM)
    assert (stale.values["agent"], stale.since) == ("Phạm Văn Đức", clock("19:00"))
    assert [item.kind for item in watch(database, cast.lan).attention] == [Kind.SHIFT_NOT_SUBMITTED]


def test_nobody_on_shift_in_service_hours(database: Database, cast: Cast) -> None:
    assert watch(database, cast.minh).attention == ()  # no shift was ever logged
    shift(database, cast.lan, "morning")
    (item,) = watch(database, cast.minh).attention
    assert (item.kind, item.since, item.severity) == (Kind.NOBODY_ON_SHIFT, clock("17:00"), Severity.HIGH)


def test_the_worst_comes_first_then_the_oldest() -> None:
    def item(severity: Severity, hour: int | None) -> AttentionItem:
        since = datetime(2026, 9, 15, hour, tzinfo=UTC) if hour is not None else None
        return AttentionItem(Kind.SHEET_STALE, severity, "x", since=since)

    low, new, old, timeless = item(Severity.LOW, 1), item(Severity.HIGH, 9), item(Severity.HIGH, 3), item(Severity.HIGH, None)
    assert in_order([low, timeless, new, old]) == (old, new, timeless, low)


def test_a_part_that_fails_leaves_the_rest_standing(database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    shift(database, cast.lan, "late", {cast.shop_a: Totals(chats=7)}, hours=("16:00", None), status=OPEN)

    def broken(session, user, moment):  # type: ignore[no-untyped-def]
        session.execute(text("SELECT * FROM no_such_table"))

    monkeypatch.setitem(attention.PARTS, "Complaints", broken)
    with database.read() as session:
        found = live_board(session, cast.minh, AT)
    assert [part.part for part in found.failed] == ["Complaints"]
    assert found.metrics["chats"].value == 7
    assert [row.agent for row in found.on_shift] == ["lan"]


def test_a_disabled_person_sees_nothing(database: Database, cast: Cast) -> None:
    from core.base.errors import Refused

    gone = User(cast.lan.id, "lan", "Lan", cast.lan.role, active=False)
    assert not gone.may(Right.SEE_LIVE)
    with database.read() as session, pytest.raises(Refused):
        live_board(session, gone, AT)


def test_an_empty_team(database: Database, cast: Cast) -> None:
    found = watch(database, cast.minh, at_local(date(2026, 9, 15), 600))
    assert all(today.value is None for today in found.metrics.values())
    assert found.on_shift == ()
    assert found.gauges.full_days == 0
    assert found.missing == ()
