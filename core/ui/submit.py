"""One act of a person: one transaction, one effect however often it is sent, errors in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from core.base.errors import AlreadyDone, CaTrucError, InvalidInput
from core.base.opened import the_database
from core.base.tokens import new_token, spend
from core.ui.session import asked_now, current_user
from core.ui.toasts import toast
from core.ui.words import said, t

T = TypeVar("T")


def field(form: str, name: str) -> str:
    """Return the widget key of a form's field; it changes when the form was saved, which clears the field."""
    return f"{form}:{_drawing(form)}:{name}"


def submit(action: Callable[..., T], *args: Any, form: str, success: str = "", keep: bool = False, **named: Any) -> T | None:
    """Run `action(session, user, *args, now=…)` as the one act of `form`; None when it was refused.

    Give every widget of the form, its button too, a key from `field(form, …)`: after success the keys
    move on, so the fields are empty and a second click on the old button has nothing to press. With
    `keep` the fields stay as typed. Refused: the reason is shown, what was typed stays.
    """
    token_key = f"{form}:{_drawing(form)}:token"
    token = st.session_state.setdefault(token_key, new_token())
    now = asked_now()
    try:
        with the_database().write() as session:
            spend(session, token, at=now)
            result = action(session, current_user(), *args, now=now, **named)
    except AlreadyDone as error:
        _next_drawing(form, keep=keep)
        toast(said(error), ":material/done_all:")
        return None
    except CaTrucError as error:
        show_error(error)
        return None
    _next_drawing(form, keep=keep)
    if success:
        toast(success, ":material/check_circle:")
    return result


def show_error(error: CaTrucError) -> None:
    """Show what is wrong and the way out, a line per field."""
    if isinstance(error, InvalidInput) and len(error.problems) > 1:
        lines = "\n".join(f"- {said(problem)}" for problem in error.problems)
        st.error(t("Please check {n} fields:", n=len(error.problems)) + "\n\n" + lines, icon=":material/error:")
    else:
        st.error(said(error), icon=":material/error:")


def _drawing(form: str) -> int:
    return int(st.session_state.get(f"{form}:drawing", 0))


def _next_drawing(form: str, *, keep: bool) -> None:
    if keep:
        st.session_state[f"{form}:{_drawing(form)}:token"] = new_token()
    else:
        st.session_state[f"{form}:drawing"] = _drawing(form) + 1
