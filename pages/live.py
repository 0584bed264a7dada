"""Live: today's shifts at a glance, and what needs doing now. Looks every five seconds, draws anew what changed."""

from datetime import datetime

import streamlit as st

from core.base.changes import Topic
from core.base.settings import get_settings
from core.score.floor import floor_of
from core.score.live import assemble
from core.score.queries.live import live_mine, live_past, live_team
from core.ui import live_parts
from core.ui.load import counters, load
from core.ui.pulse import the_redraws
from core.ui.session import asked_now, guard
from core.ui.show import failed_part
from core.ui.words import t

guard("live")
READ = tuple(topic for topic in Topic if topic is not Topic.SIGN_IN)


def state() -> tuple[datetime, tuple[int, ...]]:
    """Return what the board depends on: the minute, so that everybody shares one answer, and the changes so far."""
    return asked_now().replace(second=0, microsecond=0), counters(READ)


@st.fragment(run_every="5s")
def pulse(drawn: tuple[datetime, tuple[int, ...]]) -> None:
    """Show when somebody last looked, and have the page drawn anew when what it shows is old."""
    guard("live", in_fragment=True)
    now = asked_now()
    if state() != drawn and the_redraws().may():
        st.rerun()
    live_parts.looked_at(now)


drawn = state()
now = drawn[0]
floor = floor_of(get_settings())
found = assemble(
    load(live_past, now, floor, topics=(), scope="everybody"),
    load(live_team, now, floor, topics=READ, scope="everybody"),
    load(live_mine, now, floor, topics=READ, scope="role"),
    at=now,
    floor=floor,
)
with live_parts.headline(found, now):
    pulse(drawn)
for part in found.failed:
    failed_part(t(part.part), t(part.reason))
live_parts.cards(found)
left, right = st.columns([1, 2])
with left:
    live_parts.attention(found, now)
with right:
    live_parts.by_hour(found, floor)
    live_parts.on_shift(found, now)
    live_parts.gauges(found, floor)
