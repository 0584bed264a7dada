"""The open websockets: each belongs to a sign-in and is cut within two seconds of its end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.base.clock import utc_now
from core.base.errors import CaTrucError
from core.people.session_book import SessionBook
from core.web.telemetry import log

CHECK_SECONDS = 1.0


@dataclass(eq=False)
class _Line:
    key: str
    send: Send
    cut: bool = False
    used: bool = True

    async def hang_up(self) -> None:
        if self.cut:
            return
        self.cut = True
        try:
            await self.send({"type": "websocket.close", "code": 1008, "reason": ""})
        except (RuntimeError, OSError) as error:  # the browser was quicker
            log.debug("line.gone", error=str(error))


class LiveLines:
    """Every open websocket of this process."""

    def __init__(self, book: SessionBook) -> None:
        self._book = book
        self._lines: set[_Line] = set()

    def __len__(self) -> int:
        return len(self._lines)

    async def carry(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, key: str) -> None:
        """Run a websocket, passing nothing either way once its sign-in ended."""
        line = _Line(key, send)

        async def hear() -> Message:
            message = await receive()
            if line.cut and message["type"] == "websocket.receive":
                return {"type": "websocket.disconnect", "code": 1008}
            line.used = True
            return message

        async def say(message: Message) -> None:
            if not line.cut:
                await send(message)

        self._lines.add(line)
        try:
            await app(scope, hear, say)
        finally:
            line.cut = True
            self._lines.discard(line)

    async def watch(self) -> None:
        """Look once a second whether each line's sign-in still holds; runs as long as the server."""
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            if not self._lines:
                continue
            lines = list(self._lines)
            used = {line.key for line in lines if line.used}
            for line in lines:
                line.used = False
            try:
                ended = await run_in_threadpool(self._ended, {line.key for line in lines}, used, utc_now())
            except CaTrucError as error:
                log.warning("lines.database", error=str(error))
                continue
            except Exception:  # noqa: BLE001 - the watch outlives every surprise, which is logged
                log.exception("lines.failed")
                continue
            await asyncio.gather(*(line.hang_up() for line in lines if line.key in ended))

    def _ended(self, keys: set[str], used: set[str], now: datetime) -> set[str]:
        ended = {key for key in keys if self._book.by_key(key, now) is None}
        self._book.use(used - ended, now)
        return ended
