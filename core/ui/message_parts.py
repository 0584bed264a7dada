"""The message check on screen: a text to try, what is wrong with it at its place, and what is wrong in the scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from core.base.changes import Topic
from core.base.words import mark
from core.catalog.message_check import Finding
from core.catalog.message_codes import CodeTrouble
from core.catalog.message_rule import SEVERITIES, MessageKind, Severity
from core.catalog.queries.dead_codes import dead_codes
from core.catalog.queries.message_rules import ScriptsChecked, check_text, checked_scripts
from core.ui.load import load
from core.ui.script_parts import STAGE_NAMES
from core.ui.show import Status, badge, empty_state, table_with_export
from core.ui.words import language, plain, t

SEVERITY_NAMES = {Severity.HIGH: mark("Never send"), Severity.MEDIUM: mark("Better not"), Severity.LOW: mark("Could be better")}
STATUSES: dict[Severity, Status] = {Severity.HIGH: "bad", Severity.MEDIUM: "warning", Severity.LOW: "info"}
ICONS = {Severity.HIGH: ":material/block:", Severity.MEDIUM: ":material/warning:", Severity.LOW: ":material/lightbulb:"}
COLOURS = {Severity.HIGH: "red", Severity.MEDIUM: "orange", Severity.LOW: "blue"}
TROUBLES = {
    CodeTrouble.EXPIRED: mark("Over or sold out"),
    CodeTrouble.UNKNOWN: mark("In no voucher sheet"),
    CodeTrouble.EARLY: mark("Not running yet"),
}
HERE = (Topic.CATALOG, Topic.PEOPLE)
LONGEST = 5_000


def kind_name(kind: MessageKind | None) -> str:
    """Return what a message is for, in words."""
    return t("Any message") if kind is None else t(STAGE_NAMES["payment" if kind is MessageKind.REMINDER else str(kind)])


def severity_badge(severity: Severity) -> str:
    """Return Markdown of how bad it is."""
    return badge(t(SEVERITY_NAMES[severity]), STATUSES[severity], icon=ICONS[severity])


def try_box(now: datetime, *, key: str) -> None:
    """Draw a box to type a text into, and under it what is wrong with it."""
    text = st.text_area(
        t("Text to check"), key=f"{key}:text", max_chars=LONGEST, height=120, placeholder=t("Paste or type what you are about to send…")
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        kind = st.selectbox(t("What it is for"), [None, *MessageKind], format_func=kind_name, key=f"{key}:kind", width=280)
        st.button(t("Check"), icon=":material/spellcheck:", key=f"{key}:check", type="primary")
    if not text or not text.strip():
        return
    minute = now.replace(second=0, microsecond=0)
    found = load(check_text, text, kind=kind, at=minute, topics=HERE, scope="role")
    if found:
        findings_part(text, found)
    else:
        st.success(t("Nothing found: the text may be sent."), icon=":material/check_circle:")


def findings_part(text: str, found: Sequence[Finding]) -> None:
    """Draw the text with its places marked, then each thing wrong: the words, why, and what to say instead."""
    if any(one.text.strip() != text.strip() for one in found):  # where the whole text is meant, nothing is to be marked
        with st.container(border=True):
            st.markdown(marked(text, found))
    for one in found:
        with st.container(gap=None):
            quoted = f" **“{plain(_short(one.text))}”**" if one.text.strip() != text.strip() else ""
            title = one.rule.words(one.rule.title, language())
            st.markdown(f"{severity_badge(one.severity)}{quoted} {plain(title)}")
            st.caption("  \n".join(plain(said) for said in (one.why(language()), one.instead(language())) if said))


def marked(text: str, found: Sequence[Finding]) -> str:
    """Return the text as Markdown, letter for letter, the places found on a coloured ground; of two at one place the worse."""
    level: list[Severity | None] = [None] * len(text)
    for one in sorted(found, key=lambda finding: -SEVERITIES.index(finding.severity)):
        if one.text.strip() != text.strip():
            level[one.start : one.end] = [one.severity] * (one.end - one.start)
    pieces: list[str] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place < len(text) and level[place] == level[start] and "\n" not in (text[place], text[start]):
            continue
        pieces.append(_ground(text[start:place], level[start]))
        start = place
    return "".join(pieces)


def _ground(part: str, severity: Severity | None) -> str:
    if part == "\n":
        return "  \n"
    left, right = part[: len(part) - len(part.lstrip())], part[len(part.rstrip()) :]
    if not part.strip():
        return " "
    said = plain(part)
    inside = f":{COLOURS[severity]}-background[{said}]" if severity else said
    return f"{' ' if left else ''}{inside}{' ' if right else ''}"


def _short(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= 60 else said[:59] + "…"


def scripts_checked(now: datetime) -> ScriptsChecked:
    """Return what is wrong in the scripts, as of this hour: a check of thousands is worth keeping for one."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return load(checked_scripts, at=hour, topics=HERE, scope="role")


def scripts_part(checked: ScriptsChecked, *, key: str) -> None:
    """Draw the scripts with something wrong, worst first, a row a finding."""
    if not checked.checked:
        empty_state(t("No scripts yet."), t("Once the team's scripts are read, each of them is checked here."))
        return
    if not checked.wrong:
        st.success(t("All {n} scripts are fine.", n=checked.checked), icon=":material/check_circle:")
        return
    counts = Counter(one.severity for one in checked.wrong)
    st.caption(t("{n} of {total} scripts have something to correct.", n=len(checked.wrong), total=checked.checked))
    st.markdown(" ".join(f"{severity_badge(severity)} {counts[severity]}" for severity in SEVERITIES if counts[severity]))
    rows = [(wrong, one) for wrong in checked.wrong for one in wrong.findings]
    frame = pd.DataFrame(
        {
            "severity": [t(SEVERITY_NAMES[one.severity]) for _, one in rows],
            "code": [wrong.script.code or wrong.script.situation for wrong, _ in rows],
            "rule": [one.rule.words(one.rule.title, language()) for _, one in rows],
            "text": [_short(one.text) for _, one in rows],
            "instead": [one.instead(language()) for _, one in rows],
            "why": [one.why(language()) for _, one in rows],
            "cell": [wrong.script.cell for wrong, _ in rows],
            "link": [wrong.link for wrong, _ in rows],
        }
    )
    columns: dict[str, object] = {
        "severity": st.column_config.Column(t("How bad"), width="small"), "code": st.column_config.Column(t("Script"), width="small"),
        "rule": t("What"), "text": t("The place"), "why": t("Why"), "instead": t("Say instead"),
        "cell": st.column_config.Column(t("Cell"), width="small"),
    }  # fmt: skip
    if any(wrong.link for wrong, _ in rows):
        columns["link"] = st.column_config.LinkColumn(t("In the sheet"), display_text=t("Open the cell"))
    table_with_export(frame, columns, name=t("Scripts to correct"), key=f"{key}:scripts")


def try_expander(now: datetime) -> None:
    """Draw the box folded away, as the scripts page shows it to everybody."""
    with st.expander(t("Check a message"), icon=":material/spellcheck:", key="message-check"):
        try_box(now, key="scripts:try")


def dead_codes_expander(now: datetime) -> None:
    """Draw, folded away, the scripts that name a voucher which is over or unknown, for managers; nothing when none does."""
    at = now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0)
    found = load(dead_codes, at=at, topics=HERE, scope="role")
    if not found:
        return
    title = t("Scripts naming a voucher that is over or unknown: {n}", n=len({one.script.cell for one in found}))
    with st.expander(title, icon=":material/sell:", key="dead-codes"):
        st.caption(t("A customer would type a code that does not work. Open the cell and put in one that runs."))
        frame = pd.DataFrame(
            {
                "script": [one.script.code or one.script.situation or _short(one.script.text) for one in found],
                "voucher": [one.code for one in found],
                "trouble": [t(TROUBLES[one.trouble]) for one in found],
                "cell": [one.script.cell for one in found],
                "link": [one.link for one in found],
            }
        )
        columns: dict[str, object] = {
            "script": t("Script"), "voucher": t("Voucher code"), "trouble": t("What is wrong"), "cell": t("Cell"),
        }  # fmt: skip
        if any(one.link for one in found):
            columns["link"] = st.column_config.LinkColumn(t("In the sheet"), display_text=t("Open the cell"))
        table_with_export(frame, columns, name=t("Scripts with dead vouchers"), key="dead-codes:table")


def scripts_expander(now: datetime) -> None:
    """Draw the scripts to correct folded away, for whoever sees sheet problems."""
    table = st.expander(t("Check all scripts"), icon=":material/rule:", key="scripts-checked", on_change="rerun")
    if table.open:  # closed, it costs nothing
        with table:
            scripts_part(scripts_checked(now), key="scripts:checked")
