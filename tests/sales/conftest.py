"""Doors of this room for its tests."""

import io
from dataclasses import replace

import pytest

from core.clock import now
from core.database import session, transaction
from points.programme.files import load_rules
from sales import actions, mapping, storage
from sales.acceptance import Accepted, accept
from sales.checking import check
from sales.models import Upload

HEADER = "seller;rep;doc;line;date;ref;qty;amount"
SPEC = mapping.Spec(
    name="tests",
    columns={
        "selling_company": "seller",
        "rep": "rep",
        "document": "doc",
        "line": "line",
        "invoiced_on": "date",
        "product": "ref",
        "quantity": "qty",
        "amount": "amount",
    },
)
#: The same with a column that names the invoice returned.
RETURNING = replace(SPEC, name="returning", columns={**SPEC.columns, "returns": "of"})


class Desk:
    """Brings, checks and accepts files as an operator would."""

    spec = SPEC

    def stage(self, rows: list[str] | bytes, name: str = "sales.csv", **changes: object) -> Upload:
        """Bring a file of rows (or bytes) and check it."""
        data = rows if isinstance(rows, bytes) else "\n".join([HEADER, *rows, ""]).encode()
        kept = storage.keep(io.BytesIO(data), name)
        with transaction():
            spec = replace(SPEC, **changes)
            upload_id = actions.bring(name, kept.sha256, kept.stored, spec, now(), "shell")
        check(upload_id, now())
        return self.held(upload_id)

    def held(self, upload_id: int) -> Upload:
        """An upload as it is now."""
        session.expire_all()
        return session.get_one(Upload, upload_id)

    def accept(self, upload: Upload | int) -> Accepted:
        """Accept it."""
        with transaction():
            return accept(upload if isinstance(upload, int) else upload.id, now(), "shell")

    def bring(self, rows: list[str]) -> Upload:
        """Stage, and accept what is good."""
        upload_id = self.stage(rows).id
        upload = self.held(upload_id)
        if upload.rows_good + upload.rows_returns:
            self.accept(upload_id)
        return self.held(upload_id)


@pytest.fixture
def desk() -> Desk:
    """Files of sales."""
    return Desk()


def row(number: int, amount: str = "100,00", **changes: str) -> str:
    """A good row; any cell may be another."""
    cells = {
        "seller": "MEREL",
        "rep": "KARIM",
        "doc": f"FA-{number}",
        "line": "1",
        "date": "14/10/2026",
        "ref": "PAC-8",
        "qty": "2",
        "amount": amount,
    }
    return ";".join({**cells, **changes}.values())


@pytest.fixture
def generous(cast):
    """A rule of a thousand points for each euro."""
    rule = {"code": "BASE", "name": "Mille", "beneficiary": "rep", "points": 1000, "per_amount": "1"}
    with transaction():
        load_rules({"rule": [{**rule, "from": "2026-01-01"}]}, now(), "shell")
