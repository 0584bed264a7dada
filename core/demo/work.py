"""What happens in the demo's shifts: when people come and go, and the running totals they save.

All in numpy, a block of shifts at a time: [shift, hour] for times, [shift, shop, hour] for counts.
Moments are whole seconds since 1970 (UTC); -1 stands for "none" and for "not recorded".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from core.base.clock import at_local
from core.demo.calendar import BUSY, WILLING, busyness, willingness
from core.demo.roster import END_HOUR, START_HOUR
from core.demo.shops import DemoShop
from core.demo.talents import Talent

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
MISSING = -1
LONGEST = 9  # hours of the longest preset shift
CHATS_PER_HOUR = 11.0
"""Chats an hour for each agent on duty, were the load spread evenly."""
MOST_PER_HOUR = 46.0
"""Beyond this an agent cannot keep up: further customers leave without a word."""
CALM = 10.5
"""Chats an hour up to which nobody waits longer than usual."""
FOCUS = 4.5
"""How many times more of their own shop an agent takes."""
BLOCK = 3_000
HISTORY_DAYS = 29
"""Days, the last one included, whose saves are kept hour by hour: four weeks to compare with."""
FIELDS = ("chats", "presale_chats", "answered_30s", "unanswered", "first_response_avg_s", "orders", "paid_orders", "revenue_vnd")
STALE_S = 92 * 60
"""Somebody's last save is older than this, and 90 minutes is when the board turns amber."""
SPREAD = 0.9
"""Standard deviation of the logarithm of a first response."""


@dataclass(frozen=True)
class Scene:
    """Everything the shifts are made from. The first day's midnight and `now` in seconds since 1970."""

    talents: list[Talent]
    shops: list[DemoShop]
    first: date
    days: int
    midnight: Ints  # of each day
    now: int
    day: Ints  # of each shift: positions
    agent: Ints
    template: Ints
    stale: int  # the running shift whose agent forgot to save, MISSING when there is none
    forgotten: int  # yesterday's shift that was never submitted


@dataclass(frozen=True)
class Block:
    """Finished columns of some shifts in a row; times [shift], totals [shift, shop, hour, field]."""

    start: int  # position of the first shift
    check_in: Ints
    check_out: Ints
    last_update: Ints
    saved_at: Ints  # [shift, hour], MISSING where nothing was saved
    totals: Ints  # running totals after each hour


def make_scene(
    talents: list[Talent], shops: list[DemoShop], *, first: date, days: int, now: datetime, zone: ZoneInfo, columns: tuple[Ints, Ints, Ints]
) -> Scene:
    """Put a roster's columns into time; shifts that have not started by `now` are left out."""
    day, agent, template = columns
    midnight = np.array([at_local(first + timedelta(days=n), 0, zone).timestamp() for n in range(days)], dtype=np.int64)
    moment = int(now.timestamp())
    begun = midnight[day] + np.array(START_HOUR)[template] * 3600 <= moment
    day, agent, template = day[begun], agent[begun], template[begun]
    opens, ends = (midnight[day] + np.array(hour)[template] * 3600 for hour in (START_HOUR, END_HOUR))
    others = agent > 0 if len(talents) > 1 else agent == 0
    stale = np.nonzero((ends > moment) & (opens < moment - STALE_S - 3600) & others)[0]
    yesterday = np.nonzero((day == days - 2) & others)[0]
    # Best somebody who is not on shift today, so that nobody has two open shifts.
    yesterday = yesterday[np.argsort(np.isin(agent[yesterday], agent[day == days - 1]), kind="stable")]
    pick = [int(found[0]) if found.size else MISSING for found in (stale[::-1], yesterday)]
    return Scene(talents, shops, first, days, midnight, moment, day, agent, template, stale=pick[0], forgotten=pick[1])


def work(scene: Scene, random: np.random.Generator) -> Iterator[Block]:
    """Yield all shifts, block by block, in the order of the scene."""
    load = _load(scene, random)
    for start in range(0, len(scene.day), BLOCK):
        chosen = slice(start, start + BLOCK)
        check_in, check_out, cut = _presence(scene, chosen, random)
        share, saved_at = _hours(scene, chosen, check_in, cut, random)
        totals = _totals(scene, chosen, load, share, random)
        yield Block(start, check_in, check_out, cut, saved_at, totals)


def _load(scene: Scene, random: np.random.Generator) -> Floats:
    """Chats an hour [day, hour] for one agent on duty, before shops and chance."""
    hours = np.arange(8, 24)
    starts, ends = np.array(START_HOUR), np.array(END_HOUR)
    on_duty = np.zeros((scene.days, 16))
    for template in range(len(starts)):
        count = np.bincount(scene.day[scene.template == template], minlength=scene.days)
        on_duty += np.outer(count, (hours >= starts[template]) & (hours < ends[template]))
    usual = np.array(BUSY) / np.mean(BUSY)
    days = np.array([busyness(scene.first + timedelta(days=n)) for n in range(scene.days)])
    days *= random.lognormal(0.0, 0.07, scene.days) * np.linspace(0.96, 1.06, scene.days)  # no two Mondays alike; the shops grow
    demand = np.outer(days, usual)
    # The customers of a usual day are as many as the whole team can serve; days off make the rest busier.
    demand *= CHATS_PER_HOUR * np.median(on_duty.mean(axis=1)[: max(1, scene.days - 1)])
    load: Floats = demand / np.maximum(on_duty, 1.0)
    return load / np.sqrt(1.0 + (load / MOST_PER_HOUR) ** 2)


def _presence(scene: Scene, chosen: slice, random: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Check-in, check-out (MISSING: still there) and the moment of the last save (MISSING: none yet)."""
    day, template = scene.day[chosen], scene.template[chosen]
    begin = scene.midnight[day] + np.array(START_HOUR)[template] * 3600
    end = scene.midnight[day] + np.array(END_HOUR)[template] * 3600
    size = len(day)
    early = -random.integers(20, 14 * 60, size)
    late = random.integers(60, 26 * 60, size)
    check_in = begin + np.where(random.random(size) < 0.07, late, early)
    stay = random.integers(15, 11 * 60, size)
    leave = -random.integers(3 * 60, 35 * 60, size)
    check_out = end + np.where(random.random(size) < 0.03, leave, stay)
    check_in = np.minimum(check_in, scene.now)
    last_save = np.minimum(check_out, end + 240) - random.integers(40, 200, size)
    pause = random.integers(2 * 60, 26 * 60, size)
    there = check_out > scene.now
    number = np.arange(size) + chosen.start
    pause = np.where(number == scene.stale, pause + STALE_S, pause)
    cut = np.where(there, scene.now - pause, last_save)
    cut = np.where(cut < np.maximum(check_in, begin) + 8 * 60, MISSING, cut)
    return check_in, np.where(there | (number == scene.forgotten), MISSING, check_out), cut


def _hours(scene: Scene, chosen: slice, check_in: Ints, cut: Ints, random: np.random.Generator) -> tuple[Floats, Ints]:
    """The part of each hour worked before the last save, and when the totals were saved after it."""
    begin = scene.midnight[scene.day[chosen]] + np.array(START_HOUR)[scene.template[chosen]] * 3600
    hours = np.array(END_HOUR)[scene.template[chosen]] - np.array(START_HOUR)[scene.template[chosen]]
    slot = np.arange(LONGEST)
    opens = begin[:, None] + slot * 3600
    closes = opens + 3600
    share = (np.minimum(closes, cut[:, None]) - np.maximum(opens, check_in[:, None])) / 3600.0
    share = np.clip(np.where(slot < hours[:, None], share, 0.0), 0.0, 1.0)
    worked = share > 0
    last = np.where(worked.any(axis=1), LONGEST - 1 - np.argmax(worked[:, ::-1], axis=1), MISSING)
    saved_at = np.minimum(closes + random.integers(-280, 420, closes.shape), cut[:, None] - 120)
    forgotten = random.random(closes.shape) < 0.12
    saved_at = np.where(worked & ~forgotten, saved_at, MISSING)
    saved_at = np.where(slot == last[:, None], cut[:, None], saved_at)
    return share, np.where(worked, saved_at, MISSING)


def _totals(scene: Scene, chosen: slice, load: Floats, share: Floats, random: np.random.Generator) -> Ints:
    """Running totals [shift, shop, hour, field] of the chats, answers and orders of each hour."""
    day, agent, template = scene.day[chosen], scene.agent[chosen], scene.template[chosen]
    talents, selling = scene.talents, [shop.selling for shop in scene.shops]
    size = len(day)
    # Positions in the 16 service hours; hours past the end of a shift have no share and count nothing.
    hour = np.minimum(np.array(START_HOUR)[template][:, None] - 8 + np.arange(LONGEST), 15)
    busy = load[day[:, None], hour]

    own = np.array([talent.shop for talent in talents])[agent][:, None] == np.arange(len(selling))
    weight = np.array([shop.weight for shop in selling]) * np.where(own, FOCUS, 1.0) * random.uniform(0.85, 1.15, (size, len(selling)))
    weight /= weight.sum(axis=1, keepdims=True)
    chats = random.poisson(weight[:, :, None] * (busy * share)[:, None, :])

    pressure = np.maximum(0.0, busy / CALM - 1.0)
    unanswered = random.binomial(chats, np.clip(0.007 + 0.022 * pressure, 0.0, 0.15)[:, None, :])
    answered = chats - unanswered
    pace = np.array([talent.response_s for talent in talents])[agent] * random.lognormal(0.0, 0.12, size)
    wait = (pace[:, None] * (1.0 + 0.5 * pressure))[:, None, :] * np.ones((1, len(selling), 1))
    within_30s = 1.0 / (1.0 + np.exp(-1.702 * (np.log(30.0 / wait) / SPREAD + SPREAD / 2)))
    answered_30s = random.binomial(answered, within_30s)
    noise = random.normal(0.0, 1.0, chats.shape)
    waited = answered * np.clip(wait * (1.0 + SPREAD * noise / np.sqrt(np.maximum(answered, 1))), 4.0, 900.0)

    presale = random.binomial(chats, np.array([shop.presale for shop in selling])[None, :, None])
    gift = np.array([talent.conversion for talent in talents])[agent]
    learnt = np.array([talent.learning for talent in talents])[agent] * (day / max(1, scene.days - 1) - 0.5)
    mood = random.lognormal(0.0, 0.05, size)
    wills = np.array([willingness(scene.first + timedelta(days=n)) for n in range(scene.days)])[day]
    chance = (gift * (1.0 + learnt) * mood * wills)[:, None] * (np.array(WILLING) / np.mean(WILLING))[hour]
    conversion = np.array([shop.conversion for shop in selling])[None, :, None] * chance[:, None, :]
    orders = random.binomial(presale, np.clip(conversion, 0.0, 0.9))
    paid = random.binomial(orders, np.array([shop.paid for shop in selling])[None, :, None])
    value = np.array([shop.order_value for shop in scene.shops])[None, :, None]
    # An order's value spreads like a gamma of shape 3; a thousand đồng is the smallest step.
    revenue = np.rint(random.gamma(orders * 3.0, value / 3.0) / 1000.0).astype(np.int64) * 1000

    counts = np.stack([chats, presale, answered_30s, unanswered, answered, orders, paid, revenue], axis=-1).astype(np.int64)
    running: Ints = np.cumsum(counts, axis=2)
    mean_wait = np.cumsum(waited, axis=2) / np.maximum(running[..., 4], 1)
    running[..., 4] = np.where(running[..., 4] > 0, np.rint(mean_wait), MISSING).astype(np.int64)
    blank = random.random(size) < np.array([talent.forgets_presale for talent in talents])[agent]
    running[..., 1] = np.where(blank[:, None, None], MISSING, running[..., 1])
    return running
