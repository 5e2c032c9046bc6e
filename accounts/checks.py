"""This room's part of `flask verify`."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from accounts.identifiers import email_key
from accounts.models import STAFF, Company, Mandate, OneTimeLink, Person, SignIn
from core.database import session
from core.text import fold
from core.verify import Check


def _overlapping_mandates() -> Iterable[str]:
    one, other = aliased(Mandate), aliased(Mandate)
    same = (
        (one.id < other.id)
        & (one.person_id == other.person_id)
        & (one.company_id == other.company_id)
        & (one.role == other.role)
        & ((one.ends_on.is_(None)) | (other.starts_on <= one.ends_on))
        & ((other.ends_on.is_(None)) | (one.starts_on <= other.ends_on))
    )
    return (
        f"mandates {pair[0]} and {pair[1]}"
        for pair in session.execute(select(one.id, other.id).join(other, same))
    )


def _folded_wrong() -> Iterable[str]:
    for row in session.execute(
        select(
            Person.id, Person.email, Person.email_key, Person.first_name, Person.last_name, Person.sort_key
        )
    ):
        folded = fold(f"{row.last_name} {row.first_name}")[:160]
        if row.email_key != email_key(row.email) or row.sort_key != folded:
            yield f"people {row.id}"


def _late_links() -> Iterable[str]:
    late = select(OneTimeLink.id).where(OneTimeLink.used_at > OneTimeLink.expires_at)
    return (f"one_time_links {one}" for one in session.scalars(late))


def _sessions_of_closed_accounts() -> Iterable[str]:
    open_still = select(SignIn.id).join(Person, Person.id == SignIn.person_id)
    closed = open_still.where(SignIn.ended_at.is_(None), SignIn.created_at > Person.disabled_at)
    return (f"sign_ins {one}" for one in session.scalars(closed))


def _staff_elsewhere() -> Iterable[str]:
    held = select(Mandate.id).join(Company, Company.id == Mandate.company_id)
    return (
        f"mandates {one}"
        for one in session.scalars(held.where(Mandate.role.in_(STAFF), Company.kind != "sponsor"))
    )


def _several_sponsors() -> Iterable[str]:
    count = session.scalar(select(func.count()).where(Company.kind == "sponsor")) or 0
    return [f"companies: {count} sponsors"] if count > 1 else []


CHECKS: tuple[Check, ...] = (
    Check("A1", "a role at a company never overlaps itself", _overlapping_mandates),
    Check("A2", "addresses and names are folded as they are compared", _folded_wrong),
    Check("A3", "a link is used before it expires", _late_links),
    Check("A4", "a closed account opens no session", _sessions_of_closed_accounts),
    Check("A5", "staff roles are held at the sponsor", _staff_elsewhere),
    Check("A6", "there is one sponsor", _several_sponsors),
)
