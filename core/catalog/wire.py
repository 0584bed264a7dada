"""One way out of the machine: a deadline for the whole answer, a size limit, failures typed."""

from __future__ import annotations

import ipaddress
import json
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
from requests import exceptions as trouble
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter
from tenacity.wait import wait_base
from urllib3.exceptions import DecodeError, HTTPError, ProtocolError, ReadTimeoutError

from core.catalog.remedy import ReadingFailed, failed

T = TypeVar("T")

MAX_BYTES = 50 * 1024 * 1024
LONGEST_WAIT = 10.0
"""Seconds we wait for `Retry-After` within a reading; a longer one is kept for the next automatic try."""


@dataclass(frozen=True)
class Patience:
    """How long one reading may take. `sleep` and `clock` are given by tests."""

    timeout: float = 10.0
    tries: int = 3
    first_wait: float = 0.5
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic


@dataclass(frozen=True)
class Answer:
    """A whole answer, read within the deadline."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        """True for 2xx."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The JSON document; a body cut short raises ReadingFailed."""
        try:
            return json.loads(self.body, parse_constant=lambda _word: None)
        except ValueError:
            raise failed("bad_answer") from None

    @property
    def text(self) -> str:
        """The body as text, for messages only."""
        return self.body.decode("utf-8", errors="replace")

    def retry_after(self, now: datetime) -> float | None:
        """Seconds the other side asks us to wait: a number or an HTTP date; None when it does not say."""
        said = self.headers.get("Retry-After", "").strip()
        if not said:
            return None
        if said.isdigit():
            return float(said)
        try:
            return max(0.0, (parsedate_to_datetime(said).astimezone(UTC) - now).total_seconds())
        except (TypeError, ValueError):
            return None


def ask(
    session: requests.Session,
    url: str,
    *,
    params: Any = None,
    headers: Mapping[str, str] | None = None,
    patience: Patience,
    redirects: bool = True,
    method: str = "GET",
    document: Any = None,
) -> Answer:
    """Ask once; the whole answer must be there within the timeout. Raises ReadingFailed, never a library's error.

    `document` is sent as JSON.
    """
    until = patience.clock() + patience.timeout
    try:
        with session.request(
            method, url, params=params, json=document, headers=dict(headers or {}), timeout=patience.timeout, stream=True,
            allow_redirects=redirects,
        ) as response:  # fmt: skip
            body = bytearray()
            # What has come so far, not a full chunk of it: an answer that trickles must not outlast the deadline.
            while chunk := response.raw.read1(64 * 1024, decode_content=True):
                body += chunk
                if len(body) > MAX_BYTES:
                    raise failed("too_large", limit=MAX_BYTES // 1024 // 1024)
                if patience.clock() > until:
                    raise failed("timeout", seconds=f"{patience.timeout:g}")
            return Answer(response.status_code, response.headers, bytes(body))
    except (trouble.Timeout, ReadTimeoutError):
        raise failed("timeout", seconds=f"{patience.timeout:g}") from None
    except (ProtocolError, DecodeError):
        raise failed("bad_answer") from None
    except (trouble.RequestException, HTTPError):
        raise failed("no_network") from None


class _AskedOrGrowing(wait_base):
    """What `Retry-After` asks for, else an exponential wait with jitter."""

    def __init__(self, first: float) -> None:
        self._growing = wait_exponential_jitter(multiplier=first, max=LONGEST_WAIT, jitter=first)

    def __call__(self, retry_state: Any) -> float:
        error = retry_state.outcome.exception()
        asked = getattr(error, "retry_after", None)
        return asked if asked is not None else self._growing(retry_state)


def _worth_another_try(error: BaseException) -> bool:
    if not isinstance(error, ReadingFailed) or not error.transient:
        return False
    return error.retry_after is None or error.retry_after <= LONGEST_WAIT


def patiently(do: Callable[[], T], patience: Patience) -> T:
    """Run `do`, again after a transient failure, at most `patience.tries` times in all."""
    return Retrying(
        stop=stop_after_attempt(patience.tries),
        wait=_AskedOrGrowing(patience.first_wait),
        retry=retry_if_exception(_worth_another_try),
        sleep=patience.sleep,
        reraise=True,
    )(do)


def refuse_inner_address(url: str) -> None:
    """Refuse a link to this machine or its own network: the server must not be a door to what stands behind it."""
    host = urlsplit(url).hostname or ""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except OSError:
        return  # unknown here: the request itself will say so, or a proxy knows the name
    if any(not ipaddress.ip_address(str(address).partition("%")[0]).is_global for address in found):
        raise failed("inner_address")


def next_hop(answer: Answer, url: str) -> str | None:
    """Return where a redirect leads, or None when the answer is none."""
    to = answer.headers.get("Location", "")
    return urljoin(url, to) if answer.status in (301, 302, 303, 307, 308) and to else None
