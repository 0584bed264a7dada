"""Codes as a cell holds them: one, or several (`A hoặc B`, `A, B`, `A/B`)."""

from __future__ import annotations

import re

from core.base.text import fold
from core.base.words import mark
from core.catalog.cells import Cell, text_of
from core.catalog.quantities import NOTHING
from core.catalog.unsure import Unsure

_BETWEEN = re.compile(r"\s*[,;/|\n+&]\s*|\s+(?:hoặc|hoac|hay|và|va|or|and)\s+", re.IGNORECASE)
_LABEL = re.compile(r"^(?:nhập\s+)?(?:mã|code|voucher)(?:\s+(?:voucher|code|giảm giá|\d+))?\s*[:：]\s*", re.IGNORECASE)
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-#@%]*")
_NO_CODE = re.compile(
    r"^(?:khong (?:can|co)?(?: nhap)?(?: ma)?|tu dong(?: ap dung| ap| giam)?|luu (?:ma )?(?:tai|trong|o) .*|lay (?:ma )?tai .*|"
    r"auto(?:matic)?|no code|san co|khong ma|bam luu.*|banner.*|link)$"
)
FIX_CODES = mark("Write codes with letters and digits only, several ones with a comma between them.")


def codes_in(cell: Cell) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of a cell in order, each once, and the remarks written beside them.

    A cell that says in words that no code is needed has none, and the words are a remark. Text stays as
    it is (`00123`, `1E5`); a number of a spreadsheet counts only when it is whole.
    """
    text = text_of(cell)
    if (
        isinstance(cell, bool)
        or (isinstance(cell, float) and (not cell.is_integer() or abs(cell) >= 1e15))
        or re.search(r"^\d+[.,]\d+E\+?\d+$", text)
    ):
        raise Unsure(
            mark("The spreadsheet turned this code into the number {value}."),
            mark("Format the column as text and type the code again."),
            value=text,
        )
    if fold(text) in NOTHING:
        return (), ()
    if _NO_CODE.match(fold(text)) or text.lower().startswith(("http://", "https://")):
        return (), (text,)
    remarks = tuple(remark.strip() for remark in _BRACKET.findall(text) if remark.strip())
    bare = _LABEL.sub("", _BRACKET.sub(" ", text).strip())
    parts = [_LABEL.sub("", part.strip(" .\"'“”•-:")) for part in _BETWEEN.split(bare)]
    codes = [part for part in parts if part]
    if len(codes) == 1 and " " in codes[0] and looks_like_codes(codes[0]):
        codes = codes[0].split()
    wrong = [code for code in codes if not _CODE.fullmatch(code)]
    if wrong or not codes:
        raise Unsure(mark("“{value}” is no voucher code."), FIX_CODES, value=wrong[0] if wrong else text)
    return tuple(dict.fromkeys(codes)), remarks


def looks_like_codes(text: str) -> bool:
    """Tell whether a text is made of codes and nothing else: capitals, each word with a letter, no sentence."""
    words = [word for word in _BETWEEN.split(text) if word]
    words = [word for part in words for word in part.split()]
    sure = [word for word in words if re.fullmatch(r"[A-Z0-9_]{4,}", word) and re.search(r"[A-Z]", word)]
    return bool(words) and len(sure) == len(words) and (len(words) == 1 or any(re.search(r"\d", word) for word in words))
