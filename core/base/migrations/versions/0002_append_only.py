"""The audit trail and the histories can only grow; the preset shift templates"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit", "result_save", "case_event", "customer_note", "roster_change", "roster_override")

PRESETS = (
    {"code": "morning", "name": "Ca sáng", "start_minute": 8 * 60, "end_minute": 17 * 60, "evening": False, "break_minutes": 60},
    {"code": "late", "name": "Ca chiều", "start_minute": 16 * 60, "end_minute": 24 * 60, "evening": True, "break_minutes": 0},
    {"code": "evening", "name": "Ca tối", "start_minute": 19 * 60, "end_minute": 24 * 60, "evening": True, "break_minutes": 0},
)


def upgrade() -> None:
    template = sa.table(
        "shift_template", sa.column("code"), sa.column("name"), sa.column("start_minute"), sa.column("end_minute"), sa.column("evening", sa.Boolean),
        sa.column("break_minutes"),
    )
    op.bulk_insert(template, [dict(preset) for preset in PRESETS])
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"
        )
    for table in APPEND_ONLY:
        for event in ("UPDATE", "DELETE"):
            name = f"{table}_no_{event.lower()}"
            if sqlite:
                op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{table} only grows'); END")
            else:
                op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        if not sqlite:
            op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()")
