"""The `shifts` CSV: rows of text into values, and everything wrong with them as data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from core.base.clock import DEFAULT_ZONE, at_local
from core.base.errors import InvalidInput, Problem
from core.base.tabular import WRONG_CELLS
from core.base.text import clean
from core.base.words import mark
from core.shifts.limits import problems_of
from core.shifts.result import FIELDS, MAX_COUNT, Totals
from core.shifts.result_input import parse_count, read_field
from core.shifts.shift import ShiftStatus
from core.shifts.template import DAY, REACH, Template

KEY: Final = ("business_date", "template", "agent", "shop")
DECLARED: Final = ("complaints_handled", "reviews_handled")
COLUMNS: Final = (*KEY, "check_in", "check_out", "status", *FIELDS, *DECLARED, "note")
REQUIRED: Final = (*KEY, "chats")
STATUSES: Final = {str(status): status for status in (ShiftStatus.APPROVED, ShiftStatus.SUBMITTED, ShiftStatus.OPEN)}
MAX_NOTE: Final = 1_000
ROW: Final = "row"
SHOWN: Final = "shown"
"""The values of a problem that hold its line number and the cell's text."""

CELLS: Final = mark("This row has {found} cells, the first line has {wanted}. Put text that holds a comma into quotation marks.")
NEEDED: Final = mark("The column {column} is blank. Fill it in.")
BAD_DATE: Final = mark("“{value}” in {column} is not a date. Write it like 2026-09-01.")
FUTURE: Final = mark("{value} is in the future. Check the column {column}.")
TOO_OLD: Final = mark("{value} is before the year 2000. Check the column {column}.")
BAD_TIME: Final = mark("“{value}” in {column} is not a time. Write it like 08:05 or 24:00.")
BAD_STATUS: Final = mark("“{value}” is no status of a shift. Use approved, submitted or open.")
BAD_NUMBER: Final = mark("“{value}” in {column} is not a number of the right kind. Numbers are whole and not below zero.")
BAD_AMOUNT: Final = mark("“{value}” in {column} is not an amount. Write it like 1250000.")
BAD_DURATION: Final = mark("“{value}” in {column} is not a duration. Write seconds (45) or 1:20.")
LONG_NOTE: Final = mark("The note is longer than {most} characters. Shorten it.")
NO_CHECK_OUT: Final = mark("The check-in {value} is after the shift's planned end. Fill in check_out too.")
RETIRED: Final = mark("The shift template “{value}” is no longer used on that date.")
NO_TEMPLATE: Final = mark("There is no shift template “{value}”. Known: {known}.")

_DECIMAL_ZERO = re.compile(r"^(\d+)\.0{1,2}$")
_TIME = re.compile(r"^(\d{1,2}):([0-5]\d)(?::[0-5]\d)?$")


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row as values; None in a time or the status means that the file does not say."""

    line: int
    business_date: date
    template: Template
    agent: str
    shop: str
    check_in: datetime | None
    check_out: datetime | None
    status: ShiftStatus | None
    totals: Totals
    complaints_handled: int | None
    reviews_handled: int | None
    note: str

    @property
    def shift_key(self) -> tuple[str, int, date]:
        """Rows with the same key belong to one shift."""
        return self.agent, self.template.id, self.business_date

    @property
    def key(self) -> tuple[str, int, date, str]:
        """What makes the import repeatable."""
        return *self.shift_key, self.shop


def missing_columns(header: Iterable[str]) -> list[str]:
    """Return the columns without which the file cannot be read."""
    found = set(header)
    return [name for name in REQUIRED if name not in found]


@dataclass(frozen=True)
class Reading:
    """What rows are read against: templates by lower-case code, the last date allowed, the header's width."""

    templates: Mapping[str, Template]
    today: date
    columns: int = len(COLUMNS)
    zone: ZoneInfo = DEFAULT_ZONE


def read_rows(rows: Iterable[tuple[int, Mapping[str, str]]], against: Reading) -> tuple[list[ImportRow], list[Problem]]:
    """Return the good rows as values, and every problem with its line under `ROW` and the cell's text under `SHOWN`."""
    values: list[ImportRow] = []
    problems: list[Problem] = []
    for line, row in rows:
        made, wrong = _Row(line, row, against).result()
        problems += wrong
        if made is not None:
            values.append(made)
    return values, problems


class _Row:
    """One row being read; every problem is collected before it is given up."""

    def __init__(self, line: int, row: Mapping[str, str], against: Reading) -> None:
        self.line, self.row, self.against = line, row, against
        self.problems: list[Problem] = []

    def result(self) -> tuple[ImportRow | None, list[Problem]]:
        row = self.row
        if WRONG_CELLS in row and not self._only_the_end_is_missing(int(row[WRONG_CELLS])):
            self._wrong("row", CELLS, row[WRONG_CELLS], found=row[WRONG_CELLS], wanted=self.against.columns)
            return None, self.problems
        agent, shop = clean(row["agent"]).lower(), clean(row["shop"])
        for column, text in (("agent", agent), ("shop", shop)):
            if not text:
                self._wrong(column, NEEDED, "")
        day, template = self._date(), self._template()
        if day and template and not template.holds_on(day):
            self._wrong("template", RETIRED, template.code)
        numbers = {name: self._number(name) for name in (*FIELDS, *DECLARED)}
        totals = Totals(**{name: numbers[name] for name in FIELDS})
        for problem in problems_of(totals, 0, shop):
            name = problem.field.partition(".")[2]
            self._wrong(name, problem.template, row.get(name, ""), **problem.values)
        status, note = self._status(), row.get("note", "")
        if len(note) > MAX_NOTE:
            self._wrong("note", LONG_NOTE, note[:40], most=MAX_NOTE)
        times = self._times(day, template) if day and template else None
        if self.problems or times is None or day is None or template is None:
            return None, self.problems
        made = ImportRow(
            self.line, day, template, agent, shop, *times, status, totals, numbers[DECLARED[0]], numbers[DECLARED[1]], clean(note)
        )
        return made, []

    def _only_the_end_is_missing(self, found: int) -> bool:
        """Tell whether a short row lacks nothing but last columns that may be blank anyway."""
        return found < self.against.columns and set(list(self.row)[found:]) <= {*DECLARED, "note", WRONG_CELLS}

    def _wrong(self, column: str, template: str, shown: str, **values: object) -> None:
        self.problems.append(Problem(column, template, {"column": column, "value": shown, **values, ROW: self.line, SHOWN: shown}))

    def _date(self) -> date | None:
        text = self.row["business_date"]
        if not text:
            self._wrong("business_date", NEEDED, "")
            return None
        try:
            day = date.fromisoformat(text) if len(text) == 10 else None
        except ValueError:
            day = None
        if day is None:
            self._wrong("business_date", BAD_DATE, text)
        elif day > self.against.today:
            self._wrong("business_date", FUTURE, text)
        elif day.year < 2000:
            self._wrong("business_date", TOO_OLD, text)
        else:
            return day
        return None

    def _template(self) -> Template | None:
        code = clean(self.row["template"])
        if not code:
            self._wrong("template", NEEDED, "")
            return None
        if (found := self.against.templates.get(code.lower())) is None:
            self._wrong("template", NO_TEMPLATE, code, known=", ".join(self.against.templates))
        return found

    def _number(self, name: str) -> int | None:
        text = self.row.get(name, "")
        if text.isascii() and text.isdigit() and len(text) < 15:
            number: int | None = int(text)
        elif not text:
            return None
        else:
            text = match.group(1) if (match := _DECIMAL_ZERO.match(text)) else text  # a spreadsheet's 60.0
            try:
                number = parse_count(text) if name in DECLARED else read_field(name, text)
            except InvalidInput:
                self._wrong(name, _NOT_A_NUMBER.get(name, BAD_NUMBER), text)
                return None
        if name in DECLARED and number is not None and number > MAX_COUNT:
            self._wrong(name, BAD_NUMBER, text)
        return number

    def _status(self) -> ShiftStatus | None:
        text = self.row.get("status", "").lower()
        if text and text not in STATUSES:
            self._wrong("status", BAD_STATUS, self.row["status"])
        return STATUSES.get(text)

    def _time(self, column: str) -> int | None:
        text = self.row.get(column, "")
        if not text:
            return None
        match = _TIME.match(text)
        minute = int(match.group(1)) * 60 + int(match.group(2)) if match else DAY + 1
        if minute > DAY:
            self._wrong(column, BAD_TIME, text)
            return None
        return minute

    def _times(self, day: date, template: Template) -> tuple[datetime | None, datetime | None]:
        start, end = self._time("check_in"), self._time("check_out")
        if start is not None:
            start = _on_the_right_day(start, template)
        begins = template.start_minute if start is None else start
        if end is not None:
            while end < begins:  # before check-in means the next day
                end += DAY
        elif begins > template.end_minute and self._status() is not ShiftStatus.OPEN:
            self._wrong("check_in", NO_CHECK_OUT, self.row["check_in"])
        at: Callable[[int | None], datetime | None] = lambda minute: None if minute is None else at_local(day, minute, self.against.zone)  # noqa: E731
        return at(start), at(end)


_NOT_A_NUMBER: Final = {"first_response_avg_s": BAD_DURATION, "revenue_vnd": BAD_AMOUNT}


def _on_the_right_day(minute: int, template: Template) -> int:
    """Return a check-in's minute after midnight of the business date.

    In a shift that passes midnight a time before its end is after midnight; in one that starts in the small
    hours a late evening is the day before.
    """
    if template.end_minute > DAY and minute < template.end_minute - DAY:
        return minute + DAY
    early = int(REACH.total_seconds()) // 60
    if template.start_minute < early and minute > DAY + template.start_minute - early:
        return minute - DAY
    return minute
