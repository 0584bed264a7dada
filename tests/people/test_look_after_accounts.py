"""Accounts an owner looks after, and one's own password."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.base.audit import entries
from core.base.database import Database
from core.base.errors import InvalidInput, Refused
from core.people.actions.accounts import ChangeAccount, OwnPassword, change_account, change_own_password, end_sign_ins
from core.people.actions.sign_in import begin_attempt, finish_attempt
from core.people.actions.users import erase_user, reset_password
from core.people.passwords import check_password
from core.people.queries.accounts import Account, list_accounts
from core.people.queries.sign_in import session_by_key
from core.people.sign_in import SessionLimits, SignedIn
from core.people.user import Role, User
from tests.conftest import Cast

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
LIMITS = SessionLimits(idle=timedelta(minutes=30), absolute=timedelta(hours=12))


def enter(database: Database, user: User, at: datetime = NOW) -> SignedIn:
    with database.write() as session:
        return finish_attempt(session, begin_attempt(session, user.name, "127.0.0.1", now=at), now=at, limits=LIMITS)[1]


def account(database: Database, cast: Cast, user: User, at: datetime = NOW) -> Account:
    with database.read() as session:
        return next(one for one in list_accounts(session, cast.hoa, at) if one.user.id == user.id)


def test_who_signed_in_when_and_where(database: Database, cast: Cast) -> None:
    assert (account(database, cast, cast.lan).last_sign_in, account(database, cast, cast.lan).browsers) == (None, 0)
    enter(database, cast.lan, NOW - timedelta(hours=13))
    enter(database, cast.lan, NOW - timedelta(hours=2))
    found = account(database, cast, cast.lan)
    assert (found.last_sign_in, found.last_seen, found.browsers) == (NOW - timedelta(hours=2), NOW - timedelta(hours=2), 1)
    with database.read() as session, pytest.raises(Refused):
        list_accounts(session, cast.minh, NOW)


def test_a_new_role_holds_at_once_and_is_kept_in_the_trail(database: Database, cast: Cast) -> None:
    signed_in = enter(database, cast.lan)
    with database.write() as session:
        change_account(session, cast.hoa, ChangeAccount(cast.lan.id, "  Nguyễn  Lan ", Role.MANAGER), now=NOW)
    with database.read() as session:
        found = session_by_key(session, signed_in.key)
        last = entries(session)[0]
    assert found is not None and (found.user.role, found.user.display) == (Role.MANAGER, "Nguyễn Lan")
    assert (last.action, last.subject, last.before, last.after) == (
        "user.change", f"user:{cast.lan.id}", {"role": "agent"}, {"role": "manager"},
    )  # fmt: skip
    assert "Lan" not in str(last)


def test_what_is_refused_about_an_account(database: Database, cast: Cast) -> None:
    with database.write() as session:
        with pytest.raises(Refused):
            change_account(session, cast.minh, ChangeAccount(cast.minh.id, "Minh", Role.OWNER), now=NOW)
        with pytest.raises(Refused):
            change_account(session, cast.hoa, ChangeAccount(cast.hoa.id, "Hoa", Role.AGENT), now=NOW)
        with pytest.raises(InvalidInput):
            change_account(session, cast.hoa, ChangeAccount(cast.lan.id, " ", Role.AGENT), now=NOW)
        with pytest.raises(Refused):
            end_sign_ins(session, cast.minh, cast.lan.id, now=NOW)
        erase_user(session, cast.hoa, "lan", now=NOW)
        with pytest.raises(Refused):
            change_account(session, cast.hoa, ChangeAccount(cast.lan.id, "Lan", Role.AGENT), now=NOW)


def test_signed_out_everywhere(database: Database, cast: Cast) -> None:
    first, second = enter(database, cast.lan), enter(database, cast.lan)
    with database.write() as session:
        assert end_sign_ins(session, cast.lan, cast.lan.id, now=NOW, keep=second.id) == 1
    with database.read() as session:
        assert session_by_key(session, first.key) is None
        assert session_by_key(session, second.key) is not None
    with database.write() as session:
        assert end_sign_ins(session, cast.hoa, cast.lan.id, now=NOW) == 1
    assert account(database, cast, cast.lan).browsers == 0


def test_ones_own_password_needs_the_old_one(database: Database, cast: Cast) -> None:
    with database.write() as session:
        reset_password(session, cast.hoa, "lan", "mật khẩu cũ", now=NOW)
    here, elsewhere = enter(database, cast.lan), enter(database, cast.lan)
    with database.write() as session:
        attempt = begin_attempt(session, "lan", "user:1", now=NOW).id
    with database.write() as session, pytest.raises(InvalidInput) as refused:
        change_own_password(session, cast.lan, OwnPassword("sai rồi", "mật khẩu mới", here.id, attempt), now=NOW)
    assert refused.value.problems[0].field == "old"
    with database.write() as session, pytest.raises(InvalidInput) as refused:
        change_own_password(session, cast.lan, OwnPassword("mật khẩu cũ", "ngắn", here.id, attempt), now=NOW)
    assert refused.value.problems[0].field == "password"
    with database.write() as session:
        change_own_password(session, cast.lan, OwnPassword("mật khẩu cũ", "mật khẩu mới", here.id, attempt), now=NOW)
    with database.write() as session:
        stored = begin_attempt(session, "lan", "127.0.0.1", now=NOW).password_hash
        assert check_password("mật khẩu mới", stored)
        assert session_by_key(session, here.key) is not None
        assert session_by_key(session, elsewhere.key) is None
