"""What may be done next with a review, by its state."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from core.cases.actions.replies import send_public_reply
from core.cases.actions.reviews import assign_review, close_review, contact_review, note_review
from core.cases.inputs import CaseNote, CloseReview, GiveCase
from core.cases.review import OUTCOME_NAMES, Outcome, Review, ReviewState
from core.catalog.message_rule import MessageKind
from core.people.user import Right, User
from core.ui.case_parts import ask_links, ask_next_owner
from core.ui.case_reply import ReplyTo, never_send
from core.ui.case_steps import Act, CaseSteps
from core.ui.prepared import About
from core.ui.session import asked_now
from core.ui.submit import field
from core.ui.words import t


def review_steps(case: Review, user: User, team: Sequence[User]) -> None:
    """Draw the steps this review allows, the likeliest first, and the form that is open."""
    steps = CaseSteps("review", case.id, case.version)
    replied = case.state is ReviewState.REPLIED
    with st.container(horizontal=True, gap="small"):
        if case.state is ReviewState.CLOSED:
            again = Act(contact_review, lambda seen: CaseNote(case.id, seen), t("Opened again"))
            steps.at_once("again", t("Open again"), ":material/restart_alt:", again)
        else:
            if case.state is ReviewState.NEW:
                contact = Act(contact_review, lambda seen: CaseNote(case.id, seen), t("Contact noted"))
                steps.at_once("contact", t("Customer contacted"), ":material/call:", contact)
            steps.with_form("reply", t("Correct the reply") if replied else t("Replied in public"), ":material/reply:", first=not replied)
            steps.with_form("close", t("Close"), ":material/check_circle:", first=replied)
            if case.owner is None:
                take = Act(assign_review, lambda seen: GiveCase(case.id, seen, user.id), t("It is yours now"))
                steps.at_once("take", t("I take it"), ":material/back_hand:", take)
        steps.with_form("note", t("Note"), ":material/sticky_note_2:")
        if user.may(Right.MANAGE_CASES) or (case.owner and case.owner.id == user.id):
            steps.with_form("give", t("Give to…"), ":material/person:")
    if steps.doing:
        with st.container(border=True, gap="small"):
            _form(steps, case, user, team)
    steps.drawn()


def reply_to_review(case: Review) -> ReplyTo:
    """Return what the answer card needs to know of a review; its reply is public, so its rules are the strictest."""
    return ReplyTo(
        kind="review", case_id=case.id, version=case.version, message=MessageKind.REVIEW,
        about=About(None, case.stars, case.marketplace, f"{case.product} {case.text}"),
        values={"customer_name": "", "order_no": case.order_no, "shop_name": case.shop_name, "product_name": case.product},
        send=send_public_reply, label=t("Posted: write it down"), success=t("Reply noted"),
    )  # fmt: skip


def _form(steps: CaseSteps, case: Review, user: User, team: Sequence[User]) -> None:
    step = steps.doing
    if step == "reply":
        reply = st.text_area(
            t("The reply as it stands on the marketplace"), value=case.reply, key=field(steps.form("reply"), "note"), height=100,
            placeholder=t("Optional"),
        )  # fmt: skip
        send = partial(send_public_reply, check=never_send(MessageKind.REVIEW))
        act = Act(send, lambda since: CaseNote(case.id, since, reply or ""), t("Reply noted"))
        steps.save("reply", t("Save the reply"), act, {"note": reply or ""})
    elif step == "close":
        form = steps.form("close")
        outcome = st.segmented_control(
            t("How it ended"), list(Outcome), format_func=lambda key: t(OUTCOME_NAMES[key]), key=field(form, "outcome")
        )
        note = st.text_area(t("Note"), key=field(form, "note"), height=80, placeholder=t("Optional"))
        act = Act(close_review, lambda since: CloseReview(case.id, since, outcome, note or ""), t("Review closed"))
        steps.save("close", t("Close the review"), act, {"note": note or ""})
    elif step == "note":
        note = st.text_area(t("Note"), key=field(steps.form("note"), "note"), height=80)
        links = ask_links(steps.form("note"))
        act = Act(note_review, lambda since: CaseNote(case.id, since, note or "", links), t("Noted"))
        steps.save("note", t("Add the note"), act, {"note": note or ""})
    elif step == "give":
        owner = ask_next_owner(user, team, case.owner, steps.form("give"), asked_now())
        steps.save("give", t("Give"), Act(assign_review, lambda since: GiveCase(case.id, since, owner), t("Given")))
