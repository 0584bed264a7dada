"""The parts of one's score: the points, what would raise them, the others as far as the owner allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from core.score.bonus import Statement
from core.score.explained import points_of
from core.score.leaderboard import Visibility
from core.score.metric import METRICS
from core.score.my_score import FEWEST_OTHERS, MyScore, TeamMate
from core.score.next_step import Step, tier_gap
from core.score.policy import Policy
from core.ui import format as written
from core.ui.metric_text import metric_text, target_text
from core.ui.palette import dressed, look, palette
from core.ui.show import badge, section
from core.ui.words import language, plain, t

MOST_NAMED = 30
"""More people than this are marks on one line, not a line each."""


def kpi_text(percent: float | None) -> str:
    """Return `96,58 %`; no score is a dash."""
    return written.DASH if percent is None else f"{written.decimal(percent, places=2)}{written.NBSP}%"


def headline(found: MyScore, statement: Statement) -> None:
    """Draw KPI and money of the month, and how far the next tier is."""
    gap = tier_gap(found.policy, statement.kpi_percent)
    with st.container(horizontal=True, gap="medium"):
        st.metric("KPI", kpi_text(statement.kpi_percent), help=t("Σ weight × achievement ÷ Σ weight, over the metrics with enough data."))
        st.metric(t("Bonus"), written.money(statement.total_vnd), help=t("The sum of all lines, each rounded to 1.000 đ."))
    if gap is not None:
        st.caption(
            t("{points} points to the tier from {start} %: {money} more.", points=written.decimal(gap.points, places=2),
              start=written.decimal(gap.start, places=0), money=plain(written.money(gap.gain_vnd)))
        )  # fmt: skip


def points_list(statement: Statement) -> None:
    """Draw where the KPI comes from: each metric with its points, value, target and n."""
    points = {one.key: one for one in points_of(statement)}
    for score in sorted(statement.metrics, key=lambda score: -score.weight):
        metric = METRICS[score.key]
        one = points.get(score.key)
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="top", gap="small"):
            with st.container(gap=None, width="stretch"):
                st.markdown(f"**{t(metric.name)}**", help=t(metric.formula))
                facts = [
                    metric_text(metric, score.value),
                    t("target {value}", value=target_text(metric, score.target)),
                    *([] if score.achievement is None else [t("achieved {rate}", rate=written.rate(score.achievement))]),
                    *([] if one is None else [t("weighs {rate}", rate=written.rate(one.share / 100, places=0))]),
                    f"n = {written.count(score.n)}",
                ]
                st.caption(plain(" · ".join(facts)) + ("" if score.why is None else f"  \n{plain(score.why.said(language()))}"))
            st.markdown(f"**{written.DASH if one is None else written.decimal(one.points, places=2)}**", width="content")
    st.divider()
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.markdown(f"**{t('KPI, the sum')}**", width="content")
        st.markdown(f"**{kpi_text(statement.kpi_percent)}**", width="content")


def steps_list(steps: Sequence[Step]) -> None:
    """Say what would raise the month most, the most money first."""
    section(t("What would raise it most"), t("Each step alone, everything else as it is; the month worked out again with it."))
    if not steps:
        st.caption(t("Nothing more to gain with these numbers."))
    for place, step in enumerate(steps, start=1):
        gain = f"+{written.money(step.gain_vnd)}" if step.gain_vnd else t("no money yet")
        rise = t("KPI +{points} points", points=written.decimal(step.kpi_gain, places=2)) if step.kpi_gain > 0 else ""
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="top", gap="small"):
            with st.container(gap=None, width="stretch"):
                st.markdown(f"{place}. {plain(step.what.said(language()))}")
                further = ""
                if step.tier_what is not None and step.tier_gain_vnd > step.gain_vnd:
                    further = t(
                        "to the next tier: {what}, {gain}",
                        what=step.tier_what.said(language()),
                        gain=f"+{written.money(step.tier_gain_vnd)}",
                    )
                if rise or further:
                    st.caption(plain(" · ".join(part for part in (rise, further) if part)))
            st.markdown(badge(plain(gain), "good" if step.gain_vnd else "off", icon=":material/trending_up:"), width="content")


def team_view(found: MyScore, *, own: bool) -> None:
    """Draw the others' KPI as far as the setting allows; never anybody's money."""
    section(t("Beside the team"), t("What is shown of others is the owner's setting; their money never."))
    others = [mate for mate in found.team if not mate.is_me]
    if not others:
        st.caption(t("Shown once at least {n} others have a score: with fewer, a row without a name is no secret.", n=FEWEST_OTHERS))
    elif found.visibility is Visibility.BANDS:
        _tiers(found.team, found.policy)
    else:
        shown = tuple((mate.display or "", mate.kpi_percent or 0.0, mate.is_me) for mate in found.team)
        st.vega_lite_chart(
            _team_spec(shown, found.visibility is Visibility.ALL and len(shown) <= MOST_NAMED, own, look()), theme=None, width="stretch",
            alt=t("KPI of the team, one mark a person, yours highlighted"),
        )  # fmt: skip


def _tiers(team: Sequence[TeamMate], policy: Policy) -> None:
    for start, _ in reversed(policy.tiers):
        inside = [mate for mate in team if mate.tier_from == float(start)]
        if inside:
            names = ", ".join(f"**{plain(mate.display or '')}**" if mate.is_me else plain(mate.display or "") for mate in inside)
            st.markdown(f"{t('From {start} %', start=written.decimal(float(start), places=0))}: {names}")


@st.cache_data(max_entries=64, show_spinner=False)
def _team_spec(team: tuple[tuple[str, float, bool], ...], named: bool, own: bool, look: str) -> dict[str, Any]:
    colours = palette()
    frame = pd.DataFrame(team, columns=["name", "kpi", "me"])
    frame["share"] = frame.kpi / 100
    frame["word"] = [(t("you {kpi}", kpi=kpi_text(kpi)) if own else kpi_text(kpi)) if me else "" for _, kpi, me in team]
    colour = alt.condition("datum.me", alt.value(colours.accent), alt.value(colours.quiet))
    low, high = min(0.6, float(frame.share.min()) - 0.05), max(1.1, float(frame.share.max()) + 0.05)
    across = alt.X(
        "share:Q", title="KPI", scale=alt.Scale(domain=[max(0.0, low), high]), axis=alt.Axis(format=".0%", title="KPI", tickCount=6)
    )
    if named:
        down = alt.Y("name:N", sort=list(frame.name), axis=alt.Axis(title=None, labelLimit=170, labelColor=colours.ink, labelFontSize=13))
        base = alt.Chart(frame).encode(x=across, y=down)
        return _as_spec(base.mark_point(filled=True, size=110, opacity=1).encode(color=colour).properties(height=34 * len(team)))
    base = alt.Chart(frame).encode(x=across)
    marks = base.mark_tick(thickness=4, size=34, opacity=0.9).encode(color=colour)
    mine = base.mark_text(dy=-28, fontSize=12, fontWeight=600, color=colours.accent).encode(text="word:N")
    return _as_spec(alt.layer(marks, mine).properties(height=120))


def _as_spec(chart: Any) -> dict[str, Any]:
    return dressed(chart).to_dict()  # type: ignore[no-any-return]
