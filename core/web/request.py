"""What every route and the gate ask of a request: whose cookie, from where, which language, same site or not."""

from __future__ import annotations

import re
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from core.base.errors import Refused
from core.base.settings import Settings
from core.base.words import Language

SECURE_COOKIE, PLAIN_COOKIE = "__Host-catruc", "catruc"
LANGUAGE_COOKIE = "catruc_language"
_MOST_BYTES = 16_384
_DEFAULT_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}
_LOCAL_PATH = re.compile(r"^/(?![/\\])[^\\\x00-\x1f\x7f]*$")


def is_secure(scope: Any, settings: Settings) -> bool:
    """Tell whether the browser speaks HTTPS with us (or with the proxy we trust)."""
    if settings.secure_cookies or scope.get("scheme") in ("https", "wss"):
        return True
    return settings.trust_proxy and _last(Headers(scope=scope).get("x-forwarded-proto", "")) in ("https", "wss")


def client_address(scope: Any, settings: Settings) -> str:
    """Return the browser's address; the proxy's word counts only when `trust_proxy` is set."""
    if settings.trust_proxy and (said := _last(Headers(scope=scope).get("x-forwarded-for", ""))):
        return said[:64]
    client = scope.get("client")
    return str(client[0])[:64] if client else ""


def cookie_of(scope: Any, name: str) -> str:
    """Return a cookie's value, empty when it is not there exactly once."""
    found = [
        value.strip()
        for line in Headers(scope=scope).getlist("cookie")
        for key, _, value in (part.partition("=") for part in line.split(";"))
        if key.strip() == name
    ]
    return found[0] if len(found) == 1 else ""


def session_cookie_name(scope: Any, settings: Settings) -> str:
    """Return the cookie's name: with the `__Host-` prefix a browser keeps it to HTTPS and this host."""
    return SECURE_COOKIE if is_secure(scope, settings) else PLAIN_COOKIE


def set_session_cookie(response: Response, scope: Any, settings: Settings, token: str) -> None:
    """Hand the token to the browser: not readable by scripts, not sent from other sites, gone with the browser."""
    secure = is_secure(scope, settings)
    response.set_cookie(session_cookie_name(scope, settings), token, path="/", httponly=True, samesite="lax", secure=secure)


def clear_session_cookie(response: Response, scope: Any, settings: Settings) -> None:
    """Take the token from the browser."""
    secure = is_secure(scope, settings)
    response.delete_cookie(session_cookie_name(scope, settings), path="/", httponly=True, samesite="lax", secure=secure)


def language_of(scope: Any, settings: Settings) -> Language:
    """Return the language asked for in the address, or chosen before, or the setting's."""
    chosen = _asked_language(scope) or cookie_of(scope, LANGUAGE_COOKIE)
    return cast("Language", chosen) if chosen in ("vi", "en") else settings.language


def keep_language(response: Response, scope: Any, settings: Settings) -> None:
    """Remember a language asked for in the address, for this browser."""
    chosen = _asked_language(scope)
    if chosen in ("vi", "en"):
        secure = is_secure(scope, settings)
        response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=31_536_000, path="/", httponly=True, samesite="lax", secure=secure)


def _asked_language(scope: Any) -> str:
    query: bytes = scope.get("query_string", b"")
    return dict(parse_qsl(query.decode("latin-1"))).get("lang", "")


def same_origin(scope: Any, settings: Settings) -> bool:
    """Tell whether an Origin header, when there is one, names the host the browser asked."""
    headers = Headers(scope=scope)
    origins = headers.getlist("origin")
    if not origins:
        return True
    hosts = headers.getlist("x-forwarded-host") if settings.trust_proxy and "x-forwarded-host" in headers else headers.getlist("host")
    if len(origins) != 1 or len(hosts) != 1:
        return False
    try:
        origin = urlsplit(origins[0])
        default = _DEFAULT_PORTS.get(origin.scheme)
        host = urlsplit(f"//{hosts[0]}")
        return bool(
            default
            and origin.hostname
            and origin.hostname == host.hostname
            and (origin.port or default) == (host.port or default)
            and not (origin.username or host.username)
        )
    except ValueError:
        return False


def from_this_site(scope: Any, settings: Settings) -> bool:
    """Tell whether a POST was sent by one of our own pages (or by no browser at all)."""
    site = Headers(scope=scope).get("sec-fetch-site")
    return same_origin(scope, settings) and site in (None, "same-origin", "none")


def safe_next(path: str) -> str:
    """Return a path on this server to go to after signing in; the start page for anything else."""
    if len(path) > 2_000 or not _LOCAL_PATH.match(path):
        return "/"
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or parts.path.startswith(("/sign-", "/first-run", "/_stcore", "/media", "/static")):
        return "/"
    return path


async def read_form(request: Request) -> dict[str, str]:
    """Read a small urlencoded form; Refused for anything else."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise Refused("This form cannot be read. Go back and send it again.")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise Refused("This form cannot be read. Go back and send it again.")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=20, errors="strict")
        return {key: value.replace("\0", "") for key, value in pairs}  # PostgreSQL cannot store a NUL
    except ValueError:
        raise Refused("This form cannot be read. Go back and send it again.") from None


def _last(listed: str) -> str:
    return listed.rpartition(",")[2].strip()
