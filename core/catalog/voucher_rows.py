"""From the rows of a voucher tab to vouchers and problems."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.base.clock import DEFAULT_ZONE
from core.base.text import fold
from core.base.words import mark
from core.catalog.cells import Cells
from core.catalog.market_words import marketplaces_in, section_marketplace
from core.catalog.parsed import Parsed
from core.catalog.quantities import NOTHING, count_of, is_sold_out
from core.catalog.table import RowDoubts, RowRefused, SheetRow, parse_table
from core.catalog.unsure import Unsure
from core.catalog.voucher import Voucher
from core.catalog.voucher_codes import codes_in, looks_like_codes
from core.catalog.voucher_columns import ALIASES, KEYS
from core.catalog.voucher_offer import offer_of
from core.catalog.voucher_period import is_dated, is_over, period_of
from core.people.shop import Marketplace

_OVER = re.compile(
    r"^(?:da |tam )?(?:dung|ngung|huy|khoa|het han|ket thuc|het hieu luc)(?: (?:chay|ap dung|hoat dong|lai))?$|"
    r"^(?:khong (?:ap dung|dung|chay)|inactive|paused|stopped|cancell?ed|expired|ended|off)$"
)
_OFFER_WORDS = re.compile(r"\d|\b(?:giam|hoan|free ?ship|tang|flash|mien phi)\b")


def parse_vouchers(
    cells: Cells,
    *,
    today: date,
    zone: ZoneInfo = DEFAULT_ZONE,
    mapping: Mapping[str, int | str] | None = None,
    header_row: int | None = None,
    shop: str = "",
    marketplace: Marketplace | None = None,
) -> Parsed[Voucher]:
    """Read a tab of vouchers.

    `today` is the local date that dates without a year (and times without a date) are nearest to.
    `mapping` (field → 0-based column, or the header's text, which survives moved columns) and
    `header_row` (0-based, -1 for none) replace the guess; fields are those of `voucher_columns.ALIASES`.
    `shop` and `marketplace` hold for rows that name none; a row that says "all" names every marketplace.
    """
    tab = section_marketplace(cells.title)

    def read_row(row: SheetRow) -> Voucher:
        return _voucher(row, today=today, zone=zone, tab=tab, shop=shop, default=marketplace)

    return parse_table(cells, ALIASES, KEYS, read_row, is_data=_is_data, mapping=mapping, header_row=header_row)


def _is_data(row: SheetRow) -> bool:
    """Tell a lone cell that is a voucher from one that is a title: its column and its words decide."""
    filled = [place for place, text in enumerate(row.texts) if text]
    text = row.texts[filled[0]]
    field = next((field for field, column in row.header.columns.items() if column == filled[0]), None)
    if len(filled) > 1 or field is None or section_marketplace(text) is not None:
        return False
    if field in {"code", "voucher"}:
        return bool(re.fullmatch(r"(?=.*\d)[\w-]+", text)) or (field == "voucher" and bool(_OFFER_WORDS.search(fold(text))))
    return field in {"title", "name", "value"} and (filled[0] > 0 or bool(_OFFER_WORDS.search(fold(text))))


def _voucher(row: SheetRow, *, today: date, zone: ZoneInfo, tab: Marketplace | None, shop: str, default: Marketplace | None) -> Voucher:
    doubts = RowDoubts(row)
    for field in row.header.columns:
        doubts.read(field, lambda field=field: row.text(field))  # type: ignore[misc]
    if doubts.found:
        raise RowRefused(doubts.problem())
    words, coded = _words_and_code_field(row)
    codes, remarks = doubts.read(coded, lambda: codes_in(row.cell(coded))) or ((), ())
    markets = doubts.read("marketplace", lambda: _markets(row, tab, default)) or ()
    offer = offer_of(row, words, doubts, dated=is_dated(row))
    start, end = period_of(row, offer.when if offer else None, doubts, today=today, zone=zone)
    quantity, used, remaining = _counts(row, doubts, remarks)
    doubts.read("status", lambda: _stopped(row, end, today, zone))
    if doubts.found or offer is None or offer.kind is None:
        raise RowRefused(doubts.problem())
    several = (row.text("marketplace"),) if len(markets) > 1 else ()
    conditions = (*offer.conditions, *_lines(row.text("conditions")), *_lines(row.text("scope")), *several, *remarks)
    return Voucher(
        codes=codes or offer.codes,
        kind=offer.kind,
        marketplace=markets[0] if len(markets) == 1 else None,
        several=markets if len(markets) > 1 else (),
        shop=row.text("shop") or shop,
        title=" · ".join(reversed(words)),
        value=offer.value,
        unit=offer.unit,
        cap_vnd=offer.cap_vnd,
        min_spend_vnd=offer.min_spend_vnd,
        start=start,
        end=end,
        quantity=quantity,
        used=used,
        remaining=remaining,
        conditions=tuple(dict.fromkeys(conditions)),
        note=row.text("note"),
        extra=(*row.extra, *((row.header.names[row.header.columns["status"]], text) for text in [row.text("status")] if text)),
        cell=row.name(coded),
    )


def _words_and_code_field(row: SheetRow) -> tuple[tuple[str, ...], str]:
    """Return the texts that may tell the offer, and the field that holds the codes; a column "Voucher" may be either."""
    texts = (row.text("title"), row.text("name"))
    voucher = row.text("voucher")
    if voucher and "code" not in row.header.columns and looks_like_codes(voucher):
        return tuple(filter(None, texts)), "voucher"
    return tuple(filter(None, (*texts, voucher))), "code"


def _markets(row: SheetRow, tab: Marketplace | None, default: Marketplace | None) -> tuple[Marketplace, ...]:
    if "marketplace" in row.header.columns:
        return marketplaces_in(row.text("marketplace"), default)
    above = section_marketplace(row.section) or default or tab
    return (above,) if above else ()


def _stopped(row: SheetRow, end: datetime | None, today: date, zone: ZoneInfo) -> None:
    """Refuse a row whose status says it is over while no date does: an agent would promise it."""
    text = row.text("status")
    if _OVER.match(fold(text)) and (end is None or end.astimezone(zone).date() >= today):
        raise Unsure(
            mark("The status says “{value}”, but no date says that it is over."), mark("Write the end, or delete the row."), value=text
        )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip(" -•+") for line in re.split(r"[\n;]", text) if line.strip(" -•+")) if fold(text) not in NOTHING else ()


def _counts(row: SheetRow, doubts: RowDoubts, remarks: tuple[str, ...]) -> tuple[int | None, int | None, int | None]:
    """Return how many there are, were used and are left; words for "none left" anywhere make that 0."""
    over = is_over(row) or any(is_sold_out(text) for text in (*map(row.text, ("quantity", "used", "remaining", "status")), *remarks))
    quantity = None if is_sold_out(row.text("quantity")) else doubts.read("quantity", lambda: count_of(row.cell("quantity")))
    left = None if is_sold_out(row.text("remaining")) else doubts.read("remaining", lambda: _left(row))
    used, all_used = (None, True) if is_sold_out(row.text("used")) else _used(row, doubts)
    if left is None and quantity is not None and used is not None:
        left = max(quantity - used, 0)
    if used is None and left is not None and quantity is not None and left <= quantity:
        used = quantity - left
    return quantity, used, 0 if over or all_used else left


def _left(row: SheetRow) -> int | None:
    text = re.sub(r"^(?:còn|con|còn lại)\s+", "", row.text("remaining"), flags=re.IGNORECASE)
    return count_of(text if text != row.text("remaining") else row.cell("remaining"))


def _used(row: SheetRow, doubts: RowDoubts) -> tuple[int | None, bool]:
    """Read how many were used; a share of them (`85%`, or 0.85) tells only whether all are."""
    cell, text = row.cell("used"), row.text("used")
    if re.fullmatch(r"\d{1,3}(?:[.,]\d+)?\s?%", text):
        return None, text.replace(" ", "") == "100%"
    if isinstance(cell, float) and 0 < cell < 1:
        return None, False
    return doubts.read("used", lambda: count_of(cell)), False
