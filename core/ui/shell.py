"""The entry script of every page: who is there, which pages they may open, what stands in the sidebar."""

from __future__ import annotations

import streamlit as st

from core.base.settings import ROOT
from core.people.queries.shops import list_shops
from core.ui.load import load
from core.ui.places import places_for
from core.ui.session import enter, on_the_wall
from core.ui.sidebar import draw_sidebar
from core.ui.toasts import settle, show_pending

st.set_page_config(page_title="Ca Trực", page_icon="/assets/icon.svg", layout="wide")
if not on_the_wall():
    st.logo(ROOT / "core" / "web" / "assets" / "wordmark.svg", size="large", icon_image=ROOT / "core" / "web" / "assets" / "icon.svg")
signed_in = enter()
show_pending()
sections = places_for(signed_in.user)
places = {place.url_path: place for made in sections.values() for place in made}
first = next(iter(places.values()))


def lead_on() -> None:
    """Go to the first page a person may open, an owner without shops to setting up.

    The default page itself has no address of its own.
    """
    st.switch_page(places["setup"] if "setup" in places and not load(list_shops, topics=()) else first)


start = st.Page(lead_on, title="Ca Trực", url_path="start", default=True, visibility="hidden")
chosen = st.navigation({"": [start], **sections}, expanded=True, position="hidden" if on_the_wall() else "sidebar")
if not on_the_wall():
    draw_sidebar(signed_in)
chosen.run()
settle()
