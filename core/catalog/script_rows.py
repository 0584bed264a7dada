"""From the rows of a script tab to scripts and problems."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.base.text import fold
from core.base.words import mark
from core.catalog.cells import Cells
from core.catalog.market_words import marketplaces_in, section_marketplace
from core.catalog.parsed import Parsed
from core.catalog.script import Script, stage_key
from core.catalog.script_columns import ALIASES, KEYS
from core.catalog.table import RowDoubts, RowRefused, SheetRow, parse_table
from core.catalog.unsure import Unsure
from core.people.shop import Marketplace

_SPOKEN = re.compile(r"\b(?:da|a|anh|chi|em|minh|shop|ban|nhe|nha)\b")
_LINK = re.compile(
    r"(?:https?://|(?<![\w@.])(?=(?:drive|docs|photos)\.google\.com/|www\.|youtu\.be/|imgur\.com/))[^\s<>\"“”]+", re.IGNORECASE
)


def parse_scripts(
    cells: Cells,
    *,
    mapping: Mapping[str, int | str] | None = None,
    header_row: int | None = None,
    marketplace: Marketplace | None = None,
) -> Parsed[Script]:
    """Read a tab of scripts; `mapping`, `header_row` and `marketplace` mean what they do in `parse_vouchers`.

    A title row that names a stage or a marketplace (`ĐỔI TRẢ`, `SHOPEE`) speaks for the rows under it
    where the sheet has no such column.
    """
    tab = section_marketplace(cells.title)
    return parse_table(
        cells, ALIASES, KEYS, lambda row: _script(row, tab, marketplace), is_data=_is_data, mapping=mapping, header_row=header_row
    )


def _is_data(row: SheetRow) -> bool:
    """Tell a lone cell that is a script from one that is a title: its column, its length, its words."""
    filled = [place for place, text in enumerate(row.texts) if text]
    text = row.texts[filled[0]]
    field = next((field for field, column in row.header.columns.items() if column == filled[0]), None)
    if len(filled) > 1 or field is None:
        return False
    if field == "code":
        return bool(re.fullmatch(r"(?=.*\d)[\w.\-]{1,12}", text))
    if field != "text":
        title = text.isupper() and bool(stage_key(text) or section_marketplace(text))
        return field == "situation" and filled[0] > 0 and not title
    if len(text) > 60 or (filled[0] > 0 and row.cells.width > 1):
        return True
    named = bool(stage_key(text) or section_marketplace(text))
    spoken = _SPOKEN.search(fold(text)) or text[-1] in ".!?…"
    return not ((text.isupper() and (named or row.cells.width > 1)) or (named and len(text.split()) <= 4 and not spoken))


def _script(row: SheetRow, tab: Marketplace | None, default: Marketplace | None) -> Script:
    doubts = RowDoubts(row)
    said = {field: doubts.read(field, lambda field=field: row.text(field)) or "" for field in ALIASES}  # type: ignore[misc]
    markets = doubts.read("marketplace", lambda: _markets(row, tab, default)) or ()
    if not said["text"] and not any(problem.cell == row.name("text") for problem in doubts.found):
        doubts.add("text", Unsure(mark("The row has no text to send."), mark("Write the answer, or delete the row.")))
    if doubts.found:
        raise RowRefused(doubts.problem())
    links, rest = links_in(said["links"])
    extra = row.extra
    bare = tuple(link for _, text in extra for found, other in [links_in(text)] if not other for link in found)
    unlinked = ((row.header.names[row.header.columns["links"]], rest),) if rest else ()
    several = (row.text("marketplace"),) if len(markets) > 1 else ()
    return Script(
        text=said["text"],
        code=said["code"],
        stage=said["stage"] or ("" if "stage" in row.header.columns or not stage_key(row.section) else row.section),
        situation=said["situation"],
        product=said["product"],
        marketplace=markets[0] if len(markets) == 1 else None,
        several=markets if len(markets) > 1 else (),
        links=tuple(dict.fromkeys((*links, *bare))),
        note=" · ".join(filter(None, (said["note"], *several))),
        extra=(*extra, *unlinked),
        cell=row.name("text"),
    )


def links_in(text: str) -> tuple[tuple[str, ...], str]:
    """Return the web links of a cell, always with their scheme, and what else stands there; nothing but http and https is a link."""
    links = tuple(found if "://" in found else f"https://{found}" for found in (link.rstrip(".,;:)]}'’") for link in _LINK.findall(text)))
    return links, " ".join(_LINK.sub(" ", text).split()).strip(" ,;|")


def _markets(row: SheetRow, tab: Marketplace | None, default: Marketplace | None) -> tuple[Marketplace, ...]:
    if "marketplace" in row.header.columns:
        return marketplaces_in(row.text("marketplace"), default)
    above = section_marketplace(row.section) or default or tab
    return (above,) if above else ()
