"""The built-in sample sheets: what a demo shows, and what an owner may take as a pattern."""

from __future__ import annotations

from datetime import date

from core.catalog import sample_scripts, sample_vouchers
from core.catalog.cells import Cells, Merge, Row
from core.catalog.source import SheetKind

TABS = {SheetKind.SCRIPTS: "Kịch bản", SheetKind.VOUCHERS: "Mã giảm giá"}


def sample_cells(kind: SheetKind, today: date, seed: int = 1) -> Cells:
    """Return the tab of a kind as its team would have it on `today`; same day and seed, same cells."""
    if kind is SheetKind.SCRIPTS:
        title: Row = (sample_scripts.TITLE,)
        rows: tuple[Row, ...] = (title, (), sample_scripts.HEADER, *sample_scripts.SCRIPTS)
        return Cells(TABS[kind], rows, (Merge(0, 1, 0, len(sample_scripts.HEADER)),))
    rows = (
        (sample_vouchers.TITLE,),
        (sample_vouchers.made_on(today),),
        sample_vouchers.HEADER,
        *sample_vouchers.voucher_rows(today, seed),
    )
    return Cells(TABS[kind], rows, (Merge(0, 1, 0, len(sample_vouchers.HEADER)),))
