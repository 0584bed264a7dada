"""From the input rows of a month to each agent's sums and fair rates: the leaderboard's arithmetic on stored rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.people.user import Role, User
from core.score.bonus_inputs import Inputs
from core.score.metric import METRICS
from core.score.ranking import Counts, rank


@dataclass(frozen=True)
class Place:
    """Where an agent stands by a fair metric; `fair` and the ranks are None without enough data to compare."""

    trials: int
    fair: float | None
    rank_from: int | None
    rank_to: int | None


def agent_fields(inputs: Inputs) -> dict[int, dict[str, int]]:
    """Return agent → sums of every field over their results and cases."""
    found: dict[int, dict[str, int]] = {}
    for result in inputs.results:
        _add(found.setdefault(result.agent_id, {}), inputs.fields, result.sums)
    for case in inputs.cases:
        _add(found.setdefault(case.agent_id, {}), inputs.case_fields, case.counts)
    return found


def _add(sums: dict[str, int], names: tuple[str, ...], amounts: tuple[int, ...]) -> None:
    for name, amount in zip(names, amounts, strict=True):
        sums[name] = sums.get(name, 0) + amount


CellSums = dict[tuple[int, tuple[int, int, bool]], tuple[int, int]]
"""(Agent, (template, shop, campaign day)) → successes, trials."""


def cell_sums(inputs: Inputs, metric: str) -> CellSums:
    """Add a fair metric up by agent and cell."""
    declared = METRICS[metric]
    top, bottom = inputs.fields.index(declared.top[0]), inputs.fields.index(declared.bottom[0])
    campaign = frozenset(inputs.campaign_days)
    sums: CellSums = {}
    for row in inputs.results:
        key = row.agent_id, (row.template_id, row.shop_id, row.day in campaign)
        x, n = sums.get(key, (0, 0))
        sums[key] = x + row.sums[top], n + row.sums[bottom]
    return sums


def places(inputs: Inputs, metric: str) -> dict[int, Place]:
    """Return agent → place by a fair metric, of everybody with a result in the month."""
    return placed(cell_sums(inputs, metric), inputs.agents)


def placed(sums: CellSums, agents: Sequence[int]) -> dict[int, Place]:
    """Rank everybody by their sums per cell.

    Equals stand in the order of `agents`, which is by name: a new name later changes no money.
    """
    cells: dict[tuple[int, int, bool], int] = {}
    keys = np.array([(agent, cells.setdefault(cell, len(cells))) for agent, cell in sums], dtype=np.int64).reshape(-1, 2)
    numbers = np.array(list(sums.values()), dtype=np.float64).reshape(-1, 2)
    width = len(str(len(agents)))
    people = {agent: User(agent, f"{place:0{width}d}", "", Role.AGENT) for place, agent in enumerate(agents)}
    ranking = rank(Counts(keys[:, 0], keys[:, 1], numbers[:, 0], numbers[:, 1]), people, asker=0)
    return {row.agent_id: Place(row.trials or 0, row.fair, row.rank_from, row.rank_to) for row in ranking.rows if row.agent_id is not None}
