"""The flags of shifts that wait for approval, gathered for many shifts at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlmodel import Session

from core.base.audit import entries
from core.people.queries.shops import list_shops
from core.people.queries.users import users_by_id
from core.people.user import Right, User
from core.score.flags import CROWD, LEAST_TWICE, Claim, Flag, claims, drops, flag, late, over_presale
from core.score.queries.flags_usual import Habits
from core.shifts.actions.save import UNDO
from core.shifts.queries.evidence import Evidence, Sold, evidence_around, evidence_of, sold, typed

REVIEWED = "bonus.review"
"""The audit trail's word for a month put up for review."""


def shift_flags(session: Session, user: User, shift_ids: tuple[int, ...]) -> dict[int, tuple[Flag, ...]]:
    """Return shift → its flags, by shop, then those of the whole shift (shop 0); every asked shift has an entry.

    For those who see the team. A shift with no numbers at all has no flags.
    """
    user.require(Right.SEE_TEAM)
    mine = [one for one in evidence_of(session, user, shift_ids) if not one.totals.blank]
    found: dict[int, list[Flag]] = {shift_id: [] for shift_id in shift_ids}
    if mine:
        names = {shop.id: shop.name for shop in list_shops(session, user, everything=True)}
        saves = typed(session, user, {one.result_id for one in mine})
        habits, twice, opened = Habits(session, user, mine), _Twice(session, user, mine), _Opened(session)
        for one in mine:
            shop = names[one.shop_id]
            if values := over_presale(one.totals):
                found[one.shift_id].append(flag("orders_over_presale", one.shop_id, shop, **values))
            if odd := habits.of_result(one):
                found[one.shift_id].append(flag("conversion_odd", one.shop_id, shop, **odd))
            own = saves.get(one.result_id, ())
            if lately := late(own[0].at if own else one.updated_at, opened.of(one.business_date)):
                found[one.shift_id].append(flag("typed_late", one.shop_id, shop, **lately))
            found[one.shift_id] += [flag("claimed_twice", one.shop_id, shop, **values) for values in twice.of(one)]
            dropped = drops((save.at, save.totals, save.reason == UNDO) for save in own)
            found[one.shift_id] += [flag("went_down", one.shop_id, shop, **values) for values in dropped]
        for shift_id, results in groupby(mine, key=lambda one: one.shift_id):
            if odd := habits.of_shift(list(results)):
                found[shift_id].append(flag("pace_odd", 0, "", **odd))
    return {shift_id: tuple(flags) for shift_id, flags in found.items()}


class _Twice:
    """Who else, on shift in the same shop at the same time, claims the same orders."""

    def __init__(self, session: Session, user: User, mine: Sequence[Evidence]) -> None:
        asked = [one for one in mine if (one.totals.orders or 0) >= LEAST_TWICE and one.totals.revenue_vnd]
        self._others: dict[int, list[Evidence]] = defaultdict(list)
        self._sold: dict[int, list[Sold]] = {}
        self._names: dict[int, str] = {}
        if not asked:
            return
        days, shops = [one.business_date for one in asked], {one.shop_id for one in asked}
        in_shop: dict[int, list[Evidence]] = defaultdict(list)
        for other in evidence_around(session, user, min(days), max(days), shops, least_orders=LEAST_TWICE):
            in_shop[other.shop_id].append(other)
        for one in asked:
            near = [other for other in in_shop[one.shop_id] if other.agent_id != one.agent_id and _overlap(one, other) is not None]
            self._others[one.result_id] = near if len(near) <= CROWD else []
        meant = {other.result_id: other for others in self._others.values() for other in others}
        self._sold = sold(session, user, {*meant, *(one.result_id for one in asked)})
        people = users_by_id(session, {other.agent_id for other in meant.values()})
        self._names = {key: person.display for key, person in people.items()}

    def of(self, one: Evidence) -> Iterator[dict[str, Any]]:
        """Yield, per other shift, the largest sum both claim."""
        for other in self._others.get(one.result_id, ()):
            start, end = _overlap(one, other) or (one.check_in, one.check_in)
            theirs = self._claims(other, start, end)
            both = [mine for mine in self._claims(one, start, end) if any(mine.same_as(claim) for claim in theirs)]
            if both:
                most = max(both, key=lambda claim: (claim.orders, claim.revenue))
                name = self._names.get(other.agent_id, str(other.agent_id))
                yield {"orders": most.orders, "revenue": most.revenue, "other": name, "start": start, "end": end}

    def _claims(self, one: Evidence, start: datetime, end: datetime) -> list[Claim]:
        known = self._sold.get(one.result_id) or [(max(one.updated_at, start), one.totals.orders or 0, one.totals.revenue_vnd or 0)]
        return claims(known, one.check_in, start, end)


def _overlap(one: Evidence, other: Evidence) -> tuple[datetime, datetime] | None:
    start = max(one.check_in, other.check_in)
    end = min(one.check_out or one.updated_at, other.check_out or other.updated_at)
    return (start, end) if start < end else None


class _Opened:
    """When a month first went up for review."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, datetime | None] = {}

    def of(self, day: date) -> datetime | None:
        """Return the moment for the month of a business date; None when it never did."""
        month = f"{day:%Y-%m}"
        if month not in self._known:
            told = entries(self._session, subject=f"bonus:{month}", limit=1_000)
            self._known[month] = min((entry.at for entry in told if entry.action == REVIEWED), default=None)
        return self._known[month]
