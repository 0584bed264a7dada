"""Rows of a return file into returns: a value per article, and per return and reason the complaint it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from core.base.clock import DEFAULT_ZONE
from core.base.errors import InvalidInput, Problem
from core.base.words import mark
from core.cases.category import Category
from core.cases.complaint import MAX_CUSTOMER, ComplaintFacts, ComplaintState, Resolution, Severity, WaitingFor
from core.cases.importing import BLANK, FUTURE, MAX_SHOWN, ROW, SHOWN, TOO_OLD
from core.cases.loyal import handle_key, is_masked
from core.cases.market_returns import Cell, Header, Refund, Sheet, cell_name
from core.cases.market_returns_cells import read_amount, read_count, read_moment, read_order_no, text_of
from core.cases.market_returns_reasons import ReturnState, category_of, plain_reason, state_of
from core.cases.order_no import mask_phone
from core.cases.privacy import mask_personal
from core.cases.review import MAX_PRODUCT
from core.cases.wording import customer_problems
from core.people.shop import Marketplace

CELL: Final = "cell"
"""The value of a problem that holds the cell's name (`Sheet1!D17`)."""
UNKNOWN_REASON: Final = mark("The return reason “{value}” is not known. Say which category it means, then import again.")
UNKNOWN_STATUS: Final = mark("The status “{value}” is not known; the return is kept as waiting for the marketplace.")
TWO_REASONS: Final = mark("Row {line} gives another reason for the same article of this return. Keep one of the two.")
ADDRESS: Final = mark("[address]")
MAX_WORDS: Final = 2_000
V = TypeVar("V")


@dataclass(frozen=True)
class Article:
    """One article of a return, as stored; `lines` are the rows of the file that told it (counted from 1)."""

    order_no: str
    return_no: str
    article: str
    product: str
    handle: str
    customer: str
    reason: str
    category: Category
    status: str
    state: ReturnState
    requested_at: datetime
    ordered_at: datetime | None
    refunded_at: datetime | None
    refund_vnd: int | None
    words: str
    quantity: int
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Rows:
    """What a file held: articles in order, what was wrong (those rows are left out), what is only odd, how many rows there were."""

    articles: tuple[Article, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    read: int


@dataclass(frozen=True)
class Reading:
    """What rows are read against: what managers taught about reasons, the present moment, the local zone."""

    now: datetime
    taught: Mapping[tuple[Marketplace, str], Category] = field(default_factory=dict)
    zone: ZoneInfo = DEFAULT_ZONE


class _Row:
    """One row being read; every problem names its cell."""

    def __init__(self, sheet: Sheet, header: Header, number: int) -> None:
        self.sheet, self.header, self.number = sheet, header, number
        self.problems: list[Problem] = []

    def cell(self, name: str) -> Cell:
        """Return a field's cell, None where the file has no such column or the row ends before it."""
        column = self.header.columns.get(name)
        row = self.sheet.rows[self.number]
        return row[column] if column is not None and column < len(row) else None

    def text(self, name: str) -> str:
        """Return a field's cell as text."""
        return text_of(self.cell(name))

    def told(self, name: str, template: str, **values: Any) -> Problem:
        """Return a problem (or an oddity) of a field's cell."""
        column = self.header.columns.get(name, 0)
        shown = self.text(name)
        shown = shown if len(shown) <= MAX_SHOWN else shown[:MAX_SHOWN] + "…"
        heading = self.header.names[column] if column < len(self.header.names) else name
        named = {"column": heading, CELL: f"{self.sheet.title}!{cell_name(self.number, column)}", ROW: self.number + 1, SHOWN: shown}
        return Problem(name, template, {"value": shown, **values, **named})

    def wrong(self, name: str, template: str, **values: Any) -> None:
        """Note a problem of a field's cell."""
        self.problems.append(self.told(name, template, **values))

    def read(self, name: str, reader: Callable[[Cell, str], V]) -> V | None:
        """Return what a reader makes of a field's cell; its problems become this row's."""
        try:
            return reader(self.cell(name), name)
        except InvalidInput as error:
            for problem in error.problems:
                self.wrong(name, problem.template, **problem.values)
            return None

    def needed(self, name: str) -> str:
        """Return a field's text; a blank cell is a problem."""
        if not (said := self.text(name)):
            self.wrong(name, BLANK)
        return said


def read_returns(sheet: Sheet, header: Header, known: Reading) -> Rows:
    """Read every row below the header; blank rows and the row that explains the columns are passed over."""
    found: dict[tuple[str, str, str], Article] = {}
    problems: list[Problem] = []
    warnings: list[Problem] = []
    read = 0
    for number in range(header.row + 1, len(sheet.rows)):
        row = _Row(sheet, header, number)
        if _is_blank(row) or (number == header.row + 1 and _explains(row)):
            continue
        read += 1
        article = _article(row, known, warnings)
        if article is not None:
            key = (article.order_no, article.return_no, article.article)
            before = found.get(key)
            if before is not None and before.category is not article.category:
                row.wrong("reason", TWO_REASONS, line=before.lines[0])
            else:
                found[key] = article if before is None else _joined(before, article, header.layout.refund)
        problems += row.problems
    return Rows(_once_a_return(found.values(), header.layout.refund), tuple(problems), tuple(warnings), read)


def _is_blank(row: _Row) -> bool:
    return not any(row.text(name) for name in row.header.columns)


def _explains(row: _Row) -> bool:
    """TikTok writes a row of explanations under the names: words where a number and a date belong."""
    return not any(character.isdigit() for name in ("order_no", "requested_at") for character in row.text(name))


def _article(row: _Row, known: Reading, warnings: list[Problem]) -> Article | None:
    order_no = row.read("order_no", read_order_no)
    requested_at = _moment(row, "requested_at", known) if row.needed("requested_at") else None
    reason, status = row.needed("reason"), row.needed("status")
    marketplace = row.header.layout.marketplace
    category = category_of(reason, marketplace, known.taught) if reason else None
    if reason and category is None:
        row.wrong("reason", UNKNOWN_REASON, reason=reason, marketplace=str(marketplace))
    ordered_at, refunded_at = _moment(row, "ordered_at", known), _moment(row, "refunded_at", known)
    amount, quantity = row.read("refund", read_amount), row.read("quantity", read_count) or 1
    customer = mask_phone(row.text("handle"))[:MAX_CUSTOMER]
    if customer_problems(customer):
        customer = ""  # a phone number or an address where the account's name belongs is not kept
    if row.problems or not order_no or requested_at is None or category is None or not status:
        return None
    state = state_of(status)
    if state is None:
        state = ReturnState.REFUNDED if refunded_at else ReturnState.WITH_MARKETPLACE
        if refunded_at is None:
            warnings.append(row.told("status", UNKNOWN_STATUS))
    product, sku = row.text("product")[:MAX_PRODUCT], row.text("sku")
    refund = amount if amount is None or row.header.layout.refund is not Refund.OF_UNIT else amount * quantity
    named = sku or f"{product} {row.text('variation')}".strip()
    return Article(
        order_no=order_no, return_no=row.text("return_no")[:64] or requested_at.isoformat(), article=named[:120].strip(), product=product,
        handle="" if is_masked(customer) else handle_key(customer), customer=customer, reason=reason[:300], category=category,
        status=status[:200], state=state, requested_at=requested_at, ordered_at=ordered_at, refunded_at=refunded_at,
        refund_vnd=refund if state is ReturnState.REFUNDED else None, words=row.text("words")[:MAX_WORDS], quantity=quantity,
        lines=(row.number + 1,),
    )  # fmt: skip


def _moment(row: _Row, name: str, known: Reading) -> datetime | None:
    moment = row.read(name, lambda cell, field: read_moment(cell, field, known.zone))
    if moment is None:
        return None
    if moment > known.now + timedelta(days=1):  # a file of the same day may be made in another zone
        row.wrong(name, FUTURE)
    elif moment.year < 2000:
        row.wrong(name, TOO_OLD)
    else:
        return min(moment, known.now)
    return None


def _joined(before: Article, now: Article, refund: Refund) -> Article:
    """Two rows of one article: pieces and their money add up, a whole return's money is only said again."""
    added = before.refund_vnd
    if refund is not Refund.OF_RETURN and now.refund_vnd is not None:
        added = (before.refund_vnd or 0) + now.refund_vnd
    return replace(now, refund_vnd=added, quantity=before.quantity + now.quantity, lines=before.lines + now.lines)


def _once_a_return(articles: Any, refund: Refund) -> tuple[Article, ...]:
    """Keep a whole return's money on its first article only."""
    if refund is not Refund.OF_RETURN:
        return tuple(articles)
    paid: set[tuple[str, str]] = set()
    kept: list[Article] = []
    for article in articles:
        key = (article.order_no, article.return_no)
        kept.append(replace(article, refund_vnd=None) if key in paid else article)
        if article.refund_vnd is not None:
            paid.add(key)
    return tuple(kept)


def complaint_of(articles: Sequence[Article], shop_id: int, address: str) -> ComplaintFacts:
    """Return the complaint a return means: all its articles of one category.

    A return the marketplace settled is solved (or rejected) at no known moment: it is nobody's work, so it is
    in no time and no deadline; an open one waits for the marketplace, or is new when the shop has to answer.
    """
    first = articles[0]
    refunds = [article.refund_vnd for article in articles if article.refund_vnd is not None]
    state, waiting = _STATES[first.state]
    what = "\n".join(f"{article.product} × {article.quantity}" if article.quantity > 1 else article.product for article in articles)
    said = "\n".join(dict.fromkeys(article.words for article in articles if article.words))
    return ComplaintFacts(
        shop_id=shop_id, order_no=first.order_no, category=first.category, severity=Severity.NORMAL, state=state,
        opened_at=first.requested_at, customer=first.customer,
        description=mask_personal("\n".join(filter(None, (first.reason, what, said))), address=address), waiting_for=waiting,
        waiting_since=first.requested_at if waiting else None, resolution=Resolution.REFUND if state is ComplaintState.RESOLVED else None,
        resolution_note=first.status if state in (ComplaintState.RESOLVED, ComplaintState.REJECTED) else "",
        cost_vnd=sum(refunds) if refunds else None,
    )  # fmt: skip


_STATES: Final[dict[ReturnState, tuple[ComplaintState, WaitingFor | None]]] = {
    ReturnState.REFUNDED: (ComplaintState.RESOLVED, None),
    ReturnState.DROPPED: (ComplaintState.REJECTED, None),
    ReturnState.WITH_SHOP: (ComplaintState.NEW, None),
    ReturnState.WITH_MARKETPLACE: (ComplaintState.WAITING, WaitingFor.MARKETPLACE),
}


def unknown_reasons(problems: Sequence[Problem]) -> dict[str, int]:
    """Return the reasons no table knows, as written, with how many rows have each, most first."""
    counts: dict[str, tuple[str, int]] = {}
    for problem in problems:
        if problem.template == UNKNOWN_REASON:
            said = str(problem.values["reason"])
            shown, n = counts.get(plain_reason(said), (said, 0))
            counts[plain_reason(said)] = (shown, n + 1)
    return dict(sorted(counts.values(), key=lambda pair: (-pair[1], pair[0])))
