"""The parts of the page of message rules: the list with its switches, a rule's words, the form of an own rule."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.base.words import mark
from core.catalog.actions.message_rules import remove_rule, save_rule, switch_rule
from core.catalog.message_rule import SEVERITIES, MessageKind, OwnRule, Severity
from core.catalog.queries.message_rules import ListedRule
from core.ui.message_parts import SEVERITY_NAMES, kind_name, severity_badge
from core.ui.show import empty_state
from core.ui.submit import field, submit
from core.ui.words import language, plain, t

SHOWN = {"all": mark("All"), "own": mark("Our own"), "off": mark("Switched off")}
FORM = "own-rule"
EXAMPLE = "hàng xách tay\nanh/chị/bạn chờ * đi\ngiảm sốc*"
HOW_TO_WRITE = mark(
    "Write with accents; capitals and texts without accents are found too. "
    "a/b: either word. word*: any ending. A * alone: up to six words between."
)


def rules_part(rules: Sequence[ListedRule]) -> None:
    """Draw the rules with their switches; the chosen filter holds for this browser page."""
    shown = st.segmented_control(
        t("Show"), list(SHOWN), default="all", format_func=lambda one: t(SHOWN[one]), key="rules:shown", label_visibility="collapsed"
    )
    listed = [one for one in rules if shown in (None, "all") or (shown == "own" and one.own_id) or (shown == "off" and not one.on)]
    if not listed:
        empty_state(t("No rule here."), t("Write one of your own below, or look at all of them."), icon=":material/rule:")
    with st.grid(2, min_column_width=340):
        for one in listed:
            _rule(one)


def _rule(listed: ListedRule) -> None:
    rule = listed.rule
    title = rule.words(rule.title, language())
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small", key=f"rule-{rule.id}"):
        wanted = st.toggle(
            plain(title), value=listed.on, label_visibility="collapsed", key=f"rule:on:{rule.id}:{listed.on}", width="content"
        )
        st.markdown(f"{plain(title)}  \n{severity_badge(rule.severity)}")
        st.space("stretch")
        with st.popover(t("Details"), type="tertiary", key=f"rule:more:{rule.id}", width="content"):
            _details(listed)
    if wanted is not listed.on:
        submit(switch_rule, rule.id, wanted, form=f"rule:{rule.id}", success=t("Rule switched on") if wanted else t("Rule switched off"))
        st.rerun()


def _details(listed: ListedRule) -> None:
    rule = listed.rule
    if rule.why:
        st.markdown(f"**{t('Why')}**  \n{plain(_said(listed, rule.why))}")
    if rule.instead:
        st.markdown(f"**{t('Say instead')}**  \n{plain(_said(listed, rule.instead))}")
    if rule.kinds:
        st.caption(t("Only for: {kinds}", kinds=", ".join(kind_name(kind) for kind in MessageKind if kind in rule.kinds)))
    if rule.source:
        st.caption(t("Source: {source}", source=rule.words(rule.source, language())))
    for title, phrases in ((t("Phrases"), rule.phrases), (t("Not where it says"), rule.unless), (t("Fine when it says"), rule.absent)):
        if phrases:
            st.caption(title)
            st.code("\n".join(phrases), language=None, wrap_lines=True, height=160 if len(phrases) > 5 else "content")
    if listed.own_id is not None:
        with st.container(horizontal=True, gap="small"):
            st.button(t("Change"), icon=":material/edit:", key=f"rule:change:{rule.id}", on_click=_open, args=(listed,))
            if st.button(t("Remove"), icon=":material/delete:", key=f"rule:remove:{rule.id}"):
                submit(remove_rule, listed.own_id, form=f"rule:remove:{rule.id}", success=t("Rule removed"))
                st.rerun()


def _said(listed: ListedRule, text: str) -> str:
    """A sentence with its values is shown with what stands for them."""
    rule = listed.rule
    if not rule.built_in or "{" not in text:
        return rule.words(text, language())
    return rule.words(text, language(), code="ABC10", gap="{ten_khach}", date="15/6", n="…", one="anh", other="chị")


def _open(listed: ListedRule | None) -> None:
    """Put a rule into the form; None empties it."""
    rule = listed.rule if listed else None
    st.session_state["rules:changing"] = listed.own_id if listed else None
    st.session_state[field(FORM, "title")] = rule.title if rule else ""
    st.session_state[field(FORM, "severity")] = rule.severity if rule else Severity.MEDIUM
    st.session_state[field(FORM, "phrases")] = "\n".join(rule.phrases) if rule else ""
    st.session_state[field(FORM, "unless")] = "\n".join(rule.unless) if rule else ""
    st.session_state[field(FORM, "kinds")] = [kind for kind in MessageKind if rule and kind in rule.kinds]
    st.session_state[field(FORM, "why")] = rule.why if rule else ""
    st.session_state[field(FORM, "instead")] = rule.instead if rule else ""


def own_rule_form() -> None:
    """Draw the form of an own rule: a new one, or the one that is being changed."""
    changing: int | None = st.session_state.get("rules:changing")
    with st.expander(
        t("Write a rule of your own"), icon=":material/edit_note:", expanded=changing is not None, key=f"rules:form:{changing or 'new'}"
    ):
        _form(changing)


def _form(changing: int | None) -> None:
    if changing is not None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":material/edit: {t('You are changing a rule of your own.')}")
            st.button(t("Write a new one instead"), type="tertiary", key="rules:new", on_click=_open, args=(None,))
    st.session_state.setdefault(field(FORM, "severity"), Severity.MEDIUM)
    with st.form(FORM, enter_to_submit=False):
        title = st.text_input(t("Name of the rule"), max_chars=80, key=field(FORM, "title"))
        phrases = st.text_area(
            t("Phrases, one per line"), height=120, key=field(FORM, "phrases"), placeholder=EXAMPLE, help=t(HOW_TO_WRITE),
        )  # fmt: skip
        severity = st.segmented_control(
            t("How bad"), list(SEVERITIES), format_func=lambda one: t(SEVERITY_NAMES[one]), key=field(FORM, "severity")
        )
        why = st.text_input(t("Why"), max_chars=300, key=field(FORM, "why"))
        instead = st.text_input(t("Say instead"), max_chars=300, key=field(FORM, "instead"))
        kinds = st.multiselect(
            t("Only for these messages"), list(MessageKind), format_func=kind_name, placeholder=t("Every message"), key=field(FORM, "kinds")
        )
        unless = st.text_area(t("Not where it says (one per line)"), height=70, key=field(FORM, "unless"))
        sent = st.form_submit_button(t("Save the rule"), type="primary", icon=":material/save:")
    if sent:
        own = OwnRule(
            title or "", severity or Severity.MEDIUM, tuple((phrases or "").splitlines()), why or "", instead or "",
            tuple((unless or "").splitlines()), frozenset(kinds),
        )  # fmt: skip
        if submit(save_rule, own, form=FORM, success=t("Rule saved"), rule_id=changing) is not None:
            st.session_state["rules:changing"] = None
            st.rerun()
