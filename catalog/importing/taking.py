"""The whole catalogue to take away: its columns and lines, as the files that bring it in."""

from collections.abc import Iterable

from sqlalchemy import select

from catalog.counting import taken
from catalog.importing.belongings import FILES
from catalog.importing.rewards import COLUMNS, EXPORTED_TOO, as_row
from catalog.models import Reward, Supplier
from core.database import session

Table = tuple[list[str], Iterable[tuple[object, ...]]]


def table(what: str) -> Table:
    """The file of `rewards` (with what was taken), or of one of FILES."""
    if what != "rewards":
        return [one.name for one in FILES[what].columns], FILES[what].rows()
    found = session.execute(
        select(Reward, Supplier.code, taken(Reward))
        .outerjoin(Supplier, Supplier.id == Reward.supplier_id)
        .order_by(Reward.category, Reward.price_points, Reward.id)
    )
    rows = (
        (*as_row(one, supplier or ""), pieces, "yes" if one.retired_at else "no")
        for one, supplier, pieces in found
    )
    return [*COLUMNS, *EXPORTED_TOO], rows
