"""Bring in the marketplaces' return files: recognised by name, nothing guessed, repeatable."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from core.base.clock import DEFAULT_ZONE
from core.base.database import Database
from core.base.errors import InvalidInput, NotFound, Refused, Unavailable
from core.cases.actions.complaints import move_complaint
from core.cases.actions.import_returns import ReturnsCount, import_returns
from core.cases.actions.return_reasons import ReasonMeans, teach_reasons
from core.cases.category import Category
from core.cases.complaint import Complaint, ComplaintState, Resolution, WaitingFor
from core.cases.deadline import Standing
from core.cases.inputs import MoveComplaint
from core.cases.market_returns import LAYOUTS, Sheet, cell_name, find_header
from core.cases.market_returns_cells import read_amount, read_moment, read_order_no
from core.cases.market_returns_reasons import ReturnState, category_of, state_of
from core.cases.market_returns_rows import CELL, Reading, read_returns, unknown_reasons
from core.cases.queries.complaints import list_complaints
from core.cases.queries.learning import Period, case_facts
from core.cases.queries.loyal import customer_card
from core.cases.queries.return_reasons import list_taught_reasons
from core.cases.queries.scope import CaseFilter
from core.command.imports import import_file
from core.people.actions.shops import NewShop, add_shop
from core.people.queries.shops import list_shops
from core.people.shop import Marketplace
from core.people.user import SYSTEM, User
from tests.cases.acts import act, ask, complain, trail
from tests.cases.moments import at
from tests.conftest import SHARED, Cast, hire

NOW = at("2026-09-20 12:00")
SHOPEE_VI = (
    "Mã đơn hàng", "SKU phân loại", "SKU sản phẩm", "Tên sản phẩm", "Thời gian khiếu nại", "Số lượng Hoàn", "Phương án",
    "Lí do Trả hàng/Hoàn tiền", "Tổng số tiền Hoàn trả", "Trạng thái trả hàng", "Trạng thái Trả hàng/Hoàn tiền",
)  # fmt: skip
SHOPEE_EN = ("Return ID", "Order ID", "Order Creation Date", "Product Name", "SKU", "Return Creation Time", "Return / Refund Status", "Return Reason",
             "Buyer Return Remarks", "Refund Total Amount", "Refund Completed Time", "Username (Buyer)", "Phone Number")  # fmt: skip
TIKTOK = ("Return Order ID", "Order ID", "SKU ID", "Product Name", "Buyer Username", "Time Requested", "Return Reason", "Return unit price",
          "Return Quantity", "Return Status", "Refund Time", "Buyer Note")  # fmt: skip
LAZADA = ("Order ID", "Order Date", "Return Order Date", "Seller SKU ID", "Item Name", "Paid Price + Shipping Fee", "Refund Amount", "Return Reason",
          "Status")  # fmt: skip
REFUNDED = "Đã hoàn tiền cho Người mua"


def cli() -> typer.Typer:
    """The application with the one command, and a second so that its name is said."""
    app = typer.Typer()
    app.command("import")(import_file)
    app.command("other")(lambda: None)
    return app


def vi(order: str, product: str = "Chảo", asked: str = "2026-09-05 10:00", reason: str = "Hàng bể vỡ (vỡ vụn, trầy xước)", money: Any = "120000",
       status: str = REFUNDED, sku: str = "C28") -> tuple[Any, ...]:  # fmt: skip
    return (order, sku, "", product, asked, 1, "Hoàn tiền ngay", reason, money, "", status)


def sheet(*rows: tuple[Any, ...], header: tuple[str, ...] = SHOPEE_VI) -> Sheet:
    return Sheet("Sheet1", (header, *rows))


def bring(database: Database, by: User, given: Sheet, shop: str = "A") -> ReturnsCount:
    with database.write() as session:
        return import_returns(session, by, given, now=NOW, shop=shop, zone=DEFAULT_ZONE)


def cases(database: Database, user: User) -> list[Complaint]:
    return sorted(ask(database, list_complaints, user, CaseFilter()).lines, key=lambda one: one.order_no)


def counts(count: ReturnsCount) -> tuple[int, ...]:
    return count.read, count.added, count.updated, count.unchanged, count.skipped


def wrong(count: ReturnsCount) -> list[tuple[str, str]]:
    return [(problem.values[CELL], problem.values["shown"]) for problem in count.problems]


def test_a_shopee_file_becomes_complaints_and_the_same_file_again_adds_nothing(database: Database, cast: Cast) -> None:
    file = sheet(
        vi("240901AAAAAA01"), vi("240901AAAAAA01", "Nắp chảo", sku="N28"),  # one return of two articles, its money said twice
        vi("240901BBBBBB02", reason="Thiếu hàng", money="-", status="Đang xem xét"),
        vi("240901CCCCCC03", reason="Khác với mô tả", status="Đã hủy"),
    )  # fmt: skip
    count = bring(database, cast.minh, file)
    assert counts(count) == (4, 4, 0, 0, 0)
    assert (count.complaints_added, count.joined, count.problems) == (3, 0, ())
    first, second, third = cases(database, cast.minh)
    assert (first.category, first.state, first.resolution, first.cost_vnd) == (
        Category.DAMAGED, ComplaintState.RESOLVED, Resolution.REFUND, 120_000,
    )  # fmt: skip
    assert (first.opened_at, first.resolved_at, first.description) == (
        at("2026-09-05 10:00"), None, "Hàng bể vỡ (vỡ vụn, trầy xước)\nChảo\nNắp chảo",
    )  # fmt: skip
    assert (second.category, second.state, second.waiting_for, second.cost_vnd) == (
        Category.MISSING_ITEMS, ComplaintState.WAITING, WaitingFor.MARKETPLACE, None,
    )  # fmt: skip
    assert [case.standing(NOW) for case in (first, second, third)] == [Standing.NONE, Standing.PAUSED, Standing.NONE]
    assert (third.state, third.cost_vnd, third.resolution_note) == (ComplaintState.REJECTED, None, "Đã hủy")
    again = bring(database, cast.minh, file)
    assert counts(again) == (4, 0, 0, 4, 0)
    assert len(cases(database, cast.minh)) == 3
    assert len(trail(database, "market_return:*")) == 1


def test_a_newer_file_brings_the_return_up_to_date(database: Database, cast: Cast) -> None:
    bring(database, cast.minh, sheet(vi("240901AAAAAA01", status="Đang xem xét")))
    count = bring(database, cast.minh, sheet(vi("240901AAAAAA01", money="118.000₫")))
    assert (counts(count), count.complaints_updated) == ((1, 0, 1, 0, 0), 1)
    (case,) = cases(database, cast.minh)
    assert (case.state, case.cost_vnd, case.waiting_since) == (ComplaintState.RESOLVED, 118_000, None)


def test_what_an_agent_worked_on_is_never_overwritten(database: Database, cast: Cast) -> None:
    bring(database, cast.minh, sheet(vi("240901AAAAAA01", status="Đang xem xét")))
    (case,) = cases(database, cast.minh)
    done = MoveComplaint(case.id, case.version, ComplaintState.RESOLVED, resolution="voucher")
    act(database, move_complaint, cast.lan, done, at("2026-09-19 10:00"))
    count = bring(database, cast.minh, sheet(vi("240901AAAAAA01")))
    assert (counts(count), count.complaints_updated) == ((1, 0, 1, 0, 0), 0)
    (kept,) = cases(database, cast.minh)
    assert (kept.resolution, kept.cost_vnd) == (Resolution.VOUCHER, None)
    # The refund is known all the same: the lessons count it where no cost was noted.
    facts = ask(database, case_facts, cast.minh, Period(date(2026, 9, 1), date(2026, 9, 30)), now=NOW)
    assert [(one.cost_vnd, one.products) for one in facts] == [(120_000, ("Chảo",))]


def test_a_return_joins_the_complaint_an_agent_logged(database: Database, cast: Cast) -> None:
    logged = complain(database, cast, order_no="240901AAAAAA01", category="damaged", now=at("2026-09-04 20:00"))
    complain(database, cast, order_no="240901BBBBBB02", category="damaged", now=at("2026-08-29 09:59"))  # 7 days and a minute before
    count = bring(database, cast.minh, sheet(vi("240901AAAAAA01"), vi("240901BBBBBB02")))
    assert (count.complaints_added, count.joined) == (1, 1)
    by_order = [(case.order_no, case.state, case.version) for case in cases(database, cast.minh)]
    assert by_order.count(("240901AAAAAA01", ComplaintState.NEW, logged.version)) == 1
    assert len(by_order) == 3


def test_every_problem_names_its_cell_and_nothing_is_guessed(database: Database, cast: Cast) -> None:
    count = bring(database, cast.minh, sheet(
        vi("240901AAAAAA01"), vi("0912345678"), vi(4.17469e17), vi("240901BBBBBB02", reason="Khách bùng"), vi("240901CCCCCC03", asked="32/13/2026"),
        vi("240901DDDDDD04", money="1,234.56"), vi("240901EEEEEE05", asked="2027-01-01 10:00"), vi("", reason=""), vi("240901FFFFFF06", status="Ờ thì"),
        (None,) * 11, ("240901GGGGGG07",),
    ))  # fmt: skip
    assert counts(count) == (10, 2, 0, 0, 8)
    assert wrong(count) == [
        ("Sheet1!A3", "0912345678"), ("Sheet1!A4", "4.17469e+17"), ("Sheet1!H5", "Khách bùng"), ("Sheet1!E6", "32/13/2026"),
        ("Sheet1!I7", "1,234.56"), ("Sheet1!E8", "2027-01-01 10:00"), ("Sheet1!A9", ""), ("Sheet1!H9", ""),
        ("Sheet1!E12", ""), ("Sheet1!H12", ""), ("Sheet1!K12", ""),
    ]  # fmt: skip
    assert [warning.values[CELL] for warning in count.warnings] == ["Sheet1!K10"]
    assert unknown_reasons(count.problems) == {"Khách bùng": 1}
    assert [case.state for case in cases(database, cast.minh)] == [ComplaintState.RESOLVED, ComplaintState.WAITING]


def test_a_reason_that_was_taught_is_known_from_then_on(database: Database, cast: Cast) -> None:
    file = sheet(vi("240901AAAAAA01", reason="Khách bùng (COD)"))
    assert bring(database, cast.minh, file).skipped == 1
    means = ReasonMeans(Marketplace.SHOPEE, "khách  BÙNG", Category.CHANGED_MIND)
    assert act(database, teach_reasons, cast.minh, (means,), NOW) == 1
    assert act(database, teach_reasons, cast.minh, (means,), NOW) == 0
    assert counts(bring(database, cast.minh, file)) == (1, 1, 0, 0, 0)
    assert [case.category for case in cases(database, cast.minh)] == [Category.CHANGED_MIND]
    taught = ask(database, list_taught_reasons, cast.hoa)
    assert [(one.said, one.category, one.by and one.by.display) for one in taught] == [
        ("khách BÙNG", Category.CHANGED_MIND, "Trần Quốc Minh")
    ]
    act(database, teach_reasons, cast.minh, (ReasonMeans(Marketplace.SHOPEE, "khách bùng", None),), NOW)
    assert ask(database, list_taught_reasons, cast.hoa) == ()
    with pytest.raises(Refused):
        act(database, teach_reasons, cast.lan, (means,), NOW)
    with pytest.raises(InvalidInput):
        act(database, teach_reasons, cast.minh, (ReasonMeans(Marketplace.SHOPEE, " !", Category.OTHER),), NOW)


def test_a_shopee_file_in_english_knows_its_returns_by_number(database: Database, cast: Cast) -> None:
    row = ("R1", "240901AAAAAA01", "2026-09-01 08:00", "Pan", "C28", "2026-09-05 10:00", "Completed", "Received a damaged product", "Gọi 0912 345 678 nhé",
           "305000.00", "2026-09-08 16:30", "thao.vy88", "0912345678")  # fmt: skip
    other = (
        "R2",
        "240901AAAAAA01",
        "2026-09-01 08:00",
        "Pan",
        "C28",
        "2026-09-05 10:30",
        "Processing",
        "Missing item",
        "",
        "--",
        "-",
        "n*****a",
        "",
    )
    count = bring(database, cast.minh, sheet(row, other, header=SHOPEE_EN))
    assert (counts(count), count.complaints_added) == ((2, 2, 0, 0, 0), 2)
    first, second = sorted(cases(database, cast.minh), key=lambda case: case.opened_at)
    assert (first.customer, first.cost_vnd) == ("thao.vy88", 305_000)
    assert "345 678" not in first.description  # a phone number in the buyer's words is hidden
    assert (second.category, second.customer) == (Category.MISSING_ITEMS, "n*****a")
    card = ask(database, customer_card, cast.lan, "Thao.Vy88")
    assert card is not None
    assert (card.returns, card.order_count, card.first_seen) == (1, 1, at("2026-09-01 08:00"))


def test_a_tiktok_file_multiplies_its_unit_price(database: Database, cast: Cast) -> None:
    with database.write() as session:
        add_shop(session, SYSTEM, NewShop(code="T", marketplace=Marketplace.TIKTOK, name="Shop T"), now=NOW)
    explains = ("Unique ID of the return.", "Platform order ID.", *("words",) * 10)
    row = ("4035", "580195946180217637", "173", "Áo", "minh.anh", "05/09/2026 23:22:02", "Item is defective or doesn't work", "82.912₫", "2", "Completed",
           "07/09/2026 10:00:00", "")  # fmt: skip
    spoiled = ("4036", 5.80195946180218e17, "173", "Áo", "", "05/09/2026 23:22:02", "Wrong item was sent", "1₫", 1, "Completed", "", "")
    count = bring(database, cast.minh, sheet(explains, row, spoiled, header=TIKTOK), "T")
    assert counts(count) == (2, 1, 0, 0, 1)
    assert wrong(count) == [("Sheet1!B4", "5.80195946180218e+17")]
    (case,) = cases(database, cast.minh)
    assert (case.order_no, case.cost_vnd, case.opened_at) == ("580195946180217637", 165_824, at("2026-09-05 23:22:02"))
    assert case.description.splitlines()[1] == "Áo × 2"


def test_a_lazada_file_adds_its_units_up(database: Database, cast: Cast) -> None:
    unit = (428899001122, "28 Aug 2026 10:00", "04 Sep 2026 09:15", "SKU-1", "Bình", "120,000.00", 120000.0, "Change of mind", "Refunded")
    file = Sheet("Returns", (("Return report",), (), LAZADA, unit, unit))  # the names stand on row 3
    count = bring(database, cast.minh, file, "B")
    assert (counts(count), count.marketplace) == ((2, 2, 0, 0, 0), "lazada")
    (case,) = cases(database, cast.minh)
    assert (case.order_no, case.category, case.cost_vnd) == ("428899001122", Category.CHANGED_MIND, 240_000)
    assert counts(bring(database, cast.minh, file, "B")) == (2, 0, 0, 2, 0)
    two_reasons = Sheet("Returns", (LAZADA, unit, (*unit[:7], "Wrong item", "Refunded")))
    assert wrong(bring(database, cast.minh, two_reasons, "B")) == [("Returns!H3", "Wrong item")]


def test_the_wrong_shop_file_or_person_is_refused_and_nothing_stays(database: Database, cast: Cast) -> None:
    file = sheet(vi("240901AAAAAA01"))
    for shop, error in (("B", InvalidInput), ("", InvalidInput), ("X", NotFound)):
        with pytest.raises(error):
            bring(database, cast.minh, file, shop)
    with pytest.raises(InvalidInput, match="Lí do Trả hàng/Hoàn tiền"):
        bring(database, cast.minh, Sheet("S", (tuple(name for name in SHOPEE_VI if not name.startswith("Lí do")), vi("240901AAAAAA01"))))
    with pytest.raises(Refused):
        bring(database, cast.lan, file)
    assert cases(database, cast.minh) == []


@pytest.mark.parametrize("name", ["shopee_return_vi", "shopee_return_en", "tiktok_return", "lazada_return"])
def test_the_real_headers_are_recognised_in_any_order(name: str) -> None:
    file = SHARED / "samples" / "headers" / f"{name}.json"
    if not file.exists():
        pytest.skip("the shared samples are not here")
    columns = tuple(json.loads(file.read_text(encoding="utf-8"))["columns"])
    for order in (columns, columns[::-1]):
        header = find_header(Sheet("S", (order,)), name)
        assert str(header.layout.marketplace) == name.split("_", maxsplit=1)[0]
        assert {"order_no", "requested_at", "reason", "status", "refund", "product", "sku"} <= set(header.columns)


@pytest.mark.parametrize(
    "name", ["shopee_order_vi_2026", "tiktok_order_54", "lazada_order", "shopee_chat_metric_trends", "exportcomments_shopee_reviews"]
)
def test_other_files_are_not_taken_for_returns(name: str) -> None:
    file = SHARED / "samples" / "headers" / f"{name}.json"
    if not file.exists():
        pytest.skip("the shared samples are not here")
    columns = tuple(json.loads(file.read_text(encoding="utf-8"))["columns"])
    with pytest.raises(InvalidInput):
        find_header(Sheet("S", (columns,)), name)


@pytest.mark.parametrize(
    ("reason", "category"),
    [
        ("Hàng nguyên vẹn nhưng không còn nhu cầu (sẽ trả nguyên seal, tem, hộp sản phẩm)", Category.CHANGED_MIND),
        ("HÀNG GIẢ/NHÁI", Category.COUNTERFEIT), ("Thùng hàng rỗng / nghi ngờ lừa đảo", Category.EMPTY_PARCEL),
        ("Item doesn’t match description", Category.NOT_AS_DESCRIBED), ("ITEM_DAMAGED", Category.DAMAGED), ("Khác", None), ("", None),
    ],
)  # fmt: skip
def test_reasons_are_looked_up_not_guessed(reason: str, category: Category | None) -> None:
    assert category_of(reason, Marketplace.SHOPEE, {}) is category


def test_statuses_are_looked_up_not_guessed() -> None:
    assert [state_of(said) for said in ("đã HOÀN tiền cho người mua", "SELLER_DISPUTE", "Chờ phản hồi", "Rejected", "lạ")] == [
        ReturnState.REFUNDED, ReturnState.WITH_MARKETPLACE, ReturnState.WITH_SHOP, ReturnState.DROPPED, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("305000.00", 305_000),
        ("82.912₫", 82_912),
        ("1,234,000.00", 1_234_000),
        ("183,13K", 183_130),
        (82912.0, 82_912),
        ("--", None),
        ("1.234,00", 1_234),
    ],
)
def test_amounts_as_files_write_them(cell: Any, amount: int | None) -> None:
    assert read_amount(cell, "refund") == amount


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-09-04 14:59", "2026-09-04 14:59"), ("05/05/2026 23:22:02", "2026-05-05 23:22:02"), ("28 Feb 2026 23:30", "2026-02-28 23:30"),
        ("20260904", "2026-09-04 00:00"), (46269.5, "2026-09-04 12:00"), ("2026-09-04T07:59:00Z", "2026-09-04 14:59"),
    ],
)  # fmt: skip
def test_moments_as_files_write_them(cell: Any, moment: str) -> None:
    assert read_moment(cell, "at", DEFAULT_ZONE) == at(moment)


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(["2026-09-05 10:00", "Hàng bể vỡ", REFUNDED]),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(JUNK, max_size=13), max_size=8), st.sampled_from([SHOPEE_VI, SHOPEE_EN, TIKTOK, LAZADA]))
def test_junk_never_breaks_the_reading(rows: list[list[Any]], header: tuple[str, ...]) -> None:
    junk = Sheet("S", (header, *(tuple(row) for row in rows)))
    read = read_returns(junk, find_header(junk, "junk"), Reading(NOW))
    for problem in (*read.problems, *read.warnings):
        assert problem.values[CELL].startswith("S!")
        problem.template.format(**problem.values)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(JUNK, max_size=6), max_size=20))
def test_junk_is_no_return_file(rows: list[list[Any]]) -> None:
    with pytest.raises(InvalidInput):
        find_header(Sheet("S", tuple(map(tuple, rows))), "junk")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=st.lists(st.lists(JUNK, min_size=11, max_size=11), max_size=5))
def test_junk_never_breaks_the_import(rows: list[list[Any]], sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        if not list_shops(session, SYSTEM):
            add_shop(session, SYSTEM, NewShop(code="A", marketplace=Marketplace.SHOPEE, name="A"), now=NOW)
        count = import_returns(session, SYSTEM, sheet(*map(tuple, rows)), now=NOW, shop="A", zone=DEFAULT_ZONE)
    assert count.read == count.added + count.updated + count.unchanged + count.skipped


def test_order_numbers_stay_text() -> None:
    assert read_order_no(428899001122, "order_no") == "428899001122"
    assert read_order_no(" 240901aaaaaa01\t", "order_no") == "240901AAAAAA01"
    assert [cell_name(0, 0), cell_name(16, 3), cell_name(9, 27)] == ["A1", "D17", "AB10"]
    assert len({layout.marketplace for layout in LAYOUTS}) == 3


def test_the_command_line_reads_workbooks_and_csv(sqlite_database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hire(sqlite_database)
    url = f"sqlite:///{sqlite_database.url.database}"
    book = tmp_path / "return_refund.xlsx"
    with xlsxwriter.Workbook(str(book)) as made:
        page = made.add_worksheet("Returns")
        for number, row in enumerate((SHOPEE_VI, vi("240901AAAAAA01"), vi("240901BBBBBB02", reason="Lạ"))):
            page.write_row(number, 0, row)

    def run(*said: str) -> dict[str, Any]:
        runner = CliRunner().invoke(cli(), ["import", *said, "--json", "--database", url])
        assert runner.exit_code == 0, runner.output
        return json.loads(runner.stdout)  # type: ignore[no-any-return]

    tried = run("returns", str(book), "--shop", "A", "--dry-run")
    assert (tried["kind"], tried["read"], tried["added"], tried["skipped"], tried["dry_run"]) == ("returns", 2, 1, 1, True)
    assert tried["problems"][0] | {"why": ""} == {"row": 3, "cell": "Returns!H3", "column": SHOPEE_VI[7], "value": "Lạ", "why": ""}
    assert run(str(book), "--shop", "A")["complaints"] == {"added": 1, "updated": 0, "joined": 0}  # recognised by its columns
    csv = tmp_path / "returns.csv"
    csv.write_text(
        "\ufeff" + "\n".join(",".join(f'"{cell}"' for cell in row) for row in (SHOPEE_VI, vi("240901AAAAAA01"))), encoding="utf-8"
    )
    assert run("returns", str(csv), "--shop", "a")["unchanged"] == 1
    for said in (
        ["returns", str(book)],
        [str(book), "--shop", "B"],
        ["returns", str(tmp_path / "none.xlsx"), "--shop", "A"],
        [str(book), "--strict"],
    ):
        with pytest.raises((InvalidInput, Unavailable)):
            CliRunner().invoke(cli(), ["import", *said, "--database", url], catch_exceptions=False)
    assert CliRunner().invoke(cli(), ["import", "a", "b", "c"]).exit_code == 2
