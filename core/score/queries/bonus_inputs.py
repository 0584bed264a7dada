"""Gather what a month's bonus is worked out from: approved shifts, their results, cases, wages, adjustments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import pandas as pd
from sqlmodel import Session, col, select

from core.base.appsettings import read_setting
from core.base.clock import day_bounds, local_date
from core.cases.queries.counts import COMPLAINT_FIELDS, REVIEW_FIELDS, complaint_counts, review_counts
from core.cases.queries.overdue import left_overdue
from core.people.queries.users import users_by_id
from core.people.user import SYSTEM
from core.score.bonus_inputs import AdjustmentInput, CaseInput, Inputs, ResultInput, ShiftInput, WageInput, last_day_of
from core.score.floor import Floor
from core.score.tables import AdjustmentRow, WageRow
from core.shifts.campaign import EXTRA_DAYS, campaign_days
from core.shifts.queries.spans import duties
from core.shifts.queries.sums import PAIR_FIELDS, REVENUE_FIELDS, result_sums
from core.shifts.queries.templates import list_templates
from core.shifts.shift import ShiftStatus

APPROVED: Final = str(ShiftStatus.APPROVED)
FIELDS: Final = (*(name for name in PAIR_FIELDS if name not in REVENUE_FIELDS), "chats_rows", "orders_rows")
CASE_FIELDS: Final = (*COMPLAINT_FIELDS, *REVIEW_FIELDS)
RESULT_KEYS: Final = ("agent_id", "template_id", "shop_id", "business_date")


def gather(session: Session, month: date, *, now: datetime, floor: Floor) -> Inputs:
    """Return every input row of a month as it stands at `now`; callers check the right.

    A statement gets who had any shift in the month, whatever its status, and who is owed an adjustment.
    Only approved shifts count.
    """
    last = last_day_of(month)
    zone = floor.zone
    worked = duties(session, SYSTEM, start=month, end=last, now=now, zone=zone)
    evening = {template.id: template.evening for template in list_templates(session, SYSTEM)}
    shifts = tuple(
        ShiftInput(
            duty.shift_id, duty.agent_id, duty.template_id, duty.business_date.isoformat(), evening[duty.template_id],
            int(duty.check_in.timestamp()), int(duty.check_out.timestamp()) if duty.check_out else None,
        )
        for duty in sorted(worked, key=lambda duty: duty.shift_id) if duty.status == APPROVED
    )  # fmt: skip
    adjustments = _adjustments(session, month)
    people = users_by_id(session, {duty.agent_id for duty in worked} | {row.agent_id for row in adjustments})
    agents = tuple(person.id for person in sorted(people.values(), key=lambda person: (person.name, person.id)))
    extra = [date.fromisoformat(day) for day in read_setting(session, EXTRA_DAYS, [])]
    until = min(day_bounds(last, zone)[1], now)
    return Inputs(
        month=f"{month:%Y-%m}",
        zone=zone.key,
        agents=agents,
        campaign_days=tuple(day.isoformat() for day in campaign_days(month, last, extra)),
        fields=FIELDS,
        case_fields=CASE_FIELDS,
        shifts=shifts,
        results=_results(session, month, last),
        cases=_cases(session, month, min(last, local_date(now, zone)), now=now, floor=floor, agents=frozenset(agents)),
        overdue=tuple(row for row in left_overdue(session, SYSTEM, due_before=until, now=now) if row[0] in people),
        wages=_wages(session, last, frozenset(agents)),
        adjustments=adjustments,
    )


def _results(session: Session, month: date, last: date) -> tuple[ResultInput, ...]:
    frame = result_sums(session, SYSTEM, start=month, end=last, by=RESULT_KEYS, fields=FIELDS, statuses=(APPROVED,))
    frame = frame.sort_values(["business_date", "agent_id", "template_id", "shop_id"])
    keys = zip(*(frame[name].tolist() for name in RESULT_KEYS), strict=True)
    sums = zip(*(frame[name].astype("int64").tolist() for name in FIELDS), strict=True)
    return tuple(
        ResultInput(agent, template, shop, day.isoformat(), of_row) for (agent, template, shop, day), of_row in zip(keys, sums, strict=True)
    )


def _cases(session: Session, month: date, last: date, *, now: datetime, floor: Floor, agents: frozenset[int]) -> tuple[CaseInput, ...]:
    if last < month:
        return ()
    rows: dict[tuple[int, int, str], dict[str, int]] = {}
    for counts, names in ((complaint_counts, COMPLAINT_FIELDS), (review_counts, REVIEW_FIELDS)):
        frame: pd.DataFrame = counts(session, SYSTEM, start=month, end=last, now=now, zone=floor.zone)
        for row in frame[frame["agent_id"].notna()].to_dict("records"):
            if (agent := int(row["agent_id"])) in agents:
                found = rows.setdefault((agent, int(row["shop_id"]), row["day"].isoformat()), dict.fromkeys(CASE_FIELDS, 0))
                found.update({name: int(row[name]) for name in names})
    return tuple(CaseInput(*key, tuple(rows[key].values())) for key in sorted(rows, key=lambda key: (key[2], key[0], key[1])))


def _wages(session: Session, last: date, agents: frozenset[int]) -> tuple[WageInput, ...]:
    """Of two wages of one date the later entry counts; the earlier one is not an input."""
    held: dict[tuple[int, str], int] = {}
    for row in session.exec(select(WageRow).where(col(WageRow.from_date) <= last).order_by(col(WageRow.id))):
        if row.user_id in agents:
            held[row.user_id, row.from_date.isoformat()] = row.hourly_vnd
    return tuple(WageInput(agent, day, amount) for (agent, day), amount in sorted(held.items()))


def _adjustments(session: Session, month: date) -> tuple[AdjustmentInput, ...]:
    rows = session.exec(select(AdjustmentRow).where(AdjustmentRow.month == month).order_by(col(AdjustmentRow.id)))
    return tuple(AdjustmentInput(row.id or 0, row.agent_id, row.from_month.isoformat(), row.amount_vnd, row.reason) for row in rows)
