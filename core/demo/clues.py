"""Order numbers and customer handles of the demo; no names, no phone numbers."""

from __future__ import annotations

from datetime import date

import numpy as np

from core.demo.review_texts import HANDLE_STARTS

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


def make_order_no(pattern: str, day: date, random: np.random.Generator) -> str:
    """Return an order number of a marketplace's look: `D` the day as yymmdd, `@` a letter or digit, `#` a digit."""
    made = []
    for mark in pattern:
        if mark == "D":
            made.append(f"{day:%y%m%d}")
        elif mark == "@":
            made.append(_LETTERS[int(random.integers(len(_LETTERS)))])
        else:
            made.append(str(random.integers(10)) if mark == "#" else mark)
    return "".join(made)


def make_handle(random: np.random.Generator) -> str:
    """Return a buyer's handle as marketplaces show them, such as `banhmi.87`."""
    start = HANDLE_STARTS[int(random.integers(len(HANDLE_STARTS)))]
    return f"{start}{random.choice(['', '.', '_'])}{random.integers(1, 999)}"
