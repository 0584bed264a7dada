"""What a request says of itself, and how much of it is believed."""

from __future__ import annotations

from typing import Any

import pytest

from core.base.settings import Settings, load_settings
from core.web.request import client_address, cookie_of, from_this_site, is_secure, language_of, safe_next, same_origin

PLAIN = load_settings()
PROXY = load_settings(trust_proxy=True)


def scope(*headers: tuple[str, str], scheme: str = "http", query: str = "") -> dict[str, Any]:
    named = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    return {"type": "http", "scheme": scheme, "headers": named, "client": ("10.0.0.9", 5), "query_string": query.encode()}


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://shop.vn", "shop.vn", True),
        ("https://shop.vn", "shop.vn", True),
        ("https://shop.vn:443", "shop.vn", True),
        ("http://shop.vn:8501", "shop.vn:8501", True),
        ("http://SHOP.vn", "shop.vn", True),
        ("http://[::1]:8501", "[::1]:8501", True),
        ("http://shop.vn", "shop.vn:8501", False),
        ("http://shop.vn:8502", "shop.vn:8501", False),
        ("http://shop.vn.evil.test", "shop.vn", False),
        ("http://evil.test", "shop.vn", False),
        ("null", "shop.vn", False),
        ("", "shop.vn", False),
        ("file://", "shop.vn", False),
        ("ftp://shop.vn", "shop.vn", False),
        ("http://shop.vn:port", "shop.vn", False),
        ("http://[", "shop.vn", False),
    ],
)
def test_an_origin_is_ours_when_it_names_our_host_and_port(origin: str, host: str, same: bool) -> None:
    assert same_origin(scope(("origin", origin), ("host", host)), PLAIN) is same


def test_no_origin_is_no_browser_on_another_site() -> None:
    assert same_origin(scope(("host", "shop.vn")), PLAIN)
    assert not same_origin(scope(("host", "shop.vn"), ("origin", "http://shop.vn"), ("origin", "http://evil.test")), PLAIN)
    assert not same_origin(scope(("host", "shop.vn"), ("host", "evil.test"), ("origin", "http://evil.test")), PLAIN)
    assert not same_origin(scope(("origin", "http://shop.vn")), PLAIN)


@pytest.mark.parametrize(
    ("site", "ours"), [("same-origin", True), ("none", True), ("same-site", False), ("cross-site", False), ("x", False)]
)
def test_the_browser_says_where_a_post_comes_from(site: str, ours: bool) -> None:
    assert from_this_site(scope(("host", "shop.vn"), ("sec-fetch-site", site)), PLAIN) is ours


@pytest.mark.parametrize(("settings", "believed"), [(PLAIN, False), (PROXY, True)])
def test_a_proxy_is_believed_only_when_the_settings_say_so(settings: Settings, believed: bool) -> None:
    asked = scope(
        ("host", "inner:8501"), ("x-forwarded-host", "shop.vn"), ("x-forwarded-proto", "https"), ("x-forwarded-for", "6.6.6.6, 1.2.3.4"),
        ("origin", "https://shop.vn"),
    )  # fmt: skip
    assert client_address(asked, settings) == ("1.2.3.4" if believed else "10.0.0.9")  # the last is the proxy's own word
    assert is_secure(asked, settings) is believed
    assert same_origin(asked, settings) is believed


def test_https_is_seen_or_set() -> None:
    assert is_secure(scope(scheme="https"), PLAIN)
    assert is_secure(scope(scheme="wss"), PLAIN)
    assert is_secure(scope(), load_settings(secure_cookies=True))
    assert not is_secure(scope(), PLAIN)


def test_a_cookie_counts_when_it_is_there_once() -> None:
    assert cookie_of(scope(("cookie", "a=1; catruc=x=y ; b=2")), "catruc") == "x=y"
    assert cookie_of(scope(("cookie", "catruc=1"), ("cookie", "catruc=2")), "catruc") == ""
    assert cookie_of(scope(("cookie", "xcatruc=1; catruc")), "catruc") == ""
    assert cookie_of(scope(), "catruc") == ""


@pytest.mark.parametrize(
    ("path", "led"),
    [
        ("/live", "/live"), ("/complaints?shop=A&x=1", "/complaints?shop=A&x=1"), ("/scripts?q=đổi trả", "/scripts?q=đổi trả"), ("/", "/"),
        ("", "/"), ("live", "/"), ("//evil.test", "/"), ("/\\evil.test", "/"), ("https://evil.test", "/"), ("/a\\b", "/"), ("/a\nb", "/"),
        ("/" + "a" * 2_001, "/"), ("/sign-in", "/"), ("/sign-out", "/"), ("/first-run", "/"), ("/_stcore/health", "/"), ("javascript:1", "/"),
    ],
)  # fmt: skip
def test_only_a_page_of_ours_is_led_to(path: str, led: str) -> None:
    assert safe_next(path) == led


@pytest.mark.parametrize(
    ("cookie", "query", "language"),
    [("", "", "vi"), ("en", "", "en"), ("en", "lang=vi", "vi"), ("xx", "", "vi"), ("", "lang=xx", "vi"), ("", "lang=en", "en")],
)
def test_the_language_is_asked_for_chosen_or_the_settings(cookie: str, query: str, language: str) -> None:
    assert language_of(scope(("cookie", f"catruc_language={cookie}"), query=query), PLAIN) == language
