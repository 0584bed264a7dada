"""The demo's complaints: most solved in time, some late or again, a handful open now."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from core.base.clock import local_date, to_local
from core.cases.category import Category
from core.cases.complaint import SOLVE_WITHIN, ComplaintFacts, ComplaintState, Resolution, Severity, WaitingFor
from core.cases.deadline import ServiceHours
from core.demo.calendar import busyness
from core.demo.clues import make_handle, make_order_no
from core.demo.duty import Duty
from core.demo.history import Ids
from core.demo.shops import DemoShop, Product
from core.demo.texts import AGAIN, AGAIN_ANYHOW, CAUSES, DELIVERED, DESCRIPTIONS, NOTES, REJECTIONS

MOST = 4_000
PER_SHIFT = 0.62
SHARES: dict[Category, float] = {
    Category.NOT_RECEIVED: 20, Category.WRONG_ITEM: 15, Category.DAMAGED: 13, Category.LATE_DELIVERY: 12, Category.FAULTY: 9,
    Category.MISSING_ITEMS: 8, Category.NOT_AS_DESCRIBED: 7, Category.VOUCHER: 5, Category.WARRANTY: 3, Category.CANCELLATION: 3,
    Category.CHANGED_MIND: 2.5, Category.ATTITUDE: 1.5, Category.OTHER: 1.2, Category.COUNTERFEIT: 1, Category.EXPIRED: 1,
    Category.USED: 0.8, Category.EMPTY_PARCEL: 0.7,
}  # fmt: skip
GRAVE = frozenset({Category.COUNTERFEIT, Category.EXPIRED, Category.EMPTY_PARCEL, Category.USED})
SOLUTIONS: dict[Category, tuple[Resolution, ...]] = {
    Category.NOT_RECEIVED: (Resolution.GUIDANCE, Resolution.GUIDANCE, Resolution.RESEND, Resolution.REFUND),
    Category.LATE_DELIVERY: (Resolution.APOLOGY, Resolution.VOUCHER, Resolution.GUIDANCE),
    Category.WRONG_ITEM: (Resolution.EXCHANGE, Resolution.EXCHANGE, Resolution.REFUND),
    Category.DAMAGED: (Resolution.RESEND, Resolution.REFUND, Resolution.EXCHANGE),
    Category.FAULTY: (Resolution.WARRANTY, Resolution.EXCHANGE, Resolution.GUIDANCE),
    Category.MISSING_ITEMS: (Resolution.RESEND, Resolution.RESEND, Resolution.VOUCHER),
    Category.VOUCHER: (Resolution.VOUCHER, Resolution.APOLOGY),
    Category.WARRANTY: (Resolution.WARRANTY, Resolution.GUIDANCE),
    Category.ATTITUDE: (Resolution.APOLOGY, Resolution.VOUCHER),
    Category.NOT_AS_DESCRIBED: (Resolution.REFUND, Resolution.EXCHANGE, Resolution.VOUCHER),
    Category.CANCELLATION: (Resolution.GUIDANCE, Resolution.APOLOGY),
    Category.CHANGED_MIND: (Resolution.REFUND, Resolution.GUIDANCE),
    Category.OTHER: (Resolution.APOLOGY, Resolution.GUIDANCE),
}
ANY_SOLUTION = (Resolution.REFUND, Resolution.EXCHANGE)
DISPUTABLE = frozenset({Category.MISSING_ITEMS, Category.DAMAGED, Category.WRONG_ITEM, Category.CHANGED_MIND})
DELIVERY = frozenset({Category.NOT_RECEIVED, Category.LATE_DELIVERY})


@dataclass(frozen=True)
class OpenNow:
    """A complaint that is open when the demo is looked at; `left` is the service time to its deadline."""

    severity: Severity
    state: ComplaintState
    left: timedelta
    category: Category
    owned: bool = True
    waiting_for: WaitingFor | None = None


OPEN_NOW = (
    OpenNow(Severity.NORMAL, ComplaintState.IN_PROGRESS, timedelta(hours=-3, minutes=-10), Category.NOT_RECEIVED),
    OpenNow(Severity.HIGH, ComplaintState.IN_PROGRESS, timedelta(minutes=-42), Category.DAMAGED),
    OpenNow(Severity.NORMAL, ComplaintState.NEW, timedelta(hours=-1, minutes=-25), Category.WRONG_ITEM, owned=False),
    OpenNow(Severity.HIGH, ComplaintState.IN_PROGRESS, timedelta(minutes=36), Category.NOT_RECEIVED),
    OpenNow(Severity.HIGH, ComplaintState.NEW, timedelta(hours=3, minutes=48), Category.DAMAGED, owned=False),
    OpenNow(Severity.NORMAL, ComplaintState.IN_PROGRESS, timedelta(hours=6), Category.VOUCHER),
    OpenNow(Severity.NORMAL, ComplaintState.WAITING, timedelta(hours=7), Category.NOT_AS_DESCRIBED, waiting_for=WaitingFor.CUSTOMER),
    OpenNow(Severity.NORMAL, ComplaintState.WAITING, timedelta(hours=2), Category.LATE_DELIVERY, waiting_for=WaitingFor.MARKETPLACE),
    OpenNow(Severity.LOW, ComplaintState.IN_PROGRESS, timedelta(hours=20), Category.OTHER),
)


class Complaints:
    """Makes complaints; every draw comes from the one generator, so the same seed makes the same ones."""

    def __init__(self, duty: Duty, ids: Ids, shops: list[DemoShop], hours: ServiceHours, random: np.random.Generator) -> None:
        self.duty, self.ids, self.shops, self.hours, self.random = duty, ids, shops, hours, random
        self.bought: dict[str, Product] = {}  # by order number
        self.now = datetime.fromtimestamp(duty.scene.now, UTC)
        self.opening = datetime.fromtimestamp(int(duty.scene.midnight[0]), UTC) + timedelta(hours=8)

    def make(self) -> Iterator[ComplaintFacts]:
        """Yield the complaints of the past, then those open now."""
        scene, random = self.duty.scene, self.random
        if not len(scene.day):
            return
        # Parcels of a busy day arrive, late or broken, some two days after it.
        weight = np.array([busyness(scene.first + timedelta(days=n - 2)) for n in range(scene.days)])[scene.day]
        count = min(MOST, max(3, round(PER_SHIFT * len(scene.day))))
        chosen = np.sort(random.choice(len(scene.day), size=count, p=weight / weight.sum()))
        for shift in chosen.tolist():
            begin, end = int(self.duty.check_in[shift]), int(self.duty.until[shift])
            if end - begin < 600:
                continue
            opened_at = datetime.fromtimestamp(int(random.integers(begin, end)), UTC)
            case = self._past(self._opened(opened_at, int(scene.agent[shift])))
            yield case
            if case.state is ComplaintState.RESOLVED and random.random() < 0.08:
                yield from self._again(case)
        for wanted in OPEN_NOW:
            yield from self._open_now(wanted)

    def _opened(self, opened_at: datetime, agent: int, about: Category | None = None) -> ComplaintFacts:
        """A new complaint as the agent on shift logs it."""
        random = self.random
        weights = np.array([shop.selling.weight for shop in self.shops])
        place = int(random.choice(len(self.shops), p=weights / weights.sum()))
        shop = self.shops[place]
        fitting = {c: [words for trade, words in said if trade in ("", shop.trade.code)] for c, said in DESCRIPTIONS.items()}
        kinds = [category for category in SHARES if fitting[category]]
        shares = np.array([SHARES[category] for category in kinds])
        category = about if about in kinds else kinds[int(random.choice(len(kinds), p=shares / shares.sum()))]
        product = shop.trade.products[int(random.integers(len(shop.trade.products)))]
        bought = local_date(opened_at, self.hours.zone) - timedelta(days=int(random.integers(3, 9)))
        words = fitting[category][int(random.integers(len(fitting[category])))]
        described = words.format(product=product.short, day=f"{bought.day}/{bought.month}", count=random.integers(2, 5))
        draw = random.random()
        severity = Severity.HIGH if category in GRAVE or draw < 0.14 else Severity.LOW if draw > 0.82 else Severity.NORMAL
        agent_id, order_no = self.ids.agents[agent], make_order_no(shop.selling.order_no, bought, random)
        self.bought[order_no] = product
        return ComplaintFacts(
            shop_id=self.ids.shops[place],
            order_no=order_no,
            category=category,
            severity=severity,
            state=ComplaintState.NEW,
            opened_at=opened_at,
            customer=make_handle(random),
            description=described[0].upper() + described[1:],
            opened_by=agent_id,
            owner_id=agent_id,
        )

    def _past(self, case: ComplaintFacts) -> ComplaintFacts:
        """How it went on: answered, waited for, solved or rejected; what lies after now has not happened."""
        random = self.random
        answered = case.opened_at + timedelta(minutes=float(min(75.0, random.lognormal(2.1, 0.75))))
        paused = timedelta(minutes=int(random.integers(120, 1200))) if random.random() < 0.15 else timedelta(0)
        allowed = SOLVE_WITHIN[case.severity]
        used = float(np.clip(random.lognormal(-1.2, 0.75), 0.04, 2.2))
        due = self.hours.after(case.opened_at, allowed + paused)
        if due <= self.now:  # whatever is overdue now is in OPEN_NOW, and nothing else
            solved = min(self.hours.after(case.opened_at, allowed * used + paused), self.now)
        else:
            solved = self.hours.after(case.opened_at, allowed * min(used, 0.97) + paused)
        answered = min(answered, solved)
        if answered > self.now:
            return case
        if solved > self.now:
            return dataclasses.replace(case, state=ComplaintState.IN_PROGRESS, first_answer_at=answered)
        owner = self.ids.agents.index(case.owner_id or 0)
        by = self.ids.agents[self.duty.somebody(int(solved.timestamp()), owner, random)]
        case = dataclasses.replace(case, first_answer_at=answered, paused=paused, resolved_at=solved, resolved_by=by)
        if case.category in DISPUTABLE and random.random() < 0.045:
            why = REJECTIONS[int(random.integers(len(REJECTIONS)))]
            return dataclasses.replace(case, state=ComplaintState.REJECTED, resolution_note=why)
        return self._solved(case)

    def _solved(self, case: ComplaintFacts) -> ComplaintFacts:
        random = self.random
        ways = SOLUTIONS.get(case.category, ANY_SOLUTION)
        way = ways[int(random.integers(len(ways)))]
        notes = DELIVERED if way is Resolution.GUIDANCE and case.category in DELIVERY else NOTES[way]
        cause, prevention = CAUSES.get(case.category, ("", "")) if random.random() < 0.3 else ("", "")
        return dataclasses.replace(
            case,
            state=ComplaintState.RESOLVED,
            resolution=way,
            resolution_note=notes[int(random.integers(len(notes)))],
            cost_vnd=self._cost(way, self.bought[case.order_no]),
            cause=cause,
            prevention=prevention,
        )

    def _cost(self, way: Resolution, product: Product) -> int | None:
        random = self.random
        if way is Resolution.REFUND:
            return product.price
        if way is Resolution.RESEND:
            return round(product.price * 0.55 / 1000) * 1000 + 22_000
        if way in (Resolution.EXCHANGE, Resolution.WARRANTY):
            return int(random.integers(6, 12)) * 5_000
        return int(random.integers(2, 7)) * 10_000 if way is Resolution.VOUCHER else None

    def _again(self, first: ComplaintFacts) -> Iterator[ComplaintFacts]:
        """The same customer, order and matter within a week: a repeat."""
        begin = (first.resolved_at or first.opened_at) + timedelta(hours=float(self.random.uniform(10, 60)))
        opened_at = self.hours.after(begin, timedelta(minutes=int(self.random.integers(1, 90))))
        if opened_at > self.now - timedelta(hours=1) or opened_at > first.opened_at + timedelta(days=6, hours=20):
            return
        owner = self.ids.agents.index(first.owner_id or 0)
        agent = self.ids.agents[self.duty.somebody(int(opened_at.timestamp()), owner, self.random)]
        words = AGAIN.get(first.resolution, AGAIN_ANYHOW) if first.resolution else AGAIN_ANYHOW
        yield self._past(
            ComplaintFacts(
                first.shop_id, first.order_no, first.category, first.severity, ComplaintState.NEW, opened_at,
                customer=first.customer, description=words, opened_by=agent, owner_id=agent,
            )
        )  # fmt: skip

    def _open_now(self, wanted: OpenNow) -> Iterator[ComplaintFacts]:
        opened_at = self._before(self.now, SOLVE_WITHIN[wanted.severity] - wanted.left)
        if opened_at < self.opening:
            return
        there = self.duty.at(int(self.now.timestamp())) or list(range(len(self.ids.agents)))
        agent = there[int(self.random.integers(len(there)))]
        logged_by = self.duty.somebody(int(opened_at.timestamp()), agent, self.random)
        case = dataclasses.replace(self._opened(opened_at, logged_by, wanted.category), severity=wanted.severity, state=wanted.state)
        case = dataclasses.replace(case, owner_id=self.ids.agents[agent] if wanted.owned else None)
        if wanted.state is not ComplaintState.NEW:
            case = dataclasses.replace(case, first_answer_at=opened_at + timedelta(minutes=int(self.random.integers(4, 28))))
        if wanted.waiting_for:
            since = self.hours.after(opened_at, timedelta(minutes=50))
            case = dataclasses.replace(case, waiting_for=wanted.waiting_for, waiting_since=min(since, self.now))
        yield case

    def _before(self, moment: datetime, length: timedelta) -> datetime:
        """Return the moment from which `length` of service time leads to `moment`; to the minute."""
        day = to_local(moment, self.hours.zone).date()
        while True:
            opens, closes = self.hours.window(day)
            end = min(moment, closes)
            if end > opens:
                if end - opens > length:
                    return end - length
                length -= end - opens
            day -= timedelta(days=1)
