"""Moments in Vietnam, written the way people say them."""

from __future__ import annotations

from datetime import UTC, datetime

from core.base.clock import DEFAULT_ZONE


def at(text: str) -> datetime:
    """Return the UTC moment of a local `YYYY-MM-DD HH:MM[:SS]`."""
    return datetime.fromisoformat(text).replace(tzinfo=DEFAULT_ZONE).astimezone(UTC)
