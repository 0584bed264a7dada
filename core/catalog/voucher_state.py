"""Where a voucher stands at a moment; never stored, always worked out."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from core.catalog.voucher import Voucher

ENDING_SOON = timedelta(hours=24)


class VoucherState(StrEnum):
    """What an agent may promise about a voucher."""

    UPCOMING = "upcoming"
    RUNNING = "running"
    ENDING_SOON = "ending_soon"
    SOLD_OUT = "sold_out"
    EXPIRED = "expired"
    BROKEN = "broken"


def voucher_state(voucher: Voucher, at: datetime, *, shift_end: datetime | None = None) -> VoucherState:
    """Return the state at a moment; `ending_soon` is less than 24 h left, or an end within the running shift.

    Valid while `start <= at <= end`. Broken is a voucher that ends before it starts; problem rows of a
    sheet are broken too and never become vouchers.
    """
    if voucher.start and voucher.end and voucher.end < voucher.start:
        return VoucherState.BROKEN
    if voucher.end and at > voucher.end:
        return VoucherState.EXPIRED
    if voucher.remaining is not None and voucher.remaining <= 0:
        return VoucherState.SOLD_OUT
    if voucher.start and at < voucher.start:
        return VoucherState.UPCOMING
    if voucher.end and (voucher.end - at < ENDING_SOON or (shift_end is not None and voucher.end <= shift_end)):
        return VoucherState.ENDING_SOON
    return VoucherState.RUNNING
