"""The page of message rules as the owner uses it; the check as everybody meets it on the scripts page."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from core.base.clock import utc_now
from core.base.database import Database
from core.base.settings import get_settings
from core.catalog.actions.message_rules import save_rule
from core.catalog.actions.sources import NewSource
from core.catalog.message_rule import OwnRule, Severity
from core.catalog.queries.message_rules import list_rules
from core.catalog.refresh import add_and_read
from core.catalog.source import Place, PlaceKind, SheetKind
from core.people.user import SYSTEM
from tests.conftest import Cast
from tests.pages.conftest import OpenPage

PAGE = "message_rules"


@pytest.fixture
def sheets(database: Database) -> None:
    """Both sample sheets, read a moment ago."""
    for kind in SheetKind:
        add_and_read(database, get_settings(), SYSTEM, NewSource(kind, Place(PlaceKind.SAMPLE, "1"), name=str(kind)), now=utc_now())


def said(at: AppTest) -> str:
    return "\n".join(element.value for element in (*at.markdown, *at.caption))


def form_field(at: AppTest, name: str) -> str:
    return next(key for one in (*at.text_input, *at.text_area) if re.fullmatch(rf"own-rule:\d+:{name}", key := str(one.key)))


def test_a_text_is_tried_and_its_places_are_marked(cast: Cast, open_page: OpenPage) -> None:
    at = open_page(PAGE, cast.hoa)
    at.text_area(key="rules:try:text").set_value("Dạ *em* cam kết 100%\nanh phải mua").run()
    assert not at.exception
    assert "Dạ \\*em\\* :red-background[cam kết 100%]  \nanh :orange-background[phải] mua" in [element.value for element in at.markdown]
    assert "Hứa điều không giữ được" in said(at)
    assert "Nói đúng chính sách" in said(at)
    at.text_area(key="rules:try:text").set_value("Dạ mẫu này còn hàng ạ").run()
    assert [found.value for found in at.success] == ["Không thấy lỗi nào: gửi được."]


def test_the_kind_of_message_counts(cast: Cast, open_page: OpenPage) -> None:
    at = open_page(PAGE, cast.hoa)
    at.text_area(key="rules:try:text").set_value("Dạ mẫu này hết rồi ạ").run()
    assert "Từ chối mà không xin lỗi" not in "".join(
        element.value for element in at.markdown if "badge" in element.value and "**" in element.value
    )
    before = said(at).count("Từ chối mà không xin lỗi")
    at.selectbox(key="rules:try:kind").set_value("refusal").run()
    assert said(at).count("Từ chối mà không xin lỗi") == before + 2


def test_the_owner_switches_a_rule_off_for_everybody(cast: Cast, database: Database, open_page: OpenPage) -> None:
    at = open_page(PAGE, cast.hoa)
    at.toggle(key="rule:on:order:True").set_value(False).run()
    assert not at.exception
    assert [toast.value for toast in at.toast] == ["Đã tắt quy tắc"]
    assert not at.toggle(key="rule:on:order:False").value
    with database.read() as session:
        assert [one.rule.id for one in list_rules(session, SYSTEM) if not one.on] == ["order"]
    at.segmented_control(key="rules:shown").set_value("off").run()
    assert [toggle.key for toggle in at.toggle] == ["rule:on:order:False"]
    at.toggle(key="rule:on:order:False").set_value(True).run()
    with database.read() as session:
        assert all(one.on for one in list_rules(session, SYSTEM))


def test_the_owner_writes_changes_and_removes_a_rule(cast: Cast, database: Database, open_page: OpenPage) -> None:
    at = open_page(PAGE, cast.hoa)
    at.text_input(key=form_field(at, "title")).set_value("Hàng [xách] tay")
    at.text_area(key=form_field(at, "phrases")).set_value("hàng xách tay\n\nđồ si*")
    at.text_input(key=form_field(at, "instead")).set_value("Hàng chính hãng")
    at.button[next(n for n, one in enumerate(at.button) if one.label == "Lưu quy tắc")].click().run()
    assert not at.exception
    assert [toast.value for toast in at.toast] == ["Đã lưu quy tắc"]
    assert at.text_input(key=form_field(at, "title")).value == ""
    assert "Hàng \\[xách\\] tay" in said(at)
    at.button(key="rule:change:own-1").click().run()
    assert at.text_area(key=form_field(at, "phrases")).value == "hàng xách tay\nđồ si*"
    at.text_area(key=form_field(at, "phrases")).set_value("* sai")
    at.button[next(n for n, one in enumerate(at.button) if one.label == "Lưu quy tắc")].click().run()
    assert "dấu \\* đứng riêng" in at.error[0].value
    assert at.text_area(key=form_field(at, "phrases")).value == "* sai"
    at.text_area(key=form_field(at, "phrases")).set_value("đồ cũ")
    at.button[next(n for n, one in enumerate(at.button) if one.label == "Lưu quy tắc")].click().run()
    with database.read() as session:
        assert [(one.rule.phrases, one.own_id) for one in list_rules(session, SYSTEM) if one.own_id] == [(("đồ cũ",), 1)]
    at.button(key="rule:remove:own-1").click().run()
    assert not at.exception
    with database.read() as session:
        assert [one for one in list_rules(session, SYSTEM) if one.own_id] == []


@pytest.mark.usefixtures("sheets")
def test_the_scripts_to_correct_are_listed(cast: Cast, open_page: OpenPage) -> None:
    at = open_page(PAGE, cast.hoa)
    assert "6 / 59 kịch bản cần sửa." in [element.value for element in at.caption]
    assert list(at.dataframe[0].value["code"]) == ["DT04", "GT02", "GT03", "GT04", "GT05", "CM01"]
    assert list(at.dataframe[0].value["text"])[-1] == "SINHNHAT"


@pytest.mark.usefixtures("sheets")
def test_an_agent_checks_a_message_on_the_scripts_page(cast: Cast, database: Database, open_page: OpenPage) -> None:
    with database.write() as session:
        save_rule(session, cast.hoa, OwnRule("Đồ si", Severity.HIGH, ("đồ si",), why="Shop không bán đồ si."), now=utc_now())
    at = open_page("scripts", cast.lan)
    at.text_area(key="scripts:try:text").set_value("Dạ đồ si nhập mã MAILAMCU ạ").run()
    assert not at.exception
    assert "Dạ :red-background[đồ si] nhập mã :red-background[MAILAMCU] ạ" in [element.value for element in at.markdown]
    assert "Shop không bán đồ si\\." in said(at)
    assert [one.label for one in at.expander if "Kiểm tra" in one.label] == ["Kiểm tra tin nhắn"]


@pytest.mark.usefixtures("sheets")
def test_a_manager_may_look_at_every_script_but_keeps_no_rules(cast: Cast, open_page: OpenPage) -> None:
    at = open_page("scripts", cast.minh)
    assert [one.label for one in at.expander if "Kiểm tra" in one.label] == ["Kiểm tra tin nhắn", "Kiểm tra tất cả kịch bản"]
    with pytest.raises(ValueError, match="navigation page"):  # not even registered for a manager
        open_page(PAGE, cast.minh)
