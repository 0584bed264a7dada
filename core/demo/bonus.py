"""The demo's bonus: earlier months locked, the last one under review with an objection open, this month running."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlmodel import Session

from core.base.clock import at_local, local_date
from core.people.queries.users import list_users
from core.people.user import SYSTEM, Role, User
from core.score.actions.board_settings import SetSaleDays, set_sale_days
from core.score.actions.bonus import Approve, Compute, Lock, Review, approve_bonus, compute_bonus, lock_bonus, review_bonus
from core.score.actions.disputes import AddAdjustment, AnswerDispute, RaiseDispute, add_adjustment, answer_dispute, raise_dispute
from core.score.actions.policy import SetPolicy, SetWage, set_policy, set_wage
from core.score.board_settings import SaleDay
from core.score.bonus import LineKind
from core.score.bonus_inputs import last_day_of
from core.score.floor import Floor
from core.score.policy import DEFAULT_POLICY, policy_document

MOST_AGENTS = 60
MOST_MONTHS = 2
HOURLY_VND = (28_000, 32_000, 30_000, 35_000)


def pay_months(session: Session, *, first: date, last: date, now: datetime, floor: Floor) -> None:
    """Bring the months that are over on their way. A big demo leaves them open: it is there for its rows."""
    people = sorted(list_users(session, SYSTEM), key=lambda person: person.id)
    manager, owner = (next(person for person in people if person.role is role) for role in (Role.MANAGER, Role.OWNER))
    agents = [person for person in people if person.role is Role.AGENT]
    if len(agents) > MOST_AGENTS:
        return
    set_sale_days(session, owner, SetSaleDays((SaleDay(last.replace(day=25), "Sale cuối tháng"),)), now=now)
    for place, agent in enumerate(agents):
        set_wage(session, SYSTEM, SetWage(agent.name, HOURLY_VND[place % len(HOURLY_VND)], first.replace(day=1)), now=now)
    document = policy_document(DEFAULT_POLICY)
    set_policy(session, owner, SetPolicy({**document, "base_bonus_vnd": 1_800_000}, first.replace(day=1)), now=now)
    set_policy(session, owner, SetPolicy(document, last.replace(day=1)), now=now)
    months = []
    month = last.replace(day=1)
    for _ in range(MOST_MONTHS):
        month = (month - timedelta(days=1)).replace(day=1)
        if last_day_of(month) >= first:
            months.append(month)
    for place, month in enumerate(reversed(months)):
        newest = place == len(months) - 1
        begun = min(now, at_local(last_day_of(month) + timedelta(days=2), 10 * 60, floor.zone))
        compute_bonus(session, manager, Compute(month, floor), now=now if newest else begun)
        if newest:
            _under_review(session, manager, agents, month, now=now, floor=floor)
        else:
            _locked(session, manager, owner, agents, month, now=begun, floor=floor)
    if local_date(now, floor.zone) == last and len(months) > 1 and agents:
        add_adjustment(
            session, owner, AddAdjustment(agents[0].name, months[1], last.replace(day=1), 50_000, "Một ca tối duyệt muộn"), now=now
        )


def _under_review(session: Session, manager: User, agents: list[User], month: date, *, now: datetime, floor: Floor) -> None:
    tomorrow = local_date(now, floor.zone) + timedelta(days=2)
    review_bonus(session, manager, Review(month, at_local(tomorrow, 18 * 60, floor.zone)), now=now)
    if len(agents) > 1:
        said = RaiseDispute(month, LineKind.EVENING_ALLOWANCE, "Em đổi ca với bạn ngày cuối tháng, ca tối đó chưa thấy tính.")
        raise_dispute(session, agents[1], said, now=now)


def _locked(session: Session, manager: User, owner: User, agents: list[User], month: date, *, now: datetime, floor: Floor) -> None:
    review_bonus(session, manager, Review(month, now + timedelta(days=3)), now=now)
    if agents:
        dispute = raise_dispute(session, agents[0], RaiseDispute(month, LineKind.KPI_BONUS, "Nhờ xem lại tỷ lệ chốt đơn."), now=now)
        answer = "Đã xem lại: chỉ số chia theo khung giờ và gian hàng như mọi người, số giữ nguyên."
        answer_dispute(session, manager, AnswerDispute(dispute.id, accepted=False, answer=answer), now=now + timedelta(hours=5))
    approve_bonus(session, owner, Approve(month, floor), now=now + timedelta(days=3))
    lock_bonus(session, owner, Lock(month), now=now + timedelta(days=3))
