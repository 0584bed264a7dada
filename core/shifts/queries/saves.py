"""The history of saves of a shift: every total that was ever typed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from core.people.queries.shops import list_shops
from core.people.queries.users import users_by_id
from core.people.user import User
from core.shifts.limits import Oddity, oddities_of
from core.shifts.queries.shifts import shift_with_results
from core.shifts.result import FIELDS, Save, Totals
from core.shifts.tables import ResultRow, ResultSaveRow


def save_rows(session: Session, result_ids: Sequence[int]) -> list[ResultSaveRow]:
    """Return the stored saves of results, oldest first."""
    return list(session.exec(select(ResultSaveRow).where(col(ResultSaveRow.result_id).in_(result_ids)).order_by(col(ResultSaveRow.id))))


def saved_totals(row: ResultSaveRow) -> Totals:
    """Return the numbers of one save."""
    return Totals(**{name: getattr(row, name) for name in FIELDS})


def save_history(session: Session, user: User, shift_id: int) -> tuple[Save, ...]:
    """Return every save of a shift, newest first; for those who may see the shift."""
    shift_with_results(session, user, shift_id)
    shops = {row.id or 0: row.shop_id for row in session.exec(select(ResultRow).where(ResultRow.shift_id == shift_id))}
    rows = sorted(save_rows(session, list(shops)), key=lambda row: (row.saved_at, row.id))  # bulk rows come shop by shop
    people = {row.saved_by for row in rows}
    names = {number: person.display for number, person in users_by_id(session, people).items()}
    made = [Save(shops[row.result_id], row.saved_at, names.get(row.saved_by or 0, ""), saved_totals(row), row.reason) for row in rows]
    return tuple(reversed(made))


def shift_oddities(session: Session, user: User, shift_id: int) -> tuple[Oddity, ...]:
    """Return what is odd about a shift's stored numbers, totals that ever went down included."""
    shift = shift_with_results(session, user, shift_id)
    names = {shop.id: shop.name for shop in list_shops(session, user, everything=True)}
    found: dict[tuple[int, str, str], Oddity] = {}

    def note(oddities: Sequence[Oddity]) -> None:
        for oddity in oddities:
            found.setdefault((oddity.shop_id, oddity.kind, str(dict(oddity.values).get("field", ""))), oddity)

    before: dict[int, Totals] = {}
    for save in reversed(save_history(session, user, shift_id)):
        odd = oddities_of(save.totals, save.shop_id, names[save.shop_id], before.get(save.shop_id, Totals()))
        note([oddity for oddity in odd if oddity.kind == "went_down"])
        before[save.shop_id] = save.totals
    for result in shift.results:
        note(oddities_of(result.totals, result.shop_id, names[result.shop_id]))
    return tuple(sorted(found.values(), key=lambda oddity: (oddity.shop_id, oddity.kind)))
