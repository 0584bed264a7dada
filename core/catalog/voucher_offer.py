"""What a voucher row offers: columns when there are columns, the phrase when there is only a phrase, never both at odds."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from core.base.text import fold
from core.base.words import mark
from core.catalog.cells import Cell, is_blank, text_of
from core.catalog.quantities import NOTHING, amount_of, value_of_number
from core.catalog.table import RowDoubts, SheetRow
from core.catalog.unsure import Unsure
from core.catalog.voucher import ValueUnit, VoucherKind
from core.catalog.voucher_columns import unit_in, unit_of_header
from core.catalog.voucher_phrase import FIX_OFFER, FIX_ROWS, Phrase, limits_in, parse_phrase

X = TypeVar("X")
_KINDS = (
    (VoucherKind.FLASH_SALE, re.compile(r"flash|gio vang|\bfs\b")),
    (VoucherKind.CASHBACK, re.compile(r"hoan (?:xu|tien|lai)|\bhoan\b|cash ?back|\bxu\b|coin")),
    (VoucherKind.FREESHIP, re.compile(r"free ?ship|mien phi (?:van chuyen|ship|giao hang)|van chuyen|shipping|\bship\b|\bmpvc\b")),
    (VoucherKind.GIFT, re.compile(r"\bqua\b|\btang\b|gift|mua \d+ tang")),
    (VoucherKind.DISCOUNT, re.compile(r"\bgiam\b|discount|\boff\b|so tien|phan tram|percent|fixed|tien mat|co dinh|^%$")),
)
_GENERIC = re.compile(r"^(?:ma|voucher|coupon|ma giam gia|khuyen mai|khuyen mai|ctkm|uu dai|promo|promotion|deal)?$")
_BARE_NUMBER = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{1,2})?|[1-9]\d*")


def kind_in(text: str) -> VoucherKind | None:
    """Return the kind a cell names; None when it is blank, says no more than "voucher", or names no kind."""
    plain = fold(text)
    return next((kind for kind, pattern in _KINDS if pattern.search(plain)), None)


def offer_of(row: SheetRow, words: tuple[str, ...], doubts: RowDoubts, *, dated: bool) -> Phrase | None:
    """Put columns and words of a row together; None when what is wrong is in `doubts`.

    `words` are the texts that may tell the offer; the first that does is taken.
    """
    before = len(doubts.found)
    stated = doubts.read("value", lambda: _value_column(row, dated=dated))
    told, refused = _told(words, dated=dated)
    if told is None and stated is None:
        told = _elsewhere(row)
    if len(doubts.found) > before:
        return None
    named = doubts.read("kind", lambda: _kind(row, stated, told))
    doubts.read("value", lambda: _one_benefit(stated, told))
    cap = doubts.read("cap", lambda: _limit(row, "cap"))
    least = doubts.read("min_spend", lambda: _limit(row, "min_spend"))
    if len(doubts.found) > before:
        return None
    if named is None or (stated is None and told is None and named in (VoucherKind.DISCOUNT, VoucherKind.CASHBACK)):
        doubts.add(_words_field(row), refused or Unsure(mark("The row tells no offer."), FIX_OFFER))
        return None
    return _joined(Phrase(named, cap_vnd=cap or None, min_spend_vnd=least), stated, told, row, doubts)


def _told(words: tuple[str, ...], *, dated: bool) -> tuple[Phrase | None, Unsure | None]:
    """Return the offer the first telling text holds, or why the first text holds none."""
    first: Unsure | None = None
    for text in words:
        try:
            return parse_phrase(text, dated=dated), None
        except Unsure as unsure:
            first = first or unsure
    return None, first


def _words_field(row: SheetRow) -> str:
    """Return the field in which the offer should have stood."""
    filled = (field for field in ("value", "title", "name", "voucher") if not is_blank(row.cell(field)))
    return next(filled, "title" if "title" in row.header.columns else "value")


def _elsewhere(row: SheetRow) -> Phrase | None:
    """Look for the offer in the columns of conditions when the title is only a name."""
    for field in ("conditions", "scope", "kind"):
        phrase, _ = _told((row.text(field),), dated=True)
        if phrase is not None and (phrase.value is not None or field == "kind"):
            return phrase
    return None


def _value_column(row: SheetRow, *, dated: bool) -> Phrase | None:
    cell = row.cell("value")
    text = row.text("value")
    if fold(text) in NOTHING:
        return None
    header = row.header.names[row.header.columns["value"]] if row.header.columns["value"] < len(row.header.names) else ""
    unit, factor = unit_of_header(header)
    unit = unit_in(row.text("unit")) or unit_in(row.text("kind")) or unit
    number = _number(cell, text)
    if number is not None:
        value, counted = value_of_number(number, unit, factor=factor)
        return Phrase(None, value, counted)
    phrase = parse_phrase(text, bare=True, dated=dated)
    if unit is not None and phrase.unit is not None and phrase.unit is not unit:
        raise Unsure(mark("“{value}” does not fit its column’s unit."), mark("Write 8% or 50K."), value=text)
    plain = re.fullmatch(r"[\d.,\s]+(?:%|[^\W\d_]{0,5}|₫)\s?(?:đ|vnđ|vnd)?", text.strip(), re.IGNORECASE)
    return replace(phrase, kind=None) if plain else phrase


def _number(cell: Cell, text: str) -> float | None:
    """Return a number cell, or a CSV's bare digits; anything with a unit or grouping is text."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return cell
    return float(text.replace(",", ".")) if _BARE_NUMBER.fullmatch(text) and not re.search(r"[.,]\d{3}$", text) else None


def _kind(row: SheetRow, stated: Phrase | None, told: Phrase | None) -> VoucherKind | None:
    text = row.text("kind")
    named = kind_in(text)
    said = (stated.kind if stated else None) or (told.kind if told else None)
    if named is None:
        if text and not said and not _GENERIC.match(fold(text)) and unit_in(text) is None:
            raise Unsure(
                mark("“{value}” is no kind of voucher."), mark("Write giảm giá, hoàn xu, freeship, quà tặng or flash sale."), value=text
            )
        return said or (VoucherKind.DISCOUNT if stated else None)
    if said is None or said is named or (named is VoucherKind.FLASH_SALE and said is VoucherKind.DISCOUNT):
        return named
    if said is VoucherKind.FLASH_SALE and named is VoucherKind.DISCOUNT:
        return said
    raise Unsure(mark("The column says {kind}, the offer’s words say something else."), FIX_OFFER, kind=text)


def _one_benefit(stated: Phrase | None, told: Phrase | None) -> None:
    """Refuse a value column and a title that tell of different benefits; which of the two is meant nobody knows."""
    kinds = {phrase.kind for phrase in (stated, told) if phrase is not None and phrase.kind is not None}
    if len(kinds) > 1 and kinds != {VoucherKind.FLASH_SALE, VoucherKind.DISCOUNT}:
        raise Unsure(mark("The columns and the words of the offer do not agree."), FIX_ROWS)


def _limit(row: SheetRow, field: str) -> int | None:
    """Read cap or minimum: an amount, or words around it (`đơn từ 400K`, `tối đa 60K`)."""
    cell = row.cell(field)
    text = row.text(field)
    column = row.header.columns.get(field)
    if is_blank(cell) or column is None:
        return None
    name = row.header.names[column] if column < len(row.header.names) else ""
    try:
        return amount_of(cell, factor=unit_of_header(name)[1])
    except Unsure as unsure:
        told = limits_in(text)
        amount = told.cap_vnd if field == "cap" else told.min_spend_vnd
        if not isinstance(cell, str) or amount is None:
            raise unsure from None
        return amount


def _joined(columns: Phrase, stated: Phrase | None, told: Phrase | None, row: SheetRow, doubts: RowDoubts) -> Phrase | None:
    """Join what columns, value cell and title say; each number may be told twice, but not differently."""
    sources = [source for source in (columns, stated, told) if source is not None]
    around = limits_in(row.text("conditions"))
    value = _agreed([(source.value, source.unit) for source in sources if source.value is not None], "value", row, doubts)
    found: dict[str, int | None] = {}
    for name, field in (("cap_vnd", "cap"), ("min_spend_vnd", "min_spend")):
        numbers = [number for source in sources if (number := getattr(source, name)) is not None]
        if (beside := getattr(around, name)) is not None:
            numbers.append(beside)
        found[name] = _agreed(numbers, field, row, doubts)
    if doubts.found:
        return None
    amount: tuple[int | Decimal | None, ValueUnit | None] = value or (None, None)
    _refuse_nonsense(columns.kind, amount, found, row, doubts)
    if doubts.found:
        return None
    when = next((source.when for source in (told, stated) if source and source.when), None)
    words = tuple(condition for source in (stated, told) if source for condition in source.conditions)
    return Phrase(columns.kind, *amount, found["cap_vnd"], found["min_spend_vnd"], words, when, told.codes if told else ())


def _refuse_nonsense(
    kind: VoucherKind | None,
    amount: tuple[int | Decimal | None, ValueUnit | None],
    found: dict[str, int | None],
    row: SheetRow,
    doubts: RowDoubts,
) -> None:
    """Refuse a fixed amount above the order it is for, or with a cap beside it: a slip of the pen, and an agent would promise it."""
    value, unit = amount
    if value is None or unit is not ValueUnit.VND or kind not in (VoucherKind.DISCOUNT, VoucherKind.CASHBACK):
        return
    cap, least = found["cap_vnd"], found["min_spend_vnd"]
    if least and value > least:
        field = "min_spend" if not is_blank(row.cell("min_spend")) else _words_field(row)
        doubts.add(field, Unsure(mark("The discount is larger than the smallest order it holds for."), FIX_OFFER))
    elif cap is not None and cap != value:
        field = "cap" if not is_blank(row.cell("cap")) else _words_field(row)
        doubts.add(field, Unsure(mark("A fixed amount with a cap beside it: is it a percentage?"), FIX_OFFER))


def _agreed(numbers: list[X], field: str, row: SheetRow, doubts: RowDoubts) -> X | None:
    if any(number != numbers[0] for number in numbers):
        doubts.add(
            field if not is_blank(row.cell(field)) else _words_field(row),
            Unsure(
                mark("The columns and the words of the offer do not agree."),
                mark("Correct one of the two: “{title}”."),
                title=text_of(row.cell(_words_field(row))),
            ),
        )
        return None
    return numbers[0] if numbers else None
