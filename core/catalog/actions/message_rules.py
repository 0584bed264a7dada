"""Rules of the message check: write one's own, change or remove it, switch any of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import InvalidInput, NotFound, Problem
from core.catalog.message_rule import MessageRule, OwnRule, checked_rule, starter_rules
from core.catalog.queries.message_rules import as_rule
from core.catalog.tables import MessageRuleOffRow, MessageRuleRow
from core.people.user import Right, User

MOST_RULES = 200


def save_rule(session: Session, user: User, own: OwnRule, *, now: datetime, rule_id: int | None = None) -> MessageRule:
    """Keep an owner's rule: a new one, or `rule_id` as it is now."""
    user.require(Right.MANAGE_SHEETS)
    own = checked_rule(own)
    row = _own(session, rule_id) if rule_id is not None else None
    others = session.exec(select(MessageRuleRow).where(col(MessageRuleRow.id) != (rule_id or 0))).all()
    if own.title.casefold() in {other.title.casefold() for other in others}:
        raise InvalidInput([Problem("title", "There is already a rule “{title}”.", {"title": own.title})])
    if row is None and len(others) >= MOST_RULES:
        raise InvalidInput([Problem("title", "There are {n} rules of your own already; add phrases to one of them.", {"n": MOST_RULES})])
    before = _told(row) if row else None
    row = row or MessageRuleRow(title="", severity="", phrases=[], unless=[], kinds=[], changed_at=now)
    row.title, row.severity, row.why, row.instead = own.title, str(own.severity), own.why, own.instead
    row.phrases, row.unless, row.kinds = list(own.phrases), list(own.unless), sorted(map(str, own.kinds))
    row.changed_at = now
    session.add(row)
    session.flush()
    _record(session, user, "message_rule.save", f"message_rule:{row.id}", now, before=before, after=_told(row))
    return as_rule(row)


def switch_rule(session: Session, user: User, rule: str, on: bool, *, now: datetime) -> None:
    """Switch a rule by its id: a built-in one, or one's own (`own-3`). Switching twice changes nothing."""
    user.require(Right.MANAGE_SHEETS)
    if rule.startswith("own-") and rule[4:].isdecimal():
        row = _own(session, int(rule[4:]))
        was, row.active, row.changed_at = row.active, on, now
        session.add(row)
    elif rule in {built_in.id for built_in in starter_rules()}:
        off = session.get(MessageRuleOffRow, rule)
        was = off is None
        if on and off is not None:
            session.delete(off)
        elif not on and off is None:
            session.add(MessageRuleOffRow(rule=rule, switched_at=now))
    else:
        raise NotFound("This rule was removed meanwhile.")
    if was != on:
        _record(session, user, "message_rule.switch", f"message_rule:{rule}", now, before={"on": was}, after={"on": on})


def remove_rule(session: Session, user: User, rule_id: int, *, now: datetime) -> None:
    """Remove one of the owner's own rules; built-in ones can only be switched off."""
    user.require(Right.MANAGE_SHEETS)
    row = _own(session, rule_id)
    _record(session, user, "message_rule.remove", f"message_rule:{row.id}", now, before=_told(row), after=None)
    session.delete(row)


def _own(session: Session, rule_id: int) -> MessageRuleRow:
    row = session.get(MessageRuleRow, rule_id)
    if row is None:
        raise NotFound("This rule was removed meanwhile.")
    return row


def _told(row: MessageRuleRow) -> dict[str, Any]:
    return {
        "title": row.title, "severity": row.severity, "phrases": row.phrases, "unless": row.unless, "kinds": row.kinds,
        "why": row.why, "instead": row.instead, "active": row.active,
    }  # fmt: skip


def _record(session: Session, user: User, action: str, subject: str, now: datetime, *, before: Any, after: Any) -> None:
    audit.record(session, at=now, actor_id=user.id or None, actor=user.name, action=action, subject=subject, before=before, after=after)
    touch(session, Topic.CATALOG)
