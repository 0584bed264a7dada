"""A sheet that was looked at: what the app makes of it, corrected by choosing, saved when it is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.settings import get_settings
from core.catalog import preview
from core.catalog.actions.connect import Connect, connect_source
from core.catalog.cells import Cells, column_letters
from core.catalog.layout import read_layout
from core.catalog.parsed import Parsed
from core.catalog.preview import NO_HEADER, Choice, ColumnSeen, cell_words
from core.catalog.queries.reports import ProblemRow
from core.catalog.script import Script
from core.catalog.source import PlaceKind, SheetKind, cell_link
from core.catalog.voucher import Voucher
from core.people.queries.shops import list_shops
from core.people.shop import MARKETPLACE_NAMES, Marketplace
from core.ui import format as written
from core.ui.load import load
from core.ui.sheet_fields import ALWAYS_SHOWN, COLUMN_NAMES, KIND_NAMES, full_moment
from core.ui.sheet_look import PARSED, Looking, stop_looking
from core.ui.sheet_parts import HEALTHY, problem_list
from core.ui.show import badge, section
from core.ui.submit import field, submit
from core.ui.voucher_parts import offer
from core.ui.words import plain, t

ROWS_SHOWN = 12
FIRST_PROBLEMS = 8
FIRST_GOOD = 5


def draw_choice(looking: Looking, now: datetime) -> None:
    """Draw tab, kind, header row, columns, what comes of them, and the button that saves."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(t("Back, keep nothing"), icon=":material/arrow_back:", type="tertiary", key="sheet_choice:back", on_click=stop_looking)
        st.caption(t("Read at {moment}", moment=written.moment(looking.look.at, now)))
    choice, cells = _ask_tab(looking)
    choice = _ask_columns(looking, choice, cells)
    parsed = _parsed(looking, choice, cells, now)
    _outcome(looking, choice, parsed)
    _save(looking, choice, parsed)


def _ask_tab(looking: Looking) -> tuple[Choice, Cells]:
    look, source, key = looking.look, looking.source, f"sheet_choice:{looking.number}"
    guessed = preview.guess_tab(look, source.kind if source else None)
    with st.container(border=True):
        section(t("1. The right tab"))
        if source is None:
            kind = st.segmented_control(
                t("What the sheet holds"), list(SheetKind), default=guessed[1], required=True, key=f"{key}:kind",
                format_func=lambda one: t(KIND_NAMES[one]),
            ) or guessed[1]  # fmt: skip
        else:
            kind = source.kind
        titles = [copy.cells.title for copy in look.copies]
        tab = preview.guess_tab(look, kind)[0]
        if source is not None and source.tab in titles:
            tab = titles.index(source.tab)
        if len(titles) > 1:
            tab = st.selectbox(t("Tab"), range(len(titles)), index=tab, format_func=lambda at: titles[at], key=f"{key}:{kind}:tab")
        cells = look.copies[tab].cells
        kept = read_layout(source.mapping if source and source.tab == titles[tab] else None)
        row, columns = preview.chosen_layout(cells, kind, kept)
        rows = dict(preview.header_rows(cells))
        options = [*rows, NO_HEADER]
        chosen = st.selectbox(
            t("Header row"), options, index=options.index(row) if row in options else 0, key=f"{key}:{kind}:{tab}:row",
            format_func=lambda at: t("No header row") if at == NO_HEADER else t("Row {n}: {text}", n=at + 1, text=rows[at][:80]),
        )  # fmt: skip
        if chosen != row:
            columns = preview.columns_at(cells, kind, chosen)
        _first_rows(cells, chosen, preview.dated_columns(kind, columns))
    return Choice(kind, tab, chosen, preview.without_unnamed(columns), kept.shop, kept.marketplace), cells


def _first_rows(cells: Cells, row: int, dated: frozenset[int]) -> None:
    start = max(0, row - 2)
    shown = cells.rows[start : start + ROWS_SHOWN]
    width = max((len(line) for line in shown), default=0)
    texts = [[cell_words(line[at], dated=at in dated) if at < len(line) else "" for at in range(width)] for line in shown]
    frame = pd.DataFrame(texts, columns=[column_letters(at) for at in range(width)], index=range(start + 1, start + len(shown) + 1))
    st.dataframe(frame, key="sheet_choice:rows", alt=t("The first rows of the tab"))


def _ask_columns(looking: Looking, choice: Choice, cells: Cells) -> Choice:
    seen = {one.column: one for one in preview.columns_seen(cells, choice.kind, choice.row)}
    fields = [name for name in preview.aliases_of(choice.kind)[0] if name not in preview.UNNAMED]
    first = [name for name in fields if name in ALWAYS_SHOWN[choice.kind] or name in choice.columns]
    rest = [name for name in fields if name not in first]
    key = f"sheet_choice:{looking.number}:{choice.kind}:{choice.tab}:{choice.row}"
    with st.container(border=True):
        section(t("2. The right columns"), t("The app guessed them by their names. Choose again where it guessed wrong."))
        columns = _column_boxes(first, choice.columns, seen, key)
        if rest:
            with st.expander(t("More columns ({n})", n=len(rest))):
                columns |= _column_boxes(rest, choice.columns, seen, key)
        twice = sorted({seen[column].letters for column in columns.values() if list(columns.values()).count(column) > 1 and column in seen})
        if twice:
            st.warning(t("Chosen more than once: column {columns}.", columns=", ".join(twice)), icon=":material/warning:")
        with st.container(horizontal=True, gap="small"):
            shop = _ask_shop(choice, columns, key)
            marketplace = _ask_marketplace(choice, columns, key)
    return replace(choice, columns=columns, shop=shop, marketplace=marketplace)


def _column_boxes(fields: Sequence[str], guessed: Mapping[str, int], seen: Mapping[int, ColumnSeen], key: str) -> dict[str, int]:
    chosen: dict[str, int] = {}
    options = [None, *seen]
    with st.grid(3, min_column_width=240):
        for name in fields:
            place = guessed.get(name)
            column = st.selectbox(
                t(COLUMN_NAMES[name]), options, index=options.index(place) if place in seen else 0, key=f"{key}:{name}",
                format_func=lambda at: t("not in this sheet") if at is None else _column_words(seen[at]),
            )  # fmt: skip
            if column is not None:
                chosen[name] = column
    return chosen


def _column_words(seen: ColumnSeen) -> str:
    """`B · Mã voucher · GIAM30`."""
    return " · ".join(part[:40] for part in (seen.letters, seen.header, " ".join(seen.sample.split())) if part)


def _ask_shop(choice: Choice, columns: Mapping[str, int], key: str) -> str:
    """Ask which shop a sheet of vouchers is for when no column says so."""
    if choice.kind is not SheetKind.VOUCHERS or "shop" in columns:
        return ""
    names = list(dict.fromkeys(shop.name for shop in load(list_shops, topics=(Topic.PEOPLE,))))
    if choice.shop and choice.shop not in names:
        names.append(choice.shop)
    if not names:
        return ""
    options = ["", *names]
    return st.selectbox(
        t("The whole sheet is for"),
        options,
        index=options.index(choice.shop),
        format_func=lambda one: one or t("Every shop"),
        key=f"{key}:for",
    )


def _ask_marketplace(choice: Choice, columns: Mapping[str, int], key: str) -> Marketplace | None:
    """Ask which marketplace rows are for that name none."""
    label = t("Rows that name no marketplace are for") if "marketplace" in columns else t("The rows are for the marketplace")
    options: list[Marketplace | None] = [None, *Marketplace]
    chosen: Marketplace | None = st.selectbox(
        label, options, index=options.index(choice.marketplace), key=f"{key}:market",
        format_func=lambda one: MARKETPLACE_NAMES[one] if one else t("Every marketplace"),
    )  # fmt: skip
    return chosen


def _parsed(looking: Looking, choice: Choice, cells: Cells, now: datetime) -> Parsed[Any]:
    """Read the tab as chosen; kept until another choice, since a large sheet takes a while."""
    zone = get_settings().zone
    key = repr((looking.number, choice, local_date(now, zone)))
    kept = st.session_state.get(PARSED)
    if kept is None or kept[0] != key:
        kept = (key, preview.parse_choice(cells, choice, today=local_date(now, zone), zone=zone))
        st.session_state[PARSED] = kept
    return kept[1]


def _outcome(looking: Looking, choice: Choice, parsed: Parsed[Any]) -> None:
    with st.container(border=True):
        section(t("3. What comes of it"))
        if parsed.unreadable is not None:
            needed = t(COLUMN_NAMES["text" if choice.kind is SheetKind.SCRIPTS else "code"])
            st.warning(
                t("Nothing can be read like this. Choose the row that names the columns, and at least the column {column}.", column=needed),
                icon=":material/warning:",
            )
            return
        with st.container(horizontal=True, gap="small"):
            st.markdown(badge(t("{n} good rows", n=written.count(len(parsed.good))), "good" if parsed.good else "warning"))
            if parsed.problems:
                st.markdown(badge(t("Rows to correct: {n}", n=written.count(len(parsed.problems))), "warning", icon=":material/rule:"))
            st.markdown(badge(t("{n} left out on purpose", n=written.count(parsed.skipped)), "off", icon=":material/filter_list:"))
        st.caption(t(HEALTHY, read=parsed.read, good=len(parsed.good), problems=len(parsed.problems), skipped=parsed.skipped))
        if parsed.good:
            _first_good(choice.kind, parsed.good[:FIRST_GOOD])
        gid = looking.look.copies[choice.tab].gid
        place = looking.look.place
        problems = [
            ProblemRow("", one.cell, one.value, one.why, one.fix, one.values, cell_link(place, gid, one.cell)) for one in parsed.problems
        ]
        if problems:
            problem_list(problems, at_most=FIRST_PROBLEMS)


def _first_good(kind: SheetKind, rows: Sequence[Any]) -> None:
    st.caption(t("The first rows as the app understands them:"))
    made = [_script_words(row) if kind is SheetKind.SCRIPTS else _voucher_words(row) for row in rows]
    st.dataframe(pd.DataFrame(made), hide_index=True, key="sheet_choice:good", alt=t("The first rows as the app understands them:"))


def _script_words(script: Script) -> dict[str, str]:
    words = {"code": script.code, "stage": script.stage, "situation": script.situation, "text": " ".join(script.text.split())[:120]}
    return {t(COLUMN_NAMES[name]): text for name, text in words.items()}


def _voucher_words(voucher: Voucher) -> dict[str, str]:
    words = {
        "code": ", ".join(voucher.codes),
        "value": offer(voucher),
        "cap": written.money(voucher.cap_vnd),
        "min_spend": written.money(voucher.min_spend_vnd),
        "start": full_moment(voucher.start),
        "end": full_moment(voucher.end),
    }
    return {t(COLUMN_NAMES[name]): text for name, text in words.items()}


def _save(looking: Looking, choice: Choice, parsed: Parsed[Any]) -> None:
    look, source = looking.look, looking.source
    copy, form = look.copies[choice.tab], f"sheet_choice:{looking.number}"
    name = ""
    if source is None:
        title = look.place.address.rpartition(".")[0] if look.place.kind is PlaceKind.UPLOAD else copy.cells.title
        key = field(form, f"name:{choice.kind}:{choice.tab}")
        name = st.text_input(t("Name of the source"), value=title[:100], max_chars=120, key=key)
    place = replace(look.place, gid=copy.gid) if look.place.kind is PlaceKind.GOOGLE else look.place
    rows = len(parsed.good) + len(parsed.problems)
    label = t("Save and use") if source is None else t("Save for “{name}”", name=plain(source.name))
    if st.button(label, type="primary", icon=":material/save:", key=field(form, "go"), disabled=rows == 0):
        layout = preview.to_layout(copy.cells, choice)
        wanted = Connect(choice.kind, place, copy, layout, rows, look.at, name or "", source.id if source else None)
        if submit(connect_source, wanted, form=form, success=t("The sheet is in use")) is not None:
            stop_looking()
            st.rerun()
