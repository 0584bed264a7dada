"""The owner sets a shop up on one page."""

from __future__ import annotations

import re

from core.base.database import Database
from core.people.queries.shops import list_shops
from core.people.queries.users import list_users
from core.people.user import SYSTEM, Role
from core.shifts.queries.templates import list_templates
from tests.conftest import Cast
from tests.pages.conftest import OpenPage


def test_a_shop_is_added_with_a_code_of_its_own(cast: Cast, database: Database, open_page: OpenPage) -> None:
    at = open_page("setup", cast.hoa)
    at.text_input[0].input("Áo Nắng Official")
    next(button for button in at.button if button.label == "Thêm gian hàng").click()
    at.run()
    assert not at.exception
    with database.read() as session:
        shop = list_shops(session, SYSTEM)[-1]
    assert (shop.code, shop.name) == ("ao-nang-official-shopee", "Áo Nắng Official")


def test_a_preset_sets_the_days_shifts(cast: Cast, database: Database, open_page: OpenPage) -> None:
    at = open_page("setup", cast.hoa)
    at.radio(key="setup:preset").set_value("split_day")
    at.run()
    next(button for button in at.button if button.label == "Dùng các ca này").click()
    at.run()
    assert not at.exception
    with database.read() as session:
        offered = {one.span for one in list_templates(session, SYSTEM) if one.retired_from is None}
    assert offered == {"08:00–17:00", "19:00–24:00"}


def test_a_person_gets_a_name_and_a_password_shown_once(cast: Cast, database: Database, open_page: OpenPage) -> None:
    at = open_page("setup", cast.hoa)
    next(field for field in at.text_input if field.label == "Họ và tên").input("Võ Thị Lan")
    next(button for button in at.button if button.label == "Thêm người").click()
    at.run()
    assert not at.exception
    with database.read() as session:
        added = next(person for person in list_users(session, SYSTEM) if person.display == "Võ Thị Lan")
    assert (added.name, added.role) == ("lan.vo", Role.AGENT)
    assert re.fullmatch(r"Ca Trực\nTên đăng nhập: lan\.vo\nMật khẩu: [a-z2-9-]{14}", at.code[0].value)
    assert len(open_page("setup", cast.hoa).code) == 0


def test_an_empty_name_is_refused_by_its_field(cast: Cast, database: Database, open_page: OpenPage) -> None:
    at = open_page("setup", cast.hoa)
    next(button for button in at.button if button.label == "Thêm gian hàng").click()
    at.run()
    assert "gian hàng" in at.error[0].value
    with database.read() as session:
        assert [shop.code for shop in list_shops(session, SYSTEM)] == ["A", "B"]
