"""The whole live board, part beside part."""

from __future__ import annotations

import streamlit as st

from core.base.words import mark
from core.score.floor import Floor
from core.score.live import LiveBoard
from core.ui import live_parts
from core.ui.live_attention import attention
from core.ui.live_drawn import part


def board(found: LiveBoard, floor: Floor, *, everything: bool, wall: bool) -> None:
    """Draw the board below its title. `everything`: all that waits; `wall`: offer the wall screen."""
    part(mark("Today"), lambda: live_parts.headline(found, wall=wall))
    live_parts.failures(found)
    part(mark("Numbers of today"), lambda: live_parts.cards(found))
    left, right = st.columns([2, 3])
    with left:
        part(mark("Needs doing"), lambda: attention(found, everything=everything))
        part("30 · 16 · 365", lambda: live_parts.gauges(found, floor))
        part(mark("Last 14 days"), lambda: live_parts.fortnight(found))
    with right:
        part(mark("Today by hour"), lambda: live_parts.by_hour(found, floor))
        part(mark("On shift now"), lambda: live_parts.on_shift(found))
