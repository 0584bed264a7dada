"""Fair rates on teams whose truth is known: a small, seeded run of `make bench`'s row `simulation`."""

from __future__ import annotations

import numpy as np
import pytest

from tests.score.made_up_teams import FROM_PRIOR, tell

TEAMS = {3: 300, 6: 150, 12: 75, 40: 25}


@pytest.mark.parametrize("size", TEAMS)
def test_intervals_hold_the_truth_and_equals_share_a_band(size: int) -> None:
    random = np.random.default_rng(20_261_123 + size)
    alike = tell(random, TEAMS[size], size, 0.0)
    assert alike.coverage >= 0.98
    assert alike.alike >= 0.95
    for tau in (0.05, 0.1, 0.2):
        # 900 agents in clusters: three standard errors below the 86 % of the full run.
        assert 0.82 <= tell(random, TEAMS[size], size, tau).coverage <= 1.0
    drawn = tell(random, TEAMS[size], size, FROM_PRIOR)
    assert 0.86 <= drawn.coverage <= 0.98
    fair, raw, adjusted = drawn.mean_squares
    assert fair < raw / 4, "who gets the easy shifts decides raw rates"
    if size >= 6:
        assert fair < adjusted
