"""A sum is used up once, on one invoice; accounting says which."""

from datetime import datetime

from sqlalchemy import select, update

from catalog.models import Entitlement, Reward
from catalog.rules import lasting
from core import audit
from core.clock import local_day
from core.database import session
from core.format import day as said


def use(entitlement_id: int, invoice: str, at: datetime, by: str) -> None:
    """Note on which invoice a sum was used; won once. Raises what keeps it from being used."""
    if not invoice.strip():
        raise lasting.InvoiceMissing
    found = _held(entitlement_id)
    kind = session.execute(select(Reward.kind).where(Reward.id == found.reward_id)).scalar_one()
    if kind not in lasting.USED_ONCE:
        raise lasting.NotUsedUp(code=found.code)
    state = lasting.state_of(found.until_on, found.used_at, found.ended_at, local_day(at))
    if state == "ended":
        raise lasting.AdvantageEnded(code=found.code)
    if state == "used":
        raise lasting.AdvantageUsed(code=found.code, invoice=found.used_on)
    if state == "over" and found.until_on:
        raise lasting.AdvantageOver(code=found.code, day=said(found.until_on))
    _write(entitlement_id, at, by, invoice.strip()[:80])
    audit.record(by, "catalog.use", ("entitlement", entitlement_id), at, {"invoice": invoice.strip()[:80]})


def free(entitlement_id: int, at: datetime, by: str) -> None:
    """Take back a note made by mistake: the sum is there again, until its last day. Twice is once."""
    found = _held(entitlement_id)
    if found.used_at is None:
        return
    _write(entitlement_id, None, None, "")
    audit.record(by, "catalog.free", ("entitlement", entitlement_id), at, {"invoice": found.used_on})


def _held(entitlement_id: int) -> Entitlement:
    """The row, held to commit; raises AdvantageUnknown."""
    wanted = select(Entitlement).where(Entitlement.id == entitlement_id).with_for_update()
    found = session.scalars(wanted, execution_options={"populate_existing": True}).one_or_none()
    if found is None:
        raise lasting.AdvantageUnknown
    return found


def _write(entitlement_id: int, at: datetime | None, by: str | None, invoice: str) -> None:
    session.execute(
        update(Entitlement)
        .where(Entitlement.id == entitlement_id)
        .values(used_at=at, used_by=by, used_on=invoice),
        execution_options={"synchronize_session": False},
    )
