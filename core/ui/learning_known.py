"""Known problems on screen: the notes beside a complaint, the list everybody reads, the form managers fill in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

import streamlit as st

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.settings import get_settings
from core.cases.actions.known_problems import save_known_problem
from core.cases.category import CATEGORY_NAMES, Category
from core.cases.known_problem import KNOWN_STATE_NAMES, KnownProblem, KnownProblemInput, KnownState
from core.cases.queries.known_problems import known_problems_for
from core.people.shop import Shop
from core.people.user import Right, User
from core.ui import format as written
from core.ui.load import load
from core.ui.show import Status, badge, empty_state
from core.ui.submit import field, submit
from core.ui.words import plain, t

T = TypeVar("T")
CHANGING = "known:changing"
STATE_STATUS: dict[KnownState, Status] = {KnownState.ACTIVE: "warning", KnownState.WATCHING: "info", KnownState.CLOSED: "off"}


def known_problem_notes(category: Category | None, shop_id: int, order_no: str, now: datetime) -> int:
    """Draw the known problems that fit a complaint, each with its prepared answer; returns how many there are."""
    day = local_date(now, get_settings().zone)
    found = load(known_problems_for, category, shop_id, order_no, on=day, topics=(Topic.CASES, Topic.PEOPLE))
    for problem in found:
        label = t("Known problem: {title}", title=plain(problem.title))
        with st.expander(label, icon=":material/lightbulb:", expanded=len(found) == 1, key=f"known:note:{problem.id}"):
            if not problem.sure:
                st.caption(t("Only for “{product}”; check whether the order holds it.", product=plain(problem.product)))
            if problem.what:
                st.text(problem.what)
            st.caption(t("Prepared answer"))
            st.code(problem.answer, language=None, wrap_lines=True)
    return len(found)


def known_list(user: User, problems: Sequence[KnownProblem], *, search: str = "") -> None:
    """Draw all known problems, those happening now first."""
    if not problems:
        if search:
            empty_state(t("No known problem matches “{text}”.", text=plain(search)), t("Try fewer letters."))
        else:
            what_next = t("Write the first one with the form: what goes wrong, what to answer, who prevents the next one.")
            empty_state(t("No known problem yet."), what_next if user.may(Right.MANAGE_CASES) else "", icon=":material/lightbulb:")
    for problem in problems:
        with st.container(border=True, gap="small"):
            _known(user, problem)


def _known(user: User, problem: KnownProblem) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
        st.markdown(f"**{plain(problem.title)}**", width="content")
        st.markdown(badge(t(KNOWN_STATE_NAMES[problem.state]), STATE_STATUS[problem.state]), width="content")
    st.caption(known_where(problem))
    if problem.what:
        st.text(problem.what)
    st.caption(t("Prepared answer"))
    st.code(problem.answer, language=None, wrap_lines=True)
    if problem.prevention:
        st.caption(t("What prevents the next one"))
        st.text(problem.prevention)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
        st.caption(known_who(problem))
        if user.may(Right.MANAGE_CASES):
            st.button(
                t("Change"), icon=":material/edit:", type="tertiary", key=f"known:change:{problem.id}", on_click=_open, args=(problem,)
            )


def known_where(problem: KnownProblem) -> str:
    """Return where a known problem shows, for Markdown."""
    parts = [t(CATEGORY_NAMES[problem.category]) if problem.category else "", plain(problem.shop_name), plain(problem.product)]
    if problem.seen is not None:
        parts.append(t("{n} complaints in 30 days", n=problem.seen))
    return " · ".join(filter(None, parts))


def known_who(problem: KnownProblem) -> str:
    """Return who prevents a known problem and until when it is shown, for Markdown."""
    who = t("Prevention: {name}", name=plain(problem.owner.display)) if problem.owner else t("Nobody is in charge of preventing it yet")
    return who + (" · " + t("shown until {day}", day=written.day(problem.until)) if problem.until else "")


def _open(problem: KnownProblem | None) -> None:
    st.session_state[CHANGING] = problem


def known_form(shops: Sequence[Shop], team: Sequence[User]) -> None:
    """Draw the form of a known problem: a new one, or the one being changed."""
    changing: KnownProblem | None = st.session_state.get(CHANGING)
    form = f"known:{changing.id}:{changing.version}" if changing else "known:new"
    title = t("Change a known problem") if changing else t("Write down a known problem")
    with st.expander(
        title, icon=":material/edit_note:", expanded=changing is not None, key=f"known:form:{changing.id if changing else 'new'}"
    ):
        given = _ask(form, changing, shops, team)
        with st.container(horizontal=True, gap="small"):
            saved = st.button(t("Save the known problem"), type="primary", icon=":material/save:", key=field(form, "go"))
            if changing:
                st.button(t("Leave it as it is"), type="tertiary", key=field(form, "leave"), on_click=_open, args=(None,))
        if saved and submit(save_known_problem, given, form=form, success=t("Known problem saved")) is not None:
            st.session_state[CHANGING] = None
            st.rerun()


def _ask(form: str, old: KnownProblem | None, shops: Sequence[Shop], team: Sequence[User]) -> KnownProblemInput:
    names = {shop.id: shop.name for shop in shops}
    people = {person.id: person.display for person in team}
    title = st.text_input(t("Name of the problem"), value=old.title if old else "", max_chars=120, key=field(form, "title"))
    where = st.columns(2)
    with where[0]:
        category = _pick(
            t("About"), list(Category), old.category if old else None, lambda key: t(CATEGORY_NAMES[key]),
            nothing=t("Any category"), key=field(form, "category"),
        )  # fmt: skip
    with where[1]:
        shop_id = _pick(
            t("Shop"), list(names), old.shop_id if old else None, lambda key: names[key], nothing=t("Every shop"), key=field(form, "shop")
        )
    said = {name: getattr(old, name) if old else "" for name in ("product", "what", "answer", "prevention")}
    label, any_product = t("Product (a part of its name)"), t("Any product")
    product = st.text_input(label, value=said["product"], max_chars=300, placeholder=any_product, key=field(form, "product"))
    what = st.text_area(t("What goes wrong"), value=said["what"], height=90, key=field(form, "what"))
    answer = st.text_area(t("Prepared answer"), value=said["answer"], height=130, key=field(form, "answer"))
    prevention = st.text_area(t("What prevents the next one"), value=said["prevention"], height=90, key=field(form, "prevention"))
    who = st.columns(3)
    with who[0]:
        owner = old.owner.id if old and old.owner else None
        label = t("In charge of preventing it")
        owner_id = _pick(label, list(people), owner, lambda key: people[key], nothing=t("nobody yet"), key=field(form, "owner"))
    with who[1]:
        until = st.date_input(t("Show until"), value=old.until if old else None, format="DD/MM/YYYY", key=field(form, "until"))
    with who[2]:
        state = st.selectbox(
            t("State"), list(KnownState), index=list(KnownState).index(old.state) if old else 0,
            format_func=lambda key: t(KNOWN_STATE_NAMES[key]), key=field(form, "state"),
        )  # fmt: skip
    return KnownProblemInput(
        title=title or "", answer=answer or "", what=what or "", category=category, shop_id=shop_id, product=product or "",
        prevention=prevention or "", owner_id=owner_id, until=until, state=state or KnownState.ACTIVE, id=old.id if old else None,
        version=old.version if old else None,
    )  # fmt: skip


def _pick(label: str, options: list[T], current: T | None, name: Callable[[T], str], *, nothing: str, key: str) -> T | None:
    """Draw a choice that may stay open; `nothing` says what that means."""
    index = options.index(current) if current in options else None
    return st.selectbox(label, options, index=index, format_func=name, placeholder=nothing, key=key)
