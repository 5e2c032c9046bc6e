"""Slowing down guesses, counted in the database so that every process counts the same."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import case, delete, or_, select, update

from accounts.models import Person, SignIn, Throttle
from accounts.rules import MEMORY, Throttled, wait_after
from core.database import insert, session

#: How long an address from which somebody signed in counts as theirs.
FAMILIAR = timedelta(days=90)


def gates(act: str, account: str, address: str, at: datetime) -> list[str]:
    """The account's gate and the address's.

    From an address where the account's owner signed in lately, the account has a gate of its own: a
    stranger's guesses elsewhere never lock the owner out.
    """
    own = f"@{_network(address)}" if _familiar(account, address, at) else ""
    return [account_key(act, account) + own, address_key(act, address)]


def account_key(act: str, account: str) -> str:
    """The gate of an account, known or not."""
    return f"{act}:account:{hashlib.sha256(account.encode()).hexdigest()[:40]}"


def address_key(act: str, address: str) -> str:
    """The gate of a network address."""
    return f"{act}:address:{_network(address)}"


def knock(keys: Iterable[str], at: datetime) -> None:
    """Count a try at every gate, in the open transaction; raises Throttled while one of them is shut."""
    for key in keys:
        fresh = insert(Throttle).values(key=key, window_start=at, tries=1)
        forgotten = Throttle.window_start <= at - MEMORY
        counted = session.execute(
            fresh.on_conflict_do_update(
                index_elements=[Throttle.key],
                set_={"window_start": at, "tries": case((forgotten, 1), else_=Throttle.tries + 1)},
                where=or_(Throttle.blocked_until.is_(None), Throttle.blocked_until <= at),
            ).returning(Throttle.tries)
        ).one_or_none()
        if counted is None:
            raise Throttled(_until(key) - at)
        wait = wait_after(counted.tries)
        if wait:
            session.execute(update(Throttle).where(Throttle.key == key).values(blocked_until=at + wait))


def forgive(keys: Iterable[str]) -> None:
    """A right answer: the account's gate starts afresh, the address's loses this one try."""
    for key in keys:
        if ":account:" in key:
            session.execute(delete(Throttle).where(Throttle.key == key))
        else:
            session.execute(
                update(Throttle)
                .where(Throttle.key == key, Throttle.tries > 0)
                .values(tries=Throttle.tries - 1, blocked_until=None)
            )


def _until(key: str) -> datetime:
    until = session.scalar(select(Throttle.blocked_until).where(Throttle.key == key))
    if until is None:
        raise AssertionError("a shut gate says until when")
    return until


def _familiar(account: str, address: str, at: datetime) -> bool:
    lately = (
        select(SignIn.id)
        .join(Person, Person.id == SignIn.person_id)
        .where(Person.email_key == account, SignIn.address == address, SignIn.address != "")
        .where(SignIn.created_at > at - FAMILIAR)
        .limit(1)
    )
    return session.scalar(lately) is not None


def _network(address: str) -> str:
    """What one household or office is: an IPv4 address, an IPv6 /64."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:40]
    return str(ip_network(f"{found}/64", strict=False)) if isinstance(found, IPv6Address) else str(found)
