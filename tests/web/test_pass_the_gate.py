"""Who gets through the gate, and what the pages are told about them."""

from __future__ import annotations

import asyncio

import pytest

from core.base.clock import utc_now
from core.base.database import Database
from core.people.actions.sign_in import sign_out
from core.people.actions.users import disable_user, reset_password
from core.people.badge import read_badge
from core.people.queries.sign_in import session_by_key
from core.people.sign_in import token_hash
from core.people.user import SYSTEM
from tests.conftest import Cast
from tests.web.conftest import HOST, Door, Line, token_of

ORIGIN = f"http://{HOST}"
STREAMLITS = [
    "/_stcore/health", "/_stcore/host-config", "/_stcore/stream", "/_stcore/upload_file/a/b", "/media/abc.csv", "/manifest.json",
    "/static/js/index.js", "/component/x/index.html", "/app/static/secret.txt", "/app/static/fonts/../../shell.py",
]  # fmt: skip


def named(scope: object, wanted: str) -> list[str]:
    return [value.decode() for name, value in scope["headers"] if name.decode().lower() == wanted]  # type: ignore[index]


@pytest.mark.parametrize("path", ["/", "/live", "/bonus", "/people", "/no-such-page"])
def test_a_page_asks_a_stranger_to_sign_in(path: str, door: Door, cast: Cast) -> None:
    answer = door.ask("GET", path)
    assert answer.status_code == 303
    assert answer.headers["location"] == ("/sign-in" if path == "/" else f"/sign-in?next={path}")
    assert door.passed == []


@pytest.mark.parametrize("path", STREAMLITS)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_of_streamlit_answers_a_stranger(path: str, method: str, door: Door) -> None:
    answer = door.ask(method, path)
    assert answer.status_code == 401
    assert door.passed == []


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/mcp", "/_stcore/agent/interact", "/auth/login", "/oauth2callback"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_doors_nobody_needs_are_closed_to_everybody(path: str, method: str, door: Door, cast: Cast) -> None:
    cookie = {"cookie": f"catruc={token_of(door.database, cast.hoa)}"}
    assert [door.ask(method, path).status_code, door.ask(method, path, headers=cookie).status_code] == [404, 404]
    assert door.passed == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/demo-sign-in"),
        ("PUT", "/sign-in"),
        ("DELETE", "/sign-out"),
        ("POST", "/healthz"),
        ("POST", "/metrics"),
        ("POST", "/assets/x.css"),
    ],
)
def test_an_open_address_answers_its_own_methods_only(method: str, path: str, door: Door) -> None:
    assert door.ask(method, path).status_code in (303, 401)
    assert door.passed == []


@pytest.mark.parametrize("path", ["/sign-in/../live", "//sign-in", "/sign-in/", "/assets/../live", "/assets/a/b", "/healthz/x", "/SIGN-IN"])
def test_an_open_address_opens_nothing_beside_it(path: str, door: Door) -> None:
    status: list[int] = []

    async def ask() -> None:
        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b""}

        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                status.append(int(str(message["status"])))

        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "scheme": "http",
            "query_string": b"",
            "headers": [(b"host", HOST.encode())],
        }
        await door.app(scope, receive, send)  # type: ignore[arg-type]

    asyncio.run(ask())
    assert status in ([303], [401])
    assert door.passed == []


@pytest.mark.parametrize("token", ["x", "0" * 43, "a" * 5_000, "admin", "1", "ệ"])
def test_a_forged_cookie_is_nobody(token: str, door: Door, cast: Cast) -> None:
    token_of(door.database, cast.lan)
    answer = door.ask("GET", "/live", headers=[("cookie", f"catruc={token}")] if token.isascii() else {"cookie": "catruc=%E1"})
    assert answer.status_code == 303
    assert door.passed == []
    assert 'catruc="";' in answer.headers["set-cookie"]


def test_the_stored_hash_is_no_cookie(door: Door, cast: Cast) -> None:
    stored = token_hash(token_of(door.database, cast.lan))
    assert door.ask("GET", "/live", headers={"cookie": f"catruc={stored}"}).status_code == 303


def test_the_page_is_told_who_is_there_and_nothing_else(door: Door, cast: Cast) -> None:
    token = token_of(door.database, cast.lan)
    answer = door.ask("GET", "/live", headers={"cookie": f"a=1; catruc={token}; b=2"})
    assert answer.status_code == 200
    (scope,) = door.passed
    (badge,) = named(scope, "x-catruc-badge")
    assert read_badge(badge) == token_hash(token)
    assert named(scope, "cookie") == ["a=1; b=2"]
    assert token not in str(scope)


@pytest.mark.parametrize("header", ["X-Catruc-Badge", "x_catruc_badge", "X-Forwarded-User", "Remote-User", "X-Streamlit-User"])
def test_a_browser_cannot_name_itself(header: str, door: Door, cast: Cast) -> None:
    stranger, owner = token_of(door.database, cast.stranger), token_of(door.database, cast.hoa)
    door.ask("GET", "/live", headers={"cookie": f"catruc={owner}"})
    (owners_badge,) = named(door.passed.pop(), "x-catruc-badge")
    assert door.ask("GET", "/live", headers={header: owners_badge}).status_code == 303
    door.ask("GET", "/live", headers={"cookie": f"catruc={stranger}", header: owners_badge})
    (scope,) = door.passed
    (badge,) = named(scope, "x-catruc-badge")
    assert read_badge(badge) == token_hash(stranger)
    assert owners_badge not in str(scope)


def test_https_takes_the_host_cookie_only(door: Door, cast: Cast) -> None:
    token = token_of(door.database, cast.lan)
    assert door.ask("GET", "/live", scheme="https", headers={"cookie": f"catruc={token}"}).status_code == 303
    answer = door.ask("GET", "/live", scheme="https", headers={"cookie": f"__Host-catruc={token}"})
    assert answer.status_code == 200
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_two_cookies_of_one_name_are_nobody(door: Door, cast: Cast) -> None:
    mine, theirs = token_of(door.database, cast.lan), token_of(door.database, cast.stranger)
    assert door.ask("GET", "/live", headers={"cookie": f"catruc={mine}; catruc={theirs}"}).status_code == 303
    assert door.ask("GET", "/live", headers=[("cookie", f"catruc={mine}"), ("cookie", f"catruc={theirs}")]).status_code == 303


def test_a_disabled_person_is_out_at_once(door: Door, cast: Cast) -> None:
    cookie = {"cookie": f"catruc={token_of(door.database, cast.lan)}"}
    assert door.ask("GET", "/live", headers=cookie).status_code == 200
    with door.database.write() as session:
        disable_user(session, SYSTEM, "lan", now=utc_now())
    assert door.ask("GET", "/live", headers=cookie).status_code == 303
    assert door.ask("GET", "/media/abc.csv", headers=cookie).status_code == 401


def test_a_new_password_ends_every_session(door: Door, cast: Cast) -> None:
    cookie = {"cookie": f"catruc={token_of(door.database, cast.lan)}"}
    assert door.ask("GET", "/live", headers=cookie).status_code == 200
    with door.database.write() as session:
        reset_password(session, SYSTEM, "lan", "mật khẩu khác", now=utc_now())
    assert door.ask("GET", "/live", headers=cookie).status_code == 303


def test_a_deep_address_leads_to_the_start_page(door: Door, cast: Cast) -> None:
    answer = door.ask("GET", "/live/x/y", headers={"cookie": f"catruc={token_of(door.database, cast.lan)}"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_the_page_is_ours_and_runs_its_own_scripts_only(door: Door, cast: Cast) -> None:
    answer = door.ask("GET", "/live", headers={"cookie": f"catruc={token_of(door.database, cast.lan)}", "accept-encoding": "gzip"})
    assert '<html lang="vi">' in answer.text
    assert "<title>Ca Trực</title>" in answer.text
    assert '<script src="/x.js">' in answer.text
    policy = answer.headers["content-security-policy"]
    # sha256 of "\n go() \n", the page's one inline script
    assert "script-src 'self' 'sha256-KpE7DZY2ytqkQQV9+N4bGHQvBPmb26T0MZZl8pMbsdE=';" in policy
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_language_of_the_page_is_the_persons(door: Door, cast: Cast) -> None:
    from core.people.actions.sign_in import set_language

    with door.database.write() as session:
        set_language(session, cast.lan, "en", now=utc_now())
    answer = door.ask("GET", "/live", headers={"cookie": f"catruc={token_of(door.database, cast.lan)}"})
    assert '<html lang="en">' in answer.text


# --- websocket -----------------------------------------------------------------------------------------------------------


def cookie_of(door: Door, cast: Cast) -> dict[str, str]:
    return {"cookie": f"catruc={token_of(door.database, cast.lan)}"}


def test_a_signed_in_browser_gets_its_websocket(door: Door, cast: Cast) -> None:
    heard = door.connect({**cookie_of(door, cast), "origin": ORIGIN}, then=lambda line: line.until("websocket.accept"))
    assert [message["type"] for message in heard] == ["websocket.accept"]


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.test",
        "http://localhost:8501",
        "http://127.0.0.1",
        "null",
        f"http://{HOST}:81",
        f"http://x.{HOST}",
        f"http://{HOST}@evil.test",
    ],
)
def test_another_sites_websocket_is_refused(origin: str, door: Door, cast: Cast) -> None:
    heard = door.connect({**cookie_of(door, cast), "origin": origin})
    assert [message["type"] for message in heard] == ["websocket.close"]
    assert door.passed == []


@pytest.mark.parametrize("headers", [{}, {"cookie": "catruc=x"}, {"x-catruc-badge": "1.x"}])
def test_a_strangers_websocket_is_refused(headers: dict[str, str], door: Door, cast: Cast) -> None:
    heard = door.connect({**headers, "origin": ORIGIN})
    assert [message["type"] for message in heard] == ["websocket.close"]
    assert door.passed == []


def test_no_other_websocket_is_open(door: Door, cast: Cast) -> None:
    heard = door.connect({**cookie_of(door, cast), "origin": ORIGIN}, path="/sign-in")
    assert [message["type"] for message in heard] == ["websocket.close"]
    assert door.passed == []


@pytest.mark.parametrize("how", ["disabled", "signed out"])
def test_an_open_websocket_is_cut_and_says_no_more(how: str, door: Door, cast: Cast) -> None:
    token = token_of(door.database, cast.lan)

    async def end(line: Line) -> None:
        watching = asyncio.create_task(door.lines.watch())
        await line.until("websocket.accept")
        await line.say({"type": "websocket.receive", "bytes": b"tick"})
        await line.until("websocket.send")
        with door.database.write() as session:
            if how == "disabled":
                disable_user(session, SYSTEM, "lan", now=utc_now())
            else:
                found = session_by_key(session, token_hash(token))
                assert found is not None
                sign_out(session, cast.lan, found.id, now=utc_now())
        await line.until("websocket.close")
        await line.say({"type": "websocket.receive", "bytes": b"tick"})
        await asyncio.sleep(0.05)
        watching.cancel()

    heard = door.connect({"cookie": f"catruc={token}", "origin": ORIGIN}, then=end)
    assert [message["type"] for message in heard] == ["websocket.accept", "websocket.send", "websocket.close"]
    assert len(door.lines) == 0


def test_a_database_that_does_not_answer_lets_nobody_in(door: Door, cast: Cast, database: Database) -> None:
    cookie = cookie_of(door, cast)
    with database.writer.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE sign_in_session RENAME TO elsewhere")
    try:
        answer = door.ask("GET", "/live", headers=cookie)
        assert answer.status_code == 503
        assert door.passed == []
    finally:
        with database.writer.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO sign_in_session")
