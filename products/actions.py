"""What may be done to the sponsor's own products."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from stdnum import ean as ean_rules

from core import audit
from core.database import session, write_rows
from core.text import fold
from products.models import Product, Range
from products.rules import FULL_BP, CodeTaken, ProductFact, UnknownProduct, WrongCost, WrongEan, WrongMargin


@dataclass(frozen=True)
class Imported:
    """What an import of products did."""

    new: int
    changed: int
    same: int


def add_range(code: str, name: str, at: datetime, by: str, unit_fr: str = "", unit_en: str = "") -> Range:
    """Make a range; raises CodeTaken."""
    if session.scalar(select(Range.id).where(Range.code == code)) is not None:
        raise CodeTaken(code=code)
    made = Range(code=code, name=name, sort_key=fold(name)[:120], unit_fr=unit_fr, unit_en=unit_en)
    session.add(made)
    session.flush()
    audit.record(by, "products.add_range", ("range", code), at, {"name": name})
    return made


def add_product(
    reference: str,
    name: str,
    range_id: int,
    at: datetime,
    by: str,
    ean: str | None = None,
    margin_bp: int | None = None,
    unit_cost_cents: int | None = None,
    strategic: bool = False,
) -> Product:
    """Make a product; raises CodeTaken, WrongEan, WrongMargin, WrongCost."""
    if session.scalar(select(Product.id).where(Product.reference == reference)) is not None:
        raise CodeTaken(code=reference)
    made = Product(
        reference=reference,
        reference_key=fold(reference)[:60],
        name=name,
        sort_key=fold(name)[:160],
        range_id=range_id,
        ean=checked_ean(ean),
        margin_bp=_margin(margin_bp),
        unit_cost_cents=_cost(unit_cost_cents),
        strategic=strategic,
    )
    session.add(made)
    session.flush()
    audit.record(by, "products.add_product", ("product", reference), at, {"name": name})
    return made


def change_product(
    product_id: int,
    at: datetime,
    by: str,
    *,
    margin_bp: int | None,
    unit_cost_cents: int | None,
    strategic: bool,
) -> None:
    """Change a product's money and its flag; raises UnknownProduct, WrongMargin, WrongCost."""
    values = {
        "margin_bp": _margin(margin_bp),
        "unit_cost_cents": _cost(unit_cost_cents),
        "strategic": strategic,
    }
    reference = session.execute(
        update(Product).where(Product.id == product_id).values(**values).returning(Product.reference),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if reference is None:
        raise UnknownProduct(reference=product_id)
    audit.record(by, "products.change_product", ("product", reference), at, values)


def import_products(rows: Iterable[ProductFact], at: datetime, by: str) -> Imported:
    """Insert or change by reference; a range is made when it is new. The same rows again change nothing."""
    facts = {fact.reference: fact for fact in rows}
    ranges = _ranges_for(facts.values(), at, by)
    held = {row.reference: row for row in session.execute(select(*_COLUMNS)).mappings()}
    new, changed = [], []
    for fact in facts.values():
        values = _values(fact, ranges[fact.range_code])
        old = held.get(fact.reference)
        if old is None:
            new.append(values)
        elif any(old[name] != value for name, value in values.items()):
            changed.append({"id": old["id"], **values})
    if new:
        write_rows(Product, new)
    if changed:
        session.execute(update(Product), changed)
    done = Imported(len(new), len(changed), len(facts) - len(new) - len(changed))
    audit.record(by, "products.import_products", ("products", ""), at, asdict(done))
    return done


def checked_ean(ean: str | None) -> str | None:
    """An EAN without blanks; raises WrongEan."""
    if not ean:
        return None
    if not ean_rules.is_valid(ean):
        raise WrongEan(ean=ean)
    return str(ean_rules.compact(ean))


_COLUMNS = (
    Product.id,
    Product.reference,
    Product.reference_key,
    Product.name,
    Product.sort_key,
    Product.ean,
    Product.range_id,
    Product.margin_bp,
    Product.unit_cost_cents,
    Product.strategic,
)


def _values(fact: ProductFact, range_id: int) -> dict[str, Any]:
    return {
        "reference": fact.reference,
        "reference_key": fold(fact.reference)[:60],
        "name": fact.name,
        "sort_key": fold(fact.name)[:160],
        "ean": checked_ean(fact.ean),
        "range_id": range_id,
        "margin_bp": _margin(fact.margin_bp),
        "unit_cost_cents": _cost(fact.unit_cost_cents),
        "strategic": fact.strategic,
    }


def _ranges_for(facts: Iterable[ProductFact], at: datetime, by: str) -> Mapping[str, int]:
    held: dict[str, int] = {row.code: row.id for row in session.execute(select(Range.code, Range.id))}
    for fact in facts:
        if fact.range_code not in held:
            made = add_range(fact.range_code, fact.range_name or fact.range_code, at, by)
            held[fact.range_code] = made.id
    return held


def _margin(margin_bp: int | None) -> int | None:
    if margin_bp is not None and abs(margin_bp) > FULL_BP:
        raise WrongMargin
    return margin_bp


def _cost(cents: int | None) -> int | None:
    if cents is not None and cents < 0:
        raise WrongCost
    return cents
