"""The metrics, each declared once: what it is called, how it is worked out, how it adds up.

Every page, chart, table, file and command reads these declarations. A metric's value is the sum of
its `top` fields over the sum of its `bottom` fields (times `scale`); a metric without `bottom` is
the plain sum. The fields are the columns of `core.shifts.queries.sums` and of the counts of
`core.cases.queries`; they add up over any rows, values never do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.base.words import mark
from core.people.user import Right, User


class Unit(StrEnum):
    """What a value is measured in."""

    COUNT = "count"
    RATE = "rate"  # 0…1, shown as a percentage
    SECONDS = "seconds"
    VND = "vnd"
    PER_HOUR = "per_hour"


class Better(StrEnum):
    """Which way is better; NEITHER is only read, never judged."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


class Source(StrEnum):
    """Where the fields come from."""

    RESULTS = "results"
    COMPLAINTS = "complaints"
    REVIEWS = "reviews"
    COVERAGE = "coverage"


@dataclass(frozen=True)
class Metric:
    """One metric. `name`, `short` and `formula` are message ids; `formula` is the "?" help.

    `n` names the fields whose sum is shown as the number behind the value: the denominator of a
    ratio (`n_scale` turns it into the unit people count in), the recorded rows of a sum.
    A sum is None while every field of `seen` is 0: nothing was recorded.
    """

    key: str
    name: str
    short: str
    formula: str
    unit: Unit
    better: Better
    source: Source
    top: tuple[str, ...]
    bottom: tuple[str, ...] = ()
    n: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    scale: int = 1
    n_scale: int = 1
    target: float | None = None
    revenue: bool = False  # shown only to those who may see revenue
    fair: bool = False  # successes of trials: may be ranked by the fair rate

    @property
    def is_ratio(self) -> bool:
        """Tell whether the value is a quotient of two sums."""
        return bool(self.bottom)


_DECLARED = (
    Metric(
        "chats",
        mark("Chats"),
        mark("Chats"),
        mark("Sum of chats: customers who wrote, each counted once per shop and day."),
        Unit.COUNT, Better.NEITHER, Source.RESULTS, top=("chats",), n=("chats_rows",), seen=("chats_rows",),
    ),
    Metric(
        "answer_30s_rate",
        mark("Answered within 30 s"),
        mark("≤ 30 s"),
        mark("Chats answered by a person within 30 s ÷ all chats. Unanswered chats stay in the denominator; auto-replies never count."),
        Unit.RATE, Better.UP, Source.RESULTS, top=("answered_30s_num",), bottom=("answered_30s_den",), target=0.80, fair=True,
    ),
    Metric(
        "unanswered_rate",
        mark("Missed rate"),
        mark("Missed"),
        mark("Chats without a human reply by the end of the shift ÷ all chats."),
        Unit.RATE, Better.DOWN, Source.RESULTS, top=("unanswered_num",), bottom=("unanswered_den",), target=0.02,
    ),
    Metric(
        "first_response_s",
        mark("First response time"),
        mark("First response"),
        mark("Average first response, weighted by answered chats: Σ average × (chats − unanswered) ÷ Σ (chats − unanswered)."),
        Unit.SECONDS, Better.DOWN, Source.RESULTS, top=("first_response_num",), bottom=("first_response_den",), target=30,
    ),
    Metric(
        "conversion",
        mark("Conversion"),
        mark("Conversion"),
        mark("Orders from chats ÷ pre-sale chats; where pre-sale chats are not recorded, all chats are used."),
        Unit.RATE, Better.UP, Source.RESULTS, top=("conversion_num",), bottom=("conversion_den",), target=0.35, fair=True,
    ),
    Metric(
        "payment_rate",
        mark("Payment rate"),
        mark("Paid"),
        mark("Paid orders ÷ orders."),
        Unit.RATE, Better.UP, Source.RESULTS, top=("payment_num",), bottom=("payment_den",), target=0.85,
    ),
    Metric(
        "orders",
        mark("Orders"),
        mark("Orders"),
        mark("Sum of orders that came from the chats."),
        Unit.COUNT, Better.UP, Source.RESULTS, top=("orders",), n=("orders_rows",), seen=("orders_rows",),
    ),
    Metric(
        "revenue",
        mark("Revenue"),
        mark("Revenue"),
        mark("Sum of the revenue of the orders that came from the chats."),
        Unit.VND, Better.UP, Source.RESULTS, top=("revenue",), n=("revenue_rows",), seen=("revenue_rows",), revenue=True,
    ),
    Metric(
        "aov",
        mark("Average order value"),
        mark("Order value"),
        mark("Revenue ÷ orders, over the rows where both are recorded."),
        Unit.VND, Better.UP, Source.RESULTS, top=("aov_num",), bottom=("aov_den",), revenue=True,
    ),
    Metric(
        "chats_per_hour",
        mark("Chats per hour on shift"),
        mark("Chats/hour"),
        mark("Chats ÷ hours worked (check-in to check-out, a running shift up to now) of the shifts that recorded them."),
        Unit.PER_HOUR, Better.NEITHER, Source.RESULTS,
        top=("chats",), bottom=("worked_seconds",), scale=3600, n_scale=3600,
    ),
    Metric(
        "complaints_handled",
        mark("Complaints handled"),
        mark("Complaints"),
        mark("Complaints resolved in the period, plus those declared in imported history."),
        Unit.COUNT, Better.NEITHER, Source.COMPLAINTS,
        top=("complaints_resolved", "complaints_declared"),
        n=("complaints_resolved", "complaints_declared_rows"),
        seen=("complaints_resolved", "complaints_declared_rows", "complaints_due", "complaints_opened"),
    ),
    Metric(
        "complaints_in_sla_rate",
        mark("Complaints on time"),
        mark("On time"),
        mark("Complaints resolved by their deadline ÷ (resolved + open past their deadline), by the date of the deadline."),
        Unit.RATE, Better.UP, Source.COMPLAINTS, top=("complaints_in_time",), bottom=("complaints_due",), target=0.95,
    ),
    Metric(
        "repeat_issue_rate",
        mark("Came back with the same problem"),
        mark("Repeats"),
        mark("Complaints whose shop, order and category had another in the 7 days before ÷ complaints opened."),
        Unit.RATE, Better.DOWN, Source.COMPLAINTS, top=("complaints_repeated",), bottom=("complaints_opened",),
    ),
    Metric(
        "reviews_handled",
        mark("Reviews handled"),
        mark("Reviews"),
        mark("Reviews replied to or closed in the period, plus those declared in imported history."),
        Unit.COUNT, Better.NEITHER, Source.REVIEWS,
        top=("reviews_handled", "reviews_declared"),
        n=("reviews_handled", "reviews_declared_rows"),
        seen=("reviews_handled", "reviews_declared_rows", "reviews_due"),
    ),
    Metric(
        "reviews_in_24h_rate",
        mark("1–2★ reviews answered within 24 h"),
        mark("1–2★ in 24 h"),
        mark("1–2★ reviews first answered within 24 h ÷ 1–2★ reviews posted at least 24 h ago or already answered, by the date posted."),
        Unit.RATE, Better.UP, Source.REVIEWS, top=("reviews_in_time",), bottom=("reviews_due",), target=0.95,
    ),
    Metric(
        "coverage",
        mark("Coverage"),
        mark("Coverage"),
        mark("Minutes of the service hours with at least one agent on shift ÷ all minutes of the service hours so far."),
        Unit.RATE, Better.UP, Source.COVERAGE, top=("covered_minutes",), bottom=("service_minutes",), target=1.0,
    ),
)  # fmt: skip

METRICS: Final[dict[str, Metric]] = {metric.key: metric for metric in _DECLARED}
"""Every metric by key, in the order they are shown."""

FAIR_METRICS: Final[tuple[str, ...]] = tuple(metric.key for metric in _DECLARED if metric.fair)
"""The metrics a leaderboard may rank by."""

SUM_FIELDS: Final[tuple[str, ...]] = tuple(
    dict.fromkeys(field for metric in _DECLARED for field in (*metric.top, *metric.bottom, *metric.n, *metric.seen))
)
"""Every field some metric needs, each once."""


def visible_to(user: User) -> tuple[str, ...]:
    """Return the metrics a person may see; those about revenue need the right."""
    return tuple(metric.key for metric in _DECLARED if not metric.revenue or user.may(Right.SEE_REVENUE))
