"""The real server: what a browser, a copied cookie and another site can do, and what they cannot."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from sqlmodel import delete
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from core.base.appsettings import IS_DEMO, write_setting
from core.base.clock import utc_now
from core.people.actions.users import NewUser, add_user, disable_user, erase_user, reset_password
from core.people.tables import SignInAttemptRow
from core.people.user import SYSTEM, Role
from tests.web.conftest import PASSWORD, Served

RIGHT = {"name": "lan", "password": PASSWORD}


@pytest.fixture(autouse=True)
def no_wrong_tries_yet(served: Served) -> Iterator[None]:
    """The tests share one address; each begins with a clean throttle."""
    with served.database.write() as session:
        session.execute(delete(SignInAttemptRow))
    yield


def cookie_of(client: httpx.Client) -> str:
    return client.cookies["catruc"]


def websocket(served: Served, token: str, **named: object) -> ClientConnection:
    base = served.base.replace("http://", "ws://")
    return connect(f"{base}/_stcore/stream", origin=served.base, additional_headers={"Cookie": f"catruc={token}"}, **named)  # type: ignore[arg-type]


def wait_until_closed(line: ClientConnection, seconds: float) -> float:
    """Read until the server hangs up; returns how long it took."""
    began = time.monotonic()
    try:
        while time.monotonic() - began < seconds:
            line.recv(timeout=seconds)
    except ConnectionClosed:
        return time.monotonic() - began
    raise AssertionError(f"still open after {seconds} s")


# --- signing in --------------------------------------------------------------------------------------------------------


def test_the_right_password_opens_the_app(served: Served) -> None:
    with served.client() as browser:
        answer = browser.post("/sign-in", data={**RIGHT, "next": "/complaints?shop=A"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/complaints?shop=A")
        cookie = answer.headers["set-cookie"]
        assert re.match(r"catruc=[\w-]{43}; HttpOnly; Path=/; SameSite=lax$", cookie)
        page = browser.get("/complaints")
        assert page.status_code == 200
        assert '<html lang="vi">' in page.text
        assert browser.get("/_stcore/health").status_code == 200


def test_behind_https_the_cookie_stays_with_https_and_this_host(served: Served) -> None:
    proxied = {"X-Forwarded-Proto": "https", "Origin": served.base.replace("http:", "https:")}  # as a proxy on this machine sends it
    with served.client(headers=proxied) as browser:
        answer = browser.post("/sign-in", data=RIGHT)
        cookie = answer.headers["set-cookie"]
        assert re.match(r"__Host-catruc=[\w-]{43}; HttpOnly; Path=/; SameSite=lax; Secure$", cookie)
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert browser.get("/live", headers={"Cookie": cookie.partition(";")[0]}).status_code == 200


def test_the_name_is_taken_without_regard_to_case_and_tone_spelling(served: Served) -> None:
    import unicodedata

    with served.client() as browser:
        decomposed = unicodedata.normalize("NFD", PASSWORD)
        assert browser.post("/sign-in", data={"name": " LAN ", "password": decomposed}).status_code == 303


@pytest.mark.parametrize("name", ["lan", "nobody", "", "<b>lan</b>", "lan'--", "x" * 500, "\u0000"])
def test_a_wrong_password_keeps_the_name_and_says_nothing_more(name: str, served: Served) -> None:
    with served.client() as browser:
        answer = browser.post("/sign-in", data={"name": name, "password": "sai"})
        assert answer.status_code == 401
        assert "Sai tên đăng nhập hoặc mật khẩu." in answer.text
        assert "set-cookie" not in answer.headers
        assert "<b>lan</b>" not in answer.text
        if name == "lan":
            assert 'name="name" type="text" value="lan"' in answer.text
        assert "sai" not in re.findall(r'<input id="password".*?>', answer.text)[0]


def test_five_wrong_tries_make_wait_and_say_how_long(served: Served) -> None:
    with served.client() as browser:
        for _ in range(5):
            assert browser.post("/sign-in", data={"name": "duc", "password": "sai"}).status_code == 401
        answer = browser.post("/sign-in", data={"name": "duc", "password": PASSWORD})
        assert answer.status_code == 429
        assert 25 <= int(answer.headers["retry-after"]) <= 30
        assert re.search(r"Hãy thử lại sau (2\d|30)\u00a0giây", answer.text)
        assert browser.post("/sign-in", data=RIGHT).status_code == 303  # others are not held up


def test_a_session_cannot_be_chosen_beforehand(served: Served) -> None:
    planted = "A" * 43
    with served.client(cookies={"catruc": planted}) as browser:
        answer = browser.post("/sign-in", data=RIGHT, headers={"Cookie": f"catruc={planted}"})
        assert answer.status_code == 303
        assert f"catruc={planted}" not in answer.headers["set-cookie"]
    with served.client(cookies={"catruc": planted}) as browser:
        assert browser.get("/live").status_code == 303


def test_signing_in_again_ends_the_session_before(served: Served) -> None:
    with served.signed_in("lan") as browser:
        before = cookie_of(browser)
        browser.post("/sign-in", data={"name": "minh", "password": PASSWORD})
        assert cookie_of(browser) != before
    with served.client(cookies={"catruc": before}) as copy:
        assert copy.get("/live").status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.test"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/demo-sign-in", "/first-run", "/start-for-real"])
def test_another_site_cannot_post(path: str, headers: dict[str, str], served: Served) -> None:
    with served.signed_in("hoa") as browser:
        token = cookie_of(browser)
        answer = browser.post(path, data={**RIGHT, "role": "owner", "display": "x"}, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
        assert cookie_of(browser) == token
        assert browser.get("/live").status_code == 200


def test_our_own_page_may_post(served: Served) -> None:
    with served.client() as browser:
        answer = browser.post("/sign-in", data=RIGHT, headers={"Origin": served.base, "Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 303


@pytest.mark.parametrize(
    "there",
    [
        "https://evil.test", "//evil.test", "/\\evil.test", "\\\\evil.test", "/\t/evil.test", "javascript:alert(1)", "http:evil.test",
        "/sign-out", "/sign-in?next=//evil.test", "%2F%2Fevil.test", "/%0d%0aSet-Cookie: x=1\r\nx", "///evil.test", "/media/x", "evil.test",
    ],
)  # fmt: skip
def test_after_signing_in_nobody_is_led_elsewhere(there: str, served: Served) -> None:
    with served.client() as browser:
        answer = browser.post("/sign-in", data={**RIGHT, "next": there})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        again = browser.get(f"/sign-in?next={quote(there)}")  # signed in already
        assert (again.status_code, again.headers["location"]) == (303, "/")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"name":"lan"}'),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("text/plain", b"name=lan"),
        ("application/x-www-form-urlencoded", b"name=" + b"x" * 20_000),
        ("application/x-www-form-urlencoded", b"name=%ff%fe"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(50))),
    ],
)
def test_a_form_that_cannot_be_read_is_refused(kind: str, body: bytes, served: Served) -> None:
    with served.client() as browser:
        answer = browser.post("/sign-in", content=body, headers={"Content-Type": kind})
        assert answer.status_code == 403
        assert "Không đọc được biểu mẫu này." in answer.text


def test_the_page_speaks_english_when_asked(served: Served) -> None:
    with served.client() as browser:
        answer = browser.get("/sign-in?lang=en")
        assert '<html lang="en">' in answer.text
        assert "User name" in answer.text
        assert "User name" in browser.get("/sign-in").text


# --- signing out, being shut out ---------------------------------------------------------------------------------------


def test_a_copied_cookie_is_dead_after_signing_out(served: Served) -> None:
    with served.signed_in("lan") as browser:
        token = cookie_of(browser)
        with served.client(cookies={"catruc": token}) as copy:
            assert copy.get("/live").status_code == 200
            answer = browser.post("/sign-out")
            assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
            assert 'catruc="";' in answer.headers["set-cookie"]
            assert copy.get("/live").status_code == 303
            assert copy.get("/_stcore/health").status_code == 401


def test_a_link_does_not_sign_out(served: Served) -> None:
    with served.signed_in("lan") as browser:
        assert browser.get("/sign-out").status_code == 200
        assert browser.get("/live").status_code == 200


def test_a_disabled_person_is_cut_off_everywhere(served: Served) -> None:
    with served.database.write() as session:
        add_user(session, SYSTEM, NewUser("tam", "Tâm", Role.AGENT, PASSWORD), now=utc_now())
    with served.signed_in("tam") as browser, websocket(served, cookie_of(browser)) as line:
        with served.database.write() as session:  # another process, as the command line is
            disable_user(session, SYSTEM, "tam", now=utc_now())
        assert wait_until_closed(line, 5) < 3
        assert browser.get("/live").status_code == 303
        answer = browser.post("/sign-in", data={"name": "tam", "password": PASSWORD})
        assert answer.status_code == 401
    with served.database.write() as session:
        reset_password(session, SYSTEM, "tam", "mật khẩu khác", now=utc_now())
    with served.client() as browser:
        assert browser.post("/sign-in", data={"name": "tam", "password": "mật khẩu khác"}).status_code == 303
    with served.database.write() as session:
        erased = erase_user(session, SYSTEM, "tam", now=utc_now())
    with served.client() as browser:
        for name in ("tam", erased.name):
            assert browser.post("/sign-in", data={"name": name, "password": "mật khẩu khác"}).status_code == 401


def test_signing_out_cuts_the_open_pages(served: Served) -> None:
    with served.signed_in("lan") as browser, websocket(served, cookie_of(browser)) as line:
        browser.post("/sign-out")
        assert wait_until_closed(line, 5) < 3


def test_a_websocket_needs_a_sign_in_and_our_own_page(served: Served) -> None:
    with served.signed_in("lan") as browser:
        token = cookie_of(browser)
    for cookie, origin in (("", served.base), ("x" * 43, served.base), (token, "http://evil.test"), (token, "http://localhost:8501")):
        with pytest.raises(InvalidStatus) as refused:
            connect(served.base.replace("http", "ws") + "/_stcore/stream", origin=origin, additional_headers={"Cookie": f"catruc={cookie}"})  # type: ignore[arg-type]
        assert refused.value.response.status_code == 403
    with websocket(served, token):
        pass


# --- what nobody needs to sign in for ----------------------------------------------------------------------------------


def test_health_is_open_and_numbers_need_their_token(served: Served) -> None:
    with served.client() as browser:
        browser.post("/sign-in", data=RIGHT)
    with served.client() as anybody:
        assert anybody.get("/healthz").json() == {"status": "ok"}
        assert anybody.get("/metrics").status_code == 401
        assert anybody.get("/metrics", headers={"Authorization": "Bearer falsch"}).status_code == 401
        answer = anybody.get("/metrics", headers={"Authorization": "Bearer ein-langes-token"})
        assert answer.status_code == 200
        assert re.search(r'^catruc_sign_ins_total\{outcome="ok"\} \d', answer.text, re.MULTILINE)
        assert re.search(r"^catruc_sessions \d", answer.text, re.MULTILINE)


@pytest.mark.parametrize("path", ["/sign-in", "/healthz", "/assets/entry.css", "/live", "/static/js/x.js"])
def test_every_answer_carries_the_security_headers(path: str, served: Served) -> None:
    with served.client() as anybody:
        headers = anybody.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert re.match(r"default-src '(none|self)'", headers["content-security-policy"])
    assert "camera=()" in headers["permissions-policy"]


def test_the_demo_buttons_are_for_the_demo_only(served: Served) -> None:
    with served.client() as browser:
        assert "demo-sign-in" not in browser.get("/sign-in").text
        assert browser.post("/demo-sign-in", data={"role": "owner"}).status_code == 403
        with served.database.write() as session:
            write_setting(session, IS_DEMO, True)
        try:
            assert browser.get("/sign-in").text.count('class="choice"') == 3
            assert browser.post("/demo-sign-in", data={"role": "root"}).status_code == 403
            answer = browser.post("/demo-sign-in", data={"role": "manager", "next": "/live"})
            assert (answer.status_code, answer.headers["location"]) == (303, "/live")
            assert browser.get("/live").status_code == 200
            assert browser.post("/start-for-real").status_code == 403  # a manager does not empty the demo
        finally:
            with served.database.write() as session:
                write_setting(session, IS_DEMO, False)


def test_the_first_run_is_over_once_somebody_is_there(served: Served) -> None:
    with served.client() as browser:
        assert browser.get("/first-run").headers["location"] == "/sign-in"
        answer = browser.post("/first-run", data={"name": "mallory", "display": "M", "password": PASSWORD})
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
