"""The marketplaces' return and refund exports: which file it is, and which column says what, by name and never by place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.base.errors import InvalidInput, Problem
from core.base.text import nfc
from core.base.words import mark
from core.cases.market_returns_reasons import plain_reason
from core.people.shop import MARKETPLACE_NAMES, Marketplace

Cell = str | int | float | bool | None
ROWS_SEARCHED: Final = 15
NOT_RECOGNISED: Final = mark("{name} is no return file of Shopee, TikTok Shop or Lazada: no row has the columns {columns} ({closest}).")


@dataclass(frozen=True)
class Sheet:
    """One tab as it was read, row by row from A1; a date of a workbook is its serial number."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]


class Refund(StrEnum):
    """What the amount of a row is."""

    OF_RETURN = "of_return"  # the whole return's, repeated on each of its rows
    OF_ROW = "of_row"
    OF_UNIT = "of_unit"  # to be multiplied by the quantity


@dataclass(frozen=True)
class Layout:
    """How one marketplace names the columns; `needed` ones make the file recognised."""

    marketplace: Marketplace
    refund: Refund
    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...] = ("order_no", "requested_at", "reason", "status")


LAYOUTS: Final = (
    Layout(Marketplace.SHOPEE, Refund.OF_RETURN, {
        "order_no": ("Mã đơn hàng", "Order ID", "Order SN"),
        "return_no": ("Return ID", "Mã trả hàng", "Mã Trả hàng/Hoàn tiền", "Mã yêu cầu trả hàng", "Return SN"),
        "ordered_at": ("Order Creation Date", "Ngày đặt hàng", "Thời gian đặt hàng"),
        "requested_at": ("Thời gian khiếu nại", "Return Creation Time", "Thời gian tạo yêu cầu Trả hàng/Hoàn tiền"),
        "product": ("Tên sản phẩm", "Product Name"),
        "sku": ("SKU phân loại", "SKU", "SKU phân loại hàng", "SKU sản phẩm", "Parent SKU"),
        "variation": ("Variation Name", "Tên phân loại hàng", "Phân loại hàng"),
        "quantity": ("Số lượng Hoàn", "Return Quantity", "Số lượng trả"),
        "reason": ("Lí do Trả hàng/Hoàn tiền", "Lý do Trả hàng/Hoàn tiền", "Return Reason", "Lý do trả hàng"),
        "status": ("Trạng thái Trả hàng/Hoàn tiền", "Return / Refund Status", "Trạng thái yêu cầu"),
        "refund": ("Tổng số tiền Hoàn trả", "Refund Total Amount", "Số tiền hoàn trả"),
        "refunded_at": ("Refund Completed Time", "Thời gian hoàn tiền thành công", "Thời gian hoàn tiền"),
        "handle": ("Username (Buyer)", "Người Mua", "Tên đăng nhập (Người mua)"),
        "words": ("Buyer Return Remarks", "Mô tả của Người mua"),
    }),
    Layout(Marketplace.TIKTOK, Refund.OF_UNIT, {
        "order_no": ("Order ID", "ID đơn hàng", "Mã đơn hàng"),
        "return_no": ("Return Order ID", "ID đơn trả hàng", "Return ID"),
        "requested_at": ("Time Requested", "Thời gian yêu cầu", "Requested Time"),
        "product": ("Product Name", "Tên sản phẩm"),
        "sku": ("SKU ID", "ID SKU", "Seller SKU"),
        "variation": ("SKU Name", "Tên SKU"),
        "quantity": ("Return Quantity", "Số lượng trả"),
        "reason": ("Return Reason", "Lý do trả hàng"),
        "status": ("Return Status", "Trạng thái trả hàng"),
        "refund": ("Return unit price", "Đơn giá trả hàng"),
        "refunded_at": ("Refund Time", "Thời gian hoàn tiền"),
        "handle": ("Buyer Username", "Tên người dùng của người mua"),
        "words": ("Buyer Note", "Ghi chú của người mua"),
    }),
    Layout(Marketplace.LAZADA, Refund.OF_ROW, {
        "order_no": ("Order ID", "Order Number", "Mã đơn hàng"),
        "return_no": ("Return Order ID", "Reverse Order ID", "Return ID"),
        "ordered_at": ("Order Date", "Ngày đặt hàng"),
        "requested_at": ("Return Order Date", "Return Date", "Ngày trả hàng"),
        "product": ("Item Name", "Product Name", "Tên sản phẩm"),
        "sku": ("Seller SKU ID", "Seller SKU"),
        "reason": ("Return Reason", "Lý do trả hàng"),
        "status": ("Status", "Return Status", "Trạng thái"),
        "refund": ("Refund Amount", "Số tiền hoàn"),
    }),
)  # fmt: skip
"""Names as the marketplaces' files of the last years write them, Vietnamese and English."""


@dataclass(frozen=True)
class Header:
    """Which file it is, where its column names stand (0-based), and field → column (0-based)."""

    layout: Layout
    row: int
    columns: Mapping[str, int]
    names: tuple[str, ...]


def find_header(sheet: Sheet, name: str) -> Header:
    """Return the header of a return file; InvalidInput names what the closest layout lacks."""
    best: tuple[int, Layout, tuple[str, ...]] | None = None
    for number, row in enumerate(sheet.rows[:ROWS_SEARCHED]):
        names = tuple(nfc(cell).replace("\n", " ").strip() if isinstance(cell, str) else "" for cell in row)
        found = [(layout, columns_of(names, layout)) for layout in LAYOUTS]
        whole = [pair for pair in found if set(pair[0].needed) <= set(pair[1])]
        if whole:
            layout, columns = max(whole, key=lambda pair: len(pair[1]))
            return Header(layout, number, columns, names)
        layout, columns = max(found, key=lambda pair: len(pair[1]))
        lacking = tuple(layout.columns[field][0] for field in layout.needed if field not in columns)
        if best is None or len(columns) > best[0]:
            best = (len(columns), layout, lacking)
    _, layout, lacking = best or (0, LAYOUTS[0], tuple(LAYOUTS[0].columns[field][0] for field in LAYOUTS[0].needed))
    raise InvalidInput(
        [Problem("file", NOT_RECOGNISED, {"name": name, "columns": ", ".join(lacking), "closest": MARKETPLACE_NAMES[layout.marketplace]})]
    )


def columns_of(names: Sequence[str], layout: Layout) -> dict[str, int]:
    """Return field → column: the earlier name of a field wins, of columns named alike the first."""
    places: dict[str, int] = {}
    for number, name in enumerate(names):
        if name:
            places.setdefault(_plain(name), number)
    return {
        field: places[_plain(word)]
        for field, words in layout.columns.items()
        if (word := next((one for one in words if _plain(one) in places), None)) is not None
    }


def _plain(name: str) -> str:
    return plain_reason(name.replace("(", " ").replace(")", " "))


def cell_name(row: int, column: int) -> str:
    """Return a cell's name, counted from 0: `D17`."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def find_sheet(sheets: Sequence[Sheet], name: str) -> Sheet:
    """Return the first tab that is a return file; InvalidInput says what the first tab lacks."""
    refused: InvalidInput | None = None
    for sheet in sheets:
        try:
            find_header(sheet, name)
        except InvalidInput as error:
            refused = refused or error
        else:
            return sheet
    if refused is None:
        find_header(Sheet("", ()), name)
    raise refused or InvalidInput([Problem("file", NOT_RECOGNISED, {"name": name, "columns": "", "closest": ""})])
