"""Many viewers take turns redrawing; few never wait."""

from __future__ import annotations

from core.ui.pulse import Redraws


class Clock:
    """A clock moved by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def granted(redraws: Redraws, pages: int) -> int:
    """Return how many of so many pages may redraw at once."""
    return [redraws.may() for _ in range(pages)].count(True)


def test_a_few_viewers_redraw_at_once_and_hundreds_take_turns() -> None:
    clock = Clock()
    redraws = Redraws(a_second=10, at_once=12, clock=clock)
    assert granted(redraws, 300) == 12
    assert granted(redraws, 300) == 0
    clock.now += 0.5
    assert granted(redraws, 300) == 5
    clock.now += 60
    assert granted(redraws, 300) == 12


def test_thirty_viewers_never_wait() -> None:
    clock = Clock()
    redraws = Redraws(clock=clock)
    for _ in range(300):
        assert granted(redraws, 1) == 1
        clock.now += 5 / 30
