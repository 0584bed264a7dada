"""Dates in a message by which something ends, and that are over."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from core.catalog.periods import nearest

_UNTIL = (
    r"(?:(?:cho\s{1,3})?(?:đến|den|tới|toi)(?:\s{1,3}(?:hết|het|cuối))?|hết|hsd|trước|kết\s{1,3}thúc|chỉ(?:\s{1,3}(?:trong|còn))?"
    r"|hạn(?:\s{1,3}(?:chót|cuối|dùng|sử\s{1,3}dụng|đến))?|duy\s{1,3}nhất|[-–—])"
)
_TIME = r"(?:\d{1,2}\s?(?:h|giờ|:)\s?(?:\d{1,2}(?!\d|\s?[/-])\s?(?:p|phút|')?)?\s{0,3})?"
_DAY = r"(?<!\d)(?P<day>\d{1,2})\s?(?P<sign>[/-])\s?(?P<month>\d{1,2})(?:\s?(?P=sign)\s?(?P<year>\d{4}|\d{2}))?(?![\d/])"
_WORDS = r"(?P<wday>\d{1,2})\s{1,3}(?:tháng|thg)\s{1,3}(?P<wmonth>\d{1,2})(?:(?:\s{1,3}năm|\s{0,3}[/,])?\s{0,3}(?P<wyear>\d{4}))?(?!\d)"
_MONTH = r"tháng\s{1,3}(?P<mmonth>\d{1,2})(?:\s{0,3}(?:/|năm)\s{0,3}(?P<myear>\d{4}))?(?![\d/])"
_FEW = r"\s{0,3}"
_PART = r"(?:(?:ngày|hết\s{1,3}ngày|đêm|tối|sáng|trưa|chiều)\s{1,3}){0,2}"
_DEADLINE = re.compile(rf"(?<!\w)(?P<lead>{_UNTIL}){_FEW}:?{_FEW}{_TIME}{_PART}(?P<date>{_DAY}|{_WORDS}|{_MONTH})", re.IGNORECASE)
_ARRIVED = re.compile(r"(?:đã|vừa|mới)\s+(?:\w+\s+){0,3}$", re.IGNORECASE)


def dead_dates(text: str, today: date) -> Iterator[tuple[int, int]]:
    """Find the dates before `today` by which something ends (`đến 15/6`, `hạn 31/8`, `1/9 - 5/9`); the day comes first.

    Without a year the nearest one is meant. Dates on which something happened (`đơn ngày 2/9`) are left alone.
    """
    for match in _DEADLINE.finditer(text):
        arrived = _ARRIVED.search(text[max(0, match.start() - 40) : match.start()]) and match["lead"][:1] not in "-–—"
        if arrived or (match["lead"][:1] in "-–—" and not re.search(r"\d\s*$", text[max(0, match.start() - 4) : match.start()])):
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
