"""Words on the screen, in the person's language; text from outside made harmless."""

from __future__ import annotations

import re
from typing import Any, cast

import streamlit as st

from core.base import words
from core.base.errors import CaTrucError, Problem
from core.base.settings import get_settings
from core.base.words import Language
from core.ui.run import forget, once_a_run

LANGUAGE_KEY = "language"
_ADDRESS = re.compile(r"\b(?:https?|ftp)(?=:)|\bwww(?=\.)|@|:(?=material/|streamlit:)", re.IGNORECASE)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$<>:&^=@])")


def language() -> Language:
    """Return the language of this browser session; the setting until somebody chooses."""
    # Every word of a page asks, and the session state answers slowly.
    return once_a_run("language", lambda: cast("Language", st.session_state.get(LANGUAGE_KEY) or get_settings().language))


def speak(chosen: Language) -> None:
    """Go on in this language, from here to the end of the browser session."""
    st.session_state[LANGUAGE_KEY] = chosen
    forget("language")


def t(template: str, /, **values: Any) -> str:
    """Return a message in the person's language with its values filled in."""
    return words.translate(template, language(), **values)


def said(error: CaTrucError | Problem) -> str:
    """Return an error's sentence in the person's language, what was typed shown letter for letter."""
    return words.explain(error, language(), escape=plain)


def plain(text: str) -> str:
    """Escape a text from customers, sheets or files so that Markdown shows it letter for letter, links not made.

    An invisible mark breaks addresses (Streamlit links even escaped ones): show what is to be copied with `st.code`.
    """
    return _MARKDOWN.sub(r"\\\1", _ADDRESS.sub("\\g<0>\u2060", " ".join(text.split())))
