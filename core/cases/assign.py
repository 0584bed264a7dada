"""Sharing cases out: whoever has the fewest open ones gets the next, in turn among equals."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence


def take_turns(cases: Sequence[int], people: Sequence[int], load: Mapping[int, int]) -> dict[int, int]:
    """Return case → person. Cases go out in their order; of people with equally many open cases the one first named is first.

    `load` counts the open cases of each; who is not in it has none. Without people nothing is shared.
    """
    turns = [(load.get(person, 0), place, person) for place, person in enumerate(dict.fromkeys(people))]
    heapq.heapify(turns)
    shared: dict[int, int] = {}
    if not turns:
        return shared
    for turn, case in enumerate(cases, start=len(turns)):
        count, _, person = heapq.heappop(turns)
        shared[case] = person
        heapq.heappush(turns, (count + 1, turn, person))
    return shared
