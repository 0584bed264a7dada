"""What changed in the sheets: from version to version for managers, since one's last shift for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pandas as pd
import streamlit as st

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.settings import get_settings
from core.catalog.changes import Changes
from core.catalog.queries.history import SheetVersion, SourceChanges, changes_between, changes_since, sheet_versions
from core.catalog.queries.reports import SheetReport
from core.catalog.script import Script
from core.catalog.source import SheetKind
from core.catalog.voucher import Voucher
from core.people.user import User
from core.shifts.queries.shifts import list_shifts
from core.shifts.shift import ShiftStatus
from core.ui import format as written
from core.ui.load import load
from core.ui.sheet_fields import VALUE_NAMES, row_words, value_words
from core.ui.show import table_with_export
from core.ui.words import plain, t

HERE = (Topic.CATALOG,)
LOOKED_BACK = timedelta(days=14)
DONE = (ShiftStatus.SUBMITTED, ShiftStatus.APPROVED, ShiftStatus.RETURNED)


def since_last_shift(user: User, kind: SheetKind, now: datetime) -> None:
    """Draw what changed since the person's last shift; nothing when nothing did, or there was none in two weeks."""
    since = last_shift_end(user, now)
    if since is None:
        return
    told = load(changes_since, kind, since, at=now.replace(second=0, microsecond=0), topics=HERE)
    count = sum(one.size for one in told)
    if not count:
        return
    words = t("Since your last shift ({moment})", moment=written.moment(since, now))
    with st.expander(f"{words}: {t('{n} rows changed', n=count)}", icon=":material/difference:", key=f"changed:{kind}"):
        for one in told:
            if one.rows:
                st.markdown(f":material/fiber_new: **{plain(one.name)}** · {t('new sheet, {n} rows', n=one.rows)}")
            else:
                changes_part(one, key=f"since:{one.source_id}", head=len(told) > 1)


def last_shift_end(user: User, now: datetime) -> datetime | None:
    """Return the check-out of the last shift somebody handed in; None when there was none in two weeks."""
    day = local_date(now, get_settings().zone)
    shifts = load(list_shifts, day - LOOKED_BACK, day, agents=(user.id,), statuses=DONE, topics=(Topic.SHIFTS,))
    ends = [shift.check_out or shift.submitted_at or shift.check_in for shift in shifts if shift.agent_id == user.id]
    return max(ends, default=None)


def history_part(reports: Sequence[SheetReport], now: datetime) -> None:
    """Draw, folded away, the versions of the sheets of one kind; for managers."""
    names = {report.source_id: report.name for report in reports if report.version}
    if not names:
        return
    with st.expander(t("What changed in the sheets"), icon=":material/history:", key="sheet-history"):
        chosen = next(iter(names))
        if len(names) > 1:
            chosen = st.selectbox(t("Source"), list(names), format_func=names.__getitem__, key="sheet-history:source")
        versions_part(chosen, now, key=f"history:{chosen}")


def versions_part(source_id: int, now: datetime, *, key: str) -> None:
    """Draw the kept versions of a source, newest first, and what the chosen one changed."""
    versions: tuple[SheetVersion, ...] = load(sheet_versions, source_id, topics=HERE)
    steps = list(pairwise(versions))
    if not steps:
        st.caption(t("Only one version so far: nothing has changed since the sheet was added."))
        return
    words = [_version_words(new, old, now) for new, old in steps]
    chosen = st.selectbox(t("Version"), list(range(len(steps))), key=f"{key}:version:{versions[0].number}", format_func=words.__getitem__)
    new, old = steps[chosen]
    changes_part(between(source_id, old.number, new.number, now), key=f"{key}:{old.number}:{new.number}")


def between(source_id: int, old: int, new: int, now: datetime) -> SourceChanges:
    """Return what changed between two versions, dates read as of today."""
    minute = now.replace(second=0, microsecond=0)
    return load(changes_between, source_id, old, new, at=minute, topics=HERE, scope="role")


def _version_words(new: SheetVersion, old: SheetVersion, now: datetime) -> str:
    words = t("Version {old} → {new}, read at {moment}", old=old.number, new=new.number, moment=written.moment(new.read_at, now))
    return words + (f" · {t('kept aside')}" if new.held else f" · {t('in use')}" if new.shown else "")


def changes_part(told: SourceChanges, *, key: str, head: bool = False) -> None:
    """Draw added, removed and changed rows, each changed value with what it was before."""
    changes = told.changes
    lead = f"**{plain(told.name)}** · " if head else ""
    if not told.comparable:
        st.caption(lead + t("These two versions cannot be compared: one of them does not have the columns chosen now."))
        return
    counts = t("{added} added, {removed} removed, {changed} changed",
               added=len(changes.added), removed=len(changes.removed), changed=len(changes.changed))  # fmt: skip
    st.caption(lead + (counts if changes else t("No row in use changed (only notes, titles or rows to correct).")))
    rows = _rows(changes)
    if rows:
        columns = {
            "what": t("Kind of change"),
            "row": t("Row"),
            "field": t("Column"),
            "before": t("Before"),
            "after": t("After"),
            "cell": t("Cell"),
        }
        table_with_export(pd.DataFrame(rows), columns, name=t("Changes {name}", name=told.name), key=f"changes:{key}")


def _rows(changes: Changes[Script] | Changes[Voucher]) -> list[dict[str, str]]:
    added, removed = t("Added"), t("Removed from the sheet")
    found = [_line(added, row, after=_summary(row)) for row in changes.added]
    found += [_line(removed, row, before=_summary(row)) for row in changes.removed]
    for one in changes.changed:
        names = _told_once(one.fields)
        found += [
            _line(t("Changed"), one.after, name, before=value_words(one.before, name), after=value_words(one.after, name)) for name in names
        ]
    return found


def _line(what: str, row: Script | Voucher, name: str = "", *, before: str = "", after: str = "") -> dict[str, str]:
    field = t(VALUE_NAMES.get(name, name)) if name else ""
    return {"what": what, "row": row_words(row), "field": field, "before": before, "after": after, "cell": row.cell}


def _told_once(fields: Sequence[str]) -> list[str]:
    """Value and unit are said in one phrase; several marketplaces stand among the conditions, or in the note."""
    return [name for name in fields if name != "several" and not (name == "unit" and "value" in fields)]


def _summary(row: Script | Voucher) -> str:
    if isinstance(row, Voucher):
        return f"{value_words(row, 'value')} · {value_words(row, 'start')} – {value_words(row, 'end')}"
    return " ".join(row.text.split())
