"""Dates in a message by which something ends, and that are over."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from core.catalog.periods import nearest

_UNTIL = (
    r"(?:(?:cho\s+)?(?:đến|den|tới|toi)(?:\s+(?:hết|het|cuối))?|hết|hạn(?:\s+(?:chót|cuối|dùng|sử\s+dụng|đến))?|hsd|trước|kết\s+thúc|chỉ(?:\s+trong)?"
    r"|chỉ\s+còn|duy\s+nhất|[-–—])"
)
_TIME = r"(?:\d{1,2}\s?(?:h|giờ|:)\s?(?:\d{1,2}(?!\d|\s?[/-])\s?(?:p|phút|')?)?\s*)?"
_DAY = r"(?<!\d)(?P<day>\d{1,2})\s?(?P<sign>[/-])\s?(?P<month>\d{1,2})(?:\s?(?P=sign)\s?(?P<year>\d{4}|\d{2}))?(?![\d/])"
_WORDS = r"(?P<wday>\d{1,2})\s+(?:tháng|thg)\s+(?P<wmonth>\d{1,2})(?:(?:\s+năm|\s*[/,])?\s*(?P<wyear>\d{4}))?(?!\d)"
_MONTH = r"tháng\s+(?P<mmonth>\d{1,2})(?:\s*(?:/|năm)\s*(?P<myear>\d{4}))?(?![\d/])"
_DEADLINE = re.compile(
    rf"(?<!\w)(?P<lead>{_UNTIL})\s*[:]?\s*{_TIME}(?:(?:ngày|hết\s+ngày|đêm|tối|sáng|trưa|chiều)\s+){{0,2}}(?P<date>{_DAY}|{_WORDS}|{_MONTH})",
    re.IGNORECASE,
)
_ARRIVED = re.compile(r"(?:đã|vừa|mới)\s+(?:\w+\s+){0,3}$", re.IGNORECASE)


def dead_dates(text: str, today: date) -> Iterator[tuple[int, int]]:
    """Find the dates before `today` by which something ends (`đến 15/6`, `hạn 31/8`, `1/9 - 5/9`); the day comes first.

    Without a year the nearest one is meant. Dates on which something happened (`đơn ngày 2/9`) are left alone.
    """
    for match in _DEADLINE.finditer(text):
        arrived = _ARRIVED.search(text[max(0, match.start() - 40) : match.start()]) and match["lead"][:1] not in "-–—"
        if arrived or (match["lead"][:1] in "-–—" and not re.search(r"\d\s*$", text[: match.start()])):
            continue
        last = _last_day(match, today)
        if last is not None and last < today:
            yield match.span("date")


def _last_day(match: re.Match[str], today: date) -> date | None:
    """Return the last day meant; None when it is no day of the calendar."""
    try:
        if match["mmonth"]:
            month = int(match["mmonth"])
            year = int(match["myear"] or 0) or nearest(15, month, today).year
            return date(year, month, monthrange(year, month)[1])
        day, month = int(match["day"] or match["wday"]), int(match["month"] or match["wmonth"])
        year = int(match["year"] or match["wyear"] or 0)
        if match["sign"] == "-" and not year:
            return None  # `5-10` is a number of days
        if not year:
            date(2000, month, day)
            return nearest(day, month, today)
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
