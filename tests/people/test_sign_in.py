"""Signing in: the right password only, slower after wrong ones, ended by time, by hand and by the owner."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import extract_parameters
from sqlmodel import select

from core.base.appsettings import IS_DEMO, write_setting
from core.base.audit import entries
from core.base.database import Database
from core.base.errors import CaTrucError, Refused
from core.base.opened import ChangeWatch
from core.people import passwords
from core.people.actions.sign_in import (
    begin_attempt,
    create_first_owner,
    demo_sign_in,
    finish_attempt,
    forget_old,
    set_language,
    sign_out,
)
from core.people.actions.users import NewUser, disable_user, erase_user, reset_password
from core.people.badge import read_badge, write_badge
from core.people.passwords import check_password, hash_password
from core.people.queries.sign_in import live_sessions, session_by_key
from core.people.queries.users import list_users
from core.people.session_book import SessionBook
from core.people.sign_in import PER_ADDRESS, PER_NAME, SessionLimits, SignedIn, TooManyTries, token_hash
from core.people.tables import SignInAttemptRow, SignInSessionRow, UserRow
from core.people.user import SYSTEM, Role, User
from tests.conftest import Cast

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LIMITS = SessionLimits(idle=timedelta(minutes=30), absolute=timedelta(hours=12))
HOME, CAFE = "10.0.0.1", "10.0.0.2"


def sign_in(database: Database, user: User, *, at: datetime = NOW, address: str = HOME) -> tuple[str, SignedIn]:
    with database.write() as session:
        attempt = begin_attempt(session, user.name, address, now=at)
        return finish_attempt(session, attempt, now=at, limits=LIMITS)


def fail(database: Database, name: str, *, at: datetime, address: str = HOME) -> None:
    with database.write() as session:
        begin_attempt(session, name, address, now=at)


def book_on(database: Database) -> SessionBook:
    """Return a book of its own, as another process would have."""
    return SessionBook(database, ChangeWatch(database), LIMITS)


# --- passwords ---------------------------------------------------------------------------------------------------------


def test_only_the_right_password_fits() -> None:
    stored = hash_password("đúng mật khẩu 1")
    assert stored.startswith("$argon2id$")
    assert check_password("đúng mật khẩu 1", stored)
    assert not check_password("đúng mật khẩu 2", stored)
    assert not check_password("đúng mật khẩu 1", "broken")


def test_an_unknown_name_costs_the_same_work() -> None:
    assert not check_password("nobody has this password", None)
    known, nobody = extract_parameters(hash_password("x" * 8)), extract_parameters(passwords._nobodys_hash())
    assert known == nobody
    assert (known.type.name, known.memory_cost, known.time_cost) == ("ID", 65_536, 3)


def test_an_account_without_a_password_cannot_be_entered(database: Database, cast: Cast) -> None:
    with database.write() as session:
        row = session.get_one(UserRow, cast.lan.id)
        row.password_hash = None
        session.add(row)
    with database.write() as session:
        attempt = begin_attempt(session, "lan", HOME, now=NOW)
    assert not check_password("", attempt.password_hash)


# --- the session -------------------------------------------------------------------------------------------------------


def test_the_token_is_long_and_stored_as_its_hash_only(database: Database, cast: Cast) -> None:
    token, found = sign_in(database, cast.lan)
    assert len(token) == 43  # 256 bits
    with database.read() as session:
        (row,) = session.exec(select(SignInSessionRow)).all()
    assert row.token_hash == found.key == token_hash(token)
    assert token not in row.model_dump_json()
    assert row.expires_at == NOW + timedelta(hours=12)


def test_each_sign_in_has_a_token_of_its_own(database: Database, cast: Cast) -> None:
    assert sign_in(database, cast.lan)[0] != sign_in(database, cast.lan)[0]


def test_a_session_ends_half_an_hour_after_its_last_use(database: Database, cast: Cast) -> None:
    token, found = sign_in(database, cast.lan)
    book = book_on(database)
    assert book.by_token(token, NOW + timedelta(minutes=29, seconds=59)) is not None
    book.use([found.key], NOW + timedelta(minutes=29, seconds=59))
    assert book.by_token(token, NOW + timedelta(minutes=59)) is not None
    assert book.by_token(token, NOW + timedelta(minutes=59, seconds=59)) is None


def test_looking_is_not_using(database: Database, cast: Cast) -> None:
    token, _ = sign_in(database, cast.lan)
    book = book_on(database)
    for minute in range(30):
        assert book.by_token(token, NOW + timedelta(minutes=minute)) is not None
    assert book.by_token(token, NOW + timedelta(minutes=30)) is None


def test_a_session_ends_after_twelve_hours_of_use(database: Database, cast: Cast) -> None:
    token, found = sign_in(database, cast.lan)
    book = book_on(database)
    for minute in range(0, 720, 10):
        moment = NOW + timedelta(minutes=minute)
        assert book.by_token(token, moment) is not None
        book.use([found.key], moment)
    assert book.by_token(token, NOW + timedelta(hours=12)) is None


def test_the_last_use_is_written_once_a_minute(database: Database, cast: Cast) -> None:
    token, found = sign_in(database, cast.lan)
    book = book_on(database)
    written = []
    for second in (10, 59, 60, 90, 119, 120, 125):
        moment = NOW + timedelta(seconds=second)
        assert book.by_token(token, moment) is not None
        book.use([found.key], moment)
        book.write_seen()
        with database.read() as session:
            row = session.exec(select(SignInSessionRow)).one()
        written.append(int((row.last_seen_at - NOW).total_seconds()))
    assert written == [0, 0, 60, 60, 60, 120, 120]


def test_signing_out_ends_the_session_in_every_process(database: Database, cast: Cast) -> None:
    token, found = sign_in(database, cast.lan)
    here, there = book_on(database), book_on(database)
    assert here.by_token(token, NOW) == there.by_token(token, NOW) == found
    with database.write() as session:
        sign_out(session, cast.lan, found.id, now=NOW)
    assert here.by_token(token, NOW) is None
    assert there.by_token(token, NOW) is None


def test_nobody_signs_another_person_out(database: Database, cast: Cast) -> None:
    token, found = sign_in(database, cast.lan)
    with database.write() as session:
        sign_out(session, cast.stranger, found.id, now=NOW)
    assert book_on(database).by_token(token, NOW) is not None


@pytest.mark.parametrize("act", [disable_user, erase_user])
def test_a_closed_account_is_signed_out_everywhere(act: object, database: Database, cast: Cast) -> None:
    tokens = [sign_in(database, cast.lan)[0] for _ in range(2)]
    other, _ = sign_in(database, cast.minh)
    book = book_on(database)
    assert all(book.by_token(token, NOW) for token in tokens)
    with database.write() as session:
        act(session, cast.hoa, "lan", now=NOW)  # type: ignore[operator]
    assert [book.by_token(token, NOW) for token in tokens] == [None, None]
    assert book.by_token(other, NOW) is not None


def test_a_new_role_counts_in_sessions_that_are_open(database: Database, cast: Cast) -> None:
    from core.base.changes import Topic, touch

    token, _ = sign_in(database, cast.lan)
    book = book_on(database)
    assert book.by_token(token, NOW).user.role is Role.AGENT  # type: ignore[union-attr]
    with database.write() as session:
        row = session.get_one(UserRow, cast.lan.id)
        row.role = "manager"
        session.add(row)
        touch(session, Topic.PEOPLE)
    assert book.by_token(token, NOW).user.role is Role.MANAGER  # type: ignore[union-attr]


def test_an_account_closed_while_the_password_was_checked_stays_closed(database: Database, cast: Cast) -> None:
    with database.write() as session:
        attempt = begin_attempt(session, "lan", HOME, now=NOW)
    with database.write() as session:
        disable_user(session, SYSTEM, "lan", now=NOW)
    with pytest.raises(Refused), database.write() as session:
        finish_attempt(session, attempt, now=NOW, limits=LIMITS)


def test_a_password_changed_while_the_old_one_was_checked_wins(database: Database, cast: Cast) -> None:
    with database.write() as session:
        attempt = begin_attempt(session, "lan", HOME, now=NOW)
    with database.write() as session:
        reset_password(session, SYSTEM, "lan", "mật khẩu khác", now=NOW)
    with pytest.raises(Refused), database.write() as session:
        finish_attempt(session, attempt, now=NOW, limits=LIMITS)


def test_a_chosen_language_stays_with_the_account(database: Database, cast: Cast) -> None:
    token, _ = sign_in(database, cast.lan)
    book = book_on(database)
    assert book.by_token(token, NOW).language is None  # type: ignore[union-attr]
    with database.write() as session:
        set_language(session, cast.lan, "en", now=NOW)
    assert book.by_token(token, NOW).language == "en"  # type: ignore[union-attr]


def test_sign_ins_and_outs_are_in_the_trail(database: Database, cast: Cast) -> None:
    _, found = sign_in(database, cast.lan)
    with database.write() as session:
        sign_out(session, cast.lan, found.id, now=NOW)
    with database.read() as session:
        trail = [(entry.action, entry.actor_id, entry.subject) for entry in entries(session, subject=f"session:{found.id}")]
    assert trail == [("sign_out", cast.lan.id, f"session:{found.id}"), ("sign_in", cast.lan.id, f"session:{found.id}")]


def test_sessions_in_use_are_counted(database: Database, cast: Cast) -> None:
    _, found = sign_in(database, cast.lan)
    sign_in(database, cast.minh)
    sign_in(database, cast.hoa, at=NOW - timedelta(minutes=31))
    with database.write() as session:
        sign_out(session, cast.lan, found.id, now=NOW)
    with database.read() as session:
        assert live_sessions(session, now=NOW, seen_since=NOW - timedelta(minutes=30)) == 1


# --- the throttle ------------------------------------------------------------------------------------------------------


def test_the_wait_doubles_with_each_wrong_try() -> None:
    def wait(n: int) -> float:
        return PER_NAME.wait([NOW] * n, NOW).total_seconds()

    assert [wait(n) for n in (0, 4, 5, 6, 7, 8, 9, 10, 11, 50)] == [0, 0, 30, 60, 120, 240, 480, 900, 900, 900]
    assert PER_NAME.wait([NOW - timedelta(seconds=20)] * 5, NOW) == timedelta(seconds=10)
    assert PER_NAME.wait([NOW - timedelta(hours=1)] * 9, NOW) == timedelta(0)
    assert PER_ADDRESS.wait([NOW] * 29, NOW) == timedelta(0)
    assert PER_ADDRESS.wait([NOW] * 30, NOW) == timedelta(seconds=30)


@pytest.mark.parametrize("name", ["lan", "LAN ", "nobody"])
def test_five_wrong_tries_make_a_name_wait(name: str, database: Database, cast: Cast) -> None:
    for second in range(5):
        fail(database, name, at=NOW + timedelta(seconds=second), address=f"10.0.1.{second}")
    with pytest.raises(TooManyTries) as refused, database.write() as session:
        begin_attempt(session, name, CAFE, now=NOW + timedelta(seconds=14))
    assert refused.value.wait == timedelta(seconds=20)  # 30 from the last try
    fail(database, name, at=NOW + timedelta(seconds=34))
    with pytest.raises(TooManyTries) as refused, database.write() as session:
        begin_attempt(session, name, CAFE, now=NOW + timedelta(seconds=34))
    assert refused.value.wait == timedelta(seconds=60)


def test_a_refused_try_does_not_lengthen_the_wait(database: Database, cast: Cast) -> None:
    for _ in range(5):
        fail(database, "lan", at=NOW)
    for second in range(29):
        with pytest.raises(TooManyTries), database.write() as session:
            begin_attempt(session, "lan", HOME, now=NOW + timedelta(seconds=second))
    sign_in(database, cast.lan, at=NOW + timedelta(seconds=30))


def test_the_right_password_clears_the_name(database: Database, cast: Cast) -> None:
    for _ in range(4):
        fail(database, "lan", at=NOW)
    sign_in(database, cast.lan, at=NOW + timedelta(seconds=1))
    for _ in range(4):
        fail(database, "lan", at=NOW + timedelta(seconds=2))
    sign_in(database, cast.lan, at=NOW + timedelta(seconds=3))


def test_thirty_wrong_tries_make_an_address_wait(database: Database, cast: Cast) -> None:
    for number in range(30):
        fail(database, f"guess{number}", at=NOW)
    with pytest.raises(TooManyTries), database.write() as session:
        begin_attempt(session, "lan", HOME, now=NOW + timedelta(seconds=1))
    sign_in(database, cast.lan, at=NOW + timedelta(seconds=1), address=CAFE)


def test_many_tries_at_once_count_each_other(database: Database, cast: Cast) -> None:
    outcomes: list[str] = []

    def guess() -> None:
        try:
            fail(database, "lan", at=NOW)
            outcomes.append("looked")
        except TooManyTries:
            outcomes.append("wait")

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["looked"] * 5 + ["wait"] * 7


def test_the_fifth_wrong_try_is_in_the_trail_once(database: Database, cast: Cast) -> None:
    for _ in range(5):
        fail(database, "lan", at=NOW)
    fail(database, "lan", at=NOW + timedelta(seconds=31))
    with database.read() as session:
        trail = [entry.action for entry in entries(session, subject=f"user:{cast.lan.id}") if entry.action.startswith("sign_in")]
    assert trail == ["sign_in.throttled"]


def test_old_tries_and_sessions_are_forgotten(database: Database, cast: Cast) -> None:
    fail(database, "lan", at=NOW - timedelta(days=1, seconds=1))
    fail(database, "lan", at=NOW - timedelta(hours=23))
    sign_in(database, cast.minh, at=NOW - timedelta(days=31))
    sign_in(database, cast.minh, at=NOW - timedelta(days=29))
    with database.write() as session:
        forget_old(session, now=NOW)
    with database.read() as session:
        assert [row.at for row in session.exec(select(SignInAttemptRow))] == [NOW - timedelta(hours=23)]
        assert [row.created_at for row in session.exec(select(SignInSessionRow))] == [NOW - timedelta(days=29)]


# --- first run and demo ------------------------------------------------------------------------------------------------


def test_the_demo_lets_in_without_a_password_and_nothing_else_does(database: Database, cast: Cast) -> None:
    with pytest.raises(Refused, match="demo only"), database.write() as session:
        demo_sign_in(session, Role.OWNER, now=NOW, limits=LIMITS)
    with database.write() as session:
        write_setting(session, IS_DEMO, True)
    with database.write() as session:
        token, found = demo_sign_in(session, Role.MANAGER, now=NOW, limits=LIMITS)
    assert found.user == cast.minh
    assert book_on(database).by_token(token, NOW) == found


def owner(name: str) -> NewUser:
    return NewUser(name, name.title(), Role.AGENT, "mật khẩu đủ dài")


def test_the_first_account_is_the_owner(database: Database) -> None:
    with database.write() as session:
        token, found = create_first_owner(session, owner("hoa"), now=NOW, limits=LIMITS)
    assert (found.user.name, found.user.role) == ("hoa", Role.OWNER)
    assert book_on(database).by_token(token, NOW) == found
    with pytest.raises(Refused, match="already"), database.write() as session:
        create_first_owner(session, owner("mai"), now=NOW, limits=LIMITS)


def test_of_many_first_owners_at_once_one_is_made(database: Database) -> None:
    refused: list[CaTrucError] = []

    def create(name: str) -> None:
        try:
            with database.write() as session:
                create_first_owner(session, owner(name), now=NOW, limits=LIMITS)
        except CaTrucError as error:
            refused.append(error)

    threads = [threading.Thread(target=create, args=(f"hoa{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert len(list_users(session, SYSTEM)) == 1
    assert len(refused) == 5


# --- the badge ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "badge",
    [None, "", ".", "abc", "abc.", f"abc.{'0' * 64}", 1, "ệ.ệ", write_badge("abc")[:-1], write_badge("abd")[1:]],
    ids=["none", "empty", "dot", "name", "no mark", "zeros", "number", "not ascii", "cut", "other name"],  # the marks differ by process
)
def test_a_badge_somebody_else_wrote_is_void(badge: object) -> None:
    assert read_badge(badge) is None


def test_a_badge_names_its_session() -> None:
    assert read_badge(write_badge("abc")) == "abc"


def test_a_session_is_found_by_its_key_only_while_it_holds(database: Database, cast: Cast) -> None:
    _, found = sign_in(database, cast.lan)
    with database.read() as session:
        assert session_by_key(session, found.key) == found
        assert session_by_key(session, "0" * 64) is None
