"""Who is on shift now, with their numbers so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from core.people.queries.shops import list_shops
from core.people.queries.users import users_by_id
from core.people.user import Right, User
from core.score.floor import Floor
from core.score.live import OnShift
from core.score.metric import METRICS
from core.score.totals import Value, added, value_of
from core.shifts.queries.sums import result_sums
from core.shifts.span import Duty

_FIELDS: Final = (
    "chats", "chats_rows", "answered_30s_num", "answered_30s_den", "first_response_num", "first_response_den",
    "orders", "orders_rows", "revenue", "revenue_rows",
)  # fmt: skip


def agents_on_shift(session: Session, user: User, on: Sequence[Duty], now: datetime, floor: Floor) -> tuple[OnShift, ...]:
    """Return those on shift by check-in; without the right to see the team, the others without name and numbers."""
    if not on:
        return ()
    days = [duty.business_date for duty in on]
    frame = result_sums(
        session, user, start=min(days), end=max(days), by=("agent_id", "template_id", "business_date", "shop_id"), fields=_FIELDS,
        agents=sorted({duty.agent_id for duty in on}),
    )  # fmt: skip
    results: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in frame.to_dict("records"):
        results.setdefault((row["agent_id"], row["template_id"], row["business_date"]), []).append({str(k): v for k, v in row.items()})
    people = users_by_id(session, [duty.agent_id for duty in on])
    shops = {shop.id: shop.code for shop in list_shops(session, user, everything=True)}
    found = []
    for duty in on:
        rows = results.get((duty.agent_id, duty.template_id, duty.business_date), [])
        person = people.get(duty.agent_id) if user.may(Right.SEE_TEAM) or duty.agent_id == user.id else None
        worked_in = {row["shop_id"] for row in rows}
        place = _place(duty, person, now, floor)
        place = replace(place, is_me=duty.agent_id == user.id, shops=tuple(code for key, code in shops.items() if key in worked_in))
        found.append(_with_numbers(place, rows) if person else place)
    return tuple(found)


def _place(duty: Duty, person: User | None, now: datetime, floor: Floor) -> OnShift:
    minutes = max(0, int((now - (duty.last_update or duty.check_in)).total_seconds() // 60))
    return OnShift(
        shift_id=duty.shift_id,
        agent_id=person.id if person else None,
        agent=person.name if person else None,
        display=person.display if person else None,
        is_me=False,
        template=duty.template,
        template_name=duty.template_name,
        shops=(),
        checked_in=duty.check_in,
        last_update=duty.last_update,
        minutes_since=minutes,
        stale=minutes > floor.stale_minutes,
        overdue=duty.check_out is None and now > duty.planned_end,
        planned_end=duty.planned_end,
    )


def _with_numbers(place: OnShift, rows: list[dict[str, Any]]) -> OnShift:
    sums = added(*({name: row[name] for name in _FIELDS} for row in rows))
    value = {key: value_of(METRICS[key], sums) for key in ("chats", "answer_30s_rate", "first_response_s", "orders", "revenue")}
    share = value["answer_30s_rate"]
    return replace(
        place,
        chats=_whole(value["chats"]),
        answer_30s_rate=share.value,
        answer_30s_n=share.n,
        first_response_s=value["first_response_s"].value,
        orders=_whole(value["orders"]),
        revenue=_whole(value["revenue"]),
    )


def _whole(value: Value) -> int | None:
    return None if value.value is None else int(value.value)
