"""The life of a case on screen: its steps, which nobody can change, and its pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import streamlit as st

from core.base.money import format_vnd
from core.cases.complaint import RESOLUTION_NAMES, SEVERITY_NAMES, WAITING_NAMES, Resolution, Severity, WaitingFor
from core.cases.event import STEP_NAMES, CaseEvent, Step
from core.cases.picture import host_of, is_known_host, safe_link
from core.cases.review import OUTCOME_NAMES, Outcome
from core.ui import format as written
from core.ui.case_parts import customer_text, who
from core.ui.show import section
from core.ui.words import language, plain, t

_ICON = {
    Step.OPENED: "add_circle", Step.ANSWERED: "reply", Step.STARTED: "play_circle", Step.WAITED: "pause_circle",
    Step.RESOLVED: "check_circle", Step.REJECTED: "cancel", Step.REOPENED: "restart_alt", Step.CONTACTED: "call", Step.REPLIED: "reply",
    Step.CLOSED: "check_circle", Step.ASSIGNED: "person", Step.EDITED: "edit", Step.NOTED: "sticky_note_2", Step.SENT: "send",
    Step.RAISED: "keyboard_double_arrow_up", Step.HIDDEN: "visibility_off",
}  # fmt: skip


def timeline(events: Sequence[CaseEvent], now: datetime) -> None:
    """Draw what was done, newest first."""
    section(t("Timeline"), t("Written down once; nobody can change it."))
    for number, event in reversed(list(enumerate(events))):
        with st.container(gap=None):
            told = f":material/{_ICON[event.step]}: **{t(STEP_NAMES[event.step])}**"
            if event.step is Step.ASSIGNED:
                told += f" {who(event.to)}"
            if detail := _detail(event):
                told += f" · {detail}"
            st.markdown(told)
            by = f"{plain(event.actor.display)} · " if event.actor else ""
            st.caption(by + written.ago(event.at, now))
            if event.note:
                customer_text(event.note, "")
            if links := [link for link in event.detail.get("links", ()) if safe_link(link)]:
                picture_links(links, key=f"step:{number}")


def picture_links(links: Sequence[str], *, key: str) -> None:
    """Draw links of pictures as buttons; one to an unusual place names it, so that nobody clicks blindly."""
    with st.container(horizontal=True, gap="small"):
        for number, link in enumerate(links, start=1):
            host, known = host_of(link), is_known_host(link)
            look = None if known else t("Leads to another site: look before you click.")
            st.link_button(
                f"{t('Picture {n}', n=number)} · {plain(host)}", link, key=f"picture:{key}:{number}", type="tertiary",
                icon=":material/image:" if known else ":material/open_in_new:", help=look,
            )  # fmt: skip


def _detail(event: CaseEvent) -> str:
    said = event.detail
    named: list[tuple[str, Callable[[str], str]]] = [
        ("waiting_for", lambda key: t(WAITING_NAMES[WaitingFor(key)])),
        ("resolution", lambda key: t(RESOLUTION_NAMES[Resolution(key)])),
        ("outcome", lambda key: t(OUTCOME_NAMES[Outcome(key)])),
    ]
    parts = [name(said[key]) for key, name in named if said.get(key)]
    if event.step is Step.RAISED and said.get("severity"):
        parts.append(t(SEVERITY_NAMES[Severity(said["severity"])]))
    if said.get("cost_vnd") is not None:
        parts.append(format_vnd(said["cost_vnd"], language=language()))
    if said.get("paused_s"):
        parts.append(t("the clock stood for {time}", time=written.seconds(said["paused_s"] // 60 * 60)))
    if event.step is Step.HIDDEN and said.get("count"):
        parts.append(t("{n} places", n=said["count"]))
    return " · ".join(parts)
