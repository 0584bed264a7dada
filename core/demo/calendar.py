"""Which days and hours are busy: the week, paydays, campaign days, the evening peak."""

from __future__ import annotations

from datetime import date

HOURS = tuple(range(8, 24))
BUSY = (0.55, 0.72, 0.85, 0.95, 1.02, 0.90, 0.78, 0.76, 0.82, 0.85, 0.90, 1.18, 1.62, 1.95, 1.50, 0.82)
"""Chats of an hour against the day's mean hour, 08:00 first; 20:30–22:30 is the peak."""
WILLING = (0.86, 0.88, 0.92, 0.94, 0.97, 0.95, 0.93, 0.93, 0.95, 0.98, 1.02, 1.06, 1.10, 1.12, 1.10, 1.04)
"""Readiness to buy in an hour against the mean: mornings ask, evenings order."""
WEEK = (0.96, 0.95, 0.97, 0.98, 1.02, 1.08, 1.10)
CAMPAIGN = {9: 2.4, 10: 2.2, 11: 2.9, 12: 2.7}
"""How many times the usual chats a double day brings, by month; other months 2."""


def is_double_day(day: date) -> bool:
    """Tell whether it is a campaign day of the marketplaces: 1.1, 2.2 … 12.12."""
    return day.day == day.month


def busyness(day: date) -> float:
    """Return the chats of a day against a usual one: week, payday, campaign, the days around a campaign."""
    factor = WEEK[day.weekday()]
    if day.day in (25, 26) or day.day == 15:
        factor *= 1.25
    if is_double_day(day):
        return factor * CAMPAIGN.get(day.month, 2.0)
    if day.day == day.month - 1:
        return factor * 0.88  # customers wait for the sale
    if day.day in (day.month + 1, day.month + 2):
        return factor * 1.18  # and then ask where the parcel is
    return factor


def willingness(day: date) -> float:
    """Return the readiness to buy of a day against a usual one."""
    if is_double_day(day):
        return 1.16
    return 0.95 if day.day == day.month - 1 else 1.0
