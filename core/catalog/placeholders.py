"""Gaps in a script (`{ten_khach}`, `{{customer_name}}`, `[tên khách]`, `<mã đơn>`): find them, fill them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.base.text import fold
from core.base.words import mark

_NAME = r"[^\W\d_][^{}\[\]<>\n]{0,38}[^\s{}\[\]<>\n]|[^\W\d_]"
_GAP = re.compile(
    rf"\{{\{{\s*(?P<double>{_NAME})\s*\}}\}}|\{{\s*(?P<curly>{_NAME})\s*\}}|\[\s*(?P<square>{_NAME})\s*\](?!\()|<\s*(?P<angle>{_NAME})\s*>"
)
_TAGS = frozenset(
    {
        "a", "b", "big", "br", "button", "center", "code", "div", "em", "font", "form", "h1", "h2", "h3", "h4", "hr", "html", "i", "img",
        "input", "li", "ol", "p", "pre", "s", "script", "small", "span", "strong", "style", "sub", "sup", "table", "td", "th",
        "tr", "u", "ul",
    }
)  # fmt: skip
_KNOWN: dict[str, tuple[str, tuple[str, ...]]] = {
    "customer_name": (
        mark("Customer’s name"),
        ("customer name", "customer", "name", "ten khach", "ten khach hang", "ten kh", "ten nguoi mua", "khach", "khach hang",
         "ten anh chi", "anh chi", "ten", "buyer"),
    ),
    "order_no": (
        mark("Order number"),
        ("order no", "order number", "order id", "order", "order code", "ma don", "ma don hang", "ma dh", "so don", "so don hang",
         "don hang"),
    ),
    "product_name": (mark("Product"), ("product", "product name", "ten san pham", "san pham", "ten sp", "sp", "item")),
    "shop_name": (mark("Shop"), ("shop", "shop name", "ten shop", "gian hang", "ten gian hang", "cua hang", "store")),
    "agent_name": (
        mark("Agent’s name"),
        ("agent", "agent name", "ten nhan vien", "nhan vien", "ten nv", "nv", "ten tu van vien", "tu van vien", "ten toi", "ten em"),
    ),
    "tracking_no": (mark("Tracking number"), ("tracking", "tracking no", "tracking number", "ma van don", "van don", "mvd")),
    "voucher_code": (mark("Voucher code"), ("voucher", "voucher code", "ma voucher", "ma giam gia", "code", "ma", "ma uu dai")),
    "amount": (mark("Amount"), ("amount", "price", "so tien", "gia", "tong tien", "total", "gia tri", "gia tien")),
    "date": (mark("Date"), ("date", "ngay", "ngay giao", "ngay nhan", "ngay du kien", "delivery date")),
    "time": (mark("Time"), ("time", "gio", "thoi gian", "khung gio")),
    "size": (mark("Size"), ("size", "kich thuoc", "kich co")),
    "colour": (mark("Colour"), ("mau", "mau sac", "color", "colour")),
    "link": (mark("Link"), ("link", "url", "duong dan", "link san pham")),
    "reason": (mark("Reason"), ("reason", "ly do", "li do")),
}  # fmt: skip
_KEYS = {word: key for key, (_, words) in _KNOWN.items() for word in words}


@dataclass(frozen=True)
class Placeholder:
    """One gap to fill, however often and in whatever spelling it stands in the text.

    `key` names the form field; `label` is a message id when the gap is a known one (`known`), else the
    text's own words; `written` lists its spellings as they stand.
    """

    key: str
    label: str
    known: bool
    written: tuple[str, ...]


def find_placeholders(text: str) -> tuple[Placeholder, ...]:
    """Return the gaps of a text in reading order, each once.

    Not taken for gaps: links of Markdown, tags of HTML, faces (`<3`), and headings in capitals
    (`[LƯU Ý]`) unless they name something known.
    """
    found: dict[str, Placeholder] = {}
    for match in _GAP.finditer(text):
        key = _key(match)
        if key is None:
            continue
        before = found.get(key)
        written = (*before.written, match.group()) if before else (match.group(),)
        label = _KNOWN[key][0] if key in _KNOWN else _words(match)
        found[key] = Placeholder(key, before.label if before else label, key in _KNOWN, tuple(dict.fromkeys(written)))
    return tuple(found.values())


def placeholder_places(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return where each gap stands, as (start, end, key), in order."""
    return tuple((*match.span(), key) for match in _GAP.finditer(text) if (key := _key(match)) is not None)


def fill_placeholders(text: str, values: Mapping[str, str]) -> str:
    """Return the text with every gap whose key has a non-blank value filled; the others stay as written."""

    def put(match: re.Match[str]) -> str:
        key = _key(match)
        value = values.get(key, "").strip() if key is not None else ""
        return value or match.group()

    return _GAP.sub(put, text)


def _words(match: re.Match[str]) -> str:
    said = next(part for part in match.groups() if part is not None)
    return " ".join(re.sub(r"[_\-]+", " ", said).split())


def _key(match: re.Match[str]) -> str | None:
    """Return the field a gap stands for, or None when it is no gap."""
    words = _words(match)
    folded = fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words))
    known = _KEYS.get(re.sub(r"^(?:nhap|dien|insert|your) ", "", folded))
    if known is not None and not (match["angle"] and match["angle"].lower() in _TAGS):
        return known
    if match["double"] or match["curly"]:
        return folded.replace(" ", "_")
    if words.isupper() or len(words.split()) > 5:
        return None
    if match["angle"] and (folded.split()[0] in _TAGS or re.search(r"[=:/\"']", words)):
        return None
    return folded.replace(" ", "_")
