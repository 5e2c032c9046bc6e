"""A bicycle maker's real-shaped sales (57,851 lines), brought in through the doors that operators use.

The reps are the sponsor's own sales force and the resellers are the buyers. The folder that TANDEM_REAL_DATA
names is needed; without it the tests that ask for this are left out, and say so.
"""

import csv
import gzip
import io
import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from accounts import actions as accounts
from accounts.rules import CompanyRow, MandateRow, PersonRow
from core.clock import now
from core.database import session, transaction
from points.programme.files import load_rules
from products.actions import import_products
from products.importing import read_products
from sales import actions, mapping, storage
from sales.acceptance import Accepted, accept
from sales.checking import check
from sales.models import Upload

VARIABLE = "TANDEM_REAL_DATA"
SPONSOR = "ADVENTUREWORKS"
#: Since when every rep works for the sponsor.
SINCE = date(2011, 1, 1)
SHELL = "shell"

MAPPING = f"""
name = "AdventureWorks"
dates = "ymd"
decimal = "."

[columns]
document = "SalesOrderNumber"
ordered_on = "OrderDate"
rep = "EmployeeKey"
buying_company = "ResellerKey"
product = "ProductKey"
quantity = "Quantity"
amount = "Sales"
cost = "Cost"

[defaults]
selling_company = "{SPONSOR}"
"""

RULES = {
    "rule": [
        {
            "code": "one-per-ten",
            "name": {"fr": "1 point par 10 €", "en": "1 point per €10"},
            "beneficiary": "rep",
            "points": 1,
            "per_amount": "10",
            "from": "2017-01-01",
            "multiplier": [{"range": "ACCESSORIES", "times": "2"}],
        }
    ]
}

needs_real_data = pytest.mark.skipif(
    not os.environ.get(VARIABLE), reason=f"{VARIABLE} names no folder: the real sales were left out"
)


def folder() -> Path:
    """Where the files lie."""
    return Path(os.environ[VARIABLE]).resolve() / "adventureworks"


def truth(name: str) -> list[dict[str, str]]:
    """A table that must come out."""
    return table(f"truth/{name}")


def table(name: str) -> list[dict[str, str]]:
    """The rows of a file, packed or not."""
    return list(csv.DictReader(io.StringIO(_bytes(name).decode("utf-8-sig"))))


def load(upto: date | None = None, rules: bool = True) -> Accepted:
    """Bring in everybody, the products, the earning rule and the sales (up to a day)."""
    bring_people_and_products()
    if rules:
        with transaction():
            load_rules(RULES, now(), SHELL)
    return import_sales(sales_csv(upto))


def bring_people_and_products() -> None:
    """The sponsor, 701 resellers, 18 salespeople, 397 products in 4 ranges."""
    at = now()
    with transaction():
        accounts.import_companies(_companies(), at, SHELL)
        accounts.import_people(list(_people()), at, SHELL)
        import_products(read_products(_bytes("product.csv")), at, SHELL)


def sales_csv(upto: date | None = None) -> bytes:
    """The sales file, whole or only up to an order day."""
    data = _bytes("sales.csv.gz")
    if upto is None:
        return data
    head, *lines = data.decode().splitlines(keepends=True)
    return (head + "".join(line for line in lines if line.split(",", 2)[1] <= upto.isoformat())).encode()


def stage(data: bytes, name: str = "sales.csv", at: datetime | None = None) -> int:
    """Bring a file and check it; the upload's id."""
    kept = storage.keep(io.BytesIO(data), name)
    with transaction():
        spec = mapping.from_toml(MAPPING)
        upload_id = actions.bring(name, kept.sha256, kept.stored, spec, at or now(), SHELL)
    check(upload_id, at or now())
    return upload_id


def import_sales(data: bytes, name: str = "sales.csv") -> Accepted:
    """Bring a file, check it, accept it; nothing of it may be bad."""
    upload_id = stage(data, name)
    upload = session.get_one(Upload, upload_id)
    assert (upload.state, upload.rows_bad, upload.rows_conflict) == ("ready", 0, 0), upload.trouble
    if not upload.rows_good:
        return Accepted(0, upload.rows_known, 0, 0, 0)
    with transaction():
        return accept(upload_id, now(), SHELL)


def _bytes(name: str) -> bytes:
    data = (folder() / name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


def _companies() -> Iterator[CompanyRow]:
    yield CompanyRow(SPONSOR, "Adventure Works Cycles", "sponsor", country="US")
    for row in table("reseller.csv"):
        yield CompanyRow(
            row["ResellerKey"],
            row["Reseller"],
            "distributor",
            country="US",
            sector=row["Business Type"],
            region=row["State-Province"],
            city=row["City"],
        )


def _people() -> Iterator[PersonRow]:
    for row in table("salesperson.csv"):
        first, _, last = row["Salesperson"].partition(" ")
        code, email = row["EmployeeKey"], row["UPN"].replace("adventureworks.com", "example.com")
        mandate = MandateRow(SPONSOR, "rep", SINCE)
        yield PersonRow(code, email, first, last, "en", mandates=(mandate,))
