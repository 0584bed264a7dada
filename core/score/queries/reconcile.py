"""Shifts against the marketplace's exports, from what is stored of both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from core.people.queries.shops import list_shops
from core.people.user import Right, User
from core.score.reconcile import Numbers, PlatformDay, ReconcileRow, ShopDay, reconcile
from core.score.tables import PlatformDayRow
from core.shifts.queries.sums import result_sums

_DECLARED = {
    "chats": ("chats", "chats_rows"),
    "orders": ("orders", "orders_rows"),
    "paid_orders": ("payment_num", "payment_den"),
    "revenue": ("revenue", "revenue_rows"),
}
"""Metric → its sum, and the field that is 0 while nothing was recorded."""


def reconciliation(session: Session, user: User, start: date, end: date, shops: tuple[int, ...] = ()) -> tuple[ReconcileRow, ...]:
    """Return each shop-day of business dates start…end (both included) on both sides, for those who see the team.

    Shifts of every status count. A business date is taken as the export's day: what comes in after midnight of
    an evening shift stands a day later in the export.
    """
    user.require(Right.SEE_TEAM)
    names = {shop.id: (shop.code, shop.name) for shop in list_shops(session, user, everything=True)}
    fields = tuple(name for pair in _DECLARED.values() for name in pair)
    sums = result_sums(session, user, start=start, end=end, by=("business_date", "shop_id"), fields=fields, shops=shops)
    declared: dict[ShopDay, Numbers] = {
        (row["business_date"], int(row["shop_id"])): {
            key: int(row[total]) if row[seen] else None for key, (total, seen) in _DECLARED.items()
        }
        for row in sums.to_dict("records")
    }
    return reconcile(declared, platform_days(session, user, start, end, shops), names)


def platform_days(session: Session, user: User, start: date, end: date, shops: Sequence[int] = ()) -> tuple[PlatformDay, ...]:
    """Return what exports say of the days start…end (both included), by day and shop."""
    user.require(Right.SEE_TEAM)
    query = select(PlatformDayRow).where(col(PlatformDayRow.day).between(start, end))
    if shops:
        query = query.where(col(PlatformDayRow.shop_id).in_(shops))
    return tuple(
        PlatformDay(row.shop_id, row.day, row.chats, row.orders, row.paid_orders, row.revenue_vnd, row.source)
        for row in session.exec(query.order_by(col(PlatformDayRow.day), col(PlatformDayRow.shop_id)))
    )
