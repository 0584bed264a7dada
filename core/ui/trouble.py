"""When a page fails: a calm sentence on the screen, the trace in the log."""

from __future__ import annotations

import streamlit as st
import structlog

from core.base.errors import CaTrucError
from core.ui.words import said, t

_log = structlog.get_logger("catruc")


def show_script_error(error: Exception) -> bool:
    """Log what happened, show what to do; True, so that Streamlit adds nothing of its own."""
    if isinstance(error, CaTrucError):
        _log.warning("page.refused", why=str(error), kind=type(error).__name__)
        st.error(said(error), icon=":material/error:")
        return True
    _log.error("page.failed", exc_info=error)
    st.error(
        t("This part failed; nothing you saved is lost. Reload the page. If it happens again, tell the owner."), icon=":material/error:"
    )
    return True
