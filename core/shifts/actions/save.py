"""Save the running totals of a shift; take the last save back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from core.base.errors import Conflict, InvalidInput, NotFound, Problem, Refused
from core.base.words import mark
from core.people.user import User
from core.shifts.actions.held import Held, hold_shift, move_on, write_totals
from core.shifts.limits import Oddity, oddities_of, problems_of
from core.shifts.queries.saves import save_rows, saved_totals
from core.shifts.result import FIELDS, NOTHING, Totals
from core.shifts.shift import Shift

UNDO: Final = "undo"
"""The reason of a save that took another one back."""
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
    held = hold_shift(session, user, wanted.shift_id)
    held.require_writable()
    _check(wanted, held.shops)
    before = {shop.shop_id: held.result(shop.shop_id).totals for shop in wanted.shops}
    changed = {shop.shop_id: shop for shop in wanted.shops if shop.totals != before[shop.shop_id]}
    if not changed:
        return Saved(held.shift, ())
    if stale := [shop for shop in changed.values() if shop.version != held.result(shop.shop_id).version]:
        raise Conflict(MEANWHILE, current=held.shift, shops=", ".join(held.shops[shop.shop_id] for shop in stale))
    totals = {number: shop.totals for number, shop in changed.items()}
    shift = _write(session, user, held, totals, "shift.save", now=now)
    odd = [oddity for number in changed for oddity in oddities_of(totals[number], number, held.shops[number], before[number])]
    return Saved(shift, tuple(changed), tuple(odd))


def undo_last_save(session: Session, user: User, shift_id: int, version: int, *, now: datetime) -> Saved:
    """Put back what stood before the last save of the shift, as a new save; `version` is the shift's as seen.

    One click may have saved several shops; all of them go back. Undoing twice brings the numbers back again.
    """
    held = hold_shift(session, user, shift_id)
    held.require_writable()
    held.require_version(version)
    saves = save_rows(session, list(held.result_ids.values()))
    if not saves:
        raise Refused("Nothing has been saved in this shift yet.")
    last = saves[-1].saved_at
    back: dict[int, Totals] = {}
    for shop_id, result_id in held.result_ids.items():
        own = [save for save in saves if save.result_id == result_id]
        if own and own[-1].saved_at == last:
            back[shop_id] = saved_totals(own[-2]) if len(own) > 1 else NOTHING
    return Saved(_write(session, user, held, back, "shift.undo", now=now, reason=UNDO), tuple(back))


def _write(
    session: Session, user: User, held: Held, totals: Mapping[int, Totals], action: str, *, now: datetime, reason: str = ""
) -> Shift:
    """Store totals by shop, and tell the trail what they were and are."""
    before = {held.shops[number]: _recorded(held.result(number).totals) for number in totals}
    after = {held.shops[number]: _recorded(values) for number, values in totals.items()}
    write_totals(session, held, totals, by=user.id or None, at=now, reason=reason)
    return move_on(session, user, held, totals, action, now=now, before=before, after=after)


def _check(wanted: SaveResults, names: Mapping[int, str]) -> None:
    problems: list[Problem] = []
    for shop in wanted.shops:
        if shop.shop_id not in names:
            raise NotFound("There is no such shop.", field="shop")
        problems += problems_of(shop.totals, shop.shop_id, names[shop.shop_id])
    if problems:
        raise InvalidInput(problems)


def _recorded(totals: Totals) -> dict[str, int]:
    return {name: getattr(totals, name) for name in FIELDS if getattr(totals, name) is not None}
