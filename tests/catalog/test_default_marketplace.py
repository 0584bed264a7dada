"""A sheet for one marketplace: rows that name none take the owner's choice, rows that name one or all keep theirs."""

from __future__ import annotations

from datetime import date

import pytest

from core.base.clock import DEFAULT_ZONE
from core.catalog.cells import Cells
from core.catalog.layout import Layout, read_layout
from core.catalog.preview import Choice, parse_choice, to_layout
from core.catalog.script_rows import parse_scripts
from core.catalog.source import SheetKind
from core.catalog.voucher_rows import parse_vouchers
from core.people.shop import Marketplace

TODAY = date(2026, 9, 9)
OFFER = "giảm 30K đơn từ 300K"
NAMED = Cells(
    "Mã",
    (
        ("Mã", "Sàn", "Nội dung", "Bắt đầu", "Kết thúc"),
        ("A1", "", OFFER, 46268, 46280),
        ("B1", "Lazada", OFFER, 46268, 46280),
        ("C1", "tất cả", OFFER, 46268, 46280),
        ("D1", "Shopee, Tiki", OFFER, 46268, 46280),
        ("E1", "-", OFFER, 46268, 46280),
    ),
)
UNNAMED = Cells("Mã", (("Mã", "Nội dung"), ("A1", OFFER), ("LAZADA", ""), ("B1", OFFER)))
SHOPEE, LAZADA, TIKI, TIKTOK = Marketplace.SHOPEE, Marketplace.LAZADA, Marketplace.TIKI, Marketplace.TIKTOK


def test_only_rows_that_name_none_take_the_default() -> None:
    good = parse_vouchers(NAMED, today=TODAY, marketplace=TIKTOK).good
    assert [(one.codes[0], one.marketplace, one.several) for one in good] == [
        ("A1", TIKTOK, ()),
        ("B1", LAZADA, ()),
        ("C1", None, ()),
        ("D1", None, (SHOPEE, TIKI)),
        ("E1", TIKTOK, ()),
    ]
    assert [one.marketplace for one in parse_vouchers(NAMED, today=TODAY).good] == [None, LAZADA, None, None, None]


def test_a_title_above_the_rows_says_more_than_the_default_and_the_tab_less() -> None:
    assert [one.marketplace for one in parse_vouchers(UNNAMED, today=TODAY, marketplace=SHOPEE).good] == [SHOPEE, LAZADA]
    tab = Cells("Tiki", UNNAMED.rows[:2])
    assert [one.marketplace for one in parse_vouchers(tab, today=TODAY).good] == [TIKI]
    assert [one.marketplace for one in parse_vouchers(tab, today=TODAY, marketplace=SHOPEE).good] == [SHOPEE]


def test_scripts_take_it_too() -> None:
    cells = Cells("Kịch bản", (("Mã", "Sàn", "Nội dung"), ("A1", "", "Dạ chào mình ạ"), ("A2", "Shopee + Lazada", "Dạ cảm ơn mình ạ")))
    one, two = parse_scripts(cells, marketplace=TIKI).good
    assert (one.marketplace, two.marketplace, two.several) == (TIKI, None, (SHOPEE, LAZADA))
    assert (one.holds_on(TIKI), one.holds_on(SHOPEE), two.holds_on(SHOPEE), two.holds_on(TIKI)) == (True, False, True, False)


@pytest.mark.parametrize("market", [None, *Marketplace])
def test_the_layout_keeps_it(market: Marketplace | None) -> None:
    layout = Layout(shop="Bếp Sỏi", marketplace=market)
    assert read_layout(layout.as_stored()) == layout
    assert read_layout({"#marketplace": "amazon"}).marketplace is None


def test_what_is_chosen_while_looking_is_how_it_is_read_later() -> None:
    choice = Choice(SheetKind.VOUCHERS, 0, 0, {"code": 0, "marketplace": 1, "title": 2, "start": 3, "end": 4}, marketplace=TIKTOK)
    assert to_layout(NAMED, choice) == Layout(marketplace=TIKTOK)
    parsed = parse_choice(NAMED, choice, today=TODAY, zone=DEFAULT_ZONE)
    assert parsed.good[0].marketplace is TIKTOK
