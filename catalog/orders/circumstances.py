"""What is true when somebody orders, read in one statement: roles, the sponsor's and the company's policy."""

from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import Date, Select, bindparam, exists, func, select

from accounts.models import Mandate
from catalog import rules
from catalog.models import ApprovalPolicy, CatalogSetting, RewardPrice, RewardVariant
from catalog.rules.approval import Policy
from core.clock import local_day
from core.database import Key, ask


class Circumstances(NamedTuple):
    """What an order meets."""

    #: of the person in the company, today
    roles: frozenset[str]
    policy: Policy
    professional_only: bool
    #: whether the reward has prices for some, and variants
    prices: bool
    variants: bool

    @property
    def manages(self) -> bool:
        """Whether the person manages the company."""
        return "company_manager" in self.roles


def around(person_id: int, company_id: int, reward_id: int, at: datetime) -> Circumstances:
    """What is true of an order at an instant; raises NoCompany where the person does not work there."""
    rows = ask(_facts(), person=person_id, company=company_id, reward=reward_id, day=local_day(at)).all()
    if not rows:
        raise rules.NoCompany
    first = rows[0]
    asked = (first.automatic_cents, first.second_each_cents, first.second_year_cents)
    policy = Policy(manager_from=first.from_points)
    if first.automatic_cents is not None:
        policy = Policy(*asked, first.from_points)
    return Circumstances(
        frozenset(row.role for row in rows),
        policy,
        bool(first.professional_only),
        bool(first.prices),
        bool(first.variants),
    )


@cache
def _facts() -> Select[*tuple[object, ...]]:
    """One row for each role; built once."""
    mandates, settings = Mandate.__table__.c, CatalogSetting.__table__
    policies, prices, variants = (one.__table__ for one in (ApprovalPolicy, RewardPrice, RewardVariant))
    day, company, reward = (
        bindparam("day", type_=Date),
        bindparam("company", type_=Key),
        bindparam("reward", type_=Key),
    )
    newest = select(func.max(settings.c.id)).scalar_subquery()
    own = (
        select(policies.c.id)
        .where(policies.c.company_id == company)
        .order_by(policies.c.at.desc(), policies.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            mandates.role,
            settings.c.professional_only,
            settings.c.automatic_cents,
            settings.c.second_each_cents,
            settings.c.second_year_cents,
            policies.c.from_points,
            exists().where(prices.c.reward_id == reward).label("prices"),
            exists().where(variants.c.reward_id == reward, variants.c.retired_at.is_(None)).label("variants"),
        )
        .join_from(Mandate.__table__, settings, settings.c.id == newest, isouter=True)
        .join(policies, policies.c.id == own, isouter=True)
        .where(
            mandates.person_id == bindparam("person"),
            mandates.company_id == company,
            mandates.starts_on <= day,
            mandates.ends_on.is_(None) | (mandates.ends_on >= day),
        )
    )
