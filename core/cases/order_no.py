"""Order numbers as people paste them, and phone numbers, which are never a key."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, unquote, urlsplit

from core.base.errors import InvalidInput, Problem
from core.base.text import nfc
from core.base.words import mark

MAX_ORDER_NO = 64
NEEDED = mark("The order number is needed.")
IS_PHONE = mark("“{value}” looks like a phone number. Use the order number; phone numbers are not kept.")
IS_SPOILED = mark("“{value}” was shortened by a spreadsheet and cannot be read back. Copy the order number again as text.")
IS_LINK = mark("No order number was found in this link. Copy the order number itself.")
IS_WRONG = mark("“{value}” is not an order number: digits and letters without accents, at most 64.")

_LABEL = re.compile(
    r"^\s*(?:(?:(?:mã|số)\s*)?(?:đơn(?:\s*hàng)?|đh|order)(?:\s*(?:id|no|sn|number))?[\s:#]+(?=\S*\d)|(?:mã|số)\s*[:#]+)", re.IGNORECASE
)
_LINK = re.compile(r"^(?:https?://|www\.)|^[\w.-]+\.(?:vn|com)/", re.IGNORECASE)
_SPOILED = re.compile(r"^\d+(?:[.,]\d+)?E\+\d+$", re.IGNORECASE)
_PHONE = re.compile(r"^(?:\+?84|0)(?:[35789]\d{8}|2\d{9})$")
_ORDER_NO = re.compile(r"^(?=.*\d)[0-9A-ZĐ][0-9A-ZĐ._/-]{0,63}$")
_LINK_KEYS = ("orderno", "ordersn", "orderid", "tradeorderid", "ordernumber", "mainorderid", "order", "sn")
_AFTER = re.compile(r"(?:^|/)(?:orders?|detail|purchase)/(?=[^/]*\d)([^/?#&]{4,64})", re.IGNORECASE)
_LAST = re.compile(r"([^/?#&=]*\d[^/?#&=]*)/?$")


def _bare(text: str) -> str:
    """Return the text without any blank and without invisible or direction marks."""
    return "".join(c for c in nfc(text) if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc"))


def is_phone(text: str) -> bool:
    """Tell whether a text is nothing but a Vietnamese phone number, whatever dots and blanks are in it."""
    return bool(_PHONE.match(re.sub(r"[().\-]", "", _bare(text))))


def mask_phone(text: str) -> str:
    """Return the text, or, of a phone number, its last three digits after dots."""
    return "•••" + _bare(text)[-3:] if is_phone(text) else text


def clean_order_no(text: str, *, field: str = "order_no") -> str:
    """Return an order number as it is kept: from a paste with blanks, `#`, a label or a link; upper case.

    A blank, a phone number, a number in scientific notation, anything else: InvalidInput naming `field`.
    """
    shown = text.strip()[:80]
    bare = _bare(text)
    if _LINK.match(bare):
        bare = _from_link(bare)
        if not bare:
            raise InvalidInput([Problem(field, IS_LINK)])
    else:
        bare = _bare(_LABEL.sub("", nfc(text))).strip("#'")
    bare = bare.upper()
    if not bare:
        raise InvalidInput([Problem(field, NEEDED)])
    for wrong, template in ((is_phone(bare), IS_PHONE), (_SPOILED.match(bare), IS_SPOILED), (not _ORDER_NO.match(bare), IS_WRONG)):
        if wrong:
            raise InvalidInput([Problem(field, template, {"value": shown})])
    return bare


def _from_link(link: str) -> str:
    """Return the order number a seller-centre link carries, "" when it carries none."""
    parts = urlsplit(link if "://" in link else f"https://{link}")
    said = {re.sub(r"[_-]", "", key).lower(): value for key, value in parse_qsl(parts.query) + parse_qsl(parts.fragment.partition("?")[2])}
    for key in _LINK_KEYS:
        if any(c.isdigit() for c in said.get(key, "")):
            return _bare(said[key])
    path = unquote(parts.path + "/" + parts.fragment.partition("?")[0])
    found = _AFTER.search(path) or _LAST.search(path.rstrip("/"))
    return _bare(found.group(1)) if found else ""
