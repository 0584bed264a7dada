"""From what was written to moments: one date, or from–until, in aware UTC."""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from core.base.text import fold
from core.base.words import mark
from core.catalog.cells import Cell, text_of
from core.catalog.dates import FIX_DATE, Mark, Stamp, at_part_of_day, checked, iso_stamp, marks, not_a_date, read_number
from core.catalog.unsure import Unsure

DAY = 86_400
_MONTH = re.compile(
    r"(?:(?P<until>(?:den )?(?:het|cuoi)|hsd:? (?:het|cuoi)) |ca |trong |nguyen )?"
    r"thang (?P<month>\d{1,2})(?:\s?(?:/|-|nam )\s?(?P<year>20\d\d))?"
)
LONGEST = 100
LONGEST_TURN = timedelta(days=183)
"""A span without years may cross New Year only this far; longer ones are a typing error, not a campaign."""


@dataclass(frozen=True)
class Written:
    """A from–until as written; a single day stands for the whole of it."""

    start: Stamp | None = None
    end: Stamp | None = None


def read_stamp(cell: Cell) -> Stamp | None:
    """Read one date, with or without a time (`20h 15/6`), or a time alone; blank is None, anything else is refused."""
    if (number := read_number(cell)) is not None:
        return number
    text = text_of(cell)
    if not text or text in {"-", "--", "—"}:
        return None
    if len(text) > LONGEST:
        raise not_a_date(text)
    if (whole := iso_stamp(text)) is not None:
        return whole
    if (month := _MONTH.fullmatch(fold(text))) and month["until"]:
        return _month_end(month, text)
    if match := re.fullmatch(r"(\d{1,2})-(\d{1,2})", text):
        return checked(int(match[1]), int(match[2]), None, text)
    found = list(marks(text))
    if found and found[0].kind in {"since", "until", "to"} and text[found[0].start] not in "-–—~":
        found = found[1:]
    return _side(found, text)


def read_period(cell: Cell) -> Written:
    """Read a span: `1/9 - 5/9`, `1-5/9`, `12h-14h 9.9`, `đến 30/9`, `từ 1/9`; a day alone is that whole day."""
    number = read_number(cell)
    text = text_of(cell)
    if number is None and (not text or text in {"-", "--", "—"}):
        return Written()
    if len(text) > LONGEST:
        raise not_a_date(text)
    if number is None and (month := _MONTH.fullmatch(fold(text))):
        last = _month_end(month, text)
        return Written(None if month["until"] else replace(last, day=1), last)
    whole = number or iso_stamp(text)
    found = [] if whole else list(marks(text))
    open_start = bool(found) and (found[0].kind == "until" or (found[0].kind == "to" and text[found[0].start] not in "-–—~"))
    open_end = bool(found) and found[0].kind == "since"
    if open_start or open_end:
        found = found[1:]
    cuts = [place for place, piece in enumerate(found) if piece.kind in {"to", "until"}]
    cuts = cuts[:1] if len(cuts) == 2 and cuts[1] == cuts[0] + 1 else cuts  # `đến hết`
    if len(cuts) == 1 and not open_start:
        rest = found[cuts[0] + 1 :]
        right = _side(rest[1:] if rest and rest[0].kind == "until" else rest, text)
        return _share_day(_side(found[: cuts[0]], text, number_for=right), right)
    if cuts:
        raise not_a_date(text)
    one = whole or _side(found, text)
    if open_start:
        return Written(end=one)
    return Written(start=one) if open_end or one.seconds is not None else Written(start=one, end=one)


def _month_end(match: re.Match[str], text: str) -> Stamp:
    month, year = int(match["month"]), int(match["year"]) if match["year"] else None
    if not 1 <= month <= 12 or (month == 2 and year is None):
        raise not_a_date(text)
    return checked(monthrange(year or 2001, month)[1], month, year, text)


def _side(found: list[Mark], text: str, *, number_for: Stamp | None = None) -> Stamp:
    """Put the pieces of one moment together: at most one day and one time."""
    stamp = Stamp()
    for piece in found:
        if piece.kind == "day" and not stamp.has_day:
            stamp = replace(piece.stamp, seconds=stamp.seconds)
        elif piece.kind == "time" and stamp.seconds is None:
            stamp = replace(stamp, seconds=piece.stamp.seconds)
        elif piece.kind == "part" and stamp.seconds is not None:
            stamp = replace(stamp, seconds=at_part_of_day(stamp.seconds, text.lower()[piece.start : piece.end]))
        elif piece.kind == "number" and len(found) == 1 and number_for is not None and number_for.has_day and number_for.month is not None:
            stamp = checked(piece.stamp.day or 0, number_for.month, number_for.year, text)
        else:
            raise not_a_date(text)
    if not stamp.has_day and stamp.seconds is None:
        raise not_a_date(text)
    return stamp


def _share_day(start: Stamp, end: Stamp) -> Written:
    """Let a time without a day take the day of the other side: `12h-14h 9.9`."""
    if start.has_day and not end.has_day:
        end = end.on_day_of(start)
    elif end.has_day and not start.has_day:
        start = start.on_day_of(end)
    return Written(start, end)


def nearest(day: int, month: int, today: date) -> date:
    """Return the date of that day and month nearest to today; of two equally near, the coming one."""
    years = [year for year in range(today.year - 8, today.year + 9) if 1 <= year <= 9999 and ((day, month) != (29, 2) or isleap(year))]
    return min((date(year, month, day) for year in years), key=lambda found: (abs((found - today).days), found < today))


def _date(stamp: Stamp, today: date) -> date:
    if stamp.day is None or stamp.month is None:
        return today
    return date(stamp.year, stamp.month, stamp.day) if stamp.year else nearest(stamp.day, stamp.month, today)


def _moment(day: date, stamp: Stamp, zone: ZoneInfo, *, end: bool) -> datetime:
    seconds = stamp.seconds
    if seconds is None:
        seconds = DAY if end else 0
    if seconds == DAY and end:
        seconds = DAY - 1
    place: tzinfo = zone if stamp.offset is None else timezone(timedelta(seconds=stamp.offset))
    local = datetime.combine(day, time(0)) + timedelta(seconds=seconds)
    return local.replace(tzinfo=place).astimezone(UTC)


def resolve(written: Written, *, today: date, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """Return start and end as aware UTC moments, both inside the span.

    A start without a time is 00:00, an end without one (or at 24:00) is 23:59:59. Without a year: the side
    that has one decides, else the nearest to today, and an end never before its start. A time without a
    day is today's. An end before the start is refused.
    """
    start, end = written.start, written.end
    if start and end and start.has_day != end.has_day:
        if end.has_day:
            raise Unsure(mark("The start has a time but no date."), FIX_DATE)
        end = end.on_day_of(start)
    first = _date(start, today) if start else None
    last = _date(end, today) if end else None
    if start and end and first and last:
        if end.year and not start.year and start.has_day:
            first = _turned(start, last, forward=False)
        elif not end.year and end.has_day and (start.year or last < first):
            last = _turned(end, first, forward=True)
        turned = not (start.year and end.year) and first.year != last.year
        if last < first or (turned and last - first > LONGEST_TURN):
            raise _backwards()
    begins = _moment(first, start, zone, end=False) if start and first else None
    ends = _moment(last, end, zone, end=True) if end and last else None
    if begins and ends and ends < begins:
        raise _backwards()
    return begins, ends


def _turned(stamp: Stamp, bound: date, *, forward: bool) -> date:
    """Return the first such day on or after the bound, or the last one on or before it."""
    for step in range(9):
        year = bound.year + (step if forward else -step)
        if (stamp.day, stamp.month) == (29, 2) and not isleap(year):
            continue
        found = date(year, stamp.month or 1, stamp.day or 1)
        if (found >= bound) if forward else (found <= bound):
            return found
    raise _backwards()


def _backwards() -> Unsure:
    return Unsure(mark("The end is before the start."), mark("Correct the start or the end; the day comes first: 15/6/2026."))
