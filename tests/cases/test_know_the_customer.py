"""One screen knows the order and the handle: earlier cases, reviews, vouchers given; of a colleague's only that it is there."""

from __future__ import annotations

from datetime import timedelta

from core.base.database import Database
from core.cases.actions.complaints import move_complaint
from core.cases.complaint import Complaint, ComplaintState
from core.cases.event import CaseKind
from core.cases.inputs import MoveComplaint
from core.cases.queries.history import NOTHING_KNOWN, CaseHistory, VoucherGiven, case_history
from core.people.user import User
from tests.cases.acts import OPENED, ORDER, act, ask, complain, review
from tests.conftest import Cast

HOUR = timedelta(hours=1)
COMPLAINT, REVIEW = CaseKind


def solve(database: Database, user: User, case: Complaint, **given: str) -> Complaint:
    move = MoveComplaint(case.id, case.version, ComplaintState.RESOLVED, **({"resolution": "voucher", "cost": "50k"} | given))
    return act(database, move_complaint, user, move, OPENED + HOUR)


def known(database: Database, user: User, shop_id: int, order_no: str, customer: str = "", **more: object) -> CaseHistory:
    return ask(database, case_history, user, shop_id, order_no, customer, **more)


def test_of_the_order_and_the_handle(database: Database, cast: Cast) -> None:
    this = complain(database, cast, customer="hoa.ng92")
    twin = complain(database, cast, by=cast.stranger, category="faulty", now=OPENED - HOUR)
    elsewhere = complain(database, cast, order_no="OLD1", customer="Hoa.NG92", now=OPENED - 2 * HOUR)
    complain(database, cast, order_no="OTHER1", shop_id=cast.shop_b.id, customer="hoa.ng92")  # another marketplace, another person
    complain(database, cast, order_no=ORDER, shop_id=cast.shop_b.id)
    stars = review(database, cast, order_no=ORDER, stars=2, posted_at=OPENED - 3 * HOUR)
    found = known(database, cast.lan, cast.shop_a.id, ORDER, "hoa.ng92", besides=(str(COMPLAINT), this.id))
    assert [(one.kind, one.id, one.same_order, one.mine_to_open) for one in found.cases] == [
        (COMPLAINT, twin.id, True, False), (COMPLAINT, elsewhere.id, False, True), (REVIEW, stars.id, True, True),
    ]  # fmt: skip
    assert [(one.about_name, one.stars) for one in found.cases] == [("Item faulty / not working", None), ("Item broken", None), ("", 2)]
    assert all(one.mine_to_open for one in known(database, cast.minh, cast.shop_a.id, ORDER).cases)


def test_vouchers_given_are_told_to_everybody_so_that_none_is_given_twice(database: Database, cast: Cast) -> None:
    first = solve(database, cast.stranger, complain(database, cast, by=cast.stranger), note="Mã riêng GIAM50")
    again = MoveComplaint(first.id, first.version, ComplaintState.IN_PROGRESS, note="Mã lỗi")
    again_ = act(database, move_complaint, cast.stranger, again, OPENED + 2 * HOUR)
    second = solve(database, cast.stranger, again_, cost="")
    expected = [VoucherGiven(second.id, ORDER, OPENED + HOUR, cost, "") for cost in (50_000, None)]
    assert list(known(database, cast.lan, cast.shop_a.id, ORDER).vouchers) == expected
    notes = [one.note for one in known(database, cast.minh, cast.shop_a.id, f"#{ORDER.lower()}").vouchers]
    assert notes == ["Mã riêng GIAM50", ""]


def test_nothing_is_known_of_nothing(database: Database, cast: Cast) -> None:
    complain(database, cast)
    for order_no in ("", "  ", "2409", "0912345678", "mèo"):
        assert known(database, cast.lan, cast.shop_a.id, order_no) == NOTHING_KNOWN
    assert known(database, cast.lan, 999, ORDER).cases == ()


def test_a_long_history_is_cut(database: Database, cast: Cast) -> None:
    for number in range(5):
        complain(database, cast, now=OPENED + number * HOUR)
    assert len(known(database, cast.lan, cast.shop_a.id, ORDER, limit=3).cases) == 3
