"""What the demo's shifts left to the next: done on earlier days, some still waiting now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np
from sqlmodel import Session

from core.demo.clues import make_handle, make_order_no
from core.demo.history import Ids
from core.demo.shops import DemoShop
from core.people.user import SYSTEM
from core.shifts.actions.handover_bulk import BulkHandover, insert_handovers
from core.shifts.handover import Priority
from core.shifts.queries.shifts import list_shifts
from core.shifts.shift import Shift

DAYS = 6
ITEMS = (
    ("Khách chờ kho xác nhận còn size, nhắn lại giúp.", "Kho còn hàng, đã nhắn khách."),
    ("Đã xin địa chỉ mới, gọi bưu tá đổi điểm giao.", "Bưu tá nhận đổi, giao chiều nay."),
    ("Hàng bể, khách gửi ảnh rồi. Duyệt gửi bù.", "Đã tạo đơn gửi bù."),
    ("Khách hẹn thanh toán tối nay, nhắc lại một lần.", "Khách đã thanh toán."),
    ("Sàn đang xét hoàn tiền, theo dõi kết quả.", "Sàn đã hoàn tiền cho khách."),
    ("Khách muốn xuất hoá đơn, xin mã số thuế.", "Đã gửi kế toán."),
    ("Sai màu, khách chọn đổi. Tạo đơn đổi giúp.", "Đã tạo đơn đổi."),
    ("Khách hỏi mua sỉ 50 cái, báo giá trước 20:00.", "Đã báo giá, khách hẹn trả lời."),
)


def add_handovers(session: Session, ids: Ids, shops: Sequence[DemoShop], *, last: date, now: datetime, random: np.random.Generator) -> int:
    """Let each group of shifts of the last days leave some items to the next; the newest ones still wait. Returns how many."""
    found = list_shifts(session, SYSTEM, last - timedelta(days=DAYS - 1), last)
    begun = sorted((shift for shift in found if shift.check_in <= now), key=lambda shift: (_start(shift), shift.id))
    groups = [[shift for shift in begun if _start(shift) == start] for start in sorted({_start(shift) for shift in begun})]
    made: list[BulkHandover] = []
    for before, after in pairwise(groups):
        newest = after is groups[-1]
        for number in range(3 if newest else int(random.integers(0, 3))):
            giver, taker = before[int(random.integers(len(before)))], after[int(random.integers(len(after)))]
            made.append(_item(ids, shops, giver, taker, number if newest else None, now=now, random=random))
    return insert_handovers(session, SYSTEM, made, now=now) if made else 0


def _item(
    ids: Ids, shops: Sequence[DemoShop], giver: Shift, taker: Shift, waits: int | None, *, now: datetime, random: np.random.Generator
) -> BulkHandover:
    """An item of `giver`; `waits` None: taken and done, 0: taken and in hand, 1 and 2: waiting, the last one urgent."""
    shop = int(random.integers(len(shops)))
    what, result = ITEMS[int(random.integers(len(ITEMS)))]
    end = giver.check_out or now
    written = max(giver.check_in, min(end, now) - timedelta(minutes=int(random.integers(8, 50))))
    taken = max(written, taker.check_in) + timedelta(minutes=int(random.integers(2, 12)))
    is_taken = waits in (None, 0) and taken < now
    done = taken + timedelta(minutes=int(random.integers(20, 120)))
    is_done = waits is None and is_taken and done < now
    return BulkHandover(
        shift_id=giver.id,
        what=what,
        created_by=giver.agent_id,
        created_at=written,
        shop_id=ids.shops[shop],
        order_no=make_order_no(shops[shop].selling.order_no, giver.business_date, random),
        customer=make_handle(random),
        until=now + timedelta(hours=2, minutes=-now.minute) if waits == 2 else None,
        priority=Priority.HIGH if waits == 2 else Priority.NORMAL,
        accepted_by=taker.agent_id if is_taken else None,
        accepted_at=taken if is_taken else None,
        accepted_shift_id=taker.id if is_taken else None,
        closed_at=done if is_done else None,
        result=result if is_done else "",
    )


def _start(shift: Shift) -> datetime:
    return shift.template.hours(shift.business_date)[0]
