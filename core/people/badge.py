"""The badge: how the gate tells the pages who is there, in a form nobody else can write.

The gate puts it into a trusted header, the pages read it back. The key is made anew by each process
and never leaves it, so a badge sent by a browser, or to a server that runs without the gate, is void.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

HEADER = "X-Catruc-Badge"
_KEY = secrets.token_bytes(32)


def write_badge(session_key: str) -> str:
    """Return the badge of a sign-in session."""
    return f"{session_key}.{_seal(session_key)}"


def read_badge(badge: object) -> str | None:
    """Return the sign-in session's key from a badge this process wrote; None for anything else."""
    if not isinstance(badge, str) or not badge.isascii():
        return None
    key, _, seal = badge.partition(".")
    return key if hmac.compare_digest(seal, _seal(key)) else None


def _seal(session_key: str) -> str:
    return hmac.new(_KEY, session_key.encode(), hashlib.sha256).hexdigest()
