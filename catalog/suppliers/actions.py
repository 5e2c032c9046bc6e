"""Suppliers and partners are added, changed, no longer worked with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import update

from catalog.models import Supplier
from catalog.rules import supplying as rules
from core import audit
from core.database import insert, session

#: What may be written, and what a new supplier gets where nothing is said.
COLUMNS = {"code": "", "name": "", "kind": "supplier", "email": "", "contact": "", "language": "fr"}
LONGEST = {"code": 40, "name": 120, "email": 254, "contact": 120}


def add(at: datetime, by: str, **columns: str) -> int:
    """Add a supplier or a partner; raises SupplierIncomplete, SupplierTaken."""
    values = {**COLUMNS, **columns}
    _check(values)
    supplier_id = session.execute(
        insert(Supplier)
        .values(**values)
        .on_conflict_do_nothing(index_elements=[Supplier.code])
        .returning(Supplier.id)
    ).scalar_one_or_none()
    if supplier_id is None:
        raise rules.SupplierTaken(code=values["code"])
    audit.record(by, "catalog.add_supplier", ("supplier", supplier_id), at, {"code": values["code"]})
    return supplier_id


def change(supplier_id: int, at: datetime, by: str, **columns: str) -> list[str]:
    """Bring columns in line; the names of those that changed. The code stays: files name it."""
    found = supplier_or_refusal(supplier_id)
    before = {name: getattr(found, name) for name in COLUMNS}
    _check({**before, **columns})
    changed = {name: value for name, value in columns.items() if name != "code" and before[name] != value}
    for name, value in changed.items():
        setattr(found, name, value)
    if changed:
        facts = {name: [before[name], value] for name, value in changed.items()}
        audit.record(by, "catalog.change_supplier", ("supplier", supplier_id), at, facts)
    return sorted(changed)


def retire(supplier_id: int, at: datetime, by: str) -> None:
    """Order no more from a supplier; what is under way goes on. Twice is once."""
    _turn(supplier_id, at, at, by, "catalog.retire_supplier")


def bring_back(supplier_id: int, at: datetime, by: str) -> None:
    """Work with a supplier again. Twice is once."""
    _turn(supplier_id, None, at, by, "catalog.bring_back_supplier")


def supplier_or_refusal(supplier_id: int) -> Supplier:
    """A supplier as it stands now; raises SupplierUnknown."""
    found = session.get(Supplier, supplier_id, populate_existing=True)
    if found is None:
        raise rules.SupplierUnknown
    return found


def wrong(values: Mapping[str, Any]) -> list[str]:
    """The columns that are missing or not possible."""
    found = [name for name in ("code", "name") if not values[name].strip()]
    found += [name for name, most in LONGEST.items() if len(values[name]) > most]
    found += ["kind"] if values["kind"] not in rules.KINDS else []
    found += ["language"] if values["language"] not in rules.LANGUAGES else []
    if values["email"]:
        try:
            validate_email(values["email"], check_deliverability=False)
        except EmailNotValidError:
            found.append("email")
    return found


def _check(values: Mapping[str, Any]) -> None:
    for name in wrong(values):
        raise rules.SupplierIncomplete(column=name)


def _turn(supplier_id: int, retired_at: datetime | None, at: datetime, by: str, verb: str) -> None:
    before = Supplier.retired_at.is_(None) if retired_at else Supplier.retired_at.is_not(None)
    won = session.execute(
        update(Supplier)
        .where(Supplier.id == supplier_id, before)
        .values(retired_at=retired_at)
        .returning(Supplier.id)
    ).scalar_one_or_none()
    if won is not None:
        audit.record(by, verb, ("supplier", supplier_id), at)
