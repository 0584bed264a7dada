"""What somebody starred, and what they themselves copied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, func, select

from core.base.clock import day_bounds
from core.base.settings import get_settings
from core.catalog.source import SheetKind
from core.catalog.tables import FavouriteRow, ScriptCopyRow
from core.people.user import Right, User

COUNTED_DAYS = 30


@dataclass(frozen=True)
class Mine:
    """One person's marks: `starred` items by name, `copied` (item, times in 30 days) most often first."""

    starred: tuple[str, ...] = ()
    copied: tuple[tuple[str, int], ...] = ()


NOTHING = Mine()


def my_items(session: Session, user: User, kind: SheetKind, *, day: date) -> Mine:
    """Return what the asker starred and copied in the 30 days before the end of `day`; never anybody else's."""
    user.require(Right.READ_CATALOG)
    stars = session.exec(
        select(FavouriteRow.item)
        .where(FavouriteRow.user_id == user.id, FavouriteRow.kind == str(kind))
        .order_by(col(FavouriteRow.at).desc(), col(FavouriteRow.item))
    )
    since = day_bounds(day, get_settings().zone)[1] - timedelta(days=COUNTED_DAYS)
    times = func.count()
    copies = session.exec(
        select(ScriptCopyRow.item, times)
        .where(ScriptCopyRow.user_id == user.id, ScriptCopyRow.kind == str(kind), col(ScriptCopyRow.at) >= since)
        .group_by(col(ScriptCopyRow.item))
        .order_by(times.desc(), col(ScriptCopyRow.item))
    )
    return Mine(tuple(stars), tuple((item, count) for item, count in copies))
