"""A voucher for a customer who comes back: only what really runs, and only when it is the moment."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from core.base.database import Database
from core.catalog.queries.vouchers import FoundVoucher
from core.catalog.voucher import ValueUnit, Voucher, VoucherKind
from core.catalog.voucher_state import VoucherState
from core.people.shop import Marketplace, Shop
from core.score.queries.voucher_proposal import voucher_proposal
from core.score.voucher_proposal import Advice, VoucherProposal, advise, fitting, worth_vnd
from tests.cases.acts import ask, complain
from tests.cases.moments import at
from tests.conftest import Cast

NOW = at("2026-09-20 12:00")
SHOP = Shop(1, "mailam-shopee", Marketplace.SHOPEE, "Mai Lam Cosmetics (Shopee)")


def found(code: str, state: VoucherState = VoucherState.RUNNING, **given: object) -> FoundVoucher:
    filled = {"codes": (code,) if code else (), "kind": VoucherKind.DISCOUNT, "value": 20_000, "unit": ValueUnit.VND} | given
    return FoundVoucher(Voucher(**filled), state, "mã", 0, None)  # type: ignore[arg-type]


def codes(*vouchers: FoundVoucher) -> list[str]:
    return [one.voucher.codes[0] for one in fitting(vouchers, SHOP)]


def test_only_what_runs_for_the_shop_is_offered_the_most_it_can_be_worth_first() -> None:
    assert codes(
        found("NHO"),
        found("PHANTRAM", value=Decimal("12.5"), unit=ValueUnit.PERCENT, cap_vnd=60_000, shop="mai lam cosmetics"),
        found("LON", value=50_000, marketplace=Marketplace.SHOPEE, min_spend_vnd=300_000),
        found("LON_HON", value=50_000, min_spend_vnd=200_000, shop="Mailam-Shopee"),
        found("HET", VoucherState.SOLD_OUT, value=90_000), found("SAP", VoucherState.UPCOMING, value=90_000),
        found("LAZ", value=90_000, marketplace=Marketplace.LAZADA), found("TIKI", value=90_000, several=(Marketplace.TIKI, Marketplace.LAZADA)),
        found("KHAC", value=90_000, shop="Lam"), found("", value=90_000), found("FLASH", value=90_000, kind=VoucherKind.FLASH_SALE),
        found("QUA", value=None, unit=None, kind=VoucherKind.GIFT),
    ) == ["KHAC", "PHANTRAM", "LON_HON"]  # fmt: skip


def test_a_part_of_the_name_counts_in_whole_words_only() -> None:
    assert codes(found("A", shop="Lam Cos"), found("B", shop="cosmetics"), found("C", shop="Bếp Sỏi"), found("D")) == ["B", "D"]


def test_what_a_voucher_can_be_worth() -> None:
    assert worth_vnd(found("A", value=30_000)) == 30_000
    assert worth_vnd(found("A", value=10, unit=ValueUnit.PERCENT, cap_vnd=60_000)) == 60_000
    assert worth_vnd(found("A", value=10, unit=ValueUnit.PERCENT)) is None


OFFERS = (found("NHO"),)


@pytest.mark.parametrize(
    ("orders", "open_complaints", "given_days", "offers", "advice"),
    [
        (1, 0, None, OFFERS, Advice.FIRST_ORDER),
        (2, 1, None, OFFERS, Advice.OPEN_COMPLAINT),
        (2, 0, 30, OFFERS, Advice.GIVEN_LATELY),
        (2, 0, 31, OFFERS, Advice.OFFER),
        (5, 0, None, (), Advice.NOTHING_RUNS),
    ],
)
def test_when_a_voucher_is_the_right_thing(
    orders: int, open_complaints: int, given_days: int | None, offers: tuple[FoundVoucher, ...], advice: Advice
) -> None:
    given = () if given_days is None else (NOW - timedelta(days=given_days), NOW - timedelta(days=400))
    made = advise(orders, open_complaints, given, offers, at=NOW)
    assert made == VoucherProposal(advice, offers if advice is Advice.OFFER else ())


def test_an_unknown_customer_is_a_first_order(database: Database, cast: Cast) -> None:
    assert ask(database, voucher_proposal, cast.lan, "ai.do", cast.shop_a.id, at=NOW).advice is Advice.FIRST_ORDER
    complain(database, cast, order_no="D2609AAAAAA1", customer="thao.vy")
    complain(database, cast, order_no="D2609AAAAAA2", customer="thao.vy", category="faulty")
    assert ask(database, voucher_proposal, cast.lan, "Thao.Vy", cast.shop_a.id, at=NOW).advice is Advice.OPEN_COMPLAINT
    assert ask(database, voucher_proposal, cast.lan, "thao.vy", 99, at=NOW).advice is Advice.FIRST_ORDER
