"""What the columns of a sheet, and the values read from them, are called."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.base.clock import to_local
from core.base.settings import get_settings
from core.base.words import mark
from core.catalog.script import Script
from core.catalog.source import SheetKind
from core.catalog.voucher import Voucher, VoucherKind
from core.people.shop import MARKETPLACE_NAMES, Marketplace
from core.ui import format as written
from core.ui.voucher_parts import KINDS, offer
from core.ui.words import t

KIND_NAMES = {SheetKind.SCRIPTS: mark("Scripts"), SheetKind.VOUCHERS: mark("Vouchers")}
COLUMN_NAMES: dict[str, str] = {
    "text": mark("Text to send"),
    "situation": mark("Situation"),
    "code": mark("Code"),
    "stage": mark("Stage"),
    "product": mark("Product"),
    "marketplace": mark("Marketplace"),
    "links": mark("Links and pictures"),
    "note": mark("Note"),
    "voucher": mark("Voucher (code or offer)"),
    "title": mark("Offer in words"),
    "name": mark("Name of the offer"),
    "kind": mark("Kind of offer"),
    "value": mark("Value"),
    "unit": mark("Unit"),
    "cap": mark("At most"),
    "min_spend": mark("Minimum order"),
    "start": mark("Start"),
    "end": mark("End"),
    "period": mark("Period"),
    "day": mark("Day"),
    "quantity": mark("Quantity"),
    "used": mark("Used"),
    "remaining": mark("Left"),
    "conditions": mark("Conditions"),
    "scope": mark("Applies to"),
    "shop": mark("Shop"),
    "status": mark("Status"),
}
VALUE_NAMES: dict[str, str] = {
    **COLUMN_NAMES,
    "codes": mark("Code"),
    "cap_vnd": mark("At most"),
    "min_spend_vnd": mark("Minimum order"),
    "extra": mark("Other columns"),
}
"""The same for the values of a script or voucher, as versions are compared."""
ALWAYS_SHOWN = {
    SheetKind.SCRIPTS: ("text", "situation", "code", "stage", "product", "marketplace"),
    SheetKind.VOUCHERS: ("code", "title", "value", "min_spend", "start", "end"),
}
MONEY = frozenset({"cap_vnd", "min_spend_vnd"})


def full_moment(moment: datetime | None) -> str:
    """`09/09/2026 20:00` in the team's zone; a dash when there is none."""
    return written.DASH if moment is None else to_local(moment, get_settings().zone).strftime("%d/%m/%Y %H:%M")


def value_words(row: Script | Voucher, name: str) -> str:
    """Return one value of a row as a person reads it; blank is a dash."""
    value: Any = getattr(row, name)
    if name in ("value", "unit") and isinstance(row, Voucher):
        return offer(row)
    if name == "extra":
        value = tuple(f"{header}: {text}" for header, text in value)
    match value:
        case datetime():
            words = full_moment(value)
        case VoucherKind():
            words = t(KINDS[value])
        case Marketplace():
            words = MARKETPLACE_NAMES[value]
        case int():
            words = written.money(value) if name in MONEY else written.count(value)
        case tuple():
            words = "; ".join(value)
        case _:
            words = str(value or "")
    return words or written.DASH


def row_words(row: Script | Voucher) -> str:
    """Return what a row is about in one line: its code, else its title, situation or text."""
    if isinstance(row, Voucher):
        return ", ".join(row.codes) or row.title or offer(row)
    return " · ".join(part for part in (row.code, row.situation or row.stage) if part) or " ".join(row.text.split())[:80]
