"""People as an owner looks after them, and one's own account."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from core.base.clock import utc_now
from core.base.database import Database
from core.people.actions.users import reset_password
from core.people.queries.accounts import Account, list_accounts
from core.people.queries.users import find_user
from core.people.user import Role
from tests.conftest import Cast
from tests.pages.conftest import OpenPage, session_of


def accounts(database: Database, cast: Cast) -> dict[str, Account]:
    with database.read() as session:
        return {one.user.name: one for one in list_accounts(session, cast.hoa, utc_now())}


def button(at: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(one for one in at.button if one.label == label)


def choose(at: AppTest, database: Database, cast: Cast, name: str) -> None:
    row = list(accounts(database, cast)).index(name)
    at.session_state["people:table"] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    at.run()
    assert not at.exception


def test_an_owner_adds_a_person_and_sees_the_password_once(database: Database, cast: Cast, open_page: OpenPage) -> None:
    at = open_page("people", cast.hoa)
    assert not at.exception
    next(field for field in at.text_input if field.label == "Họ và tên").input("Đỗ Thị Mỹ Duyên")
    button(at, "Thêm người").click().run()
    assert not at.exception and not at.error
    made = accounts(database, cast)["duyen"].user
    assert (made.display, made.role) == ("Đỗ Thị Mỹ Duyên", Role.AGENT)
    assert "duyen" in at.code[0].value
    button(at, "Xong, ẩn đi").click().run()
    assert len(at.code) == 0


def test_an_owner_changes_disables_and_opens_again(database: Database, cast: Cast, open_page: OpenPage) -> None:
    session_of(database, cast.lan)
    at = open_page("people", cast.hoa)
    choose(at, database, cast, "lan")
    next(box for box in at.selectbox if box.label == "Vai trò").select(Role.MANAGER).run()
    button(at, "Lưu").click().run()
    assert accounts(database, cast)["lan"].user.role is Role.MANAGER
    choose(at, database, cast, "lan")
    button(at, "Khoá tài khoản").click().run()
    assert not at.exception and not at.error
    found = accounts(database, cast)["lan"]
    assert (found.user.active, found.browsers) == (False, 0)
    choose(at, database, cast, "lan")
    button(at, "Mở lại với mật khẩu mới").click().run()
    assert accounts(database, cast)["lan"].user.active


def test_ones_own_password(database: Database, cast: Cast, open_page: OpenPage) -> None:
    with database.write() as session:
        reset_password(session, cast.hoa, "lan", "mật khẩu cũ", now=utc_now())
        lan = find_user(session, cast.hoa, "lan")
    other = session_of(database, lan)
    at = open_page("account", lan)
    assert not at.exception
    old, new, again = at.text_input
    old.input("mật khẩu cũ")
    new.input("mật khẩu mới")
    again.input("mật khẩu khác")
    button(at, "Đổi mật khẩu").click().run()
    assert "không giống nhau" in at.error[0].value
    again = at.text_input[2]
    again.input("mật khẩu mới")
    at.text_input[0].input("sai")
    button(at, "Đổi mật khẩu").click().run()
    assert "không đúng" in at.error[0].value
    at.text_input[0].input("mật khẩu cũ")
    button(at, "Đổi mật khẩu").click().run()
    assert not at.exception and not at.error
    assert accounts(database, cast)["lan"].browsers == 1
    assert other.user.id == lan.id
