"""Vouchers as they stand at a moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from core.base.clock import local_date
from core.base.settings import get_settings
from core.catalog.queries.reports import Freshness, freshness, voucher_shelf
from core.catalog.queries.scripts import copy_counts
from core.catalog.queries.sources import good_copies
from core.catalog.search import search_vouchers
from core.catalog.shelf import Shelved
from core.catalog.source import SheetKind, cell_link
from core.catalog.voucher import Voucher
from core.catalog.voucher_state import VoucherState, voucher_state
from core.people.shop import Marketplace
from core.people.user import Right, User

ORDER = (
    VoucherState.ENDING_SOON, VoucherState.RUNNING, VoucherState.UPCOMING, VoucherState.SOLD_OUT, VoucherState.EXPIRED, VoucherState.BROKEN,
)  # fmt: skip
"""What can be told to a customer comes first."""
USABLE = frozenset({VoucherState.RUNNING, VoucherState.ENDING_SOON})


@dataclass(frozen=True)
class VoucherWanted:
    """What somebody looks for; blank, None and no states mean everything. `at_most` cuts the list, not the counts."""

    text: str = ""
    states: frozenset[VoucherState] = frozenset()
    marketplace: Marketplace | None = None
    shop: str | None = None
    at_most: int | None = None


@dataclass(frozen=True)
class FoundVoucher:
    """A voucher with its state at the moment asked for, its source, its copies in 30 days, its cell's link (managers only)."""

    voucher: Voucher
    state: VoucherState
    source: str
    copies: int
    link: str | None


@dataclass(frozen=True)
class VouchersFound:
    """The vouchers found, usable ones first, soonest end first; `states` counts those that match but for the state."""

    found: tuple[FoundVoucher, ...]
    matching: int
    total: int
    fresh: Freshness
    states: Mapping[VoucherState, int] = field(default_factory=dict)
    marketplaces: tuple[Marketplace, ...] = ()
    shops: tuple[str, ...] = ()


def voucher_item(voucher: Voucher) -> str:
    """Return the key under which a voucher's copies are counted: its codes."""
    return (" ".join(voucher.codes) or voucher.title)[:120]


def find_vouchers(session: Session, user: User, wanted: VoucherWanted, *, at: datetime) -> VouchersFound:
    """Return what matches as it stands at `at`."""
    user.require(Right.READ_CATALOG)
    copies = good_copies(session, kind=SheetKind.VOUCHERS)
    used = copy_counts(session, user, SheetKind.VOUCHERS, day=local_date(at, get_settings().zone))
    hits: list[tuple[float, FoundVoucher]] = []
    every: list[Voucher] = []
    for copy in copies:
        kept = voucher_shelf(session, copy, at=at)
        if kept is None:
            continue
        every += kept.parsed.good
        for item, score in _matches(kept, wanted.text):
            if _fits(item, wanted):
                link = cell_link(copy.source.place, kept.gid, item.cell) if user.may(Right.SEE_SHEET_PROBLEMS) else None
                copied = used.get(voucher_item(item), 0)
                hits.append((score, FoundVoucher(item, voucher_state(item, at), copy.source.name, copied, link)))
    states = Counter(found.state for _, found in hits)
    there = {market for voucher in every for market in (voucher.marketplace, *voucher.several)}
    hits = [pair for pair in hits if not wanted.states or pair[1].state in wanted.states]
    hits.sort(key=_rank)
    return VouchersFound(
        found=tuple(found for _, found in hits[: wanted.at_most]),
        matching=len(hits),
        total=len(every),
        fresh=freshness(copies),
        states=dict(states),
        marketplaces=tuple(place for place in Marketplace if place in there),
        shops=tuple(sorted({voucher.shop for voucher in every if voucher.shop})),
    )


def catalog_vouchers(session: Session, user: User, *, at: datetime) -> VouchersFound:
    """Return every voucher as it stands at `at`."""
    return find_vouchers(session, user, VoucherWanted(), at=at)


def vouchers_ending_between(session: Session, user: User, start: datetime, end: datetime) -> tuple[FoundVoucher, ...]:
    """Return the vouchers usable at `start` whose end falls into [start, end], soonest first."""
    found = find_vouchers(session, user, VoucherWanted(states=USABLE), at=start).found
    return tuple(one for one in found if one.voucher.end is not None and start <= one.voucher.end <= end)


def _matches(kept: Shelved[Voucher], text: str) -> Iterable[tuple[Voucher, float]]:
    if not text.strip():
        return ((item, 0.0) for item in kept.parsed.good)
    return ((hit.item, hit.score) for hit in search_vouchers(kept.index, text))


def _fits(voucher: Voucher, wanted: VoucherWanted) -> bool:
    if wanted.marketplace is not None and not voucher.holds_on(wanted.marketplace):
        return False
    return wanted.shop is None or voucher.shop in ("", wanted.shop)


def _rank(pair: tuple[float, FoundVoucher]) -> tuple[int, float, float]:
    """Usable first; within a state best match, then what ends (or, upcoming, starts) soonest; expired newest first."""
    score, found = pair
    voucher = found.voucher
    when = voucher.start if found.state is VoucherState.UPCOMING else voucher.end
    moment = when.timestamp() if when else float("inf")
    if found.state is VoucherState.EXPIRED:
        moment = -moment
    return ORDER.index(found.state), -score, moment
