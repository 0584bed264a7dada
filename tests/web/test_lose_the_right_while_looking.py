"""A page that draws itself anew keeps drawing only as long as its person may look."""

from __future__ import annotations

import asyncio
import time

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed

from core.base.changes import Topic, touch
from core.base.clock import utc_now
from core.people.actions.users import NewUser, add_user, disable_user
from core.people.tables import UserRow
from core.people.user import SYSTEM, Role
from tests.bench.client import Line, Visitor
from tests.web.conftest import PASSWORD, Served


def visitor(served: Served, name: str) -> Visitor:
    with served.signed_in(name) as browser:
        return Visitor(served.base, f"catruc={browser.cookies['catruc']}")


def test_a_running_fragment_ends_with_the_account(served: Served) -> None:
    with served.database.write() as session:
        add_user(session, SYSTEM, NewUser("tam", "Tâm", Role.MANAGER, PASSWORD), now=utc_now())

    async def watch() -> tuple[int, float]:
        async with Line(visitor(served, "tam"), "live") as line:
            ticks = 0
            for _ in range(3):
                await line.tick()
                ticks += 1
            with served.database.write() as session:  # another process, as the command line is
                disable_user(session, SYSTEM, "tam", now=utc_now())
            ended = time.monotonic()
            with pytest.raises(ConnectionClosed):
                while time.monotonic() - ended < 5:
                    await line.tick()
            return ticks, time.monotonic() - ended

    ticks, seconds = asyncio.run(watch())
    assert ticks == 3
    assert seconds < 3


class Looking(Line):
    """A page whose cards are read."""

    cards: set[str]

    def _take(self, message: ForwardMsg, kind: str | None) -> None:
        super()._take(message, kind)
        if kind == "delta" and message.delta.new_element.WhichOneof("type") == "metric":
            self.cards.add(message.delta.new_element.metric.label)


def test_a_smaller_role_shows_less_from_the_next_tick(served: Served) -> None:
    with served.database.write() as session:
        made = add_user(session, SYSTEM, NewUser("son", "Sơn", Role.MANAGER, PASSWORD), now=utc_now())

    async def watch() -> tuple[set[str], set[str]]:
        line = Looking(visitor(served, "son"), "live")
        line.cards = set()
        async with line:
            await line.tick()
            before, line.cards = line.cards, set()
            with served.database.write() as session:
                row = session.get_one(UserRow, made.id)
                row.role = str(Role.AGENT)
                session.add(row)
                touch(session, Topic.PEOPLE)
            await asyncio.sleep(1.1)  # another process's write is noticed within a second
            await line.tick()
            return before, line.cards

    before, after = asyncio.run(watch())
    assert before - after == {"Doanh thu"}
    assert after
