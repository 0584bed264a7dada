"""What the catalogue tells somebody who begins a shift: what changed since their last one, and what must be timed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from core.catalog.queries.flash import flash_sales
from core.catalog.queries.history import SourceChanges, changes_since
from core.catalog.queries.vouchers import FoundVoucher
from core.catalog.source import SheetKind
from core.people.user import User


@dataclass(frozen=True)
class CatalogBriefing:
    """Changes per source, and the flash sales of the shift, soonest first."""

    vouchers: tuple[SourceChanges, ...] = ()
    scripts: tuple[SourceChanges, ...] = ()
    flash: tuple[FoundVoucher, ...] = ()

    @property
    def changed(self) -> int:
        """How many rows are new, gone or different."""
        return sum(one.size for one in (*self.vouchers, *self.scripts))


def catalog_briefing(
    session: Session, user: User, since: datetime | None, *, start: datetime, end: datetime, at: datetime
) -> CatalogBriefing:
    """Return what changed after `since` (None: there was no shift before, so nothing is new) and the flash sales in [start, end)."""
    flash = flash_sales(session, user, start, end, at=at)
    if since is None:
        return CatalogBriefing(flash=flash)
    vouchers, scripts = (changes_since(session, user, kind, since, at=at) for kind in (SheetKind.VOUCHERS, SheetKind.SCRIPTS))
    return CatalogBriefing(vouchers, scripts, flash)
