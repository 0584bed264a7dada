"""Policies, wages, snapshots and adjustments only grow; a locked month's shifts and results do not change"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

APPEND_ONLY = ("bonus_policy", "wage", "bonus_snapshot", "bonus_adjustment")
FINAL = "the bonus of this month is final"
LOCKED = "EXISTS (SELECT 1 FROM bonus_period WHERE status = 'locked' AND {day} BETWEEN month AND last_day)"
DAYS = {"shift": "{row}.business_date", "result": "(SELECT business_date FROM shift WHERE id = {row}.shift_id)"}
ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _sqlite() -> None:
    for table in APPEND_ONLY:
        for event in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{table} only grows'); END")
    for table, day in DAYS.items():
        for event, rows in ROWS.items():
            held = " OR ".join(LOCKED.format(day=day.format(row=row)) for row in rows)
            op.execute(f"CREATE TRIGGER {table}_locked_{event.lower()} BEFORE {event} ON {table} WHEN {held} BEGIN SELECT RAISE(ABORT, '{FINAL}'); END")
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER bonus_period_locked_{event.lower()} BEFORE {event} ON bonus_period WHEN OLD.status = 'locked' "
            f"BEGIN SELECT RAISE(ABORT, '{FINAL}'); END"
        )


def _postgresql() -> None:
    for table in APPEND_ONLY:
        for event in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()")
    # One look per statement, not per row: history comes in by the hundred thousand.
    joined = {"shift": "changed s", "result": "changed r JOIN shift s ON s.id = r.shift_id"}
    for table, source in joined.items():
        op.execute(
            f"CREATE OR REPLACE FUNCTION refuse_locked_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF EXISTS (SELECT 1 FROM bonus_period WHERE status = 'locked') AND EXISTS ("
            f"SELECT 1 FROM {source} JOIN bonus_period p ON p.status = 'locked' AND s.business_date BETWEEN p.month AND p.last_day"
            f") THEN RAISE EXCEPTION '{FINAL}'; END IF; RETURN NULL; END $$"
        )
        for event, rows in ROWS.items():
            for row in rows:
                op.execute(
                    f"CREATE TRIGGER {table}_locked_{event.lower()}_{row.lower()} AFTER {event} ON {table} "
                    f"REFERENCING {row} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refuse_locked_{table}()"
                )
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_locked_period() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF OLD.status = 'locked' THEN RAISE EXCEPTION '{FINAL}'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER bonus_period_locked BEFORE UPDATE OR DELETE ON bonus_period FOR EACH ROW EXECUTE FUNCTION refuse_locked_period()"
    )
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_locked_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF EXISTS (SELECT 1 FROM bonus_period WHERE status = 'locked') THEN RAISE EXCEPTION '{FINAL}'; END IF; RETURN NULL; END $$"
    )
    for table in ("shift", "result", "bonus_period"):
        op.execute(f"CREATE TRIGGER {table}_locked_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_locked_truncate()")
