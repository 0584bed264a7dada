"""The pages as Streamlit's objects: made once per role and language, handed out as copies to each run."""

from __future__ import annotations

from copy import copy
from functools import lru_cache
from itertools import groupby

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.base.words import Language, translate
from core.people.user import Role, User
from core.ui.menu import pages_for
from core.ui.words import language


def places_for(user: User) -> dict[str, list[StreamlitPage]]:
    """Return group → pages a person may open, in order. Ask within a run only: outside one Streamlit makes empty pages."""
    # A run marks its page as opened; the made ones must stay as they are.
    return {group: [copy(place) for place in places] for group, places in _places(user.role, language()).items()}


@lru_cache(maxsize=8)
def _places(role: Role, spoken: Language) -> dict[str, tuple[StreamlitPage, ...]]:
    allowed = [spec for spec in pages_for(User(0, "", "", role)) if spec.file.is_file()]
    return {
        translate(group, spoken): tuple(
            st.Page(spec.file, title=translate(spec.title, spoken), icon=f":material/{spec.icon}:", url_path=spec.key) for spec in specs
        )
        for group, specs in groupby(allowed, key=lambda spec: spec.group)
    }
