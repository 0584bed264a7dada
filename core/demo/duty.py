"""Who was on shift at a moment of the demo, to give complaints and reviews to."""

from __future__ import annotations

import numpy as np

from core.demo.work import MISSING, Block, Ints, Scene


class Duty:
    """Presence of every shift, gathered while the shifts are made."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.check_in: Ints = np.zeros(len(scene.day), dtype=np.int64)
        self.until: Ints = np.zeros(len(scene.day), dtype=np.int64)
        self._first = np.searchsorted(scene.day, np.arange(scene.days + 1))

    def note(self, block: Block) -> None:
        """Take over a block's presence; a shift without check-out lasts to its last save or to now."""
        rows = slice(block.start, block.start + len(block.check_in))
        self.check_in[rows] = block.check_in
        running = self.scene.day[rows] == self.scene.days - 1
        open_end = np.where(running, self.scene.now, np.maximum(block.last_update, block.check_in))
        self.until[rows] = np.where(block.check_out == MISSING, open_end, block.check_out)

    def at(self, moment: int) -> list[int]:
        """Return the positions of the agents on shift at a moment (seconds since 1970), in order."""
        day = int(np.searchsorted(self.scene.midnight, moment, side="right")) - 1
        if day < 0:
            return []
        # Yesterday's evening may end after midnight, so its shifts are asked too.
        rows = slice(self._first[max(0, day - 1)], self._first[day + 1])
        there = (self.check_in[rows] <= moment) & (moment < self.until[rows])
        return sorted(set(self.scene.agent[rows][there].tolist()))

    def somebody(self, moment: int, wanted: int, random: np.random.Generator) -> int:
        """Return `wanted` when on shift at that moment, else anybody who is, else `wanted` all the same."""
        there = self.at(moment)
        return wanted if wanted in there or not there else int(random.choice(there))
