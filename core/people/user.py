"""Users, roles, and the table of what each role may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.base.errors import Refused


class Role(StrEnum):
    """A person's place in the team."""

    AGENT = "agent"
    MANAGER = "manager"
    OWNER = "owner"


class Right(StrEnum):
    """One thing a person may do; pages and actions ask for exactly one."""

    SEE_LIVE = "see_live"
    SEE_REVENUE = "see_revenue"
    SEE_TEAM = "see_team"  # other agents' rows by name, anywhere
    LOG_OWN_SHIFT = "log_own_shift"
    LOG_ANY_SHIFT = "log_any_shift"  # on behalf of another, kept as such
    APPROVE_SHIFTS = "approve_shifts"  # approve, return; never one's own
    SEE_ROSTER = "see_roster"  # one's own shifts to come; wishes, swaps
    PLAN_ROSTER = "plan_roster"  # everybody's; publish, accept swaps, shift templates
    WORK_CASES = "work_cases"  # log; work on own and unassigned
    MANAGE_CASES = "manage_cases"  # work on anybody's, assign
    READ_CATALOG = "read_catalog"
    SEE_SHEET_PROBLEMS = "see_sheet_problems"
    REFRESH_SHEETS = "refresh_sheets"
    MANAGE_SHEETS = "manage_sheets"
    SEE_LEADERBOARD = "see_leaderboard"
    IMPORT_FILES = "import_files"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_SHOPS = "manage_shops"
    MANAGE_TARGETS = "manage_targets"
    READ_AUDIT = "read_audit"
    SEE_BONUS = "see_bonus"  # the policy, one's own statement; dispute it
    DRAFT_BONUS = "draft_bonus"  # everybody's statements without wages; compute, put up for review, answer disputes
    APPROVE_BONUS = "approve_bonus"  # approve, lock, adjust
    MANAGE_POLICY = "manage_policy"
    MANAGE_THEMES = "manage_themes"  # the word lists reviews are sorted by
    SEE_WAGES = "see_wages"  # and what is worked out from them; set them


_AGENT: Final = frozenset(
    {Right.SEE_LIVE, Right.LOG_OWN_SHIFT, Right.SEE_ROSTER, Right.WORK_CASES, Right.READ_CATALOG, Right.SEE_LEADERBOARD, Right.SEE_BONUS}
)
_MANAGER: Final = _AGENT | {
    Right.SEE_REVENUE,
    Right.SEE_TEAM,
    Right.LOG_ANY_SHIFT,
    Right.APPROVE_SHIFTS,
    Right.PLAN_ROSTER,
    Right.MANAGE_CASES,
    Right.SEE_SHEET_PROBLEMS,
    Right.REFRESH_SHEETS,
    Right.IMPORT_FILES,
    Right.READ_AUDIT,
    Right.DRAFT_BONUS,
}
RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    Role.AGENT: _AGENT,
    Role.MANAGER: _MANAGER,
    Role.OWNER: frozenset(Right),
}


@dataclass(frozen=True)
class User:
    """A person as every wing sees them; never the table row."""

    id: int
    name: str
    display: str
    role: Role
    active: bool = True

    def may(self, right: Right) -> bool:
        """Tell whether the role includes the right; a disabled user may nothing."""
        return self.active and right in RIGHTS[self.role]

    def require(self, right: Right) -> None:
        """Raise Refused unless the person has the right."""
        if not self.may(right):
            raise Refused("Your role may not do this. Ask a manager or the owner.")


SYSTEM: Final = User(id=0, name="system", display="Ca Trực", role=Role.OWNER)
"""The application itself, and an admin at the command line: every right, no row of its own."""
