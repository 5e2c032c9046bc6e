"""A fact of a ranking as tools/recount.py counts it, with what lets an auditor find it."""

from datetime import date
from typing import Any, Protocol

from challenges.document.parts import Metric
from challenges.proof.codes import Codes
from challenges.rules.facts import Fact, Facts, Quoted, Sale
from challenges.rules.metrics import customer_key
from challenges.scoring.game import Game

Row = dict[str, Any]


class Names(Protocol):
    """Salted ids."""

    def __call__(self, kind: str, subject_id: int) -> str: ...


def fact_row(game: Game, facts: Facts, fact: Fact, day: date, codes: Codes, ids: Names) -> Row:
    """A fact as recount.py counts it, with what lets an auditor find it."""
    if isinstance(fact, Sale):
        return sale_row(game, facts, fact, day.isoformat(), codes, ids)
    base: Row = {"day": day.isoformat(), "quantity": 1, "strategic": True, "sale_kind": "", "out": False}
    if isinstance(fact, Quoted):
        named = codes.of(fact.range_id or 0, fact.product_id or 0)
        order = [1, "Quoted", fact.id]
        return (
            base
            | named
            | {"kind": "quote", "order": order, "number": fact.number, "won": [int(fact.won)], "things": {}}
        )
    things = {
        f"training:{metric.quiet_days}": fact.id for metric in _metrics(game) if metric.kind == "training"
    }
    order = [1, "Trained", fact.id]
    return base | {
        "kind": "training",
        "order": order,
        "won": [],
        "things": things,
        "ranges": [],
        "products": [],
    }


def sale_row(game: Game, facts: Facts, sale: Sale, day: str, codes: Codes, ids: Names) -> Row:
    """A sale as its returns leave it; `day` is the day, or the instant, that counts."""
    seller = ids("company", sale.seller_id)
    return {
        "kind": "sale",
        "day": day,
        "order": [0, sale.key, sale.line_id],
        "document": sale.document,
        "bill": f"{seller}|{sale.document or sale.key}|{sale.product_id}",
        "seller": seller,
        "buyer": ids("company", sale.buyer_id) if sale.buyer_id else "",
        "product": codes.reference(sale.product_id),
        **codes.of(sale.range_id, sale.product_id),
        "strategic": sale.strategic,
        "sale_kind": sale.sale_kind,
        "dates": [
            one.isoformat() if one else "" for one in (sale.sold_on, sale.ordered_on, sale.invoiced_on)
        ],
        "sold": sale.quantity,
        "quantity": sale.left,
        "amount": sale.left_cents,
        "margin": sale.left_margin if sale.quantity else 0,
        "points": sale.left_points,
        "things": _things(game, facts, sale),
        "out": sale.line_id in game.left_out,
        "won": [],
    }


def _things(game: Game, facts: Facts, sale: Sale) -> Row:
    """What each metric counts once: a product, a range, the sale's own day, a customer brought."""
    found: Row = {}
    day = sale.dated(game.dated)
    once: Row = {"products": sale.product_id, "ranges": sale.range_id}
    once |= {"active_days": day.isoformat()} if day else {}
    for metric in _metrics(game):
        name = f"{metric.kind}:{metric.quiet_days}"
        if metric.kind in once:
            found[name] = once[metric.kind]
        elif sale.line_id in facts.customers.get(customer_key(metric), ()):
            found[name] = sale.line_id
    return found


def _metrics(game: Game) -> list[Metric]:
    return [metric for version in game.versions for metric in version.document.metrics]
