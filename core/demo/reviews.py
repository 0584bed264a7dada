"""The demo's reviews: mostly four and five stars, low ones answered within a day, some waiting now."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np

from core.base.clock import local_date, to_local
from core.cases.deadline import ServiceHours
from core.cases.review import LOW_STARS, Outcome, ReviewFacts, ReviewState
from core.demo.clues import make_order_no
from core.demo.duty import Duty
from core.demo.history import Ids
from core.demo.review_texts import BAD, BAD_CLOSING, CLOSING, PRAISE, SO_SO, SORRY, THANKS
from core.demo.shops import DemoShop

MOST = 6_000
PER_SHIFT = 0.98
STARS = (0.045, 0.045, 0.08, 0.20, 0.63)
"""Shares of 1★ … 5★."""
WAITING = ((1, timedelta(hours=3), ReviewState.NEW), (2, timedelta(hours=9), ReviewState.CONTACTED),
           (1, timedelta(hours=20, minutes=30), ReviewState.NEW), (2, timedelta(hours=26, minutes=15), ReviewState.NEW))  # fmt: skip
"""Low reviews that wait for a reply when the demo is looked at: stars, how long ago, state. The last is late."""


class Reviews:
    """Makes reviews; every draw comes from the one generator."""

    def __init__(self, duty: Duty, ids: Ids, shops: list[DemoShop], hours: ServiceHours, random: np.random.Generator) -> None:
        self.duty, self.ids, self.shops, self.hours, self.random = duty, ids, shops, hours, random
        self.now = datetime.fromtimestamp(duty.scene.now, UTC)
        self.opening = datetime.fromtimestamp(int(duty.scene.midnight[0]), UTC) + timedelta(hours=8)

    def make(self) -> Iterator[ReviewFacts]:
        """Yield the reviews by the time they were posted, then the low ones waiting now."""
        count = min(MOST, max(3, round(PER_SHIFT * len(self.duty.scene.day))))
        span = (self.now - self.opening).total_seconds()
        if span <= 3600:
            return
        for share in np.sort(self.random.random(count)).tolist():
            posted_at = (self.opening + timedelta(seconds=round(share * span))).replace(microsecond=0)
            stars = 1 + int(self.random.choice(5, p=STARS))
            # Customers sleep too; and a low review nobody answered yet is one of WAITING.
            if to_local(posted_at, self.hours.zone).hour < 6:
                posted_at = min(posted_at + timedelta(hours=7), self.now)
            yield self._answered(self._posted(posted_at, stars))
        for stars, ago, state in WAITING:
            if self.now - ago > self.opening:
                review = self._posted((self.now - ago).replace(microsecond=0), stars)
                owner = review.logged_by if state is ReviewState.CONTACTED else None
                yield dataclasses.replace(review, state=state, owner_id=owner)

    def _posted(self, posted_at: datetime, stars: int) -> ReviewFacts:
        random = self.random
        weights = np.array([shop.selling.weight for shop in self.shops])
        place = int(random.choice(len(self.shops), p=weights / weights.sum()))
        shop = self.shops[place]
        trade = shop.trade
        item = int(random.integers(len(trade.products)))
        bought = local_date(posted_at, self.hours.zone) - timedelta(days=int(random.integers(3, 10)))
        logged_at = min(self.hours.after(posted_at, timedelta(minutes=int(random.integers(5, 240)))), self.now)
        agent = self.duty.somebody(int(logged_at.timestamp()), int(random.integers(len(self.ids.agents))), random)
        return ReviewFacts(
            shop_id=self.ids.shops[place],
            stars=stars,
            state=ReviewState.NEW,
            posted_at=posted_at,
            order_no=make_order_no(shop.selling.order_no, bought, random),
            product=trade.products[item].name,
            text=self._words(trade.products[item].short, stars),
            logged_by=self.ids.agents[agent],
            owner_id=self.ids.agents[agent],
        )

    def _words(self, product: str, stars: int) -> str:
        random = self.random
        if stars > 3 and random.random() < 0.12:
            return ""  # stars only
        opening, closing = (PRAISE[product], CLOSING) if stars > 3 else (SO_SO, ("",)) if stars == 3 else (BAD[product], BAD_CLOSING)
        said = opening[int(random.integers(len(opening)))], closing[int(random.integers(len(closing)))]
        return " ".join(filter(None, said))

    def _answered(self, review: ReviewFacts) -> ReviewFacts:
        random, low = self.random, review.stars <= LOW_STARS
        if not low and random.random() < 0.12:  # a thank-you is not always written; the old ones are simply closed
            closed = self.hours.after(review.posted_at + timedelta(days=3), timedelta(hours=float(random.uniform(0, 8))))
            if closed > self.now:
                return review
            return dataclasses.replace(review, state=ReviewState.CLOSED, closed_at=closed, closed_by=self._on_shift(review, closed))
        wait = timedelta(hours=float(random.lognormal(1.35 if low else 2.2, 0.8)))
        replied = self.hours.after(review.posted_at, min(wait, timedelta(hours=30)))
        if replied > self.now:
            if not low:
                return review
            replied = review.posted_at + (self.now - review.posted_at) * 0.6
        by = self._on_shift(review, replied)
        words = SORRY if low else THANKS
        review = dataclasses.replace(
            review, state=ReviewState.REPLIED, first_reply_at=replied, replied_by=by, reply=words[int(random.integers(len(words)))]
        )
        closed = self.hours.after(replied + timedelta(days=float(random.uniform(2, 9))), timedelta(minutes=20))
        if closed > self.now or not (low or random.random() < 0.4):
            return review
        outcome = (Outcome.UPDATED if random.random() < 0.35 else Outcome.UNCHANGED) if low else None
        return dataclasses.replace(
            review, state=ReviewState.CLOSED, closed_at=closed, closed_by=self._on_shift(review, closed), outcome=outcome
        )

    def _on_shift(self, review: ReviewFacts, moment: datetime) -> int:
        wanted = self.ids.agents.index(review.logged_by or 0)
        return self.ids.agents[self.duty.somebody(int(moment.timestamp()), wanted, self.random)]
