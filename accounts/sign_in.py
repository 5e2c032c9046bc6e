"""Signing in: the one door, and the names under which the room's other ways in are known.

Hashing takes long, so `sign_in` holds no transaction while it hashes; it opens its own: the try is counted,
and stays counted, before the password is looked at.
"""

from datetime import datetime

from sqlalchemy import select

from accounts import passwords, throttling
from accounts.identifiers import email_key
from accounts.links import forgot, invite, take_up
from accounts.models import Person
from accounts.passwords import hash_password
from accounts.rules import WrongCredentials
from accounts.sessions import end_all, end_one, open_session, set_password, sign_out, store_hash
from core import audit
from core.database import session, transaction

__all__ = [
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


def _still(person_id: int, proven: str) -> None:
    """The password that was proven is still the person's; waits for a change that is under way."""
    person = session.scalars(select(Person).where(Person.id == person_id).with_for_update()).one()
    if person.password_hash != proven or person.disabled_at:
        raise WrongCredentials
