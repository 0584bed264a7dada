"""Many agents saving at once in one process, as the server has them; told on stdout, to be killed at any moment.

Each line is written at once: `send AGENT N` before a save begins, `ack AGENT N` once its commit came back.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
import time
from typing import Any

from core.base.clock import utc_now
from core.base.database import Database
from core.base.errors import AlreadyDone
from core.base.tokens import spend
from core.people.user import Role, User
from core.shifts.actions.save import SaveResults, ShopTotals, save_results
from core.shifts.result import Totals

PAUSE = 0.05
"""Seconds a hand rests between two saves, at most."""


def say(word: str, agent: int, number: int) -> None:
    """Tell the parent at once: a line this short goes through a pipe whole."""
    os.write(1, f"{word} {agent} {number}\n".encode())


def save(database: Database, agent: dict[str, Any], number: int) -> None:
    """Save once as the page does: one transaction with the form's one-use token; a resent one counts once."""
    user = User(id=agent["id"], name=agent["name"], display=agent["name"], role=Role.AGENT)
    now = utc_now()
    shops = tuple(ShopTotals(shop, Totals(chats=number), number - 1) for shop in agent["shops"])
    try:
        with database.write() as session:
            spend(session, f"crash:{agent['id']}:{number}", at=now)
            save_results(session, user, SaveResults(agent["shift"], shops), now=now)
    except AlreadyDone:
        pass  # the process died between the commit and the acknowledgement


def work(database: Database, agent: dict[str, Any]) -> None:
    """Save the running totals over and over, from the first save that was never acknowledged on."""
    number = agent["next"]
    while True:
        say("send", agent["id"], number)
        save(database, agent, number)
        say("ack", agent["id"], number)
        number += 1
        time.sleep(random.random() * PAUSE)


def main() -> None:
    """Run every agent of the list on stdin until somebody kills this process."""
    asked = json.load(sys.stdin)
    database = Database(asked["url"])
    for agent in asked["agents"]:
        threading.Thread(target=work, args=(database, agent), daemon=False).start()


if __name__ == "__main__":
    main()
