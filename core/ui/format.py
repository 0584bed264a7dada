"""Values as a person reads them: Vietnamese grouping, a dash for no data, a number never cut."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from babel.dates import format_date
from babel.numbers import format_decimal

from core.base.clock import to_local
from core.base.durations import format_seconds
from core.base.money import format_vnd, format_vnd_short
from core.base.settings import get_settings
from core.ui.words import language, t

DASH = "—"
NBSP = "\u00a0"


def count(value: float | None) -> str:
    """`1.250`; None is a dash."""
    return DASH if value is None else format_decimal(round(value), format="#,##0", locale=language())


def rate(value: float | None, *, places: int = 1) -> str:
    """A share between 0 and 1 as `46,7 %`; None is a dash."""
    if value is None:
        return DASH
    return format_decimal(value * 100, format=f"#,##0.{'0' * places}" if places else "#,##0", locale=language()) + f"{NBSP}%"


def decimal(value: float | None, *, places: int = 1) -> str:
    """`12,5`; None is a dash."""
    return DASH if value is None else format_decimal(value, format=f"#,##0.{'0' * places}" if places else "#,##0", locale=language())


def signed(value: float, *, places: int = 1) -> str:
    """`+12,5`, `−3,0`; what rounds to nothing has no sign."""
    size = decimal(abs(value), places=places)
    sign = "+" if value > 0 else "−"
    return f"{sign}{size}" if any(digit in size for digit in "123456789") else size


def money(value: float | None) -> str:
    """`1.250.000 ₫`."""
    return format_vnd(None if value is None else round(value), language=language())


def money_short(value: float | None) -> str:
    """`38,7 tr ₫`, for cards."""
    return format_vnd_short(None if value is None else round(value), language=language())


def seconds(value: float | None) -> str:
    """`34 giây`, `1 phút 20`."""
    return format_seconds(value, language=language())


def clock(moment: datetime | None) -> str:
    """`14:05` in the team's zone."""
    return DASH if moment is None else to_local(moment, get_settings().zone).strftime("%H:%M")


def minute(after_midnight: int) -> str:
    """Minutes after midnight on the clock: `20:30`, `24:00`."""
    return f"{after_midnight // 60:02d}:{after_midnight % 60:02d}"


def end_clock(moment: datetime) -> str:
    """An end on the clock: midnight is `24:00`, as the shifts are named."""
    said = clock(moment)
    return "24:00" if said == "00:00" else said


def day(value: date, *, weekday: bool = False) -> str:
    """`22/11/2026`, or with its weekday `Chủ Nhật 22/11/2026`."""
    written = value.strftime("%d/%m/%Y")
    if not weekday:
        return written
    name = format_date(value, "EEEE", locale=language())
    return f"{name[:1].upper()}{name[1:]} {written}"


def moment(value: datetime | None, now: datetime) -> str:
    """Absolute, as short as the day allows: `14:05`, `21/11 14:05`, `21/11/2025 14:05`."""
    if value is None:
        return DASH
    zone = get_settings().zone
    local, today = to_local(value, zone), to_local(now, zone)
    if local.date() == today.date():
        return local.strftime("%H:%M")
    return local.strftime("%d/%m %H:%M") if local.year == today.year else local.strftime("%d/%m/%Y %H:%M")


def span(gap: timedelta) -> str:
    """A time in its largest unit alone: `3 giờ`, `2 ngày`; less than a minute is one."""
    whole = max(60, int(abs(gap.total_seconds())))
    unit = next(size for size in (86_400, 3_600, 60) if whole >= size)
    return format_seconds(whole // unit * unit, language=language())


def ago(value: datetime | None, now: datetime) -> str:
    """Relative and absolute: `12 phút trước · 14:05`; a moment ahead: `còn 2 giờ · 16:10`."""
    if value is None:
        return DASH
    gap = (now - value).total_seconds()
    size = format_seconds(max(60.0, abs(gap)) // 60 * 60, language=language())
    words = t("{time} ago", time=size) if gap >= 0 else t("in {time}", time=size)
    return f"{words} · {moment(value, now)}"
