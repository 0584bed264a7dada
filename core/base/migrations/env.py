"""Alembic's entry: runs on the connection it is given; the lock around it is `migrate`'s."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from core.base.clock import UtcDateTime
from core.base.tables import Table


def _render(kind: str, value: Any, autogen_context: AutogenContext) -> str | Literal[False]:
    if kind == "type" and isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(value).__name__ == "AutoString":
        length = getattr(value, "length", None)
        return f"sa.String(length={length})" if length else "sa.String()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Table.metadata,
    render_as_batch=True,
    render_item=_render,
    compare_type=False,
    transaction_per_migration=False,
)
context.run_migrations()
