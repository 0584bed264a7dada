"""Voucher codes in a message, held against the vouchers of the sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from core.base.text import fold
from core.catalog.message_data import word_list
from core.catalog.voucher import Voucher
from core.catalog.voucher_state import VoucherState, voucher_state

_RUN = re.compile(r"(?<![^\W_])[A-Za-z0-9](?:[A-Za-z0-9_.\-#@%]*[A-Za-z0-9])?(?![^\W_])")
_LEAD = re.compile(
    r"(?<!\w)(?:mã|ma|code|voucher|coupon|nhập|nhap)(?:\s+(?:giảm\s+giá|giam\s+gia|voucher|code|ưu\s+đãi|freeship|là|mã))?\s*[:\"'“”‘’«\[(]*\s*$"
)
_AMOUNT = re.compile(r"\d+(?:[.,]\d+)?(?:K|M|TR|D|ML|KG|CM|H)")
_CHAIN = re.compile(r"[\"'”’\])]*\s*(?:[,/&+]|hoặc|hoac|hay|và|or|and)\s*[\"'“‘\[(]*")


class CodeTrouble(StrEnum):
    """Why a code cannot be told to a customer."""

    EXPIRED = "expired"  # over, sold out, or written backwards
    EARLY = "early"
    UNKNOWN = "unknown"


class CodeBook:
    """The codes of a sheet and where they stand at a moment; a code of several vouchers counts as its best one."""

    def __init__(self, vouchers: tuple[Voucher, ...], at: datetime) -> None:
        self._trouble: dict[str, CodeTrouble | None] = {}
        for voucher in vouchers:
            state = voucher_state(voucher, at)
            trouble = (
                None if state in (VoucherState.RUNNING, VoucherState.ENDING_SOON)
                else CodeTrouble.EARLY if state is VoucherState.UPCOMING else CodeTrouble.EXPIRED
            )  # fmt: skip
            for code in voucher.codes:
                key = code.upper()
                self._trouble[key] = _better(self._trouble[key], trouble) if key in self._trouble else trouble

    def troubles(self, text: str) -> Iterator[tuple[int, int, CodeTrouble]]:
        """Find codes of the sheet that cannot be used, and words introduced as a code (`mã ABC12`) that it does not hold.

        A known code without a digit must be written in capitals: `hello` is a greeting.
        """
        end_of_code = -1
        for match in _RUN.finditer(text):
            start, end = match.span()
            written = match.group()
            known = written.upper() in self._trouble and (written.isupper() or any(sign.isdigit() for sign in written))
            chained = end_of_code >= 0 and _CHAIN.fullmatch(text, end_of_code, start) is not None
            if known:
                trouble = self._trouble[written.upper()]
                if trouble is not None:
                    yield start, end, trouble
                end_of_code = end
            elif looks_like_a_code(written) and (chained or _introduced(text, start, written)):
                yield start, end, CodeTrouble.UNKNOWN
                end_of_code = end


def looks_like_a_code(word: str) -> bool:
    """Tell whether a word can be a voucher code and nothing else: capitals and digits, four at least, one letter."""
    return len(word) >= 4 and word.isupper() and word not in word_list("no_codes") and not _AMOUNT.fullmatch(word)


def _introduced(text: str, start: int, word: str) -> bool:
    """Tell whether words such as `mã`, `nhập mã:` stand before; a shouted sentence introduces only codes with a digit."""
    before = text[max(0, start - 40) : start]
    if not _LEAD.search(before.lower()):
        return False
    lead = re.findall(r"[^\W\d_]+", before)
    return not (lead and lead[-1].isupper() and len(fold(lead[-1])) > 1) or any(sign.isdigit() for sign in word)


def _better(one: CodeTrouble | None, other: CodeTrouble | None) -> CodeTrouble | None:
    if one is None or other is None:
        return None
    return CodeTrouble.EARLY if CodeTrouble.EARLY in (one, other) else CodeTrouble.EXPIRED
