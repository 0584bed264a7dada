"""Shifts against the marketplace's export: both sides, the gap, the command; without a file it says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.base import audit
from core.base.database import Database
from core.base.errors import InvalidInput, Refused
from core.people.user import User
from core.score.actions.platform import save_platform_days
from core.score.queries.reconcile import platform_days, reconciliation
from core.score.reconcile import Gap, PlatformDay, ReconcileRow, gap_of, reconcile
from core.shifts.result import Totals
from tests.conftest import Cast
from tests.score.test_report_command import read, run  # noqa: F401 - fixtures
from tests.score.work import DAY, NOW, shift


@pytest.fixture
def worked(database: Database, cast: Cast) -> Cast:
    """Lan and Minh in shop A of one day, 50 orders; Lan alone in B, where nobody noted orders."""
    shift(
        database,
        cast.lan,
        "morning",
        {cast.shop_a: Totals(chats=60, orders=20, paid_orders=15, revenue_vnd=6_000_000), cast.shop_b: Totals(chats=9)},
    )
    shift(database, cast.minh, "evening", {cast.shop_a: Totals(chats=40, orders=30, paid_orders=20, revenue_vnd=5_400_000)})
    return cast


def store(database: Database, user: User, *days: PlatformDay) -> tuple[int, int, int]:
    with database.write() as session:
        return save_platform_days(session, user, days, now=NOW)


def rows(database: Database, user: User, **more: Any) -> list[tuple[str, str, int | None, int | None, int | None, float | None]]:
    with database.read() as session:
        found = reconciliation(session, user, DAY, DAY, **more)
    return [(row.code, row.metric, row.declared, row.platform, row.gap, row.gap_percent) for row in found]


def test_without_a_file_only_one_side_is_known(database: Database, worked: Cast) -> None:
    assert rows(database, worked.minh) == [
        ("A", "chats", 100, None, None, None),
        ("A", "orders", 50, None, None, None),
        ("A", "paid_orders", 35, None, None, None),
        ("A", "revenue", 11_400_000, None, None, None),
        ("B", "chats", 9, None, None, None),
    ]


def test_the_gap_against_the_export(database: Database, worked: Cast) -> None:
    export = PlatformDay(worked.shop_a.id, DAY, chats=96, orders=40, revenue=12_000_000, source="Metric Trends.xlsx")
    other = PlatformDay(worked.shop_b.id, DAY, chats=0, orders=3)
    assert store(database, worked.minh, export, other, replace(export, day=DAY + timedelta(days=1))) == (3, 0, 0)
    assert rows(database, worked.minh) == [
        ("A", "chats", 100, 96, 4, pytest.approx(100 * 4 / 96)),
        ("A", "orders", 50, 40, 10, 25.0),
        ("A", "paid_orders", 35, None, None, None),
        ("A", "revenue", 11_400_000, 12_000_000, -600_000, -5.0),
        ("B", "chats", 9, 0, 9, None),
        ("B", "orders", None, 3, None, None),
    ]
    assert [row[0] for row in rows(database, worked.minh, shops=(worked.shop_b.id,))] == ["B", "B"]


def test_the_newer_file_counts_and_the_same_file_again_changes_nothing(database: Database, worked: Cast) -> None:
    first = PlatformDay(worked.shop_a.id, DAY, chats=96, orders=40, source="old.xlsx")
    assert store(database, worked.hoa, first) == (1, 0, 0)
    assert store(database, worked.hoa, first) == (0, 0, 1)
    assert store(database, worked.hoa, PlatformDay(worked.shop_a.id, DAY, orders=41, source="new.xlsx")) == (0, 1, 0)
    with database.read() as session:
        assert platform_days(session, worked.minh, DAY, DAY) == (replace(first, orders=41, source="new.xlsx"),)
        told = [entry.after for entry in audit.entries(session, subject="platform:*")]
    assert told == [{"added": 0, "updated": 1, "sources": ["new.xlsx"]}, {"added": 1, "updated": 0, "sources": ["old.xlsx"]}]


def test_what_cannot_be_is_refused_as_a_whole(database: Database, worked: Cast) -> None:
    one = PlatformDay(worked.shop_a.id, DAY, orders=4)
    for wrong in ((one, one), (one, PlatformDay(worked.shop_b.id, DAY, chats=-1))):
        with pytest.raises(InvalidInput):
            store(database, worked.hoa, *wrong)
    with database.read() as session:
        assert platform_days(session, worked.hoa, DAY, DAY) == ()


def test_agents_neither_read_nor_write_it(database: Database, worked: Cast) -> None:
    with pytest.raises(Refused):
        store(database, worked.lan, PlatformDay(worked.shop_a.id, DAY, orders=4))
    with database.read() as session, pytest.raises(Refused):
        reconciliation(session, worked.lan, DAY, DAY)


def test_gaps_add_up_where_both_sides_are_known() -> None:
    a, b = (DAY, 1), (DAY, 2)
    found = reconcile({a: {"orders": 50}, b: {"orders": 7}}, [PlatformDay(1, DAY, orders=40)], {1: ("A", "Shop A"), 2: ("B", "Shop B")})
    assert found[0] == ReconcileRow(DAY, 1, "A", "Shop A", "orders", 50, 40)
    assert gap_of(found, "orders") == Gap(50, 40, known=1, unknown=1)
    assert gap_of(found, "orders").share == 0.25
    assert gap_of(found, "orders", [b]) == Gap(0, 0, known=0, unknown=1)
    assert gap_of(found, "orders", [b]).share is None
    assert gap_of(found, "chats") == Gap(0, 0, 0, 0)


def test_the_command(worked: Cast, database: Database, read: Any, run: Any) -> None:  # noqa: F811
    ask = ("report", "reconcile", "--from", "2026-09-15", "--to", "2026-09-15")
    assert "No platform numbers for these days." in run(*ask)[1]
    store(database, worked.hoa, PlatformDay(worked.shop_a.id, DAY, orders=40))
    assert read(*ask, "--shop", "A")["rows"][1] == {
        "date": "2026-09-15", "shop": "A", "metric": "orders", "declared": 50, "platform": 40, "gap": 10, "gap_percent": 25.0,
    }  # fmt: skip
    assert run(*ask, "--as", "lan")[0] == 1
