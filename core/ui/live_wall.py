"""The live board for a screen on the wall: read from five metres, no sidebar, no money, nothing to click.

Its words are drawn as charts: Streamlit's own text has one size, and a screen across the room needs ten.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import altair as alt
import pyarrow as pa
import streamlit as st

from core.base.words import mark
from core.score.attention import Severity
from core.score.floor import Floor
from core.score.live import LiveBoard, TodayMetric, without_revenue
from core.score.metric import METRICS
from core.ui import format as written
from core.ui.live_attention import sentence
from core.ui.live_charts import hours_chart
from core.ui.live_drawn import part
from core.ui.live_parts import headline_words
from core.ui.metric_text import metric_text, target_sign
from core.ui.palette import dressed, look, palette
from core.ui.words import t

PEOPLE, THINGS = 5, 4
"""Lines of people and of things to do; more would be too small to read."""
LONGEST = 38
"""Letters of a line."""
_TEXT = "text"


@dataclass(frozen=True)
class Word:
    """A text in a drawing: `x` and `y` in per cent from the left and the top, `size` in per cent of the width."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    align: str = "left"
    bold: bool = False


def wall(found: LiveBoard, floor: Floor) -> None:
    """Draw the board; what may not be shown to whoever passes is taken out first."""
    board = without_revenue(found)
    part(mark("Today"), lambda: _head(board))
    part(mark("Numbers of today"), lambda: _tiles(board))
    left, right = st.columns([3, 2], gap="medium")
    target = board.metrics["answer_30s_rate"].target if "answer_30s_rate" in board.metrics else None
    with left:
        part(mark("Today by hour"), lambda: hours_chart(board.hours, target, floor, large=2.2, height=540))
    with right:
        part(mark("On shift now"), lambda: _people(board))


def _head(board: LiveBoard) -> None:
    colours = palette()
    clock = Word(100, 50, written.clock(board.at), 4.2, colours.ink, "right", bold=True)
    _words([Word(0, 50, headline_words(board, short=True), 2.4, colours.quiet), clock], 96)


def _tiles(board: LiveBoard) -> None:
    colours, gauges = palette(), board.gauges
    tiles: list[tuple[str, str, str, str]] = []
    for key in ("answer_30s_rate", "first_response_s", "chats"):
        if key in board.metrics:
            tiles.append((t(METRICS[key].short), metric_text(METRICS[key], board.metrics[key].value, short=True), *_judged(key, board)))
    if gauges.coverage is not None:
        day = gauges.coverage
        share = day.covered / day.counted if day.counted else None
        note = (f"✗ {t('{n} gaps', n=len(day.gaps))}", colours.bad) if day.gaps else (f"✓ {t('no gap')}", colours.accent)
        tiles.append((t("Covered today"), written.rate(share, places=0), *note))
    if gauges.full_days is not None:
        tiles.append((t("Days without a gap"), written.count(gauges.full_days), t("of {n} days", n=gauges.days), colours.quiet))
    pressing = sum(item.severity is Severity.HIGH for item in board.attention)
    note = (f"! {t('{n} pressing', n=pressing)}", colours.bad) if pressing else (f"✓ {t('nothing pressing')}", colours.accent)
    tiles.append((t("Needs doing"), written.count(len(board.attention)), *note))
    words, wide = [], 100 / len(tiles)
    for number, (label, value, said, colour) in enumerate(tiles):
        x = number * wide
        words += [
            Word(x, 16, label, 1.7, colours.quiet),
            Word(x, 52, value, 3.9 if len(value) < 9 else 2.9, colours.ink, bold=True),
            Word(x, 86, said, 1.6, colour, bold=True),
        ]
    _words(words, 260)


def _judged(key: str, board: LiveBoard) -> tuple[str, str]:
    colours, today = palette(), board.metrics[key]
    met = today.meets_target(key)
    if met is not None:
        said = target_sign(METRICS[key], today.target)
        return (f"✓ {said}", colours.accent) if met else (f"✗ {said}", colours.bad)
    return _usual(key, today), colours.quiet


def _usual(key: str, today: TodayMetric) -> str:
    return "" if today.baseline is None else t("usually {value}", value=metric_text(METRICS[key], today.baseline))


def _people(board: LiveBoard) -> None:
    colours = palette()
    lines: list[tuple[str, str, str, bool]] = [(t("On shift now"), "", colours.ink, True)]
    lines += [(f"✗ {one.display}", t("late by {time}", time=written.seconds(one.minutes * 60)), colours.bad, False) for one in board.absent]
    for one in board.on_shift:
        numbers = f"{written.count(one.chats)} {t('chats')} · {written.rate(one.answer_30s_rate, places=0)}"
        name = one.display or t("a colleague")
        lines.append((f"⚠ {name}" if one.stale else name, numbers, colours.bad if one.stale else colours.ink, False))
    lines = lines[: PEOPLE + 1]
    if not board.on_shift:
        lines.append((f"✗ {t('Nobody is on shift now.')}", "", colours.bad, False))
    lines += [("", "", colours.ink, False), (t("Needs doing"), "", colours.ink, True)]
    waiting = [
        (sentence(item, board.at), "", colours.bad if item.severity is Severity.HIGH else colours.ink, False)
        for item in board.attention[:THINGS]
    ]
    lines += waiting or [(f"✓ {t('Nothing waits.')}", "", colours.accent, False)]
    words, tall = [], 100 / (PEOPLE + THINGS + 3)
    for number, (said, right, colour, bold) in enumerate(lines):
        y = (number + 0.5) * tall
        short = said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"
        words.append(Word(0, y, short, 5.0 if right or bold else 4.5, colour, bold=bold))
        if right:
            words.append(Word(100, y, right, 4.5, colours.quiet if colour == colours.ink else colour, "right"))
    _words(words, 560)


def _words(words: list[Word], height: int) -> None:
    table = pa.Table.from_pylist([asdict(word) for word in words])
    written_out = pa.BufferOutputStream()
    with pa.ipc.new_stream(written_out, table.schema) as stream:
        stream.write_table(table)
    spec = _words_spec(height, look())
    spec["datasets"] = {_TEXT: bytes(written_out.getvalue())}
    st.vega_lite_chart(spec, theme=None, width="stretch", alt=". ".join(word.text for word in words if word.text))


@st.cache_data(max_entries=32, show_spinner=False)
def _words_spec(height: int, look: str) -> dict[str, Any]:
    whole = alt.Scale(domain=[0, 100], nice=False, zero=False)
    base = (
        alt.Chart(alt.NamedData(_TEXT))
        .transform_calculate(pixels="datum.size * width / 100")
        .encode(
            x=alt.X("x:Q", scale=whole, axis=None),
            y=alt.Y("y:Q", scale=alt.Scale(domain=[100, 0], nice=False, zero=False), axis=None),
            text="text:N",
            color=alt.Color("colour:N", scale=None),
            size=alt.Size("pixels:Q", scale=None, legend=None),
        )
    )
    layers = [
        base.transform_filter(f"datum.align === '{align}' && datum.bold === {'true' if bold else 'false'}").mark_text(
            align=align, baseline="middle", fontWeight=700 if bold else 500
        )
        for align in ("left", "right")
        for bold in (True, False)
    ]
    chart: dict[str, Any] = dressed(alt.layer(*layers).properties(height=height)).to_dict()
    return chart
