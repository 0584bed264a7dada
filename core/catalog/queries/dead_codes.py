"""Scripts that would tell a customer a voucher code which no longer works, or which no sheet knows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from core.catalog.message_codes import CodeBook, CodeTrouble
from core.catalog.queries.reports import script_shelf, voucher_shelf
from core.catalog.queries.sources import GoodCopy, good_copies
from core.catalog.script import Script
from core.catalog.source import SheetKind, cell_link
from core.people.user import Right, User

WRONG = frozenset({CodeTrouble.EXPIRED, CodeTrouble.UNKNOWN})
"""A code that is only early is no slip: the script may be for next week."""
KEPT = 4
_found: dict[tuple[object, ...], tuple[DeadCode, ...]] = {}


@dataclass(frozen=True)
class DeadCode:
    """One code in one script; `link` opens the script's cell where there is such a link."""

    script: Script
    code: str
    trouble: CodeTrouble
    source: str
    link: str | None


def dead_codes(session: Session, user: User, *, at: datetime) -> tuple[DeadCode, ...]:
    """Return every code over, sold out or unknown that a script names, in the order of the sheets; nothing without a voucher sheet.

    The last answers are kept in this process: a refresh that changed nothing asks again every minute.
    """
    user.require(Right.SEE_SHEET_PROBLEMS)
    copies = good_copies(session)
    key = (
        at,
        tuple((one.digest, one.source.name, repr(one.source.place), json.dumps(one.source.mapping, sort_keys=True)) for one in copies),
    )
    found = _found.get(key)
    if found is None:
        found = _search(session, copies, at)
        while len(_found) >= KEPT:
            _found.pop(next(iter(_found)), None)
        _found[key] = found
    return found


def _search(session: Session, copies: list[GoodCopy], at: datetime) -> tuple[DeadCode, ...]:
    shelves = [shelf for copy in copies if copy.source.kind is SheetKind.VOUCHERS and (shelf := voucher_shelf(session, copy, at=at))]
    if not shelves:
        return ()
    book = CodeBook(tuple(voucher for shelf in shelves for voucher in shelf.parsed.good), at)
    found: list[DeadCode] = []
    for copy in copies:
        kept = script_shelf(session, copy) if copy.source.kind is SheetKind.SCRIPTS else None
        for script in kept.parsed.good if kept else ():
            seen = dict.fromkeys(
                (script.text[start:end], trouble) for start, end, trouble in book.troubles(script.text) if trouble in WRONG
            )
            link = cell_link(copy.source.place, kept.gid if kept else None, script.cell) if seen else None
            found += [DeadCode(script, code, trouble, copy.source.name, link) for code, trouble in seen]
    return tuple(found)
