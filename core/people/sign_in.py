"""Sign-in: a signed-in browser, how long it lasts, how long to wait after wrong passwords."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.base.errors import Refused
from core.base.words import mark
from core.people.user import User


@dataclass(frozen=True)
class SessionLimits:
    """How long a sign-in lasts: without use, and at most."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True)
class SignedIn:
    """A signed-in browser and whose it is; only ever made of a session that is not revoked.

    `key` is the SHA-256 of the cookie's token: it names the session for good, where a row's number
    could come again in another database.
    """

    id: int
    key: str
    user: User
    language: str | None
    last_seen_at: datetime
    expires_at: datetime

    def alive(self, now: datetime, idle: timedelta, *, last_use: datetime) -> bool:
        """Tell whether the sign-in still holds: neither too long unused nor past its end."""
        return self.user.active and now < self.expires_at and now - last_use < idle


@dataclass(frozen=True)
class Throttle:
    """So many wrong tries are free within the window; each further one doubles the wait, up to a cap."""

    free: int
    window: timedelta
    first_wait: timedelta
    longest_wait: timedelta

    def wait(self, failures: Sequence[datetime], now: datetime) -> timedelta:
        """Return how long no further try is taken; zero when one may be made now."""
        recent = sorted(at for at in failures if now - at < self.window)
        if len(recent) < self.free:
            return timedelta(0)
        wait = min(self.longest_wait, self.first_wait * (1 << min(len(recent) - self.free, 20)))
        return max(timedelta(0), recent[-1] + wait - now)


PER_NAME = Throttle(free=5, window=timedelta(hours=1), first_wait=timedelta(seconds=30), longest_wait=timedelta(minutes=15))
PER_ADDRESS = Throttle(free=30, window=timedelta(minutes=15), first_wait=timedelta(seconds=30), longest_wait=timedelta(minutes=15))


class TooManyTries(Refused):
    """The throttle refuses to look at the password; `wait` says for how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(mark("Too many wrong tries. Wait a little, then try again."), field="password")
        self.wait = wait


def new_session_token() -> str:
    """Return 256 random bits for a browser's cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
