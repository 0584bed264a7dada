"""The answer to a customer: the team's own words for it, filled in, checked, copied, written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.errors import Problem
from core.base.settings import get_settings
from core.base.words import mark
from core.cases.actions.replies import TextCheck
from core.cases.inputs import CaseNote
from core.catalog.message_check import Finding
from core.catalog.message_rule import MessageKind, Severity
from core.catalog.placeholders import fill_placeholders, find_placeholders
from core.catalog.queries.message_rules import check_text
from core.catalog.source import SheetKind
from core.people.user import User
from core.ui.case_privacy import privacy_notice
from core.ui.case_steps import Act, CaseSteps
from core.ui.copying import copy_button, short_key
from core.ui.load import load
from core.ui.message_parts import findings_part
from core.ui.prepared import About, Prepared, as_prepared, prepared_answers
from core.ui.script_parts import gap_name
from core.ui.session import asked_now
from core.ui.show import section
from core.ui.submit import field
from core.ui.toasts import toast
from core.ui.words import language, plain, t

NEVER = mark("“{text}” must not be sent. {why}")
HERE = (Topic.CATALOG, Topic.PEOPLE)


@dataclass(frozen=True)
class ReplyTo:
    """The case an answer belongs to: its steps' name, what is known to fill gaps with, the act that writes the answer down.

    `known` are answers that come before those of the scripts sheet.
    """

    kind: str
    case_id: int
    version: int
    message: MessageKind
    about: About
    values: Mapping[str, str]
    send: Any
    label: str
    success: str
    known: tuple[Prepared, ...] = ()


def never_send(kind: MessageKind, customer: str = "") -> TextCheck:
    """Return the check that refuses a text with something in it that must never be sent, by the rules in use."""

    def check(session: Any, user: User, text: str) -> Sequence[Problem]:
        found = check_text(session, user, text, kind=kind, at=asked_now(), customer=customer)
        return [
            Problem("note", NEVER, {"text": one.text[:60], "why": f"{one.why(language())} {one.instead(language())}".strip()})
            for one in found
            if one.severity is Severity.HIGH
        ][:3]

    return check


def reply_card(to: ReplyTo, user: User) -> None:
    """Draw the prepared answers of a case: choose, adapt, see what is wrong, copy, write down that it was sent."""
    form, now = f"{to.kind}-reply:{to.case_id}", asked_now()
    day = local_date(now, get_settings().zone)
    answers = [*to.known, *map(as_prepared, load(prepared_answers, to.about, day=day, topics=HERE, scope="role"))]
    with st.container(border=True, gap="small", key=f"card-{to.kind}-reply"):
        section(t("Answer the customer"))
        chosen, name = _ask_which(answers, form, to.values.get("customer_name", ""))
        values = {**to.values, "customer_name": name, "agent_name": user.display}
        prepared = fill_placeholders(chosen.text, values) if chosen else ""
        key = short_key(chosen.title if chosen else "", name)
        with st.container(key=f"copied-{to.kind}-reply", gap=None):
            text = st.text_area(
                t("Text for the customer"), value=prepared, key=field(form, f"text-{key}"), height=170,
                placeholder=t("Type the answer; it is checked when you leave the field."),
            )  # fmt: skip
        found = _checked(text, to, name)
        told = privacy_notice(form, {f"text-{key}": text or ""})
        _buttons(to, user, text or "", found, chosen, hold=told)


def _ask_which(answers: Sequence[Prepared], form: str, known: str) -> tuple[Prepared | None, str]:
    options: list[int | None] = [*range(len(answers)), None]
    with st.grid(2, min_column_width=200, gap="small"):
        number = st.selectbox(
            t("Prepared answer"), options, key=field(form, "which"),
            format_func=lambda one: t("my own words") if one is None else answers[one].title,
            help=t("From the scripts sheet, by the words of its situation and note; the best fit comes first."),
        )  # fmt: skip
        name = st.text_input(t("Call the customer"), value=known, key=field(form, "name"), live="400ms", autocomplete="off")
    if not answers:
        st.caption(t("No script of the sheet fits; write your own words."))
    return (answers[number] if number is not None and number < len(answers) else None), (name or "").strip()


def _checked(text: str | None, to: ReplyTo, name: str) -> tuple[Finding, ...]:
    if not text or not text.strip():
        return ()
    minute = asked_now().replace(second=0, microsecond=0)
    found = load(check_text, text, kind=to.message, at=minute, customer=name, topics=HERE, scope="role")
    if found:
        findings_part(text, found)
    else:
        st.caption(f":green[:material/check_circle: {t('Nothing found: the text may be sent.')}]")
    return found


def _buttons(to: ReplyTo, user: User, text: str, found: Sequence[Finding], chosen: Prepared | None, *, hold: bool) -> None:
    forbidden = [one for one in found if one.severity is Severity.HIGH]
    steps = CaseSteps(f"{to.kind}-reply", to.case_id, to.version)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _copy(to, user, text, chosen, forbidden)
        if text.strip():
            act = Act(partial(to.send, check=never_send(to.message)), lambda seen: CaseNote(to.case_id, seen, text), to.success)
            steps.at_once("sent", to.label, ":material/send:", act, hold=hold)
    steps.drawn()


def _copy(to: ReplyTo, user: User, text: str, chosen: Prepared | None, forbidden: Sequence[Finding]) -> None:
    key = f"{to.kind}-reply"
    if forbidden:
        if st.session_state.get(f"copy:{SheetKind.SCRIPTS}:{key}") or st.session_state.get(f"copy:own:{key}"):
            toast(t("Copied, but do not send it: mend what is marked red."), ":material/block:")  # typed and copied in one go
        st.button(
            t("Copy"), icon=":material/content_copy:", key=f"copy-off:{key}", disabled=True, help=t("Mend what is marked red first."),
        )  # fmt: skip
    elif chosen is not None and chosen.item:
        copy_button(user, SheetKind.SCRIPTS, chosen.item, key, left=tuple(plain(gap_name(gap)) for gap in find_placeholders(text)))
    elif text.strip():
        with st.container(key=f"copy-{key}", width="content"):
            if st.button(t("Copy"), icon=":material/content_copy:", key=f"copy:own:{key}"):
                toast(t("Copied. Paste it into the chat."), ":material/content_copy:")
