"""Bring in a marketplace's return file: each return becomes a complaint, or joins the one an agent already logged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlmodel import Session, col, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.clock import DEFAULT_ZONE
from core.base.errors import InvalidInput, Problem
from core.base.words import mark, translate
from core.cases.actions.bulk import complaint_values
from core.cases.actions.links import link_repeats
from core.cases.complaint import REPEAT_WITHIN
from core.cases.deadline import service_hours
from core.cases.market_returns import Sheet, find_header
from core.cases.market_returns_rows import ADDRESS, Article, Reading, complaint_of, read_returns
from core.cases.queries.return_reasons import taught_reasons
from core.cases.tables import ComplaintRow, MarketReturnRow
from core.people.queries.shops import find_shop
from core.people.shop import MARKETPLACE_NAMES, Shop
from core.people.user import Right, User

_LOCK: Final = 0x_CA_5E5  # one import of cases at a time on PostgreSQL, whatever its kind
CHUNK: Final = 2_000
OTHER_MARKETPLACE: Final = mark("This is a file of {found}, but the shop “{shop}” sells on {wanted}. Choose the shop it came from.")
NEEDS_SHOP: Final = mark("Say which shop the file is of.")
STORED: Final = ("product", "handle", "reason", "status", "requested_at", "ordered_at", "refunded_at", "refund_vnd")
"""What a later file may change of an article."""
FOLLOWS: Final = (
    "customer", "description", "folded", "status", "waiting_for", "waiting_since", "resolution", "resolution_note", "cost_vnd",
)  # fmt: skip
"""What follows from it in a complaint nobody has worked on."""


@dataclass(frozen=True)
class ReturnsCount:
    """What became of the rows (read = added + updated + unchanged + skipped), and of the complaints they mean.

    `joined` returns were logged by an agent already; their complaint stays as it is.
    """

    read: int
    added: int
    updated: int
    unchanged: int
    skipped: int
    complaints_added: int
    complaints_updated: int
    joined: int
    marketplace: str
    problems: tuple[Problem, ...] = field(default=())
    warnings: tuple[Problem, ...] = field(default=())


def import_returns(
    session: Session, user: User, sheet: Sheet, *, now: datetime, shop: str, name: str = "", zone: ZoneInfo = DEFAULT_ZONE
) -> ReturnsCount:
    """Bring in every row that is right and list what is wrong with the others (cell and line in each problem's values).

    A return is known again by shop + order + return number (or, where the file has none, the moment it was
    asked for). A complaint people have worked on is never changed; the refund is kept beside it.
    """
    user.require(Right.IMPORT_FILES)
    if not shop.strip():
        raise InvalidInput([Problem("shop", NEEDS_SHOP)])
    sold = find_shop(session, user, shop)
    header = find_header(sheet, name or sheet.title)
    found = header.layout.marketplace
    if found is not sold.marketplace:
        told = {"found": MARKETPLACE_NAMES[found], "shop": sold.name, "wanted": MARKETPLACE_NAMES[sold.marketplace]}
        raise InvalidInput([Problem("shop", OTHER_MARKETPLACE, told)])
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    rows = read_returns(sheet, header, Reading(now, taught_reasons(session, user), zone))
    writer = _Writer(session, sold, [article.order_no for article in rows.articles])
    for articles in _returns(rows.articles):
        writer.write(articles)
    session.flush()
    if writer.orders:
        link_repeats(session, writer.orders)
    count = ReturnsCount(
        rows.read, writer.added, writer.updated, writer.unchanged, rows.read - writer.added - writer.updated - writer.unchanged,
        writer.complaints_added, writer.complaints_updated, writer.joined, str(found), rows.problems, rows.warnings,
    )  # fmt: skip
    if count.added or count.updated:
        after = {"shop": sold.code, "read": count.read, "added": count.added, "updated": count.updated}
        audit.record(
            session,
            at=now,
            actor_id=user.id or None,
            actor=user.name,
            action="market_return.import",
            subject="market_return:*",
            after=after,
        )
        touch(session, Topic.CASES)
    return count


def _returns(articles: Iterable[Article]) -> list[list[Article]]:
    """The articles of one return that were sent back for one reason belong together."""
    found: dict[tuple[str, str, str], list[Article]] = {}
    for article in articles:
        found.setdefault((article.order_no, article.return_no, str(article.category)), []).append(article)
    return sorted(found.values(), key=lambda group: group[0].requested_at)


class _Writer:
    """Holds what is stored of the shop's returns and complaints, and writes what differs."""

    def __init__(self, session: Session, shop: Shop, order_nos: Iterable[str]) -> None:
        self.session, self.shop, self.hours = session, shop, service_hours()
        self.added = self.updated = self.unchanged = 0
        self.complaints_added = self.complaints_updated = self.joined = 0
        self.orders: set[str] = set()
        self._stored: dict[tuple[str, str, str], MarketReturnRow] = {}
        self._complaints: dict[str, list[ComplaintRow]] = {}
        m, c = MarketReturnRow, ComplaintRow
        source = iter(sorted(set(order_nos)))
        while chunk := list(islice(source, CHUNK)):
            for line in session.exec(select(m).where(m.shop_id == shop.id, col(m.order_no).in_(chunk))):
                self._stored[line.order_no, line.return_no, line.article] = line
            for case in session.exec(select(c).where(c.shop_id == shop.id, col(c.order_no).in_(chunk))):
                self._complaints.setdefault(case.order_no, []).append(case)

    def write(self, articles: Sequence[Article]) -> None:
        """Write one return: its complaint, then its articles."""
        first = articles[0]
        stored = [self._stored.get((one.order_no, one.return_no, one.article)) for one in articles]
        case = self._case_of([row for row in stored if row], first)
        changed = any(row is None or self._differs(row, article) for row, article in zip(stored, articles, strict=True))
        if case is None:
            case = self._new_case(articles)
        elif changed:
            self._follow(case, articles, known=any(stored))
        for row, article in zip(stored, articles, strict=True):
            self._write_article(row, article, case)

    def _case_of(self, stored: Sequence[MarketReturnRow], first: Article) -> ComplaintRow | None:
        """The complaint this return has already, else one of the same order and category at most seven days apart."""
        linked = {row.complaint_id for row in stored}
        same = [case for case in self._complaints.get(first.order_no, ()) if case.category == str(first.category)]
        near = [case for case in same if case.id in linked] or [
            case for case in same if abs(case.opened_at - first.requested_at) <= REPEAT_WITHIN
        ]
        return min(near, key=lambda case: (abs(case.opened_at - first.requested_at), case.id or 0), default=None)

    def _differs(self, row: MarketReturnRow, article: Article) -> bool:
        return any(getattr(row, name) != getattr(article, name) for name in STORED)

    def _values(self, articles: Sequence[Article]) -> dict[str, Any]:
        return complaint_values(complaint_of(articles, self.shop.id, translate(ADDRESS, "vi")), self.hours)

    def _new_case(self, articles: Sequence[Article]) -> ComplaintRow:
        case = ComplaintRow(**self._values(articles), imported_version=1)
        self.session.add(case)
        self.session.flush()
        self._complaints.setdefault(case.order_no, []).append(case)
        self.orders.add(case.order_no)
        self.complaints_added += 1
        return case

    def _follow(self, case: ComplaintRow, articles: Sequence[Article], *, known: bool) -> None:
        """Bring a complaint that only this return made up to date; one that people logged or touched is joined, not changed."""
        if not known or case.version != case.imported_version or case.opened_at != articles[0].requested_at:
            self.joined += not known
            return
        values = self._values(articles)
        if all(getattr(case, name) == values[name] for name in FOLLOWS):
            return
        for name in FOLLOWS:
            setattr(case, name, values[name])
        case.version += 1
        case.imported_version = case.version
        self.session.add(case)
        self.complaints_updated += 1

    def _write_article(self, row: MarketReturnRow | None, article: Article, case: ComplaintRow) -> None:
        rows = len(article.lines)
        if row is not None and not self._differs(row, article):
            self.unchanged += rows
            return
        if row is None:
            self.added += rows
            row = MarketReturnRow(
                shop_id=self.shop.id, order_no=article.order_no, return_no=article.return_no, article=article.article,
                requested_at=article.requested_at, complaint_id=case.id or 0,
            )  # fmt: skip
            self._stored[article.order_no, article.return_no, article.article] = row
        else:
            self.updated += rows
        for name in STORED:
            setattr(row, name, getattr(article, name))
        self.session.add(row)
