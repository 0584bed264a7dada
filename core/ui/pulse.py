"""How a page that shows the present keeps up: a light look every few seconds, a redraw only of what changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Final

A_SECOND: Final = 7.3
"""Redraws a second that leave one core room for everything else: 300 viewers have seen a change after 41 s.

Odd on purpose: in step with the looks, which come every five seconds, the same pages would always be passed over.
"""
AT_ONCE: Final = 4
"""Redraws that may come together; more would make the looks behind them wait for a quarter of a second."""


class Redraws:
    """How many pages of this process may redraw themselves now.

    A change is news to every viewer at once. Up to some thirty viewers, whose looks are spread over five
    seconds, redraw at their next look; hundreds take turns, so that their looks, and everybody's clicks,
    are still answered at once.
    """

    def __init__(self, a_second: float = A_SECOND, at_once: int = AT_ONCE, clock: Callable[[], float] = time.monotonic) -> None:
        self._a_second = a_second
        self._at_once = at_once
        self._clock = clock
        self._lock = threading.Lock()
        self._left = float(at_once)
        self._counted_at = clock()

    def may(self) -> bool:
        """Tell whether a page may redraw now, which counts as done; if not, it asks again at its next look."""
        with self._lock:
            now = self._clock()
            self._left = min(self._at_once, self._left + (now - self._counted_at) * self._a_second)
            self._counted_at = now
            if self._left < 1:
                return False
            self._left -= 1
            return True


@lru_cache(maxsize=1)
def the_redraws() -> Redraws:
    """Return the process's count."""
    return Redraws()
