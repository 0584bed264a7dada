"""Parsed copies kept in this process: a version of a sheet is parsed and indexed once, whoever asks."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from functools import cached_property, partial
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from core.catalog.layout import read_layout
from core.catalog.parsed import Parsed
from core.catalog.script import Script
from core.catalog.script_rows import parse_scripts
from core.catalog.search import SearchIndex, index_scripts, index_vouchers
from core.catalog.sheet_copy import SheetCopy
from core.catalog.voucher import Voucher
from core.catalog.voucher_rows import parse_vouchers

T = TypeVar("T")
MOST = 64


class Shelved(Generic[T]):
    """One parsed copy; its search index is made at the first search. `gid` names its tab in links."""

    def __init__(self, parsed: Parsed[T], gid: int | None, make_index: Callable[[], SearchIndex[T]]) -> None:
        self.parsed = parsed
        self.gid = gid
        self._make_index = make_index

    @cached_property
    def index(self) -> SearchIndex[T]:
        """The good rows, prepared for searching."""
        return self._make_index()


_lock = threading.Lock()
_shelf: OrderedDict[tuple[Any, ...], Shelved[Any]] = OrderedDict()


def shelved_scripts(digest: str, mapping: dict[str, Any] | None, fetch: Callable[[], SheetCopy]) -> Shelved[Script]:
    """Return the scripts of a copy, parsed now or before; `fetch` is called only when they must be parsed."""

    def make() -> Shelved[Script]:
        copy = fetch()
        layout = read_layout(mapping)
        parsed = parse_scripts(copy.cells, mapping=layout.columns, header_row=layout.row, marketplace=layout.marketplace)
        return Shelved(parsed, copy.gid, partial(index_scripts, parsed.good))

    return _kept(("scripts", digest, json.dumps(mapping, sort_keys=True)), make)


def shelved_vouchers(
    digest: str, mapping: dict[str, Any] | None, fetch: Callable[[], SheetCopy], *, today: date, zone: ZoneInfo
) -> Shelved[Voucher]:
    """Return the vouchers of a copy as dates without a year read on `today`, parsed now or before."""

    def make() -> Shelved[Voucher]:
        copy = fetch()
        layout = read_layout(mapping)
        parsed = parse_vouchers(
            copy.cells, today=today, zone=zone, mapping=layout.columns, header_row=layout.row, shop=layout.shop,
            marketplace=layout.marketplace,
        )  # fmt: skip
        return Shelved(parsed, copy.gid, partial(index_vouchers, parsed.good))

    return _kept(("vouchers", digest, json.dumps(mapping, sort_keys=True), today, str(zone)), make)


def _kept(key: tuple[Any, ...], make: Callable[[], Shelved[Any]]) -> Shelved[Any]:
    with _lock:
        found = _shelf.get(key)
        if found is not None:
            _shelf.move_to_end(key)
            return found
    made = make()  # outside the lock: one large sheet must not hold up everybody's small one
    with _lock:
        _shelf[key] = made
        while len(_shelf) > MOST:
            _shelf.popitem(last=False)
    return made
