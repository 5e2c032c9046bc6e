"""Reads of claims: a rep's own, those that wait for a decision, and what one would bring."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, literal_column, select

from accounts.models import Company, Person
from core.database import Key, ask, session
from points.earning.facts import SaleFact
from points.earning.reckoning import Reckoning
from points.rules.seen import margin_of
from products.models import Product
from sales.models import Claim, SaleLine

_CLAIMS = Claim.__table__.c
_NEWEST = (
    select(_CLAIMS.state)
    .where(_CLAIMS.person_id == bindparam("person", type_=Key))
    .order_by(_CLAIMS.id.desc())
    .limit(literal_column("1"))
)

_OWN = (
    select(
        *(_CLAIMS[name] for name in ("id", "quantity", "document", "invoiced_on", "amount_cents", "state")),
        *(_CLAIMS[name] for name in ("due_at", "decided_at", "reason", "photo")),
        Product.__table__.c.name.label("product"),
    )
    .join_from(Claim.__table__, Product.__table__, Product.__table__.c.id == _CLAIMS.product_id)
    .where(_CLAIMS.person_id == bindparam("person", type_=Key))
    .order_by(_CLAIMS.id.desc())
    .limit(literal_column("50"))
)


class ClaimRow(NamedTuple):
    """A claim as people read it."""

    claim: Claim
    person: str
    company: str
    product: str
    reference: str


def claims_of(person_id: int) -> list[Any]:
    """Somebody's own claims as a list shows them, the newest first; the latest fifty."""
    return ask(_OWN, person=person_id).all()


def newest_state(person_id: int) -> str | None:
    """What became of somebody's last claim; None when there is none."""
    found: str | None = ask(_NEWEST, person=person_id).scalar_one_or_none()
    return found


def waiting_claims(most: int = 200) -> list[ClaimRow]:
    """Claims that wait, the first due first."""
    return _rows(_readable().where(Claim.state == "sent").order_by(Claim.due_at, Claim.id).limit(most))


def decided_claims(most: int = 20) -> list[ClaimRow]:
    """Claims decided lately."""
    return _rows(_readable().where(Claim.state != "sent").order_by(Claim.decided_at.desc()).limit(most))


def every_claim() -> Iterator[ClaimRow]:
    """All claims, the newest first, many at a time."""
    before = None
    while True:
        statement = _readable().order_by(Claim.id.desc()).limit(1_000)
        rows = _rows(statement if before is None else statement.where(Claim.id < before))
        yield from rows
        if not rows:
            return
        before = rows[-1].claim.id


def waiting_count() -> int:
    """How many wait."""
    return session.scalar(select(func.count()).select_from(Claim).where(Claim.state == "sent")) or 0


def claim(claim_id: int) -> Claim | None:
    """One claim."""
    return session.get(Claim, claim_id)


def close_lines(row: ClaimRow, most: int = 3) -> list[SaleLine]:
    """Lines that the books hold of the same company and document: a twin is seen at once."""
    statement = select(SaleLine).where(
        SaleLine.selling_company_id == row.claim.company_id,
        func.lower(SaleLine.document) == row.claim.document.lower(),
    )
    return list(session.scalars(statement.order_by(SaleLine.id.desc()).limit(most)))


def brings(claim: Claim) -> int:
    """Points that accepting a claim would give its sender by the rules of its day."""
    who = (claim.person_id, claim.company_id)
    return would_bring(who, claim.product_id, claim.quantity, claim.amount_cents, claim.invoiced_on)


def would_bring(who: tuple[int, int], product_id: int, quantity: int, amount_cents: int, day: date) -> int:
    """Points that a sale of (rep, company) would earn the rep by itself, boosts included, on its day."""
    person_id, company_id = who
    product = session.get(Product, product_id)
    if product is None:
        return 0
    sold = SaleFact(
        0,
        product_id,
        product.range_id,
        quantity,
        amount_cents,
        day,
        person_id,
        company_id,
        None,
        strategic=product.strategic,
        margin_bp=margin_of(amount_cents, None, quantity, product.unit_cost_cents, product.margin_bp),
    )
    gains = Reckoning(day).gains(sold)
    return sum(points for (kind, _), _, points, *_ in gains if kind == "person")


def _readable() -> Select[Claim, Person, Company, Product]:
    return (
        select(Claim, Person, Company, Product)
        .join(Person, Person.id == Claim.person_id)
        .join(Company, Company.id == Claim.company_id)
        .join(Product, Product.id == Claim.product_id)
    )


def _rows(statement: Select[Claim, Person, Company, Product]) -> list[ClaimRow]:
    return [
        ClaimRow(claim, person.name, company.name, product.name, product.reference)
        for claim, person, company, product in session.execute(statement)
    ]
