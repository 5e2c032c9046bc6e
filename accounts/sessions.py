"""Server-side sessions and the password behind them; every act here joins the open transaction."""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select, update

from accounts import passwords
from accounts.identity import SEEN_EVERY, token_hash
from accounts.models import STAFF, Mandate, Person, SignIn
from accounts.people import kill_links
from accounts.queries import touches
from core import audit
from core.clock import local_day
from core.database import ask, session

#: Absolute ends (ASVS 5.0 V7.3.2).
LONGEST = {True: timedelta(hours=12), False: timedelta(days=7)}


def open_session(person_id: int, address: str, browser: str, at: datetime) -> str:
    """Begin a session; returns the cookie's secret of 256 bits, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=token_hash(token),
            person_id=person_id,
            created_at=at,
            seen_at=at,
            expires_at=at + LONGEST[is_staff(person_id, at)],
            address=address[:64],
            browser=browser[:200],
        )
    )
    session.flush()
    audit.record(audit.by(person_id), "accounts.sign_in", ("person", person_id), at)
    return token


def is_staff(person_id: int, at: datetime) -> bool:
    """Whether a person works for the sponsor on this portal today."""
    day = local_day(at)
    held = select(Mandate.id).where(Mandate.person_id == person_id, Mandate.role.in_(STAFF))
    return session.scalar(held.where(touches(day, day)).limit(1)) is not None


def see(sign_in_id: int, at: datetime) -> None:
    """Note that a session is in use, at most once a minute."""
    session.execute(
        update(SignIn).where(SignIn.id == sign_in_id, SignIn.seen_at <= at - SEEN_EVERY).values(seen_at=at)
    )


def sign_out(token: str, at: datetime) -> None:
    """End the session of a cookie; the copied cookie ends with it."""
    ended = session.execute(
        update(SignIn)
        .where(SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None))
        .values(ended_at=at)
        .returning(SignIn.person_id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if ended:
        audit.record(audit.by(ended.person_id), "accounts.sign_out", ("person", ended.person_id), at)


def end_one(person_id: int, sign_in_id: int, at: datetime) -> None:
    """End one of a person's own sessions; somebody else's is left alone."""
    _end(SignIn.id == sign_in_id, person_id, at)


def end_all(person_id: int, at: datetime, but: int = 0) -> None:
    """End every session of a person, except one on demand."""
    _end(SignIn.id != but, person_id, at)


class Running(NamedTuple):
    """A session as the one who it is of sees it."""

    id: int
    #: when it was last used (UTC)
    seen_at: datetime
    #: what the browser called itself
    browser: str


def running(person_id: int, at: datetime) -> list[Running]:
    """A person's sessions that still hold, the latest seen first."""
    return [Running(*row) for row in ask(_RUNNING, person=person_id, at=at)]


def store_hash(person_id: int, hashed: str, at: datetime, by: str, but: int = 0) -> None:
    """Set a password by its hash: links sent before die, and every session ends except one on demand."""
    session.get_one(Person, person_id).password_hash = hashed
    kill_links(person_id, at)
    end_all(person_id, at, but)
    session.flush()
    audit.record(by, "accounts.set_password", ("person", person_id), at)


def set_password(person_id: int, password: str, at: datetime, by: str) -> None:
    """Set a password in one step, hashing inside the transaction (seeds, tests)."""
    store_hash(person_id, passwords.hash_password(password), at, by)


def words_about(person: Person) -> tuple[str, ...]:
    """What a guesser knows of a person: names, address, employers."""
    firms = tuple(mandate.company.name for mandate in person.mandates)
    return (person.first_name, person.last_name, person.email.split("@")[0], *firms)


def _end(which: object, person_id: int, at: datetime) -> None:
    session.execute(
        update(SignIn)
        .where(SignIn.person_id == person_id, SignIn.ended_at.is_(None), which)  # type: ignore[arg-type]
        .values(ended_at=at)
    )


_ALL = SignIn.__table__.c
#: Built once.
_RUNNING = (
    select(_ALL.id, _ALL.seen_at, _ALL.browser)
    .where(_ALL.person_id == bindparam("person"), _ALL.ended_at.is_(None), _ALL.expires_at > bindparam("at"))
    .order_by(_ALL.seen_at.desc(), _ALL.id.desc())
)
