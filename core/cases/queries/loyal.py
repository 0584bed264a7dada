"""A customer by handle: orders, cases, vouchers given, the note; and those who came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from core.base.text import fold
from core.cases.category import Category
from core.cases.complaint import ComplaintState, Person, Resolution
from core.cases.loyal import CardComplaint, CardReview, CustomerCard, CustomerNote, Seen, handle_key, is_masked, seen_orders
from core.cases.queries.scope import people_of, shops_of
from core.cases.tables import ComplaintRoundRow, ComplaintRow, CustomerNoteRow, MarketReturnRow, ReviewRow
from core.people.user import Right, User

_VOUCHER = str(Resolution.VOUCHER)


def customer_card(session: Session, user: User, handle: str) -> CustomerCard | None:
    """Return what is known of a handle, whatever its case; None when it is blank, masked or unknown.

    Everybody who works on cases sees the history; `mine_to_open` says which cases may be opened.
    """
    user.require(Right.WORK_CASES)
    key = handle_key(handle)
    if not key or is_masked(handle):
        return None
    complaints = _complaints(session, key)
    returns = list(session.exec(select(MarketReturnRow).where(MarketReturnRow.handle == key)))
    notes = customer_notes(session, user, handle)
    note = notes[0] if notes and notes[0].text else None
    if not complaints and not returns and not notes:
        return None
    seen: list[Seen] = [(row.shop_id, row.order_no, row.opened_at, "complaint") for row in complaints]
    for line in returns:
        seen.append((line.shop_id, line.order_no, line.requested_at, "return"))
        if line.ordered_at:
            seen.append((line.shop_id, line.order_no, line.ordered_at, "return"))
    reviews = _reviews(session, {(shop_id, order_no) for shop_id, order_no, _, _ in seen})
    seen += [(row.shop_id, row.order_no, row.posted_at, "review") for row in reviews]
    shops = shops_of(session, user)

    def mine(owner_id: int | None) -> bool:
        return user.may(Right.MANAGE_CASES) or owner_id in (None, user.id)

    return CustomerCard(
        handle=next((row.customer for row in complaints), clean_shown(handle)),
        orders=seen_orders(seen, {number: shop.name for number, shop in shops.items()}),
        complaints=tuple(
            CardComplaint(
                row.id or 0, row.shop_id, row.order_no, Category(row.category), ComplaintState(row.status), row.opened_at, row.cost_vnd,
                mine(row.owner_id),
            )
            for row in complaints
        ),
        reviews=tuple(CardReview(row.id or 0, row.order_no, row.product, row.stars, row.posted_at, mine(row.owner_id)) for row in reviews),
        vouchers_given=_vouchers_given(session, complaints),
        returns=len({(line.shop_id, line.order_no, line.return_no) for line in returns}),
        note=note,
        marketplaces=tuple(dict.fromkeys(shops[shop_id].marketplace for shop_id, _, _, _ in seen)),
    )  # fmt: skip


def clean_shown(handle: str) -> str:
    """Return a handle as it is shown: one line, without the leading @."""
    return " ".join(handle.split()).lstrip("@")


def customer_notes(session: Session, user: User, handle: str) -> tuple[CustomerNote, ...]:
    """Return every note of a handle, the newest, which counts, first."""
    user.require(Right.WORK_CASES)
    query = select(CustomerNoteRow).where(CustomerNoteRow.handle == handle_key(handle)).order_by(col(CustomerNoteRow.id).desc())
    rows = list(session.exec(query))
    people: dict[int, Person] = people_of(session, [row.by_id for row in rows])
    return tuple(CustomerNote(row.id or 0, row.text, row.at, people.get(row.by_id or 0)) for row in rows)


@dataclass(frozen=True)
class KnownCustomer:
    """A line of the list of customers."""

    handle: str
    orders: int
    complaints: int
    last_seen: datetime
    note: str


def repeat_customers(
    session: Session, user: User, *, search: str = "", least_orders: int = 2, limit: int = 50
) -> tuple[KnownCustomer, ...]:
    """Return customers with at least so many orders known from complaints and return files, most orders first; search is folded."""
    user.require(Right.WORK_CASES)
    orders: dict[str, set[tuple[int, str]]] = {}
    cases: Counter[str] = Counter()
    last: dict[str, datetime] = {}
    shown: dict[str, str] = {}
    c, m = ComplaintRow, MarketReturnRow
    words = fold(search).split()
    for customer, shop_id, order_no, at in session.exec(select(c.customer, c.shop_id, c.order_no, c.opened_at).where(c.customer != "")):
        key = handle_key(customer)
        _count(orders, last, key, (shop_id, order_no), at)
        shown.setdefault(key, customer)
        cases[key] += 1
    for key, shop_id, order_no, at in session.exec(select(m.handle, m.shop_id, m.order_no, m.requested_at).where(m.handle != "")):
        _count(orders, last, key, (shop_id, order_no), at)
    kept = [
        key
        for key, known in orders.items()
        if len(known) >= least_orders and not is_masked(key) and all(word in fold(shown.get(key, key)) for word in words)
    ]
    kept.sort(key=lambda key: (-len(orders[key]), -last[key].timestamp(), key))
    notes = _newest_notes(session, kept[:limit])
    return tuple(KnownCustomer(shown.get(key, key), len(orders[key]), cases[key], last[key], notes.get(key, "")) for key in kept[:limit])


def _count(
    orders: dict[str, set[tuple[int, str]]], last: dict[str, datetime], key: str, order: tuple[int, str], at: datetime
) -> None:  # fmt: skip
    orders.setdefault(key, set()).add(order)
    last[key] = max(last.get(key, at), at)


def _newest_notes(session: Session, keys: Sequence[str]) -> dict[str, str]:
    query = select(CustomerNoteRow.handle, CustomerNoteRow.text).where(col(CustomerNoteRow.handle).in_(keys))
    return dict(session.exec(query.order_by(col(CustomerNoteRow.id))).all())


def _complaints(session: Session, key: str) -> list[ComplaintRow]:
    """The search text of a complaint holds the folded handle; what it finds is then compared letter for letter."""
    query = select(ComplaintRow).where(col(ComplaintRow.folded).contains(fold(key), autoescape=True), ComplaintRow.customer != "")
    return [row for row in session.exec(query.order_by(col(ComplaintRow.opened_at).desc())) if handle_key(row.customer) == key]


def _reviews(session: Session, orders: set[tuple[int, str]]) -> list[ReviewRow]:
    numbers = sorted({order_no for _, order_no in orders if order_no})
    query = select(ReviewRow).where(col(ReviewRow.order_no).in_(numbers)).order_by(col(ReviewRow.posted_at).desc())
    return [row for row in session.exec(query) if (row.shop_id, row.order_no) in orders] if numbers else []


def _vouchers_given(session: Session, complaints: Sequence[ComplaintRow]) -> tuple[datetime, ...]:
    """Vouchers given as the solution of a complaint, also of one that was opened again."""
    r = ComplaintRoundRow
    ids = [row.id for row in complaints]
    past = session.exec(select(r.resolved_at).where(col(r.complaint_id).in_(ids), r.resolution == _VOUCHER)) if ids else ()
    given = [row.resolved_at for row in complaints if row.resolution == _VOUCHER] + list(past)
    return tuple(sorted((at for at in given if at is not None), reverse=True))
