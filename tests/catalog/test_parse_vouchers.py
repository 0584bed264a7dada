"""A tab of vouchers becomes vouchers and problems that add up to the rows read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.catalog.cells import Cells, Merge, Row
from core.catalog.dates import to_serial
from core.catalog.parsed import Parsed
from core.catalog.voucher import ValueUnit, Voucher, VoucherKind
from core.catalog.voucher_rows import parse_vouchers
from core.people.shop import Marketplace

TODAY = date(2026, 9, 4)
HEADER: Row = ("Mã", "Sàn", "Nội dung", "Bắt đầu", "Kết thúc", "Số lượng", "Đã dùng", "Ghi chú")


def parse(*rows: Row, title: str = "Voucher", merges: tuple[Merge, ...] = ()) -> Parsed[Voucher]:
    return parse_vouchers(Cells(title, rows, merges), today=TODAY)


def only(*rows: Row) -> Voucher:
    parsed = parse(*rows)
    assert parsed.problems == ()
    (voucher,) = parsed.good
    return voucher


def problem(*rows: Row) -> tuple[str, str, str]:
    parsed = parse(*rows)
    assert parsed.good == ()
    (found,) = parsed.problems
    return found.cell, found.value, found.why.format(**found.values)


def test_a_row_with_columns_and_a_phrase() -> None:
    start, end = to_serial(date(2026, 9, 1)), to_serial(date(2026, 9, 5))
    assert only(HEADER, ("SALE8 hoặc SALE9", "Shopee", "giảm 8% tối đa 60K đơn từ 400K(Mall)", start, end, 100, 20, "gấp")) == Voucher(
        codes=("SALE8", "SALE9"),
        kind=VoucherKind.DISCOUNT,
        marketplace=Marketplace.SHOPEE,
        title="giảm 8% tối đa 60K đơn từ 400K(Mall)",
        value=8,
        unit=ValueUnit.PERCENT,
        cap_vnd=60_000,
        min_spend_vnd=400_000,
        start=datetime(2026, 8, 31, 17, 0, tzinfo=UTC),
        end=datetime(2026, 9, 5, 16, 59, 59, tzinfo=UTC),
        quantity=100,
        used=20,
        remaining=80,
        conditions=("Mall",),
        note="gấp",
        cell="Voucher!A2",
    )


def test_a_sheet_as_teams_keep_it_adds_up() -> None:
    parsed = parse(
        ("BẢNG MÃ THÁNG 9",),
        (),
        HEADER,
        ("XU50", "Shopee Mall", "hoàn 10% tối đa 50K đơn từ 0Đ", "20h 15/6", "31.07.2025"),
        ("", "", None, "\u00a0"),
        ("SHOPEE",),
        ("A1, B2", "Lazada", "30K/500K", "0h 9.9", "10.9", 1000, 1000),
        HEADER,
        ("HONG", "Shopee", "giảm", "31/2/2026", "5/9"),
        ("LA", "Sendo", "giảm 10%", "", ""),
        ("Tổng cộng", "", "", "", "", 1000, 1000),
        ("", ""),
    )
    assert [voucher.cell for voucher in parsed.good] == ["Voucher!A4", "Voucher!A7"]
    assert [found.cell for found in parsed.problems] == ["Voucher!C9", "Voucher!B10"]
    assert [found.cell for found in parsed.problems[0].also] == ["Voucher!D9"]
    assert (parsed.read, parsed.skipped, parsed.header_row) == (10, 6, 2)
    assert parsed.columns == {"code": 0, "marketplace": 1, "title": 2, "start": 3, "end": 4, "quantity": 5, "used": 6, "note": 7}


def test_numbers_in_columns_of_their_own() -> None:
    header: Row = ("Code", "Value", "Max", "Min spend", "Start", "End", "Type")
    parsed = parse(
        header,
        ("A10", 0.1, 50_000, 200_000, "2026-09-01", "2026-09-30", "Percent"),
        ("A11", "12,5%", "50K", "1,5tr", "", "", "discount"),
        ("A12", 30_000, None, "đơn từ 300K", None, None, ""),
        ("A13", "30K", "", "0đ", "", "", "Hoàn xu"),
        ("A14", "", "", "", "", "", "Freeship"),
        ("A15", "10% tối đa 50K", None, 0),
    )
    assert parsed.problems == ()
    read = [(str(one.kind), one.value, one.unit, one.cap_vnd, one.min_spend_vnd) for one in parsed.good]
    assert read == [
        ("discount", 10, ValueUnit.PERCENT, 50_000, 200_000),
        ("discount", Decimal("12.5"), ValueUnit.PERCENT, 50_000, 1_500_000),
        ("discount", 30_000, ValueUnit.VND, None, 300_000),
        ("cashback", 30_000, ValueUnit.VND, None, 0),
        ("freeship", None, None, None, None),
        ("discount", 10, ValueUnit.PERCENT, 50_000, 0),
    ]
    assert parsed.good[1].value_number == 12.5


@pytest.mark.parametrize(
    ("row", "cell", "why"),
    [
        (("A1", 8), "Voucher!B2", "“8” may be a percentage or thousands of đồng."),
        (("A1", "8"), "Voucher!B2", "“8” may be a percentage or thousands of đồng."),
        (("A1", "1E5"), "Voucher!B2", "“1E5” cannot be read as an offer."),
        (("A1", "0912345678"), "Voucher!B2", "“0912345678” cannot be read as an amount."),
        (("A1", "30K", "00123"), "Voucher!C2", "“00123” cannot be read as an amount."),
        (("A1", "30K", 300), "Voucher!C2", "“300” has no unit: đồng or thousands?"),
        (("A1", "#REF!"), "Voucher!B2", "The formula of this cell failed: #REF!."),
        (("A1", ""), "Voucher!B2", "The row tells no offer."),
        (("MÃ GIẢM", "30K"), "Voucher!A2", "“MÃ GIẢM” is no voucher code."),
        ((1.5, "30K"), "Voucher!A2", "The spreadsheet turned this code into the number 1.5."),
        (("4.17469E+13", "30K"), "Voucher!A2", "The spreadsheet turned this code into the number 4.17469E+13."),
    ],
)
def test_numbers_are_never_guessed(row: Row, cell: str, why: str) -> None:
    parsed = parse(("Mã", "Giá trị", "Đơn tối thiểu"), row, ("OK2", "10%", 0))
    assert (parsed.problems[0].cell, parsed.problems[0].why.format(**parsed.problems[0].values)) == (cell, why)


def test_a_percentage_of_one_is_ambiguous() -> None:
    assert problem(("Mã", "Giảm (%)"), ("A1", 1))[2] == "“1” may be 1 % or 100 %."
    assert only(("Mã", "Giảm (%)"), ("A1", 8)).value == 8
    assert only(("Mã", "Giảm (%)"), ("A1", "8")).value == 8


def test_a_header_names_the_unit_of_its_numbers() -> None:
    voucher = only(("Mã", "Giá trị (K)", "Đơn tối thiểu (nghìn)"), ("AB1", 30, "300"))
    assert (voucher.value, voucher.unit, voucher.min_spend_vnd) == (30_000, ValueUnit.VND, 300_000)


def test_codes_stay_as_they_are_written() -> None:
    header: Row = ("Mã", "Nội dung")
    codes = ["00123", "1E5", "A hoặc B", "A, B", "A/B", "SALE50 SALE70", "Mã: ABC123", "ab-c_1\nD2", 123456, "X1 (Mall)"]
    parsed = parse(header, *((code, "giảm 10%") for code in codes))
    assert [voucher.codes for voucher in parsed.good] == [
        ("00123",), ("1E5",), ("A", "B"), ("A", "B"), ("A", "B"), ("SALE50", "SALE70"), ("ABC123",), ("ab-c_1", "D2"), ("123456",), ("X1",),
    ]  # fmt: skip
    assert parsed.good[-1].conditions == ("Mall",)


def test_words_instead_of_a_code_are_kept_as_a_condition() -> None:
    voucher = only(("Mã", "Nội dung"), ("Tự động áp dụng", "Freeship Xtra"))
    assert (voucher.codes, voucher.conditions) == ((), ("Tự động áp dụng",))


def test_columns_and_words_must_agree() -> None:
    header: Row = ("Mã", "Nội dung", "Giá trị", "Đơn tối thiểu")
    assert only(header, ("A1", "Giảm 30K đơn từ 300K", 30_000, 300_000)).min_spend_vnd == 300_000
    assert problem(header, ("A1", "Giảm 30K đơn từ 300K", 50_000, 300_000)) == (
        "Voucher!C2",
        "50000",
        "The columns and the words of the offer do not agree.",
    )
    assert problem(header, ("A1", "Giảm 30K đơn từ 300K", 30_000, 299_000))[0] == "Voucher!D2"
    assert only(header, ("A1", "Mừng sinh nhật shop", 30_000, 300_000)).title == "Mừng sinh nhật shop"


def test_the_offer_may_stand_in_the_conditions() -> None:
    voucher = only(("Mã", "Tên", "Điều kiện"), ("A1", "Khách mới", "Giảm 20K đơn từ 0đ"))
    assert (voucher.value, voucher.min_spend_vnd, voucher.title) == (20_000, 0, "Khách mới")
    voucher = only(("Mã", "Giá trị", "Điều kiện"), ("A1", "10%", "Đơn từ 300K, tối đa 50K\nChỉ Mall"))
    assert (voucher.cap_vnd, voucher.min_spend_vnd, voucher.conditions) == (50_000, 300_000, ("Đơn từ 300K, tối đa 50K", "Chỉ Mall"))


def test_merged_cells_are_filled_in_every_row() -> None:
    parsed = parse(
        ("Mã", "Ưu đãi", "Khung giờ", "Ngày"),
        ("F1", "Flash sale giảm 50%", "12h-14h", "9/9"),
        (None, "Flash sale giảm 20%", "20h"),
        merges=(Merge(1, 3, 0, 1), Merge(1, 3, 3, 4)),
    )
    assert [(one.codes, str(one.kind), one.start, one.end) for one in parsed.good] == [
        (("F1",), "flash_sale", datetime(2026, 9, 9, 5, tzinfo=UTC), datetime(2026, 9, 9, 7, tzinfo=UTC)),
        (("F1",), "flash_sale", datetime(2026, 9, 9, 13, tzinfo=UTC), None),
    ]


def test_a_row_merged_over_all_columns_is_a_title() -> None:
    parsed = parse(HEADER, ("Giảm 10% cho khách mới",), ("A1", "", "giảm 10%"), merges=(Merge(1, 2, 0, 8),))
    assert (len(parsed.good), parsed.skipped, parsed.problems) == (1, 1, ())


def test_two_header_rows_are_read_as_one() -> None:
    parsed = parse(("Mã", "Giá trị", "Thời gian", ""), ("", "", "Từ", "Đến"), ("A1", "30K", "1/9", "5/9"))
    assert parsed.columns == {"code": 0, "value": 1, "start": 2, "end": 3}
    assert (parsed.read, parsed.skipped) == (1, 0)
    assert parsed.good[0].end == datetime(2026, 9, 5, 16, 59, 59, tzinfo=UTC)


def test_unknown_columns_are_kept() -> None:
    voucher = only(("Mã", "Nội dung", "Người phụ trách", "", "Trạng thái"), ("A1", "giảm 10%", "Lan", "x", "Đang chạy"))
    assert voucher.extra == (("Người phụ trách", "Lan"), ("D", "x"), ("Trạng thái", "Đang chạy"))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((100, 20, ""), (100, 20, 80)),
        (("1.000 lượt", "", ""), (1000, None, None)),
        (("5k", "", ""), (5000, None, None)),
        (("không giới hạn", 5, ""), (None, 5, None)),
        (("", "", "còn 7"), (None, None, 7)),
        ((100, "", 30), (100, 70, 30)),
        ((100, "100%", ""), (100, None, 0)),
        ((100, "85%", ""), (100, None, None)),
        ((100, "", "hết mã"), (100, None, 0)),
        ((100, 120, ""), (100, 120, 0)),
    ],
)
def test_how_many_are_left(row: Row, expected: tuple[int | None, int | None, int | None]) -> None:
    voucher = only(("Mã", "Nội dung", "Số lượng", "Đã dùng", "Còn lại"), ("A1", "giảm 10%", *row))
    assert (voucher.quantity, voucher.used, voucher.remaining) == expected


def test_sold_out_in_words_counts_wherever_it_stands() -> None:
    assert only(("Mã", "Nội dung", "Trạng thái"), ("A1", "giảm 10%", "Hết lượt")).remaining == 0
    assert only(("Mã", "Nội dung"), ("A1 (hết)", "giảm 10%")).remaining == 0
    assert only(("Mã", "Nội dung", "Hạn"), ("A1", "giảm 10%", "hết mã")).remaining == 0


def test_a_status_against_the_dates_is_a_problem() -> None:
    header: Row = ("Mã", "Nội dung", "Hạn", "Trạng thái")
    assert problem(header, ("A1", "giảm 10%", "30/9/2026", "Tạm dừng"))[0] == "Voucher!D2"
    assert only(header, ("A1", "giảm 10%", "30/8/2026", "Hết hạn")).end == datetime(2026, 8, 30, 16, 59, 59, tzinfo=UTC)


def test_an_end_before_the_start_is_a_problem() -> None:
    header: Row = ("Mã", "Nội dung", "Từ ngày", "Đến ngày")
    assert problem(header, ("A1", "giảm 10%", "5/9/2026", "1/9/2026")) == ("Voucher!D2", "1/9/2026", "The end is before the start.")


def test_an_open_end_is_no_end() -> None:
    voucher = only(("Mã", "Nội dung", "Bắt đầu", "Kết thúc"), ("A1", "giảm 10%", "1/9", "đến khi hết mã"))
    assert (voucher.start, voucher.end) == (datetime(2026, 8, 31, 17, tzinfo=UTC), None)


def test_the_time_in_the_phrase_counts_when_no_column_tells_it() -> None:
    assert only(("Mã", "Nội dung"), ("A1", "giảm 10% 0h 9.9")).start == datetime(2026, 9, 8, 17, tzinfo=UTC)
    assert only(("Mã", "Giá trị"), ("A1", "Flash sale 12H-14H")).end == datetime(2026, 9, 4, 7, tzinfo=UTC)
    assert only(("Mã", "Nội dung", "Hạn"), ("A1", "giảm 10% 0h 9.9", "9/9")).start is None


@pytest.mark.parametrize(
    ("said", "market"),
    [("Shopee", Marketplace.SHOPEE), ("TIKTOK SHOP", Marketplace.TIKTOK), ("LazMall", Marketplace.LAZADA), ("Tất cả", None), ("", None)],
)
def test_the_marketplace_is_named(said: str, market: Marketplace | None) -> None:
    assert only(("Mã", "Nội dung", "Sàn"), ("A1", "giảm 10%", said)).marketplace is market


def test_several_marketplaces_are_a_condition() -> None:
    voucher = only(("Mã", "Nội dung", "Sàn"), ("A1", "giảm 10%", "Shopee, Lazada"))
    assert (voucher.marketplace, voucher.conditions) == (None, ("Shopee, Lazada",))


def test_a_title_row_or_the_tab_names_the_marketplace() -> None:
    parsed = parse(("Mã", "Nội dung"), ("A1", "giảm 10%"), ("SÀN LAZADA",), ("A2", "giảm 10%"), title="Shopee")
    assert [one.marketplace for one in parsed.good] == [Marketplace.SHOPEE, Marketplace.LAZADA]


def test_a_column_voucher_may_hold_codes_or_words() -> None:
    parsed = parse(("Voucher", "Điều kiện"), ("Giảm 30K đơn từ 300K", "Chỉ Mall"), ("CATRUC50", "Giảm 50K đơn từ 500K"))
    assert [(one.codes, one.value) for one in parsed.good] == [((), 30_000), (("CATRUC50",), 50_000)]


def test_a_tab_without_a_header_is_not_read() -> None:
    parsed = parse(("xin chào",), ("abc", 1))
    assert (parsed.read, parsed.good, parsed.problems) == (0, (), ())
    assert parsed.unreadable is not None
    assert (parsed.unreadable.cell, parsed.unreadable.value) == ("Voucher!A1", "xin chào")
    assert parse().unreadable is not None


def test_an_owners_mapping_replaces_the_guess() -> None:
    rows: tuple[Row, ...] = (("c", "o"), ("A1", "giảm 10%"))
    by_name = parse_vouchers(Cells("T", rows), today=TODAY, mapping={"code": "c", "title": "o"})
    by_place = parse_vouchers(Cells("T", rows), today=TODAY, mapping={"code": 0, "title": 1}, header_row=0)
    headless = parse_vouchers(Cells("T", rows[1:]), today=TODAY, mapping={"code": 0, "title": 1}, header_row=-1)
    assert [parsed.good[0].codes for parsed in (by_name, by_place, headless)] == [("A1",)] * 3
    assert (headless.read, headless.good[0].cell) == (1, "T!A1")
    moved = parse_vouchers(Cells("T", (("x", "o", "c"), ("1", "giảm 10%", "A1"))), today=TODAY, mapping={"code": "c", "title": "o"})
    assert moved.good[0].codes == ("A1",)
    assert parse_vouchers(Cells("T", rows), today=TODAY, mapping={"code": "gone"}).unreadable is not None


def test_ragged_rows_and_blank_rows_at_the_end() -> None:
    parsed = parse(HEADER, ("A1", "Shopee", "giảm 10%"), (), ("A2", "", "giảm 20%", None, None, None, None, None, "thừa"), (), (None,))
    assert (parsed.read, len(parsed.good), parsed.skipped) == (3, 2, 1)
    assert parsed.good[1].extra == (("I", "thừa"),)


@pytest.mark.parametrize(
    ("condition", "least", "cap"),
    [
        ("không áp dụng đơn từ 300k", None, None),
        ("Đơn từ 300k, không áp dụng combo", 300_000, None),
        ("Đơn từ 300k không áp dụng combo", 300_000, None),
        ("Không áp dụng combo. Đơn từ 1,5tr; tối đa 60K", 1_500_000, 60_000),
        ("Trừ đơn từ 300.000đ", None, None),
        ("mọi đơn trừ hàng thanh lý", 0, None),
    ],
)
def test_a_condition_turned_round_names_no_limit(condition: str, least: int | None, cap: int | None) -> None:
    cells = Cells("Mã", (("Mã", "Giảm", "Điều kiện"), ("A1", "10%", condition)))
    [voucher] = parse_vouchers(cells, today=TODAY).good
    assert (voucher.min_spend_vnd, voucher.cap_vnd) == (least, cap)


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (("A1", "30K", "", "20K", "", ""), "D2"),  # more off than the smallest order
        (("A1", "30K", "20K", "", "", ""), "C2"),  # a fixed amount has no cap
        (("A1", "30K", "50K", "", "", ""), "C2"),
        (("A1", "10%", "", "300k", "đơn từ 400k", ""), "D2"),  # column and condition do not agree
        (("A1", "10%", "50K", "", "tối đa 60K", ""), "C2"),
        (("A1", "Freeship", "", "", "", "giảm 30k"), "B2"),  # two kinds of benefit
        (("A1", "", "", "", "", "giảm 300k đơn từ 30k"), "F2"),
        (("A1", "", "", "", "", "giảm 20k đơn 1 triệu 2"), "F2"),  # 1.200.000, or two products?
    ],
)
def test_what_cannot_be_meant_is_a_problem(row: tuple[str, ...], cell: str) -> None:
    cells = Cells("Mã", (("Mã", "Giảm", "Giảm tối đa", "Đơn tối thiểu", "Điều kiện", "Nội dung"), row))
    parsed = parse_vouchers(cells, today=TODAY)
    assert [problem.cell for problem in parsed.problems] == [f"Mã!{cell}"]


def test_what_is_odd_but_clear_is_read() -> None:
    rows = (("A1", "30K", "30K", "", "", ""), ("A2", "", "", "", "", "giảm 30K đơn từ 0Đ"), ("A3", "30K", "", "30K", "", ""))
    cells = Cells("Mã", (("Mã", "Giảm", "Giảm tối đa", "Đơn tối thiểu", "Điều kiện", "Nội dung"), *rows))
    parsed = parse_vouchers(cells, today=TODAY)
    assert [(one.value, one.cap_vnd, one.min_spend_vnd) for one in parsed.good] == [
        (30_000, 30_000, None),
        (30_000, None, 0),
        (30_000, None, 30_000),
    ]
