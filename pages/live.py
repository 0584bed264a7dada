"""Live: today's shifts at a glance, and what needs doing now. Draws itself anew every five seconds."""

import streamlit as st
from core.score.queries.live import live_board

from core.base.changes import Topic
from core.base.settings import get_settings
from core.score.floor import floor_of
from core.ui import live_parts
from core.ui.load import load
from core.ui.session import asked_now, guard
from core.ui.show import failed_part
from core.ui.words import t

guard("live")


@st.fragment(run_every="5s")
def board() -> None:
    """Draw the board; whoever lost the right sees nothing more from the next tick on."""
    guard("live")
    asked = asked_now()
    now = asked.replace(second=0, microsecond=0)  # one answer a minute and a change, for everybody
    floor = floor_of(get_settings())
    found = load(live_board, now=now, floor=floor, topics=tuple(Topic), scope="role")
    live_parts.headline(found, now, asked)
    for part in found.failed:
        failed_part(t(part.part), t(part.reason))
    live_parts.cards(found)
    left, right = st.columns([2, 1])
    with left:
        live_parts.by_hour(found, floor)
    with right:
        live_parts.attention(found, now)
    left, right = st.columns([2, 1])
    with left:
        live_parts.on_shift(found, now)
    with right:
        live_parts.gauges(found, floor)


board()
