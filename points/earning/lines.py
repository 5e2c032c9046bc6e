"""What accepted sales earn, set by set: every line by the rules of its own day, one transaction a line.

What a period gives is settled once all batches are in (points/earning/periods.py).
"""

from collections.abc import Sequence
from datetime import datetime

from core.clock import local_day
from points.bulk import json_form, uncollected
from points.earning import measures
from points.earning.facts import Earned, SaleFact, Touched
from points.earning.reckoning import Gain, Reckoning
from points.ledger import actions
from points.ledger.crediting import Credit, credit
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
    gains = [(fact, found) for fact in new if fact.returns_id is None and (found := reckoning.gains(fact))]
    if reckoning.by_period:
        for fact in new:
            reckoning.touch(fact, touched)
    done = credit(_credits(gains, at, reckoning), "earn", at, actor)
    returns = [fact for fact in new if fact.returns_id is not None]
    if returns:
        take_back_lines(returns, at, actor)
    return Earned(done.points, done.written, touched)


def _check(facts: Sequence[SaleFact]) -> None:
    for fact in facts:
        if (fact.quantity < 0 or fact.amount_cents < 0) and fact.returns_id is None:
            raise NegativeSale(line=fact.line_id)


def _credits(
    gains: Sequence[tuple[SaleFact, list[Gain]]], at: datetime, reckoning: Reckoning
) -> list[Credit]:
    """Wallets are opened only where they gain."""
    owners = {gain[0] for _, of_line in gains for gain in of_line}
    wallets = actions.open_wallets(
        {owner for kind, owner in owners if kind == "person"},
        {owner for kind, owner in owners if kind == "company"},
        at,
    )
    how = reckoning.book.how
    return [_credit(fact, of_line, wallets, how(fact.sold_on)) for fact, of_line in gains]


def _credit(fact: SaleFact, gains: Sequence[Gain], wallets: actions.Wallets, how: How) -> Credit:
    """Into each wallet; the facts keep what a sentence needs (see points/sentences/rule.py).

    They are put into words here: one form fits every line, and a general encoder takes five times as long.
    """
    sums: dict[int, int] = {}
    told = []
    for owner, rule_id, points, base, times in gains:
        wallet_id = wallets[owner]
        sums[wallet_id] = sums.get(wallet_id, 0) + points
        told.append(f"[{wallet_id},{rule_id},{points},{base},{times}]")
    document = f',"document":{json_form(fact.document)}' if fact.document else ""
    facts = (
        f'{{"product":{fact.product_id},"range":{fact.range_id},"quantity":{fact.quantity},'
        f'"cents":{fact.amount_cents},"gains":[{",".join(told)}]{document}}}'
    )
    return Credit(f"sale-line:{fact.line_id}", fact.sold_on, facts, sums, how)
