"""The entry script of every page: who is there, which pages they may open, what stands in the sidebar."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from core.ui.menu import pages_for
from core.ui.session import enter
from core.ui.sidebar import draw_sidebar
from core.ui.words import t

st.set_page_config(page_title="Ca Trực", page_icon="/assets/icon.svg", layout="wide")
signed_in = enter()
allowed = [spec for spec in pages_for(signed_in.user) if spec.file.is_file()]
# A default page loses its own address, so the default is a hidden one that leads on to the first.
sections = {
    t(group): [st.Page(spec.file, title=t(spec.title), icon=f":material/{spec.icon}:", url_path=spec.key) for spec in specs]
    for group, specs in groupby(allowed, key=lambda spec: spec.group)
}
start = st.Page(lambda: st.switch_page(first), title="Ca Trực", url_path="start", default=True, visibility="hidden")
first = next(iter(sections.values()))[0]
chosen = st.navigation({"": [start], **sections})
draw_sidebar(signed_in)
chosen.run()
