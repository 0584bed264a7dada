"""The page of imports: the upload, what the file would do, its problems cell by cell, reasons to teach, the import itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

import pandas as pd
import streamlit as st

from core.base.errors import CaTrucError
from core.base.text import clean
from core.base.words import explain, mark
from core.cases.actions.return_reasons import ReasonMeans, teach_reasons
from core.cases.category import CATEGORY_NAMES, Category
from core.cases.market_returns_rows import unknown_reasons
from core.cases.queries.return_reasons import TaughtReason
from core.catalog.remedy import ReadingFailed
from core.people.shop import MARKETPLACE_NAMES, Shop
from core.people.user import User
from core.ui import format as written
from core.ui.import_run import KIND_NAMES, CellProblem, FileKind, Outcome, ReadFile, bring_in, read_file, try_file
from core.ui.sheet_parts import failure_box
from core.ui.show import empty_state, section, table_with_export
from core.ui.submit import field, show_error, submit
from core.ui.words import language, plain, t

UPLOADS = ["csv", "tsv", "txt", "xlsx", "xlsm"]
MEGABYTES = 20
FORM = "imports"
AGAIN = mark("A file can be imported again and again: what is there already is not added twice, what people worked on is not changed.")
MADE = mark("Complaints: {added} new, {updated} brought up to date; {joined} returns join a complaint an agent logged.")
_DONE = "imports:done"
SHOWN: dict[FileKind, str] = {
    FileKind.SHIFTS: "business_date, template, agent, shop, chats, …",
    FileKind.COMPLAINTS: "shop, order_no, category, opened_at, …",
    FileKind.REVIEWS: "shop, order_no, product, stars, text, posted_at, …",
}


def ask_file() -> ReadFile | None:
    """Draw the upload; returns the file once it is one this page knows, and says what is wrong with it otherwise."""
    given = st.file_uploader(
        t("File .csv or .xlsx, at most {n} MB", n=MEGABYTES), UPLOADS, max_upload_size=MEGABYTES, key=field(FORM, "file")
    )
    if given is None:
        _what_it_takes()
        return None
    name = clean(PurePath(given.name.replace("\\", "/")).name)[-120:] or "file"
    try:
        return _read(given.file_id, given.getvalue(), name)
    except ReadingFailed as error:
        failure_box(error.failure)
    except CaTrucError as error:
        show_error(error)
    return None


def _read(key: str, data: bytes, name: str) -> ReadFile:
    """Read an upload once, however often the page is drawn."""
    kept = st.session_state.get("imports:read")
    if not (isinstance(kept, tuple) and kept[0] == key):
        kept = (key, read_file(data, name))
        st.session_state["imports:read"] = kept
        st.session_state.pop(_DONE, None)
    return kept[1]  # type: ignore[no-any-return]


def _what_it_takes() -> None:
    done = st.session_state.get(_DONE)
    if isinstance(done, str):
        st.success(done, icon=":material/check_circle:")
    empty_state(t("Choose a file: its kind is recognised by the names of its columns."), icon=":material/upload_file:")
    with st.expander(t("Which files it knows"), key="imports:known"):
        for kind, columns in SHOWN.items():
            st.markdown(f"**{t(KIND_NAMES[kind])}** (CSV): {plain(columns)}")
        st.markdown(f"**{t(KIND_NAMES[FileKind.RETURNS])}** (.xlsx, .csv): Shopee, TikTok Shop, Lazada")
        st.caption(
            t("A file can be imported again and again: what is there already is not added twice, what people worked on is not changed.")
        )


def ask_shop(file: ReadFile, shops: Sequence[Shop]) -> Shop | None:
    """Draw which shop the file is of; None while that is open, or not needed."""
    if not file.needs_shop:
        return None
    fitting = [shop for shop in shops if file.marketplace in (None, shop.marketplace)]
    if not fitting:
        place = MARKETPLACE_NAMES[file.marketplace] if file.marketplace else ""
        st.error(t("There is no shop on {marketplace}. The owner adds it first.", marketplace=place), icon=":material/storefront:")
        return None
    names = {shop.id: shop for shop in fitting}
    index = 0 if len(fitting) == 1 else None
    chosen = st.selectbox(
        t("The file is of the shop"), list(names), index=index, format_func=lambda key: names[key].name,
        placeholder=t("Choose the shop"), key=field(FORM, "shop"),
    )  # fmt: skip
    return names[chosen] if chosen else None


def preview(user: User, file: ReadFile, shop: Shop | None, now: datetime) -> Outcome | None:
    """Draw what the import would do; None when the whole file is refused."""
    about = t(KIND_NAMES[file.kind]) + (f" · {MARKETPLACE_NAMES[file.marketplace]}" if file.marketplace else "")
    section(plain(file.name), about)
    if file.needs_shop and shop is None:
        return None
    try:
        with st.spinner(t("Trying the file…")):
            found = try_file(user, file, shop.code if shop else "", now)
    except CaTrucError as error:
        show_error(error)
        return None
    with st.grid(5, min_column_width=120, gap="small"):
        for label, n in (
            (t("Rows read"), found.read), (t("New"), found.added),
            (t("Brought up to date"), found.updated), (t("There already"), found.unchanged),
            (t("With problems"), found.skipped),
        ):  # fmt: skip
            st.metric(label, written.count(n), border=True)
    if found.complaints:
        st.caption(
            t(
                "Complaints: {added} new, {updated} brought up to date; {joined} returns join a complaint an agent logged.",
                **found.complaints,
            )
        )
    return found


def problems_part(found: Outcome, file: ReadFile) -> None:
    """Draw what is wrong, cell by cell, and what is only odd."""
    if found.problems:
        section(t("Problems, cell by cell"), t("Correct them in the file and choose it again."))
        _problem_table(found.problems, "imports:problems")
        teach_part(found, file)
    if found.warnings:
        section(t("Worth a look"), t("These rows are imported all the same."))
        _problem_table(found.warnings, "imports:warnings")


def _problem_table(problems: Sequence[CellProblem], key: str) -> None:
    rows = [(one.cell, one.column, one.value, explain(one.problem, language())) for one in problems]
    frame = pd.DataFrame(rows, columns=["cell", "column", "value", "why"])
    columns: dict[str, Any] = {
        "cell": st.column_config.TextColumn(t("Cell"), width=130),
        "column": st.column_config.TextColumn(t("Column"), width="small"),
        "value": st.column_config.TextColumn(t("Value"), width="medium"),
        "why": st.column_config.TextColumn(t("Why"), width="large"),
    }
    table_with_export(frame, columns, name=t("Problems, cell by cell"), key=key, row_height=58)


def teach_part(found: Outcome, file: ReadFile) -> None:
    """Draw the return reasons nobody knows yet, each with the category it could mean."""
    reasons = unknown_reasons([one.problem for one in found.problems])
    if not reasons or file.marketplace is None:
        return
    with st.container(border=True, gap="small"):
        section(t("Return reasons to teach"), t("Say once what a reason means; it is remembered for every file of this marketplace."))
        taught: list[ReasonMeans] = []
        for place, (reason, n) in enumerate(list(reasons.items())[:12]):
            label = t("{reason} ({n} rows)", reason=plain(reason), n=n)
            meant = st.selectbox(
                label, list(Category), index=None, format_func=lambda key: t(CATEGORY_NAMES[key]), placeholder=t("Not said yet"),
                key=field("reasons", f"{place}:{reason[:40]}"),
            )  # fmt: skip
            if meant:
                taught.append(ReasonMeans(file.marketplace, reason, meant))
        pressed = st.button(t("Remember"), icon=":material/school:", key=field("reasons", "go"), disabled=not taught)
        if pressed and submit(teach_reasons, tuple(taught), form="reasons", success=t("Reasons remembered")) is not None:
            st.rerun()


def import_button(found: Outcome, file: ReadFile, shop: Shop | None) -> None:
    """Draw the import: all or nothing, or, when said so, without the rows that have problems."""
    good = found.added + found.updated
    leave_out = False
    if found.problems and good:
        leave_out = st.checkbox(
            t("Leave the {n} rows with problems out and import the others", n=found.skipped), key=field(FORM, "leave_out")
        )
    ready = good > 0 and (leave_out or not found.problems)
    if not good and not found.problems:
        st.info(t("Everything in this file is here already."), icon=":material/done_all:")
        return
    label = t("Import {n} rows", n=good)
    pressed = st.button(label, type="primary", icon=":material/upload:", key=field(FORM, "go"), disabled=not ready)
    if found.problems and not leave_out:
        st.caption(t("Nothing is imported while a row has a problem."))
    if pressed:
        done = submit(bring_in, file, shop.code if shop else "", leave_out, form=FORM, success=t("Imported"))
        if done is not None:
            st.session_state[_DONE] = t(
                "{name}: {added} new, {updated} changed, {unchanged} there already, {skipped} left out.", name=plain(file.name),
                added=done.added, updated=done.updated, unchanged=done.unchanged, skipped=done.skipped,
            )  # fmt: skip
            st.session_state.pop("imports:read", None)
            st.rerun()


def taught_part(taught: Sequence[TaughtReason], now: datetime) -> None:
    """Draw what was taught about return reasons, each with the way to forget it."""
    if not taught:
        return
    with st.expander(t("Taught return reasons ({n})", n=len(taught)), key="imports:taught"):
        for one in taught:
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
                st.markdown(
                    f"{MARKETPLACE_NAMES[one.marketplace]}: “{plain(one.said)}” → **{t(CATEGORY_NAMES[one.category])}**", width="content"
                )
                key = f"forget:{one.marketplace}:{one.said}"
                if st.button(t("Forget"), type="tertiary", icon=":material/delete:", key=key):
                    submit(teach_reasons, (ReasonMeans(one.marketplace, one.said, None),), form=key, success=t("Forgotten"))
                    st.rerun()
            st.caption((f"{plain(one.by.display)} · " if one.by else "") + written.ago(one.at, now))
