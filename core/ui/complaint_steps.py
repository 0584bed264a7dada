"""What may be done next with a complaint, by its state."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.settings import get_settings
from core.cases.actions.complaints import answer_complaint, assign_complaint, edit_complaint, move_complaint, note_complaint
from core.cases.actions.escalate import higher_severities, raise_complaint
from core.cases.actions.replies import send_answer
from core.cases.category import CATEGORY_NAMES, Category
from core.cases.complaint import RESOLUTION_NAMES, SEVERITY_NAMES, Complaint, ComplaintState, Resolution, Severity, WaitingFor
from core.cases.inputs import CaseNote, EditComplaint, GiveCase, MoveComplaint, RaiseComplaint
from core.cases.queries.known_problems import known_problems_for
from core.catalog.message_rule import MessageKind
from core.people.user import Right, User
from core.ui.case_parts import ABOUT, ask_links, ask_next_owner
from core.ui.case_reply import ReplyTo
from core.ui.case_steps import Act, CaseSteps
from core.ui.load import load
from core.ui.prepared import About, Prepared
from core.ui.session import asked_now
from core.ui.submit import field
from core.ui.words import t


def complaint_steps(case: Complaint, user: User, team: Sequence[User]) -> None:
    """Draw the steps this complaint allows, the likeliest first, and the form that is open."""
    steps = CaseSteps("complaint", case.id, case.version)
    with st.container(horizontal=True, gap="small"):
        if case.is_open:
            _open_steps(steps, case, user)
        else:
            steps.with_form("reopen", t("Open again"), ":material/restart_alt:")
        steps.with_form("note", t("Note"), ":material/sticky_note_2:")
        if user.may(Right.MANAGE_CASES) or (case.owner and case.owner.id == user.id):
            steps.with_form("give", t("Give to…"), ":material/person:")
        if case.is_open and higher_severities(case.severity):
            steps.with_form("raise", t("Raise severity"), ":material/keyboard_double_arrow_up:")
        steps.with_form("edit", t("Correct"), ":material/edit:")
    if steps.doing:
        with st.container(border=True, gap="small"):
            _form(steps, case, user, team)
    steps.drawn()


def reply_to_complaint(case: Complaint) -> ReplyTo:
    """Return what the answer card needs to know of a complaint; {tên khách} is filled with the account's name until changed."""
    day = local_date(asked_now(), get_settings().zone)
    found = load(known_problems_for, case.category, case.shop_id, case.order_no, on=day, topics=(Topic.CASES, Topic.PEOPLE))
    return ReplyTo(
        kind="complaint", case_id=case.id, version=case.version, message=MessageKind.COMPLAINT,
        about=About(case.category, None, case.marketplace, case.description),
        values={"customer_name": case.customer, "order_no": case.order_no, "shop_name": case.shop_name},
        send=send_answer, label=t("Sent: write it down"), success=t("Written down in the timeline"),
        known=tuple(Prepared(t("Known problem: {title}", title=one.title), one.answer) for one in found if one.answer and one.sure),
    )  # fmt: skip


def _open_steps(steps: CaseSteps, case: Complaint, user: User) -> None:
    unanswered, waits = case.first_answer_at is None, case.state is ComplaintState.WAITING
    if unanswered:
        answer = Act(answer_complaint, lambda seen: CaseNote(case.id, seen), t("First answer noted"))
        steps.at_once("answer", t("Customer answered"), ":material/reply:", answer, first=True)
    if case.owner is None:
        take = Act(assign_complaint, lambda seen: GiveCase(case.id, seen, user.id), t("It is yours now"))
        steps.at_once("take", t("I take it"), ":material/back_hand:", take)
    if waits:
        go_on = Act(move_complaint, lambda seen: MoveComplaint(case.id, seen, ComplaintState.IN_PROGRESS), t("The clock runs again"))
        steps.at_once("go_on", t("Go on"), ":material/play_circle:", go_on, first=not unanswered)
    steps.with_form("resolve", t("Solve"), ":material/check_circle:", first=not unanswered and not waits)
    for party, label in ((WaitingFor.CUSTOMER, t("Wait for the customer")), (WaitingFor.MARKETPLACE, t("Wait for the marketplace"))):
        if case.waiting_for is not party:
            steps.at_once(f"wait_{party}", label, ":material/pause_circle:", _wait(case, party))
    steps.with_form("reject", t("Reject"), ":material/cancel:")


def _wait(case: Complaint, party: WaitingFor) -> Act:
    return Act(
        move_complaint, lambda seen: MoveComplaint(case.id, seen, ComplaintState.WAITING, party), t("The clock stands while it waits")
    )


def _form(steps: CaseSteps, case: Complaint, user: User, team: Sequence[User]) -> None:
    draw = {"resolve": _resolve, "reject": _why, "reopen": _why, "note": _note, "edit": _edit, "raise": _raise}.get(steps.doing or "")
    if steps.doing == "give":
        _give(steps, case, user, team)
    elif draw is not None:
        draw(steps, case)


def _resolve(steps: CaseSteps, case: Complaint) -> None:
    form = steps.form("resolve")
    with st.grid(2, min_column_width=145, gap="small"):
        resolution = st.selectbox(
            t("How it was solved"), list(Resolution), index=None, format_func=lambda key: t(RESOLUTION_NAMES[key]),
            key=field(form, "resolution"), placeholder=t("Choose"),
        )  # fmt: skip
        cost = st.text_input(t("Cost (₫)"), key=field(form, "cost"), placeholder="50k", autocomplete="off")
        cause = st.text_input(t("Cause"), value=case.cause, key=field(form, "cause"), placeholder=t("Optional"), autocomplete="off")
        prevention = st.text_input(
            t("So that it does not happen again"), value=case.prevention, key=field(form, "prevention"), placeholder=t("Optional"),
            autocomplete="off",
        )  # fmt: skip
    note = st.text_area(t("What was agreed"), key=field(form, "note"), height=80, placeholder=t("Optional"))

    def given(since: int) -> MoveComplaint:
        return MoveComplaint(
            case.id, since, ComplaintState.RESOLVED, resolution=str(resolution or ""), cost=cost or "", note=note or "", cause=cause or "",
            prevention=prevention or "",
        )  # fmt: skip

    texts = {"note": note or "", "cause": cause or "", "prevention": prevention or ""}
    steps.save("resolve", t("Solved"), Act(move_complaint, given, t("Complaint solved")), texts)


def _why(steps: CaseSteps, case: Complaint) -> None:
    reject = steps.doing == "reject"
    step, to = ("reject", ComplaintState.REJECTED) if reject else ("reopen", ComplaintState.IN_PROGRESS)
    note = st.text_area(t("Why") if reject else t("What the customer says now"), key=field(steps.form(step), "note"), height=80)
    success = t("Complaint rejected") if reject else t("Opened again: the clock starts anew")
    label = t("Reject") if reject else t("Open again")
    steps.save(
        step, label, Act(move_complaint, lambda since: MoveComplaint(case.id, since, to, note=note or ""), success), {"note": note or ""}
    )


def _note(steps: CaseSteps, case: Complaint) -> None:
    note = st.text_area(t("Note"), key=field(steps.form("note"), "note"), height=80)
    links = ask_links(steps.form("note"))
    act = Act(note_complaint, lambda since: CaseNote(case.id, since, note or "", links), t("Noted"))
    steps.save("note", t("Add the note"), act, {"note": note or ""})


def _raise(steps: CaseSteps, case: Complaint) -> None:
    form = steps.form("raise")
    higher = higher_severities(case.severity)
    severity = st.segmented_control(
        t("Severity"), list(higher), default=higher[0], required=True, format_func=lambda key: t(SEVERITY_NAMES[key]),
        key=field(form, "severity"), help=t("A higher severity is due sooner, counted from when the clock started."),
    )  # fmt: skip
    why = st.text_area(t("Why"), key=field(form, "note"), height=80)

    def given(since: int) -> RaiseComplaint:
        return RaiseComplaint(case.id, since, str(severity or ""), why or "")

    steps.save("raise", t("Raise severity"), Act(raise_complaint, given, t("Severity raised")), {"note": why or ""})


def _give(steps: CaseSteps, case: Complaint, user: User, team: Sequence[User]) -> None:
    owner = ask_next_owner(user, team, case.owner, steps.form("give"), asked_now())
    steps.save("give", t("Give"), Act(assign_complaint, lambda since: GiveCase(case.id, since, owner), t("Given")))


def _edit(steps: CaseSteps, case: Complaint) -> None:
    form = steps.form("edit")
    with st.grid(2, min_column_width=145, gap="small"):
        category = st.selectbox(
            t(ABOUT), list(Category), index=list(Category).index(case.category), format_func=lambda key: t(CATEGORY_NAMES[key]),
            key=field(form, "category"),
        )  # fmt: skip
        severity = st.selectbox(
            t("Severity"), list(Severity), index=list(Severity).index(case.severity), format_func=lambda key: t(SEVERITY_NAMES[key]),
            key=field(form, "severity"), help=t("Another severity moves the deadline."),
        )  # fmt: skip
        customer = st.text_input(t("Customer's account"), value=case.customer, key=field(form, "customer"), autocomplete="off")
    description = st.text_area(t("What happened"), value=case.description, key=field(form, "description"), height=80)

    def given(since: int) -> EditComplaint:
        return EditComplaint(case.id, since, str(category), str(severity), customer or "", description or "")

    steps.save("edit", t("Save"), Act(edit_complaint, given, t("Saved")), {"description": description or ""})
