"""One click copies: the button's press counts here, the copying itself happens in the browser.

`core/web/assets/page.js` listens for presses of buttons inside a container whose key starts with
`copy-`; it takes the text of the container whose key starts with `copied-` in the same card. The
browser lets a page write to the clipboard only within the press itself, so no answer of the server
could do it.
"""

from __future__ import annotations

from hashlib import sha256

import streamlit as st

from core.base.errors import CaTrucError
from core.base.opened import the_database
from core.catalog.actions.clicks import count_copy
from core.catalog.source import SheetKind
from core.people.user import User
from core.ui.session import asked_now
from core.ui.submit import show_error
from core.ui.toasts import toast
from core.ui.words import t


def short_key(*parts: str) -> str:
    """Return a key that is safe in a widget's name, for an item with any letters."""
    return sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def copied_text(text: str, key: str, *, code: bool = False) -> None:
    """Draw the text that the card's copy button copies, letter for letter."""
    with st.container(key=f"copied-{key}", gap=None):
        if code:
            st.code(text, language=None)
        else:
            st.text(text)


def copy_button(user: User, kind: SheetKind, item: str, key: str, *, left: tuple[str, ...] = ()) -> None:
    """Draw the button; `left` names the gaps that are still in the text, which the toast reminds of."""
    with st.container(key=f"copy-{key}", width="content"):
        pressed = st.button(t("Copy"), icon=":material/content_copy:", key=f"copy:{kind}:{key}")
    if pressed:
        _count(user, kind, item, left)


def copy_plain(key: str, label: str, said: str) -> None:
    """Draw the button of a text that nobody counts."""
    with st.container(key=f"copy-{key}", width="content"):
        if st.button(label, icon=":material/content_copy:", key=f"copy-plain:{key}"):
            toast(said, ":material/content_copy:")


def _count(user: User, kind: SheetKind, item: str, left: tuple[str, ...]) -> None:
    try:
        with the_database().write() as session:
            count_copy(session, user, kind, item, now=asked_now())
    except CaTrucError as error:
        show_error(error)
    if left:
        toast(t("Copied, with gaps left: {gaps}", gaps=", ".join(left)), ":material/edit_note:")
    else:
        toast(t("Copied. Paste it into the chat."), ":material/content_copy:")
