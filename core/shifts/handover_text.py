"""A handover as a message for the team's chat group: plain, short, complete without the application."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.base.clock import DEFAULT_ZONE, to_local
from core.base.words import Language, translate
from core.shifts.handover import HandoverItem, Priority, in_order


def until_text(until: datetime, now: datetime, language: Language, zone: ZoneInfo = DEFAULT_ZONE) -> str:
    """Return until when, as short as the day allows: `before 20:30`, `before 10:00 on 25/11`."""
    local = to_local(until, zone)
    day, clock = local.date(), f"{local:%H:%M}"
    if clock == "00:00":  # the end of a day is said as people say it
        day, clock = day - timedelta(days=1), "24:00"
    if day == to_local(now, zone).date():
        return translate("before {time}", language, time=clock)
    return translate("before {time} on {day}", language, time=clock, day=f"{day:%d/%m}")


def item_text(item: HandoverItem, now: datetime, language: Language, zone: ZoneInfo = DEFAULT_ZONE) -> str:
    """Return one item as one line: shop, order, customer, what to do, until when."""
    parts = [
        item.shop,
        translate("order {order}", language, order=item.order_no) if item.order_no else "",
        translate("customer {customer}", language, customer=item.customer) if item.customer else "",
    ]
    where = " · ".join(part for part in parts if part)
    what = " ".join(item.what.split())
    urgent = f"[{translate('URGENT', language)}] " if item.priority is Priority.HIGH else ""
    end = f" ({until_text(item.until, now, language, zone)})" if item.until else ""
    return f"{urgent}{f'{where}: ' if where else ''}{what}{end}"


def group_text(items: Sequence[HandoverItem], now: datetime, language: Language, zone: ZoneInfo = DEFAULT_ZONE) -> str:
    """Return the message to paste into the group; all items come from one shift, closed ones are left out."""
    kept = in_order(item for item in items if item.is_open)
    if not kept:
        return ""
    first = kept[0]
    head = translate(
        "HANDOVER {shift} {hours} · {day} · {name}", language,
        shift=first.template, hours=first.hours, day=f"{first.business_date:%d/%m}", name=first.created_by,
    )  # fmt: skip
    lines = [f"{number}. {item_text(item, now, language, zone)}" for number, item in enumerate(kept, start=1)]
    return "\n".join([head, *lines, translate("Please accept them in Ca Trực, page My shift.", language)])
