"""What accepted sales earn, set by set: every line by the rules of its own day, one transaction a line."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from points import actions
from points.bulk import uncollected
from points.entries import Entry, Leg
from points.ledger import post
from points.queries import company_kinds, rules_in_force
from points.rules import NegativeSale, Rule, active_on, award, kinds_allow, ranges_allow


class SaleFact(NamedTuple):
    """An accepted sale line, as far as points care."""

    line_id: int
    product_id: int
    range_id: int
    #: units
    quantity: int
    #: without tax, cents
    amount_cents: int
    #: the local day that counts
    sold_on: date
    rep_id: int | None
    selling_company_id: int
    buying_company_id: int | None
    #: order or invoice number, as people know it
    document: str = ""
    #: flagged by the sponsor
    strategic: bool = False
    #: cents; None when unknown
    cost_cents: int | None = None
    #: sell_in (the sponsor sells) or sell_out
    sale_kind: str = "sell_out"
    #: the line that it returns; None for a sale
    returns_id: int | None = None


class Earned(NamedTuple):
    """What a batch of sales brought."""

    #: wallet id → points
    points: dict[int, int]
    #: reference → transaction id of what is new
    transactions: dict[str, int]


#: ("person" or "company", its id), the rule's id, points, base points, multiplier in basis points.
Gain = tuple[tuple[str, int], int, int, int, int]


def earn(facts: Sequence[SaleFact], at: datetime, actor: str) -> Earned:
    """Post what sale lines earn; a line known already earns nothing more. Raises NegativeSale.

    A line before the first rule, or below a full `per`, earns nothing and leaves no transaction.
    """
    with uncollected():
        return _earn(facts, at, actor)


def _earn(facts: Sequence[SaleFact], at: datetime, actor: str) -> Earned:
    gains = _gains(facts)
    owners = {gain[0] for _, of_line in gains for gain in of_line}
    wallets = actions.open_wallets(
        {owner for kind, owner in owners if kind == "person"},
        {owner for kind, owner in owners if kind == "company"},
        at,
    )
    entries = [_entry(fact, of_line, wallets) for fact, of_line in gains]
    written = post(entries, at, actor).written
    points: dict[int, int] = defaultdict(int)
    for entry in entries:
        if entry.reference in written:
            for leg in entry.legs[1:]:
                points[leg.wallet_id or 0] += leg.amount
    return Earned(dict(points), written)


def _gains(facts: Sequence[SaleFact]) -> list[tuple[SaleFact, list[Gain]]]:
    rules, kinds = rules_in_force(), company_kinds()
    of_day: dict[date, list[Rule]] = {}
    gains = []
    for fact in facts:
        day = fact.sold_on
        if day not in of_day:
            of_day[day] = active_on(rules, day)
        if of_day[day] and (found := _gains_of(fact, of_day[day], kinds)):
            gains.append((fact, found))
    return gains


def _gains_of(fact: SaleFact, rules: Sequence[Rule], kinds: dict[int, str]) -> list[Gain]:
    if fact.quantity < 0 or fact.amount_cents < 0:
        raise NegativeSale(line=fact.line_id)
    found: list[Gain] = []
    for rule in rules:
        owner, company = _beneficiary(fact, rule.beneficiary)
        if owner is None or not ranges_allow(rule.scope.range_ids, fact.range_id):
            continue
        if not kinds_allow(rule, kinds.get(company or 0)):
            continue
        given = award(rule, fact)
        if given.points:
            found.append((owner, rule.id, *given))
    return found


def _beneficiary(fact: SaleFact, whom: str) -> tuple[tuple[str, int] | None, int | None]:
    """Who is rewarded, and the company whose kind the rule looks at."""
    if whom == "rep":
        return ("person", fact.rep_id) if fact.rep_id else None, fact.selling_company_id
    company = fact.selling_company_id if whom == "selling_company" else fact.buying_company_id
    return ("company", company) if company else None, company


def _entry(fact: SaleFact, gains: Sequence[Gain], wallets: actions.Wallets) -> Entry:
    """Out of issue, into each wallet; the facts keep what a sentence needs (see points/sentences.py)."""
    legs = [Leg("issue", -sum(gain[2] for gain in gains))]
    legs += [Leg("available", gain[2], wallets[gain[0]]) for gain in gains]
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
    return Entry(f"sale-line:{fact.line_id}", "earn", fact.sold_on, legs, facts)
