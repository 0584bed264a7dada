"""The page of lessons as managers and agents use it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from core.base.clock import utc_now
from core.base.database import Database
from core.cases.actions.known_problems import save_known_problem
from core.cases.category import Category
from core.cases.known_problem import KnownProblemInput, KnownState
from core.cases.queries.known_problems import list_known_problems
from core.cases.queries.themes import list_themes
from core.demo.fill import fill_demo
from core.people.queries.users import list_users
from core.people.user import SYSTEM, Role, User
from tests.cases.acts import ask, complain, review
from tests.conftest import Cast
from tests.pages.conftest import OpenPage

PAGE = "case_report"
NASTY = "<b>x</b> **y** $z$ =1+1 [a](http://b.vn)"


def said(at: AppTest) -> str:
    return "\n".join(element.value for element in (*at.markdown, *at.caption, *at.text, *at.code))


def show(at: AppTest, view: str) -> AppTest:
    return at.button_group(key="case_report:view").set_value(view).run()


@pytest.fixture
def team(database: Database) -> dict[Role, User]:
    """Twelve days of the demo shop, ending now; one person of each role."""
    fill_demo(database, agents=2, shops=2, days=12, seed=2, now=utc_now())
    with database.read() as session:
        return {user.role: user for user in reversed(list_users(session, SYSTEM))}


def test_a_manager_reads_every_view(team: dict[Role, User], open_page: OpenPage) -> None:
    at = open_page(PAGE, team[Role.MANAGER])
    for view in ("complaints", "reviews", "known", "week"):
        show(at, view)
        assert not at.exception, view
        assert not at.error, view
        assert at.query_params["view"] in (view, [view])
    assert "Trung vị" in (at.metric[5].help or "")
    assert at.table, "the week is printed as plain tables"
    assert "Gửi nhầm phân loại ở kệ B" in said(at)


def test_the_numbers_on_the_cards_are_those_of_the_period(database: Database, cast: Cast, open_page: OpenPage) -> None:
    complain(database, cast, order_no="D2609AAAAAA1", now=utc_now() - timedelta(hours=2))
    complain(database, cast, order_no="D2609AAAAAA1", category="faulty", now=utc_now() - timedelta(hours=1))
    at = open_page(PAGE, cast.minh)
    assert {card.label: card.value for card in at.metric} == {
        "Khiếu nại": "2", "Chi phí": "—", "Đúng ngay lần đầu": "—", "Khách quay lại": "0,0\u00a0%", "Thời gian trả lời": "—",
        "Thời gian giải quyết": "—",
    }  # fmt: skip


def test_an_agent_reads_known_problems_only(database: Database, cast: Cast, open_page: OpenPage) -> None:
    given = KnownProblemInput(NASTY, NASTY, what=NASTY, category=Category.DAMAGED, product="Chảo")
    with database.write() as session:
        save_known_problem(session, cast.minh, given, now=utc_now())
    at = open_page(PAGE, cast.lan)
    assert not at.exception
    assert [group.key for group in at.button_group] == ["sidebar:language"]
    assert not [button for button in at.button if "Lưu" in button.label]
    assert [code.value for code in at.code] == [NASTY]
    assert NASTY in [text.value for text in at.text]
    assert all("<b>" not in element.value for element in (*at.markdown, *at.caption) if "x" in element.value and "\\" not in element.value)


def test_a_manager_writes_a_known_problem_and_changes_it(database: Database, cast: Cast, open_page: OpenPage) -> None:
    at = show(open_page(PAGE, cast.minh), "known")
    at.button(key="known:new:0:go").click().run()
    assert "Đặt tên cho vấn đề" in at.error[0].value
    at.text_input(key="known:new:0:title").set_value("Bể vỡ khi giao")
    at.text_area(key="known:new:0:answer").set_value("Shop gửi bù ạ.")
    at.selectbox(key="known:new:0:category").set_value(Category.DAMAGED)
    at.button(key="known:new:0:go").click().run()
    assert not at.error
    (known,) = ask(database, list_known_problems, cast.minh, now=utc_now())
    assert (known.title, known.category, known.state) == ("Bể vỡ khi giao", Category.DAMAGED, KnownState.ACTIVE)
    at.button(key=f"known:change:{known.id}").click().run()
    at.selectbox(key=f"known:{known.id}:1:0:state").set_value(KnownState.CLOSED)
    at.button(key=f"known:{known.id}:1:0:go").click().run()
    assert [one.state for one in ask(database, list_known_problems, cast.minh, now=utc_now())] == [KnownState.CLOSED]
    assert "Bể vỡ khi giao" in said(at)


def test_the_owner_changes_a_theme_and_a_manager_only_reads(database: Database, cast: Cast, open_page: OpenPage) -> None:
    review(database, cast, text="Giao nhầm màu, hộp móp", now=utc_now() - timedelta(hours=1))
    at = show(open_page(PAGE, cast.minh), "reviews")
    assert not [area.key for area in at.text_area]
    at = show(open_page(PAGE, cast.hoa), "reviews")
    at.selectbox(key="themes:code").set_value("packaging").run()
    at.text_area(key="theme:packaging:0:0:words").set_value("móp\nrách bao")
    at.button(key="theme:packaging:0:0:go").click().run()
    assert not at.error
    changed = next(theme for theme in ask(database, list_themes, cast.hoa) if theme.code == "packaging")
    assert (changed.words, changed.changed, changed.built_in) == (("móp", "rách bao"), True, True)
    assert "móp" in said(at)


def test_customers_words_stay_words(database: Database, cast: Cast, open_page: OpenPage) -> None:
    review(database, cast, text=f"giao hàng {NASTY} \u202etxet", product=NASTY, now=utc_now() - timedelta(hours=1))
    complain(database, cast, customer="x", description=NASTY, now=utc_now() - timedelta(hours=1))
    at = show(open_page(PAGE, cast.minh), "reviews")
    assert not at.exception
    assert any(NASTY in text.value for text in at.text)
    assert not any("**y**" in element.value or "<b>" in element.value for element in (*at.markdown, *at.caption))
    at = show(at, "week")
    assert not at.exception
