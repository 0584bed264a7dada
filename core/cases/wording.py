"""What people type into a case: kept letter for letter, without what a screen or a database cannot show."""

from __future__ import annotations

import unicodedata

from core.base.errors import Problem
from core.base.text import clean
from core.base.words import mark
from core.cases.complaint import MAX_CUSTOMER, MAX_TEXT
from core.cases.order_no import is_phone
from core.cases.privacy import find_personal

TOO_LONG = mark("At most {max} characters; this has {n}.")
HANDLE_IS_PHONE = mark("“{value}” looks like a phone number. Type the customer's account name; phone numbers are not kept.")
HANDLE_HOLDS = mark("“{value}” holds a phone number or an address. Type the customer's account name only.")


def kept_text(text: str) -> str:
    """Return a free text to store: NFC, blanks collapsed, without control characters (line breaks stay)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return clean("".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")))


def one_line(text: str) -> str:
    """Return a short text to store on one line."""
    return " ".join(kept_text(text).split())


def length_problems(field: str, text: str, most: int = MAX_TEXT) -> list[Problem]:
    """Return the problem of a text that is too long."""
    return [Problem(field, TOO_LONG, {"max": most, "n": len(text)})] if len(text) > most else []


def customer_problems(customer: str) -> list[Problem]:
    """Return what is wrong with a customer's handle: too long, or a phone number or an address in it."""
    if is_phone(customer):
        return [Problem("customer", HANDLE_IS_PHONE, {"value": customer})]
    if find_personal(customer):
        return [Problem("customer", HANDLE_HOLDS, {"value": customer[:80]})]
    return length_problems("customer", customer, MAX_CUSTOMER)
