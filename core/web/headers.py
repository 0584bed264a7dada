"""Security headers on every answer, and Streamlit's one HTML page made ours: language, name, icon, policy."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.base.settings import Settings
from core.web import request as asked
from core.web.metrics import REQUESTS

_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_HOST = re.compile(r"^[A-Za-z0-9.\-\[\]:]{1,255}$")
ABOUT = "catruc"
_STREAMLITS_FILES = ("/_stcore/", "/static/", "/media/", "/component/", "/app/")
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), serial=(), usb=(), clipboard-read=(), clipboard-write=(self)",
}
_ENTRY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_BUNDLE_POLICY = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'"  # a worker lives under its own file's policy


class SecurityHeaders:
    """Wraps everything, the gate's own refusals too."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request through and dress its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        about: dict[str, Any] = {}
        scope[ABOUT] = about  # the gate notes in it who is there
        if not scope["path"].startswith(_STREAMLITS_FILES):
            # Streamlit's page is changed on its way out, so it must not be compressed by then.
            scope["headers"] = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
        await self.app(scope, receive, _Dressed(scope, send, self.settings).send)


class _Dressed:
    def __init__(self, scope: Scope, send: Send, settings: Settings) -> None:
        self.scope, self.forward, self.settings = scope, send, settings
        self.start: Message | None = None
        self.body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            REQUESTS.labels(f"{message['status'] // 100}xx").inc()
            headers = MutableHeaders(scope=message)
            for name, value in _ALWAYS.items():
                headers[name] = value
            if asked.is_secure(self.scope, self.settings):
                headers["Strict-Transport-Security"] = "max-age=31536000"
            if "server" in headers:
                del headers["server"]
            if message["status"] == 200 and self.scope["path"].startswith(("/app/static/fonts/", "/assets/")):
                headers["Cache-Control"] = "public, max-age=86400"
            if _is_streamlits_page(self.scope, headers):
                self.start = message  # the policy needs the page's inline scripts: wait for the body
                return
            bundle = self.scope["path"].startswith("/static/")
            headers.setdefault("Content-Security-Policy", _BUNDLE_POLICY if bundle else _ENTRY_POLICY)
            await self.forward(message)
        elif self.start is None:
            await self.forward(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish()

    async def _finish(self) -> None:
        assert self.start is not None  # noqa: S101 - for the type checker; set before any body
        language = asked.language_of(self.scope, self.settings)
        chosen = self.scope[ABOUT]["signed_in"].language
        if chosen in ("vi", "en"):
            language = chosen
        page, policy = _ours(self.body, language)
        headers = MutableHeaders(scope=self.start)
        for stale in ("etag", "last-modified"):
            if stale in headers:
                del headers[stale]
        headers["Content-Length"] = str(len(page))
        headers["Cache-Control"] = "no-store"
        headers["Content-Security-Policy"] = policy + _sockets(self.scope)
        await self.forward(self.start)
        await self.forward({"type": "http.response.body", "body": b"" if self.scope["method"] == "HEAD" else page})


def _is_streamlits_page(scope: Scope, headers: Headers) -> bool:
    return (
        "signed_in" in scope[ABOUT]
        and headers.get("content-type", "").startswith("text/html")
        and "content-encoding" not in headers
        and not scope["path"].startswith(_STREAMLITS_FILES)
    )


_PRELOADED = ("vietnamese-400", "latin-400", "latin-600")
"""The faces every page begins with; asked for at once, so that no word moves when its font comes."""
_STYLES = "".join(
    [
        f'    <link rel="preload" href="/app/static/fonts/be-vietnam-pro-{face}-normal.woff2" as="font" type="font/woff2" crossorigin>\n'
        for face in _PRELOADED
    ]
    + [f'    <link rel="stylesheet" href="/assets/{name}.css">\n' for name in ("fonts", "page")]
).encode()


@lru_cache(maxsize=8)
def _ours(page: bytes, language: str) -> tuple[bytes, str]:
    """Return Streamlit's page as ours, and the policy that lets exactly its own scripts run."""
    page = page.replace(b'<html lang="en">', f'<html lang="{language}">'.encode(), 1)
    page = page.replace(b"<title>Streamlit</title>", "<title>Ca Trực</title>".encode(), 1)
    page = page.replace(b'<link rel="shortcut icon" href="./favicon.png" />', b'<link rel="shortcut icon" href="/assets/icon.svg" />', 1)
    page = re.sub(rb'<link rel="service-desc"[^>]*>', b"", page, count=1)
    page = re.sub(rb'<link\s+rel="preload"[^>]*SourceSans[^>]*>', b"", page, count=1)  # our own font is used
    page = re.sub(rb'(href|src)="\./', rb'\1="/', page)  # so that an address with two parts finds its scripts too
    page = page.replace(b"<head>", b'<head>\n    <script src="/assets/page.js"></script>', 1)
    page = page.replace(b"</head>", _STYLES + b"  </head>", 1)
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(code).digest()).decode()}'" for code in _INLINE_SCRIPT.findall(page))
    policy = (
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; object-src 'none'; "
        f"script-src 'self' {hashes}; "
        "style-src 'self' 'unsafe-inline'; "  # Streamlit's styles are made in the browser
        "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; worker-src 'self' blob:; manifest-src 'self'; "
        "connect-src 'self'"
    )
    return page, policy


def _sockets(scope: Scope) -> str:
    # Older browsers do not count a websocket to the same host as 'self'.
    host = Headers(scope=scope).get("host", "")
    return f" ws://{host} wss://{host}" if _HOST.match(host) else ""
