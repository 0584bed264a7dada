"""Row `crash`: agents saving at once, killed with −9 in the middle; every acknowledged save is there, none twice."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from core.base.clock import local_date, utc_now
from core.base.database import Database
from core.base.migrate import migrate
from core.people.actions.shops import NewShop, add_shop
from core.people.actions.users import NewUser, add_user
from core.people.shop import Marketplace
from core.people.user import SYSTEM, Role
from core.shifts.actions.check_in import CheckIn, check_in
from core.shifts.queries.templates import list_templates
from core.shifts.template import business_date
from tests.bench.data import KEPT, url_of
from tests.bench.figure import Figure, Pace
from tests.bench.server import ROOT

AGENTS, SHOPS, SECONDS = 50, 3, 60.0


@dataclass
class Told:
    """What the processes said: per agent the highest save sent, and the highest acknowledged."""

    sent: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    acked: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def hear(self, lines: IO[bytes]) -> None:
        """Read lines until the process is gone."""
        for line in lines:
            word, agent, number = line.split()
            (self.sent if word == b"send" else self.acked)[int(agent)] = int(number)


def measure(pace: Pace) -> Iterator[Figure]:
    """Let agents save, kill the process twice on the way and once at the end, then count what the file holds."""
    seconds = pace.seconds(SECONDS)
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="crash-", dir=KEPT) as name:
        path = Path(name) / "crash.db"
        agents = _team(path)
        told = Told()
        for share in (0.5, 0.2, 0.3):  # killed in the middle, again soon after the start, and at the end
            _run_and_kill(path, agents, told, seconds * share)
        lost, twice, sound = _count(path, agents, told)
    acked = sum(told.acked.values())
    note = f"{acked:,} saves of {SHOPS} shops acknowledged to {AGENTS} agents in {seconds:.0f} s; process killed with −9 three times"
    yield Figure(row="crash", what="acknowledged saves lost", value=lost, unit="saves", bar=0, bar_on="value", note=note)
    yield Figure(row="crash", what="saves written twice", value=twice, unit="saves", bar=0, bar_on="value", note="resent after each kill")
    yield Figure(row="crash", what="faults PRAGMA integrity_check finds", value=sound, unit="", bar=0, bar_on="value")
    yield Figure(
        row="crash", what="saves acknowledged per second", value=acked / seconds, unit="/s", note="WAL, synchronous=FULL; information"
    )


def _team(path: Path) -> list[dict[str, Any]]:
    """Make a database of agents, each on a shift that runs now."""
    database, now = Database(url_of(path)), utc_now()
    migrate(database)
    agents = []
    with database.write() as session:
        shops = [add_shop(session, SYSTEM, NewShop(f"S{n}", Marketplace.SHOPEE, f"Shop {n}"), now=now).id for n in range(SHOPS)]
        template = list_templates(session, SYSTEM)[0]
        day = business_date(template, now)
        assert day <= local_date(now)
        for number in range(AGENTS):
            person = add_user(session, SYSTEM, NewUser(f"agent{number}", f"Agent {number}", Role.AGENT), now=now)
            shift = check_in(session, person, CheckIn(template.id, day), now=now)
            agents.append({"id": person.id, "name": person.name, "shift": shift.id, "shops": shops})
    database.close()
    return agents


def _run_and_kill(path: Path, agents: list[dict[str, Any]], told: Told, seconds: float) -> None:
    """Start the agents where they stopped (what was sent and not acknowledged is sent again) and kill them with −9."""
    command = [sys.executable, "-m", "tests.bench.crash_agents"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    asked = {"url": url_of(path), "agents": [agent | {"next": told.acked[agent["id"]] + 1} for agent in agents]}
    process.stdin.write(json.dumps(asked).encode())
    process.stdin.close()
    before = sum(told.acked.values())
    listener = threading.Thread(target=told.hear, args=(process.stdout,))
    listener.start()
    try:
        while sum(list(told.acked.values())) == before and process.poll() is None:
            time.sleep(0.05)  # the time to start is not the agents' time
        time.sleep(seconds)
        if process.poll() is not None:
            raise RuntimeError(f"the agents ended by themselves with {process.returncode}")
    finally:
        process.kill()
        process.wait()
        listener.join()


def _count(path: Path, agents: list[dict[str, Any]], told: Told) -> tuple[int, int, int]:
    """Return how many acknowledged saves are missing, how many are there twice, and the faults of the file."""
    lost = twice = 0
    with sqlite3.connect(path) as connection:
        faults = [row for (row,) in connection.execute("PRAGMA integrity_check") if row != "ok"]
        for agent in agents:
            acked = told.acked[agent["id"]]
            audited = connection.execute(
                "SELECT count(*) FROM audit WHERE subject = ? AND action = 'shift.save'", (f"shift:{agent['shift']}",)
            ).fetchone()[0]
            for shop in agent["shops"]:
                query = "SELECT s.chats FROM result_save s JOIN result r ON r.id = s.result_id WHERE r.shift_id = ? AND r.shop_id = ? ORDER BY s.id"
                saved = [chats for (chats,) in connection.execute(query, (agent["shift"], shop))]
                stored = connection.execute(
                    "SELECT chats, version FROM result WHERE shift_id = ? AND shop_id = ?", (agent["shift"], shop)
                ).fetchone() or (0, 0)
                lost += len(set(range(1, acked + 1)) - set(saved)) + (stored[0] < acked)
                twice += len(saved) - len(set(saved)) + (stored != (len(saved), len(saved))) + (audited != len(saved))
    return lost, twice, len(faults)
