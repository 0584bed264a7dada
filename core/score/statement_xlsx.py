"""Statements as one workbook: totals, a sheet a person, the rows behind; texts stay texts, nothing is a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.base.words import Language, translate
from core.score.bonus_inputs import Inputs
from core.score.bonus_period import LINE_NAMES, BonusReport
from core.score.statement import StatementSheet, kinds_paid

FORBIDDEN: Final = r"[]:*?/\'"
SAFE: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


@dataclass(frozen=True)
class Names:
    """What the ids of the inputs are called."""

    agents: Mapping[int, str]
    templates: Mapping[int, str]
    shops: Mapping[int, str]


def statements_xlsx(
    report: BonusReport, sheets: Sequence[StatementSheet], language: Language, *, inputs: Inputs | None, names: Names
) -> bytes:
    """Write a workbook: all agents on the first sheet, then one each; `inputs` (whoever may see them) on the last."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, SAFE) as book:
        look = {
            "head": book.add_format({"bold": True, "bg_color": "#F1EFE9", "bottom": 1, "text_wrap": True, "valign": "top"}),
            "bold": book.add_format({"bold": True}),
            "money": book.add_format({"num_format": "#,##0"}),
            "money_bold": book.add_format({"num_format": "#,##0", "bold": True, "top": 1}),
            "number": book.add_format({"num_format": "0.00"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        taken: set[str] = set()
        _totals(book.add_worksheet(_name(translate("All agents", language), taken)), report, look, language)
        for sheet in sheets:
            _person(book.add_worksheet(_name(sheet.display, taken)), sheet, look, language)
        if inputs is not None:
            _inputs(book.add_worksheet(_name(translate("Inputs", language), taken)), inputs, names, look, language)
    return out.getvalue()


def _name(wanted: str, taken: set[str]) -> str:
    """Return a sheet name Excel takes: ≤ 31 characters, none forbidden, each once whatever the case."""
    plain = "".join("-" if sign in FORBIDDEN or not sign.isprintable() else sign for sign in wanted).strip() or "-"
    if plain.lower() == "history":
        plain = f"{plain}-"
    name, number = plain[:31].rstrip(), 2
    while name.lower() in taken:
        tail = f" {number}"
        name, number = plain[: 31 - len(tail)] + tail, number + 1
    taken.add(name.lower())
    return name


def _row(sheet: Any, row: int, cells: Iterable[Any], formats: Sequence[Any]) -> None:
    for column, (cell, look) in enumerate(zip(cells, formats, strict=True)):
        if cell is None:
            sheet.write_blank(row, column, None, look)
        elif isinstance(cell, bool | str):
            sheet.write_string(row, column, str(cell)[:32_767], look)
        else:
            sheet.write_number(row, column, cell, look)


def _totals(sheet: Any, report: BonusReport, look: Mapping[str, Any], language: Language) -> None:
    kinds = kinds_paid(report)
    paid_for = [f"{translate(LINE_NAMES[kind], language)} (₫)" for kind in kinds]
    head = [translate("Agent", language), translate("Name", language), "KPI %", *paid_for, f"{translate('Total', language)} (₫)"]
    _row(sheet, 0, head, [look["head"]] * len(head))
    sums = dict.fromkeys(kinds, 0)
    for place, row in enumerate(report.rows, start=1):
        paid = {kind: sum(line.amount_vnd for line in row.statement.lines if line.kind is kind) for kind in kinds}
        for kind, amount in paid.items():
            sums[kind] += amount
        cells = [row.agent, row.display, row.statement.kpi_percent, *paid.values(), row.statement.total_vnd]
        _row(sheet, place, cells, [None, None, look["number"], *([look["money"]] * (len(kinds) + 1))])
    cells = [translate("Total", language), None, None, *sums.values(), report.total_vnd]
    _row(sheet, len(report.rows) + 1, cells, [look["bold"], None, None, *([look["money_bold"]] * (len(kinds) + 1))])
    _row(sheet, len(report.rows) + 3, [f"SHA-256 {report.input_hash}"], [None])
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, 3 + len(kinds), 15)
    sheet.freeze_panes(1, 2)


def _person(sheet: Any, page: StatementSheet, look: Mapping[str, Any], language: Language) -> None:
    def say(template: str, **values: Any) -> str:
        return translate(template, language, **values)

    state = f"{page.status} · {say('may still change')}" if page.draft else page.status
    _row(sheet, 0, [page.display], [look["bold"]])
    _row(
        sheet,
        1,
        [f"{say('Bonus statement {month}', month=page.month)} · {state} · {say('Policy version {n}', n=page.policy_version)}"],
        [None],
    )
    row = 3
    _row(sheet, row, [say("Line"), f"{say('Amount')} (₫)", say("Why")], [look["head"]] * 3)
    for line in page.lines:
        row += 1
        _row(sheet, row, [line.name, line.amount_vnd, line.why], [None, look["money"], None])
    row += 1
    _row(sheet, row, [say("Total"), page.total_vnd, None], [look["bold"], look["money_bold"], None])
    if page.hidden:
        row += 1
        _row(sheet, row, [say("Not shown to you: {lines}.", lines=", ".join(page.hidden))], [None])
    row += 2
    heads = [say("Metric"), say("Value"), "n", say("Target"), f"{say('Achieved')} %", f"{say('Weight')} %", say("Points"), say("Note")]
    _row(sheet, row, heads, [look["head"]] * len(heads))
    for one in page.metrics:
        row += 1
        achieved = None if one.achievement is None else one.achievement * 100
        cells = [one.name, one.value, one.n, one.target, achieved, one.weight, one.points, one.note]
        _row(sheet, row, cells, [None, None, look["money"], None, look["number"], look["number"], look["number"], None])
    row += 1
    _row(sheet, row, ["KPI %", *([None] * 5), page.kpi_percent], [look["bold"], *([None] * 5), look["number"]])
    row += 2
    _row(sheet, row, [say("Condition"), say("Met?"), say("Why")], [look["head"]] * 3)
    for gate in page.gates:
        row += 1
        _row(sheet, row, [gate.name, say("met") if gate.passed else say("not met"), gate.why], [None] * 3)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 7, 15)


def _inputs(sheet: Any, inputs: Inputs, names: Names, look: Mapping[str, Any], language: Language) -> None:
    """The results of approved shifts, a row per agent, template, shop and day: what the rates are made of."""
    head = [
        translate("Date", language),
        translate("Agent", language),
        translate("Shift", language),
        translate("Shop", language),
        *inputs.fields,
    ]
    _row(sheet, 0, head, [look["head"]] * len(head))
    for place, row in enumerate(inputs.results, start=1):
        who, shift, shop = names.agents.get(row.agent_id, ""), names.templates.get(row.template_id, ""), names.shops.get(row.shop_id, "")
        cells = [row.day, who, shift, shop, *row.sums]
        _row(sheet, place, cells, [None] * len(head))
    sheet.set_column(0, 1, 14)
    sheet.freeze_panes(1, 2)
