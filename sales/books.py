"""What a file is checked against, loaded once: codes, references, mandates as hash maps."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from accounts.models import Company, Mandate, Person
from core.clock import local_day
from core.database import session
from core.text import fold
from products.queries import by_reference
from sales.mapping import Spec
from sales.rules import Books, Layout, MissingColumns


def load() -> Books:
    """Everything that a row may name."""
    mandates: dict[tuple[int, int], list[tuple[date, date | None]]] = defaultdict(list)
    employers: dict[int, list[int]] = defaultdict(list)
    columns = (Mandate.person_id, Mandate.company_id, Mandate.starts_on, Mandate.ends_on)
    for person_id, company_id, first, last in session.execute(select(*columns).order_by(Mandate.id)):
        mandates[person_id, company_id].append((first, last))
        if company_id not in employers[person_id]:
            employers[person_id].append(company_id)
    return Books(
        companies=_folded(session.execute(select(Company.id, Company.code))),
        people=_folded(session.execute(select(Person.id, Person.code))),
        products={key: (row.id, row.reference) for key, row in by_reference().items()},
        mandates=dict(mandates),
        employers=dict(employers),
        sponsors=frozenset(session.scalars(select(Company.id).where(Company.kind == "sponsor"))),
        left=_left(),
    )


def _left() -> dict[int, tuple[date, str]]:
    """Since when companies are gone, and the code of the one that each is part of now, after any mergers."""
    rows = session.execute(select(Company.id, Company.code, Company.left_at, Company.merged_into_id)).all()
    codes, into = {row.id: row.code for row in rows}, {row.id: row.merged_into_id for row in rows}

    def end(company_id: int | None) -> str:
        while company_id is not None and into[company_id] is not None:
            company_id = into[company_id]
        return codes[company_id] if company_id is not None else ""

    return {row.id: (local_day(row.left_at), end(row.merged_into_id)) for row in rows if row.left_at}


def layout_of(spec: Spec, columns: list[str]) -> Layout:
    """Where a file keeps what; raises MissingColumns."""
    missing = spec.missing_in(columns)
    if missing:
        raise MissingColumns(columns=", ".join(f"“{name}”" for name in missing), held=", ".join(columns[:20]))
    return Layout(
        places={field: (columns.index(name), name) for field, name in spec.columns.items()},
        width=len(columns),
        defaults=spec.defaults,
        seller_of_rep=spec.seller_of_rep,
        dates=spec.dates,
        decimal=spec.decimal,
    )


def _folded(rows: Iterable[tuple[int, str]]) -> dict[str, tuple[int, str]]:
    return {fold(code): (row_id, code) for row_id, code in rows}
