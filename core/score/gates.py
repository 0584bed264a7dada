"""Gates: what must hold before a KPI bonus or a prize is paid, each with its reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from core.score.kpi import Measured
from core.score.policy import Gates
from core.score.said import Plain, Said


@dataclass(frozen=True)
class GateResult:
    """One gate, named as in the policy."""

    gate: str
    passed: bool
    why: Said


def check_gates(gates: Gates, shifts: int, unanswered: Measured, overdue: int) -> tuple[GateResult, ...]:
    """Check every gate. `overdue` counts complaints still open past their deadline; no chats miss no chats."""
    values = {"count": shifts, "least": gates.min_approved_shifts}
    enough = shifts >= gates.min_approved_shifts
    few = Said("{count} approved shifts, at least {least} needed", values)
    rate = unanswered.value
    answered = rate is None or rate <= Fraction(gates.max_unanswered_rate)
    shown = {"rate": Plain(float(rate or 0) * 100, 2, " %"), "most": Plain(float(gates.max_unanswered_rate) * 100, 2, " %")}
    missed = Said("No chats recorded") if rate is None else Said("{rate} of chats unanswered, at most {most} allowed", shown)
    left = Said("No complaint left past its deadline")
    if overdue:
        left = Said("{count} complaints left past their deadline", {"count": overdue})
    if not gates.no_overdue_complaints:
        left = Said("Overdue complaints are no condition in this policy")
    return (
        GateResult("min_approved_shifts", enough, few),
        GateResult("max_unanswered_rate", answered, missed),
        GateResult("no_overdue_complaints", not overdue or not gates.no_overdue_complaints, left),
    )
