"""A rule over periods that began before it was written pays what its periods give already: the night after.

Without this its first payment would wait for the next sale of each holder.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from core.clock import local_day
from core.database import session
from core.jobs import Counter
from points.bulk import CHUNK
from points.earning import periods
from points.earning.facts import Touched, kind_of
from points.earning.reckoning import Reckoning
from points.ledger.wallets import hold
from points.models import EarningRule, Wallet
from points.queries import as_rule
from points.rules import Rule
from sales.models import JOURNAL, SaleLine
from sales.rewarding import facts_where

#: A night or two that the clock stood still are made up for.
LATELY = timedelta(days=7)


def catch_up(at: datetime, by: str = "clock") -> int:
    """Settle the periods of rules written lately that began earlier; points given, none the second time."""
    rules = late_rules(at)
    if not rules:
        return 0
    session.execute(update(Counter).where(Counter.name == JOURNAL).values(value=Counter.value))
    touched: Touched = {}
    tried = Reckoning(local_day(at), rules)
    for facts in facts_where(SaleLine.sold_on >= min(rule.starts_on for rule in rules)):
        for fact in facts:
            tried.touch(fact, touched)
    _hold_wallets(rules, touched)
    return sum(periods.settle(touched, at, by).values())


def late_rules(at: datetime) -> list[Rule]:
    """Rules over periods, written within LATELY, whose first day lay before the day of their writing."""
    rows = session.scalars(select(EarningRule).where(EarningRule.created_at > at - LATELY))
    late = [row for row in rows if row.starts_on < local_day(row.created_at)]
    return [rule for rule in map(as_rule, late) if rule.by_period]


def _hold_wallets(rules: list[Rule], touched: Touched) -> None:
    """Lock all wallets at once, in order of id, before periods move them batch by batch."""
    found: list[int] = []
    for kind, column in (("person", Wallet.person_id), ("company", Wallet.company_id)):
        mine = [rule.id for rule in rules if kind_of(rule.beneficiary) == kind]
        holders = sorted({holder for rule_id in mine for holder, _ in touched.get(rule_id, ())})
        for start in range(0, len(holders), CHUNK):
            some = select(Wallet.id).where(column.in_(holders[start : start + CHUNK]))
            found += session.scalars(some)
    hold(found)
