"""Facts for tests of scores: sales, quotes and trainings without a database."""

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from challenges.document.parts import Metric
from challenges.document.terms import Document
from challenges.rules.facts import Quoted, Sale, Trained, Version
from tests.challenges.documents import document

FIRST, LAST = date(2026, 10, 12), date(2026, 10, 25)
numbers = count(1)


class Everything:
    """A scope that takes all products, or those named."""

    def __init__(self, range_ids: tuple[int, ...] = (), product_ids: tuple[int, ...] = ()) -> None:
        self.range_ids, self.product_ids = range_ids, product_ids

    def takes(self, range_id: int, product_id: int) -> bool:
        return range_id in self.range_ids or product_id in self.product_ids


def game(*metrics: Metric, **changes: Any) -> Document:
    """The example counting everything, by some metrics."""
    made = document(counts={"ranges": []})
    return replace(made, metrics=metrics or (Metric("amount"),), **changes)


def versions(*documents: Document, since: tuple[date, ...] = (), scope: Any = None) -> list[Version]:
    """A document, and those that amended it with their first days."""
    days = (documents[0].first, *since)
    return [Version(day, one, scope or Everything()) for day, one in zip(days, documents, strict=True)]


def sale(day: date = FIRST, cents: int = 100, units: int = 1, **more: Any) -> Sale:
    """A sale of a day."""
    nth = next(numbers)
    values: dict[str, Any] = {
        "line_id": nth,
        "key": f"{nth:09d}",
        "seller_id": 1,
        "buyer_id": None,
        "document": f"D{nth}",
        "product_id": 1,
        "range_id": 1,
        "strategic": False,
        "sale_kind": "sell_out",
        "sold_on": day,
        "ordered_on": day,
        "invoiced_on": day,
        "quantity": units,
        "amount_cents": cents,
        "margin_cents": cents // 4,
        "left": units,
        "left_cents": cents,
    }
    return Sale(**(values | more))


def back(one: Sale, units: int, cents: int) -> Sale:
    """A sale after some of it came back."""
    return one._replace(left=one.left - units, left_cents=one.left_cents - cents)


def quote(day: date = FIRST, won: bool = False, **more: Any) -> Quoted:
    """A quote of a day."""
    values: dict[str, Any] = {"product_id": None, "range_id": None}
    nth = next(numbers)
    return Quoted(nth, f"Q{nth}", day, won, **(values | more))


def training(day: date = FIRST) -> Trained:
    """A validated training."""
    return Trained(next(numbers), day, "")
