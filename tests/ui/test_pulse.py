"""Many viewers take turns redrawing; few never wait."""

from __future__ import annotations

from datetime import timedelta

from core.ui.pulse import LONGEST, Redraws

JUST_NOW = timedelta(seconds=5)


class Clock:
    """A clock moved by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_few_viewers_redraw_at_once_and_hundreds_take_turns() -> None:
    clock = Clock()
    redraws = Redraws(a_second=10, at_once=12, clock=clock)
    assert [redraws.may(JUST_NOW) for _ in range(300)].count(True) == 12
    clock.now += 0.5
    assert [redraws.may(JUST_NOW) for _ in range(300)].count(True) == 5
    clock.now += 60
    assert [redraws.may(JUST_NOW) for _ in range(300)].count(True) == 12


def test_nobody_waits_for_ever() -> None:
    redraws = Redraws(a_second=10, at_once=1, clock=Clock())
    assert redraws.may(JUST_NOW)
    assert not redraws.may(LONGEST - timedelta(seconds=1))
    assert redraws.may(LONGEST)
    assert not redraws.may(JUST_NOW)
