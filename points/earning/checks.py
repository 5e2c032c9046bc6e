"""This room's part of `flask verify` on earning: what periods gave is what their lines give."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import or_, select

from core.clock import local_day, now
from core.database import session
from core.verify import Check
from points.earning import baselines
from points.earning.counting import count
from points.earning.facts import Touched
from points.earning.reckoning import Reckoning
from points.ledger.transactions import transaction_ids
from points.models import Measure, PeriodAward, Wallet
from points.rules import MOST


def _given_wrongly() -> Iterable[str]:
    """Periods whose lines, all counted again, give something else than what was written down."""
    stored: dict[tuple[int, int, date], int] = {}
    touched: Touched = {}
    owner = (Wallet.person_id, Wallet.company_id)
    rows = select(PeriodAward.rule_id, PeriodAward.starts_on, PeriodAward.points, *owner)
    for rule_id, first, points, person, company in session.execute(
        rows.join(Wallet, Wallet.id == PeriodAward.wallet_id)
    ):
        holder = person or company or 0
        stored[rule_id, holder, first] = points
        touched.setdefault(rule_id, set()).add((holder, first))
    if not touched:
        return
    for counted in count(touched, Reckoning(local_day(now())), baselines.found):
        for one in counted:
            wanted = min(one.target.points, MOST)
            held = stored[one.rule.id, one.holder_id, one.span.first]
            if held != wanted:
                place = f"{one.rule.id}/{one.holder_id}/{one.span.first}"
                yield f"period_awards {place}: {held} given, {wanted} by its lines"


def _unwritten() -> Iterable[str]:
    """Periods whose last movement the ledger does not hold."""
    rows = session.execute(
        select(PeriodAward.rule_id, PeriodAward.wallet_id, PeriodAward.starts_on, PeriodAward.movements)
    )
    names = [f"period:{rule}:{wallet}:{first.isoformat()}:{n}" for rule, wallet, first, n in rows]
    known = transaction_ids(names)
    return (f"period_awards {name}" for name in names if name not in known)


def _torn_returns() -> Iterable[str]:
    """Returns that are measured on another day, for another holder or of another product than their sale."""
    sold = Measure.__table__.alias("sold")
    pairs = (
        "day",
        "product_id",
        "range_id",
        "strategic",
        "rep_id",
        "selling_company_id",
        "buying_company_id",
    )
    differs = [Measure.__table__.c[name].is_distinct_from(sold.c[name]) for name in pairs]
    rows = select(Measure.line_id).join(sold, sold.c.line_id == Measure.returns_id)
    return (f"measures {one}" for one in session.scalars(rows.where(or_(*differs))))


CHECKS: tuple[Check, ...] = (
    Check("I17", "what a period gave is what its lines give", _given_wrongly),
    Check("I6", "what a period gave is in the ledger", _unwritten),
    Check("I13", "a return is measured like the sale that it returns", _torn_returns),
)
