"""Checks of returns: whose they are, never more than their sale, and that points heard of each (I12, I13)."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from core.database import session
from core.verify import Check
from points.ledger import given
from points.models import TakeBack
from points.rules.returning import due
from sales.models import SaleLine, StagedRow, Upload
from sales.return_rules import ROUNDING_CENTS

Sold = aliased(SaleLine)
#: Lines whose awards are read at once.
AT_ONCE = 1_000


def _of_nothing() -> Iterable[str]:
    """Returns that are not of a sale, or not as their sale was; sales with a negative quantity."""
    torn = (
        select(SaleLine.id)
        .join(Sold, Sold.id == SaleLine.returns_id)
        .where(
            Sold.returns_id.is_not(None)
            | (SaleLine.quantity >= 0)
            | (SaleLine.amount_cents > 0)
            | (SaleLine.sold_on != Sold.sold_on)
            | (SaleLine.product_id != Sold.product_id)
            | (SaleLine.selling_company_id != Sold.selling_company_id)
            | SaleLine.rep_id.is_distinct_from(Sold.rep_id)
            | SaleLine.buying_company_id.is_distinct_from(Sold.buying_company_id)
            | (SaleLine.sale_kind != Sold.sale_kind)
        )
    )
    nameless = select(SaleLine.id).where(SaleLine.returns_id.is_(None), SaleLine.quantity < 0)
    return (f"sale_lines {one}" for one in {*session.scalars(torn), *session.scalars(nameless)})


def _beyond_their_sale() -> Iterable[str]:
    """Sales of which more came back than was sold."""
    back = (
        select(
            SaleLine.returns_id,
            func.sum(SaleLine.quantity).label("units"),
            func.sum(SaleLine.amount_cents).label("cents"),
        )
        .where(SaleLine.returns_id.is_not(None))
        .group_by(SaleLine.returns_id)
        .subquery()
    )
    wrong = (
        select(Sold.id)
        .join(back, back.c.returns_id == Sold.id)
        .where(
            (Sold.quantity + back.c.units < 0)
            | (Sold.amount_cents + back.c.cents < ROUNDING_CENTS * back.c.units)
        )
    )
    return (f"sale_lines {one}" for one in session.scalars(wrong))


def _not_taken_back() -> Iterable[str]:
    """Sales whose returns have not taken back their share of every stored gain."""
    returned = select(SaleLine.returns_id).where(SaleLine.returns_id.is_not(None)).distinct()
    ids = sorted(one for one in session.scalars(returned) if one)
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        taken = {
            (line, wallet, rule): int(points)
            for line, wallet, rule, points in session.execute(
                select(TakeBack.line_id, TakeBack.wallet_id, TakeBack.rule_id, func.sum(TakeBack.due))
                .where(TakeBack.line_id.in_(part))
                .group_by(TakeBack.line_id, TakeBack.wallet_id, TakeBack.rule_id)
            )
        }
        if {key: points for key, points in _shares(part).items() if points} != taken:
            shares = _shares(part)
            keys = {key for key in {*shares, *taken} if shares.get(key, 0) != taken.get(key, 0)}
            yield from (f"sale_lines {line}, wallet {wallet}" for line, wallet, _ in sorted(keys))


def _shares(line_ids: list[int]) -> dict[tuple[int, int, int], int]:
    """(line, wallet, rule) → what all returns of the line so far stand for."""
    units = {
        line: int(back)
        for line, back in session.execute(
            select(SaleLine.returns_id, func.sum(SaleLine.quantity))
            .where(SaleLine.returns_id.in_(line_ids))
            .group_by(SaleLine.returns_id)
        )
    }
    shares: dict[tuple[int, int, int], int] = defaultdict(int)
    for line, award in given.of_lines(line_ids).items():
        left = award.quantity + units[line]
        for wallet, rule, points, *_ in award.gains:
            shares[line, wallet, rule] += due(points, award.quantity, award.quantity, left)
    return shares


def _miscounted() -> Iterable[str]:
    """Files that do not count the returns that wait in them."""
    waiting = (
        select(StagedRow.upload_id, func.count().label("rows"))
        .where(StagedRow.verdict == "return")
        .group_by(StagedRow.upload_id)
        .subquery()
    )
    wrong = (
        select(Upload.id)
        .outerjoin(waiting, waiting.c.upload_id == Upload.id)
        .where(Upload.rows_returns != func.coalesce(waiting.c.rows, 0))
    )
    return (f"uploads {one}" for one in session.scalars(wrong))


CHECKS: tuple[Check, ...] = (
    Check("I10", "a return is of one sale, and as that sale was", _of_nothing),
    Check("I12", "no more comes back than was sold", _beyond_their_sale),
    Check("I13", "every return took back its share of what its sale was given", _not_taken_back),
    Check("I10", "returns that wait are counted", _miscounted),
)
