"""The parts of the reviews page: the form, the work list, one review, its next steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from core.base.clock import to_local
from core.base.settings import get_settings
from core.base.words import mark
from core.cases.deadline import STANDING_NAMES, Standing
from core.cases.inputs import NewReview
from core.cases.review import OUTCOME_NAMES, REVIEW_STATE_NAMES, Review, ReviewState
from core.people.shop import Shop
from core.people.user import User
from core.ui import case_parts as cases
from core.ui import format as written
from core.ui.show import Status, badge, table_with_export
from core.ui.submit import field
from core.ui.words import plain, t

FORM = "review:new"
SHOWN = {"waiting": mark("Waiting for a reply"), "low": mark("1–2★"), "done": mark("Done"), "every": mark("All states")}
WAITING = (str(ReviewState.NEW), str(ReviewState.CONTACTED))
STATES: dict[str, tuple[str, ...]] = {
    "waiting": WAITING, "low": WAITING, "done": (str(ReviewState.REPLIED), str(ReviewState.CLOSED)), "every": (),
}  # fmt: skip
_STATE_STATUS: dict[ReviewState, Status] = {
    ReviewState.NEW: "info", ReviewState.CONTACTED: "info", ReviewState.REPLIED: "good", ReviewState.CLOSED: "off",
}  # fmt: skip
_STATE_ICON = {
    ReviewState.NEW: ":material/inbox:", ReviewState.CONTACTED: ":material/call:", ReviewState.REPLIED: ":material/reply:",
    ReviewState.CLOSED: ":material/check_circle:",
}  # fmt: skip
EXCERPT = 140


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


def state_badge(case: Review) -> str:
    """Return the state."""
    return badge(t(REVIEW_STATE_NAMES[case.state]), _STATE_STATUS[case.state], icon=_STATE_ICON[case.state])


def ask_review(user: User, shops: Sequence[Shop], team: Sequence[User], last: int | None, now: datetime) -> NewReview:
    """Draw the fields of a new review and return them as typed; the moment is local, to the minute."""
    zone = get_settings().zone
    local = to_local(now, zone)
    stars = st.segmented_control(
        t("Stars"), [1, 2, 3, 4, 5], default=1, required=True, format_func=stars_text, key=field(FORM, "stars"), width="stretch"
    )
    with st.grid(2, min_column_width=145, gap="small"):
        shop = cases.ask_shop(shops, last, FORM)
        order_no = st.text_input(t("Order number"), key=field(FORM, "order_no"), placeholder=t("Optional"), autocomplete="off")
        day = st.date_input(t("Posted on"), value=local.date(), max_value=local.date(), format="DD/MM/YYYY", key=field(FORM, "day"))
        time = st.time_input(t("at (blank: just now)"), value=None, step=60, key=field(FORM, "time"))
    product = st.text_input(t("Product"), key=field(FORM, "product"), placeholder=t("Optional"), autocomplete="off")
    text = st.text_area(t("What the customer wrote"), key=field(FORM, "text"), height=100, placeholder=t("Optional"))
    owner = cases.ask_owner(user, team, user.id, FORM, t("Who works on it"))
    posted_at = now
    if time is not None:
        posted_at = datetime.combine(day, time, tzinfo=zone).astimezone(UTC)
    elif day != local.date():
        posted_at = datetime.combine(day, local.time().replace(second=0, microsecond=0), tzinfo=zone).astimezone(UTC)
    return NewReview(
        shop_id=shop or 0, stars=stars or 0, text=text or "", order_no=order_no or "", product=product or "", posted_at=posted_at,
        owner_id=owner,
    )  # fmt: skip


def review_line(case: Review, now: datetime) -> None:
    """Draw one review of the work list."""
    named = plain(case.product or case.order_no or case.shop_name)
    excerpt = case.text if len(case.text) <= EXCERPT else case.text[:EXCERPT].rstrip() + "…"
    note = " · ".join((plain(case.shop_name), written.ago(case.posted_at, now), f":material/person: {cases.who(case.owner)}"))
    title, badges = f"**{stars_text(case.stars)}** · {named}", (deadline_badge(case, now), state_badge(case))
    cases.case_line(f"review-{case.id}", case.id, title, note, badges, words=plain(excerpt))


def review_table(lines: Sequence[Review], now: datetime) -> None:
    """Draw the work list as one dense table with its exports."""
    zone = get_settings().zone
    column = st.column_config

    def moment(label: str) -> Any:
        return column.DatetimeColumn(label, format="DD/MM/YYYY HH:mm", timezone=str(zone))

    def local(value: datetime | None) -> datetime | None:
        return to_local(value, zone) if value else None

    rows = [
        {
            "stars": case.stars, "standing": t(STANDING_NAMES[case.standing(now)]), "due": local(case.reply_due), "product": case.product,
            "text": case.text, "state": t(REVIEW_STATE_NAMES[case.state]), "owner": case.owner.display if case.owner else "",
            "shop": case.shop_name, "order_no": case.order_no, "posted": local(case.posted_at), "replied": local(case.first_reply_at),
            "reply": case.reply, "outcome": t(OUTCOME_NAMES[case.outcome]) if case.outcome else "",
        }
        for case in lines
    ]  # fmt: skip
    table_with_export(
        pd.DataFrame(rows),
        {
            "stars": column.NumberColumn(t("Stars"), format="%d★"), "standing": t("Deadline"), "due": moment(t("Due")),
            "product": t("Product"), "text": t("What the customer wrote"), "state": t("State"), "owner": t("Who works on it"),
            "shop": t("Shop"), "order_no": t("Order number"), "posted": moment(t("Posted")), "replied": moment(t("Replied")),
            "reply": t("Reply"), "outcome": t("Outcome"),
        },
        name=t("Reviews"), key="reviews:table", alt=t("Reviews of this list"), placeholder=written.DASH,
    )  # fmt: skip


def review_head(case: Review, now: datetime) -> None:
    """Draw the headline of one review and its facts."""
    st.title(f"{stars_text(case.stars)} · {plain(case.product or case.order_no or case.shop_name)}", anchor=False)
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
    if case.edit_until > now:
        said = t("The buyer may edit it once until {time}. Solve the problem; never ask for a change, never offer a gift for one.",
                 time=written.ago(case.edit_until, now))  # fmt: skip
    else:
        said = t("The buyer's 30 days to edit it ended on {time}.", time=written.moment(case.edit_until, now))
    st.caption(f":material/edit_calendar: {said}")
