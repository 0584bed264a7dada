"""The flash sales and timed codes of a stretch of time."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import Session

from core.catalog.flash import time_span, touches
from core.catalog.queries.vouchers import FoundVoucher, catalog_vouchers
from core.people.user import Right, User


def flash_sales(session: Session, user: User, start: datetime, end: datetime, *, at: datetime) -> tuple[FoundVoucher, ...]:
    """Return those that touch [start, end) with their state at `at`, the soonest start first; those over are among them."""
    user.require(Right.READ_CATALOG)
    found = [one for one in catalog_vouchers(session, user, at=at).found if touches(one.voucher, start, end)]
    return tuple(sorted(found, key=_order))


def _order(found: FoundVoucher) -> tuple[datetime, datetime, str]:
    start, end = time_span(found.voucher) or (datetime.max.replace(tzinfo=UTC),) * 2
    return start, end, found.voucher.cell
