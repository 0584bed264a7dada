"""Flash sales and codes of certain hours: offers an agent must time."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.catalog.voucher import Voucher, VoucherKind

HOURS_ONLY = timedelta(hours=12)
"""An offer at most this long is one of certain hours (`mã 12H`), whatever it is called."""
UNSAID = timedelta(hours=24)
"""How long a flash sale that names no end is believed to matter after its start."""


def is_timed(voucher: Voucher) -> bool:
    """Tell whether an agent must watch the clock: a flash sale, or an offer of a few hours."""
    if voucher.kind is VoucherKind.FLASH_SALE:
        return voucher.start is not None or voucher.end is not None
    return voucher.start is not None and voucher.end is not None and voucher.start <= voucher.end < voucher.start + HOURS_ONLY


def time_span(voucher: Voucher) -> tuple[datetime, datetime] | None:
    """Return the hours of a timed offer, both ends closed; an unsaid start is its end, an unsaid end a day later. None: no time at all."""
    start, end = voucher.start or voucher.end, voucher.end
    if start is None:
        return None
    return start, end if end is not None else start + UNSAID


def touches(voucher: Voucher, start: datetime, end: datetime) -> bool:
    """Tell whether a timed offer falls into [start, end), in whole or in part."""
    span = time_span(voucher)
    if span is None or not is_timed(voucher):
        return False
    first, last = span
    return first <= last and first < end and last >= start
