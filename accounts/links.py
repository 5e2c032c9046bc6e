"""One-time links: an invitation, a forgotten password. 256 bits, kept as a hash, usable once."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from accounts import messages, passwords, throttling
from accounts.identifiers import email_key
from accounts.identity import token_hash
from accounts.models import OneTimeLink, Person
from accounts.rules import LinkSpent, Throttled
from accounts.sessions import is_staff, open_session, store_hash, words_about
from core import audit
from core.database import insert, session, transaction

#: How long each kind of link can be used (ASVS 5.0 V6.4.1).
LIFE = {"invitation": timedelta(days=7), "password": timedelta(minutes=30)}


def invite(person_id: int, at: datetime, by: str, by_mail: bool = True) -> str:
    """Invite somebody to choose a password: mails the link, returns its path; joins the open transaction."""
    person = session.get_one(Person, person_id)
    path = _make(person, "invitation", at)
    if by_mail:
        messages.send_invitation(person, path, at)
    audit.record(by, "accounts.invite", ("person", person_id), at)
    return path


def forgot(email: str, at: datetime, address: str = "") -> None:
    """Mail a link to whoever has this address; says nothing about whether anybody has.

    Raises Throttled when one network asks too often; too many for one account are passed over silently.
    Opens a transaction of its own.
    """
    account = email_key(email)
    with transaction():
        throttling.knock([throttling.address_key("forgot", address)], at)
        person = session.scalar(
            select(Person).where(Person.email_key == account, Person.disabled_at.is_(None))
        )
        try:
            throttling.knock([throttling.account_key("forgot", account)], at)
        except Throttled:
            return
        if person:
            messages.send_password_link(person, _make(person, "password", at), at)
            audit.record("visitor", "accounts.forgot", ("person", person.id), at)


def usable(token: str, at: datetime) -> tuple[OneTimeLink, Person]:
    """A link that can still be used and whose it is; raises LinkSpent."""
    found = session.execute(
        select(OneTimeLink, Person)
        .join(Person, Person.id == OneTimeLink.person_id)
        .where(OneTimeLink.token_hash == token_hash(token), OneTimeLink.used_at.is_(None))
        .where(OneTimeLink.expires_at > at, Person.disabled_at.is_(None))
    ).one_or_none()
    if found is None:
        raise LinkSpent
    return found[0], found[1]


def is_invited(person_id: int, at: datetime) -> bool:
    """Whether a link sent to a person can still be used."""
    unused = select(OneTimeLink.id).where(OneTimeLink.person_id == person_id, OneTimeLink.used_at.is_(None))
    return session.scalar(unused.where(OneTimeLink.expires_at > at).limit(1)) is not None


def take_up(token: str, password: str, at: datetime, address: str = "", browser: str = "") -> str:
    """Choose a password by a link, which is thereby used up; returns a new session's secret.

    Opens a transaction of its own, after hashing. Raises LinkSpent or a refusal of the password.
    """
    link, person = usable(token, at)
    first, link_id, account = link.purpose == "invitation", link.id, person.email_key
    passwords.check(password, is_staff(person.id, at), words_about(person))
    session.rollback()  # let go of the connection while hashing
    hashed = passwords.hash_password(password)
    with transaction():
        person = session.get_one(Person, _use_up(link_id, at))
        store_hash(person.id, hashed, at, audit.by(person.id))
        throttling.forgive([throttling.account_key("sign-in", account)])
        if not first:
            messages.send_password_changed(person, at)
        return open_session(person.id, address, browser, at)


def _make(person: Person, purpose: str, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.execute(
        insert(OneTimeLink).values(
            token_hash=token_hash(token),
            person_id=person.id,
            purpose=purpose,
            created_at=at,
            expires_at=at + LIFE[purpose],
        )
    )
    return f"/links/{token}"


def _use_up(link_id: int, at: datetime) -> int:
    """The person of a link; the conditional UPDATE lets exactly one taker through."""
    used = session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.id == link_id, OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > at)
        .values(used_at=at)
        .returning(OneTimeLink.person_id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if used is None:
        raise LinkSpent
    return int(used.person_id)
