"""Rules, sales and points for the tests of this room, in as few words as they need."""

from datetime import date, datetime, timedelta
from typing import Any

from core.database import transaction
from points.earning.lines import Earned, SaleFact, earn
from points.earning.periods import settle
from points.ledger import actions
from points.ledger.queries import Balance, balance
from points.programme.versions import Draft, write_version
from points.rules import Rule, Scope, Weights
from tests.support.cast import START, Cast

TODAY = date(2026, 10, 15)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
SCOPE, WEIGHTS = {"range_ids", "company_kinds"}, {"range_times": "ranges", "product_times": "products"}


def draft(name_fr: str = "Vos ventes", name_en: str = "Your sales", **changes: Any) -> Draft:
    """One point per 10 € to the rep, since January; parts of scope and weights may be named directly."""
    scope = {key: frozenset(changes.pop(key)) for key in SCOPE & changes.keys()}
    weights = {WEIGHTS[key]: changes.pop(key) for key in WEIGHTS.keys() & changes.keys()}
    said: dict[str, Any] = {
        "id": 0,
        "code": "sales",
        "version": 0,
        "kind": "per_amount",
        "beneficiary": "rep",
        "starts_on": date(2026, 1, 1),
        "points": 1,
        "per": 1_000,
        "scope": Scope(**scope),
        "weights": Weights(**weights),
    }
    return Draft(name_fr, name_en, Rule(**said | changes))


def rule(**changes: Any) -> int:
    """A rule in force; its id."""
    with transaction():
        return write_version(draft(**changes), START, "test").id


def fact(cast: Cast, line_id: int = 1, **changes: Any) -> SaleFact:
    """Karim sells one heat pump for 3 000 € today."""
    said: dict[str, Any] = {
        "product_id": cast.pac_8.id,
        "range_id": cast.pumps.id,
        "quantity": 1,
        "amount_cents": 300_000,
        "sold_on": TODAY,
        "rep_id": cast.karim.id,
        "selling_company_id": cast.merel.id,
        "buying_company_id": None,
    }
    return SaleFact(line_id, **said | changes)


def sell(*facts: SaleFact, at: datetime = START) -> Earned:
    """Post what sales earn, by themselves and in their periods."""
    with transaction():
        earned = earn(facts, at, "test")
        points = dict(earned.points)
        for wallet_id, more in settle(earned.touched, at, "test").items():
            points[wallet_id] = points.get(wallet_id, 0) + more
    return earned._replace(points=points)


def give(wallet_id: int, amount: int, reference: str, expires_on: date | None = None) -> int:
    """Points out of nowhere, as an opening balance."""
    with transaction():
        return actions.add_opening(wallet_id, amount, reference, START, "test", expires_on=expires_on)


def hold(wallet_id: int, amount: int, reference: str, at: datetime = START) -> int:
    """Hold points for an order."""
    with transaction():
        return actions.reserve(wallet_id, amount, reference, at, "test")


def held(wallet_id: int) -> tuple[int, int]:
    """What is available and what is reserved."""
    found: Balance = balance(wallet_id)
    return found.available, found.reserved
