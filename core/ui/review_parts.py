"""The parts of the reviews page: the form, a line of the work list, one review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from core.base.clock import to_local
from core.base.settings import get_settings
from core.base.words import mark
from core.cases.deadline import STANDING_NAMES, Standing
from core.cases.event import CaseKind
from core.cases.inputs import NewReview
from core.cases.queries.history import CaseHistory
from core.cases.queries.scope import CaseFilter
from core.cases.review import LOW_STARS, OUTCOME_NAMES, REVIEW_STATE_NAMES, WAITING_STATES, Review, ReviewState
from core.cases.view import ListView
from core.people.shop import Shop
from core.people.user import User
from core.ui import case_parts as cases
from core.ui import format as written
from core.ui.case_defaults import likely_shop
from core.ui.case_history import known_lines, voucher_lines
from core.ui.case_list import Line
from core.ui.case_privacy import privacy_notice
from core.ui.show import Status, badge
from core.ui.submit import field
from core.ui.words import plain, t

FORM = "review:new"
SHOWN = {
    "waiting": mark("Waiting for a reply"), "low": mark("1–2★"), "late": mark("Overdue"), "done": mark("Done"), "every": mark("All states"),
}  # fmt: skip
WAITING = (str(ReviewState.NEW), str(ReviewState.CONTACTED))
STATES: dict[str, tuple[str, ...]] = {
    "waiting": WAITING, "low": WAITING, "late": WAITING, "done": (str(ReviewState.REPLIED), str(ReviewState.CLOSED)), "every": (),
}  # fmt: skip
_STATE_STATUS: dict[ReviewState, Status] = {
    ReviewState.NEW: "info", ReviewState.CONTACTED: "info", ReviewState.REPLIED: "good", ReviewState.CLOSED: "off",
}  # fmt: skip
_STATE_ICON = {
    ReviewState.NEW: ":material/inbox:", ReviewState.CONTACTED: ":material/call:", ReviewState.REPLIED: ":material/reply:",
    ReviewState.CLOSED: ":material/check_circle:",
}  # fmt: skip
EXCERPT, NAME = 140, 36


def stars_text(stars: int) -> str:
    """Return `2★`, the same in every place."""
    return f"{stars}★"


def deadline_badge(case: Review, now: datetime) -> str:
    """Return how a review stands against its 24 hours, "" when it has none."""
    standing = case.standing(now)
    if standing is Standing.NONE:
        return ""
    moment = written.moment(case.first_reply_at, now) if case.first_reply_at else written.ago(case.reply_due, now)
    return cases.standing_badge(standing, f"{t(STANDING_NAMES[standing])} · {moment}")


def wanted_of(view: ListView, now: datetime) -> CaseFilter:
    """Return what the list asks of the database for a view; what is late is judged at the minute."""
    late = now.replace(second=0, microsecond=0) if view.state == "late" else None
    return CaseFilter(view.whose, STATES[view.state], view.search, low_stars=view.state == "low", late_at=late)


def as_line(case: Review, now: datetime) -> Line:
    """Return a review as the list handles it."""
    return Line(case.id, case.version, named(case), case.standing(now), case.state in WAITING_STATES)


def named(case: Review) -> str:
    """Return what a review is called: its product, else its order, else its shop."""
    return case.product or case.order_no or case.shop_name


def state_badge(case: Review) -> str:
    """Return the state."""
    return badge(t(REVIEW_STATE_NAMES[case.state]), _STATE_STATUS[case.state], icon=_STATE_ICON[case.state])


def ask_review(user: User, shops: Sequence[Shop], team: Sequence[User], last: int | None, now: datetime) -> tuple[NewReview, bool]:
    """Draw the fields of a new review (the moment is local); returns them as typed, and whether personal data was told just now."""
    zone = get_settings().zone
    local = to_local(now, zone)
    stars = st.segmented_control(
        t("Stars"), [1, 2, 3, 4, 5], default=1, required=True, format_func=stars_text, key=field(FORM, "stars"), width="stretch"
    )
    with st.grid(2, min_column_width=145, gap="small"):
        shop = cases.ask_shop(shops, likely_shop(last, None, now), FORM)
        order_no = st.text_input(
            t("Order number"), key=field(FORM, "order_no"), live="400ms", placeholder=t("Optional"), autocomplete="off"
        )
        day = st.date_input(t("Posted on"), value=local.date(), max_value=local.date(), format="DD/MM/YYYY", key=field(FORM, "day"))
        time = st.time_input(t("at (blank: just now)"), value=None, step=60, key=field(FORM, "time"))
    product = st.text_input(t("Product"), key=field(FORM, "product"), placeholder=t("Optional"), autocomplete="off")
    text = st.text_area(t("What the customer wrote"), key=field(FORM, "text"), height=100, placeholder=t("Optional"))
    told = privacy_notice(FORM, {"text": text or ""})
    links = cases.ask_links(FORM)
    owner = cases.ask_owner(user, team, user.id, FORM, t("Who works on it"))
    posted_at = now
    if time is not None:
        posted_at = datetime.combine(day, time, tzinfo=zone).astimezone(UTC)
    elif day != local.date():
        posted_at = datetime.combine(day, local.time().replace(second=0, microsecond=0), tzinfo=zone).astimezone(UTC)
    new = NewReview(
        shop_id=shop or 0, stars=stars or 0, text=text or "", order_no=order_no or "", product=product or "", posted_at=posted_at,
        owner_id=owner, links=links,
    )  # fmt: skip
    return new, told


def known_of_order(history: CaseHistory, now: datetime) -> None:
    """Say at once what is known of the order being typed."""
    if not history.cases:
        return
    with st.container(border=True, gap="small"):
        st.markdown(f":material/history: {t('Something is known of this order.')}")
        known_lines(history, CaseKind.REVIEW, now)
        voucher_lines(history, now)


def edit_badge(case: Review, now: datetime) -> str:
    """Return how many days the buyer may still edit a low review, "" where that is over or not known."""
    left = case.edit_days_left(now)
    if not left or case.stars > LOW_STARS or not case.is_open:
        return ""
    return badge(t("may be edited for {n} more days", n=left), "off", icon=":material/edit_calendar:")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rstrip() + "…"


def review_line(case: Review, now: datetime) -> None:
    """Draw one review of the work list."""
    excerpt = _cut(case.text, EXCERPT)
    note = " · ".join((plain(case.shop_name), written.moment(case.posted_at, now), f":material/person: {cases.who(case.owner)}"))
    title = f"**{stars_text(case.stars)}** · {plain(_cut(named(case), NAME))}"
    badges = deadline_badge(case, now), " ".join(filter(None, (edit_badge(case, now), state_badge(case))))
    pick = t("Choose {name}", name=f"{stars_text(case.stars)} {plain(named(case))}")
    cases.case_line(f"review-{case.id}", case.id, title, note, badges, words=plain(excerpt), pick=pick)


def review_head(case: Review, now: datetime) -> None:
    """Draw the headline of one review and its facts."""
    st.title(f"{stars_text(case.stars)} · {plain(named(case))}", anchor=False)
    st.markdown(" ".join(filter(None, (deadline_badge(case, now), state_badge(case)))))
    cases.customer_text(case.text, t("Stars without words."))
    pairs = [
        (t("Shop"), plain(case.shop_name)),
        (t("Order number"), plain(case.order_no) or written.DASH),
        (t("Posted"), written.ago(case.posted_at, now)),
        (t("Who works on it"), cases.who(case.owner)),
    ]
    if case.first_reply_at:
        pairs.append((t("First reply"), f"{written.ago(case.first_reply_at, now)} · {cases.who(case.replied_by)}"))
    elif case.reply_due:
        pairs.append((t("Reply by"), written.moment(case.reply_due, now)))
    if case.outcome:
        pairs.append((t("Outcome"), t(OUTCOME_NAMES[case.outcome])))
    cases.facts(pairs)


def edit_window(case: Review, now: datetime) -> None:
    """Say until when the buyer may edit the review, where that is known; never asked for, never rewarded."""
    if case.edit_until is None:
        return
    if left := case.edit_days_left(now):
        until = t("The buyer may edit it once: {n} more days, until {time}.", n=left, time=written.moment(case.edit_until, now))
        said = until + " " + t("Solve the problem; never ask for a change, never offer a gift for one.")
    else:
        said = t("The buyer's 30 days to edit it ended on {time}.", time=written.moment(case.edit_until, now))
    st.caption(f":material/edit_calendar: {said}")
