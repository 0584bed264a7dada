"""Themes of reviews: plain word lists, nothing guessed; it always shows which word made a review belong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from core.base.errors import Problem
from core.base.text import fold, nfc, same_tones
from core.base.words import mark

MAX_NAME: Final = 80
MAX_WORDS: Final = 200
MAX_WORD: Final = 60
MAX_THEMES: Final = 60
NEEDS_NAME: Final = mark("Give the theme a name.")
NAME_TAKEN: Final = mark("There is already a theme “{value}”.")
NEEDS_WORDS: Final = mark("Write at least one word or phrase.")
TOO_MANY_WORDS: Final = mark("At most {max} words in one theme.")
WORD_TOO_LONG: Final = mark("“{value}” is too long: at most {max} characters.")
NO_LETTERS: Final = mark("“{value}” has no letter to look for.")
TOO_MANY_THEMES: Final = mark("At most {max} themes.")
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True)
class Theme:
    """A theme and its words. `name` is a message id while it is built in and not renamed, else the owner's own."""

    code: str
    name: str
    words: tuple[str, ...]
    active: bool = True
    built_in: bool = False
    changed: bool = False
    version: int = 0


@dataclass(frozen=True)
class ThemeInput:
    """What the owner writes; `words` one per line or between commas. `code` blank for a new theme, `version` as it was shown."""

    name: str
    words: str
    active: bool = True
    code: str = ""
    version: int = 0


STARTER: Final[tuple[Theme, ...]] = tuple(
    Theme(code, name, words, built_in=True)
    for code, name, words in (
        ("packaging", mark("Packing"), (
            "đóng gói", "gói hàng", "bọc hàng", "hộp ngoài", "móp", "chống sốc", "bọt khí", "xốp nổ", "bao bì", "thùng hàng", "rách",
        )),
        ("delivery", mark("Delivery"), (
            "giao hàng", "giao nhanh", "giao chậm", "giao lâu", "giao hơi lâu", "ship", "shipper", "vận chuyển", "bưu tá", "nhận hàng",
            "hàng về", "chờ lâu", "đợi lâu", "trễ",
        )),
        ("wrong_missing", mark("Wrong or missing items"), (
            "giao sai", "gửi sai", "sai màu", "sai size", "nhầm", "thiếu", "không đúng mẫu", "không đúng màu", "nhận sai",
        )),
        ("broken_faulty", mark("Broken or faulty"), (
            "vỡ", "bể", "nứt", "hỏng", "hư", "lỗi", "không hoạt động", "không lên nguồn", "trầy", "bung", "rò rỉ", "đổ ra", "kẹt", "gãy",
        )),
        ("quality", mark("Quality"), (
            "chất lượng", "chất liệu", "chất vải", "chất son", "chất kem", "bền", "mỏng", "dày dặn", "chắc chắn", "xù", "phai",
        )),
        ("as_described", mark("As described"), (
            "giống hình", "giống ảnh", "như hình", "như ảnh", "khác ảnh", "khác hình", "đúng mô tả", "không giống", "khác mô tả",
        )),
        ("size_fit", mark("Size and fit"), ("size", "form", "rộng", "chật", "vừa vặn", "mặc vừa", "ôm", "kích thước", "dài quá", "ngắn")),
        ("smell_feel", mark("Smell and feel on the skin"), (
            "mùi", "thơm", "hôi", "rát", "kích ứng", "khô môi", "khô da", "mịn", "bết", "dính", "nổi mụn", "mẩn đỏ",
        )),
        ("price", mark("Price and promotion"), (
            "giá", "giá rẻ", "đắt", "mã giảm", "voucher", "khuyến mãi", "quà tặng", "đáng tiền", "hợp lý", "sale",
        )),
        ("service", mark("Advice and service"), (
            "tư vấn", "nhân viên", "thái độ", "phục vụ", "trả lời", "nhắn tin", "nhiệt tình", "không rep", "rep", "chăm sóc khách hàng",
        )),
        ("genuine", mark("Genuine or fake"), ("hàng giả", "hàng nhái", "hàng fake", "fake", "chính hãng", "auth", "hàng thật", "mã vạch")),
        ("returns", mark("Returns and warranty"), ("đổi hàng", "trả hàng", "hoàn tiền", "bảo hành", "đổi trả", "gửi bù")),
    )
)  # fmt: skip
_STARTER: Final = {theme.code: theme for theme in STARTER}


def starter_theme(code: str) -> Theme | None:
    """Return a built-in theme as it comes; None when the code is the owner's own."""
    return _STARTER.get(code)


def split_words(text: str) -> tuple[str, ...]:
    """Return the words of a list as typed, each once: one per line or between commas; what folds alike is one."""
    said = (" ".join(part.split()) for part in re.split(r"[,;\n]", nfc(text)))
    return tuple({fold(word): word for word in reversed([one for one in said if one])}.values())[::-1]


def input_problems(name: str, words: Sequence[str]) -> list[Problem]:
    """Return what is wrong with a theme's name and words."""
    problems: list[Problem] = []
    if not name:
        problems.append(Problem("name", NEEDS_NAME))
    elif len(name) > MAX_NAME:
        problems.append(Problem("name", WORD_TOO_LONG, {"value": name[:MAX_NAME], "max": MAX_NAME}))
    if not words:
        problems.append(Problem("words", NEEDS_WORDS))
    if len(words) > MAX_WORDS:
        problems.append(Problem("words", TOO_MANY_WORDS, {"max": MAX_WORDS}))
    for word in words:
        if len(word) > MAX_WORD:
            problems.append(Problem("words", WORD_TOO_LONG, {"value": word[:MAX_WORD], "max": MAX_WORD}))
        elif not _WORD.search(fold(word)):
            problems.append(Problem("words", NO_LETTERS, {"value": word}))
    return problems


@dataclass(frozen=True)
class Match:
    """Why a text belongs to a theme: the word of the list, and how it stands in the text."""

    code: str
    word: str
    found: str


class ThemeFinder:
    """Finds the themes of texts by whole words.

    A text typed without any accent is compared folded, so that `dong goi` is found. A text that carries
    accents must carry the word's own: `đặt hàng` is not `đắt`, `mong shop` is not `mỏng`.
    """

    def __init__(self, themes: Iterable[Theme]) -> None:
        self._by_first: dict[str, list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]] = {}
        for theme in themes:
            if theme.active:
                for word in theme.words:
                    self._add(theme.code, word)

    def _add(self, code: str, word: str) -> None:
        letters = tuple(_WORD.findall(_accented(word)))
        folded = tuple(map(_folded, letters))
        if folded:
            self._by_first.setdefault(folded[0], []).append((code, word, folded, letters))

    def find(self, text: str) -> tuple[Match, ...]:
        """Return the first word found of each theme, in the order of the text."""
        places = list(_WORD.finditer(nfc(text)))
        written = [_accented(place.group()) for place in places]
        plain = [_folded(one) for one in written]
        bare = plain == written
        found: dict[str, Match] = {}
        for at, first in enumerate(plain):
            for code, word, folded, letters in self._by_first.get(first, ()):
                end = at + len(folded)
                if code in found or tuple(plain[at:end]) != folded:
                    continue
                if bare or tuple(written[at:end]) == letters:
                    found[code] = Match(code, word, nfc(text)[places[at].start() : places[end - 1].end()])
        return tuple(found.values())


# People use the same words over and over: each is looked at once.
@lru_cache(maxsize=65_536)
def _accented(text: str) -> str:
    return same_tones(text).casefold()


@lru_cache(maxsize=65_536)
def _folded(word: str) -> str:
    return fold(word)
