"""Live: today's shifts at a glance, and what needs doing now. Looks every five seconds, draws anew what changed."""

from datetime import datetime

import streamlit as st

from core.base.changes import Topic
from core.base.settings import get_settings
from core.people.user import Right
from core.score.floor import floor_of
from core.score.live import LiveBoard, assemble
from core.score.queries.live import live_mine, live_past, live_team
from core.ui import live_board, live_parts, live_wall
from core.ui.live_drawn import drawn
from core.ui.load import counters, load
from core.ui.menu import page
from core.ui.pulse import the_redraws
from core.ui.session import asked_now, guard, on_the_wall
from core.ui.words import t

user = guard("live")
READ = tuple(topic for topic in Topic if topic is not Topic.SIGN_IN)


def state() -> tuple[datetime, tuple[int, ...]]:
    """Return what the board depends on: the minute, so that everybody shares one answer, and the changes so far."""
    return asked_now().replace(second=0, microsecond=0), counters(READ)


def read() -> LiveBoard:
    """Read the board."""
    return assemble(
        load(live_past, now, floor, topics=(), scope="everybody"),
        load(live_team, now, floor, topics=READ, scope="everybody"),
        load(live_mine, now, floor, topics=READ, scope="role"),
        at=now,
        floor=floor,
    )


@st.fragment(run_every="5s")
def pulse(shown: tuple[datetime, tuple[int, ...]]) -> None:
    """Show when somebody last looked, and have the page drawn anew when what it shows is old."""
    guard("live", in_fragment=True)
    now = asked_now()
    if state() != shown and the_redraws().may():
        st.rerun()
    live_parts.looked_at(now)


shown = state()
now, floor = shown[0], floor_of(get_settings())
everything, may_wall = "all" in st.query_params, user.may(Right.SEE_TEAM)
if may_wall and on_the_wall():
    drawn(user, (shown, "wall"), lambda: live_wall.wall(read(), floor))
    pulse(shown)
else:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.title(t(page("live").title), anchor=False, width="stretch")
        pulse(shown)
    drawn(user, (shown, everything), lambda: live_board.board(read(), floor, everything=everything, wall=may_wall))
