"""The page of imports: a file is tried first, its problems named by cell, then brought in whole."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter
from streamlit.testing.v1 import AppTest

from core.base.database import Database
from core.cases.category import Category
from core.cases.queries.complaints import list_complaints
from core.cases.queries.reviews import list_reviews
from core.cases.queries.scope import CaseFilter
from core.people.user import User
from tests.cases.acts import ask
from tests.cases.test_import_returns import SHOPEE_VI, vi
from tests.conftest import SHARED, Cast
from tests.pages.conftest import OpenPage

PAGE = "imports"
COMPLAINTS = "shop,order_no,customer,category,opened_at,description\nA,D2609AAAAAA1,lan.anh,hàng bể vỡ,2026-09-05 10:00,Vỡ nắp\n"


def give(at: AppTest, name: str, data: bytes) -> AppTest:
    return at.file_uploader[0].set_value((name, data, "application/octet-stream")).run()


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.button if button.label.startswith(label)).click().run()


def numbers(at: AppTest) -> dict[str, str]:
    return {card.label: card.value for card in at.metric}


def book(*rows: tuple[object, ...]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
        page = workbook.add_worksheet("Trả hàng")
        for number, row in enumerate((SHOPEE_VI, *rows)):
            page.write_row(number, 0, row)
    return made.getvalue()


def count(database: Database, user: User) -> int:
    return ask(database, list_complaints, user, CaseFilter()).total


def test_a_csv_is_tried_without_a_trace_and_then_imported(database: Database, cast: Cast, open_page: OpenPage) -> None:
    at = give(open_page(PAGE, cast.minh), "khiếu nại.csv", COMPLAINTS.encode())
    assert numbers(at) == {"Dòng đã đọc": "1", "Mới": "1", "Cập nhật": "0", "Đã có sẵn": "0", "Có lỗi": "0"}
    assert count(database, cast.minh) == 0
    press(at, "Nhập 1 dòng")
    assert not at.exception
    assert count(database, cast.minh) == 1
    assert any("1 dòng mới" in shown.value for shown in at.success)
    again = give(at, "khiếu nại.csv", COMPLAINTS.encode())
    assert [shown.value for shown in again.info] == ["Mọi dòng trong file này đã có sẵn."]


def test_problems_are_named_by_cell_and_hold_everything_back(database: Database, cast: Cast, open_page: OpenPage) -> None:
    wrong = COMPLAINTS + "X,0912345678,,lạ,hôm qua,\n"
    at = give(open_page(PAGE, cast.minh), "k.csv", wrong.encode())
    table = at.dataframe[0].value
    assert [(row.cell, row.column) for row in table.itertuples()] == [
        ("A3", "shop"),
        ("B3", "order_no"),
        ("D3", "category"),
        ("E3", "opened_at"),
    ]
    button = next(one for one in at.button if one.label.startswith("Nhập 1 dòng"))
    assert button.disabled
    at.checkbox[0].check().run()
    press(at, "Nhập 1 dòng")
    assert count(database, cast.minh) == 1


def test_a_return_file_teaches_its_reasons_first(database: Database, cast: Cast, open_page: OpenPage) -> None:
    data = book(vi("D2609AAAAAA1"), vi("D2609BBBBBB2", reason="Khách <b>bùng</b> đơn"))
    at = give(open_page(PAGE, cast.minh), "trả hàng.xlsx", data)
    assert "Shopee" in "\n".join(caption.value for caption in at.caption)
    assert numbers(at)["Có lỗi"] == "1"  # the only Shopee shop is chosen by itself
    asked = next(box for box in at.selectbox if "bùng" in box.label)
    asked.set_value(Category.CHANGED_MIND).run()
    press(at, "Ghi nhớ")
    assert not at.exception
    assert numbers(at)["Có lỗi"] == "0"
    press(at, "Nhập 2 dòng")
    assert [case.category for case in ask(database, list_complaints, cast.minh, CaseFilter()).lines] != []
    assert count(database, cast.minh) == 2
    press(at, "Quên")
    assert not [box for box in at.expander if "đã chỉ" in box.label]


def test_a_file_it_does_not_know_is_refused_in_words(cast: Cast, open_page: OpenPage) -> None:
    at = open_page(PAGE, cast.minh)
    for name, data, told in (
        ("ảnh.xlsx", b"PK\x03\x04 not a workbook", "Không đọc được"),
        ("lạ.csv", b"a,b\n1,2\n", "không phải file trả hàng"),
        ("rỗng.csv", b"", "csv trống"),
        ("nhị phân.csv", bytes(range(256)) * 20, "không phải tệp CSV"),
        ("thiếu.csv", b"shop,order_no,opened_at\nA,1,2\n", "category"),
    ):
        give(at, name, data)
        assert not at.exception, name
        assert told in "\n".join(shown.value for shown in (*at.error, *at.markdown, *at.warning)), name


def test_the_real_reviews_come_in_letter_for_letter(database: Database, cast: Cast, open_page: OpenPage) -> None:
    file = SHARED / "samples" / "reviews_mit" / "shopee_lipstick_reviews_sample.csv"
    if not Path(file).exists():
        pytest.skip("the shared samples are not here")
    at = give(open_page(PAGE, cast.minh), file.name, file.read_bytes())
    at.selectbox[0].set_value(cast.shop_a.id).run()
    # Five of the 68 rows say an earlier review again, cut short: same product, same second. They are named, not swallowed.
    assert (numbers(at)["Mới"], numbers(at)["Có lỗi"]) == ("63", "5")
    at.checkbox[0].check().run()
    press(at, "Nhập 63 dòng")
    assert not at.exception
    stored = {line.text for line in ask(database, list_reviews, cast.minh, CaseFilter(), limit=100).lines}
    assert len(stored) > 50
    assert "Son lên môi nhẹ, có mùi thơm của trái cây\n<link>" in stored
