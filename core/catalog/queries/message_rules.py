"""The rules of the message check as they hold now, and what they find in the team's scripts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from core.base.settings import get_settings
from core.catalog.message_check import Finding, Scene, ScriptFindings, check_message, check_scripts
from core.catalog.message_rule import MessageKind, MessageRule, Severity, starter_rules
from core.catalog.queries.reports import script_shelf, voucher_shelf
from core.catalog.queries.sources import good_copies
from core.catalog.script import Script
from core.catalog.source import SheetKind, cell_link
from core.catalog.tables import MessageRuleOffRow, MessageRuleRow
from core.catalog.voucher import Voucher
from core.people.queries.shops import list_shops
from core.people.user import Right, User

KEPT = 4
_checked: dict[tuple[object, ...], ScriptsChecked] = {}


@dataclass(frozen=True)
class ListedRule:
    """A rule with its switch; `own_id` is the key of the owner's own ones."""

    rule: MessageRule
    on: bool
    own_id: int | None = None


def list_rules(session: Session, user: User) -> tuple[ListedRule, ...]:
    """Return every rule, the owner's own first in the order of writing, then the built-in ones, worst first."""
    user.require(Right.READ_CATALOG)
    off = set(session.exec(select(MessageRuleOffRow.rule)))
    own = session.exec(select(MessageRuleRow).order_by(col(MessageRuleRow.id)))
    return (
        *(ListedRule(as_rule(row), row.active, row.id) for row in own),
        *(ListedRule(rule, rule.id not in off) for rule in starter_rules()),
    )


def rules_in_use(session: Session, user: User) -> tuple[MessageRule, ...]:
    """Return the rules that are switched on."""
    return tuple(listed.rule for listed in list_rules(session, user) if listed.on)


def check_text(
    session: Session, user: User, text: str, *, kind: MessageKind | None, at: datetime, customer: str = ""
) -> tuple[Finding, ...]:
    """Return what is wrong with a text that is about to be sent, by the rules in use and the vouchers at `at`."""
    rules = rules_in_use(session, user)
    names = tuple(shop.name for shop in list_shops(session, user))
    scene = Scene(at, get_settings().zone, _vouchers(session, at), names=names, customer=customer)
    return check_message(text, rules, scene, kind=kind)


@dataclass(frozen=True)
class WrongScript:
    """A script with something wrong, its source and the link of its cell."""

    script: Script
    findings: tuple[Finding, ...]
    source: str
    link: str | None

    @property
    def severity(self) -> Severity:
        """The worst of its findings."""
        return self.findings[0].severity


@dataclass(frozen=True)
class ScriptsChecked:
    """How many scripts were checked, and those with something wrong, worst first."""

    checked: int
    wrong: tuple[WrongScript, ...]


def checked_scripts(session: Session, user: User, *, at: datetime) -> ScriptsChecked:
    """Hold every script of the sheets against the rules in use, and its voucher codes against the voucher sheets at `at`.

    Thousands of scripts take a second or two, so the last answers are kept in this process: a sheet is
    read again every minute and hardly ever changes.
    """
    user.require(Right.SEE_SHEET_PROBLEMS)
    rules = rules_in_use(session, user)
    copies = tuple(
        (copy.digest, copy.source.name, repr(copy.source.place), json.dumps(copy.source.mapping, sort_keys=True))
        for copy in good_copies(session)
    )
    key = (rules, copies, at)
    found = _checked.get(key)
    if found is None:
        found = _check(session, rules, at)
        while len(_checked) >= KEPT:
            _checked.pop(next(iter(_checked)), None)
        _checked[key] = found
    return found


def _check(session: Session, rules: tuple[MessageRule, ...], at: datetime) -> ScriptsChecked:
    vouchers = _vouchers(session, at)
    holders: dict[int, tuple[str, str | None]] = {}
    scripts: list[Script] = []
    for copy in good_copies(session, kind=SheetKind.SCRIPTS):
        kept = script_shelf(session, copy)
        for script in kept.parsed.good if kept else ():
            scripts.append(script)
            holders[id(script)] = (copy.source.name, cell_link(copy.source.place, kept.gid if kept else None, script.cell))
    found = check_scripts(scripts, vouchers, rules, at, zone=get_settings().zone)
    return ScriptsChecked(len(scripts), tuple(_placed(one, *holders[id(one.script)]) for one in found))


def _placed(found: ScriptFindings, source: str, link: str | None) -> WrongScript:
    return WrongScript(found.script, found.findings, source, link)


def _vouchers(session: Session, at: datetime) -> tuple[Voucher, ...] | None:
    """Return the vouchers of all sheets; None when there is no copy of any: then codes cannot be judged."""
    shelves = [kept for copy in good_copies(session, kind=SheetKind.VOUCHERS) if (kept := voucher_shelf(session, copy, at=at)) is not None]
    return tuple(voucher for kept in shelves for voucher in kept.parsed.good) if shelves else None


def as_rule(row: MessageRuleRow) -> MessageRule:
    """Return the owner's rule a row holds."""
    return MessageRule(
        id=f"own-{row.id}", severity=Severity(row.severity), title=row.title, why=row.why, instead=row.instead,
        phrases=tuple(row.phrases), unless=tuple(row.unless), kinds=frozenset(map(MessageKind, row.kinds)),
    )  # fmt: skip
