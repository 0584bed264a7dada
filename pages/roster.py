"""Roster: who works when; planners plan and publish, agents see their own shifts, wish and swap."""

from datetime import timedelta

import streamlit as st

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.settings import get_settings
from core.people.user import Right
from core.shifts.labour_law import monday_of
from core.shifts.queries.roster import (
    changes_after_publishing,
    day_marks,
    planned_on,
    published_weeks,
    punctuality_in_force,
    roster_people,
    roster_week,
    rostered,
)
from core.shifts.queries.roster_law import law_book, limits_in_force
from core.shifts.queries.roster_requests import list_swaps, list_wishes, my_wishes, open_requests, swap_partners
from core.shifts.queries.roster_swaps import warnings_of_swap
from core.shifts.queries.templates import list_templates
from core.ui import roster_mine as own
from core.ui import roster_weeks as shown
from core.ui.load import load
from core.ui.roster_plan import Week, draw_week, told_copy
from core.ui.roster_requests import draw_requests
from core.ui.roster_sheet import draw_print
from core.ui.roster_templates import draw_rules, draw_templates
from core.ui.session import asked_now, guard
from core.ui.show import page_header
from core.ui.words import t

user = guard("roster")
now, zone = asked_now(), get_settings().zone
today = local_date(now, zone)
HERE = (Topic.SHIFTS, Topic.PEOPLE, Topic.SCORE)
MINE_DAYS = 20


@st.fragment
def draw_plan() -> None:
    """Draw the week's grid; typing into it redraws only this."""
    guard("roster", in_fragment=True)
    people = load(roster_people, week, topics=HERE)
    told_copy({person.id: person.display for person in people})
    draw_week(
        Week(
            stored=load(roster_week, week, topics=HERE),
            people=people,
            templates=load(list_templates, topics=HERE),
            marks=load(day_marks, week, sunday, topics=HERE),
            law=load(law_book, week, today=today, topics=HERE),
            wishes=load(list_wishes, week, sunday, topics=HERE),
        )
    )


def draw_mine() -> None:
    """Draw one's own weeks, wishes and swaps."""
    first = monday_of(today)
    last = first + timedelta(days=MINE_DAYS)
    shifts = load(rostered, first, last, mine=True, topics=HERE)
    changes = load(changes_after_publishing, first, last, mine=True, topics=HERE)
    marks = load(day_marks, first, last, topics=HERE)
    swaps = load(list_swaps, today, mine=True, topics=HERE)
    own.draw_swaps([swap for swap in swaps if swap.pending], user)
    own.draw_weeks(shifts, changes, marks, load(published_weeks, first, last, topics=HERE), today)
    own.draw_wishes(load(my_wishes, today, topics=HERE), load(list_templates, on=today, topics=HERE), today)
    with st.expander(t("Swap a shift with a colleague"), icon=":material/swap_horiz:"):
        given = own.ask_for_swap(shifts, now)
        if given is not None:
            own.draw_swap(given, load(swap_partners, given.business_date, today=today, topics=HERE), now)
    own.draw_swaps([swap for swap in swaps if not swap.pending], user)


page_header("roster")
if not user.may(Right.PLAN_ROSTER):
    draw_mine()
    st.stop()
view = shown.ask_view(load(open_requests, today, topics=HERE))
if view == shown.MINE:
    draw_mine()
elif view == shown.REQUESTS:
    draw_requests(
        load(list_swaps, today, topics=HERE),
        load(list_wishes, today, today + timedelta(days=60), topics=HERE),
        lambda swap: load(warnings_of_swap, swap.id, today=today, topics=HERE),
    )
elif view == shown.TEMPLATES:
    draw_templates(load(list_templates, topics=HERE), today, lambda number, since: load(planned_on, number, since, topics=HERE))
    if user.may(Right.MANAGE_POLICY):
        draw_rules(load(punctuality_in_force, topics=HERE), load(limits_in_force, topics=HERE))
else:
    week = shown.ask_week(today)
    sunday = week + timedelta(days=6)
    shown.draw_marks(load(day_marks, week, sunday, topics=HERE))
    if view == shown.PRINT:
        stored = load(roster_week, week, topics=HERE)
        draw_print(stored, load(roster_people, week, topics=HERE), stored.published, load(day_marks, week, sunday, topics=HERE))
    else:
        draw_plan()
