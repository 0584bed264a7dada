"""What one shift leaves to the next: items to accept and to close, never prose alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from core.base.clock import DEFAULT_ZONE, to_local
from core.base.errors import InvalidInput, Problem
from core.base.text import clean
from core.base.words import mark

GRACE: Final = timedelta(minutes=15)
"""What the next shift has, from its beginning or from when an item was written, to read and accept it."""
MAX_WHAT: Final = 500
MAX_RESULT: Final = 500
MAX_ORDER: Final = 60
MAX_CUSTOMER: Final = 80
FARTHEST: Final = timedelta(days=60)

WRONG_UNTIL: Final = mark("“{value}” is not a time. Type it like 20:30, 25/11 or 25/11 20:30, or leave it blank.")
IS_OVER: Final = mark("“{value}” is over already. Check the time.")
TOO_FAR: Final = mark("“{value}” is more than {days} days away. Check the date.")
PHONE_FOUND: Final = mark("“{value}” looks like a phone number; those are not kept here. Leave it out and name the customer's account.")


class Priority(StrEnum):
    """How much an item presses."""

    NORMAL = "normal"
    HIGH = "high"


PRIORITY_NAMES: Final = {Priority.NORMAL: mark("Normal"), Priority.HIGH: mark("Urgent")}


@dataclass(frozen=True)
class HandoverItem:
    """One item as it is shown. Texts are what people typed; `began` is the planned start of the shift that wrote it.

    `late_since` is when it should have been accepted by.
    """

    id: int
    shift_id: int
    template: str
    hours: str
    business_date: date
    shop_id: int | None
    shop: str
    order_no: str
    customer: str
    what: str
    until: datetime | None
    priority: Priority
    created_by: str
    created_by_id: int | None
    created_at: datetime
    began: datetime
    accepted_by: str = ""
    accepted_by_id: int | None = None
    accepted_at: datetime | None = None
    accepted_shift_id: int | None = None
    closed_by: str = ""
    closed_at: datetime | None = None
    result: str = ""
    passed_from: int | None = None
    passed_on: bool = False
    late_since: datetime | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """True until somebody said how it ended."""
        return self.closed_at is None

    @property
    def waiting(self) -> bool:
        """True while nobody has taken it."""
        return self.is_open and self.accepted_at is None

    def is_late(self, now: datetime) -> bool:
        """Tell whether it waits although the next shift has begun, or its own time is over."""
        return self.waiting and self.late_since is not None and self.late_since <= now

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether it should have been done by now."""
        return self.is_open and self.until is not None and self.until <= now


def late_since(created_at: datetime, next_begun: datetime | None, until: datetime | None) -> datetime | None:
    """Return from when an unaccepted item is late: a quarter of an hour into the next shift, or its own time if that is earlier.

    `next_begun` is when the next shift began (None: none has); an item written after that has its
    quarter of an hour from its writing.
    """
    begun = None if next_begun is None else max(next_begun, created_at) + GRACE
    return min((moment for moment in (begun, until) if moment is not None), default=None)


def in_order(items: Iterable[HandoverItem]) -> tuple[HandoverItem, ...]:
    """Sort as one works through them: urgent first, then by their time (those without last), then by age."""
    return tuple(
        sorted(items, key=lambda item: (item.priority is not Priority.HIGH, item.until is None, item.until or item.created_at, item.id))
    )


def for_shift(items: Iterable[HandoverItem], start: datetime) -> tuple[HandoverItem, ...]:
    """Return the items a shift that starts then is to accept: those of shifts that started before it."""
    return tuple(item for item in items if item.began < start)


_UNTIL = re.compile(
    r"^(?:(?P<day>\d{1,2})[/\-.](?P<month>\d{1,2})(?:[/\-.](?P<year>\d{4}))?)?\s*"
    r"(?:(?P<hour>\d{1,2})\s*(?:[:hg]\s*(?P<minute>\d{2})?)\s*(?:p|phút)?)?$",
    re.IGNORECASE,
)


def parse_until(text: str, now: datetime, zone: ZoneInfo = DEFAULT_ZONE) -> datetime | None:
    """Read a moment to come: `20:30` is the next 20:30, `25/11` the end of that day, blank is None.

    A day already past means next year's. Problems name the field `until`.
    """
    typed = clean(text)
    if typed in ("", "-", "—"):
        return None
    found = _UNTIL.match(typed)
    if found is None or not any(found.groups()):
        raise InvalidInput([Problem("until", WRONG_UNTIL, {"value": typed[:40]})])
    part = {name: int(value) for name, value in found.groupdict().items() if value}
    try:
        moment = _moment(part, to_local(now, zone))
    except ValueError:
        raise InvalidInput([Problem("until", WRONG_UNTIL, {"value": typed[:40]})]) from None
    if moment <= now:
        raise InvalidInput([Problem("until", IS_OVER, {"value": typed[:40]})])
    if moment - now > FARTHEST:
        raise InvalidInput([Problem("until", TOO_FAR, {"value": typed[:40], "days": FARTHEST.days})])
    return moment.astimezone(now.tzinfo)


def _moment(part: dict[str, int], here: datetime) -> datetime:
    late = "hour" not in part or (part["hour"] == 24 and not part.get("minute"))
    clock = time(0) if late else time(part["hour"], part.get("minute", 0))
    if "day" not in part:
        moment = datetime.combine(here.date() + timedelta(days=int(late)), clock, here.tzinfo)
        return moment if moment > here else moment + timedelta(days=1)
    day = date(part.get("year", here.year), part["month"], part["day"])
    if day < here.date() and "year" not in part:
        day = date(here.year + 1, part["month"], part["day"])
    return datetime.combine(day + timedelta(days=int(late)), clock, here.tzinfo)


_PHONE = re.compile(r"(?<![\w.])(?:\+?84|0)[\s.\-]?(?:[35789](?:[\s.\-]?\d){8}|2(?:[\s.\-]?\d){9})(?!\d)")


def phones_in(text: str) -> tuple[str, ...]:
    """Return what looks like Vietnamese phone numbers in a text, as written."""
    return tuple(_PHONE.findall(text))
