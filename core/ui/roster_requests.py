"""What agents ask of the planner: swaps to accept, wishes to answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from core.shifts.actions.swaps import AnswerSwap, decide_swap
from core.shifts.actions.wishes import AnswerWish, answer_wish
from core.shifts.labour_law import Warned
from core.shifts.swaps import SWAP_STATUS_NAMES, Swap, SwapStatus
from core.shifts.wishes import WISH_STATUS_NAMES, Wish, WishStatus
from core.ui.roster_mine import SWAP_LOOK, WISH_LOOK, swap_text
from core.ui.roster_words import article_text, shift_text, short_day, warning_text
from core.ui.show import badge, empty_state, section
from core.ui.submit import field, submit
from core.ui.words import plain, t


def draw_requests(swaps: Sequence[Swap], wishes: Sequence[Wish], warnings_of: Callable[[Swap], Sequence[Warned]]) -> None:
    """Draw what waits for the planner first, then what is done; `warnings_of` says what a swap would break."""
    if not swaps and not wishes:
        empty_state(
            t("No wishes and no swaps to come."),
            t("Agents send them from this page, under their own shifts."),
            icon=":material/swap_horiz:",
        )
        return
    if swaps:
        section(t("Swaps"), t("A manager decides once both agree; an accepted swap is published at once."))
    for swap in swaps:
        with st.container(border=True, gap="small"):
            st.markdown(f"{swap_text(swap)}  \n{badge(t(SWAP_STATUS_NAMES[swap.status]), SWAP_LOOK[swap.status])}")
            said = " · ".join(filter(None, (plain(swap.note), plain(swap.answer))))
            if said:
                st.caption(said)
            if swap.status is SwapStatus.AGREED:
                _decide(swap, warnings_of(swap))
    if wishes:
        section(t("Wishes"), t("Publishing a week answers its wishes by what is planned; a few words help."))
    for wish in wishes:
        _wish(wish)


def _decide(swap: Swap, warnings: Sequence[Warned]) -> None:
    form = f"swap:decide:{swap.id}"
    names = {swap.from_agent_id: swap.from_agent, swap.to_agent_id: swap.to_agent}
    reason = ""
    if warnings:
        lines = "\n".join(
            f"- {plain(names.get(one.agent_id, '?'))}, {short_day(one.day)}: {warning_text(one)} ({article_text(one)})" for one in warnings
        )
        st.warning(t("This swap would break:") + "\n\n" + lines, icon=":material/gavel:")
        reason = st.text_input(t("Why go on in spite of the warnings"), key=field(form, "reason"), max_chars=1000, placeholder=" ")
    answer = st.text_input(t("Your answer"), key=field(form, "answer"), max_chars=300, placeholder=t("Optional"))
    with st.container(horizontal=True):
        yes = st.button(t("Accept the swap"), type="primary", icon=":material/check:", key=field(form, "yes"))
        no = st.button(t("Decline"), icon=":material/close:", key=field(form, "no"))
    if (yes or no) and submit(
        decide_swap, AnswerSwap(swap.id, yes, answer, reason), form=form, success=t("Swapped and published") if yes else t("Answered")
    ) is not None:
        st.rerun()


def _wish(wish: Wish) -> None:
    form = f"wish:answer:{wish.id}"
    what = t("Day off") if wish.template is None else shift_text(wish.template)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        status = badge(t(WISH_STATUS_NAMES[wish.status]), WISH_LOOK[wish.status])
        said = " · ".join(filter(None, (plain(wish.note), plain(wish.answer))))
        st.markdown(
            f"**{plain(wish.agent)}** · {short_day(wish.business_date)} · {plain(what)} {status}" + (f"  \n:small[{said}]" if said else "")
        )
        st.space("stretch")
        with st.popover(t("Answer"), type="tertiary", key=f"{form}:open"):
            words = st.text_input(
                t("Your answer"), key=field(form, "words"), max_chars=300, placeholder=t("For example: sale day, please take Friday")
            )
            label = t("Decline with these words") if wish.status is WishStatus.OPEN else t("Send")
            if (
                st.button(label, icon=":material/send:", key=field(form, "go"))
                and submit(answer_wish, AnswerWish(wish.id, words), form=form, success=t("Answered")) is not None
            ):
                st.rerun()
