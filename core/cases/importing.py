"""The `complaints` and `reviews` CSV: rows of text into values, and everything wrong with them as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.base.clock import DEFAULT_ZONE
from core.base.errors import InvalidInput, Problem
from core.base.tabular import WRONG_CELLS
from core.base.text import clean
from core.base.words import mark
from core.cases.order_no import clean_order_no
from core.cases.wording import kept_text

COMPLAINT_COLUMNS: Final = (
    "shop", "order_no", "customer", "category", "severity", "opened_at", "agent", "first_answer_at", "resolved_at", "status",
    "resolution", "cost_vnd", "description",
)  # fmt: skip
REVIEW_COLUMNS: Final = ("shop", "order_no", "product", "stars", "text", "posted_at", "agent", "first_reply_at", "status")
COMPLAINT_NEEDS: Final = ("order_no", "category", "opened_at")
REVIEW_NEEDS: Final = ("stars", "posted_at")
ROW: Final = "row"
SHOWN: Final = "shown"
"""The values of a problem that hold its line number and the cell's text."""
MAX_SHOWN: Final = 80

CELLS: Final = mark("This row has {found} cells, the first line has {wanted}. Put text that holds a comma into quotation marks.")
BLANK: Final = mark("The column {column} is blank. Fill it in.")
NO_SHOP: Final = mark("There is no shop “{value}”. Add the shop first, or correct its code.")
NO_AGENT: Final = mark("There is no user “{value}”. Add the account first, or leave the agent blank.")
BAD_MOMENT: Final = mark("“{value}” in {column} is not a date with a time. Write it like 2026-09-01 08:05.")
FUTURE: Final = mark("{value} is in the future. Check the column {column}.")
TOO_OLD: Final = mark("{value} is before the year 2000. Check the column {column}.")
TOO_EARLY: Final = mark("{value} in {column} is before {other}. Check both columns.")


def looks_like(header: Iterable[str]) -> str | None:
    """Return which of the two files a header belongs to, `complaints` or `reviews`; None for neither."""
    found = set(header)
    for kind, needs in (("complaints", COMPLAINT_NEEDS), ("reviews", REVIEW_NEEDS)):
        if found.issuperset(needs):
            return kind
    return None


@dataclass(frozen=True)
class Known:
    """What rows are read against: ids by lower-case shop code and user name, and the present moment."""

    shops: Mapping[str, int]
    agents: Mapping[str, int]
    now: datetime
    columns: int
    default_shop: int | None = None
    zone: ZoneInfo = DEFAULT_ZONE


class RowReader:
    """One row being read; every problem is collected before it is given up."""

    def __init__(self, line: int, row: Mapping[str, str], known: Known) -> None:
        self.line, self.row, self.known = line, row, known
        self.problems: list[Problem] = []
        if WRONG_CELLS in row:
            self.wrong("row", CELLS, row[WRONG_CELLS], found=row[WRONG_CELLS], wanted=known.columns)

    def wrong(self, column: str, template: str, shown: str, **values: object) -> None:
        """Note one thing wrong; `shown` is the cell's text."""
        shown = shown if len(shown) <= MAX_SHOWN else shown[:MAX_SHOWN] + "…"
        self.problems.append(Problem(column, template, {"column": column, "value": shown, **values, ROW: self.line, SHOWN: shown}))

    def wrong_like(self, found: Iterable[Problem], shown: str) -> None:
        """Note problems another check found, as problems of this row."""
        for problem in found:
            self.wrong(problem.field, problem.template, shown, **problem.values)

    def cell(self, column: str) -> str:
        """Return a cell's text, "" where the file has no such column."""
        return self.row.get(column, "")

    def needed(self, column: str) -> str:
        """Return a cell's text; a blank one is a problem."""
        text = self.cell(column)
        if not text:
            self.wrong(column, BLANK, "")
        return text

    def shop(self) -> int | None:
        """Return the shop's id; a blank cell means the shop the whole file is of, if one was named."""
        code = clean(self.cell("shop"))
        if not code and self.known.default_shop is not None:
            return self.known.default_shop
        if not code:
            self.wrong("shop", BLANK, "")
            return None
        if (found := self.known.shops.get(code.lower())) is None:
            self.wrong("shop", NO_SHOP, code)
        return found

    def agent(self) -> int | None:
        """Return the user's id; blank is nobody."""
        name = clean(self.cell("agent"))
        if not name:
            return None
        if (found := self.known.agents.get(name.lower())) is None:
            self.wrong("agent", NO_AGENT, name)
        return found

    def order_no(self, *, optional: bool = False) -> str:
        """Return the order number as it is kept."""
        text = self.cell("order_no")
        if optional and not text:
            return ""
        try:
            return clean_order_no(text)
        except InvalidInput as error:
            self.wrong_like(error.problems, text)
            return ""

    def text(self, column: str) -> str:
        """Return a free text as it is kept."""
        return kept_text(self.cell(column))

    def moment(self, column: str, *, optional: bool = True, after: datetime | None = None, other: str = "") -> datetime | None:
        """Return a moment in UTC, to the second; without a zone it is local. It must not lie ahead, nor before `after`."""
        text = self.cell(column) if optional else self.needed(column)
        if not text:
            return None
        try:
            read = datetime.fromisoformat(text) if len(text) > 10 and ":" in text else None
            moment = None if read is None else (read if read.tzinfo else read.replace(tzinfo=self.known.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            moment = None
        if moment is None:
            self.wrong(column, BAD_MOMENT, text)
            return None
        moment = moment.replace(microsecond=0)
        if moment > self.known.now + timedelta(minutes=1):  # clocks of two machines differ a little
            self.wrong(column, FUTURE, text)
        elif moment.year < 2000:
            self.wrong(column, TOO_OLD, text)
        elif after is not None and moment < after:
            self.wrong(column, TOO_EARLY, text, other=other)
        else:
            return moment
        return None
