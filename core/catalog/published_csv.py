"""A sheet published to the web as CSV."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

import requests

from core.catalog.csv_rows import csv_cells
from core.catalog.remedy import failed
from core.catalog.sheet_copy import SheetCopy
from core.catalog.source import with_scheme
from core.catalog.wire import Answer, Patience, ask, next_hop, patiently, refuse_inner_address

MOST_HOPS = 5
_GOOGLE = ("docs.google.com",)


def read_published(link: str, *, emulator_host: str = "", patience: Patience | None = None) -> SheetCopy:
    """Fetch the link and read its table; a page instead of a table is a failure with its remedy."""
    patience = patience or Patience()
    emulator = urlsplit(with_scheme(emulator_host)) if emulator_host else None
    with requests.Session() as session:
        session.trust_env = emulator is None
        answer = patiently(lambda: _follow(session, link, emulator.geturl() if emulator else "", patience), patience)
    kind = answer.headers.get("Content-Type", "").lower()
    if "html" in kind or answer.body.lstrip()[:15].lower().startswith((b"<!doctype", b"<html")):
        raise failed("not_csv")
    return SheetCopy(csv_cells(answer.body, name=urlsplit(link).netloc, title="CSV"))


def _follow(session: requests.Session, link: str, emulator: str, patience: Patience) -> Answer:
    url = link
    for _ in range(MOST_HOPS):
        url = _moved(url, emulator)
        if not emulator or urlsplit(url).netloc != urlsplit(emulator).netloc:
            refuse_inner_address(url)
        answer = ask(session, url, patience=patience, redirects=False)
        to = next_hop(answer, url)
        if to is None:
            break
        if "accounts.google.com" in to:
            raise failed("not_csv")
        url = to
    if answer.ok:
        return answer
    wait = answer.retry_after(datetime.now(UTC))
    if answer.status == 429:
        raise failed("quota", retry_after=wait)
    if answer.status >= 500:
        raise failed("google_down", retry_after=wait, status=answer.status)
    raise failed("not_found") if answer.status in (404, 410) else failed("not_csv")


def _moved(url: str, emulator: str) -> str:
    """Google's links on the emulator's host, when there is one."""
    parts = urlsplit(url)
    if not emulator or parts.hostname not in _GOOGLE:
        return url
    to = urlsplit(emulator)
    return urlunsplit((to.scheme, to.netloc, parts.path, parts.query, ""))
