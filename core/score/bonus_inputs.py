"""Everything a month's bonus is worked out from: plain rows, canonical JSON, their hash. No names in it."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final, NamedTuple

FORMAT: Final = 1


class ShiftInput(NamedTuple):
    """An approved shift; moments in epoch seconds, `end` None where nobody knows."""

    shift_id: int
    agent_id: int
    template_id: int
    day: str
    evening: bool
    start: int
    end: int | None


class ResultInput(NamedTuple):
    """One result of an approved shift: its sums in the order of `Inputs.fields`."""

    agent_id: int
    template_id: int
    shop_id: int
    day: str
    sums: tuple[int, ...]


class CaseInput(NamedTuple):
    """Counts of complaints and reviews of one agent, shop and day, in the order of `Inputs.case_fields`."""

    agent_id: int
    shop_id: int
    day: str
    counts: tuple[int, ...]


class WageInput(NamedTuple):
    """An hourly wage from a business date on."""

    agent_id: int
    from_date: str
    hourly_vnd: int


class AdjustmentInput(NamedTuple):
    """What an earlier locked month still owes."""

    adjustment_id: int
    agent_id: int
    from_month: str
    amount_vnd: int
    reason: str


@dataclass(frozen=True)
class Inputs:
    """The rows of one month. `agents` are those with a statement, in the order of their names at that time."""

    month: str
    zone: str
    agents: tuple[int, ...]
    campaign_days: tuple[str, ...]
    fields: tuple[str, ...]
    case_fields: tuple[str, ...]
    shifts: tuple[ShiftInput, ...]
    results: tuple[ResultInput, ...]
    cases: tuple[CaseInput, ...]
    overdue: tuple[tuple[int, int], ...]  # agent, complaint
    wages: tuple[WageInput, ...]
    adjustments: tuple[AdjustmentInput, ...]


def canonical(document: Any) -> str:
    """Return JSON in the one form that is hashed: keys sorted, no spaces, text as it is."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def hash_of(inputs: str, policy: str) -> str:
    """Return the SHA-256 of canonical inputs and policy: the same rows and rules, the same hash."""
    return sha256(f"{inputs}\n{policy}".encode()).hexdigest()


def inputs_text(inputs: Inputs) -> str:
    """Return the rows as canonical JSON."""
    return canonical({"format": FORMAT, **{part.name: getattr(inputs, part.name) for part in fields(inputs)}})


def inputs_from(text: str) -> Inputs:
    """Read the rows back from canonical JSON."""
    stored = json.loads(text)
    return Inputs(
        month=stored["month"],
        zone=stored["zone"],
        agents=tuple(stored["agents"]),
        campaign_days=tuple(stored["campaign_days"]),
        fields=tuple(stored["fields"]),
        case_fields=tuple(stored["case_fields"]),
        shifts=tuple(ShiftInput(*row) for row in stored["shifts"]),
        results=tuple(ResultInput(agent, template, shop, day, tuple(sums)) for agent, template, shop, day, sums in stored["results"]),
        cases=tuple(CaseInput(agent, shop, day, tuple(counts)) for agent, shop, day, counts in stored["cases"]),
        overdue=tuple((agent, case) for agent, case in stored["overdue"]),
        wages=tuple(WageInput(*row) for row in stored["wages"]),
        adjustments=tuple(AdjustmentInput(*row) for row in stored["adjustments"]),
    )


def month_of(text: str) -> date:
    """Return the first day of a month written `2026-09`; ValueError for anything else."""
    return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone


def last_day_of(month: date) -> date:
    """Return the last day of the month that begins on this day."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
