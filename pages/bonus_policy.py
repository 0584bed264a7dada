"""Bonus policy: edit it, try it on past months, keep its versions."""

import streamlit as st

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.settings import get_settings
from core.score.actions.policy import EVERY_MONTH, SetPolicy, set_policy
from core.score.floor import floor_of
from core.score.policy import policy_document
from core.score.queries.bonus import bonus_periods, previews
from core.score.queries.policies import policy_at, policy_versions
from core.ui import policy_form as form
from core.ui import policy_parts as parts
from core.ui.bonus_parts import month_name, recent_months
from core.ui.load import load
from core.ui.session import asked_now, guard
from core.ui.show import page_header, section
from core.ui.submit import field, submit
from core.ui.words import plain, t

guard("bonus_policy")
now, floor = asked_now(), floor_of(get_settings())
moment = now.replace(second=0, microsecond=0)
this_month = local_date(now, floor.zone).replace(day=1)
next_month = this_month.replace(year=this_month.year + this_month.month // 12, month=this_month.month % 12 + 1)
HERE = (Topic.SCORE, Topic.SHIFTS, Topic.CASES, Topic.PEOPLE)
STARTS = {this_month: month_name(this_month), next_month: month_name(next_month), EVERY_MONTH: t("every month not computed yet")}

page_header("bonus_policy")
held = load(policy_at, this_month, topics=(Topic.SCORE,))
drawing = int(st.session_state.get("policy:drawing", 0))
view = st.segmented_control(
    t("View"), ["edit", "versions", "file"], default="edit", required=True, key="policy:view", label_visibility="collapsed",
    format_func={"edit": t("Edit and try"), "versions": t("Versions"), "file": t("As a file")}.get, persist_state="session",
)  # fmt: skip


def begin_with(policy: object) -> None:
    """Fill the forms with a policy (None: the one that holds) and draw them anew."""
    st.session_state["policy:draft"] = policy
    st.session_state["policy:drawing"] = drawing + 1


if view == "versions":
    with st.container(border=True):
        section(t("Versions"), t("Every version is kept. A computed month keeps the one it was computed with."))
        parts.versions_view(load(policy_versions, topics=(Topic.SCORE, Topic.PEOPLE)), now)
elif view == "file":
    with st.container(border=True):
        given = parts.file_view(held.policy, f"bonus-policy-v{held.version}")
        if given is not None:
            read, wrong = form.read_policy(given, [])
            if read is None:
                form.show_problems(wrong)
            else:
                section(t("What it would change"))
                parts.changes_view(held.policy, read)
                if st.button(t("Take it into the form"), icon=":material/edit:", type="primary", key="policy:take"):
                    begin_with(read)
                    st.success(t("It stands in the form now. Try it on past months, then save it there."), icon=":material/check_circle:")
else:
    draft = st.session_state.get("policy:draft")
    st.caption(f"{t('Holds now')}: {plain(parts.version_name(held))}")
    if draft is not None:
        st.info(t("The form holds a policy from a file; it is not saved yet."), icon=":material/upload_file:")
        st.button(t("Back to the policy that holds"), icon=":material/undo:", on_click=begin_with, args=(None,), key="policy:undo")
    typed, unread = form.ask_policy(draft or held.policy, drawing)
    policy, wrong = form.read_policy(typed, unread)
    with st.container(border=True):
        section(t("What would it have paid?"), t("Each month beside what was paid or stands now; a computed month from its own rows."))
        months = parts.ask_months(recent_months(this_month, load(bonus_periods, topics=HERE))[:6])
        if policy is None:
            form.show_problems(wrong)
        elif months:
            parts.preview_view(load(previews, policy, tuple(months), now=moment, floor=floor, topics=HERE))
        else:
            st.caption(t("Choose at least one month."))
    with st.container(border=True):
        section(t("Save as a new version"), t("Earlier versions stay. Locked months keep theirs for good."))
        new = policy is not None and policy != held.policy
        if policy is not None:
            parts.changes_view(held.policy, policy)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            start = st.selectbox(t("Holds from"), list(STARTS), format_func=STARTS.get, key=field("policy:save", "from"), width=320)
            look = "primary" if new else "secondary"
            save = st.button(t("Save the policy"), icon=":material/save:", type=look, key=field("policy:save", "go"), disabled=not new)
        if save and policy is not None:
            wanted = SetPolicy(policy_document(policy), start or this_month)
            if submit(set_policy, wanted, form="policy:save", success=t("Saved as a new version")):
                begin_with(None)
                st.rerun()
