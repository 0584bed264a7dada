"""Dates and times as people write them in sheets, day first always, never guessed.

A stamp is what was written (a day, maybe without a year; maybe a time); `core.catalog.periods` turns
stamps into moments. Serial numbers count days from 1899-12-30 in the team's zone, as Google's do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from core.base.text import nfc
from core.base.words import mark
from core.catalog.cells import Cell, text_of, tidy
from core.catalog.unsure import Unsure

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial number is local by nature; the zone is put on later
MIDNIGHT = "00:00:00"
"""How exports write a day without a time; a person writes 0h."""
FIRST_YEAR, LAST_YEAR = 2000, 2099
_MONTHS = {
    name: number for number, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}
_MONTH = r"(?P<{0}>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_TOKEN = re.compile(
    r"(?P<iso>(?<!\d)(?P<iy>\d{4})(?P<is>[-/.])(?P<im>\d{1,2})(?P=is)(?P<id>\d{1,2})(?!\d))"
    r"|(?P<dmy>(?<![\d/.])(?P<fd>\d{1,2})\s?(?P<fs>[-/.])\s?(?P<fm>\d{1,2})\s?(?P=fs)\s?(?P<fy>\d{4}|\d{2})(?![\d/]))"
    r"|(?P<compact>(?<!\d)(?P<cy>20\d\d)(?P<cm>\d\d)(?P<cd>\d\d)(?!\d))"
    r"|(?P<words>(?<!\d)(?P<wd>\d{1,2})\s*(?:tháng|thang|thg)\s*(?P<wm>\d{1,2})(?!\d)(?:[\s,/-]*(?:năm|nam)?\s*(?P<wy>\d{4}))?)"
    rf"|(?P<english>(?<!\d)(?P<ed>\d{{1,2}})\s*-?{_MONTH.format('em')}(?:[,\s-]*(?P<ey>\d{{4}}))?(?![^\W_]))"
    rf"|(?P<american>(?<![^\W_]){_MONTH.format('am')}\s*(?P<ad>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s*(?P<ay>\d{{4}}))?(?!\d))"
    r"|(?P<clock>(?<![\d.,:])(?P<th>\d{1,2}):(?P<tm>\d{2})(?::(?P<ts>\d{2})(?:\.\d+)?)?\s*(?P<ap>am|pm)?(?![\d:]))"
    r"|(?P<hours>(?<![\d.,:/])(?P<hh>\d{1,2})\s?(?:h|giờ|gio|g)(?![^\W\d_])"
    r"(?:\s?(?P<hm>\d{1,2})(?!\d|\s*[-/.]\s*\d|\s*(?:tháng|thang|thg)|\s?(?:h|giờ|gio|g)(?![^\W\d_]))"
    r"\s?(?P<hu>phút|phut|ph|p|giây|giay|s|')?(?:\s?(?P<hs>\d{1,2})\s?(?:giây|giay|s))?)?(?![^\W_]))"
    r"|(?P<dm>(?<![\d/.])(?P<md>\d{1,2})(?:\s?/\s?|\.)(?P<mm>\d{1,2})(?!\d|[/.]\d))"
    r"|(?P<part>(?<!\w)(?:sáng|sang|trưa|trua|chiều|chieu|tối|đêm|dem)(?!\w))"
    r"|(?P<weekday>(?<!\w)(?:thứ\s?(?:[2-7]|hai|ba|tư|năm|sáu|bảy)|t[2-7]|chủ nhật|cn|mon|tue|wed|thu|fri|sat|sun)(?!\w))"
    r"|(?P<until>(?<!\w)(?:hsd|hạn sử dụng|hạn dùng|hạn cuối|hạn|hết hạn|kết thúc|đến hết|hết|until|till)(?!\w))"
    r"|(?P<since>(?<!\w)(?:từ|tu|from|bắt đầu)(?!\w))"
    r"|(?P<to>->|→|[–—~-]|(?<!\w)(?:đến|den|tới|toi|to)(?!\w))"
    r"|(?P<number>(?<![\d.,/])\d{1,2}(?![\d.,/]))"
    r"|(?P<filler>\s+|[,;:()]|(?<!\w)(?:ngày|ngay|lúc|luc|vào|vao|mốc|khung|at|on)(?!\w))"
    r"|(?P<other>.)",
    re.DOTALL,
)
FIX_DATE = mark("Write day/month/year, for example 15/6/2026 or 20h 15/6/2026.")


@dataclass(frozen=True)
class Stamp:
    """What was written: a day with or without a year, a time of day in seconds (86 400 = 24:00), or both.

    `offset` holds the seconds east of UTC when the text itself named them.
    """

    day: int | None = None
    month: int | None = None
    year: int | None = None
    seconds: int | None = None
    offset: int | None = None

    @property
    def has_day(self) -> bool:
        """Tell whether a day was written."""
        return self.day is not None and self.month is not None

    def on_day_of(self, other: Stamp) -> Stamp:
        """Return this time on the other's day."""
        return replace(self, day=other.day, month=other.month, year=other.year)


@dataclass(frozen=True)
class Mark:
    """One piece of a written date: `day`, `time`, `to`, `since`, `until`, `number` or `other`, and where it stands."""

    kind: str
    stamp: Stamp
    start: int
    end: int


def not_a_date(value: object) -> Unsure:
    """Return the refusal of something that is no date."""
    return Unsure(mark("“{value}” cannot be read as a date."), FIX_DATE, value=str(value))


def to_serial(moment: date | datetime) -> float:
    """Return the serial number of a local day or a naive local moment, as Google and Excel count."""
    whole = moment if isinstance(moment, datetime) else datetime.combine(moment, time(0))
    return (whole - EPOCH) / timedelta(days=1)


def from_serial(serial: float) -> datetime:
    """Return the naive local moment of a serial number, to the second."""
    return EPOCH + timedelta(seconds=round(serial * 86_400))


def marks(text: str) -> Iterator[Mark]:
    """Find the pieces of dates in a text, in order; nonsense such as 31/2 or 25h raises Unsure."""
    plain = nfc(text).lower()
    for match in _TOKEN.finditer(plain):
        kind = match.lastgroup if match.lastgroup in {"since", "until", "to", "number", "part", "other"} else _outer(match)
        if kind in {"filler", "weekday"}:
            continue
        stamp = Stamp()
        if kind in {"iso", "dmy", "compact", "words", "english", "american", "dm"}:
            stamp, kind = _day(match, kind), "day"
        elif kind in {"clock", "hours"}:
            if match.group().strip() == MIDNIGHT:
                continue
            stamp, kind = Stamp(seconds=_seconds(match, kind)), "time"
        elif kind == "number":
            stamp = Stamp(day=int(match.group()))
        yield Mark(kind, stamp, match.start(), match.end())


def _outer(match: re.Match[str]) -> str:
    names = ("iso", "dmy", "compact", "words", "english", "american", "clock", "hours", "dm", "weekday", "filler")
    return next(name for name in names if match.group(name) is not None)


def _day(match: re.Match[str], kind: str) -> Stamp:
    groups = {"iso": "i", "dmy": "f", "compact": "c", "words": "w", "english": "e", "american": "a", "dm": "m"}[kind]
    day, month = match.group(groups + "d"), match.group(groups + "m")
    year = None if kind == "dm" else match.group(groups + "y")
    number = _MONTHS.get(month) or int(month)
    return checked(int(day), number, (2000 if len(year) == 2 else 0) + int(year) if year else None, match.group().strip())


def checked(day: int, month: int, year: int | None, written: str) -> Stamp:
    """Return a day that exists, or refuse: no month 13, no 31/2, no year outside 2000 to 2099."""
    if month > 12 >= day:
        raise Unsure(mark("“{value}” has no month {month}: the day comes first."), FIX_DATE, value=written, month=month)
    try:
        date(2000 if year is None else year, month, day)
    except ValueError:
        raise Unsure(mark("“{value}” is not a day of the calendar."), FIX_DATE, value=written) from None
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unsure(mark("The year of “{value}” cannot be right."), FIX_DATE, value=written)
    return Stamp(day, month, year)


def _seconds(match: re.Match[str], kind: str) -> int:
    if kind == "clock":
        hour, minute, second = int(match["th"]), int(match["tm"]), int(match["ts"] or 0)
        if match["ap"]:
            if not 1 <= hour <= 12:
                raise not_a_date(match.group())
            hour = hour % 12 + (12 if match["ap"] == "pm" else 0)
    else:
        hour, first, unit, second = int(match["hh"]), int(match["hm"] or 0), match["hu"] or "", int(match["hs"] or 0)
        minute = first
        if unit in {"s", "giây", "giay"}:
            if unit == "s" and hour < 13:  # `9h30s` may be half past nine in the morning (sáng)
                raise Unsure(mark("“{value}” may mean seconds or the morning."), FIX_DATE, value=match.group())
            minute, second = 0, first
    if minute > 59 or second > 59 or hour * 3600 + minute * 60 + second > 86_400:
        raise Unsure(mark("“{value}” is not a time of day."), FIX_DATE, value=match.group())
    return hour * 3600 + minute * 60 + second


def at_part_of_day(seconds: int, part: str) -> int:
    """Return a time with its part of the day (`8h tối` is 20:00); one that does not fit is refused."""
    hour = seconds / 3600
    written = f"{int(hour)}h {part}"
    fitting = {"sáng": (0, 12), "trưa": (10, 14), "chiều": (12, 19), "tối": (18, 24), "đêm": (21, 24)}
    moved = {"trưa": (1, 2), "chiều": (1, 7), "tối": (5, 12), "đêm": (9, 12)}
    whole = {"sang": "sáng", "trua": "trưa", "chieu": "chiều", "dem": "đêm"}.get(part, part)
    low, high = fitting[whole]
    if low <= hour < high or (whole == "đêm" and hour < 5):
        return seconds
    if whole in moved and moved[whole][0] <= hour < moved[whole][1]:
        return seconds + 12 * 3600
    raise Unsure(mark("“{value}” is not a time of day."), FIX_DATE, value=written)


def number_stamp(number: float) -> Stamp:
    """Read a number cell: a serial date, a time (below 1), or `6.6` typed as a number and meaning 6 June."""
    if to_serial(date(FIRST_YEAR, 1, 1)) <= number < to_serial(date(LAST_YEAR + 1, 1, 1)):
        moment = from_serial(number)
        seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
        return Stamp(moment.day, moment.month, moment.year, seconds if not float(number).is_integer() else None)
    if 0 < number < 1:
        return Stamp(seconds=round(number * 86_400))
    written = text_of(number)
    if re.fullmatch(r"20\d{6}", written):
        return checked(int(written[6:]), int(written[4:6]), int(written[:4]), written)
    if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})", written):
        if match[2] == "1":
            raise Unsure(
                mark("The number {value} may be {day}/1 or {day}/10: the sheet dropped the zero."),
                mark("Format the column as text, or write {day}/1 or {day}/10."),
                value=written,
                day=int(match[1]),
            )
        return checked(int(match[1]), int(match[2]), None, written)
    raise not_a_date(written)


def iso_stamp(text: str) -> Stamp | None:
    """Read a full ISO moment (`2026-09-04T14:59:00+07:00`); None when the text is none."""
    plain = tidy(text)
    if not re.match(r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}", plain):
        return None
    try:
        moment = datetime.fromisoformat(plain.upper())
    except ValueError:
        return None
    base = checked(moment.day, moment.month, moment.year, plain)
    offset = moment.utcoffset()
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    if offset is None:
        return replace(base, seconds=None if plain.endswith(MIDNIGHT) else seconds)
    return replace(base, seconds=seconds, offset=int(offset.total_seconds()))


def read_number(cell: Cell) -> Stamp | None:
    """Return the stamp of a number cell, None for text and blanks; a tick box is refused."""
    if isinstance(cell, bool):
        raise not_a_date(text_of(cell))
    return number_stamp(cell) if isinstance(cell, int | float) else None
