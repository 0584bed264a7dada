"""One act of a person: one effect however often it is sent; refused acts keep what was typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from core.base.changes import Topic
from core.base.clock import utc_now
from core.base.database import Database
from core.base.tokens import spend
from core.people.badge import write_badge
from core.people.queries.shops import list_shops
from core.people.user import User
from core.ui.load import load
from tests.conftest import Cast
from tests.pages.conftest import forget_database, session_of, use_database


def form() -> None:
    """Draw a form that adds a shop, as a page would."""
    import streamlit as st

    from core.people.actions.shops import NewShop, add_shop
    from core.people.shop import Marketplace
    from core.ui.submit import field, submit

    code = st.text_input("code", key=field("shop", "code"))
    if st.button("save", key=field("shop", "save")):
        made = submit(add_shop, NewShop(code, Marketplace.WEB, "Shop mới"), form="shop", success="Đã lưu")
        st.text(f"made {made.code if made else None}")


@pytest.fixture
def as_person(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    use_database(monkeypatch, database)

    def run(user: User) -> AppTest:
        at = AppTest.from_function(form, default_timeout=30)
        at.user = {"badge": write_badge(session_of(database, user).key)}
        return at.run()

    yield run
    forget_database()


def codes(database: Database, cast: Cast) -> list[str]:
    with database.read() as session:
        return [shop.code for shop in list_shops(session, cast.hoa)]


def test_a_saved_form_is_empty_again(as_person, cast: Cast, database: Database) -> None:  # type: ignore[no-untyped-def]
    at = as_person(cast.hoa)
    at.text_input[0].input("C")
    at.button[0].click().run()
    assert codes(database, cast) == ["A", "B", "C"]
    at.run()
    assert at.text_input[0].value == ""


def test_a_refused_form_names_the_field_and_keeps_what_was_typed(as_person, cast: Cast, database: Database) -> None:  # type: ignore[no-untyped-def]
    at = as_person(cast.hoa)
    at.text_input[0].input("mã có dấu cách")
    at.button[0].click().run()
    assert [shown.value for shown in at.error] == [
        "Mã gian hàng chỉ gồm chữ không dấu, số, dấu chấm, gạch ngang hoặc gạch dưới, tối đa 40 ký tự."
    ]
    assert at.text_input[0].value == "mã có dấu cách"
    assert codes(database, cast) == ["A", "B"]


def test_the_right_is_checked_in_the_act(as_person, cast: Cast, database: Database) -> None:  # type: ignore[no-untyped-def]
    at = as_person(cast.lan)
    at.text_input[0].input("C")
    at.button[0].click().run()
    assert [shown.value for shown in at.error] == ["Vai trò của bạn không làm được việc này. Hãy nhờ quản lý hoặc chủ shop."]
    assert codes(database, cast) == ["A", "B"]


def test_the_same_sending_twice_counts_once(as_person, cast: Cast, database: Database) -> None:  # type: ignore[no-untyped-def]
    at = as_person(cast.hoa)
    at.text_input[0].input("C")
    at.run()
    at.session_state["shop:0:token"] = "once"
    with database.write() as session:
        spend(session, "once", at=utc_now())
    at.button[0].click().run()
    assert codes(database, cast) == ["A", "B"]
    assert [shown.value for shown in at.toast] == ["Đã lưu rồi, biểu mẫu này được gửi hai lần."]


def test_an_error_shows_markup_letter_for_letter(as_person, cast: Cast, database: Database) -> None:  # type: ignore[no-untyped-def]
    at = as_person(cast.hoa)
    at.text_input[0].input("a_b_c")
    at.button[0].click().run()
    at.run()
    at.text_input[0].input("a_b_c")
    at.button[0].click().run()
    assert [shown.value for shown in at.error] == [r"Đã có gian hàng “a\_b\_c”."]


def test_reads_are_shared_until_something_changes(database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.base.opened import the_changes
    from core.people.actions.shops import NewShop, add_shop
    from core.people.shop import Marketplace
    from core.people.user import SYSTEM
    from core.ui import load as loading

    use_database(monkeypatch, database)
    monkeypatch.setattr(loading, "current_user", lambda: cast.minh)
    asked: list[int] = []

    def shops(session, user):  # type: ignore[no-untyped-def]
        asked.append(user.id)
        return [shop.code for shop in list_shops(session, user)]

    assert load(shops, topics=(Topic.PEOPLE,)) == load(shops, topics=(Topic.PEOPLE,)) == ["A", "B"]
    assert asked == [cast.minh.id]
    assert load(shops, topics=(Topic.PEOPLE,), scope="role") == ["A", "B"]
    assert asked == [cast.minh.id, 0]
    the_changes()
    with database.write() as session:
        add_shop(session, SYSTEM, NewShop("C", Marketplace.WEB, "C"), now=utc_now())
    assert load(shops, topics=(Topic.PEOPLE,)) == ["A", "B", "C"]
    forget_database()
