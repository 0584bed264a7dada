"""Personal data in what a case holds: told on its screen, taken out with one click."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.cases.inputs import HidePersonal
from core.cases.privacy import find_personal
from core.ui.case_steps import Act, CaseSteps
from core.ui.words import plain, t


def hide_offer(kind: str, case_id: int, version: int, text: str, hide: Callable[..., Any]) -> None:
    """Offer to take phone numbers and addresses out of a case's text, where there are any."""
    found = find_personal(text)
    if not found:
        return
    shown = ", ".join(f"**{plain(one.shown)}**" for one in found[:3]) + (" …" if len(found) > 3 else "")
    steps = CaseSteps(f"{kind}-hide", case_id, version)
    act = Act(hide, lambda seen: HidePersonal(case_id, seen, t("[address hidden]")), t("Personal data hidden"))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":orange[:material/shield_person: {t('Personal data is in the text: {what}', what=shown)}]", width="content")
        steps.at_once("hide", t("Hide it"), ":material/visibility_off:", act)
    steps.drawn()
