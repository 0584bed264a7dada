"""The sign-in page in a real browser: bright and dark, wide and 390 px; the way out in every tab."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests.browser.conftest import SignIn


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found if rule["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_sign_in_page_is_readable_and_usable(width: int, dark: bool, browser: Browser, served: str) -> None:
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light") as context:
        page = context.new_page()
        page.goto(f"{served}/live")
        expect(page.get_by_label("Tên đăng nhập")).to_be_focused()
        assert serious(page) == []
        page.keyboard.type("lan")
        page.keyboard.press("Tab")
        page.keyboard.type("sai")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("Sai tên đăng nhập hoặc mật khẩu.")
        expect(page.get_by_label("Tên đăng nhập")).to_have_value("lan")
        expect(page.get_by_label("Mật khẩu")).to_be_focused()
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert page.evaluate("document.fonts.check('600 16px \"Be Vietnam Pro\"', 'Đăng nhập')")


def test_pages_load_nothing_from_elsewhere_and_keep_the_policy(sign_in: SignIn, served: str) -> None:
    page = sign_in("minh", "live")
    said: list[str] = []
    outside: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            said.append(message.text)

    def watch(request: Request) -> None:
        if not request.url.startswith((served, "data:", "blob:")):
            outside.append(request.url)

    page.on("console", hear)
    page.on("request", watch)
    for key in ("live", "leaderboard", "scripts", "complaints"):
        page.goto(f"{served}/{key}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_timeout(1_500)
    assert said == []
    assert outside == []


def test_signing_out_takes_every_tab_to_the_sign_in_page(sign_in: SignIn, served: str) -> None:
    first = sign_in("lan", "live")
    second = first.context.new_page()
    second.goto(f"{served}/scripts")
    expect(second.get_by_role("heading", level=1)).to_be_visible()
    first.get_by_role("button", name="Đăng xuất").click()
    first.wait_for_url("**/sign-in?next=%2Flive", timeout=10_000)
    second.wait_for_url("**/sign-in?next=%2Fscripts", timeout=10_000)
    assert "catruc" not in {cookie["name"] for cookie in first.context.cookies()}
    second.go_back()
    expect(second.get_by_label("Mật khẩu")).to_be_visible()


def test_the_language_is_kept_with_the_person(sign_in: SignIn) -> None:
    page = sign_in("hoa", "live")
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Live")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Live")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_the_cookie_is_not_for_scripts(sign_in: SignIn) -> None:
    page = sign_in("lan", "live")
    assert "catruc=" not in page.evaluate("document.cookie")
    (cookie,) = [each for each in page.context.cookies() if each["name"] == "catruc"]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/")


def test_a_fresh_server_shows_a_stranger_nothing(browser: Browser, served: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        for key in ("leaderboard", "bonus", "live"):
            page.goto(f"{served}/{key}")
            assert page.url == f"{served}/sign-in?next=/{key}"
            expect(page.get_by_role("heading")).to_have_text("Đăng nhập")
