"""Repeats: each complaint points to the newest one of the same shop, order and category in the 7 days before."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from core.base.database import seconds_between
from core.cases.complaint import REPEAT_WITHIN
from core.cases.tables import ComplaintRow

CHUNK: Final = 5_000


def link_repeats(session: Session, order_nos: Iterable[str]) -> None:
    """Work out the links of every complaint of these orders anew, whatever order they came in."""
    earlier = aliased(ComplaintRow)
    apart = seconds_between(col(earlier.opened_at), col(ComplaintRow.opened_at))
    newest = (
        select(earlier.id)
        .where(
            col(earlier.shop_id) == col(ComplaintRow.shop_id),
            col(earlier.order_no) == col(ComplaintRow.order_no),
            col(earlier.category) == col(ComplaintRow.category),
            col(earlier.opened_at) < col(ComplaintRow.opened_at),
            apart <= REPEAT_WITHIN.total_seconds(),
        )
        .order_by(col(earlier.opened_at).desc(), col(earlier.id).desc())
        .limit(1)
        .correlate(ComplaintRow)
        .scalar_subquery()
    )
    source = iter(sorted(set(order_nos)))
    while chunk := list(islice(source, CHUNK)):
        changed = (col(ComplaintRow.order_no).in_(chunk), col(ComplaintRow.repeat_of).is_distinct_from(newest))
        session.execute(update(ComplaintRow).where(*changed).values(repeat_of=newest).execution_options(synchronize_session=False))
