"""`report bonus` and `bonus …`: the shape, the steps, and an independent recomputation to the đồng."""

from __future__ import annotations

import json
import math
import random
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from core.__main__ import main
from core.base.database import Database
from core.people.actions.users import NewUser, add_user
from core.people.user import SYSTEM, Role, User
from core.shifts.result import Totals
from core.shifts.shift import ShiftStatus
from tests.conftest import START, Cast
from tests.score.work import clock, shift

GOOD = Totals(chats=100, presale_chats=100, answered_30s=80, unanswered=0, first_response_avg_s=30, orders=35, paid_orders=30)
MONTH = ("--month", "2026-09")


@pytest.fixture
def run(database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """Run a command on the test's database; returns exit code, stdout, stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["core", *arguments, "--database", database.url.render_as_string(hide_password=False)])
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def read(run: Callable[..., tuple[int, str, str]]) -> Callable[..., Any]:
    """Run a command with --json; returns the document."""

    def call(*arguments: str) -> Any:
        code, out, err = run(*arguments, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return call


def test_the_policy_goes_out_and_in(cast: Cast, read: Any, run: Any, tmp_path: Path) -> None:
    document = read("bonus", "policy")
    assert (document["version"], document["base_bonus_vnd"]) == (0, 2_000_000)
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(document | {"base_bonus_vnd": 2_500_000}), encoding="utf-8")
    assert read("bonus", "policy", "--set", str(file), "--as", "hoa")["version"] == 1
    assert read("bonus", "policy", "--month", "2024-01") == document | {"base_bonus_vnd": 2_500_000, "version": 1, "from": "2000-01"}
    assert run("bonus", "policy", "--set", str(file), "--as", "minh") == (1, "", "Your role may not do this. Ask a manager or the owner.\n")
    file.write_text('{"metrics": {"conversion": {"weight": 90}}, "prizes_vnd": [-1]}', encoding="utf-8")
    assert run("bonus", "policy", "--set", str(file), "--as", "hoa") == (
        1,
        "",
        "The weights add up to 90; they must add up to 100.\n“prizes_vnd[1]” must be a whole number from 0 to 1000000000.\n",
    )
    file.write_text("{", encoding="utf-8")
    assert run("bonus", "policy", "--set", str(file)) == (1, "", "policy.json is not JSON.\n")
    toml = tmp_path / "policy.toml"
    toml.write_text("prizes_vnd = [900_000]\n[gates]\nmax_unanswered_rate = 0.05\n", encoding="utf-8")
    held = read("bonus", "policy", "--set", str(toml), "--as", "hoa")
    assert (held["version"], held["prizes_vnd"], held["gates"]["max_unanswered_rate"]) == (2, [900_000], 0.05)
    assert run("bonus", "policy", "--set", str(tmp_path / "none.json"))[0] == 1


def test_a_month_on_the_command_line(database: Database, cast: Cast, read: Any, run: Any) -> None:
    shift(database, cast.lan, "late", {cast.shop_a: GOOD})
    assert read("bonus", "wage", "lan", "40000", "--from", "2026-09-01", "--as", "hoa")["hourly_vnd"] == 40_000
    draft = read("report", "bonus", *MONTH)
    assert (draft["month"], draft["status"], draft["policy_version"]) == ("2026-09", "open", 0)
    (row,) = draft["rows"]
    assert {"agent", "kpi_percent", "metrics", "gates", "lines", "total_vnd"} <= set(row)
    assert set(row["metrics"]["conversion"]) >= {"value", "n", "target", "achievement", "weight", "used"}
    assert row["metrics"]["conversion"]["value"] == 0.35
    assert row["metrics"]["reviews_in_24h_rate"]["used"] is False
    assert [(gate["gate"], gate["passed"]) for gate in row["gates"]] == [
        ("min_approved_shifts", False), ("max_unanswered_rate", True), ("no_overdue_complaints", True),
    ]  # fmt: skip
    assert [(line["kind"], line["amount_vnd"]) for line in row["lines"]] == [
        ("kpi_bonus", 0), ("band_prize", 0), ("evening_allowance", 50_000), ("night_premium", 24_000),
    ]  # fmt: skip
    assert row["lines"][0]["why"] == "1 approved shifts, at least 10 needed"
    assert row["total_vnd"] == 74_000
    assert run("bonus", "compute", *MONTH, "--as", "lan") == (1, "", "Your role may not do this. Ask a manager or the owner.\n")
    assert run("bonus", "approve", *MONTH) == (1, "", "This month's bonus has not been computed yet.\n")
    computed = read("bonus", "compute", *MONTH, "--as", "minh")
    assert (computed["status"], computed["input_hash"], computed["total_vnd"]) == ("computed", draft["input_hash"], 50_000)
    assert read("report", "bonus", *MONTH, "--as", "lan")["rows"] == []
    read("bonus", "review", *MONTH, "--as", "minh", "--until", "2099-01-01T18:00")
    assert [found["total_vnd"] for found in read("report", "bonus", *MONTH, "--as", "lan")["rows"]] == [74_000]
    assert read("bonus", "approve", *MONTH, "--as", "hoa")["status"] == "approved"
    assert read("bonus", "lock", *MONTH, "--as", "hoa")["status"] == "locked"
    locked = read("report", "bonus", *MONTH)
    assert (locked["rows"], locked["input_hash"], locked["reproduced"]) == (draft["rows"], draft["input_hash"], True)
    assert run("report", "bonus", *MONTH)[0] == 0
    assert run("report", "bonus", "--month", "tháng 9") == (1, "", "“tháng 9” is not a month. Write it like 2026-09.\n")
    assert read("bonus", "adjust", "lan", "50000", "--from", "2026-09", "--month", "2026-10", "--reason", "Ca muộn")["adjustment"] == 1


def test_statements_go_out_as_files(database: Database, cast: Cast, read: Any, run: Any, tmp_path: Path) -> None:
    shift(database, cast.lan, "late", {cast.shop_a: GOOD})
    read("bonus", "compute", *MONTH)
    pdf, xlsx = tmp_path / "thuong.pdf", tmp_path / "thuong.xlsx"
    assert read("bonus", "statements", str(pdf), *MONTH, "--as", "hoa") == {"file": "thuong.pdf", "statements": 1}
    assert read("bonus", "statements", str(xlsx), *MONTH, "--agent", "lan")["statements"] == 1
    assert (pdf.read_bytes()[:4], xlsx.read_bytes()[:2]) == (b"%PDF", b"PK")
    none = "There is no statement to take out of this month.\n"
    assert run("bonus", "statements", str(pdf), *MONTH, "--as", "lan") == (1, "", none)  # a draft is nobody's statement yet
    assert run("bonus", "statements", "x.doc", *MONTH)[0] == 1


CSV = "business_date,template,agent,shop,chats,orders\n2026-09-15,late,lan,A,{chats},35\n"


def test_an_import_into_a_locked_month_is_one_line(database: Database, cast: Cast, run: Any, tmp_path: Path) -> None:
    shift(database, cast.lan, "late", {cast.shop_a: Totals(chats=100, orders=35)})
    for step in ("compute", "review", "approve", "lock"):
        assert run("bonus", step, *MONTH)[0] == 0
    file = tmp_path / "ca.csv"
    for changed in (CSV.format(chats=101), CSV.format(chats=100) + "2026-09-16,late,lan,A,5,1\n"):
        file.write_text(changed, encoding="utf-8")
        code, _, err = run("import", str(file), "--kind", "shifts")
        assert (code, err) == (
            1,
            "The bonus of this month is locked, so its shifts stay as they are. What comes late is an adjustment in a later month.\n",
        )
    file.write_text(CSV.format(chats=100), encoding="utf-8")
    assert run("import", str(file), "--kind", "shifts")[0] == 0


@dataclass(frozen=True)
class Worked:
    agent: str
    template: str
    shop: str
    day: date
    start: datetime
    end: datetime
    totals: Totals


def phi(x: float) -> float:
    return (1 + math.erf(x / math.sqrt(2))) / 2


def fair_and_ranks(rows: list[Worked], top: str, bottom: str) -> dict[str, tuple[float, int, int]]:
    """Return agent → fair rate, first and last rank: the published formulas, agent by agent, no arrays."""
    cells: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
    own: dict[str, dict[Any, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for row in rows:
        cell = row.shop, row.template, row.day.day == row.day.month
        for place in (cells[cell], own[row.agent][cell]):
            place[0] += getattr(row.totals, top)
            place[1] += getattr(row.totals, bottom)
    rate = {cell: x / n for cell, (x, n) in cells.items() if n}
    team = sum(x for x, _ in cells.values()) / sum(n for _, n in cells.values())
    seen = {}
    for agent, held in own.items():
        e = sum(n * rate[cell] for cell, (_, n) in held.items())
        v = sum(n * rate[cell] * (1 - rate[cell]) for cell, (_, n) in held.items())
        if e > 0 and v > 0:
            seen[agent] = sum(x for x, _ in held.values()) / e, v / e**2
    grid = [k / 200 for k in range(201)]
    logs = [
        -(t**2) / (2 * 0.2**2) - sum(math.log(s + t * t) / 2 + (r - 1) ** 2 / (2 * (s + t * t)) for r, s in seen.values()) for t in grid
    ]
    weights = [math.exp(one - max(logs)) for one in logs]
    weights = [one / sum(weights) for one in weights]

    def parts(agent: str) -> list[tuple[float, float]]:
        r, s = seen[agent]
        return [(1 + t * t / (t * t + s) * (r - 1), t * t / (t * t + s) * s) for t in grid]

    def better(first: str, second: str) -> float:
        total = 0.0
        for weight, (m, v), (n, u) in zip(weights, parts(first), parts(second), strict=True):
            total += weight * (phi((m - n) / math.sqrt(v + u)) if v + u > 0 else 0.5)
        return total

    theta = {agent: sum(w * m for w, (m, _) in zip(weights, parts(agent), strict=True)) for agent in seen}
    order = sorted(seen, key=lambda agent: (-round(theta[agent], 12), agent))
    bands: list[list[str]] = []
    for agent in order:
        if not bands or better(bands[-1][0], agent) >= 0.95:
            bands.append([])
        bands[-1].append(agent)
    found, rank = {}, 1
    for band in bands:
        for agent in band:
            found[agent] = theta[agent] * team, rank, rank + len(band) - 1
        rank += len(band)
    return found


def thousand(amount: Fraction | Decimal | int) -> int:
    exact = Decimal(amount.numerator) / Decimal(amount.denominator) if isinstance(amount, Fraction) else Decimal(amount)
    return int((exact / 1000).quantize(Decimal(1), ROUND_HALF_UP)) * 1000


def expected(rows: list[Worked], wage: dict[str, int]) -> dict[str, tuple[float, dict[str, int]]]:
    """Return agent → KPI percent and lines, by the default policy with three shifts as the gate."""
    conversion = fair_and_ranks(rows, "orders", "presale_chats")
    speed = fair_and_ranks(rows, "answered_30s", "chats")
    found = {}
    for agent in {row.agent for row in rows}:
        mine = [row for row in rows if row.agent == agent]
        chats = sum(row.totals.chats or 0 for row in mine)
        missed = sum(row.totals.unanswered or 0 for row in mine)
        waited = sum((row.totals.first_response_avg_s or 0) * ((row.totals.chats or 0) - (row.totals.unanswered or 0)) for row in mine)
        orders, paid = (sum(getattr(row.totals, name) or 0 for row in mine) for name in ("orders", "paid_orders"))
        presale = sum(row.totals.presale_chats or 0 for row in mine)
        scored = [
            (35, conversion[agent][0] / 0.35 if presale >= 30 and agent in conversion else None),
            (25, speed[agent][0] / 0.8 if chats >= 30 and agent in speed else None),
            (10, (30 * (chats - missed) / waited if waited else 1.2) if chats - missed >= 30 else None),
            (10, paid / orders / 0.85 if orders >= 30 else None),
        ]
        weight = sum(w for w, share in scored if share is not None)
        percent = 100 * sum(w * min(1.2, share) for w, share in scored if share is not None) / weight
        days = {(row.template, row.day): row for row in mine}
        lines = {}
        passed = len(days) >= 3 and 10 * missed <= chats
        factor = next(f for start, f in ((110, 12), (100, 10), (85, 8), (70, 5), (0, 0)) if percent >= start)
        lines["kpi_bonus"] = thousand(Fraction(2_000_000 * factor, 10)) if passed else 0
        if agent in conversion:
            _, first, last = conversion[agent]
            prize = thousand(Fraction(sum((500_000, 300_000, 200_000)[first - 1 : last]), last - first + 1))
            if prize:
                lines["band_prize"] = prize if passed else 0
        if evenings := sum(template != "morning" for template, _ in days):
            lines["evening_allowance"] = 50_000 * evenings
        seconds = 0
        for row in days.values():
            moment = row.start
            while moment < row.end:
                hour = (moment + timedelta(hours=7)).hour  # UTC + 7
                seconds += 60 * (hour >= 22 or hour < 6)
                moment += timedelta(minutes=1)
        if seconds and agent in wage:
            lines["night_premium"] = thousand(Fraction(seconds * wage[agent] * 3, 3600 * 10))
        found[agent] = percent, lines
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_equal_to_an_independent_computation(database: Database, cast: Cast, read: Any, tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    people: list[User] = [cast.lan, cast.stranger]
    with database.write() as session:
        people += [
            add_user(session, SYSTEM, NewUser(name, name, Role.AGENT, "đúng mật khẩu 1"), now=START) for name in ("an", "binh", "chi")
        ]
    wage = {person.name: dice.randrange(25_000, 60_000) for person in people[:3]}
    for name, amount in wage.items():
        read("bonus", "wage", name, str(amount), "--from", "2026-09-01")
    file = tmp_path / "policy.json"
    file.write_text('{"gates": {"min_approved_shifts": 3}}', encoding="utf-8")
    read("bonus", "policy", "--set", str(file))
    hours = {"morning": (8, 17), "late": (16, 24), "evening": (19, 24)}
    rows: list[Worked] = []
    for place, person in enumerate(people):
        for day in dice.sample(range(1, 31), 2 if place == 4 else 8):
            template = dice.choice(list(hours))
            on = date(2026, 9, day)
            start, end = (f"{hour}:{dice.randrange(0, 59):02d}" for hour in hours[template])
            results = {}
            for shop in dice.sample([cast.shop_a, cast.shop_b], dice.choice((1, 2))):
                chats = dice.randrange(0, 120)
                presale = dice.randrange(0, chats + 1)
                missed = dice.randrange(0, chats // 8 + 1)
                orders = dice.randrange(0, presale // 2 + 1)
                totals = Totals(
                    chats=chats, presale_chats=presale, answered_30s=dice.randrange(0, chats - missed + 1), unanswered=missed,
                    first_response_avg_s=dice.randrange(0, 90), orders=orders, paid_orders=dice.randrange(0, orders + 1),
                )  # fmt: skip
                results[shop] = totals
                rows.append(Worked(person.name, template, shop.code, on, clock(start, on), clock(end, on), totals))
            shift(database, person, template, dict(results), day=on, hours=(start, end))
        shift(database, person, "morning", {cast.shop_a: GOOD}, day=date(2026, 10, 3))
        shift(database, person, "late", {cast.shop_b: GOOD}, day=date(2026, 8, 31), status=ShiftStatus.APPROVED)
    wanted = expected(rows, wage)
    found = {row["agent"]: row for row in read("bonus", "compute", *MONTH)["rows"]}
    assert set(found) == set(wanted)
    for agent, (percent, lines) in wanted.items():
        assert found[agent]["kpi_percent"] == pytest.approx(percent, abs=1e-9)
        assert {line["kind"]: line["amount_vnd"] for line in found[agent]["lines"]} == lines
        assert found[agent]["total_vnd"] == sum(lines.values())
