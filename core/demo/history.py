"""From columns to the shifts the bulk insert takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from core.demo.duty import Duty
from core.demo.texts import SHIFT_NOTES
from core.demo.work import HISTORY_DAYS, MISSING, Block, Scene
from core.shifts.actions.bulk import BulkResult, BulkSave, BulkShift
from core.shifts.result import Totals
from core.shifts.shift import ShiftStatus


@dataclass(frozen=True)
class Ids:
    """The stored ids behind the positions."""

    manager: int
    agents: tuple[int, ...]
    shops: tuple[int, ...]
    templates: tuple[int, ...]


def as_shifts(
    duty: Duty, ids: Ids, blocks: Iterable[Block], random: np.random.Generator, tell: Callable[[float, str], None]
) -> Iterator[BulkShift]:
    """Yield every shift: approved up to the day before yesterday, then submitted, open while its agent is there."""
    scene = duty.scene
    total = max(1, len(scene.day))
    for block in blocks:
        duty.note(block)
        size = len(block.check_in)
        notes = np.where(random.random(size) < 0.04, random.integers(0, len(SHIFT_NOTES), size), MISSING).tolist()
        helped = (random.random(size) < 0.01).tolist()
        for row in range(size):
            shift = _shift(scene, ids, block, row)
            if helped[row]:
                shift = replace(shift, checked_in_by=ids.manager)
            if notes[row] != MISSING and shift.check_out:
                shift = replace(shift, note=SHIFT_NOTES[notes[row]])
            yield shift
        tell(0.85 * (block.start + size) / total, "shifts")


def _shift(scene: Scene, ids: Ids, block: Block, row: int) -> BulkShift:
    number = block.start + row
    day = int(scene.day[number])
    agent = ids.agents[int(scene.agent[number])]
    check_out = _moment(int(block.check_out[row]))
    ended = ShiftStatus.APPROVED if day < scene.days - 2 else ShiftStatus.SUBMITTED
    kept = day >= scene.days - HISTORY_DAYS
    return BulkShift(
        agent_id=agent,
        template_id=ids.templates[int(scene.template[number])],
        business_date=scene.first + timedelta(days=day),
        status=ended if check_out else ShiftStatus.OPEN,
        check_in=datetime.fromtimestamp(int(block.check_in[row]), UTC),
        check_out=check_out,
        results=_results(ids, block, row, agent, kept),
        checked_in_by=agent,
        submitted_at=check_out,
        last_update=_moment(int(block.last_update[row])),
    )


def _results(ids: Ids, block: Block, row: int, agent: int, kept: bool) -> tuple[BulkResult, ...]:
    saved_at = block.saved_at[row].tolist()
    hours = [hour for hour, moment in enumerate(saved_at) if moment != MISSING]
    if not hours:
        return ()
    results = []
    moments = [datetime.fromtimestamp(saved_at[hour], UTC) for hour in hours]
    for shop, totals in zip(ids.shops, block.totals[row].tolist(), strict=True):
        saves: list[BulkSave] = []
        before: list[int] | None = None
        if kept:
            for hour, moment in zip(hours, moments, strict=True):
                if totals[hour] != before:  # a save that changes nothing leaves no trace
                    saves.append(BulkSave(moment, _totals(totals[hour]), agent))
                    before = totals[hour]
        final = _totals(totals[hours[-1]])
        results.append(BulkResult(shop, final, updated_at=saves[-1].at if saves else moments[-1], saves=tuple(saves)))
    return tuple(results)


def _totals(v: list[int]) -> Totals:
    # Only presale chats and the mean response can be missing; spelled out, for a million of them.
    presale, response = (None if v[1] == MISSING else v[1]), (None if v[4] == MISSING else v[4])
    return Totals(v[0], presale, v[2], v[3], response, v[5], v[6], v[7])


def _moment(seconds: int) -> datetime | None:
    return None if seconds == MISSING else datetime.fromtimestamp(seconds, UTC)
