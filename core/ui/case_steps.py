"""The next steps of one case: a button each, and the small form of the one being filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.ui.case_privacy import hold_back, privacy_notice
from core.ui.submit import field, submit
from core.ui.words import t


@dataclass(frozen=True)
class Act:
    """An action, how its input is made from the version seen, and the words of success."""

    action: Callable[..., Any]
    given: Callable[[int], Any]
    success: str


class CaseSteps:
    """Steps of a case as it was seen: who clicks on what somebody else changed meanwhile is told, not obeyed.

    Each run reads the case afresh, so the version a person acts on is kept here: of the last drawing
    for a button, of its opening for a form. Call `drawn` at the end of the page.
    """

    def __init__(self, kind: str, case_id: int, version: int) -> None:
        self.prefix, self.version = f"{kind}:{case_id}", version
        self.seen = int(st.session_state.get(f"{self.prefix}:seen", version))
        self.doing: str | None = st.session_state.get(f"{self.prefix}:doing")
        self.since = int(st.session_state.get(f"{self.prefix}:since", version))

    def at_once(self, step: str, label: str, icon: str, act: Act, *, first: bool = False, hold: bool = False) -> None:
        """Draw a step that needs no words; `hold` keeps it back once, for the person was just told of personal data."""
        form = self.form(step)
        if st.button(label, icon=icon, key=field(form, "go"), type="primary" if first else "secondary"):
            if hold:
                hold_back()
                return
            self._run(act, self.seen, form)

    def with_form(self, step: str, label: str, icon: str, *, first: bool = False) -> None:
        """Draw the button that opens a step's form."""
        chosen = self.doing == step
        kind = "primary" if first or chosen else "secondary"
        st.button(label, icon=icon, key=f"{self.prefix}:{step}:open", type=kind, on_click=self._open, args=(step,))  # type: ignore[arg-type]

    def form(self, step: str) -> str:
        """Return the name of a step's form, for its fields."""
        return f"{self.prefix}:{step}"

    def save(self, step: str, label: str, act: Act, texts: Mapping[str, str] | None = None) -> None:
        """Draw the end of a step's form: do it, or leave it; `texts` are its free texts by field, looked through for personal data."""
        form = self.form(step)
        hold = privacy_notice(form, texts or {})
        with st.container(horizontal=True, gap="small"):
            go = st.button(label, type="primary", icon=":material/save:", key=field(form, "go"), shortcut="Mod+Enter")
            st.button(t("Leave it"), type="tertiary", key=field(form, "leave"), on_click=self._open, args=(step,))
        if go and hold:
            hold_back()
        elif go:
            self._run(act, self.since, form)
            st.session_state[f"{self.prefix}:since"] = self.version  # a conflict has been told

    def drawn(self) -> None:
        """Note that the person now sees this version."""
        st.session_state[f"{self.prefix}:seen"] = self.version

    def _open(self, step: str) -> None:
        if st.session_state.get(f"{self.prefix}:doing") == step:
            st.session_state.pop(f"{self.prefix}:doing", None)
            return
        st.session_state[f"{self.prefix}:doing"] = step
        st.session_state[f"{self.prefix}:since"] = st.session_state.get(f"{self.prefix}:seen", self.version)  # as drawn, not as begun

    def _run(self, act: Act, version: int, form: str) -> None:
        if submit(act.action, act.given(version), form=form, success=act.success) is not None:
            st.session_state.pop(f"{self.prefix}:doing", None)
            st.rerun()
