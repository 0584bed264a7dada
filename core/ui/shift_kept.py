"""Drafts on the server: what is typed here is kept, what was typed elsewhere is brought back or offered, never written over."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st
import structlog

from core.base.errors import CaTrucError
from core.base.opened import the_database
from core.people.shop import Shop
from core.shifts.actions.drafts import KeepDraft, drop_draft, keep_draft, take_draft
from core.shifts.draft import KeptDraft, TypedShop
from core.shifts.queries.drafts import my_drafts
from core.shifts.result import FIELD_NAMES
from core.shifts.shift import Shift
from core.ui import format as written
from core.ui.session import asked_now, current_user
from core.ui.shift_drafts import Draft, field_text, same_number, text_now, type_again, typed_of
from core.ui.submit import submit
from core.ui.words import plain, t

_DEVICE = "my_shift:device"
_TOLD = "my_shift:told"
_log = structlog.get_logger("catruc")


@dataclass
class _Told:
    """What this page last told the server about a shift, and when; `failed`: it could not be told; `back`: a draft of then is back."""

    shops: tuple[TypedShop, ...] = ()
    at: datetime | None = None
    failed: bool = False
    back: datetime | None = None


def bring_back(shift: Shift, shops: Sequence[Shop]) -> None:
    """Go on with the newest draft when this page first shows a shift: after a reload, a lost connection, on another device."""
    told: dict[int, _Told] = st.session_state.setdefault(_TOLD, {})
    if shift.id in told:
        return
    told[shift.id] = _Told()
    known = {shop.id for shop in shops}
    drafts = [draft for draft in _kept(shift) if _differences(shift, draft, known)]
    if drafts and _take(shift, drafts[0]):
        told[shift.id].back = drafts[0].saved_at


def note_back(shift: Shift) -> None:
    """Say that a draft was brought back, until it is saved or undone."""
    told: _Told = st.session_state[_TOLD][shift.id]
    if told.back is not None and told.shops:
        moment = written.moment(told.back, asked_now())
        st.markdown(f":blue[:material/restore: {t('Your draft of {time} is back.', time=moment)}]")


def keep(shift: Shift, drafts: Sequence[Draft]) -> datetime | None:
    """Keep what is typed and not saved, when it changed; returns since when it is kept, None when nothing is or it failed."""
    told: _Told = st.session_state[_TOLD][shift.id]
    typed = tuple(shop for shop in (typed_of(shift, draft) for draft in drafts if draft.changed) if shop.texts)
    if typed != told.shops or told.failed:
        try:
            with the_database().write() as session:
                kept = keep_draft(session, current_user(), KeepDraft(shift.id, _device(), typed), now=asked_now())
        except CaTrucError as error:  # the page goes on: the fields still hold it, and the next change tries again
            _log.warning("draft.not_kept", why=str(error), shift=shift.id)
            told.failed = True
            return None
        told.shops, told.at, told.failed = typed, kept.saved_at if kept else None, False
        told.back = told.back if typed else None
    return told.at


def offer_other(shift: Shift, shops: Sequence[Shop]) -> None:
    """Offer the newest draft of another device that says something else; it is taken or dropped by a click only."""
    names = {shop.id: shop.name for shop in shops}
    for draft in _kept(shift):
        if draft.device == _device() or not (found := _differences(shift, draft, set(names))):
            continue
        form = f"draft:{draft.id}:{draft.version}"
        with st.container(border=True, gap="small"):
            moment = written.moment(draft.saved_at, asked_now())
            st.markdown(f":blue[:material/devices:] **{t('Another device of yours has a draft of {time}', time=moment)}**")
            for shop_id, name, theirs, mine in found:
                st.caption(
                    t("{shop} · {field}: {theirs} there, {mine} here", shop=plain(names[shop_id]), field=t(FIELD_NAMES[name]),
                      theirs=plain(theirs) or written.DASH, mine=plain(mine) or written.DASH)
                )  # fmt: skip
            with st.container(horizontal=True, gap="small"):
                use = st.button(t("Use that one"), icon=":material/download_done:", key=f"{form}:use")
                leave = st.button(t("Drop that one"), icon=":material/delete:", key=f"{form}:drop", type="tertiary")
        if use and _take(shift, draft, form=form):
            st.rerun()
        if leave and submit(drop_draft, draft, form=form, success=t("The other draft is dropped")):
            st.rerun()
        return


def let_go(shift: Shift) -> None:
    """Let go of this page's draft of a shift that was just handed in."""
    st.session_state.get(_TOLD, {}).pop(shift.id, None)
    try:
        with the_database().write() as session:
            keep_draft(session, current_user(), KeepDraft(shift.id, _device(), ()), now=asked_now())
    except CaTrucError as error:
        _log.warning("draft.not_dropped", why=str(error), shift=shift.id)


def typed_otherwise(shift: Shift) -> bool:
    """Tell whether this page still holds numbers of a shift that somebody handed in otherwise."""
    told: _Told | None = st.session_state.get(_TOLD, {}).get(shift.id)
    return told is not None and any(
        not same_number(name, text, field_text(name, getattr(shift.result_of(typed.shop_id).totals, name)))
        for typed in told.shops
        for name, text in typed.texts
    )


def _kept(shift: Shift) -> tuple[KeptDraft, ...]:
    # Past the cache of reads on purpose: a draft moves no counter, and this is one look by key.
    with the_database().read() as session:
        return my_drafts(session, current_user(), shift.id)


def _device() -> str:
    return str(st.session_state.setdefault(_DEVICE, secrets.token_hex(8)))


def _take(shift: Shift, draft: KeptDraft, *, form: str = "") -> bool:
    if form:
        taken = submit(take_draft, draft, _device(), form=form, success=t("Here is the draft of the other device"))
    else:
        try:
            with the_database().write() as session:
                taken = take_draft(session, current_user(), draft, _device(), now=asked_now())
        except CaTrucError as error:  # its device typed on this very moment: it is offered instead
            _log.info("draft.moved_on", why=str(error), shift=shift.id)
            return False
    if taken is None:
        return False
    for typed in taken.shops:
        type_again(shift, typed)
    st.session_state[_TOLD][shift.id] = _Told(taken.shops, taken.saved_at)
    return True


def _differences(shift: Shift, draft: KeptDraft, shops: set[int]) -> list[tuple[int, str, str, str]]:
    """Return (shop, field, text there, text here) where a draft says something neither typed here nor stored."""
    found = []
    for typed in draft.shops:
        if typed.shop_id not in shops:
            continue
        for name, text in typed.texts:
            here, stored = text_now(shift, typed.shop_id, name), field_text(name, getattr(shift.result_of(typed.shop_id).totals, name))
            if not same_number(name, text, here) and not same_number(name, text, stored):
                found.append((typed.shop_id, name, text, here))
    return found
