"""What holds for one run of a page or fragment, worked out at most once in it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from streamlit.runtime.scriptrunner import get_script_run_ctx

T = TypeVar("T")
_kept = threading.local()


def once_a_run(name: str, make: Callable[[], T]) -> T:
    """Return what `make` gave when this run first asked for `name`; outside a run it is made each time."""
    values = _values()
    if values is None:
        return make()
    if name not in values:
        values[name] = make()
    return values[name]  # type: ignore[no-any-return]


def forget(name: str) -> None:
    """Have `name` made again when it is next asked for."""
    values = _values()
    if values is not None:
        values.pop(name, None)


def _values() -> dict[str, Any] | None:
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return None
    run = context.cursors  # made anew for each run, its callbacks included
    if getattr(_kept, "run", None) is not run:
        _kept.run, _kept.values = run, {}
    return _kept.values  # type: ignore[no-any-return]
