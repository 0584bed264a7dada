"""The lessons of reviews on screen: by product, by theme with the words found, low stars against the time to answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from core.cases.queries.themes import ReviewLessons
from core.cases.review_lesson import ReplyBand, Stars, Themes
from core.cases.themes import Theme
from core.ui import format as written
from core.ui.show import empty_state, section, table_with_export
from core.ui.words import plain, t

MOST_PRODUCTS = 200


def reviews_part(lessons: ReviewLessons) -> None:
    """Draw everything about the reviews of the period."""
    total = lessons.total
    if not total.n:
        empty_state(t("No review in this period."), t("Choose a longer period, or import the reviews."), icon=":material/star:")
        return
    with st.grid(3, min_column_width=150, gap="small"):
        st.metric(t("Reviews"), written.count(total.n), border=True)
        st.metric(t("Average stars"), written.decimal(total.average, places=2), border=True)
        st.metric(t("1–2★"), written.rate(total.low_rate), t("{n} reviews", n=total.low), delta_color="off", delta_arrow="off", border=True)
    with st.container(border=True):
        themes_part(lessons.themes)
    if lessons.themes.lines:
        with st.container(border=True):
            examples_part(lessons.themes)
    with st.container(border=True):
        products_part(lessons.products)
    with st.container(border=True):
        bands_part(lessons)


def theme_name(theme: Theme) -> str:
    """Return a theme's name: built in, in the person's language; the owner's own words as they are."""
    return t(theme.name) if theme.built_in else theme.name


def themes_part(found: Themes) -> None:
    """Draw a line per theme with the words that were found."""
    section(t("By theme"), t("Found by plain words; a review can have several themes."))
    if found.lines:
        frame = pd.DataFrame(
            [
                (theme_name(line.theme), line.stars.n, line.stars.low, round(line.stars.average or 0, 1), _words(line.words))
                for line in found.lines
            ],
            columns=["name", "n", "low", "average", "words"],
        )
        columns: dict[str, Any] = {
            "name": t("Theme"),
            "n": st.column_config.NumberColumn(t("Reviews"), format="localized"),
            "low": st.column_config.NumberColumn(t("1–2★"), format="localized"),
            "average": st.column_config.NumberColumn(t("Average stars"), format="localized"),
            "words": t("Words found"),
        }
        table_with_export(frame, columns, name=t("Reviews by theme"), key="lessons:themes")
    said = t("{read} reviews with words were read; {none} hold no word of a list.", read=found.read, none=found.no_theme)
    st.caption(f"{said} " + t("{n} have stars only.", n=found.no_words))


def examples_part(found: Themes) -> None:
    """Draw reviews of the chosen theme, low stars first, each with the word that made it belong."""
    lines = {line.theme.code: line for line in found.lines}
    code = st.selectbox(
        t("Show reviews of"), list(lines), format_func=lambda key: theme_name(lines[key].theme), key="lessons:theme", width=360
    )
    with st.grid(2, min_column_width=330, gap="small"):
        for example in lines[code or next(iter(lines))].examples:
            with st.container(border=True, gap="xsmall"):
                st.markdown(t("{stars}★ · the word “{word}” was found", stars=example.stars, word=plain(example.match.found)))
                st.text(example.text[:400] + ("…" if len(example.text) > 400 else ""))


def _words(words: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{word} ({n})" for word, n in words)


def products_part(products: Sequence[Stars]) -> None:
    """Draw a line per product, most low stars first."""
    section(t("By product"))
    frame = pd.DataFrame(
        [(one.key or t("Product not known"), one.n, one.low, one.low_rate, round(one.average or 0, 1)) for one in products[:MOST_PRODUCTS]],
        columns=["name", "n", "low", "rate", "average"],
    )
    frame["rate"] *= 100
    columns: dict[str, Any] = {
        "name": st.column_config.TextColumn(t("Product"), width="large"),
        "n": st.column_config.NumberColumn(t("Reviews"), format="localized"),
        "low": st.column_config.NumberColumn(t("1–2★"), format="localized"),
        "rate": st.column_config.NumberColumn(t("1–2★ share"), format="%.0f %%"),
        "average": st.column_config.NumberColumn(t("Average stars"), format="localized"),
    }
    table_with_export(frame, columns, name=t("Reviews by product"), key="lessons:products")


def bands_part(lessons: ReviewLessons) -> None:
    """Draw low stars against the time to answer, with n; few cases are said to be few."""
    section(t("Low stars and how fast we answered"), t("Counts as they are; with few cases a difference can be chance."))
    st.markdown(f"**{t('1–2★ by the time to our public reply')}**")
    _reply_table(lessons.by_reply)
    st.markdown(f"**{t('Stars after a complaint, by the time to its first answer')}**")
    if any(line.n for line in lessons.by_answer):
        _answer_table(lessons.by_answer)
    else:
        st.caption(t("No review of this period belongs to an order with a complaint before it."))


def _reply_table(bands: Sequence[ReplyBand]) -> None:
    frame = pd.DataFrame([(t(band.name), band.n, band.closed, band.updated) for band in bands], columns=["name", "n", "closed", "updated"])
    frame["rate"] = [written.rate(band.updated / band.closed if band.closed else None) for band in bands]
    columns: dict[str, Any] = {
        "name": t("Time to the reply"),
        "n": st.column_config.NumberColumn(t("1–2★"), format="localized"),
        "closed": st.column_config.NumberColumn(t("outcome known"), format="localized"),
        "updated": st.column_config.NumberColumn(t("changed by the customer"), format="localized"),
        "rate": st.column_config.TextColumn(t("Share"), alignment="right"),
    }
    table_with_export(frame, columns, name=t("1–2★ by reply time"), key="lessons:reply")


def _answer_table(bands: Sequence[Stars]) -> None:
    frame = pd.DataFrame(
        [(t(band.key), band.n, band.low, written.rate(band.low_rate), written.decimal(band.average)) for band in bands],
        columns=["name", "n", "low", "rate", "average"],
    )
    columns: dict[str, Any] = {
        "name": t("Time to the first answer"),
        "n": st.column_config.NumberColumn(t("Reviews"), format="localized"),
        "low": st.column_config.NumberColumn(t("1–2★"), format="localized"),
        "rate": st.column_config.TextColumn(t("1–2★ share"), alignment="right"),
        "average": st.column_config.TextColumn(t("Average stars"), alignment="right"),
    }
    table_with_export(frame, columns, name=t("Stars by answer time"), key="lessons:answer")
