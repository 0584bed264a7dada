"""Row `simulation`: do fair rates tell the truth about teams whose true rates are known?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.bench.figure import Figure, Pace
from tests.score.made_up_teams import FROM_PRIOR, MONTH, THIN, Told, tell

SIZES = (3, 6, 12, 40)
SPREADS = (0.0, 0.05, 0.1, 0.2)
AGENTS = 15_000
"""How many agents a figure is worked out from; the standard error of a share is then about half a point."""
SEED = 20_261_123
_HELD = "90 % intervals that hold the true index"


def measure(pace: Pace) -> Iterator[Figure]:
    """Simulate each size and spread; `--quick` a third of the teams. The seed is fixed, so the figures are the same each time."""
    random = np.random.default_rng(SEED)

    def of(size: int, tau: float, chats: tuple[int, int] = MONTH) -> Told:
        return tell(random, max(60, round(pace.seconds(AGENTS) / size)), size, tau, chats)

    for size in SIZES:
        known = {tau: of(size, tau) for tau in SPREADS}
        for tau, told in known.items():
            yield _share(f"{_HELD}, team of {size}, agents differ by τ = {tau:g}", told.coverage, told, (86, 100))
        drawn = of(size, FROM_PRIOR)
        yield _share(f"{_HELD}, team of {size}, τ from the prior", drawn.coverage, drawn, (88, 96))
        yield _share(f"teams of {size} identical agents in one band", known[0.0].alike, known[0.0], (95, 100))
        fair, raw, adjusted = drawn.mean_squares
        yield Figure(
            row="simulation",
            what=f"mean squared error, team of {size}, τ from the prior",
            value=fair * 1e4,
            unit="·10⁻⁴",
            baseline=raw * 1e4,
            against="raw rates",
            bar=1 if size >= 6 else None,
            note=f"raw ÷ expected, without shrinking: {adjusted * 1e4:.3g}",
        )
    thin = of(40, 0.05, THIN)
    yield _share(f"{_HELD}, team of 40, τ = 0.05, only {THIN[0]}–{THIN[1]} chats each", thin.coverage, thin, None)


def _share(what: str, share: float, told: Told, between: tuple[float, float] | None) -> Figure:
    least, most = between or (None, None)
    return Figure(
        row="simulation", what=what, value=share * 100, unit="%", least=least, bar=most, bar_on="value", note=f"{told.teams:,} teams"
    )
