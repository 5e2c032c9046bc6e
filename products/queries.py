"""Reads of ranges and products."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from core.database import ask, session
from core.text import fold
from products.models import Product, Range

PAGE = 50


@dataclass(frozen=True)
class ProductRow:
    """What other rooms need of a product."""

    id: int
    reference: str
    name: str
    range_id: int
    margin_bp: int | None
    unit_cost_cents: int | None


@dataclass(frozen=True)
class ListedProduct:
    """A product in the staff's list."""

    id: int
    reference: str
    name: str
    range_code: str
    range_name: str
    ean: str | None
    margin_bp: int | None
    unit_cost_cents: int | None
    strategic: bool
    retired: bool


_ROW: tuple[Any, ...] = (
    Product.id,
    Product.reference,
    Product.name,
    Product.range_id,
    Product.margin_bp,
    Product.unit_cost_cents,
)
_LISTED: tuple[Any, ...] = (
    Product.id,
    Product.reference,
    Product.name,
    Range.code,
    Range.name.label("range_name"),
    Product.ean,
    Product.margin_bp,
    Product.unit_cost_cents,
    Product.strategic,
    Product.retired_at.is_not(None).label("retired"),
)


_PRODUCTS = Product.__table__.c
_CHOICES = (
    select(_PRODUCTS.id, _PRODUCTS.name, _PRODUCTS.reference)
    .where(_PRODUCTS.retired_at.is_(None))
    .order_by(_PRODUCTS.sort_key, _PRODUCTS.reference)
)


def by_reference() -> dict[str, ProductRow]:
    """Every product by its folded reference and by its EAN."""
    found: dict[str, ProductRow] = {}
    for key, ean, *rest in session.execute(select(Product.reference_key, Product.ean, *_ROW)):
        row = ProductRow(*rest)
        found[key] = row
        if ean:
            found.setdefault(ean, row)
    return found


def products_by_id(ids: Iterable[int] | None = None) -> dict[int, ProductRow]:
    """Products by id; all of them without ids."""
    statement = select(*_ROW)
    if ids is not None:
        statement = statement.where(Product.id.in_(list(ids)))
    return {row.id: ProductRow(*row) for row in session.execute(statement)}


def ranges() -> list[Range]:
    """Every range, by name."""
    return list(session.scalars(select(Range).order_by(Range.sort_key, Range.id)))


def product(product_id: int) -> Product | None:
    """One product."""
    return session.get(Product, product_id)


def choices() -> list[tuple[int, str]]:
    """(id, “name, reference”) of everything that is sold, for a field that chooses one."""
    return [(row.id, f"{row.name} · {row.reference}") for row in ask(_CHOICES)]


def products_page(
    search: str = "", range_code: str = "", page: int = 1, size: int | None = PAGE
) -> tuple[list[ListedProduct], int]:
    """A page of the list, and how many there are in all; every one of them when size is None."""
    statement = select(*_LISTED).join(Range, Range.id == Product.range_id)
    if search:
        like = f"%{_escaped(fold(search))}%"
        statement = statement.where(
            or_(
                Product.sort_key.like(like, escape="\\"),
                Product.reference_key.like(like, escape="\\"),
                Product.ean.like(like, escape="\\"),
            )
        )
    if range_code:
        statement = statement.where(Range.code == range_code)
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    statement = statement.order_by(Range.sort_key, Product.sort_key, Product.id)
    if size is not None:
        statement = statement.limit(size).offset((page - 1) * size)
    return [ListedProduct(*row) for row in session.execute(statement)], total


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
