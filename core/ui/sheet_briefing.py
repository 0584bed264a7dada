"""What the sheets tell somebody who begins a shift: changed vouchers and scripts, and the flash sales to come."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from core.base.changes import Topic
from core.base.clock import day_bounds, local_date
from core.base.settings import get_settings
from core.base.words import mark
from core.catalog.queries.briefing import CatalogBriefing, catalog_briefing
from core.catalog.queries.history import SourceChanges
from core.catalog.source import SheetKind
from core.catalog.voucher import Voucher
from core.catalog.voucher_state import VoucherState
from core.people.user import User
from core.ui import format as written
from core.ui.load import load
from core.ui.menu import page
from core.ui.sheet_changes import changes_part
from core.ui.sheet_fields import VALUE_NAMES, row_words, value_words
from core.ui.show import badge
from core.ui.voucher_flash import hours_words
from core.ui.voucher_parts import STATES, countdown
from core.ui.words import plain, t

SHOWN = 5
WHAT = {
    SheetKind.VOUCHERS: mark("Vouchers changed since your last shift: {n}"),
    SheetKind.SCRIPTS: mark("Scripts changed since your last shift: {n}"),
}
ICONS = {SheetKind.VOUCHERS: ":material/sell:", SheetKind.SCRIPTS: ":material/chat:"}


def load_briefing(since: datetime | None, now: datetime, until: datetime | None = None) -> CatalogBriefing:
    """Return what `briefing` draws; `until` None is the end of the local day."""
    minute = now.replace(second=0, microsecond=0)
    zone = get_settings().zone
    end = until or day_bounds(local_date(now, zone), zone)[1]
    return load(catalog_briefing, since, start=minute, end=end, at=minute, topics=(Topic.CATALOG,))


def briefing(user: User, now: datetime, *, since: datetime | None, until: datetime | None = None) -> int:
    """Draw what changed after `since` (the check-out of the last shift) and the flash sales up to `until`; return how many things.

    Nothing is drawn when there is nothing to tell.
    """
    told = load_briefing(since, now, until)
    flash = [one for one in told.flash if one.state not in (VoucherState.EXPIRED, VoucherState.BROKEN)]
    if flash:
        _head(":material/bolt:", t("Flash sales and timed codes ahead: {n}", n=len(flash)), SheetKind.VOUCHERS)
        for one in flash:
            name, status, icon = STATES[one.state]
            codes = plain(", ".join(one.voucher.codes))
            about = " · ".join(part for part in (f"**{codes}**" if codes else "", plain(one.voucher.title)) if part)
            st.markdown(f"{badge(t(name), status, icon=icon)} **{hours_words(one, now)}** · {about}  \n:small[{countdown(one, now)}]")
    for kind, sources in ((SheetKind.VOUCHERS, told.vouchers), (SheetKind.SCRIPTS, told.scripts)):
        if sources:
            _changes(kind, sources)
    return told.changed + len(flash)


def _head(icon: str, words: str, kind: SheetKind) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"{icon} **{words}**", width="stretch")
        st.page_link(page(str(kind)).file, label=t("Open"), icon=":material/arrow_forward:", width="content")


def _changes(kind: SheetKind, sources: tuple[SourceChanges, ...]) -> None:
    _head(ICONS[kind], t(WHAT[kind], n=sum(one.size for one in sources)), kind)
    lines = [line for one in sources for line in _lines(one)]
    st.markdown("\n".join(f"- {line}" for line in lines[:SHOWN]))
    if len(lines) > SHOWN:
        with st.expander(t("All changes ({n})", n=len(lines)), key=f"briefing:{kind}"):
            for one in sources:
                if one.rows:
                    st.caption(t("new sheet, {n} rows", n=one.rows))
                else:
                    changes_part(one, key=f"briefing:{one.source_id}", head=len(sources) > 1)


def _lines(told: SourceChanges) -> list[str]:
    """One line a change, as Markdown: what is new first, then what is different, then what is gone."""
    if told.rows:
        return [f"{badge(t('New'), 'good', icon=':material/fiber_new:')} {plain(told.name)} · {t('new sheet, {n} rows', n=told.rows)}"]
    added, removed = t("Added"), t("Removed from the sheet")
    lines = [f"{badge(added, 'good', icon=':material/add:')} {plain(row_words(row))} · {_about(row)}" for row in told.changes.added]
    for one in told.changes.changed:
        names = [name for name in one.fields if name not in ("unit", "several")]
        name = names[0] if names else one.fields[0]
        more = f" · {t('and {n} more', n=len(names) - 1)}" if len(names) > 1 else ""
        before, after = (plain(_short(value_words(row, name))) for row in (one.before, one.after))
        what = t(VALUE_NAMES.get(name, name))
        lines.append(
            f"{badge(t('Changed'), 'info', icon=':material/edit:')} {plain(row_words(one.after))} · {what}: {before} → {after}{more}"
        )
    lines += [f"{badge(removed, 'off', icon=':material/remove:')} {plain(row_words(row))}" for row in told.changes.removed]
    return lines


def _about(row: object) -> str:
    if isinstance(row, Voucher):
        return f"{value_words(row, 'value')} · {t('until {moment}', moment=value_words(row, 'end')) if row.end else written.DASH}"
    return plain(_short(" ".join(str(getattr(row, "text", "")).split())))


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
