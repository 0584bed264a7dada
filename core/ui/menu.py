"""The one table of pages: what the sidebar shows, what the guard asks, what the tests walk through."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.base.settings import ROOT
from core.base.words import mark
from core.people.user import Right, User

PAGES_FOLDER = ROOT / "pages"


@dataclass(frozen=True)
class PageSpec:
    """One page: its key is its file name and its address."""

    key: str
    title: str
    purpose: str
    icon: str
    group: str
    right: Right

    @property
    def file(self) -> Path:
        """The page's script."""
        return PAGES_FOLDER / f"{self.key}.py"


DAILY = mark("Every day")
RESULTS = mark("Results")
MANAGEMENT = mark("Management")
SETTINGS = mark("Settings")

PAGES: tuple[PageSpec, ...] = (
    PageSpec("live", mark("Live"), mark("Today's shifts at a glance, and what needs doing now."), "monitoring", DAILY, Right.SEE_LIVE),
    PageSpec("my_shift", mark("My shift"), mark("Check in, note the numbers, hand in the shift."), "schedule", DAILY, Right.LOG_OWN_SHIFT),
    PageSpec("complaints", mark("Complaints"), mark("Log a complaint, solve it before its deadline."), "report", DAILY, Right.WORK_CASES),
    PageSpec("reviews", mark("Reviews"), mark("Answer low stars within 24 hours."), "star", DAILY, Right.WORK_CASES),
    PageSpec(
        "customers",
        mark("Customers"),
        mark("Who has been here before, and what the next agent should know."),
        "group",
        DAILY,
        Right.WORK_CASES,
    ),
    PageSpec("scripts", mark("Scripts"), mark("Find the right answer and copy it."), "chat", DAILY, Right.READ_CATALOG),
    PageSpec("vouchers", mark("Vouchers"), mark("What runs now, what ends soon."), "sell", DAILY, Right.READ_CATALOG),
    PageSpec(
        "leaderboard",
        mark("Leaderboard"),
        mark("Who really does better, and how sure that is."),
        "leaderboard",
        RESULTS,
        Right.SEE_LEADERBOARD,
    ),
    PageSpec(
        "case_report",
        mark("Lessons"),
        mark("What complaints and reviews teach, known problems with their answers, a weekly page to print."),
        "lightbulb",
        RESULTS,
        Right.WORK_CASES,
    ),
    PageSpec(
        "my_score",
        mark("My score"),
        mark("Every point back to its shift, and what would raise it most."),
        "insights",
        RESULTS,
        Right.SEE_BONUS,
    ),
    PageSpec(
        "insights",
        mark("Insights"),
        mark("Busy hours, speed beside sales, trends, a year of coverage."),
        "query_stats",
        RESULTS,
        Right.SEE_TEAM,
    ),
    PageSpec("bonus", mark("Bonus"), mark("A month from draft to lock; everybody's own statement."), "payments", RESULTS, Right.SEE_BONUS),
    PageSpec(
        "imports",
        mark("Imports"),
        mark("Bring in files: shifts, complaints, reviews, the marketplaces' returns."),
        "upload_file",
        MANAGEMENT,
        Right.IMPORT_FILES,
    ),
    PageSpec("roster", mark("Roster"), mark("Who works when: plan, publish, wish, swap."), "calendar_month", MANAGEMENT, Right.SEE_ROSTER),
    PageSpec(
        "approvals",
        mark("Approvals"),
        mark("Look at the shifts handed in; approve them or send them back."),
        "fact_check",
        MANAGEMENT,
        Right.APPROVE_SHIFTS,
    ),
    PageSpec(
        "bonus_policy",
        mark("Bonus policy"),
        mark("Weights, tiers, conditions and amounts; what they would have paid."),
        "tune",
        SETTINGS,
        Right.MANAGE_POLICY,
    ),
    PageSpec(
        "score_settings",
        mark("Score settings"),
        mark("What agents see, sale days, return window, wages."),
        "settings",
        SETTINGS,
        Right.MANAGE_POLICY,
    ),
    PageSpec(
        "setup",
        mark("Getting started"),
        mark("Shops, shifts, people and the first sheet, on one page."),
        "flag",
        SETTINGS,
        Right.MANAGE_SHOPS,
    ),
    PageSpec(
        "people",
        mark("People"),
        mark("Who may sign in, and as what; passwords and sign-ins."),
        "group",
        SETTINGS,
        Right.MANAGE_PEOPLE,
    ),
    PageSpec("shops", mark("Shops"), mark("Add, rename, archive, put in order."), "storefront", SETTINGS, Right.MANAGE_SHOPS),
    PageSpec(
        "targets",
        mark("Targets"),
        mark("What each metric should reach, and from when."),
        "target",
        SETTINGS,
        Right.MANAGE_TARGETS,
    ),
    PageSpec(
        "sheet_sources",
        mark("Sheet sources"),
        mark("Connect the team's sheets; see how each is read and what changed."),
        "table_view",
        SETTINGS,
        Right.MANAGE_SHEETS,
    ),
    PageSpec(
        "message_rules",
        mark("Message rules"),
        mark("What agents must not write, and what to say instead."),
        "spellcheck",
        SETTINGS,
        Right.MANAGE_SHEETS,
    ),
    PageSpec("audit", mark("Audit trail"), mark("Who did what and when, before and after."), "history", SETTINGS, Right.READ_AUDIT),
    PageSpec(
        "account", mark("My account"), mark("Your password and the browsers you are signed in on."), "person", SETTINGS, Right.SEE_LIVE
    ),
)
PAGE_KEYS = frozenset(spec.key for spec in PAGES)


def page(key: str) -> PageSpec:
    """Return a page by its key."""
    return next(spec for spec in PAGES if spec.key == key)


def pages_for(user: User) -> list[PageSpec]:
    """Return the pages a person may open, in order."""
    return [spec for spec in PAGES if user.may(spec.right)]
