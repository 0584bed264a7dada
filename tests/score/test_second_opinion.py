"""`report leaderboard --json` against a second, plain computation on random teams: to 1e-9."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from core.base.database import Database
from core.people.actions.shops import NewShop, add_shop
from core.people.actions.users import NewUser, add_user
from core.people.shop import Marketplace
from core.people.user import SYSTEM, Role
from core.shifts.actions.bulk import BulkResult, BulkShift, insert_history
from core.shifts.queries.templates import list_templates
from core.shifts.result import Totals
from core.shifts.shift import ShiftStatus
from tests.conftest import START
from tests.score.second_opinion import Row, second_opinion
from tests.score.test_report_command import read, run  # noqa: F401 - fixtures
from tests.score.work import NOW

FIRST = date(2026, 9, 5)
"""Four days from here: 9.9 is the last, a sale day."""


def fill(database: Database, agents: int, shops: int, random: np.random.Generator, *, empty: float = 0.0, sure: float = 0.0) -> list[Row]:
    """Store random shifts; return what they hold. `empty`: share of results without orders noted, `sure`: of cells where all buy."""
    rows: list[Row] = []
    with database.write() as session:
        people = [add_user(session, SYSTEM, NewUser(f"n{k:03}", f"N {k}", Role.AGENT), now=START) for k in range(agents)]
        places = [add_shop(session, SYSTEM, NewShop(f"S{k}", Marketplace.SHOPEE, f"S {k}"), now=START) for k in range(shops)]
        kinds = list_templates(session, SYSTEM)
        certain = {(shop.id, kind.id) for shop in places for kind in kinds if random.random() < sure}
        never = {(shop.id, kind.id) for shop in places for kind in kinds if random.random() < sure}
        made = []
        for person in people:
            for gone in range(5):
                kind, day = kinds[int(random.integers(len(kinds)))], FIRST + timedelta(days=gone)
                status = ShiftStatus(str(random.choice(["approved", "approved", "submitted", "open", "returned"])))
                results = []
                for shop in places:
                    chats = int(random.integers(0, 60))
                    presale = None if random.random() < 0.2 else int(random.integers(0, chats + 1))
                    asked = chats if presale is None else presale
                    cell = (shop.id, kind.id)
                    share = 1.0 if cell in certain else 0.0 if cell in never else float(np.clip(random.normal(0.35, 0.1), 0, 1))
                    orders = None if random.random() < empty else int(random.binomial(asked, share)) + int(random.random() < 0.02)
                    results.append(BulkResult(shop.id, Totals(chats=chats, presale_chats=presale, orders=orders)))
                    if status in ("approved", "submitted"):  # what is not noted counts nothing, yet its agent is listed
                        noted = (0, 0) if orders is None else (orders, asked)
                        rows.append((person.name, (*cell, day == date(2026, 9, 9)), *noted))
                made.append(BulkShift(person.id, kind.id, day, status, *kind.hours(day), results=tuple(results)))
        insert_history(session, SYSTEM, made, now=NOW)
    return rows


def compare(told: dict[str, Any], expected: dict[str, Any]) -> None:
    assert told["team_rate"] == pytest.approx(expected["team_rate"], abs=1e-12)
    assert told["tau"] == pytest.approx(expected["tau"], abs=1e-9)
    assert [row["agent"] for row in told["rows"]] == [row["agent"] for row in expected["rows"]]
    for row, other in zip(told["rows"], expected["rows"], strict=True):
        for key in ("successes", "trials", "enough_data", "band", "rank_from", "rank_to"):
            assert row[key] == other.get(key), (row["agent"], key)
        for key in ("raw", "expected", "index", "sd", "low", "high", "fair"):
            given, wanted = row[key], other.get(key)
            assert (given is None) == (wanted is None), (row["agent"], key)
            assert wanted is None or abs(given - wanted) < 1e-9, (row["agent"], key, given, wanted)


ASK = ("report", "leaderboard", "--from", "2026-09-05", "--to", "2026-09-09", "--at", "2026-11-01")
CASES = {
    "mixed cells": (7, 3, {}),
    "cells where all or none buy": (6, 3, {"sure": 0.3}),
    "many orders not noted": (8, 2, {"empty": 0.6}),
    "one agent": (1, 2, {}),
    "no orders noted at all": (3, 1, {"empty": 1.0}),
}


@pytest.mark.parametrize("case", CASES)
def test_random_teams(database: Database, read: Any, case: str) -> None:  # noqa: F811
    agents, shops, more = CASES[case]
    expected = second_opinion(fill(database, agents, shops, np.random.default_rng(sum(map(ord, case))), **more))
    compare(read(*ASK), expected)


def test_five_hundred_agents(database: Database, read: Any) -> None:  # noqa: F811
    rows = fill(database, 500, 2, np.random.default_rng(5), empty=0.05)
    told, expected = read(*ASK), second_opinion(rows)
    assert len(told["rows"]) == len({row[0] for row in rows}) > 490
    compare(told, expected)
