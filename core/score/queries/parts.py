"""Reading a page in parts, so that one that fails leaves the rest standing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import structlog
from sqlmodel import Session

from core.base.errors import CaTrucError
from core.base.words import mark
from core.score.live import FailedPart

log = structlog.get_logger(__name__)
T = TypeVar("T")

UNREADABLE = mark("It could not be read just now. The rest of the page stands; the details are in the log.")


class Parts:
    """Reads part after part; a failing one is logged with its trace and noted in `failed`."""

    def __init__(self, session: Session) -> None:
        session.connection()  # a database that does not answer is no failing part: nothing of the page could stand
        self._session = session
        self.failed: tuple[FailedPart, ...] = ()

    def read(self, name: str, read: Callable[[], T], otherwise: T) -> T:
        """Return what `read` gives, or `otherwise` when it fails. `name` is a message id."""
        try:
            # A savepoint: on PostgreSQL a failed statement would otherwise take the transaction down.
            with self._session.begin_nested():
                return read()
        except Exception as error:
            log.exception("live_part_failed", part=name)
            said = error.template if isinstance(error, CaTrucError) and not error.values else UNREADABLE
            self.failed = (*self.failed, FailedPart(name, said))
            return otherwise
