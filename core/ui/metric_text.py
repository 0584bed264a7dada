"""A metric's value, change and target as words, from its one declaration."""

from __future__ import annotations

from core.score.metric import METRICS, Better, Metric, Unit
from core.ui import format as written
from core.ui.words import t


def metric_text(metric: Metric, value: float | None, *, short: bool = False) -> str:
    """Return a value in its unit: `46,7 %`, `34 giây`, `1.250`, `38,7 tr ₫`; no data is a dash."""
    match metric.unit:
        case Unit.RATE:
            return written.rate(value)
        case Unit.SECONDS:
            return written.seconds(value)
        case Unit.VND:
            return written.money_short(value) if short else written.money(value)
        case Unit.PER_HOUR:
            return written.decimal(value)
        case Unit.COUNT:
            return written.count(value)


def change_text(metric: Metric, value: float | None, before: float | None) -> str | None:
    """Return the change with its sign: `+3,1 điểm` for a rate, the unit otherwise; `0` when it rounds to nothing."""
    if value is None or before is None:
        return None
    change = value - before
    sign = "+" if change > 0 else "-" if change < 0 else ""  # the hyphen is what st.metric reads as down
    size = abs(change)
    if metric.unit is Unit.RATE:
        said = t("{sign}{points} pts", sign=sign, points=written.decimal(size * 100))
    else:
        said = f"{sign}{metric_text(metric, size, short=True)}"
    return said if any(digit in said for digit in "123456789") else "0"


def change_colour(metric: Metric, value: float | None, before: float | None) -> str:
    """Return st.metric's colour of a change: green is better, red worse, gray says nothing."""
    if metric.better is Better.NEITHER or value is None or before is None or value == before:
        return "off"
    return "normal" if metric.better is Better.UP else "inverse"


def target_text(metric: Metric, target: float | None) -> str:
    """Return a target as it was set: a whole per cent without decimals."""
    if metric.unit is Unit.RATE and target is not None and round(target * 100, 6).is_integer():
        return written.rate(target, places=0)
    return metric_text(metric, target)


def target_sign(metric: Metric, target: float | None) -> str:
    """Return a target with its side: `≥ 80 %`, `≤ 30 giây`."""
    return f"{'≤' if metric.better is Better.DOWN else '≥'} {target_text(metric, target)}"


def help_text(key: str) -> str:
    """Return the "?" of a metric: its formula in words."""
    return t(METRICS[key].formula)
