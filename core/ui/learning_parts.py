"""The lessons of complaints on screen: the period, the head, Pareto, trends, repeats, times."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from core.base.words import mark
from core.cases.category import CATEGORY_NAMES, Category
from core.cases.complaint import RESOLUTION_NAMES, Resolution
from core.cases.lesson import Lesson
from core.cases.pareto import MEASURE_NAMES, Measure, Pareto
from core.cases.queries.learning import ComplaintLessons, Period
from core.cases.repeats import FEW, TRAIT_NAMES, Common, Repeats, Trait
from core.cases.trends import COMPARED, Trend, week_of
from core.people.shop import Shop
from core.ui import format as written
from core.ui.learning_charts import pareto_chart, trend_chart
from core.ui.show import empty_state, section, table_with_export
from core.ui.words import plain, t

WEEKS = {4: mark("4 weeks"), 8: mark("8 weeks"), 12: mark("12 weeks"), 26: mark("26 weeks")}
NO_PRODUCT = mark("Product not known")
Names = Callable[[str], str]


@dataclass(frozen=True)
class Told:
    """How keys are written: shops by their id."""

    shops: Mapping[str, str]

    def shop(self, key: str) -> str:
        """Return a shop's name."""
        return self.shops.get(key, key)


def told_of(shops: Sequence[Shop]) -> Told:
    """Return how the shops are written."""
    return Told({str(shop.id): shop.name for shop in shops})


def category_name(key: str) -> str:
    """Return a category's name in the person's language."""
    return t(CATEGORY_NAMES[Category(key)])


def ask_period(today: date, shops: Sequence[Shop]) -> Period:
    """Draw the period (whole weeks, the running one included) and the shops; return what is chosen."""
    names = {shop.id: shop.name for shop in shops}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        weeks = st.segmented_control(
            t("Period"), list(WEEKS), default=12, required=True, format_func=lambda key: t(WEEKS[key]), key="lessons:weeks",
            persist_state="session",
        )  # fmt: skip
        picked = st.multiselect(
            t("Shops"), list(names), format_func=lambda key: names[key], placeholder=t("All shops"), width=280, key="lessons:shops"
        )
    return Period(week_of(today) - timedelta(weeks=(weeks or 12) - 1), today, tuple(sorted(picked)))


def head(total: Lesson, *, border: bool = True) -> None:
    """Draw the numbers of the period, each with its n."""
    first = total.first_time
    cards: list[tuple[str, str, str, str]] = [
        (t("Complaints"), written.count(total.opened), t("{n} still open", n=total.open_now), t("Opened in the period.")),
        (
            t("Cost"), written.money_short(total.cost_vnd), t("of {n} with a cost", n=total.cost_n),
            t("Cost noted when solving; where none was noted, the refund in the marketplace's file."),
        ),
        (
            t("First time right"), written.rate(first.rate), t("{right} of {n} solved", right=first.right, n=first.solved),
            t("Solved once, never opened again, not back within 7 days. {n} of them are younger than 7 days.", n=first.young),
        ),
        (
            t("Came back"), written.rate(total.repeats / total.opened if total.opened else None), t("{n} repeats", n=total.repeats),
            t("The same shop, order and category had a complaint in the 7 days before."),
        ),
        (
            t("Time to answer"), written.seconds(total.answer.median_s), _p90(total.answer.p90_s, total.answer.n),
            t("Median, in service hours, pauses left out; the same clock as the deadlines."),
        ),
        (
            t("Time to solve"), written.seconds(total.solve.median_s), _p90(total.solve.p90_s, total.solve.n),
            t("Median, in service hours, pauses left out; each time a case was solved counts. Returns the marketplace settled do not."),
        ),
    ]  # fmt: skip
    with st.grid(3, min_column_width=210, gap="small"):
        for label, value, below, why in cards:
            st.metric(label, value, below, delta_color="off", delta_arrow="off", help=why, border=border)


def _p90(value: float | None, n: int) -> str:
    return t("90 % within {time} · n = {n}", time=written.seconds(value), n=written.count(n))


def pareto_part(made: Mapping[Measure, Pareto], title: str, names: Names, key: str) -> None:
    """Draw a Pareto with its table; the person chooses number or cost."""
    section(title)
    if not made[Measure.COUNT].bars:
        st.caption(t("Nothing here in this period.") + _unnamed(made[Measure.COUNT]))
        return
    chosen = st.segmented_control(
        t("Bars show"), list(Measure), default=Measure.COUNT, required=True, format_func=lambda one: t(MEASURE_NAMES[one]),
        key=f"{key}:measure", label_visibility="collapsed",
    )  # fmt: skip
    found = made[chosen or Measure.COUNT]
    _pareto_drawn(found, names)
    _pareto_table(found, names, title, key)


def pareto_on_paper(found: Pareto, title: str, names: Names) -> None:
    """Draw a Pareto without anything to choose, light whatever the theme."""
    section(title)
    if found.bars:
        _pareto_drawn(found, names, paper=True)
    else:
        st.caption(t("Nothing here in this period.") + _unnamed(found))


def _pareto_drawn(found: Pareto, names: Names, *, paper: bool = False) -> None:
    sizes = [(bar.count if found.measure is Measure.COUNT else bar.cost_vnd or 0) for bar in found.bars]
    if not any(sizes):
        st.caption(t("No cost was noted in this period.") + _unnamed(found))
        return
    drawn = enumerate(zip(found.bars, sizes, strict=True))
    bars = tuple((names(bar.key), float(size), bar.cumulative, place < found.vital_few) for place, (bar, size) in drawn)
    pareto_chart(bars, t(MEASURE_NAMES[found.measure]), money=found.measure is Measure.COST, paper=paper)
    st.caption(t("The {few} largest of {n} make 80 %.", few=found.vital_few, n=len(found.bars)) + _unnamed(found))


def _unnamed(found: Pareto) -> str:
    return " " + t("{n} complaints name none.", n=found.unnamed) if found.unnamed else ""


def _pareto_table(found: Pareto, names: Names, title: str, key: str) -> None:
    frame = pd.DataFrame(
        [(names(bar.key), bar.count, bar.cost_vnd, bar.cost_n, bar.share * 100, bar.cumulative * 100) for bar in found.bars],
        columns=["name", "count", "cost", "cost_n", "share", "running"],
    ).astype({"cost": "Int64"})
    columns: dict[str, Any] = {
        "name": title,
        "count": st.column_config.NumberColumn(t("Complaints"), format="localized"),
        "cost": st.column_config.NumberColumn(t("Cost (₫)"), format="localized"),
        "cost_n": st.column_config.NumberColumn(t("with a cost"), format="localized"),
        "share": st.column_config.NumberColumn(t("Share"), format="%.1f %%"),
        "running": st.column_config.NumberColumn(t("Running share"), format="%.1f %%"),
    }
    with st.expander(t("As a table"), key=f"{key}:as-table"):
        table_with_export(frame, columns, name=title, key=f"{key}:table")


TRENDS = {"shop": mark("By shop"), "product": mark("By product"), "category": mark("By category")}


def trends_part(lessons: ComplaintLessons, told: Told) -> None:
    """Draw complaints by week, by shop, product or category."""
    section(t("Week by week"))
    by = st.segmented_control(
        t("Lines show"), list(TRENDS), default="shop", required=True, format_func=lambda key: t(TRENDS[key]), key="lessons:trend",
        label_visibility="collapsed",
    )  # fmt: skip
    trend_part(lessons, by or "shop", told)


def trend_part(lessons: ComplaintLessons, by: str, told: Told) -> None:
    """Draw one of the three trends with its table."""
    trends: dict[str, tuple[Trend, Names]] = {
        "shop": (lessons.shops_trend, told.shop), "product": (lessons.products_trend, str),
        "category": (lessons.categories_trend, category_name),
    }  # fmt: skip
    found, names = trends[by]
    if not found.lines:
        st.caption(
            t("No order of these complaints is known to hold a product yet.") if by == "product" else t("Nothing here in this period.")
        )
        return
    labels = {line.key: names(line.key) for line in found.lines}
    points = tuple(
        (week.isoformat(), labels[line.key], n) for line in found.lines for week, n in zip(found.weeks, line.counts, strict=True)
    )
    trend_chart(
        points, tuple(labels.values()), found.whole, t("Complaints by week, a line each: {names}.", names=", ".join(labels.values()))
    )
    said = [t("The running week is hollow.")] if found.whole < len(found.weeks) else []
    said += [t("{n} more are not drawn.", n=found.left_out)] if found.left_out else []
    said += (
        [t("Of {n} complaints the product is not known: neither a review nor a return file names it.", n=found.unknown)]
        if found.unknown
        else []
    )
    if said:
        st.caption(" ".join(said))
    _trend_table(found, labels, t(TRENDS[by]), by)


def _trend_table(found: Trend, labels: Mapping[str, str], title: str, by: str) -> None:
    rows = [(labels[line.key], line.total, line.lately, line.before, list(line.counts)) for line in found.lines]
    frame = pd.DataFrame(rows, columns=["name", "total", "lately", "before", "weeks"])
    columns: dict[str, Any] = {"name": title, "total": st.column_config.NumberColumn(t("Complaints"), format="localized")}
    if found.compares:
        columns |= {
            "lately": st.column_config.NumberColumn(t("last {n} whole weeks", n=COMPARED), format="localized"),
            "before": st.column_config.NumberColumn(t("{n} weeks before", n=COMPARED), format="localized"),
        }
    export = pd.DataFrame(
        {title: frame.name} | {week.isoformat(): [row[4][place] for row in rows] for place, week in enumerate(found.weeks)}
    )
    with st.expander(t("As a table"), key=f"lessons:trend:{by}:as-table"):
        table_with_export(frame, columns, name=t("Complaints by week"), key=f"lessons:trend:{by}", export=export)


def repeats_part(found: Repeats, told: Told) -> None:
    """Say in plain words what those who came back have in common."""
    section(t("Those who came back"), t("The same shop, order and category within 7 days."))
    if not found.repeats:
        empty_state(t("Nobody came back with the same issue."), icon=":material/task_alt:")
        return
    st.markdown(t("**{n}** of {all} complaints are repeats ({share}).", n=found.repeats, all=found.cases, share=written.rate(found.rate)))
    if found.repeats < FEW:
        st.caption(t("Fewer than {n}: too early to conclude anything; shown as they are.", n=FEW))
    with st.grid(3, min_column_width=300, gap="small"):
        for trait in Trait:
            if common := [one for one in found.common if one.trait is trait][:3]:
                with st.container(gap="xsmall"):
                    st.markdown(f"**{t(TRAIT_NAMES[trait])}**")
                    st.markdown("\n".join(_common(one, told) for one in common))
    if not found.common:
        st.caption(t("They have nothing in common that two of them share."))


def _common(one: Common, told: Told) -> str:
    names: dict[Trait, Names] = {
        Trait.CATEGORY: category_name, Trait.SHOP: told.shop, Trait.SOLUTION: lambda key: t(RESOLUTION_NAMES[Resolution(key)]),
    }  # fmt: skip
    name = names.get(one.trait, str)(one.key)
    said = t("{n} of {repeats} repeats: {name} ({share})", n=one.n, repeats=one.repeats, name=plain(name), share=written.rate(one.share))
    if one.usual is not None:
        said += " · " + t("of all complaints {share}", share=written.rate(one.usual))
    return f"- {':material/priority_high: ' if one.stands_out else ''}{said}" + (f" · **{t('stands out')}**" if one.stands_out else "")


def times_part(lessons: ComplaintLessons, told: Told) -> None:
    """Draw the times to answer and to solve by shop or category, with first-time-right and n."""
    section(t("Times and first-time-right"), t("In service hours, on the deadlines' own clock. A dash means no data."))
    by = st.segmented_control(
        t("Rows show"), ["shop", "category"], default="shop", required=True, format_func=lambda key: t(TRENDS[key]), key="lessons:times",
        label_visibility="collapsed",
    )  # fmt: skip
    rows = lessons.by_shop if by == "shop" else lessons.by_category
    times_table(rows, told.shop if by == "shop" else category_name, key=f"lessons:times:{by}")


def times_table(rows: Sequence[tuple[str, Lesson]], names: Names, *, key: str) -> None:
    """Draw one line per group; the files hold seconds."""
    titles = {
        "name": t("Group"), "opened": t("Complaints"), "n": t("n solved"), "right": t("First time right"), "answer": t("Answer, median"),
        "answer90": t("Answer, p90"), "solve": t("Solve, median"), "solve90": t("Solve, p90"), "cost": t("Cost (₫)"),
    }  # fmt: skip
    plain_numbers = [
        (
            names(group), one.opened, one.solve.n, one.first_time.rate, one.answer.median_s, one.answer.p90_s, one.solve.median_s,
            one.solve.p90_s, one.cost_vnd,
        )
        for group, one in rows
    ]  # fmt: skip
    export = pd.DataFrame(plain_numbers, columns=list(titles.values()))
    shown = pd.DataFrame(plain_numbers, columns=list(titles)).astype({"cost": "Int64"})
    shown["right"] = [written.rate(one.first_time.rate, places=0) for _, one in rows]
    for name in ("answer", "answer90", "solve", "solve90"):
        shown[name] = [written.seconds(None if pd.isna(value) else value) for value in shown[name]]
    columns: dict[str, Any] = titles | {"name": st.column_config.TextColumn(titles["name"], width="medium")}
    for name in ("opened", "n", "cost"):
        columns[name] = st.column_config.NumberColumn(titles[name], format="localized")
    for name in ("right", "answer", "answer90", "solve", "solve90"):
        columns[name] = st.column_config.TextColumn(titles[name], alignment="right")
    table_with_export(shown, columns, name=t("Times and first-time-right"), key=key, export=export)
