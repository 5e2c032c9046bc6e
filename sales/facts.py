"""Sales as challenges count them: each line with what its returns left of it, as a revision knew it.

What a line was when it was accepted (range, strategic flag, margin) is read from the measures that points
keep: a product that is flagged or priced anew since changes no score.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, func, select, true, tuple_

from core.database import session
from points.models import Measure
from points.rules.rule import ONCE
from products.models import Product
from sales.models import SaleLine
from sales.queries import COMPETITORS, DATES, chosen

#: Ids that one statement names.
AT_ONCE = 5_000
#: Of so few competitors, lines and their returns are asked for together.
FEW = 50
#: A return of a line.
BACK = SaleLine.__table__.alias("back")


class Sold(NamedTuple):
    """A sale line (never a return), for whoever competes by it."""

    subject_id: int
    line_id: int
    key: str
    seller_id: int
    buyer_id: int | None
    document: str
    product_id: int
    range_id: int
    strategic: bool
    sale_kind: str
    sold_on: date
    ordered_on: date | None
    invoiced_on: date | None
    #: as sold
    quantity: int
    amount_cents: int
    margin_cents: int
    #: after its returns
    left: int
    left_cents: int


def sold(
    competitor: str,
    subject_ids: Collection[int],
    first: date,
    last: date,
    dated: str = "sold",
    revision: int | None = None,
) -> list[Sold]:
    """Sales of some competitors between two inclusive days, returns taken off; by subject, then line.

    A line without the date that counts goes by its sale's day.
    """
    subject = COMPETITORS[competitor]
    found: list[Sold] = []
    if len(subject_ids) <= FEW:
        days = on_day(dated).between(first, last)
        return list(_sold_by_few(subject, revision, subject.in_(sorted(subject_ids)), days))
    for some in _parts(sorted(subject_ids)):
        found += _sold(subject, revision, subject.in_(some), on_day(dated).between(first, last))
    return found


def sold_by_id(competitor: str, line_ids: Collection[int], revision: int | None = None) -> list[Sold]:
    """These sales, whoever made them; a return is none."""
    subject, found = COMPETITORS[competitor], list[Sold]()
    for some in _parts(sorted(line_ids)):
        found += _sold(subject, revision, SaleLine.id.in_(some), subject.is_not(None))
    return found


def between_pairs(
    competitor: str,
    pairs: Collection[tuple[int, int]],
    last: date,
    dated: str = "sold",
    revision: int | None = None,
) -> list[Sold]:
    """Everything that these (seller, buyer) did together up to a day, whoever's sale it was (0: nobody's)."""
    subject, found = func.coalesce(COMPETITORS[competitor], 0), list[Sold]()
    wanted = tuple_(SaleLine.buying_company_id, SaleLine.selling_company_id)
    for some in _parts(sorted((buyer, seller) for seller, buyer in pairs), AT_ONCE // 5):
        buyers = SaleLine.buying_company_id.in_(sorted({buyer for buyer, _ in some}))
        found += _sold(subject, revision, buyers, wanted.in_(some), on_day(dated) <= last)
    return found


def subjects_changed(competitor: str, after: int, up_to: int) -> set[int]:
    """Whose sales came in between two revisions (the first exclusive)."""
    subject = COMPETITORS[competitor]
    return set(
        session.scalars(
            select(subject)
            .where(SaleLine.revision > after, SaleLine.revision <= up_to, subject.is_not(None))
            .distinct()
        )
    )


def pairs_changed(after: int, up_to: int) -> set[tuple[int, int]]:
    """Whose trade with whom changed between two revisions (the first exclusive): (seller, buyer)."""
    rows = session.execute(
        select(SaleLine.selling_company_id, SaleLine.buying_company_id)
        .where(SaleLine.revision > after, SaleLine.revision <= up_to, SaleLine.buying_company_id.is_not(None))
        .distinct()
    )
    return {(seller, buyer) for seller, buyer in rows if buyer is not None}


def subjects_of_pairs(
    competitor: str, pairs: Collection[tuple[int, int]], first: date, last: date, dated: str = "sold"
) -> set[int]:
    """Who sold between these (seller, buyer) within some days."""
    subject, found = COMPETITORS[competitor], set[int]()
    wanted = tuple_(SaleLine.buying_company_id, SaleLine.selling_company_id)
    for some in _parts(sorted((buyer, seller) for seller, buyer in pairs), AT_ONCE // 5):
        buyers = SaleLine.buying_company_id.in_(sorted({buyer for buyer, _ in some}))
        rows = session.scalars(
            select(subject)
            .where(buyers, wanted.in_(some), on_day(dated).between(first, last), subject.is_not(None))
            .distinct()
        )
        found |= set(rows)
    return found


def _sold(subject: Any, revision: int | None, *wanted: Any) -> Iterator[Sold]:
    lines = session.execute(lines_of(subject).where(*wanted, _known(revision))).all()
    back = _returned([row[1] for row in lines], revision)
    for row in lines:
        units, cents = back.get(row[1], (0, 0))
        yield made(row, units, cents)


def _sold_by_few(subject: Any, revision: int | None, *wanted: Any) -> Iterator[Sold]:
    """The same in one statement; a row for each return of a line."""
    returned = BACK.c.returns_id == SaleLine.id
    if revision is not None:
        returned &= BACK.c.revision <= revision
    both = lines_of(subject).add_columns(BACK.c.quantity, BACK.c.amount_cents).outerjoin(BACK, returned)
    rows = session.execute(both.where(*wanted, _known(revision)))
    for _, of_line in groupby(rows, key=lambda row: row[1]):
        every = list(of_line)
        *line, _, _ = every[0]
        yield made(line, sum(row[-2] or 0 for row in every), sum(row[-1] or 0 for row in every))


def made(line: Sequence[Any], units: int, cents: int) -> Sold:
    """A line as `lines_of` has it, with the units and cents that came back of it (below zero)."""
    *plain, cost, margin_bp, unit_cost, product_bp = line
    quantity, amount = line[13], line[14]
    margin = margin_cents(amount, quantity, cost, margin_bp, unit_cost, product_bp)
    return Sold._make((*plain, margin, quantity + units, amount + cents))


def margin_cents(
    amount: int,
    quantity: int,
    cost: int | None,
    margin_bp: int | None,
    unit_cost: int | None,
    product_bp: int | None,
) -> int:
    """A line's margin: by its own cost where it is known, else by the share that was its product's when it
    was accepted, else by the product's unit cost or share of today; 0 where nothing says it. Rounded down.
    """
    if cost is not None:
        return amount - cost
    if margin_bp is not None:
        return amount * margin_bp // ONCE
    if unit_cost is not None:
        return amount - unit_cost * quantity
    return amount * product_bp // ONCE if product_bp is not None else 0


def lines_of(subject: Any) -> Select[Any]:
    """In the order of Sold, then what the margin is reckoned from."""
    statement: Any = (
        select(
            subject,
            SaleLine.id,
            SaleLine.row_key,
            SaleLine.selling_company_id,
            SaleLine.buying_company_id,
            SaleLine.document,
            SaleLine.product_id,
            func.coalesce(Measure.range_id, Product.range_id),
            func.coalesce(Measure.strategic, Product.strategic),
            SaleLine.sale_kind,
            SaleLine.sold_on,
            SaleLine.ordered_on,
            SaleLine.invoiced_on,
            SaleLine.quantity,
            SaleLine.amount_cents,
            SaleLine.cost_cents,
            Measure.margin_bp,
            Product.unit_cost_cents,
            Product.margin_bp,
        )
        .join(Product, Product.id == SaleLine.product_id)
        .outerjoin(Measure, Measure.line_id == SaleLine.id)
        # said so that SQLite seeks by whose they are, not by what is no return (nearly everything)
        .where((SaleLine.returns_id + 0).is_(None))
        .order_by(subject, SaleLine.id)
    )
    return cast("Select[Any]", statement)


def _returned(line_ids: Sequence[int], revision: int | None) -> Mapping[int, tuple[int, int]]:
    """Units and cents that came back of these sales, below zero."""
    found: dict[int, tuple[int, int]] = {}
    for some in _parts(line_ids):
        rows = session.execute(
            select(SaleLine.returns_id, func.sum(SaleLine.quantity), func.sum(SaleLine.amount_cents))
            .where(SaleLine.returns_id.in_(some), _known(revision))
            .group_by(SaleLine.returns_id)
        )
        found |= {int(line or 0): (int(units), int(cents)) for line, units, cents in rows}
    return found


def _known(revision: int | None) -> Any:
    return SaleLine.revision <= revision if revision is not None else true()


def on_day(dated: str) -> Any:
    """The day that counts; SQLite and PostgreSQL seek by the day of sale where that is the one."""
    return SaleLine.sold_on if dated == "sold" else func.coalesce(DATES[dated], SaleLine.sold_on)


def _parts(things: Sequence[Any], size: int = AT_ONCE) -> Iterator[Sequence[Any]]:
    """So many at a time as a statement may name."""
    return (things[start : start + size] for start in range(0, len(things), size))


def first_days(competitor: str, subject_ids: Collection[int]) -> dict[int, date]:
    """The day of the first sale that some competitors ever made."""
    subject, found = COMPETITORS[competitor], dict[int, date]()
    for some in _parts(sorted(subject_ids)):
        rows = session.execute(
            select(subject, func.min(SaleLine.sold_on)).where(subject.in_(some)).group_by(subject)
        )
        found |= {int(one): day for one, day in rows}
    return found


def totals(
    spans: Sequence[tuple[date, date]], range_ids: Collection[int] = (), product_ids: Collection[int] = ()
) -> list[int]:
    """The network's turnover of some stretches of days, cents: how a season went, never a score."""
    found = []
    for first, last in spans:
        statement = select(func.coalesce(func.sum(SaleLine.amount_cents), 0)).where(
            SaleLine.sold_on.between(first, last)
        )
        if some := chosen(range_ids, product_ids):
            statement = statement.where(SaleLine.product_id.in_(select(Product.id).where(*some)))
        found.append(int(session.execute(statement).scalar_one()))
    return found
