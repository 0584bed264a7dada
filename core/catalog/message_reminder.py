"""Payment reminders: the customer's name first, shop or product named, short enough for an SMS."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from core.base.text import clean, fold
from core.catalog.message_data import word_list
from core.catalog.message_words import Word

WITHIN = 7
LONGEST = 160
"""Characters of an SMS, counted as composed letters."""
_PRODUCT_LEAD = frozenset({"đơn", "don", "phẩm", "sp", "món", "mẫu", "combo", "set", "bộ"})
_SHOP_LEAD = frozenset({"shop", "hàng", "tiệm", "store"})


def reminder_name(text: str, words: Sequence[Word], gaps: Sequence[tuple[int, int, str]], customer: str) -> Iterator[tuple[int, int]]:
    """Find the beginning of a text that does not begin with the customer's name.

    The name must begin within the first 7 characters: a gap for it, the known name, a word with a capital
    that opens no sentence by habit, or what stands before `ơi`.
    """
    head = len(text) - len(text.lstrip())
    limit = head + WITHIN
    if any(start < limit and key == "customer_name" for start, _, key in gaps):
        return
    first = [word for word in words if word.start < limit]
    if customer.strip():
        wanted = set(fold(customer).split())
        named = any(word.bare in wanted and word.said not in word_list("titles") for word in first)
    else:
        named = any(_is_name(text, words, number) for number in range(len(first)))
    if not named:
        yield head, min(limit, len(text))


def _is_name(text: str, words: Sequence[Word], number: int) -> bool:
    word = words[number]
    if not word.bare.isalpha():
        return False
    called = number + 1 < len(words) and words[number + 1].said in {"ơi", "oi"}
    if called:
        return word.said not in word_list("titles") and word.said not in {"shop", "alo"}
    return text[word.start].isupper() and word.said not in word_list("openers") | word_list("titles")


def reminder_subject(text: str, words: Sequence[Word], gaps: Sequence[tuple[int, int, str]], known: Sequence[str]) -> bool:
    """Tell whether the shop or the product is named: a gap for it, a known name, `shop Mai Lam`, `đơn áo khoác`, or in quotes."""
    if any(key in {"shop_name", "product_name"} for _, _, key in gaps):
        return True
    spoken = " ".join(re.findall(r"\w+", fold(text)))
    folded = f" {spoken} "
    if any(f" {name} " in folded for name in known) or re.search(r"[“\"«][^”\"»\n]{3,60}[”\"»]", text):
        return True
    for word, following in pairwise(words):
        if following.sentence != word.sentence or text[word.end : following.start].strip():
            continue
        opens = following.said in word_list("openers") or following.said in word_list("titles")
        if word.said in _SHOP_LEAD and text[following.start].isupper() and not opens:
            return True
        if word.said in _PRODUCT_LEAD and following.bare.isalpha() and following.said not in word_list("no_product"):
            return True
    return False


def reminder_length(text: str) -> tuple[int, int] | None:
    """Return where the 161st character stands and how many there are; None for up to 160.

    A letter with its marks is one character, however it is stored.
    """
    count = len(clean(text))
    if count <= LONGEST:
        return None
    place = len(text) - len(text.lstrip())
    seen = 0
    while place < len(text) and seen < LONGEST:
        place += 1
        while place < len(text) and unicodedata.combining(text[place]):
            place += 1
        seen += 1
    return min(place, max(len(text.rstrip()) - 1, 0)), count
