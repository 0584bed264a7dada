"""Read an offer said in words: `giảm 8% tối đa 60K đơn từ 400K`, `30K/500K`, `Freeship Xtra`, `Flash sale 21H30`.

A phrase is eaten piece by piece: every percentage and every amount must find its place (value, cap,
minimum). One left over, one without a unit, two benefits in one phrase: refused, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from core.base.words import mark
from core.catalog import offer_words as words
from core.catalog.cells import tidy
from core.catalog.offer_words import flat, without_loose_ends
from core.catalog.periods import Written, read_period
from core.catalog.quantities import amount_in, percent_of
from core.catalog.unsure import Unsure
from core.catalog.voucher import ValueUnit, VoucherKind

EATEN, HIDDEN = "\x1f", "\x1e"
LONGEST = 500
"""Signs in the longest phrase that is read; more is a text about something, not an offer."""
FIX_OFFER = mark("Write the offer like “giảm 8% tối đa 60K đơn từ 400K”, or use the columns value, cap and minimum.")
FIX_ROWS = mark("Write each offer in a row of its own.")


@dataclass(frozen=True)
class Phrase:
    """An offer as its words say it; None is "not said". `when` is the time written in the phrase."""

    kind: VoucherKind | None
    value: int | Decimal | None = None
    unit: ValueUnit | None = None
    cap_vnd: int | None = None
    min_spend_vnd: int | None = None
    conditions: tuple[str, ...] = ()
    when: Written | None = None
    codes: tuple[str, ...] = ()


class _Eaten:
    """A text and what of it has been understood so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.flat = flat(text)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Find a pattern in what is left, and eat it."""
        match = pattern.search(self.flat)
        if match is not None:
            self.cover(match, EATEN)
        return match

    def cover(self, match: re.Match[str], sign: str = HIDDEN) -> None:
        """Keep a stretch from being read again; hidden ones are still left over as words."""
        self.flat = self.flat[: match.start()] + sign * (match.end() - match.start()) + self.flat[match.end() :]

    def written(self, match: re.Match[str], group: str | int = 0) -> str:
        """Return what stands at a match, as written."""
        return self.text[match.start(group) : match.end(group)].strip()

    def left(self) -> tuple[str, ...]:
        """Return the pieces nobody has eaten, without loose ends; a closing bracket is a piece of its own."""
        pieces, piece = [], ""
        for sign, seen in zip(self.text + EATEN, self.flat + EATEN, strict=True):
            if seen != EATEN:
                piece += sign
                continue
            pieces.append(piece)
            piece = ""
        apart = (part for piece in pieces for part in words.BRACKET_AT_END.split(piece, maxsplit=1))
        return tuple(bare for part in apart if (bare := without_loose_ends(part)))


def parse_phrase(text: str, *, bare: bool = False, dated: bool = False) -> Phrase:
    """Read an offer; whatever is not certain raises Unsure.

    `bare` lets a lone `10%` or `30K` stand for a discount (a value column); `dated` leaves dates in the
    words alone because columns tell them.
    """
    text = _one_line(text)
    if len(text) > LONGEST:
        raise _unclear(text)
    eaten = _Eaten(text)
    _hide_brackets(eaten)
    if words.NOT_OFFERED.search(eaten.flat) or words.UP_TO.search(eaten.flat):
        raise _unclear(text)
    code = words.CODE.search(text)
    if code is not None:
        eaten.cover(code, EATEN)
    eaten.take(words.NOUN_BEFORE)
    phrase = _limits(eaten, _benefit(eaten, bare=bare))
    if phrase.kind is VoucherKind.FLASH_SALE and (price := words.PRICE.search(eaten.flat)):
        eaten.cover(price)
    when = None if dated else _when(eaten)
    fixed_with_cap = phrase.unit is ValueUnit.VND and phrase.cap_vnd not in (None, phrase.value)
    if phrase.kind is None or fixed_with_cap or words.UNPLACED.search(eaten.flat):
        raise _unclear(text)
    if words.BENEFIT.search(eaten.flat):
        raise _two_offers(text)
    left = eaten.left()
    if any(words.LONE_NUMBER.fullmatch(piece) for piece in left):  # `đơn 1 triệu 2`: it belongs to something
        raise _unclear(text)
    return replace(phrase, conditions=left, when=when, codes=(code[1],) if code else ())


def limits_in(text: str) -> Phrase:
    """Read cap and minimum from a column of conditions; what is unclear there stays a condition."""
    if len(text) > LONGEST:
        return Phrase(None)
    try:
        return _limits(_Eaten(_without_exceptions(_one_line(text))), Phrase(None))
    except Unsure:
        return Phrase(None)


def _without_exceptions(text: str) -> str:
    """Return the clauses of a condition up to the word that turns each round: `không áp dụng đơn từ 300k` names no minimum."""
    clauses = []
    for clause in words.CLAUSE_END.split(text):
        turned = words.EXCLUDED.search(flat(clause))
        clauses.append(clause[: turned.start()] if turned else clause)
    return " ; ".join(clauses)


def _one_line(text: str) -> str:
    return tidy(text).replace("\n", " ; ").replace(EATEN, " ").replace(HIDDEN, " ")


def _unclear(text: str) -> Unsure:
    return Unsure(mark("“{value}” cannot be read as an offer."), FIX_OFFER, value=text)


def _two_offers(text: str) -> Unsure:
    return Unsure(mark("“{value}” holds two offers."), FIX_ROWS, value=text)


def _hide_brackets(eaten: _Eaten) -> None:
    """Keep what stands in brackets as words, unless it tells the cap, the minimum or the time."""
    for match in words.BRACKETS.finditer(eaten.flat):
        inside = match.group().strip("()[]【】 ")
        when = words.WHEN.fullmatch(inside)
        if words.TELLING.search(inside) or (when and _is_time(inside)):
            eaten.flat = eaten.flat[: match.start()] + re.sub(r"[()\[\]【】]", " ", match.group()) + eaten.flat[match.end() :]
            continue
        if words.BENEFIT.search(inside):
            raise _two_offers(eaten.text)
        eaten.cover(match)


def value_in(written: str) -> tuple[int | Decimal, ValueUnit]:
    """Read `8%` or `30K`; zero and anything unclear is refused."""
    if (percent := percent_of(written)) is not None:
        return percent, ValueUnit.PERCENT
    amount = _vnd(written)
    if amount == 0:
        raise Unsure(mark("“{value}” is no value of a voucher."), mark("Write 8% or 50K."), value=written)
    return amount, ValueUnit.VND


def _vnd(written: str) -> int:
    """Read an amount; a coin (xu) is worth one đồng."""
    coins = re.fullmatch(r"(.*\d)\s?xu", written, re.IGNORECASE)
    return amount_in(f"{coins[1]}đ" if coins else re.sub(r"\s?xu$", "", written, flags=re.IGNORECASE))


def _valued(kind: VoucherKind, eaten: _Eaten, match: re.Match[str]) -> Phrase:
    if words.SEVERAL.match(eaten.flat, match.end("value")):
        raise Unsure(mark("“{value}” names several values."), FIX_ROWS, value=eaten.text)
    value, unit = value_in(eaten.written(match, "value"))
    return Phrase(kind, value, unit)


def _benefit(eaten: _Eaten, *, bare: bool) -> Phrase:
    """Find what the customer gets; the first kind of words that fits decides."""
    flash = eaten.take(words.FLASH_SALE)
    off = VoucherKind.FLASH_SALE if flash else VoucherKind.DISCOUNT
    if match := eaten.take(words.OFF_SHIPPING) or eaten.take(words.SHIPPING_OFF):
        return _valued(VoucherKind.FREESHIP, eaten, match) if match["value"] else Phrase(VoucherKind.FREESHIP)
    if match := eaten.take(words.FREESHIP):
        return _freeship(eaten, match)
    if match := eaten.take(words.OFF_PER_MINIMUM):
        return _off_per_minimum(off, eaten, match)
    if match := eaten.take(words.CASHBACK):
        return _valued(VoucherKind.CASHBACK, eaten, match)
    if match := eaten.take(words.DISCOUNT) or eaten.take(words.VOUCHER_OF) or eaten.take(words.VALUE_OFF):
        return _valued(off, eaten, match)
    return Phrase(VoucherKind.FLASH_SALE) if flash else _without_value(eaten, bare=bare)


def _without_value(eaten: _Eaten, *, bare: bool) -> Phrase:
    if eaten.take(words.CASHBACK_ALONE):
        return Phrase(VoucherKind.CASHBACK)
    if gift := words.GIFT.search(eaten.flat):
        eaten.cover(gift)
        return Phrase(VoucherKind.GIFT)
    leading = words.LEADING_VALUE.search(eaten.flat)
    if leading and (bare or any(least.search(eaten.flat, leading.end()) for least in (words.MINIMUM, words.MINIMUM_ALONE))):
        eaten.cover(leading, EATEN)
        return _valued(VoucherKind.DISCOUNT, eaten, leading)
    return Phrase(None)


def _off_per_minimum(kind: VoucherKind, eaten: _Eaten, match: re.Match[str]) -> Phrase:
    value, unit = value_in(eaten.written(match, "off"))
    least = _vnd(eaten.written(match, "least"))
    if not value < least:
        raise _unclear(eaten.text)
    return Phrase(kind, value, unit, min_spend_vnd=least)


def _freeship(eaten: _Eaten, head: re.Match[str]) -> Phrase:
    """Read what follows "freeship": `Freeship 0Đ giảm 70K` is 70K off shipping for orders from 0Đ.

    One code gives one benefit, so a discount right behind the word is one of the shipping fee, and the
    amount before it the minimum. An amount alone is the fee taken off only if a minimum is told too.
    """
    amount = eaten.take(words.AFTER_FREESHIP)
    reduced = eaten.take(words.DISCOUNT)
    if reduced is not None:
        if reduced.start() < head.end() or not words.JUST_A_JOINT.fullmatch(eaten.flat, head.end(), reduced.start()):
            raise _two_offers(eaten.text)
        phrase = _valued(VoucherKind.FREESHIP, eaten, reduced)
        return replace(phrase, min_spend_vnd=_vnd(eaten.written(amount, "value"))) if amount else phrase
    if amount is None:
        return Phrase(VoucherKind.FREESHIP)
    written = eaten.written(amount, "value")
    if "%" not in written and _vnd(written) == 0:
        return Phrase(VoucherKind.FREESHIP, min_spend_vnd=0)
    if "%" not in written and not any(least.search(eaten.flat) for least in (words.MINIMUM, words.MINIMUM_ALONE, words.EVERY_ORDER)):
        raise Unsure(mark("“{value}”: is the amount the discount or the minimum?"), FIX_OFFER, value=eaten.text)
    return _valued(VoucherKind.FREESHIP, eaten, amount)


def _limits(eaten: _Eaten, phrase: Phrase) -> Phrase:
    if match := eaten.take(words.CAP):
        phrase = replace(phrase, cap_vnd=_vnd(eaten.written(match, "amount")))
    least = eaten.take(words.MINIMUM) or eaten.take(words.MINIMUM_ALONE)
    if least is not None:
        if phrase.min_spend_vnd is not None or words.RANGE_AFTER.match(eaten.flat, least.end()):
            raise _unclear(eaten.text)
        return replace(phrase, min_spend_vnd=_vnd(eaten.written(least, "amount")))
    return replace(phrase, min_spend_vnd=0) if phrase.min_spend_vnd is None and eaten.take(words.EVERY_ORDER) else phrase


def _when(eaten: _Eaten) -> Written | None:
    """Take the time out of a phrase; a campaign's name such as 9.9 stays a word."""
    found = [match for match in words.WHEN.finditer(eaten.flat) if _is_time(match.group())]
    if not found:
        return None
    if len(found) > 1 or found[0]["list"]:
        raise Unsure(mark("“{value}” names several times."), mark("Write one row for each time."), value=eaten.text)
    if re.fullmatch(r"\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{4}-\d{2}-\d{2}", found[0].group().strip()):
        raise Unsure(
            mark("“{value}”: is the date the start or the end?"),
            mark("Write “từ 1/9” or “HSD 30/9”, or use the columns start and end."),
            value=eaten.text,
        )
    eaten.cover(found[0], EATEN)
    return read_period(re.sub(r"^(?:mở|mo|khung giờ|khung gio|khung)\s*:?", "", eaten.written(found[0]), flags=re.IGNORECASE))


def _is_time(written: str) -> bool:
    return bool(re.search(words.TIME, written) or re.match(words.WHEN_WORD, written) or "/" in written or re.search(r"\d{4}", written))
