"""What the tests of this room begin with: rules of events, sales that are measured, newcomers."""

from datetime import date, datetime
from typing import Any

from core.database import session, transaction
from engagement import joining
from engagement.models import Application
from points.earning.facts import SaleFact
from points.earning.measures import write
from points.programme.versions import Draft, write_version
from points.rules import Rule
from seeds.people import siret
from tests.support.cast import START, Cast

TODAY = date(2026, 10, 15)


def event_rule(kind: str, **changes: Any) -> int:
    """A rule of an event kind for companies, since January; its id."""
    said: dict[str, Any] = {
        "id": 0,
        "code": kind,
        "version": 0,
        "kind": kind,
        "beneficiary": "selling_company",
        "starts_on": date(2026, 1, 1),
        "points": 500,
    }
    with transaction():
        return write_version(Draft(f"Règle {kind}", f"Rule {kind}", Rule(**said | changes)), START, "test").id


def wish(**changes: Any) -> joining.Wish:
    """A plumber from Beaune asks to join."""
    said: dict[str, Any] = {
        "request_id": "wish-1",
        "company_name": "Plomberie Rameau",
        "kind": "installer",
        "siret": siret(77),
        "first_name": "Rose",
        "last_name": "Rameau",
        "email": "rose@rameau.example",
        "city": "Beaune",
    }
    return joining.Wish(**said | changes)


def asked(at: datetime = START, **changes: Any) -> Application:
    """An application as it stands after it was sent."""
    with transaction():
        number = joining.ask(wish(**changes), at).id
    return session.get_one(Application, number)


def approved(at: datetime = START, **changes: Any) -> Application:
    """An application that Claire approved."""
    number = asked(at, **changes).id
    with transaction():
        joining.approve(number, at, "shell")
    return session.get_one(Application, number)


def measured(cast: Cast, line_id: int, company_id: int, cents: int = 300_000, **changes: Any) -> None:
    """A company sells one heat pump; nothing but its measure is written."""
    said: dict[str, Any] = {
        "product_id": cast.pac_8.id,
        "range_id": cast.pumps.id,
        "quantity": 1,
        "amount_cents": cents,
        "sold_on": TODAY,
        "rep_id": None,
        "selling_company_id": company_id,
        "buying_company_id": None,
    }
    with transaction():
        write([SaleFact(line_id, **said | changes)])
