"""A work list as a file: all of it, not only the lines shown, and written down who took it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from core.base.clock import utc_now
from core.base.opened import the_database
from core.cases.actions.exports import CaseExport, note_export
from core.cases.event import CaseKind
from core.cases.queries.scope import CaseFilter
from core.people.user import User

MOST_ROWS = 50_000


def whole_list(
    query: Callable[..., Any], user: User, wanted: CaseFilter, as_frame: Callable[[Sequence[Any]], pd.DataFrame]
) -> Callable[[], pd.DataFrame]:
    """Return what makes the file's table on the click: every line of the filter that the person may see."""

    def make() -> pd.DataFrame:
        with the_database().read() as session:
            return as_frame(query(session, user, wanted, limit=MOST_ROWS).lines)

    return make


def recorded(kind: CaseKind, user: User, address: str, clock: Callable[[], datetime] = utc_now) -> Callable[[str, int], None]:
    """Return what writes an export into the audit trail before the file leaves; `address` is the filter."""

    def record(form: str, rows: int) -> None:
        with the_database().write() as session:
            note_export(session, user, CaseExport(kind, form, rows, address), now=clock())

    return record
