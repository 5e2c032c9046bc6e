"""A person's year under the scheme of vouchers only (A3): asked only where the sponsor chose it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from compliance.contributions import BRACKETS, Split, VoucherYear
from compliance.models import Gratification
from compliance.parameters import Parameter, in_force
from core.clock import local_day, window
from core.database import session


def voucher_year(line: Mapping[str, Any], parameters: Sequence[Parameter]) -> VoucherYear | None:
    """The year with a new line in it; None where the scheme was not chosen before the year began.

    An operation is a campaign with its own rules and dates; all that the programme's shelf gives is one.
    """
    given_on = local_day(line["granted_at"])
    first = date(given_on.year, 1, 1)
    if not in_force(parameters, "voucher_scheme", first):
        return None
    start, end = window(first, date(given_on.year, 12, 31))
    mine = select(
        Gratification.campaign,
        func.sum(Gratification.value_cents),
        func.sum(Gratification.exempt_cents),
        func.sum(Gratification.base20_cents),
        func.sum(Gratification.base_ordinary_cents),
        func.sum(Gratification.contribution20_cents),
    ).where(*_given(line["person_id"], start, end))
    totals: Counter[str] = Counter({line["campaign"]: line["value_cents"]})
    recorded = [0, 0, 0, 0]
    for campaign, value, *parts in session.execute(mine.group_by(Gratification.campaign)):
        totals[campaign] += int(value)
        recorded = [had + int(part or 0) for had, part in zip(recorded, parts, strict=True)]
    other = line["value_cents"] if line["form"] != "voucher" else 0
    return VoucherYear(
        operations=tuple(totals[name] for name in sorted(totals)),
        only_vouchers=_not_vouchers(start, end) + other == 0,
        recorded=Split(*recorded),
    )


def operations_of(person_id: int, day: date) -> tuple[int, ...]:
    """What each operation gave a person in the calendar year of a day, net of what was taken back; cents."""
    start, end = window(date(day.year, 1, 1), date(day.year, 12, 31))
    given = select(func.sum(Gratification.value_cents)).where(*_given(person_id, start, end))
    return tuple(int(value) for value in session.scalars(given.group_by(Gratification.campaign)))


def _given(person_id: int, start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    """What a person was given from one instant to before another."""
    mine, at = Gratification.person_id == person_id, Gratification.granted_at
    return mine, at >= start, at < end


def _not_vouchers(start: datetime, end: datetime) -> int:
    """Cents that the sponsor gave employees in another form (exclusivity is the sponsor's: prudent)."""
    return int(
        session.scalar(
            select(func.coalesce(func.sum(Gratification.value_cents), 0)).where(
                Gratification.granted_at >= start,
                Gratification.granted_at < end,
                Gratification.status.in_(BRACKETS),
                Gratification.form != "voucher",
            )
        )
        or 0
    )
