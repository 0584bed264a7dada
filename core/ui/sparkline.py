"""A small picture of a few numbers: plain SVG, light enough for a tick, with words for those who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT, PAD = 120, 30, 3


def line(values: Sequence[float], colour: str) -> str:
    """Return an SVG line through the values, oldest left, a dot on the newest."""
    points = [(PAD + (WIDTH - 2 * PAD) * place / max(1, len(values) - 1), _height(value, values)) for place, value in enumerate(values)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    return _svg(
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="{colour}"/>'
    )


def bars(values: Sequence[float], colour: str) -> str:
    """Return SVG bars of the values from 0, oldest left."""
    slot = (WIDTH - 2 * PAD) / max(1, len(values))
    top = max(values, default=0) or 1
    drawn = []
    for place, value in enumerate(values):
        tall = max(0.8, (HEIGHT - 2 * PAD) * value / top)
        x = PAD + slot * (place + 0.2)
        drawn.append(
            f'<rect x="{x:.1f}" y="{HEIGHT - PAD - tall:.1f}" width="{slot * 0.6:.1f}" height="{tall:.1f}" rx="1" fill="{colour}"/>'
        )
    return _svg("".join(drawn))


def _height(value: float, values: Sequence[float]) -> float:
    low, high = min(values), max(values)
    if high == low:
        return HEIGHT / 2
    return HEIGHT - PAD - (HEIGHT - 2 * PAD) * (value - low) / (high - low)


def _svg(inside: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">{inside}</svg>'
