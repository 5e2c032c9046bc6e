"""Where parcels go: a person's addresses, and those that a company's people share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, or_, select, update

from catalog.models import Address
from catalog.rules import order_refusals as refusals
from core import audit
from core.database import Key, ask, session

NEEDED = ("label", "recipient", "lines", "postcode", "city", "country")
#: Column → most characters.
LONGEST = {
    "label": 40,
    "recipient": 120,
    "lines": 240,
    "postcode": 12,
    "city": 80,
    "country": 2,
    "phone": 30,
}

_ADDRESSES = Address.__table__.c
#: No company's id is NULL, so whoever works nowhere has only their own.
_BOOK = (
    select(Address.__table__)
    .where(
        _ADDRESSES.removed_at.is_(None),
        or_(
            _ADDRESSES.person_id == bindparam("person", type_=Key),
            _ADDRESSES.company_id == bindparam("company", type_=Key),
        ),
    )
    .order_by(_ADDRESSES.person_id.is_(None), _ADDRESSES.favourite.desc(), _ADDRESSES.id)
)


def add(person_id: int | None, company_id: int | None, at: datetime, by: str, **columns: str) -> Address:
    """Add an address of a person or of a company (one of the two); the first one is offered first.

    Columns: label, recipient, lines, postcode, city, country (FR if left out), phone.
    Raises AddressIncomplete.
    """
    values = _checked({"country": "FR", "phone": "", **columns})
    first = not session.scalars(_of(person_id, company_id).limit(1)).all()
    fresh = Address(person_id=person_id, company_id=company_id, favourite=first, **values)
    session.add(fresh)
    session.flush()
    audit.record(by, "catalog.add_address", ("address", fresh.id), at)
    return fresh


def change(address_id: int, at: datetime, by: str, **columns: str) -> Address:
    """Correct an address; orders placed keep theirs."""
    found = _there(address_id)
    for name, value in _checked({name: getattr(found, name) for name in LONGEST} | columns).items():
        setattr(found, name, value)
    session.flush()
    audit.record(by, "catalog.change_address", ("address", address_id), at)
    return found


def remove(address_id: int, at: datetime, by: str) -> None:
    """Take an address out of the book; the next one is offered first. Twice is once."""
    found = session.get(Address, address_id, populate_existing=True)
    if found is None or found.removed_at is not None:
        return
    was_first, found.removed_at, found.favourite = found.favourite, at, False
    session.flush()
    left = session.scalars(_of(found.person_id, found.company_id).limit(1)).one_or_none()
    if was_first and left is not None:
        left.favourite = True
        session.flush()
    audit.record(by, "catalog.remove_address", ("address", address_id), at)


def favourite(address_id: int, at: datetime, by: str) -> None:
    """Offer an address first."""
    found = _there(address_id)
    owner = (
        Address.person_id == found.person_id if found.person_id else Address.company_id == found.company_id
    )
    session.execute(update(Address).where(owner).values(favourite=Address.id == address_id))
    audit.record(by, "catalog.favour_address", ("address", address_id), at)


def of_person(person_id: int, company_id: int | None) -> list[Any]:
    """A person's addresses, then their company's, as rows; the one offered first comes first in each."""
    return ask(_BOOK, person=person_id, company=company_id).all()


def _of(person_id: int | None, company_id: int | None) -> Select[Address]:
    owner = Address.person_id == person_id if person_id else Address.company_id == company_id
    return select(Address).where(owner, Address.removed_at.is_(None)).order_by(Address.id)


def _there(address_id: int) -> Address:
    found = session.get(Address, address_id, populate_existing=True)
    if found is None or found.removed_at is not None:
        raise refusals.AddressUnknown
    return found


def _checked(columns: Mapping[str, str]) -> dict[str, str]:
    unknown = set(columns) - set(LONGEST)
    if unknown:
        raise TypeError(f"an address has no {sorted(unknown)}")
    values = {name: (columns.get(name) or "").strip() for name in LONGEST}
    values["country"] = values["country"].upper()
    for name, most in LONGEST.items():
        if len(values[name]) > most or (name in NEEDED and not values[name]):
            raise refusals.AddressIncomplete(column=name)
    return values
