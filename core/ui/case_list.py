"""A work list on screen: pages, headings by deadline, ticked cases and what may be done with them at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import streamlit as st

from core.base.words import mark
from core.cases.actions.several import STRIDES, CaseRef, Chosen, SeveralDone, Stride, give_several, share_several, step_several
from core.cases.deadline import STANDING_NAMES, Standing
from core.cases.event import CaseKind
from core.people.user import Right, User
from core.ui.case_filters import KEYS
from core.ui.case_parts import STANDING_ICON
from core.ui.on_shift import on_shift
from core.ui.submit import field, submit
from core.ui.toasts import toast
from core.ui.words import plain, said, t

T = TypeVar("T")
PER_PAGE = 12
STRIDE_NAMES = {
    Stride.GO_ON: (mark("Go on"), "play_circle"),
    Stride.WAIT_CUSTOMER: (mark("Wait for the customer"), "pause_circle"),
    Stride.WAIT_MARKETPLACE: (mark("Wait for the marketplace"), "pause_circle"),
    Stride.CONTACTED: (mark("Customer contacted"), "call"),
    Stride.CLOSE_UNCHANGED: (mark("Close: it stays as it is"), "check_circle"),
}
_DONE = (Standing.MET, Standing.MISSED, Standing.NONE)


@dataclass(frozen=True)
class Line:
    """A case as the list handles it: what it is called, how it stands."""

    id: int
    version: int
    name: str
    standing: Standing
    is_open: bool


def in_pages(kind: CaseKind, lines: Sequence[T], as_line: Callable[[T], Line], draw: Callable[[T], None]) -> None:
    """Draw the chosen page of the list under headings by deadline and, where one page does not hold all, the page numbers."""
    pages, number = -(-len(lines) // PER_PAGE), 1
    handled = [as_line(line) for line in lines]
    sizes, heading = Counter(_heading(line) for line in handled), ""
    box = st.container(gap="small", key="case-list" if st.session_state.get(KEYS, True) else "case-lines")  # page.js looks for the first
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            number = st.pagination(pages, key=f"{kind}:page:{pages}")
    with box:
        for line, one in list(zip(handled, lines, strict=True))[(number - 1) * PER_PAGE : number * PER_PAGE]:
            if (new := _heading(line)) != heading:
                heading = new
                icon = STANDING_ICON[line.standing] if line.is_open else ":material/task_alt:"
                st.caption(f"{icon} **{heading}** · {sizes[heading]}")
            draw(one)
    st.session_state[f"{kind}:versions"] = {line.id: line.version for line in handled}


def _heading(line: Line) -> str:
    return t(STANDING_NAMES[line.standing]) if line.is_open and line.standing not in _DONE else t("No deadline runs")


def ticked(kind: CaseKind, lines: Sequence[Line]) -> Chosen:
    """Return the ticked cases of the list, in its order, in the versions the person saw."""
    seen = st.session_state.get(f"{kind}:versions", {})
    return Chosen(
        kind, tuple(CaseRef(one.id, seen.get(one.id, one.version), one.name) for one in lines if st.session_state.get(_tick(kind, one.id)))
    )


def bulk_bar(kind: CaseKind, lines: Sequence[Line], user: User, team: Sequence[User], now: datetime) -> None:
    """Draw what may be done with the ticked cases; nothing while none is ticked but what was refused the last time."""
    _refused(kind)
    chosen = ticked(kind, lines)
    if not chosen.cases:
        return
    form = f"{kind}:several"
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small", key="case-bulk"):
        st.markdown(f"**{t('{n} chosen', n=len(chosen.cases))}**", width="content")
        if st.button(t("I take them"), icon=":material/back_hand:", key=field(form, "take")):
            _run(kind, chosen, give_several, user.id)
        if user.may(Right.MANAGE_CASES):
            _manage(kind, chosen, team, now, form)
        with st.popover(t("Next step"), icon=":material/double_arrow:", key=f"{kind}:stride"):
            for stride in STRIDES[kind]:
                name, icon = STRIDE_NAMES[stride]
                if st.button(t(name), icon=f":material/{icon}:", key=field(form, str(stride)), width="stretch"):
                    _run(kind, chosen, step_several, stride)
        st.button(t("Choose none"), type="tertiary", key=f"{kind}:none", on_click=_untick, args=(kind, [one.id for one in lines]))


def _manage(kind: CaseKind, chosen: Chosen, team: Sequence[User], now: datetime, form: str) -> None:
    on = on_shift(now)
    names = {person.id: person.display for person in team}
    there = [number for number in on if number in names]
    tip = t("To whoever has the fewest open cases, in turn: {names}", names=", ".join(plain(names[number]) for number in there))
    if st.button(
        t("Share out among those on shift ({n})", n=len(there)), icon=":material/group_add:", key=field(form, "share"), disabled=not there,
        help=tip if there else t("Nobody is on shift now."),
    ):  # fmt: skip
        _run(kind, chosen, share_several, tuple(there))
    with st.popover(t("Give to…"), icon=":material/person:", key=f"{kind}:give"):
        options: list[int | None] = [*there, *(number for number in names if number not in there), None]
        owner = st.selectbox(
            t("Who works on it"), options, key=field(form, "owner"),
            format_func=lambda key: t("nobody yet") if key is None else f"{names[key]} · {t('on shift')}" if key in there else names[key],
        )  # fmt: skip
        if st.button(t("Give"), type="primary", key=field(form, "give"), width="stretch"):
            _run(kind, chosen, give_several, owner)


def _run(kind: CaseKind, chosen: Chosen, action: Callable[..., SeveralDone], *more: Any) -> None:
    done = submit(action, chosen, *more, form=f"{kind}:several")
    if done is None:
        return
    _untick(kind, [case.id for case in chosen.cases])
    st.session_state[f"{kind}:refused"] = [f"**{plain(one.case.name)}**: {said(one.why)}" for one in done.refused]
    if done.done:
        toast(t("{n} cases changed", n=done.done), ":material/check_circle:")
    st.rerun()


def _refused(kind: CaseKind) -> None:
    told = st.session_state.get(f"{kind}:refused") or []
    if told:
        with st.container(border=True, gap="xsmall"):
            listed = "\n".join(f"- {one}" for one in told)
            st.warning(t("{n} cases stayed as they are:", n=len(told)) + "\n\n" + listed, icon=":material/error:")
            gone = (f"{kind}:refused", None)
            st.button(t("Understood"), type="tertiary", key=f"{kind}:understood", on_click=st.session_state.pop, args=gone)


def _untick(kind: CaseKind, ids: Sequence[int]) -> None:
    for number in ids:
        st.session_state[_tick(kind, number)] = False


def _tick(kind: CaseKind, case_id: int) -> str:
    return f"pick:{kind}-{case_id}"
