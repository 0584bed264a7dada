"""The words offers are written with, as patterns over text without case and diacritics (`flat`)."""

from __future__ import annotations

import re
import unicodedata

_UNIT = r"\s?(?:k|tr|trieu|m|nghin|ngan|cu|ty|vnd|dong|d|₫)"
_MORE = r"(?:\d{1,3})?(?:\s?(?:vnd|dong|d|₫))?"
_END = r"(?:\s?xu)?(?![a-z0-9%]|[.,/]\d)"
AMOUNT = rf"\d+(?:[.,]\d+)*(?:{_UNIT}{_MORE})?{_END}"
SURE_AMOUNT = rf"(?:0|\d+(?:[.,]\d+)*{_UNIT}{_MORE}|\d{{1,3}}(?:[.,]\d{{3}})+|\d{{4,}})"
"""An amount that shows by itself that it is one: it has a unit, or thousands."""
PERCENT = r"\d+(?:[.,]\d+)?\s?%"
_VALUE = rf"(?P<value>{PERCENT}|{AMOUNT})"
SEVERAL = re.compile(rf"\s?(?:,|-|–|va|hoac|/)\s?(?:{PERCENT}|{SURE_AMOUNT}(?![a-z0-9%]))")

LONE_NUMBER = re.compile(r"[\d.,\s]*\d[\d.,\s]*")
EXCLUDED = re.compile(r"\b(?:khong|tru|ngoai tru|loai tru|chua|except|exclud\w*|not)\b")
CLAUSE_END = re.compile(r";|[.,](?=\s|$)")
BRACKETS = re.compile(r"\([^()]*\)?|\[[^\[\]]*\]?|【[^】]*】?")
BRACKET_AT_END = re.compile(r"(?<=\S)\s?(?=\([^()]*\)?$)")
TELLING = re.compile(r"\bdon (?:hang )?(?:tu|toi thieu)\b|\btoi da\b|\bmax\b|\bdon \d")
NOT_OFFERED = re.compile(r"\b(?:khong|ngung|dung|het|chua)(?: duoc| con)? (?:giam|hoan|free ?ship|mien phi)")
UP_TO = re.compile(r"\b(?:giam|hoan|off|tiet kiem)(?: gia| xu| tien)?(?: ngay| them)? (?:tu \S+ )?(?:len )?(?:toi(?! da\b)|den|tu|up to)\b")

_FREE = r"(?:free\s?-?ship(?:ping)?|mien phi (?:van chuyen|giao hang|ship)|(?:free|mien phi) (?:phi )?ship|ship (?:0d|mien phi)|mpvc)"
FREESHIP = re.compile(rf"\b{_FREE}(?: (?:xtra|extra|max|plus))*\b")
AFTER_FREESHIP = re.compile(rf"(?<=\x1f)\s?:?\s?{_VALUE}")
JUST_A_JOINT = re.compile(r"[\s\x1f:,–-]*")
OFF_SHIPPING = re.compile(rf"\bgiam(?: ngay| them)? {_VALUE} (?:tien |phi |cuoc )*(?:van chuyen|ship|giao hang)\b")
SHIPPING_OFF = re.compile(rf"\bgiam (?:tien |phi |cuoc )+(?:van chuyen|ship|giao hang)(?:\s?:?\s?{_VALUE})?")
CASHBACK = re.compile(rf"\b(?:hoan(?: xu| tien| lai)*|cash ?back)(?: xtra| extra)?(?: ngay| them)?\s?:?\s?{_VALUE}(?: xu\b)?")
CASHBACK_ALONE = re.compile(r"\b(?:hoan (?:xu|tien)|cash ?back)(?: xtra| extra)?\b")
DISCOUNT = re.compile(rf"(?:\b(?:giam|discount)(?: gia)?(?: ngay| them| lien| truc tiep)*|\bsale off|^-|\boff)\s?:?\s?{_VALUE}(?: off\b)?")
VOUCHER_OF = re.compile(rf"\b(?:voucher|coupon|uu dai|ma(?: giam(?: gia)?)?)\s?:?\s?{_VALUE}")
VALUE_OFF = re.compile(rf"(?<![\w.,]){_VALUE} off\b")
LEADING_VALUE = re.compile(rf"^{_VALUE}(?: off\b)?(?=\s|[,;/]|$)")
NOUN_BEFORE = re.compile(
    r"\b(?:(?:nhap|nhan|luu|dung|lay) )?(?:ma|voucher|coupon|uu dai|deal)(?: giam gia)?\s?:?\s?(?=giam |hoan |free|mien phi)"
)
GIFT = re.compile(r"\b(?:qua tang|tang kem|tang qua|(?:mua \d+ )?tang|free gift|gift)\b")
FLASH_SALE = re.compile(r"\b(?:flash ?-?(?:sale|deal)|f/?s(?= \d)|gio vang)\b")
PRICE = re.compile(rf"\b(?:dong gia|gia(?: chi| con| chi con)?|chi(?: tu| con)?)\s?:?\s?{AMOUNT}")
BENEFIT = re.compile(rf"\b(?:giam|hoan (?:xu|tien)|cash ?back|{_FREE}|qua tang|tang)\b")

CAP = re.compile(rf"\b(?:(?:giam|hoan)(?: gia| xu)? )?(?:toi da|max(?:imum)?|khong qua|up to|cap)(?: la| den)?\s?:?\s?(?P<amount>{AMOUNT})")
_FOR = r"(?:\b(?:cho|ap dung(?: cho)?|voi|khi)\s)*"
_ORDER = r"(?:moi )?(?:don|dh|bill|hoa don|orders?)(?: hang)?"
_FROM = r"(?: ?(?:co|gia tri|tri gia|tu|toi thieu|tren|dat|min|from|over|above|>=|>|≥))*"
_UP = r"(?:\s?(?:tro len|\+|up))?"
MINIMUM = re.compile(rf"{_FOR}/?\s?\b{_ORDER}{_FROM}\s?:?\s?(?P<amount>{AMOUNT}){_UP}")
MINIMUM_ALONE = re.compile(
    rf"{_FOR}(?:\b(?:tu|toi thieu|tren|min(?:imum)?(?: spend| order)?)\s?:?|>=|≥)\s?(?P<amount>{SURE_AMOUNT}{_END}){_UP}"
)
RANGE_AFTER = re.compile(rf"\s?(?:-|–|den|toi)\s?{AMOUNT}")
EVERY_ORDER = re.compile(rf"{_FOR}\b(?:moi|tat ca(?: cac)?|toan bo) don(?: hang)?\b")
OFF_PER_MINIMUM = re.compile(
    rf"(?:^|\bgiam |\bvoucher |\bma )(?P<off>{SURE_AMOUNT}(?:\s?xu)?)\s?/\s?(?P<least>{AMOUNT})(?=\s|$|[,;(\x1e\x1f])"
)
UNPLACED = re.compile(
    rf"(?<![\w.,])(?:\d+(?:[.,]\d+)*{_UNIT}(?![a-z])|{PERCENT}|\d{{1,3}}(?:[.,]\d{{3}})+(?!\d))"
    r"|\b(?:don|bill)(?: hang)? (?:tu|toi thieu)\b|\bduoi \d|\b(?:toi da|max)\b"
)
"""What must not be left over: an amount, a percentage, a limit without its number."""

TIME = r"(?:\d{1,2}\s?(?:h|gio)(?:\s?\d{1,2}(?!\d|\s?[/.]\d)(?:phut|ph|p|s)?)?(?:\s?\d{1,2}s)?(?![a-z0-9])|\d{1,2}:\d{2}(?::\d{2})?)"
_DATE = (
    r"(?:\d{4}-\d{2}-\d{2}|(?<![\d/.])\d{1,2}[/.]\d{1,2}(?:[/.]\d{4}|[/.]\d{2})?"
    r"(?![\d/.%]|\s?(?:k|tr|trieu|m|d|gb|tb|kg|g|gr|ml|l|lit|met|cm|mm|inch|phan|lan|sao)\b))"
)
WHEN_WORD = r"(?:hsd|han su dung|han dung|han|het han|het|den het|den ngay|den|bat dau|mo|luc|vao|khung(?: gio)?|ngay|tu|toi)"
_PART = r"(?: (?:sang|trua|chieu|toi|dem)\b)?"
WHEN = re.compile(
    rf"(?:\b{WHEN_WORD}\s?:?\s?)*(?<![\w.,])(?:{TIME}|{_DATE}){_PART}"
    rf"(?:(?P<list>\s?,\s?)?\s?(?:->|→|[–—~-]|\b{WHEN_WORD})*\s?(?:{TIME}|{_DATE}){_PART})*"
)
CODE = re.compile(r"\b(?:[Nn]hập |[Dd]ùng )?(?:[Mm]ã|MÃ|[Cc]ode|CODE):?\s([A-Z][A-Z0-9_]{3,}|[A-Z0-9_]*\d[A-Z0-9_]{3,})\b")

_LOOSE_SIGNS = re.compile(r"^[\s,.;:+\-–—|/“”\"'!)\]】]+|[\s,.;:+\-–—|/“”\"'!(\[【]+$")
_LOOSE_WORD = re.compile(r"(?:^|\s)(?:tại|ở|cho|từ|khi|với|và|áp dụng|trong)$|^(?:cho|và)\s+", re.IGNORECASE)


def flat(text: str) -> str:
    """Return the text without case and diacritics, character for character, so that places stay the same."""
    return "".join(_flat_sign(sign) for sign in text)


def _flat_sign(sign: str) -> str:
    if sign in "đĐ":
        return "d"
    bare = unicodedata.normalize("NFD", sign)[0].lower()
    return bare if len(bare) == 1 else sign


def without_loose_ends(piece: str) -> str:
    """Return a piece of text without connecting words, signs and brackets around it."""
    before = None
    while piece != before:
        before = piece
        piece = _LOOSE_WORD.sub("", _LOOSE_SIGNS.sub("", piece.strip()))
        if re.fullmatch(r"\([^()]*\)?|\[[^\[\]]*\]?|【[^】]*】?", piece):
            piece = piece.strip("()[]【】")
    return piece
