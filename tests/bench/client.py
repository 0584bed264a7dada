"""A browser without a screen: signs in over HTTP, then speaks Streamlit's messages over the websocket."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PATIENCE = 30.0
"""Seconds after which an answer counts as lost."""
_ACK_AT_ONCE = getattr(socket, "TCP_QUICKACK", None)
"""Linux: acknowledge at once. Otherwise a server without TCP_NODELAY waits 40 ms of every run for the
kernel's delayed acknowledgement, on either side of a comparison, and the ratio says nothing."""
_ROLE_FORM = re.compile(r'action="/demo-sign-in"')


class PageFailed(RuntimeError):
    """The page answered with an error, so its speed means nothing."""


@dataclass(frozen=True)
class Visitor:
    """Where somebody browses, and the cookies they carry (none on a server without sign-in)."""

    base: str
    cookie: str = ""

    @property
    def websocket(self) -> str:
        """The address of Streamlit's websocket."""
        return "ws://" + urlsplit(self.base).netloc + "/_stcore/stream"


async def sign_in(base: str, role: str = "manager", http: httpx.AsyncClient | None = None) -> Visitor:
    """Sign in to a demo as a person does: open the sign-in page, choose a role, keep the cookie."""
    if http is None:
        async with httpx.AsyncClient(base_url=base, timeout=PATIENCE) as own:
            return await sign_in(base, role, own)
    http.cookies.clear()
    page = await http.get("/sign-in")
    if not _ROLE_FORM.search(page.text):
        raise PageFailed(f"/sign-in offers no roles (status {page.status_code})")
    answer = await http.post("/demo-sign-in", data={"role": role, "next": "/"}, headers={"Origin": base})
    if answer.status_code != 303 or not http.cookies:
        raise PageFailed(f"/demo-sign-in answered {answer.status_code}")
    return Visitor(base, "; ".join(f"{cookie.name}={cookie.value}" for cookie in http.cookies.jar))


@dataclass
class Line:
    """One open page: its websocket, its fragments that redraw themselves, what it has shown."""

    visitor: Visitor
    page: str = ""
    at_once: bool = True
    """Acknowledge at once (see _ACK_AT_ONCE); False: as the operating system would for a browser."""
    fragments: dict[str, float] = field(default_factory=dict)
    alerts: list[str] = field(default_factory=list)
    messages: int = 0
    redraws: int = 0
    """Looks of a fragment that had the whole page run again."""
    bytes: int = 0
    _socket: Any = None
    _page_hash: str = ""
    _cached: set[str] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        headers = {"Cookie": self.visitor.cookie} if self.visitor.cookie else {}
        self._socket = await websockets.connect(
            self.visitor.websocket,
            subprotocols=[websockets.Subprotocol("streamlit")],
            additional_headers=headers,
            origin=websockets.Origin(self.visitor.base),
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=PATIENCE,
        )
        await self.rerun()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    @property
    def ticking(self) -> str:
        """The id of the page's one fragment that redraws itself."""
        if len(self.fragments) != 1:
            raise PageFailed(f"expected one fragment with run_every, found {len(self.fragments)}")
        return next(iter(self.fragments))

    async def tick(self) -> float:
        """Fire the fragment as the browser's timer does; return the seconds until its answer is complete."""
        return await self.rerun(self.ticking)

    async def rerun(self, fragment: str = "") -> float:
        """Ask for a full run, or a fragment's; return the seconds until the answer is complete."""
        started = time.perf_counter()
        await self._socket.send(self._request(fragment))
        await asyncio.wait_for(self._until_finished(), PATIENCE)
        return time.perf_counter() - started

    def _request(self, fragment: str) -> bytes:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = ""
        asked.page_script_hash = self._page_hash
        asked.page_name = "" if self._page_hash else self.page
        asked.fragment_id = fragment
        asked.is_auto_rerun = bool(fragment)
        asked.cached_message_hashes.extend(self._cached)
        asked.context_info.timezone = "Asia/Ho_Chi_Minh"
        asked.context_info.timezone_offset = -420
        asked.context_info.locale = "vi-VN"
        asked.context_info.url = f"{self.visitor.base}/{self.page}"
        asked.context_info.color_scheme = "light"
        return message.SerializeToString()

    async def _until_finished(self) -> None:
        wire = self._socket.transport.get_extra_info("socket")
        while True:
            if self.at_once and _ACK_AT_ONCE is not None:
                wire.setsockopt(socket.IPPROTO_TCP, _ACK_AT_ONCE, 1)  # the kernel forgets it again and again
            raw = await self._socket.recv()
            self.messages += 1
            self.bytes += len(raw)
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    self.redraws += 1
                    continue  # a fragment asked for the whole page: that run's end counts
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise PageFailed("the script does not compile")
                return
            self._take(message, kind)

    def _take(self, message: ForwardMsg, kind: str | None) -> None:
        if message.metadata.cacheable:
            self._cached.add(message.hash)
        if kind == "new_session":
            self._page_hash = message.new_session.page_script_hash
        elif kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
        elif kind == "auto_rerun":
            self.fragments[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "stop_auto_rerun":
            for gone in message.stop_auto_rerun.fragment_ids:
                self.fragments.pop(gone, None)
        elif kind == "page_not_found":
            raise PageFailed(f"there is no page {self.page!r}")
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            shown = element.WhichOneof("type")
            if shown == "exception":
                raise PageFailed(element.exception.message)
            if shown == "alert":
                self.alerts.append(element.alert.body)
                if element.alert.format == element.alert.ERROR:
                    raise PageFailed(element.alert.body)
