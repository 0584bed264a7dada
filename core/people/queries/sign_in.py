"""Who is signed in, for the gate; not scoped by a user, because it finds out who the user is."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, func, select

from core.people.queries.users import as_user
from core.people.sign_in import SignedIn
from core.people.tables import SignInAttemptRow, SignInSessionRow, UserRow
from core.people.user import Role, User


def as_signed_in(row: SignInSessionRow, owner: UserRow) -> SignedIn:
    """Return the frozen value of a stored session and its account."""
    return SignedIn(
        id=row.id or 0,
        key=row.token_hash,
        user=as_user(owner),
        language=owner.language,
        last_seen_at=row.last_seen_at,
        expires_at=row.expires_at,
    )


def session_by_key(session: Session, key: str) -> SignedIn | None:
    """Return the session of a token's SHA-256; None when unknown, revoked or of a closed account."""
    query = (
        select(SignInSessionRow, UserRow)
        .where(SignInSessionRow.user_id == UserRow.id, SignInSessionRow.token_hash == key)
        .where(col(SignInSessionRow.revoked_at).is_(None), col(UserRow.active))
    )
    found = session.exec(query).one_or_none()
    return None if found is None else as_signed_in(*found)


def failures(session: Session, *, since: datetime, name: str | None = None, address: str | None = None) -> list[datetime]:
    """Return when tries failed since then; for a name, only those after its last success."""
    query = select(SignInAttemptRow.at).where(SignInAttemptRow.at > since, col(SignInAttemptRow.succeeded).is_(False))
    if name is not None:
        success = select(func.max(SignInAttemptRow.at)).where(SignInAttemptRow.name == name, col(SignInAttemptRow.succeeded))
        last = session.exec(success).one()
        query = query.where(SignInAttemptRow.name == name)
        if last is not None:
            query = query.where(SignInAttemptRow.at > last)
    if address is not None:
        query = query.where(SignInAttemptRow.address == address)
    return list(session.exec(query))


def first_of_role(session: Session, role: Role) -> User | None:
    """Return the first active account of a role, for the demo's one-click sign-in."""
    query = select(UserRow).where(UserRow.role == str(role), col(UserRow.active)).order_by(col(UserRow.id)).limit(1)
    row = session.exec(query).first()
    return None if row is None else as_user(row)


def live_sessions(session: Session, *, now: datetime, seen_since: datetime) -> int:
    """Count the sign-ins that are neither revoked, ended nor idle."""
    query = select(func.count()).select_from(SignInSessionRow).where(
        col(SignInSessionRow.revoked_at).is_(None), SignInSessionRow.expires_at > now, SignInSessionRow.last_seen_at > seen_since
    )  # fmt: skip
    return session.exec(query).one()
