"""Whether somebody looks at scripts or vouchers in this process; sheets nobody looks at are read less often."""

from __future__ import annotations

from datetime import datetime, timedelta

LATELY = timedelta(minutes=5)
IDLE_FACTOR = 5
"""A sheet nobody looks at is read this many times less often."""

_seen: dict[str, datetime] = {}


def note_look(now: datetime) -> None:
    """Note that a page was drawn; costs nothing."""
    _seen["last"] = max(now, _seen.get("last", now))


def looked_lately(now: datetime) -> bool:
    """Tell whether a page was drawn within the last five minutes."""
    last = _seen.get("last")
    return last is not None and now - last <= LATELY
