"""The shell: what a person sees around every page; nothing without a sign-in."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT, Cast
from tests.pages.conftest import OpenPage


def test_the_sidebar_names_the_person(cast: Cast, open_page: OpenPage) -> None:
    at = open_page("live", cast.minh)
    assert at.sidebar.caption[-1].value == "Trần Quốc Minh · Quản lý"


def test_without_a_badge_the_shell_shows_no_page(cast: Cast, open_page: OpenPage) -> None:
    at = AppTest.from_file(str(ROOT / "core" / "ui" / "shell.py"))
    at.run()
    assert [warning.value for warning in at.warning] == ["Phiên đăng nhập đã hết. Tải lại trang để đăng nhập lại."]
    assert len(at.sidebar) == 0
