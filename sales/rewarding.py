"""What the lines of an acceptance earn: their wallets are locked first, in one order; then each line's own
points come batch by batch, and once for all of them what their periods bring.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from core.clock import local_day
from core.database import session
from points.bulk import replan, uncollected
from points.earning import periods
from points.earning.facts import Touched
from points.earning.lines import SaleFact, earn
from points.earning.reckoning import Reckoning
from points.ledger.entries import BeyondPosting
from points.models import Wallet
from points.rules import MOST
from points.rules.seen import margin_of
from points.tiers import standings as tiers
from products.models import Product
from sales.models import SaleLine
from sales.rules import EarnsTooMuch

#: Lines that earn in one call; memory stays with the batch.
AT_ONCE = 5_000
#: Lines from which on it pays to plan anew before they are written.
MANY = 50


def reward(revision: int, at: datetime, by: str) -> dict[int, int]:
    """Let every line of a revision earn; wallet → points. Raises EarnsTooMuch with the line's number."""
    gained: dict[int, int] = defaultdict(int)
    touched: Touched = defaultdict(set)
    hold_wallets(revision)
    reckoning = Reckoning(local_day(at))
    with uncollected():
        for facts in facts_where(SaleLine.revision == revision):
            if len(facts) >= MANY:
                replan()
            try:
                earned = earn(facts, at, by, reckoning)
            except BeyondPosting as wrong:
                raise _too_much(wrong) from wrong
            for rule_id, places in earned.touched.items():
                touched[rule_id] |= places
            _add(gained, earned.points)
        _add(gained, periods.settle(touched, at, by, reckoning))
    tiers.review_of(_holders(revision), at)
    return gained


def _add(gained: dict[int, int], points: Mapping[int, int]) -> None:
    for wallet_id, more in points.items():
        gained[wallet_id] += more


def hold_wallets(revision: int) -> None:
    """Lock every wallet that these lines may move, in order of id, before the first is moved.

    Each batch moves its wallets in that order, but the next batch begins anew: whoever else moves many
    wallets (prizes, expiry) could otherwise wait for this transaction in a circle. SQLite has one writer.
    """
    owners = (
        (Wallet.person_id, SaleLine.rep_id),
        (Wallet.company_id, SaleLine.selling_company_id),
        (Wallet.company_id, SaleLine.buying_company_id),
    )
    theirs = (
        column.in_(select(owner).where(SaleLine.revision == revision, owner.is_not(None)))
        for column, owner in owners
    )
    session.execute(select(Wallet.id).where(or_(*theirs)).order_by(Wallet.id).with_for_update(key_share=True))


def _holders(revision: int) -> set[tuple[str, int]]:
    """Whose tier these lines may raise: who sold, and both companies."""
    owners = (
        ("person", SaleLine.rep_id),
        ("company", SaleLine.selling_company_id),
        ("company", SaleLine.buying_company_id),
    )
    return {
        (kind, number)
        for kind, owner in owners
        for number in session.scalars(select(owner).where(SaleLine.revision == revision).distinct())
        if number is not None
    }


def _too_much(wrong: BeyondPosting) -> EarnsTooMuch:
    line = session.get_one(SaleLine, int(wrong.reference.split(":")[1]))
    return EarnsTooMuch(line=line.line, document=line.document, most=MOST)


def facts_where(*wanted: ColumnElement[bool]) -> Iterator[list[SaleFact]]:
    """Lines in order of id, as points need them, batch by batch."""
    statement = (
        select(
            _LINE.id,
            _LINE.product_id,
            _PRODUCT.range_id,
            _LINE.quantity,
            _LINE.amount_cents,
            _LINE.sold_on,
            _LINE.rep_id,
            _LINE.selling_company_id,
            _LINE.buying_company_id,
            _LINE.document,
            _PRODUCT.strategic,
            _LINE.cost_cents,
            _LINE.sale_kind,
            _LINE.returns_id,
            _PRODUCT.unit_cost_cents,
            _PRODUCT.margin_bp,
        )
        .join_from(SaleLine.__table__, Product.__table__, _PRODUCT.id == _LINE.product_id)
        .where(*wanted)
        .order_by(_LINE.id)
        .limit(AT_ONCE)
    )
    after = 0
    # past the mapper, which costs as much as the database
    while rows := session.connection().execute(statement.where(_LINE.id > after)).all():
        yield [_fact(*row) for row in rows]
        after = rows[-1].id


_LINE, _PRODUCT = SaleLine.__table__.c, Product.__table__.c


def _fact(*row: Any) -> SaleFact:
    """A line with its own margin, as rules that weigh by margin know it."""
    quantity, amount, cost = row[3], row[4], row[11]
    return SaleFact._make((*row[:-2], margin_of(amount, cost, quantity, *row[-2:])))
