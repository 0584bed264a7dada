"""The grid: every shop's running totals, kept as a draft while typed, saved and taken back in one click."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from core.base.changes import Topic
from core.base.settings import get_settings
from core.people.shop import Shop
from core.shifts.actions.save import SaveResults, save_results, undo_last_save
from core.shifts.queries.shifts import usual_shops
from core.shifts.shift import Shift
from core.ui import shift_choice as choice
from core.ui import shift_kept as kept
from core.ui import shift_parts as parts
from core.ui.load import load
from core.ui.session import asked_now, guard
from core.ui.shift_drafts import Draft, draft_of, forget, shown
from core.ui.submit import field, submit
from core.ui.words import said, t

HERE = (Topic.SHIFTS, Topic.PEOPLE)


def draw_grid(shift: Shift, shops: Sequence[Shop], now: datetime) -> list[Draft]:
    """Draw every shop's fields and save them in one click; returns what is typed."""
    first, rest = choice.shops_first(shops, shift, load(usual_shops, shift.agent_id, topics=HERE))
    kept.bring_back(shift, shops)
    told = st.container()  # a place of its own: what comes and goes here moves, and so folds up, nothing below
    st.caption(t("Running totals since the start of the shift: type what the seller centre shows now. Blank means not recorded."))
    parts.explain_fields()
    drafts = [draft_of(shift, shop) for shop in (*first, *rest)]
    kept_at = kept.keep(shift, drafts)
    with told:
        kept.note_back(shift)
        kept.offer_other(shift, shops)
    for draft in drafts[: len(first)]:
        parts.shop_block(shift, draft, now, kept_at)
    if rest:
        with st.expander(t("Other shops ({n})", n=len(rest))):
            for draft in drafts[len(first) :]:
                parts.shop_block(shift, draft, now, kept_at)
    _save_bar(shift, drafts)
    return drafts


def _save_bar(shift: Shift, drafts: list[Draft]) -> None:
    with st.bottom, st.container(horizontal=True, vertical_alignment="center"):
        save = st.button(t("Save numbers"), type="primary", icon=":material/save:", key=field(f"save:{shift.id}", "go"), width="stretch")
        undo = shift.last_update is not None and st.button(
            t("Undo"), icon=":material/undo:", key=field(f"undo:{shift.id}", "go"), help=t("Take the last save back")
        )
    if undo:
        undone = submit(undo_last_save, shift.id, shift.version, form=f"undo:{shift.id}", success=t("The last save was taken back"))
        if undone is not None:
            forget(shift.id, *undone.changed)
            st.rerun()
    if save and not refuse_problems(drafts):
        wanted = SaveResults(shift.id, tuple(draft.input for draft in drafts if draft.changed))
        with st.bottom:
            saved = submit(save_results, wanted, form=f"save:{shift.id}", success=t("Saved") if wanted.shops else t("Nothing has changed"))
        if saved is not None:
            forget(shift.id, *(shop.shop_id for shop in wanted.shops))
            st.rerun()
        shown(shift, drafts)


def refuse_problems(drafts: Sequence[Draft]) -> bool:
    """Say in the bottom bar what cannot be saved as typed; each field says it too. True when there is any."""
    if problems := [problem for draft in drafts for problem in draft.problems]:
        more = f" {t('And {n} more, marked in red.', n=len(problems) - 1)}" if len(problems) > 1 else ""
        st.bottom.error(said(problems[0]) + more, icon=":material/error:")
    return bool(problems)


@st.fragment(run_every="60s")
def rhythm(shift: Shift) -> None:
    """Say, in amber and without a click, when the numbers of a running shift are older than 90 minutes."""
    guard("my_shift", in_fragment=True)
    now = asked_now()
    if shift.is_stale(now) and now < shift.template.hours(shift.business_date, get_settings().zone)[1]:
        st.warning(t("Over 90 minutes without a save. Note the numbers of this hour."), icon=":material/schedule:")
