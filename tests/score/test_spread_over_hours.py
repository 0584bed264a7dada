"""Stretches cut at full hours, against a minute-by-minute count and against Python's own clock."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from core.score.by_hour import Stretches

MINUTE = 60


def made(seed: int, count: int = 40) -> Stretches:
    random = np.random.default_rng(seed)
    start = int(datetime(2026, 9, 15, tzinfo=UTC).timestamp()) + random.integers(0, 2000, count) * MINUTE
    amounts = random.integers(-5, 60, (count, 2)).astype(float)
    return Stretches(start, start + random.integers(1, 700, count) * MINUTE, ("chats", "orders"), amounts)


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "UTC", "Asia/Kathmandu"])
def test_against_a_count_of_minutes(zone: str) -> None:
    given, where = made(1), ZoneInfo(zone)
    expected: dict[int, list[float]] = {}
    for start, stop, amounts in zip(given.start.tolist(), given.stop.tolist(), given.amounts, strict=True):
        for minute in range(start, stop, MINUTE):
            hour = datetime.fromtimestamp(minute, UTC).astimezone(where).hour
            sums = expected.setdefault(hour, [0.0, 0.0])
            for place in (0, 1):
                sums[place] += amounts[place] * MINUTE / (stop - start)
    found = given.sums_by_hour(where)
    assert list(found) == sorted(expected)
    for hour, (chats, orders) in expected.items():
        assert found[hour] == pytest.approx({"chats": chats, "orders": orders}, abs=1e-9)
    assert sum(sums["chats"] for sums in found.values()) == pytest.approx(given.amounts[:, 0].sum())


def test_how_many_owners_touch_an_hour() -> None:
    given, where = made(2), ZoneInfo("Asia/Ho_Chi_Minh")
    owners = np.arange(40) // 3 * 100
    expected: dict[int, set[int]] = {}
    for start, stop, owner in zip(given.start.tolist(), given.stop.tolist(), owners.tolist(), strict=True):
        for minute in range(start, stop, MINUTE):
            expected.setdefault(datetime.fromtimestamp(minute, UTC).astimezone(where).hour, set()).add(owner)
    assert given.counted_by_hour(owners, where) == {hour: len(expected[hour]) for hour in sorted(expected)}


def test_a_window() -> None:
    given = Stretches(np.array([0, 100]), np.array([100, 300]), ("chats",), np.array([[10.0], [40.0]]))
    assert given.sums_within(50, 150) == {"chats": 5.0 + 10.0}
    assert given.sums_within(-100, 1000) == {"chats": 50.0}
    assert given.sums_within(300, 400) == {"chats": 0.0}


def test_nothing() -> None:
    empty = Stretches(np.array([], dtype=np.int64), np.array([], dtype=np.int64), ("chats",), np.zeros((0, 1)))
    assert empty.sums_by_hour() == {}
    assert empty.counted_by_hour(np.array([], dtype=np.int64)) == {}
    assert empty.sums_within(0, 10) == {"chats": 0.0}
