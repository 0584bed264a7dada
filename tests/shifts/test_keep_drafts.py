"""Drafts on the server: one per open page, never written over by another, gone when saved or handed on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.base.changes import Topic, read_versions
from core.base.database import Database
from core.base.errors import Conflict, NotFound, Refused
from core.people.user import User
from core.shifts.actions.drafts import KeepDraft, drop_all_drafts, drop_draft, keep_draft, take_draft
from core.shifts.actions.hand_in import Submit, submit_shift
from core.shifts.draft import KeptDraft, TypedShop
from core.shifts.queries.drafts import my_drafts
from core.shifts.result import NOTHING, Totals
from core.shifts.shift import Shift
from tests.conftest import Cast
from tests.shifts.floor import act, ask, audited, begin, count, local


def typed(shop_id: int, *, version: int = 0, base: Totals = NOTHING, **texts: str) -> TypedShop:
    return TypedShop(shop_id, version, base, tuple(texts.items()))


def keep(database: Database, user: User, shift: Shift, *shops: TypedShop, at: str = "18:00", device: str = "phone") -> KeptDraft | None:
    return act(database, keep_draft, user, KeepDraft(shift.id, device, shops), at=local(at))


def kept(database: Database, user: User, shift: Shift) -> tuple[KeptDraft, ...]:
    return ask(database, my_drafts, user, shift.id)


def test_a_draft_is_kept_as_typed_with_what_it_was_typed_over(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    first = typed(cast.shop_a.id, version=2, base=Totals(chats=10, revenue_vnd=5_000_000_000), chats="61", revenue_vnd="1,25tr?")
    made = keep(database, cast.lan, shift, first)
    assert made is not None
    assert (made.shops, made.saved_at, made.version, made.device) == ((first,), local("18:00"), 1, "phone")
    assert kept(database, cast.lan, shift) == (made,)
    again = keep(database, cast.lan, shift, first, typed(cast.shop_b.id, chats="7"), at="18:05")
    assert again is not None
    assert (again.id, again.version, len(again.shops), again.saved_at) == (made.id, 2, 2, local("18:05"))
    assert count(database, "result_draft") == 1


def test_a_draft_empties_no_cache_and_leaves_no_trail(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    with database.read() as session:
        before = read_versions(session)
    keep(database, cast.lan, shift, typed(cast.shop_a.id, chats="61"))
    with database.read() as session:
        assert read_versions(session) == before
    assert before[Topic.SHIFTS] == 1
    assert [action for action, _ in audited(database, f"shift:{shift.id}")] == ["shift.check_in"]


def test_nothing_typed_any_more_is_no_draft(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    keep(database, cast.lan, shift, typed(cast.shop_a.id, chats="61"))
    assert keep(database, cast.lan, shift) is None
    assert keep(database, cast.lan, shift, typed(cast.shop_a.id)) is None
    assert kept(database, cast.lan, shift) == ()


def test_two_devices_write_beside_each_other(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    keep(database, cast.lan, shift, typed(cast.shop_a.id, chats="61"), at="18:00")
    keep(database, cast.lan, shift, typed(cast.shop_a.id, chats="70"), at="18:05", device="laptop")
    assert [(draft.device, draft.shops[0].texts) for draft in kept(database, cast.lan, shift)] == [
        ("laptop", (("chats", "70"),)), ("phone", (("chats", "61"),)),
    ]  # fmt: skip


def test_going_on_with_the_other_devices_draft(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    phone = keep(database, cast.lan, shift, typed(cast.shop_a.id, chats="61"))
    keep(database, cast.lan, shift, typed(cast.shop_a.id, chats="5"), device="laptop")
    taken = act(database, take_draft, cast.lan, phone, "laptop", at=local("18:10"))
    assert (taken.device, taken.shops[0].texts, taken.saved_at) == ("laptop", (("chats", "61"),), local("18:00"))
    assert kept(database, cast.lan, shift) == (taken,)
    # The phone types on: its text is kept beside, never lost and never written over the laptop's.
    keep(database, cast.lan, shift, typed(cast.shop_a.id, chats="62"), at="18:11")
    assert [draft.device for draft in kept(database, cast.lan, shift)] == ["phone", "laptop"]


def test_a_draft_that_moved_on_is_neither_taken_nor_dropped(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    seen = keep(database, cast.lan, shift, typed(cast.shop_a.id, chats="61"))
    newer = keep(database, cast.lan, shift, typed(cast.shop_a.id, chats="62"), at="18:01")
    for action, rest in ((take_draft, ("laptop",)), (drop_draft, ())):
        with pytest.raises(Conflict) as caught:
            act(database, action, cast.lan, seen, *rest, at=local("18:02"))
        assert caught.value.current == newer
    assert act(database, drop_draft, cast.lan, newer, at=local("18:03"))
    assert act(database, drop_draft, cast.lan, newer, at=local("18:03"))  # twice is once
    assert kept(database, cast.lan, shift) == ()
    with pytest.raises(NotFound):
        act(database, take_draft, cast.lan, newer, "laptop", at=local("18:04"))


def test_two_pages_take_one_draft_and_only_one_gets_it(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    seen = keep(database, cast.lan, shift, typed(cast.shop_a.id, chats="61"))

    def take(device: str) -> str:
        try:
            return act(database, take_draft, cast.lan, seen, device, at=local("18:10")).device
        except Conflict:
            return "told"

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(take, ("a", "b", "c", "d")))
    assert sorted(said)[-3:] == ["told"] * 3
    assert [draft.device for draft in kept(database, cast.lan, shift)] == [name for name in said if name != "told"]


def test_drafts_are_nobody_elses(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    mine = keep(database, cast.lan, shift, typed(cast.shop_a.id, chats="61"))
    keep(database, cast.minh, shift, typed(cast.shop_a.id, chats="99"))
    assert [draft.shops[0].texts for draft in kept(database, cast.minh, shift)] == [(("chats", "99"),)]
    for user in (cast.minh, cast.stranger):
        with pytest.raises(NotFound):
            act(database, take_draft, user, mine, "x", at=local("18:10"))
    with pytest.raises(NotFound):
        keep(database, cast.stranger, shift, typed(cast.shop_a.id, chats="1"))


def test_a_closed_shift_keeps_no_new_draft(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    keep(database, cast.lan, shift, typed(cast.shop_a.id, chats="61"))
    act(database, submit_shift, cast.lan, Submit(shift.id, shift.version), at=local("23:59"))
    with pytest.raises(Refused):
        keep(database, cast.lan, shift, typed(cast.shop_a.id, chats="62"))
    with database.write() as session:
        drop_all_drafts(session, shift.id)
    assert kept(database, cast.lan, shift) == ()


def test_long_texts_are_cut_and_unknown_fields_left_out(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    made = keep(database, cast.lan, shift, typed(cast.shop_a.id, chats="1" * 99, colour="red"))
    assert made is not None
    assert made.shops[0].texts == (("chats", "1" * 40),)
