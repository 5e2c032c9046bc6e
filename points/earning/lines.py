"""What accepted sales earn, set by set: every line by the rules of its own day, one transaction a line.

What a period gives is settled once all batches are in (points/earning/periods.py).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.clock import local_day
from points.bulk import uncollected
from points.earning import measures
from points.earning.facts import Earned, SaleFact, Touched
from points.earning.reckoning import Gain, Reckoning
from points.ledger import actions
from points.ledger.entries import Entry, Leg
from points.ledger.posting import post
from points.ledger.taking_back import take_back_lines
from points.rules import NegativeSale
from points.rules.life import How

__all__ = ["Earned", "SaleFact", "earn"]


def earn(facts: Sequence[SaleFact], at: datetime, actor: str, reckoning: Reckoning | None = None) -> Earned:
    """Measure sale lines and post what each earns by itself; a line known already earns nothing more.

    A line before the first rule, of a prospect or below a full `per` earns nothing and leaves no transaction;
    a return takes back from the line that it names. Raises NegativeSale for a negative line that names none.
    Pass the same `reckoning` to every batch of an acceptance, and `touched` of them all to periods.settle.
    """
    with uncollected():
        return _earn(facts, at, actor, reckoning or Reckoning(local_day(at)))


def _earn(facts: Sequence[SaleFact], at: datetime, actor: str, reckoning: Reckoning) -> Earned:
    _check(facts)
    new = measures.write(facts)
    touched: Touched = {}
    gains = []
    for fact in new:
        if fact.returns_id is None and (found := reckoning.gains(fact)):
            gains.append((fact, found))
        reckoning.touch(fact, touched)
    entries = _entries(gains, at, reckoning)
    written = post(entries, at, actor).written
    points: dict[int, int] = defaultdict(int)
    for entry in entries:
        if entry.reference in written:
            for leg in entry.legs[1:]:
                points[leg.wallet_id or 0] += leg.amount
    returns = [fact for fact in new if fact.returns_id is not None]
    if returns:
        take_back_lines(returns, at, actor)
    return Earned(dict(points), written, touched)


def _check(facts: Sequence[SaleFact]) -> None:
    for fact in facts:
        if (fact.quantity < 0 or fact.amount_cents < 0) and fact.returns_id is None:
            raise NegativeSale(line=fact.line_id)


def _entries(gains: Sequence[tuple[SaleFact, list[Gain]]], at: datetime, reckoning: Reckoning) -> list[Entry]:
    """Wallets are opened only where they gain."""
    owners = {gain[0] for _, of_line in gains for gain in of_line}
    wallets = actions.open_wallets(
        {owner for kind, owner in owners if kind == "person"},
        {owner for kind, owner in owners if kind == "company"},
        at,
    )
    return [_entry(fact, of_line, wallets, reckoning.book.how(fact.sold_on)) for fact, of_line in gains]


def _entry(fact: SaleFact, gains: Sequence[Gain], wallets: actions.Wallets, how: How) -> Entry:
    """Out of issue, into each wallet; the facts keep what a sentence needs (see points/sentences/rule.py)."""
    sums: dict[int, int] = {}
    for owner, _, points, *_ in gains:
        sums[wallets[owner]] = sums.get(wallets[owner], 0) + points
    legs = [Leg("issue", -sum(sums.values()))]
    legs += [Leg(how.account, points, wallet_id) for wallet_id, points in sums.items()]
    facts: dict[str, Any] = {
        "product": fact.product_id,
        "range": fact.range_id,
        "quantity": fact.quantity,
        "cents": fact.amount_cents,
        # wallet, rule, points, base, times
        "gains": [(wallets[gain[0]], *gain[1:]) for gain in gains],
    }
    if fact.document:
        facts["document"] = fact.document
    reference = f"sale-line:{fact.line_id}"
    return Entry(reference, "earn", fact.sold_on, legs, facts, how.lot_expires_on, confirm_on=how.confirm_on)
