"""One shift's metrics against the targets of its day, for the summary before it is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from core.people.user import User
from core.score.metric import METRICS, Better
from core.score.queries.targets import target_book
from core.score.totals import Value, values_of
from core.shifts.queries.shifts import shift_with_results
from core.shifts.queries.sums import PAIR_FIELDS, result_sums

SUMMARY: Final = ("answer_30s_rate", "first_response_s", "unanswered_rate", "conversion", "payment_rate")


@dataclass(frozen=True)
class ShiftMetric:
    """A metric of one shift, its number behind it, and the target of the day."""

    key: str
    value: Value
    target: float | None

    @property
    def meets_target(self) -> bool | None:
        """Tell whether the target is reached; None without data or target."""
        if self.value.value is None or self.target is None:
            return None
        return self.value.value <= self.target if METRICS[self.key].better is Better.DOWN else self.value.value >= self.target


def shift_metrics(session: Session, user: User, shift_id: int) -> tuple[ShiftMetric, ...]:
    """Return the summary metrics of a shift, over all its shops; for those who may see the shift."""
    shift = shift_with_results(session, user, shift_id)
    frame = result_sums(
        session, user, start=shift.business_date, end=shift.business_date, fields=PAIR_FIELDS,
        agents=(shift.agent_id,), templates=(shift.template.id,),
    )  # fmt: skip
    sums = {name: float(frame[name].iloc[0]) for name in PAIR_FIELDS}
    values = values_of(sums, SUMMARY)
    targets = target_book(session, user)
    return tuple(ShiftMetric(key, values[key], targets.on(key, shift.business_date)) for key in SUMMARY)
