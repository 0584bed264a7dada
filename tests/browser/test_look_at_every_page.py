"""Every page as a person sees it: no sideways scrolling on a phone, nothing serious for axe, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from core.base.clock import utc_now
from core.base.database import Database
from core.base.migrate import migrate
from core.demo.fill import fill_demo
from core.ui.menu import PAGES
from tests.serving import serve

KEYS = [spec.key for spec in PAGES]


@pytest.fixture(scope="module")
def demo_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo shop, served."""
    folder: Path = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{folder / 'demo.db'}"
    database = Database(url)
    migrate(database)
    fill_demo(database, days=30, now=utc_now())
    database.close()
    with serve(url, folder / "server.log") as base:
        yield base


def enter(browser: Browser, base: str, role: str, *, dark: bool, phone: bool) -> Page:
    size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
    context = browser.new_context(viewport=size, color_scheme="dark" if dark else "light", locale="vi-VN")
    page = context.new_page()
    page.goto(f"{base}/sign-in")
    page.locator(f'button[value="{role}"]').click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def settle(page: Page, base: str, key: str) -> None:
    page.goto(f"{base}/{key}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_timeout(400)


# Light on a desk and dark on a phone: each width and each theme once over every page.
@pytest.mark.parametrize("phone", [False, True], ids=["desk-light", "phone-dark"])
def test_nothing_serious_nothing_sideways_and_a_quiet_console(demo_shop: str, browser: Browser, phone: bool) -> None:
    page = enter(browser, demo_shop, "owner", dark=phone, phone=phone)
    outside: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: None if request.url.startswith((demo_shop, "data:", "blob:")) else outside.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    found: dict[str, list[str]] = {}
    for key in KEYS:
        settle(page, demo_shop, key)
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert sideways <= 0, f"{key} scrolls sideways by {sideways} px"
        violations = Axe().run(page).response["violations"]
        serious = [
            f"{one['id']}: {node['target']} {node['failureSummary'][:200]}"
            for one in violations
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"][:3]
        ]
        if serious:
            found[key] = serious
    page.context.close()
    assert found == {}
    assert outside == []
    assert said == []
