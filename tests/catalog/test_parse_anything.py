"""Whatever stands in a sheet, parsing neither crashes nor loses a row."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.catalog.cells import Cells, Merge
from core.catalog.parsed import Parsed
from core.catalog.script_rows import parse_scripts
from core.catalog.search import index_scripts, index_vouchers, search_scripts, search_vouchers
from core.catalog.voucher import ValueUnit
from core.catalog.voucher_rows import parse_vouchers

TODAY = date(2026, 9, 4)
WORDS = [
    "Mã", "Nội dung", "Giá trị", "Bắt đầu", "Kết thúc", "Sàn", "Ghi chú", "Thời gian", "Tình huống", "Kịch bản", "Tối đa", "Loại", "Link",
    "Tổng cộng", "Shopee", "SALE50", "A hoặc B", "giảm 8% tối đa 60K đơn từ 400K", "30K/500K", "hoàn 10%", "Freeship 0Đ", "giảm", "20h 15/6",
    "31/2", "6.6", "1-5/9", "0912345678", "00123", "1E5", "#REF!", "10%", "1,5tr", "hết mã", "https://a.vn", "ĐỔI TRẢ", "\u200b", " \u00a0",
    "()", "(", "%", "/", "Flash sale 12H, 18H", "giảm (hoàn xu)", "đơn từ", "từ", "{ten_khach}", "Tạm dừng", "không giới hạn",
]  # fmt: skip
cell = st.one_of(
    st.none(), st.booleans(), st.integers(-10, 10**15), st.floats(), st.sampled_from(WORDS), st.text(max_size=12),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(" ".join),
)  # fmt: skip
rows = st.lists(st.lists(cell, max_size=7).map(tuple), max_size=12).map(tuple)
merges = st.lists(st.builds(Merge, *[st.integers(-1, 14)] * 4), max_size=3).map(tuple)
HEADERS = [("Mã", "Nội dung", "Giá trị", "Bắt đầu", "Kết thúc", "Sàn", "Số lượng"), ("Mã", "Tình huống", "Nội dung", "Link"), ()]
tabs = st.builds(lambda header, below, merged: Cells("T", (header, *below), merged), st.sampled_from(HEADERS), rows, merges)
calm = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def adds_up(parsed: Parsed[object], cells: Cells) -> None:
    assert len(parsed.good) + len(parsed.problems) + parsed.skipped == parsed.read
    if parsed.unreadable is None:
        full = cells.filled()
        assert parsed.read in (len(full.rows) - 1, len(full.rows) - 2)
    for problem in parsed.problems:
        for one in (problem, *problem.also):
            assert one.cell.startswith("T!")
            assert one.why.format(**one.values)
            assert one.fix.format(**one.values)


@calm
@given(tabs, st.text(max_size=15))
def test_vouchers_always_add_up(cells: Cells, query: str) -> None:
    parsed = parse_vouchers(cells, today=TODAY)
    adds_up(parsed, cells)
    for voucher in parsed.good:
        assert voucher.start is None or voucher.end is None or voucher.start <= voucher.end
        assert voucher.value is None or (voucher.value > 0 and (voucher.unit is ValueUnit.VND or voucher.value <= 100))
        assert all(amount is None or amount >= 0 for amount in (voucher.cap_vnd, voucher.min_spend_vnd, voucher.remaining))
        hash(voucher)
    search_vouchers(index_vouchers(parsed.good), query)


@calm
@given(tabs, st.text(max_size=15))
def test_scripts_always_add_up(cells: Cells, query: str) -> None:
    parsed = parse_scripts(cells)
    adds_up(parsed, cells)
    assert all(script.text for script in parsed.good)
    search_scripts(index_scripts(parsed.good), query)


@calm
@given(
    tabs,
    st.dictionaries(st.sampled_from(["code", "title", "value", "end"]), st.integers(-1, 8) | st.sampled_from(WORDS)),
    st.integers(-1, 14),
)
def test_any_mapping_adds_up(cells: Cells, mapping: dict[str, int | str], header_row: int) -> None:
    parsed = parse_vouchers(cells, today=TODAY, mapping=mapping, header_row=header_row)
    assert len(parsed.good) + len(parsed.problems) + parsed.skipped == parsed.read
