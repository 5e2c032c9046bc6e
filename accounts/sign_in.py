"""Signing in: the one door, and the names under which the room's other ways in are known.

Hashing takes long, so `sign_in` holds no transaction while it hashes; it opens its own: the try is counted,
and stays counted, before the password is looked at.
"""

from datetime import datetime

from sqlalchemy import select

from accounts import messages, passwords, throttling
from accounts.identifiers import email_key
from accounts.links import forgot, invite, take_up
from accounts.models import Person
from accounts.passwords import hash_password
from accounts.rules import WrongCredentials
from accounts.sessions import (
    end_all,
    end_one,
    is_staff,
    open_session,
    set_password,
    sign_out,
    store_hash,
    words_about,
)
from core import audit
from core.database import session, transaction

__all__ = [
    "change_password",
    "end_all",
    "end_one",
    "forgot",
    "hash_password",
    "invite",
    "open_session",
    "set_password",
    "sign_in",
    "sign_out",
    "store_hash",
    "take_up",
]


def sign_in(email: str, password: str, address: str, browser: str, at: datetime) -> str:
    """The new session's secret; raises Throttled, or WrongCredentials whether or not the address is known."""
    account = email_key(email)
    gates = throttling.gates("sign-in", account, address, at)
    with transaction():
        throttling.knock(gates, at)
    who = session.execute(
        select(Person.id, Person.password_hash, Person.disabled_at).where(Person.email_key == account)
    ).one_or_none()
    session.rollback()  # let go of the connection while hashing
    right = passwords.matches(who.password_hash if who else None, password)
    if not right or who is None or who.disabled_at:
        with transaction():
            audit.record("visitor", "accounts.refuse_sign_in", ("person", who.id if who else "unknown"), at)
        raise WrongCredentials
    renewed = hash_password(password) if passwords.outdated(who.password_hash) else None
    with transaction():
        _still(who.id, who.password_hash)
        throttling.forgive(gates)
        if renewed:
            session.get_one(Person, who.id).password_hash = renewed
        return open_session(who.id, address, browser, at)


def change_password(person_id: int, current: str, new: str, at: datetime, kept: int) -> None:
    """Set a new password, knowing the current one; ends every session but the kept one.

    Raises Throttled, WrongCredentials or a refusal of the new password; opens transactions of its own.
    """
    gate = [throttling.account_key("password", str(person_id))]
    with transaction():
        throttling.knock(gate, at)
    person = session.get_one(Person, person_id)
    stored, staff, words = person.password_hash, is_staff(person_id, at), words_about(person)
    session.rollback()  # let go of the connection while hashing
    if not passwords.matches(stored, current):
        raise WrongCredentials
    passwords.check(new, staff, words)
    hashed = hash_password(new)
    with transaction():
        _still(person_id, stored)
        throttling.forgive(gate)
        store_hash(person_id, hashed, at, audit.by(person_id), kept)
        messages.send_password_changed(session.get_one(Person, person_id), at)


def _still(person_id: int, proven: str | None) -> None:
    """The password that was proven is still the person's; waits for a change that is under way."""
    person = session.scalars(select(Person).where(Person.id == person_id).with_for_update()).one()
    if person.password_hash != proven or person.disabled_at:
        raise WrongCredentials
