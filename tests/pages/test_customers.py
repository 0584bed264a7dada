"""Look a customer up on the page; leave a note for the next agent."""

from __future__ import annotations

from datetime import timedelta

from streamlit.testing.v1 import AppTest

from core.base.clock import utc_now
from core.base.database import Database
from core.base.settings import get_settings
from core.cases.actions.complaints import move_complaint
from core.cases.complaint import ComplaintState
from core.cases.inputs import MoveComplaint
from core.cases.queries.loyal import customer_card
from core.catalog.actions.sources import NewSource
from core.catalog.refresh import add_and_read
from core.catalog.source import Place, PlaceKind, SheetKind
from core.people.actions.shops import NewShop, add_shop
from core.people.shop import Marketplace
from core.people.user import SYSTEM
from tests.cases.acts import ask, complain
from tests.conftest import Cast
from tests.pages.conftest import OpenPage

PAGE = "customers"


def said(at: AppTest) -> str:
    return "\n".join(element.value for element in (*at.markdown, *at.caption, *at.text))


def look_up(at: AppTest, handle: str) -> AppTest:
    return at.text_input(key="customers:handle:").set_value(handle).run()


def test_an_agent_looks_a_customer_up_and_leaves_a_note(database: Database, cast: Cast, open_page: OpenPage) -> None:
    now = utc_now()
    complain(database, cast, by=cast.stranger, order_no="D2609AAAAAA1", customer="thao.vy", now=now - timedelta(days=20))
    complain(database, cast, order_no="D2609BBBBBB2", customer="thao.vy", now=now - timedelta(hours=3))
    at = open_page(PAGE, cast.lan)
    assert at.dataframe[0].value.handle.tolist() == ["thao.vy"]
    look_up(at, "Thao.Vy")
    assert "Khách quen: tiếp như khách quý" in said(at)
    assert "2 đơn đã biết" in said(at)
    assert "Còn khiếu nại chưa xong" in said(at)
    assert [button.label for button in at.button if "D2609" in button.label] == ["Hàng bể vỡ · D2609BBBBBB2"]  # the other is a colleague's
    at.text_area(key="loyal:thao.vy:None:0:text").set_value("**Thích** màu be")
    at.button(key="loyal:thao.vy:None:0:go").click().run()
    assert not at.error
    card = ask(database, customer_card, cast.minh, "thao.vy")
    assert card is not None
    assert card.note is not None
    assert (card.note.text, card.note.by and card.note.by.id) == ("**Thích** màu be", cast.lan.id)


def test_a_voucher_that_really_runs_is_proposed(database: Database, cast: Cast, open_page: OpenPage) -> None:
    now = utc_now()
    with database.write() as session:
        shop = add_shop(session, SYSTEM, NewShop("mailam", Marketplace.SHOPEE, "Mai Lam Cosmetics (Shopee)"), now=now)
    add_and_read(database, get_settings(), SYSTEM, NewSource(SheetKind.VOUCHERS, Place(PlaceKind.SAMPLE, "1"), name="mã"), now=now)
    for number, days in enumerate((90, 60)):
        case = complain(
            database, cast, shop_id=shop.id, order_no=f"D2609AAAAAA{number}", customer="thao.vy", now=now - timedelta(days=days)
        )
        with database.write() as session:
            done = MoveComplaint(case.id, case.version, ComplaintState.RESOLVED, resolution="apology")
            move_complaint(session, cast.lan, done, now=now - timedelta(days=days - 1))
    at = look_up(open_page(PAGE, cast.lan), "thao.vy")
    assert not at.exception
    assert "có thể tặng một trong các mã này" in said(at)
    assert at.code


def test_nobody_and_masked_names_are_told(database: Database, cast: Cast, open_page: OpenPage) -> None:
    at = open_page(PAGE, cast.lan)
    assert "Chưa biết khách nào có từ hai đơn" in said(at)
    assert "Chưa biết khách nào tên" in said(look_up(at, "ai.do"))
    at = open_page(PAGE, cast.lan)
    assert "đã bị sàn che bớt" in said(look_up(at, "n*****a"))
