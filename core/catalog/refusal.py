"""What an error answer of Google means: status, JSON body where there is one, HTML page where not."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from core.catalog.remedy import ReadingFailed, failed
from core.catalog.wire import Answer

_ENABLE = "https://console.cloud.google.com/apis/library/sheets.googleapis.com"
_TOO_MANY = {"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"}


def refusal(answer: Answer, *, email: str, now: datetime) -> ReadingFailed:
    """Return the typed failure of an answer that is not 2xx. `email` is the account it was asked with."""
    said, reasons, link = _said(answer)
    wait = answer.retry_after(now)
    if answer.status == 429 or (answer.status == 403 and reasons & _TOO_MANY):
        return failed("quota", retry_after=wait)
    if answer.status == 408 or answer.status >= 500:
        return failed("google_down", retry_after=wait, status=answer.status)
    code, values = _meaning(answer.status, said, reasons, email, link)
    return failed(code, **values)


def _meaning(status: int, said: str, reasons: set[str], email: str, link: str) -> tuple[str, dict[str, Any]]:
    kinds: list[tuple[bool, str, dict[str, Any]]] = [
        (status == 401, "bad_credentials", {}),
        (status in (404, 410), "not_found", {}),
        (
            status == 403 and ("SERVICE_DISABLED" in reasons or "has not been used in project" in said),
            "api_disabled",
            {"link": link or _ENABLE},
        ),
        (
            status == 403 and ("insufficient authentication scopes" in said or "ACCESS_TOKEN_SCOPE_INSUFFICIENT" in reasons),
            "wrong_scope",
            {},
        ),
        (status == 403 and bool(email), "not_shared", {"email": email}),
        (status == 403, "not_public", {}),
        (status == 400 and said.startswith("Unable to parse range"), "tab_gone", {"tab": tab_in(said), "tabs": "?"}),
        (status == 400 and ("not supported for this document" in said or "FAILED_PRECONDITION" in reasons), "not_a_sheet", {}),
    ]
    for fits, code, values in kinds:
        if fits:
            return code, values
    return "refused", {"status": status, "said": " ".join(said.split())[:200] or "—"}


def _said(answer: Answer) -> tuple[str, set[str], str]:
    """Message, reasons and first link of an error document; blanks for an HTML page."""
    try:
        error = json.loads(answer.body)["error"]
        details = [detail for detail in error.get("details", []) if isinstance(detail, dict)]
        reasons = {str(detail.get("reason", "")) for detail in [*details, *error.get("errors", [])]} | {str(error.get("status", ""))}
        links = [str(link.get("url", "")) for detail in details for link in detail.get("links", [])]
        return str(error.get("message", "")), reasons - {""}, links[0] if links else ""
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", set(), ""


def tab_in(said: str) -> str:
    """Return the tab's title in `Unable to parse range: 'Mã tháng 9'!A1:F15`."""
    spot = said.partition(":")[2].strip()
    title = spot.rpartition("!")[0] if "!" in spot else spot
    return title.removeprefix("'").removesuffix("'").replace("''", "'")
