"""The demo's first shop has imported its marketplace's day totals; the others have not yet."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
from sqlmodel import Session

from core.people.user import SYSTEM
from core.score.actions.platform import save_platform_days
from core.score.queries.reconcile import reconciliation
from core.score.reconcile import PlatformDay

LAST_DAYS = 45
MISSED = 0.12
"""Share of days on which somebody typed a few orders too many or forgot some."""


def add_exports(session: Session, shop_id: int, *, first: date, last: date, seed: int, now: datetime) -> int:
    """Store day totals up to the day before `last`: mostly what the shifts say, now and then a gap; returns how many days."""
    random = np.random.default_rng(seed + 7)
    start, end = max(first, last - timedelta(days=LAST_DAYS)), last - timedelta(days=1)
    if start > end:
        return 0
    typed: dict[date, dict[str, int]] = {}
    for row in reconciliation(session, SYSTEM, start, end, (shop_id,)):
        if row.declared is not None:
            typed.setdefault(row.day, {})[row.metric] = row.declared
    days = []
    for day, numbers in typed.items():
        off = int(random.choice([-2, 1, 2, 3, 5])) if random.random() < MISSED else 0
        orders = max(0, numbers.get("orders", 0) - off)
        days.append(
            PlatformDay(
                shop_id,
                day,
                chats=max(0, numbers.get("chats", 0) - int(random.integers(0, 2))),
                orders=orders,
                paid_orders=min(orders, numbers.get("paid_orders", 0)),
                revenue=max(0, numbers.get("revenue", 0) - off * 150_000),
                source="Shopee Metric Trends",
            )
        )
    save_platform_days(session, SYSTEM, days, now=now)
    return len(days)
