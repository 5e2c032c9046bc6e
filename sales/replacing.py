"""A file says otherwise than the books, and the file is right: the old line comes back whole, a new one takes
its place, in one transaction. Nothing is overwritten."""

from datetime import datetime

from sqlalchemy import select

from core import audit
from core.clock import local_day
from core.database import session
from core.jobs import advance
from sales import conflicts, returns
from sales.acceptance import accept
from sales.attribution import left_of
from sales.models import JOURNAL, SaleLine
from sales.return_rules import INSTEAD, NotReplaceable, PartlyReturned, key_beside
from sales.rules import Fact, NoReason


def replace_books(upload_id: int, line: int, agreed: str, reason: str, at: datetime, by: str) -> int:
    """Let the file's row take the place of the books' line; points that the new line earned.

    Points of the old line go back, the new one earns by the rules of its day. `agreed` is the content of the
    file's row that was read. Raises NoReason, ConflictChanged, NotReplaceable, PartlyReturned, EarnsTooMuch.
    """
    if not reason.strip():
        raise NoReason
    advance(JOURNAL)  # before the file's lock, as every acceptance has it
    found = conflicts.in_conflict(upload_id, line, agreed)[0]
    old = session.get_one(SaleLine, found.id)
    sale = left_of([old.id]).get(old.id)
    if sale is None or found.quantity < 0:
        raise NotReplaceable
    if (sale.units_left, sale.cents_left) != (old.quantity, old.amount_cents):
        raise PartlyReturned
    new = Fact(*(getattr(found, name) for name in Fact._fields))
    new = new._replace(row_key=key_beside(found.row_key, f"{INSTEAD} {old.id}"))
    # a line of a day to come cannot be: what comes back today was sold before
    undone = key_beside(old.row_key, "return replaced")
    back = returns.fact_of_return(
        old, undone, old.quantity, old.amount_cents, max(local_day(at), old.sold_on)
    )
    done = accept(returns.stage("replaced", [new, back], at, by), at, by)
    new_id = session.scalars(select(SaleLine.id).where(SaleLine.row_key == new.row_key)).one()
    conflicts.note(upload_id, [found], "replace", reason, at, by, new_id)
    facts = {"line": line, "old": old.id, "new": new_id, "reason": reason.strip()[:300]}
    audit.record(by, "sales.replace_line", ("upload", upload_id), at, facts)
    return done.points
