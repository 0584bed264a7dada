"""Save the running totals of a shift; take the last save back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert
from sqlmodel import Session, col, select

from core.base.errors import Conflict, InvalidInput, NotFound, Problem, Refused
from core.base.words import mark
from core.people.queries.shops import list_shops
from core.people.user import User
from core.shifts.actions.writing import finish, lock_shift, require_version, require_writable
from core.shifts.limits import Oddity, oddities_of, problems_of
from core.shifts.queries.saves import save_rows, saved_totals
from core.shifts.queries.shifts import read_shifts, totals_of
from core.shifts.result import FIELDS, NOTHING, Totals, values_of
from core.shifts.shift import Shift
from core.shifts.tables import ResultRow, ResultSaveRow, ShiftRow

UNDO: Final = "undo"
EARLIER: Final = "earlier"
"""Reasons of saves made by the application: an undo; the totals an import had brought, kept before the first change."""
MEANWHILE: Final = mark("Somebody saved other numbers for {shops} in the meantime. What you typed is still here: compare, then save again.")


@dataclass(frozen=True)
class ShopTotals:
    """The totals of one shop as typed, and the version of the result they were typed over (0: none yet)."""

    shop_id: int
    totals: Totals
    version: int


@dataclass(frozen=True)
class SaveResults:
    """One click: the totals of any number of shops of a shift."""

    shift_id: int
    shops: tuple[ShopTotals, ...]


@dataclass(frozen=True)
class Saved:
    """The shift as it now is, the shops whose totals changed, and what is odd about those."""

    shift: Shift
    changed: tuple[int, ...]
    oddities: tuple[Oddity, ...] = ()


def save_results(session: Session, user: User, wanted: SaveResults, *, now: datetime) -> Saved:
    """Store the totals of all given shops, or of none.

    Shops whose totals equal the stored ones are left alone, so sending twice is one save. A changed shop
    that somebody else saved since raises Conflict with the shift as it is now. Every problem is named at once.
    """
    row = lock_shift(session, user, wanted.shift_id)
    require_writable(row)
    names = {shop.id: shop.name for shop in list_shops(session, user, everything=True)}
    _check(wanted, names)
    stored = {result.shop_id: result for result in session.exec(select(ResultRow).where(ResultRow.shift_id == row.id))}
    before = {shop.shop_id: totals_of(stored[shop.shop_id]) if shop.shop_id in stored else NOTHING for shop in wanted.shops}
    changed = [shop for shop in wanted.shops if shop.totals != before[shop.shop_id]]
    if not changed:
        return Saved(read_shifts(session, [row])[0], ())
    if stale := [shop for shop in changed if shop.version != (stored[shop.shop_id].version if shop.shop_id in stored else 0)]:
        shops = ", ".join(names[shop.shop_id] for shop in stale)
        raise Conflict(MEANWHILE, current=read_shifts(session, [row])[0], shops=shops)
    write_totals(session, row, [(stored.get(shop.shop_id), shop.shop_id, shop.totals) for shop in changed], by=user.id or None, at=now)
    ids = [shop.shop_id for shop in changed]
    shift = finish(
        session, user, row, "shift.save", now=now,
        before={names[shop]: _recorded(before[shop]) for shop in ids},
        after={names[shop.shop_id]: _recorded(shop.totals) for shop in changed},
    )  # fmt: skip
    odd = [oddity for shop in changed for oddity in oddities_of(shop.totals, shop.shop_id, names[shop.shop_id], before[shop.shop_id])]
    return Saved(shift, tuple(ids), tuple(odd))


def undo_last_save(session: Session, user: User, shift_id: int, version: int, *, now: datetime) -> Saved:
    """Put back what stood before the last save of the shift, as a new save; `version` is the shift's as seen.

    One click may have saved several shops; all of them go back. Undoing twice brings the numbers back again.
    """
    row = lock_shift(session, user, shift_id)
    require_writable(row)
    require_version(session, row, version)
    names = {shop.id: shop.name for shop in list_shops(session, user, everything=True)}
    stored = {result.id or 0: result for result in session.exec(select(ResultRow).where(ResultRow.shift_id == shift_id))}
    saves = save_rows(session, list(stored))
    if not saves:
        raise Refused("Nothing has been saved in this shift yet.")
    last = saves[-1].saved_at
    before, after, back = {}, {}, []
    for result_id, result in stored.items():
        own = [save for save in saves if save.result_id == result_id]
        if not own or own[-1].saved_at != last:
            continue
        earlier = saved_totals(own[-2]) if len(own) > 1 else NOTHING
        before[names[result.shop_id]], after[names[result.shop_id]] = _recorded(totals_of(result)), _recorded(earlier)
        back.append((result, result.shop_id, earlier))
    write_totals(session, row, back, by=user.id or None, at=now, reason=UNDO)
    changed = tuple(result.shop_id for result in stored.values() if names[result.shop_id] in after)
    return Saved(finish(session, user, row, "shift.undo", now=now, before=before, after=after), changed)


def write_totals(
    session: Session,
    shift: ShiftRow,
    wanted: Sequence[tuple[ResultRow | None, int, Totals]],
    *,
    by: int | None,
    at: datetime,
    reason: str = "",
) -> None:
    """Store totals (what is stored so far, shop, totals) and append them to the history.

    Totals that came without a history get their first entry now.
    """
    ids = [stored.id for stored, _, _ in wanted if stored is not None]
    told = set(session.exec(select(ResultSaveRow.result_id).where(col(ResultSaveRow.result_id).in_(ids)).distinct())) if ids else set()
    written: list[ResultRow] = []
    history: list[dict[str, Any]] = []
    for stored, shop_id, totals in wanted:
        row = stored or ResultRow(shift_id=shift.id or 0, shop_id=shop_id, updated_at=at, version=0)
        if stored is not None and stored.id not in told:
            history.append(_entry(stored, totals_of(stored), by=None, at=stored.updated_at, reason=EARLIER))
        for name, value in values_of(totals).items():
            setattr(row, name, value)
        row.version += 1
        row.updated_at = at
        written.append(row)
    session.add_all(written)
    session.flush()  # new results get their ids
    history += [_entry(row, totals, by=by, at=at, reason=reason) for row, (_, _, totals) in zip(written, wanted, strict=True)]
    session.execute(insert(ResultSaveRow), history)
    shift.last_update = at


def _entry(result: ResultRow, totals: Totals, *, by: int | None, at: datetime, reason: str) -> dict[str, Any]:
    return {"result_id": result.id, "saved_at": at, "saved_by": by, "reason": reason, **values_of(totals)}


def _check(wanted: SaveResults, names: dict[int, str]) -> None:
    problems: list[Problem] = []
    for shop in wanted.shops:
        if shop.shop_id not in names:
            raise NotFound("There is no such shop.", field="shop")
        problems += problems_of(shop.totals, shop.shop_id, names[shop.shop_id])
    if problems:
        raise InvalidInput(problems)


def _recorded(totals: Totals) -> dict[str, int]:
    return {name: getattr(totals, name) for name in FIELDS if getattr(totals, name) is not None}
