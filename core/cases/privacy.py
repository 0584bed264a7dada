"""Phone numbers and addresses in a free text: noticed by plain rules anybody can read, hidden when asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.base.text import nfc, same_tones


class PersonalKind(StrEnum):
    """What must not stay in a free text."""

    PHONE = "phone"
    ADDRESS = "address"


@dataclass(frozen=True)
class Personal:
    """One place [start, end) in the NFC form of a text."""

    kind: PersonalKind
    start: int
    end: int
    text: str

    @property
    def shown(self) -> str:
        """Return the place as it may be shown: a phone number's ends, an address's first word."""
        return short_phone(self.text) if self.kind is PersonalKind.PHONE else self.text.split()[0] + " …"


PLACE_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "house": ("số nhà", "nhà số", "ngõ", "ngách", "hẻm", "kiệt", "căn hộ", "chung cư", "tòa nhà"),
    "street": ("đường", "phố", "đại lộ", "quốc lộ", "tỉnh lộ"),
    "area": ("phường", "xã", "thị trấn", "thôn", "ấp", "xóm", "tổ dân phố", "tổ", "khu phố", "khu dân cư", "kp", "p"),
    "district": ("quận", "huyện", "thị xã", "q", "h"),
    "city": ("thành phố", "tỉnh", "tp"),
}
"""The words that begin a part of an address, by how near they are to the door. Each must be followed by a number or a name."""
_ALONE: Final = frozenset({"số nhà", "nhà số", "ngõ", "ngách", "hẻm", "kiệt"})
"""With a number behind it, one of these is an address by itself."""
_NEAR: Final = frozenset({"house", "street", "area"})
_NUMBER: Final = r"\d{1,5}[a-zđ]?(?:[/-]\d{1,5}[a-zđ]?)*"
_NAME: Final = r"[A-ZĐÀ-Ỹ][\w'-]*(?:[ \t]+[A-ZĐÀ-Ỹ][\w'-]*){0,3}"
_BEFORE: Final = re.compile(rf"(?<![\w.])(?:(?:số|so)[ \t]+)?{_NUMBER}(?:[ \t]+(?-i:{_NAME}))?[ \t]*,?[ \t]*$", re.IGNORECASE)
_ROAD: Final = re.compile(r"[ \t]+[A-ZĐÀ-Ỹ][\w'-]*(?:[ \t]+[A-ZĐÀ-Ỹ][\w'-]*){1,3}")
_GAP: Final = re.compile(r"[ \t]*[,;–.-]?[ \t]*\n?[ \t]*")
_DIGITS: Final = 8


def find_personal(text: str) -> tuple[Personal, ...]:
    """Return the phone numbers and addresses of a text in reading order; places are of its NFC form."""
    plain = nfc(text)
    found = [*_phones(plain), *_addresses(plain)]
    return tuple(sorted(found, key=lambda one: one.start))


def mask_personal(text: str, *, address: str) -> str:
    """Return the text with phone numbers cut to their ends and addresses replaced by the words of `address`."""
    plain, made, last = nfc(text), list[str](), 0
    for one in find_personal(plain):
        if one.start >= last:
            made += [plain[last : one.start], one.shown if one.kind is PersonalKind.PHONE else address]
            last = one.end
    return "".join([*made, plain[last:]])


def short_phone(text: str) -> str:
    """Return a phone number as `09x xxx x12`: enough to know it again, too little to call."""
    digits = "".join(str(unicodedata.digit(c)) for c in text if c.isdigit())
    if not digits.startswith("0"):
        digits = "0" + digits.removeprefix("84")
    return f"{digits[:2]}x xxx x{digits[-2:]}"


def _phones(text: str) -> Iterator[Personal]:
    if sum(c.isdigit() for c in text) < _DIGITS:
        return
    import phonenumbers  # a tenth of a second to load, and most texts hold no digits

    personal = {
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
    }  # a shop's 1900 hotline is nobody's own
    for match in phonenumbers.PhoneNumberMatcher(text, "VN"):
        if phonenumbers.number_type(match.number) in personal:
            yield Personal(PersonalKind.PHONE, match.start, match.end, match.raw_string)


@dataclass(frozen=True)
class _Part:
    level: str
    word: str
    start: int
    end: int
    numbered: bool
    named: bool


def _bare(word: str) -> str:
    spread = unicodedata.normalize("NFD", word)
    return "".join(c for c in spread if not unicodedata.combining(c)).replace("đ", "d").replace("Đ", "D")


def _spellings() -> dict[str, tuple[str, str]]:
    """A word is known with its tone marks or without any; `quần` is neither `quận` nor `quan`."""
    known: dict[str, tuple[str, str]] = {}
    for level, words in PLACE_WORDS.items():
        for word in words:
            known[word] = known[_bare(word)] = (level, word)
    return known


_KNOWN: Final = _spellings()
_WORD: Final = re.compile(
    r"(?<!\w)(?P<word>" + "|".join(sorted(map(re.escape, _KNOWN), key=len, reverse=True)) + r")(?P<dot>\.?)(?=[\s:.\d])", re.IGNORECASE
)
_AFTER: Final = re.compile(rf"[ \t]*:?[ \t]*(?:(?P<number>{_NUMBER})(?![\w/])|(?P<name>(?-i:{_NAME}))|[^\W\d_]+)", re.IGNORECASE)


def _parts(text: str) -> Iterator[_Part]:
    spelled = same_tones(text)
    for match in _WORD.finditer(spelled if len(spelled) == len(text) else text):
        level, word = _KNOWN[match["word"].casefold()]
        if len(word) == 1 and not (match["dot"] or text[match.end() : match.end() + 1].isdigit()):
            continue  # a lone p, q or h needs its dot or its number
        after = _AFTER.match(text, match.end())
        if after is None:
            continue
        numbered, named = after["number"] is not None, after["name"] is not None
        end = after.end() if numbered or named else match.end()
        if numbered and level in ("house", "street") and (road := _ROAD.match(text, end)):
            end = road.end()  # ngõ 34 Xuân Thủy
        yield _Part(level, word, match.start(), end, numbered, named)


def _addresses(text: str) -> Iterator[Personal]:
    """Parts that follow each other are one address: two with a number or a name, one of them near the door; or a door by its number."""
    chain: list[_Part] = []
    for part in _parts(text):
        if chain and not _follows(text, chain[-1], part):
            yield from _address(text, chain)
            chain = []
        if not chain or part.start >= chain[-1].end:
            chain.append(part)
    yield from _address(text, chain)


def _follows(text: str, before: _Part, part: _Part) -> bool:
    between = text[before.end : part.start]
    if _GAP.fullmatch(between):
        return True
    words = between.replace(",", " ").split()
    return len(words) <= 4 and len(between) <= 30 and not re.search(r"[.!?;:\n]", between)


def _address(text: str, chain: list[_Part]) -> Iterator[Personal]:
    if not chain:
        return
    before = _BEFORE.search(text[max(0, chain[0].start - 60) : chain[0].start])
    door = any(part.word in _ALONE and part.numbered for part in chain)
    words = {part.word for part in chain} | ({"before"} if before else set())
    said = sum(part.numbered or part.named for part in chain) + bool(before)
    if not door and not (len(words) > 1 and said > 1 and any(part.level in _NEAR for part in chain)):
        return
    start = chain[0].start - (len(before.group()) if before else 0)
    yield Personal(PersonalKind.ADDRESS, start, chain[-1].end, text[start : chain[-1].end])
