"""Statements as PDF: one A4 page a person, set in Be Vietnam Pro."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from core.base.money import format_vnd
from core.base.text import nfc
from core.base.words import Language, translate
from core.score.statement import DASH, StatementSheet, number_text

FONTS: Final = Path(__file__).with_name("fonts")
TEXT, STRONG, SPARE = "BeVietnamPro", "BeVietnamPro-SemiBold", "Vera"
INK, QUIET, RULE, ACCENT, SOFT = "#1F2A2E", "#5B666A", "#D9D4C8", "#0F766E", "#F1EFE9"
MOST_WORDS: Final = 220
SPOKEN: Final = {"★": {"vi": "\u00a0sao", "en": "-star"}}
"""Signs the font does not have, said in words."""


def statements_pdf(sheets: Sequence[StatementSheet], language: Language, *, made: str) -> bytes:
    """Set each statement on one page; `made` is the line at the foot: when and by whom. The same sheets, the same bytes."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Frame, KeepInFrame

    _fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, lang=language)
    canvas.setTitle(nfc(f"{translate('Bonus statement', language)} {sheets[0].month}" if sheets else "Ca Trực"))
    canvas.setAuthor("Ca Trực")
    width, height = A4
    for sheet in sheets:
        frame = Frame(18 * mm, 20 * mm, width - 36 * mm, height - 38 * mm, 0, 0, 0, 0)
        body = KeepInFrame(width - 36 * mm, height - 38 * mm, _story(sheet, language, width - 36 * mm), mode="shrink")
        frame.addFromList([body], canvas)
        canvas.setFont(TEXT, 7.5)
        canvas.setFillColor(QUIET)
        canvas.drawString(18 * mm, 12 * mm, _drawable(made, language))
        canvas.drawRightString(width - 18 * mm, 12 * mm, f"SHA-256 {sheet.input_hash[:16] or DASH}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _story(sheet: StatementSheet, language: Language, width: float) -> list[Any]:
    from reportlab.platypus import Paragraph, Spacer

    style = _styles()

    def say(template: str, **values: Any) -> str:
        return translate(template, language, **values)

    def text(words: str, kind: str = "cell") -> Any:
        return Paragraph(_markup(words, language), style[kind])

    share = DASH if sheet.kpi_percent is None else f"{number_text(sheet.kpi_percent, language, 2)}\u00a0%"
    state = f"{sheet.status} · {say('may still change')}" if sheet.draft else sheet.status
    paid: list[list[Any]] = [[text(say("Line"), "head"), text(say("Why"), "head"), text(say("Amount"), "head_right")]]
    for line in sheet.lines:
        paid.append([text(line.name), text(_short(line.why), "small"), text(format_vnd(line.amount_vnd, language=language), "right")])
    paid.append([text(say("Total"), "strong"), "", text(format_vnd(sheet.total_vnd, language=language), "total")])
    story: list[Any] = [
        text(say("Bonus statement {month}", month=sheet.month), "quiet"),
        text(sheet.display, "title"),
        text(f"{sheet.agent} · {state} · {say('Policy version {n}', n=sheet.policy_version)} · KPI {share}", "quiet"),
        Spacer(1, 14),
        text(say("What is paid"), "heading"),
        _table(paid, (0.27, 0.51, 0.22), width, total=True),
    ]
    if sheet.hidden:
        story.append(text(say("Not shown to you: {lines}.", lines=", ".join(sheet.hidden)), "quiet"))
    heads = [say("Metric"), say("Value"), "n", say("Target"), say("Achieved"), say("Weight"), say("Points")]
    rows = [[text(heads[0], "head"), *(text(head, "head_right") for head in heads[1:])]]
    for row in sheet.metrics:
        name = [text(row.name), *([text(row.note, "small")] if row.note else [])]
        numbers = (
            row.value, number_text(row.n, language, 0), row.target,
            DASH if row.achievement is None else f"{number_text(row.achievement * 100, language)}\u00a0%",
            f"{number_text(row.weight, language, 0)}\u00a0%", DASH if row.points is None else number_text(row.points, language, 2),
        )  # fmt: skip
        rows.append([name, *(text(number, "right") for number in numbers)])
    story += [Spacer(1, 14), text(say("How the KPI comes about"), "heading"), _table(rows, (0.34, 0.13, 0.09, 0.13, 0.11, 0.1, 0.1), width)]
    gates = [
        [text(gate.name), text(say("met") if gate.passed else say("not met"), "strong"), text(gate.why, "small")] for gate in sheet.gates
    ]
    story += [Spacer(1, 14), text(say("Conditions"), "heading"), _table(gates, (0.32, 0.14, 0.54), width, head=False)]
    story += [
        Spacer(1, 34),
        _table([[text(say("Received by"), "quiet"), text(say("Approved by"), "quiet")]], (0.5, 0.5), width, lines=False, head=False),
    ]
    return story


def _table(
    rows: list[list[Any]], shares: Sequence[float], width: float, *, total: bool = False, lines: bool = True, head: bool = True
) -> Any:
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import Table

    style: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 4), ("RIGHTPADDING", (0, 0), (-1, -1), 4)]
    if lines:
        style.append(("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(RULE)))
    if head:
        style.append(("BACKGROUND", (0, 0), (-1, 0), HexColor(SOFT)))
    if total:
        style += [("SPAN", (0, -1), (1, -1)), ("LINEABOVE", (0, -1), (-1, -1), 1, HexColor(ACCENT))]
    return Table(rows, colWidths=[share * width for share in shares], style=style, hAlign="LEFT")


@cache
def _styles() -> dict[str, Any]:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.enums import TA_LEFT, TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle

    def made(size: float, font: str = TEXT, colour: str = INK, side: int = TA_LEFT, after: float = 0) -> Any:
        return ParagraphStyle(
            f"{font}-{size}-{colour}-{side}",
            fontName=font,
            fontSize=size,
            leading=size * 1.4,
            textColor=HexColor(colour),
            alignment=side,
            spaceAfter=after,
        )

    return {
        "title": made(20, STRONG, after=2), "heading": made(11.5, STRONG, ACCENT, after=4), "quiet": made(9, TEXT, QUIET),
        "cell": made(9), "small": made(8, TEXT, QUIET), "right": made(9, side=TA_RIGHT), "strong": made(9, STRONG),
        "head": made(8, STRONG, QUIET), "head_right": made(8, STRONG, QUIET, TA_RIGHT), "total": made(11, STRONG, ACCENT, TA_RIGHT),
    }  # fmt: skip


@cache
def _fonts() -> frozenset[int]:
    """Make the fonts known; returns the characters the text font can draw."""
    import reportlab
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    face = TTFont(TEXT, str(FONTS / "be-vietnam-pro-400.ttf"))
    for font in (
        face,
        TTFont(STRONG, str(FONTS / "be-vietnam-pro-600.ttf")),
        TTFont(SPARE, str(Path(reportlab.__path__[0]) / "fonts" / "Vera.ttf")),
    ):
        registerFont(font)
    return frozenset(face.face.charToGlyph)


@cache
def _spare() -> frozenset[int]:
    from reportlab.pdfbase.pdfmetrics import getFont

    return frozenset(getFont(SPARE).face.charToGlyph)


def _short(words: str) -> str:
    """Return a reason that fits its line; the whole of it stands on the page and in the workbook."""
    return words if len(words) <= MOST_WORDS else f"{words[: MOST_WORDS - 1].rstrip()}…"


def _markup(words: str, language: Language) -> str:
    """Return text for a paragraph: letter for letter, signs the font lacks from the spare one, others as a box of words."""
    parts = []
    for sign in _drawable(words, language):
        parts.append(escape(sign) if ord(sign) in _fonts() else f'<font name="{SPARE}">{escape(sign)}</font>')
    return "".join(parts)


def _drawable(words: str, language: Language) -> str:
    """Return one line of characters some font has; what none has is a question mark, never an empty place."""
    said = nfc(" ".join(words.split(" ")))
    for sign, spoken in SPOKEN.items():
        said = said.replace(sign, spoken[language])
    known = _fonts() | _spare()
    return "".join(" " if sign in "\n\r\t\u202f" else sign if ord(sign) in known else "?" for sign in said)
