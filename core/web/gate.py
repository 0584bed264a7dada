"""The gate: nothing of Streamlit, page or websocket, is reached without a live sign-in.

Pure ASGI, outermost. It takes every header away that could name a user, and writes its own badge in
their place; Streamlit hands that on to the pages (`server.trustedUserHeaders`).
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core.base.clock import utc_now
from core.base.errors import CaTrucError
from core.base.settings import Settings
from core.base.words import Language, mark, translate
from core.people.badge import HEADER, write_badge
from core.people.session_book import SessionBook
from core.people.sign_in import SignedIn
from core.web import request as asked
from core.web.headers import ABOUT
from core.web.lines import LiveLines
from core.web.telemetry import log

_READ = frozenset({"GET", "HEAD"})
_FORM = _READ | {"POST"}
OPEN: dict[str, frozenset[str]] = {
    "/sign-in": _FORM,
    "/sign-out": _FORM,
    "/first-run": _FORM,
    "/demo-sign-in": frozenset({"POST"}),
    "/healthz": _READ,
    "/metrics": frozenset({"GET"}),
    "/favicon.ico": _READ,
}
"""What answers without a sign-in, and to which methods; each guards itself."""
OPEN_FOLDERS = ("/assets/", "/app/static/fonts/")
CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check", "/auth/", "/oauth2callback")
"""Doors of Streamlit's that nobody needs here; closed to everybody."""
_STREAMLITS = ("/_stcore/", "/static/", "/media/", "/component/", "/app/static/")
_WEBSOCKET = "/_stcore/stream"
_IDENTITY = frozenset({"remote-user", "x-remote-user", "x-forwarded-user", "x-forwarded-email", "x-forwarded-preferred-username"})
_IDENTITY_STARTS = ("x-catruc", "x-streamlit", "x-auth-request")


class Gate:
    """Lets signed-in browsers through and tells the pages who they are."""

    def __init__(self, app: ASGIApp, book: SessionBook, settings: Settings, lines: LiveLines) -> None:
        self.app = app
        self.book = book
        self.settings = settings
        self.lines = lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judge one request or websocket."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        scope = _without_identity(scope)
        if scope["path"].startswith(CLOSED):
            await _shut(scope, receive, send)
        elif scope["type"] == "http" and _is_open(scope["method"], scope["path"]):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket" and (scope["path"] != _WEBSOCKET or not asked.same_origin(scope, self.settings)):
            await _shut(scope, receive, send)
        else:
            await self._ask_who(scope, receive, send)

    async def _ask_who(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            found = await self._who(scope)
        except CaTrucError as error:
            log.warning("gate.database", error=str(error))
            await _unavailable(scope, receive, send, asked.language_of(scope, self.settings))
            return
        if found is None:
            await self._turn_away(scope, receive, send)
        elif scope["type"] == "http" and _is_page(scope) and scope["path"].count("/") > 1:
            await _to("/")(scope, receive, send)  # every page has a one-part address; deeper ones break relative links
        else:
            await self._let_in(found, scope, receive, send)

    async def _let_in(self, found: SignedIn, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault(ABOUT, {})["signed_in"] = found
        scope["headers"] = [*_without_our_cookie(scope["headers"]), (HEADER.lower().encode(), write_badge(found.key).encode())]
        if scope["type"] == "websocket":
            await self.lines.carry(self.app, scope, receive, send, found.key)
        else:
            await self.app(scope, receive, send)

    async def _who(self, scope: Scope) -> SignedIn | None:
        token = asked.cookie_of(scope, asked.session_cookie_name(scope, self.settings))
        if not token:
            return None
        return await run_in_threadpool(self._look_up, token, utc_now())

    def _look_up(self, token: str, now: datetime) -> SignedIn | None:
        found = self.book.by_token(token, now)
        if found is not None:
            self.book.use([found.key], now)
        return found

    async def _turn_away(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if scope["type"] == "websocket":
            await _shut(scope, receive, send)
            return
        if not _is_page(scope):
            answer: Response = PlainTextResponse("Sign in first.", status_code=401, headers={"Cache-Control": "no-store"})
        else:
            query = scope.get("query_string", b"").decode("latin-1")
            wanted = asked.safe_next(path + (f"?{query}" if query else ""))
            where = "/sign-in" if wanted == "/" else f"/sign-in?next={quote(wanted, safe='/')}"
            answer = _to(where)
            if asked.cookie_of(scope, asked.session_cookie_name(scope, self.settings)):
                asked.clear_session_cookie(answer, scope, self.settings)
        await answer(scope, receive, send)


def _is_open(method: str, path: str) -> bool:
    if path in OPEN:
        return method in OPEN[path]
    # The rest of an open folder must be one plain file name: nothing climbs out of it.
    return method in _READ and any(path.startswith(folder) and "/" not in path[len(folder) :] for folder in OPEN_FOLDERS)


def _is_page(scope: Scope) -> bool:
    path = scope["path"]
    return scope["method"] in ("GET", "HEAD") and not path.startswith(_STREAMLITS) and "." not in path.rpartition("/")[2]


def _to(where: str) -> Response:
    return RedirectResponse(where, status_code=303, headers={"Cache-Control": "no-store"})


def _without_identity(scope: Scope) -> Scope:
    def names_somebody(raw: bytes) -> bool:
        name = raw.decode("latin-1").lower().replace("_", "-")
        return name in _IDENTITY or name.startswith(_IDENTITY_STARTS)

    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if not names_somebody(name)]}


def _without_our_cookie(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    ours = (asked.SECURE_COOKIE.encode(), asked.PLAIN_COOKIE.encode())

    def kept(line: bytes) -> bytes:
        return b"; ".join(part.strip() for part in line.split(b";") if part.partition(b"=")[0].strip() not in ours)

    return [(name, kept(value) if name.lower() == b"cookie" else value) for name, value in headers]


async def _shut(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
    else:
        await PlainTextResponse("Not found", status_code=404)(scope, receive, send)


async def _unavailable(scope: Scope, receive: Receive, send: Send, language: Language) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1013, "reason": ""})
        return
    sentence = translate(mark("The database does not answer. Try again in a few minutes."), language)
    await PlainTextResponse(sentence, status_code=503, headers={"Retry-After": "5", "Cache-Control": "no-store"})(scope, receive, send)
