"""A planner's week: its state, the grid, coverage and gaps, labour-law warnings, wishes, save and publish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from core.base.settings import get_settings
from core.people.user import User
from core.shifts.actions.roster import CopyWeek, Published, PublishWeek, SaveWeek, copy_week, discard_changes, publish_week, save_week
from core.shifts.holidays import DayMark
from core.shifts.labour_law import Warned, hours_text, night_minutes
from core.shifts.queries.roster_law import LawBook
from core.shifts.roster import Assignment, RosterWeek, with_cells
from core.shifts.roster_coverage import least_agents, minute_of, planned_coverage
from core.shifts.roster_table import short_name
from core.shifts.template import Template
from core.shifts.wishes import Wish
from core.ui.roster_grid import day_table, draw_grid, quick_fill, show_difference
from core.ui.roster_sheet import export_button
from core.ui.roster_state import Cells, Typing, plans, typing_of
from core.ui.roster_words import article_text, cell_text, labels_of, moment_text, short_day, warning_text
from core.ui.show import badge, empty_state
from core.ui.submit import field, submit
from core.ui.words import plain, t


@dataclass(frozen=True)
class Week:
    """Everything a planner's week is drawn from."""

    stored: RosterWeek
    people: tuple[User, ...]
    templates: tuple[Template, ...]
    marks: tuple[DayMark, ...]
    law: LawBook
    wishes: tuple[Wish, ...]

    @property
    def offered(self) -> tuple[Template, ...]:
        """The templates in use on any of its days, and those already planned."""
        planned = {one.template.id for one in (*self.stored.draft, *self.stored.published)}
        return tuple(one for one in self.templates if one.id in planned or any(one.holds_on(day) for day in self.stored.days))


def draw_week(week: Week) -> None:
    """Draw the week with everything to plan it; one fragment: a typed cell redraws only this."""
    if not week.people:
        empty_state(t("There is nobody to plan yet."), t("The owner adds people first."), icon=":material/group_add:")
        return
    if not week.offered:
        empty_state(t("There is no shift template in use this week."), t("Add one under “Shift templates”."), icon=":material/schedule:")
        return
    typing = typing_of(week.stored)
    labels = labels_of(week.offered)
    bar = st.container(horizontal=True, vertical_alignment="center", gap="small")
    typed = draw_grid(typing, week.people, week.marks, week.offered)
    edits = typing.edits(typed)
    plan = with_cells(typing.seen.draft, edits, {one.id: one for one in week.offered})
    with bar:
        _state(week.stored, len(edits))
        quick_fill(typing, typed, week.people, week.offered)
        _copy(week.stored, disabled=bool(edits))
        export_button(week.stored, week.people, plan, week.marks)
    _coverage(plan, week)
    warnings = week.law.warnings(plan)
    unanswered = week.law.unanswered(warnings)
    reason = _warnings(week, warnings, unanswered)
    if typing.seen != week.stored:
        show_difference(typing, week.stored, edits, week.people, labels)
    _actions(week.stored, typing, edits, reason)
    _wishes(week, plan, labels)


def _state(stored: RosterWeek, edits: int) -> None:
    if not stored.publication:
        words = [badge(t("Draft, nobody sees it yet"), "off", icon=":material/edit_note:")]
    else:
        said = t("Published {time} by {who}", time=moment_text(stored.published_at), who=plain(stored.published_by))
        words = [badge(said, "good")]
        if stored.pending:
            words.append(badge(t("{n} changes not published", n=stored.pending), "warning"))
    if edits:
        words.append(badge(t("{n} cells not saved", n=edits), "warning", icon=":material/edit:"))
    st.markdown(" ".join(words))


def _copy(stored: RosterWeek, *, disabled: bool) -> None:
    form = f"roster:copy:{stored.week}"
    help_text = t("Save your changes first.") if disabled else t("Fills the cells that are still free.")
    if st.button(t("Copy last week"), icon=":material/content_copy:", key=field(form, "go"), disabled=disabled, help=help_text):
        done = submit(copy_week, CopyWeek(stored.week, stored.version), form=form)
        if done is not None:
            st.session_state["roster:copied"] = done
            st.rerun()


def told_copy(names: dict[int, str]) -> None:
    """Tell once what the last copying brought and left out."""
    done = st.session_state.pop("roster:copied", None)
    if done is None:
        return
    st.info(t("{n} shifts copied into free cells.", n=done.copied), icon=":material/content_copy:")
    if done.skipped:
        left = "\n".join(
            f"- {plain(names.get(one.agent_id, '?'))} · {short_day(one.business_date)} · {plain(one.template.name)}"
            for one in done.skipped[:12]
        )
        more = "\n- …" if len(done.skipped) > 12 else ""
        st.warning(
            t("{n} shifts were not copied: the template is no longer used, or the account is closed.", n=len(done.skipped))
            + "\n\n"
            + left
            + more,
            icon=":material/content_paste_off:",
        )


def _coverage(plan: tuple[Assignment, ...], week: Week) -> None:
    settings = get_settings()
    opens, closes = settings.service_start_hour * 60, settings.service_end_hour * 60
    days = planned_coverage(plan, week.stored.days[0], week.stored.days[-1], opens=opens, closes=closes)
    covered = [f"{one.covered} / {one.service}" for one in days]
    gaps = [t("No gap") if one.is_full else " · ".join(f"{first}–{last}" for first, last in one.gaps) for one in days]
    rows = [(t("Minutes covered"), covered), (t("Nobody there"), gaps)]
    peak = [minute_of(settings.peak_start), minute_of(settings.peak_end)]
    at_peak = [str(least_agents(plan, one.day, peak[0], peak[1])) for one in days]
    rows.append((t("Peak {start}–{end}, agents", start=settings.peak_start, end=settings.peak_end), at_peak))
    for template in week.offered:
        rows.append((f"{short_name(template)} {template.span}", [str(one.agents.get(template.id, 0) or "–") for one in days]))
    open_days = sum(not one.is_full for one in days)
    day_table(rows, week.marks, key=f"roster:coverage:{week.stored.week}")
    hours = sum(one.template.work_minutes for one in plan)
    night = sum(night_minutes(one.template) for one in plan)
    state = badge(t("All seven days covered"), "good") if not open_days else badge(t("{n} days have gaps", n=open_days), "warning")
    said = t("{hours} of work planned, {night} of it at night (22:00–06:00)", hours=hours_text(hours), night=hours_text(night))
    st.markdown(f"{state} :small[:gray[{said}]]")


def _warnings(week: Week, warnings: Sequence[Warned], unanswered: Sequence[Warned]) -> str:
    """Draw the labour-law warnings; return the reason typed for going on."""
    if not warnings:
        st.markdown(badge(t("No labour-law warnings"), "good", icon=":material/gavel:"))
        return ""
    names = {person.id: person.display for person in week.people}
    reasons = {override.warning: f"{override.reason} · {override.by}" for override in week.law.overrides}
    rows = [
        {
            "agent": names.get(one.agent_id, "?"),
            "day": short_day(one.day),
            "what": warning_text(one),
            "article": article_text(one),
            "reason": reasons.get(one, ""),
        }
        for one in warnings
    ]
    said = t("{n} labour-law warnings", n=len(warnings))
    left = f" · {t('{n} without a reason', n=len(unanswered))}" if unanswered else ""
    with st.container(border=True):
        st.markdown(badge(said + left, "warning" if unanswered else "info", icon=":material/gavel:"))
        headings = {"agent": t("Agent"), "day": t("Day"), "what": t("What"), "article": t("Article"), "reason": t("Reason, by whom")}
        st.dataframe(
            pd.DataFrame(rows), column_config=headings, hide_index=True, alt=said, key=f"roster:law:{week.stored.week}",
            height="content" if len(rows) <= 6 else 250,
        )  # fmt: skip
        if not unanswered:
            return ""
        return st.text_input(
            t("Why go on in spite of the warnings"), key=field(_form(week.stored), "reason"), max_chars=1000,
            placeholder=t("For example: agreed with Lan, sale day, time off on Thursday"),
        )  # fmt: skip


def _form(stored: RosterWeek) -> str:
    return f"roster:publish:{stored.week}"


def _actions(stored: RosterWeek, typing: Typing, edits: Cells, reason: str) -> None:
    form = _form(stored)
    behind = typing.seen.version != stored.version
    waiting = bool(edits) or bool(stored.pending) or not stored.publication
    with st.container(horizontal=True, vertical_alignment="center"):
        save = st.button(
            t("Save draft"), icon=":material/save:", key=field(f"roster:save:{stored.week}", "go"), disabled=not edits or behind
        )
        publish = st.button(
            t("Publish") if not stored.publication else t("Publish the changes"), type="primary", icon=":material/campaign:",
            key=field(form, "go"), disabled=not waiting or behind, help=t("Agents see their shifts at once; later changes are marked."),
        )  # fmt: skip
        undo = edits and st.button(t("Drop what I typed"), icon=":material/undo:", key=f"{typing.key}:drop")
        back = (
            not edits
            and stored.publication
            and stored.pending
            and st.button(t("Back to what is published"), icon=":material/history:", key=field(f"roster:back:{stored.week}", "go"))
        )
    if undo:
        typing.start(stored, {})
        st.rerun()
    done: RosterWeek | Published | None = None
    if save:
        done = submit(
            save_week, SaveWeek(stored.week, typing.seen.version, plans(edits)), form=f"roster:save:{stored.week}", success=t("Draft saved")
        )
    elif publish:
        wanted = PublishWeek(stored.week, typing.seen.version, plans(edits), reason)
        done = submit(publish_week, wanted, form=form, success=t("Published: agents see it now"))
    elif back:
        done = submit(
            discard_changes, stored.week, stored.version, form=f"roster:back:{stored.week}", success=t("Back to what is published")
        )
    if done is not None:
        typing.start(done.week if isinstance(done, Published) else done, {})
        st.rerun()


def _wishes(week: Week, plan: tuple[Assignment, ...], labels: dict[int, str]) -> None:
    if not week.wishes:
        return
    cells: dict[tuple[int, date], tuple[int, ...]] = {}
    for one in plan:
        cells[one.agent_id, one.business_date] = (*cells.get((one.agent_id, one.business_date), ()), one.template.id)
    met = [wish.met_by(cells.get((wish.agent_id, wish.business_date), ())) for wish in week.wishes]
    title = t("Wishes for this week: {n}, not met by this plan: {missed}", n=len(met), missed=met.count(False))
    with st.expander(title, icon=":material/volunteer_activism:", expanded=not all(met)):
        rows = [
            {
                "met": "✓" if fulfilled else "✗",
                "agent": wish.agent,
                "day": short_day(wish.business_date),
                "wish": t("Off") if wish.template is None else short_name(wish.template),
                "plan": cell_text(cells.get((wish.agent_id, wish.business_date), ()), labels) or t("Off"),
                "note": wish.note,
            }
            for wish, fulfilled in zip(week.wishes, met, strict=True)
        ]
        headings = {"met": t("Met"), "agent": t("Agent"), "day": t("Day"), "wish": t("Wish"), "plan": t("As planned"), "note": t("Note")}
        st.dataframe(pd.DataFrame(rows), column_config=headings, hide_index=True, alt=title, key=f"roster:wishes:{week.stored.week}")
