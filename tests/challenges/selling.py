"""Sales for tests: rows that were checked, taken into the books through the one door of acceptance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from core.clock import now
from core.database import insert, session, transaction, write_rows
from sales import acceptance
from sales.models import StagedRow, Upload
from sales.rules import content_hash

numbers = count(1)


@dataclass(frozen=True)
class Sale:
    """Who sold how many of what, when, to whom."""

    seller: int
    rep: int | None
    product: int
    quantity: int
    day: date
    cents: int = 100_00
    buyer: int | None = None
    document: str = ""
    ordered: date | None = None
    invoiced: date | None = None


def bring(*lines: Sale, at: datetime | None = None) -> None:
    """Accept some sales as one file, in a transaction of its own."""
    with transaction():
        accept(lines, at or now())


def accept(lines: Sequence[Sale], at: datetime) -> None:
    """Accept some sales as one file; joins the open transaction."""
    nth = next(numbers)
    upload_id = session.execute(
        insert(Upload)
        .values(
            filename=f"sales-{nth}.csv",
            sha256=content_hash(nth, at) * 2,
            source="tests",
            mapping={},
            state="ready",
            trouble="",
            brought_by="shell",
            brought_at=at,
            rows_done=len(lines),
            rows_good=len(lines),
            rows_bad=0,
            rows_known=0,
            rows_conflict=0,
            amount_good_cents=sum(one.cents for one in lines),
        )
        .returning(Upload.id)
    ).scalar_one()
    write_rows(StagedRow, [_row(upload_id, line, one) for line, one in enumerate(lines, 2)])
    acceptance.accept(upload_id, at, "shell")


def _row(upload_id: int, line: int, one: Sale) -> dict[str, Any]:
    document = one.document or f"FA-{upload_id:03d}{line:02d}"
    ordered, invoiced = one.ordered, one.invoiced
    content = (one.seller, one.rep, one.buyer, one.product, one.quantity, one.cents, None, ordered, invoiced)
    return {
        "upload_id": upload_id,
        "line": line,
        "verdict": "good",
        "cells": None,
        "problems": None,
        "row_key": f"{one.seller}|{document}|{upload_id}-{line}",
        "content_hash": content_hash(*content),
        "document": document,
        "sale_kind": "sell_out",
        "selling_company_id": one.seller,
        "rep_id": one.rep,
        "buying_company_id": one.buyer,
        "product_id": one.product,
        "quantity": one.quantity,
        "amount_cents": one.cents,
        "cost_cents": None,
        "ordered_on": one.ordered,
        "invoiced_on": one.invoiced,
        "sold_on": one.day,
    }
