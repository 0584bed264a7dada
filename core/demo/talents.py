"""How the demo's agents truly differ. Written down here, so that a fair ranking can be checked against it.

Lan is the best seller of the first six but works mornings, mostly on the shop that converts worst;
Tuấn is a little below the mean but has the evenings of the best shop. Raw rates put Tuấn before Lan,
a fair ranking must turn that round. Khôi is new and learns fast.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MORNING, LATE, EVENING = "morning", "late", "evening"


@dataclass(frozen=True)
class Talent:
    """An agent's true gifts and habits."""

    conversion: float  # orders against an average agent with the same chats; 1 is the mean
    response_s: float  # mean first response in a calm hour, seconds
    likes: str  # the template of most weeks, blank: takes what comes
    shop: int  # position of the shop they mostly answer, -1: all alike
    learning: float = 0.03  # relative gain of conversion over the whole period
    forgets_presale: float = 0.01  # share of shifts in which presale chats stay blank


FIRST = (
    Talent(1.22, 15.5, MORNING, 2),
    Talent(0.97, 19.5, EVENING, 0),
    Talent(1.03, 14.0, LATE, -1),
    Talent(0.90, 25.0, "", 1, forgets_presale=0.06),
    Talent(1.00, 17.5, "", -1),
    Talent(0.84, 23.0, "", 1, learning=0.20),
)


def make_talents(count: int, shops: int, random: np.random.Generator) -> list[Talent]:
    """Return the talents of `count` agents; beyond the first six they are drawn: conversion ± 8 %, response 14–32 s."""
    talents = [
        Talent(t.conversion, t.response_s, t.likes, t.shop % shops if t.shop >= 0 else -1, t.learning, t.forgets_presale) for t in FIRST
    ]
    for _ in range(max(0, count - len(talents))):
        conversion = float(np.clip(random.normal(1.0, 0.08), 0.75, 1.28))
        response = float(np.clip(random.lognormal(3.02, 0.2), 13.0, 34.0))
        likes = str(random.choice(["", "", MORNING, LATE, EVENING]))
        shop = int(random.integers(-1, shops))
        talents.append(Talent(conversion, response, likes, shop, float(random.uniform(0.0, 0.08)), float(random.uniform(0.0, 0.02))))
    return talents[:count]
