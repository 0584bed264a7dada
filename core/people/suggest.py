"""Names the application proposes, so that setting up is choosing rather than typing."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from itertools import chain, count

from core.base.text import fold
from core.people.shop import Marketplace

_WORD = re.compile(r"[a-z0-9]+")
_CLEAR_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that is read as another one


def suggest_user_name(display: str, taken: Collection[str] = ()) -> str:
    """Return a free user name for a person: the given name, else with the family name, else with a number.

    Vietnamese given names come last: “Nguyễn Thị Lan” becomes `lan`, then `lan.nguyen`, then `lan2`. Empty
    when the name holds no letter a–z.
    """
    words = _WORD.findall(fold(display))
    if not words:
        return ""
    tries = [words[-1]]
    if len(words) > 1:
        tries.append(f"{words[-1]}.{words[0]}")
    return _first_free(tries, words[-1], taken)


def suggest_shop_code(marketplace: Marketplace, name: str, taken: Collection[str] = ()) -> str:
    """Return a free code for a shop: its name and its marketplace, `ao-nang-shopee`; lower case compares."""
    words = _WORD.findall(fold(name))[:3]
    code = "-".join([*words, str(marketplace)])[:36]
    return _first_free([code], code, {one.lower() for one in taken})


def first_password() -> str:
    """Return a random password to hand to a new person: twelve letters in three groups, about 60 bits."""
    letters = [secrets.choice(_CLEAR_LETTERS) for _ in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def _first_free(tries: list[str], stem: str, taken: Collection[str]) -> str:
    numbered = (f"{stem}{number}" for number in count(2))
    return next(name for name in chain(tries, numbered) if name not in taken)
