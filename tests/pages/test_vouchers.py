"""The vouchers page: what runs now first, time left, codes to copy, nothing rendered that came from a sheet."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from core.base.database import Database
from core.base.settings import get_settings
from core.catalog.actions.copies import Reading, store_reading
from core.catalog.actions.sources import NewSource, add_source
from core.catalog.cells import Cells
from core.catalog.refresh import add_and_read
from core.catalog.sheet_copy import SheetCopy
from core.catalog.source import Place, PlaceKind, SheetKind
from core.catalog.tables import ScriptCopyRow
from core.people.shop import Marketplace
from core.people.user import SYSTEM
from core.shifts.actions.check_in import CheckIn, check_in
from core.shifts.queries.templates import list_templates
from core.shifts.template import business_date
from tests.catalog.conftest import NOW
from tests.conftest import Cast
from tests.pages.conftest import OpenPage

HEADER = ("Mã voucher", "Sàn", "Shop", "Nội dung", "Bắt đầu", "Kết thúc", "Số lượng", "Đã dùng")


@pytest.fixture
def _frozen() -> object:
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def sheet(database: Database, _frozen: object) -> None:
    """The sample sheet of vouchers, read at 14:00 of 9 September 2026."""
    new = NewSource(SheetKind.VOUCHERS, Place(PlaceKind.SAMPLE, "1"), name="Mã giảm giá")
    add_and_read(database, get_settings(), SYSTEM, new, now=NOW)


def store(database: Database, *rows: tuple[str | int, ...]) -> None:
    with database.write() as session:
        source = add_source(session, SYSTEM, NewSource(SheetKind.VOUCHERS, Place(PlaceKind.SAMPLE, "1"), "Mã"), now=NOW)
        reading = Reading(source.id, SheetCopy(Cells("Mã", (HEADER, *rows))), rows=len(rows))
        store_reading(session, SYSTEM, reading, rows_before=0, now=NOW, every=timedelta(minutes=1))


def words(at: AppTest) -> str:
    return " | ".join(element.value.replace("\u00a0", " ") for element in at.markdown)


def codes(at: AppTest) -> list[str]:
    return [element.value for element in at.code]


@pytest.mark.usefixtures("sheet")
def test_what_runs_now_stands_first_soonest_end_before(cast: Cast, open_page: OpenPage) -> None:
    at = open_page("vouchers", cast.lan)
    assert not at.exception
    assert codes(at)[:4] == ["BEPTRUA", "AONANGCUOI", "HOMNAY20", "BEPSOI70"]
    assert "còn 9 giờ 30 phút · đến 23:30" in words(at)
    assert "FLASH20H" not in codes(at)
    at.session_state["vouchers:state"] = "upcoming"
    at.run()
    assert codes(at)[:2] == ["FLASH20H", "DEMNAY12"]
    assert "6 giờ nữa bắt đầu · 20:00 – 22:00" in words(at)
    at.session_state["vouchers:state"] = "sold_out"
    at.run()
    assert codes(at) == ["BEPSOI200", "SON99"]


@pytest.mark.usefixtures("sheet")
def test_search_marketplace_and_shop(cast: Cast, open_page: OpenPage) -> None:
    at = open_page("vouchers", cast.lan)
    at.text_input(key="vouchers:text").set_value("freeship").run()
    assert codes(at)[0] == "MLFREESHIP"
    at.text_input(key="vouchers:text").set_value("").run()
    at.selectbox(key="vouchers:shop").set_value("Áo Nắng Studio").run()
    assert codes(at) == ["AONANGCUOI", "AONANG8", "AONANGHOAN10", "KHACHQUEN"]
    at.selectbox(key="vouchers:shop").set_value("Bếp Sỏi").run()
    at.selectbox(key="vouchers:market").select_index(1).run()
    assert codes(at) == []


@pytest.mark.usefixtures("sheet")
def test_each_code_of_a_voucher_has_its_own_copy_button(cast: Cast, database: Database, open_page: OpenPage) -> None:
    at = open_page("vouchers", cast.lan)
    at.text_input(key="vouchers:text").set_value("HELLO50").run()
    assert codes(at) == ["HELLO50", "CHAOBAN50"]
    buttons = [button for button in at.button if button.label == "Chép"]
    assert len(buttons) == 2
    buttons[1].click().run()
    assert [toast.value for toast in at.toast] == ["Đã chép. Dán vào khung chat."]
    with database.read() as session:
        assert session.exec(select(ScriptCopyRow.kind, ScriptCopyRow.item)).all() == [("vouchers", "HELLO50 CHAOBAN50")]


@pytest.mark.usefixtures("sheet")
def test_managers_see_the_slips_of_the_sheet(cast: Cast, open_page: OpenPage) -> None:
    at = open_page("vouchers", cast.minh)
    assert re.findall(r"\*\*Mã giảm giá\\!(\w+)\*\*", words(at)) == ["E30", "I31", "H33"]
    assert "Mã giảm giá" not in words(open_page("vouchers", cast.lan))


@pytest.mark.usefixtures("_frozen")
def test_the_offer_in_words(cast: Cast, database: Database, open_page: OpenPage) -> None:
    store(
        database,
        ("A", "Shopee", "", "giảm 8% tối đa 60K đơn từ 400K", 46270, 46280, 100, 40),
        ("B", "", "", "hoàn 30K đơn từ 0Đ", 46270, 46280, "", ""),
        ("C", "", "", "Freeship Xtra", 46270, 46280, "", ""),
    )
    at = open_page("vouchers", cast.lan)
    said = " | ".join(element.value.replace("\u00a0", " ") for element in at.markdown)
    assert "**Giảm 8 %** · tối đa 60.000 ₫ · đơn từ 400.000 ₫" in said
    assert "**Hoàn 30.000 ₫** · mọi đơn" in said
    assert "**Miễn phí vận chuyển**" in said
    assert any("còn 60 lượt / 100" in element.value for element in at.caption)


@pytest.mark.usefixtures("_frozen")
def test_text_from_a_sheet_is_never_markup(cast: Cast, database: Database, open_page: OpenPage) -> None:
    evil = ":red[đỏ] <img src=x> [bấm](https://evil.example) $x$ giảm 30K đơn từ 300K"
    store(database, ("A", "Shopee", evil, "giảm 30K đơn từ 300K", 46270, 46280, "", ""))
    at = open_page("vouchers", cast.lan)
    assert not at.exception
    unescaped = " ".join(re.sub(r"\\.", "", element.value) for element in (*at.markdown, *at.caption))
    assert not re.search(r":red\[|<img|\]\(", unescaped)


@pytest.mark.usefixtures("_frozen")
def test_what_holds_for_an_order_best_saving_first(cast: Cast, database: Database, open_page: OpenPage) -> None:
    store(
        database,
        ("P20", "Shopee", "", "giảm 20% tối đa 60K đơn từ 300K", 46270, 46280, "", ""),
        ("F30", "Shopee", "", "giảm 30K đơn từ 0Đ", 46270, 46280, "", ""),
        ("N90", "Shopee", "", "giảm 90K đơn từ 390K", 46270, 46280, "", ""),
        ("XU10", "", "", "hoàn 10% tối đa 50K đơn từ 0Đ", 46270, 46280, "", ""),
        ("SHIP", "", "", "Freeship tối đa 15K", 46270, 46280, "", ""),
        ("LAZ99", "Lazada", "", "giảm 99K đơn từ 0Đ", 46270, 46280, "", ""),
    )
    at = open_page("vouchers", cast.lan)
    at.text_input(key="vouchers:amount").set_value("350").run()
    assert codes(at)[:3] == ["LAZ99", "P20", "F30"]
    at.session_state["vouchers:order:market"] = Marketplace.SHOPEE
    at.run()
    assert codes(at)[:2] == ["P20", "F30"]
    assert sorted(codes(at)[2:4]) == ["SHIP", "XU10"]
    assert codes(at)[4:] == ["N90"]
    said = words(at)
    assert "**Giảm 60.000 ₫ → khách trả 290.000 ₫** :green-badge[:material/trophy: Lợi nhất]" in said
    assert "**hoàn 35.000 ₫ xu**" in said
    assert "**giảm ship tới 15.000 ₫**" in said
    assert "**Còn thiếu 40.000 ₫ để dùng mã N90** · Giảm 90.000 ₫" in said
    next(button for button in at.button if button.label == "Chép").click().run()
    assert [toast.value for toast in at.toast] == ["Đã chép. Dán vào khung chat."]
    at.text_input(key="vouchers:amount").set_value("ba trăm").run()
    assert any("không phải số tiền" in element.value for element in at.caption)
    at.text_input(key="vouchers:amount").set_value("").run()
    assert len(codes(at)) == 6


@pytest.mark.usefixtures("sheet")
def test_the_flash_sales_of_today_with_their_countdown(cast: Cast, open_page: OpenPage) -> None:
    at = open_page("vouchers", cast.lan)
    labels = [expander.label.replace("\u00a0", " ") for expander in at.expander]
    assert "Flash sale và mã theo giờ hôm nay: 2 · FLASH20H 20:00–22:00, 6 giờ nữa bắt đầu" in labels
    assert "FLASH20H" not in codes(at)
    at.session_state["flash"] = True
    at.run()
    assert not at.exception
    assert {"FLASH20H", "DEMNAY12"} <= set(codes(at))
    assert "**20:00–22:00** · Flash sale kem chống nắng" in words(at)


@pytest.mark.usefixtures("sheet")
def test_the_flash_sales_of_ones_own_shift(cast: Cast, database: Database, open_page: OpenPage) -> None:
    with database.write() as session:
        template = next(one for one in list_templates(session, cast.lan) if one.code == "late")
        check_in(session, cast.lan, CheckIn(template.id, business_date(template, NOW), cast.lan.id), now=NOW)
    at = open_page("vouchers", cast.lan)
    at.session_state["flash"] = True
    at.run()
    assert not at.exception
    assert at.session_state["flash:hours"] == "shift"
    assert {"FLASH20H", "DEMNAY12"} <= set(codes(at))
