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


def write_badge(session_id: int) -> str:
    """Return the badge of a sign-in session."""
    return f"{session_id}.{_seal(session_id)}"


def read_badge(badge: object) -> int | None:
    """Return the sign-in session of a badge this process wrote; None for anything else."""
    number, _, seal = badge.partition(".") if isinstance(badge, str) else ("", "", "")
    if not (number.isascii() and number.isdigit() and seal.isascii()):
        return None
    return int(number) if hmac.compare_digest(seal, _seal(int(number))) else None


def _seal(session_id: int) -> str:
    return hmac.new(_KEY, b"%d" % session_id, hashlib.sha256).hexdigest()
