"""Pictures and videos of a case: links to a drive, kept and shown only when they are safe to click."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from core.base.errors import InvalidInput, Problem
from core.base.text import nfc
from core.base.words import mark

MAX_LINKS: Final = 10
MAX_LINK: Final = 500
KNOWN_HOSTS: Final = (
    "drive.google.com", "docs.google.com", "photos.google.com", "photos.app.goo.gl", "1drv.ms", "onedrive.live.com", "dropbox.com",
    "shopee.vn", "lazada.vn", "tiktok.com", "tiki.vn", "susercontent.com",
)  # fmt: skip
"""Where teams keep pictures; a link to anywhere else is shown with its host, so that nobody clicks blindly."""
NOT_A_LINK = mark("“{value}” is not a safe link. Copy the sharing link; it begins with https://.")
TOO_MANY = mark("At most {max} links.")

_CUT: Final = re.compile(r"[\s<>\"|\\^`{}]+")
_HOST: Final = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_FOUND: Final = re.compile(r"https://[^\s<>\"|\\^`{}]+", re.IGNORECASE)
_TAIL: Final = ".,;:!?)]}'”’…"


def safe_link(text: str) -> str | None:
    """Return a link that may be clicked, its odd letters escaped; None for any other.

    https only, a plain host name, no name or password before it, the usual port, no invisible letters.
    """
    said = text.strip()
    if len(said) > MAX_LINK or _CUT.search(said) or any(unicodedata.category(c) in ("Cf", "Cc", "Co", "Cs", "Cn") for c in said):
        return None
    try:
        parts = urlsplit(said)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme.lower() != "https" or "@" in parts.netloc or port not in (None, 443) or not _HOST.fullmatch(host):
        return None
    path, query, fragment = (quote(nfc(part), "/?-._~!$&'()*+,;=:@%") for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit(("https", host, path, query, fragment))


def clean_links(text: str, *, field: str = "links") -> tuple[str, ...]:
    """Return the links of a field, each once, in order; anything else in it is InvalidInput naming `field`."""
    said = [one for one in text.replace(",https://", " https://").split() if one.strip(",;")]
    made = [(one, safe_link(one.strip(",;"))) for one in said]
    if wrong := [Problem(field, NOT_A_LINK, {"value": one[:80]}) for one, link in made if link is None]:
        raise InvalidInput(wrong[:3])
    links = tuple(dict.fromkeys(link for _, link in made if link))
    if len(links) > MAX_LINKS:
        raise InvalidInput([Problem(field, TOO_MANY, {"max": MAX_LINKS})])
    return links


def links_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the safe links written anywhere in free texts, each once, at most 10."""
    found: dict[str, None] = {}
    for text in texts:
        for match in _FOUND.finditer(text):
            if link := safe_link(match.group().rstrip(_TAIL)):
                found[link] = None
    return tuple(found)[:MAX_LINKS]


def host_of(link: str) -> str:
    """Return the host a safe link leads to."""
    return (urlsplit(link).hostname or "").removeprefix("www.")


def is_known_host(link: str) -> bool:
    """Tell whether a link leads to one of the places where teams keep pictures."""
    host = host_of(link)
    return any(host == known or host.endswith("." + known) for known in KNOWN_HOSTS)
