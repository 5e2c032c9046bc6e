"""What was sold week by week."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import case, func, select

from core.database import session
from sales.models import SaleLine


class Week(NamedTuple):
    """What was sold in a week that starts on a Monday."""

    starts_on: date
    amount_cents: int
    lines: int


def week_totals(last_day: date, weeks: int = 6) -> list[Week]:
    """What was sold in each of the latest weeks, the running one last."""
    monday = last_day - timedelta(days=last_day.weekday())
    starts = [monday - timedelta(weeks=back) for back in reversed(range(weeks))]
    rows = session.execute(
        select(
            SaleLine.sold_on, func.sum(SaleLine.amount_cents), func.count(case((SaleLine.quantity > 0, 1)))
        )
        .where(SaleLine.sold_on >= starts[0], SaleLine.sold_on < monday + timedelta(weeks=1))
        .group_by(SaleLine.sold_on)
    ).all()
    totals = {start: [0, 0] for start in starts}
    for on, amount, lines in rows:
        week = totals[on - timedelta(days=on.weekday())]
        week[0] += int(amount)
        week[1] += int(lines)
    return [Week(start, amount, lines) for start, (amount, lines) in totals.items()]
