"""A browser, a server with the cast, and how a person signs in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from core.base.database import Database
from core.base.migrate import migrate
from tests.browser.chromium import find_chromium
from tests.conftest import Cast, hire
from tests.serving import serve

PASSWORD = "đúng mật khẩu 1"
expect.set_options(timeout=15_000)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Whatever Chromium this machine has; ended with the last browser test, for its event loop bars all others."""
    found = find_chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-background-networking"])
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of nobody's, in a browser of its own."""
    context = browser.new_context(locale="vi-VN")
    yield context.new_page()
    context.close()


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Database]:
    """The database behind the served application, with nobody in it."""
    database = Database(f"sqlite:///{tmp_path / 'floor.db'}")
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def team(floor: Database) -> Cast:
    """The cast in the served database."""
    return hire(floor)


@pytest.fixture
def served(team: Cast, floor: Database, tmp_path: Path) -> Iterator[str]:
    """The application, served with the cast in it."""
    with serve(f"sqlite:///{floor.url.database}", tmp_path / "server.log") as base:
        yield base


SignIn = Callable[..., Page]


def at_rest(page: Page) -> None:
    """Wait until a page is drawn to its end and its font is there: what a hand would wait for before it clicks.

    A click at a place that still moves hits nothing, and no person ever notices; a test does.
    """
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.evaluate("() => document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))")


@pytest.fixture
def sign_in(browser: Browser, served: str) -> Iterator[SignIn]:
    """`sign_in("lan", "my_shift")` → that page in a browser of its own; `phone=True` on 390 px."""
    contexts: list[BrowserContext] = []

    def open_as(name: str, page_key: str, *, phone: bool = False, dark: bool = False) -> Page:
        size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
        context = browser.new_context(
            viewport=size, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{served}/sign-in?next=/{page_key}")
        page.get_by_label("Tên đăng nhập").fill(name)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        at_rest(page)
        return page

    yield open_as
    for context in contexts:
        context.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser; `tests/conftest.py` keeps it on one worker."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
