"""One row of the `complaints` or `reviews` CSV as a value, or None with the problems noted in its reader."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from core.base.errors import InvalidInput
from core.base.money import parse_vnd
from core.base.words import mark
from core.cases.category import find_category
from core.cases.complaint import (
    CLOSED,
    ComplaintFacts,
    ComplaintState,
    Resolution,
    Severity,
    WaitingFor,
    find_resolution,
    find_severity,
    find_state,
)
from core.cases.importing import RowReader
from core.cases.order_no import mask_phone
from core.cases.privacy import mask_personal
from core.cases.review import MAX_PRODUCT, ReviewFacts, ReviewState, find_review_state
from core.cases.wording import customer_problems, length_problems, one_line

BAD_CATEGORY: Final = mark("“{value}” is no category of complaints. Use its key or its Vietnamese name.")
BAD_SEVERITY: Final = mark("“{value}” is no severity. Use low, normal or high.")
BAD_STATE: Final = mark("“{value}” is no status of a complaint. Use new, in_progress, waiting, resolved or rejected.")
BAD_REVIEW_STATE: Final = mark("“{value}” is no status of a review. Use new, contacted, replied or closed.")
BAD_STARS: Final = mark("“{value}” is no number of stars. Use 1 to 5.")
NEVER_RESOLVED: Final = mark("The status is “{value}” but resolved_at is blank. Fill in when it was resolved.")
STILL_OPEN: Final = mark("resolved_at is filled in but the status is “{value}”. Make one of them right.")
NEVER_REPLIED: Final = mark("The status is “{value}” but first_reply_at is blank. Fill in when it was replied to.")
STILL_NEW: Final = mark("first_reply_at is filled in but the status is “{value}”. Make one of them right.")


def read_complaint(row: RowReader) -> ComplaintFacts | None:
    """Return the complaint of a row; None when something is wrong with it."""
    if row.problems:
        return None
    shop_id, order_no, agent_id = row.shop(), row.order_no(), row.agent()
    said = row.needed("category")
    category = find_category(said) if said else None
    if said and category is None:
        row.wrong("category", BAD_CATEGORY, said)
    said = row.cell("severity")
    severity = find_severity(said) if said else Severity.NORMAL
    if severity is None:
        row.wrong("severity", BAD_SEVERITY, said)
    opened_at = row.moment("opened_at", optional=False)
    answered_at = row.moment("first_answer_at", after=opened_at, other="opened_at")
    resolved_at = row.moment("resolved_at", after=opened_at, other="opened_at")
    state, party = _complaint_state(row, answered_at, resolved_at)
    customer = mask_personal(mask_phone(one_line(row.cell("customer"))), address="…")
    description = row.text("description")
    row.wrong_like([*customer_problems(customer), *length_problems("description", description)], customer)
    resolution, note = _resolution(row)
    cost = _cost(row)
    if row.problems or shop_id is None or category is None or severity is None or opened_at is None or state is None:
        return None
    closed, waiting = state in CLOSED, state is ComplaintState.WAITING
    return ComplaintFacts(
        shop_id=shop_id, order_no=order_no, category=category, severity=severity, state=state, opened_at=opened_at, customer=customer,
        description=description, owner_id=agent_id, first_answer_at=answered_at, waiting_for=party,
        # The file does not say since when it waits: since its last known step, so that the clock stands rather than runs.
        waiting_since=(answered_at or opened_at) if waiting else None,
        resolved_at=resolved_at, resolved_by=agent_id if closed else None,
        resolution=resolution if state is ComplaintState.RESOLVED else None, resolution_note=note if closed else "", cost_vnd=cost,
    )  # fmt: skip


def _complaint_state(
    row: RowReader, answered_at: datetime | None, resolved_at: datetime | None
) -> tuple[ComplaintState | None, WaitingFor | None]:
    said = row.cell("status")
    if not said:
        open_state = ComplaintState.IN_PROGRESS if answered_at else ComplaintState.NEW
        return (ComplaintState.RESOLVED if resolved_at else open_state), None
    if (found := find_state(said)) is None:
        row.wrong("status", BAD_STATE, said)
        return None, None
    if found[0] is ComplaintState.RESOLVED and not row.cell("resolved_at"):
        row.wrong("status", NEVER_RESOLVED, said)
    elif found[0] not in CLOSED and row.cell("resolved_at"):
        row.wrong("status", STILL_OPEN, said)
    return found


def _resolution(row: RowReader) -> tuple[Resolution | None, str]:
    """An unknown way to solve is kept in its own words."""
    said = one_line(row.cell("resolution"))
    if not said:
        return None, ""
    found = find_resolution(said)
    return (found, "") if found else (Resolution.OTHER, said)


def _cost(row: RowReader) -> int | None:
    text = row.cell("cost_vnd")
    try:
        return parse_vnd(text.removesuffix(".0"), field="cost_vnd")
    except InvalidInput as error:
        row.wrong_like(error.problems, text)
        return None


def read_review(row: RowReader) -> ReviewFacts | None:
    """Return the review of a row; None when something is wrong with it."""
    if row.problems:
        return None
    shop_id, order_no, agent_id = row.shop(), row.order_no(optional=True), row.agent()
    said = row.needed("stars")
    stars = int(said[0]) if said.removesuffix(".0") in {"1", "2", "3", "4", "5"} else None
    if said and stars is None:
        row.wrong("stars", BAD_STARS, said)
    posted_at = row.moment("posted_at", optional=False)
    replied_at = row.moment("first_reply_at", after=posted_at, other="posted_at")
    state = _review_state(row, replied_at)
    product, text = one_line(row.cell("product")), row.text("text")
    row.wrong_like([*length_problems("product", product, MAX_PRODUCT), *length_problems("text", text)], product)
    if row.problems or shop_id is None or stars is None or posted_at is None or state is None:
        return None
    return ReviewFacts(
        shop_id=shop_id, stars=stars, state=state, posted_at=posted_at, order_no=order_no, product=product, text=text, owner_id=agent_id,
        first_reply_at=replied_at, replied_by=agent_id if replied_at else None,
        closed_by=agent_id if state is ReviewState.CLOSED else None,
    )  # fmt: skip


def _review_state(row: RowReader, replied_at: datetime | None) -> ReviewState | None:
    said = row.cell("status")
    if not said:
        return ReviewState.REPLIED if replied_at else ReviewState.NEW
    state = find_review_state(said)
    if state is None:
        row.wrong("status", BAD_REVIEW_STATE, said)
    elif state is ReviewState.REPLIED and not row.cell("first_reply_at"):
        row.wrong("status", NEVER_REPLIED, said)
    elif state is ReviewState.NEW and row.cell("first_reply_at"):
        row.wrong("status", STILL_NEW, said)
    return state
