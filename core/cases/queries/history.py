"""Everything known of an order and of its customer's handle: earlier complaints, reviews, vouchers given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select

from core.base.errors import InvalidInput
from core.cases.category import CATEGORY_NAMES, Category
from core.cases.complaint import STATE_NAMES, ComplaintState, Resolution
from core.cases.event import CaseKind
from core.cases.order_no import clean_order_no
from core.cases.queries.scope import shops_of
from core.cases.review import REVIEW_STATE_NAMES, ReviewState
from core.cases.tables import ComplaintRoundRow, ComplaintRow, ReviewRow
from core.cases.wording import one_line
from core.people.user import Right, User


@dataclass(frozen=True)
class KnownCase:
    """An earlier case of the order or the customer: enough to know of it, whoever works on it.

    `about` is a complaint's category (None for a review), `stars` a review's; `state_name` is a message id.
    """

    kind: CaseKind
    id: int
    order_no: str
    shop_name: str
    at: datetime
    state_name: str
    same_order: bool
    mine_to_open: bool
    about: Category | None = None
    stars: int | None = None

    @property
    def about_name(self) -> str:
        """Return the message id of what a complaint was about, "" for a review."""
        return CATEGORY_NAMES[self.about] if self.about else ""


@dataclass(frozen=True)
class VoucherGiven:
    """A complaint that was solved with a voucher: when, what it cost (None: not recorded), and its order."""

    case_id: int
    order_no: str
    at: datetime
    cost_vnd: int | None
    note: str


@dataclass(frozen=True)
class CaseHistory:
    """What is known, newest first. `repeat` is told by the form, which knows the category."""

    cases: tuple[KnownCase, ...]
    vouchers: tuple[VoucherGiven, ...]


NOTHING_KNOWN = CaseHistory((), ())


def case_history(
    session: Session, user: User, shop_id: int, order_no: str, customer: str = "", *, besides: tuple[str, int] = ("", 0), limit: int = 20
) -> CaseHistory:
    """Return what is known of an order as typed (of this shop) and of a customer (of all shops of this marketplace).

    `besides` (kind, id) is the case the question is about. Of a colleague's case only that it exists is told, and that
    a voucher was given, so that nobody gives a second one. Nothing while the order is no order number yet.
    """
    user.require(Right.WORK_CASES)
    try:
        wanted = clean_order_no(order_no) if order_no.strip() else ""
    except InvalidInput:
        wanted = ""
    handle = one_line(customer).casefold()
    if not wanted and not handle:
        return NOTHING_KNOWN
    shops = shops_of(session, user)
    here = shops[shop_id].marketplace if shop_id in shops else None
    alike = [number for number, shop in shops.items() if shop.marketplace is here]
    c, r = ComplaintRow, ReviewRow
    mine: list[ColumnElement[bool]] = []
    if wanted:
        mine.append(and_(col(c.shop_id) == shop_id, col(c.order_no) == wanted))
    if handle:
        same = or_(func.lower(col(c.customer)) == handle, col(c.customer) == one_line(customer))
        mine.append(and_(col(c.shop_id).in_(alike), same))
    rows = list(session.exec(select(c).where(or_(*mine)).order_by(col(c.opened_at).desc()).limit(limit + 1)))
    everything = user.may(Right.MANAGE_CASES)
    found = [
        KnownCase(
            CaseKind.COMPLAINT, row.id or 0, row.order_no, shops[row.shop_id].name, row.opened_at, STATE_NAMES[ComplaintState(row.status)],
            same_order=row.order_no == wanted and row.shop_id == shop_id, mine_to_open=everything or row.owner_id in (None, user.id),
            about=Category(row.category),
        )
        for row in rows
    ]  # fmt: skip
    if wanted:
        of_order = select(r).where(col(r.shop_id) == shop_id, col(r.order_no) == wanted).order_by(col(r.posted_at).desc()).limit(limit + 1)
        found += [
            KnownCase(
                CaseKind.REVIEW, row.id or 0, row.order_no, shops[row.shop_id].name, row.posted_at,
                REVIEW_STATE_NAMES[ReviewState(row.status)], same_order=True, stars=row.stars,
                mine_to_open=everything or row.owner_id in (None, user.id),
            )
            for row in session.exec(of_order)
        ]  # fmt: skip
    others = sorted((one for one in found if (str(one.kind), one.id) != besides), key=lambda one: one.at, reverse=True)
    return CaseHistory(tuple(others[:limit]), _vouchers(session, user, rows))


def _vouchers(session: Session, user: User, rows: list[ComplaintRow]) -> tuple[VoucherGiven, ...]:
    """Of this case too: a complaint opened again may have brought one the first time."""
    kept = {row.id: row for row in rows}
    rounds = ComplaintRoundRow
    past = session.exec(select(rounds).where(col(rounds.complaint_id).in_(list(kept)), col(rounds.resolution) == str(Resolution.VOUCHER)))
    given = [(kept[one.complaint_id], one.resolved_at, one.cost_vnd, one.resolution_note) for one in past]
    given += [(row, row.resolved_at, row.cost_vnd, row.resolution_note) for row in rows if row.resolution == Resolution.VOUCHER]
    everything = user.may(Right.MANAGE_CASES)
    found = [
        VoucherGiven(row.id or 0, row.order_no, at, cost, note if everything or row.owner_id in (None, user.id) else "")
        for row, at, cost, note in given
        if at is not None
    ]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))
