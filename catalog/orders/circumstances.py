"""What is true when somebody orders, read in one statement: roles, the sponsor's and the company's policy.

With the law, the wallet and the reward's own terms where a person's order asks for all of it: once before
anything is held, with the reward itself, and again under the wallet's row.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Date, FromClause, Row, Select, Table, and_, bindparam, exists, func, select

from accounts.models import Mandate
from catalog import rules
from catalog.models import ApprovalPolicy, CatalogSetting, Order, Reward, RewardPrice, RewardVariant
from catalog.rules.approval import Policy
from compliance import queries as law
from compliance import statements
from compliance.rules import Standing
from core.clock import local_day
from core.database import Key, ask
from core.objects import as_read
from points.models import Wallet

#: What an order takes over from its reward, or depends on.
TERMS = (
    "price_points",
    "cost_cents",
    "delay_days",
    "starts_on",
    "ends_on",
    "retired_at",
    "kind",
    "form",
    "nature",
    "beneficiary",
    "audience",
    "details",
)
#: What else it needs of it: its names, and whether its pieces are counted.
_OF_REWARD = ("id", "code", "name_fr", "name_en", "stock")


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


class Found(NamedTuple):
    """The same, with the law, for a reward that a person's own points pay."""

    #: all that follows but what waits, as the database said it
    said: Sequence[tuple[object, ...]]
    met: Circumstances
    standing: Standing
    #: None until it is opened
    wallet_id: int | None
    #: cents of what its owner asked for and nobody approved yet (it is not in the register)
    waiting: int
    #: of the reward, see `terms_of`
    terms: tuple[object, ...]


def around(person_id: int, company_id: int, reward_id: int, at: datetime) -> Circumstances:
    """What is true of an order at an instant; raises NoCompany where the person does not work there."""
    asked = {"person": person_id, "company": company_id, "reward": reward_id, "day": local_day(at)}
    return _met(ask(_facts(), **asked).all())


def lawfully(
    person_id: int, company_id: int, reward_id: int, at: datetime, before: Found | None = None
) -> Found:
    """What is true of an order that a person's own points pay, and what the law asks; raises NoCompany.

    `before` is what was found at the same instant earlier: where the database says the same, so does this.
    """
    rows = ask(_lawful_facts(), **law.about(person_id, company_id, at), reward=reward_id).all()
    said = [row[:-1] for row in rows]
    if before is not None and said == before.said:
        return before._replace(waiting=int(rows[0].waiting))
    return _found(rows, said, at)


def first_look(
    person_id: int, company_id: int, reward_id: int, request_id: str, at: datetime
) -> tuple[Reward, Found] | None:
    """The same with the reward, in one statement; None for who does not work there, and for a request made.

    The reward is what an order takes over from it, read at this moment: no row of the session's.
    """
    asked = law.about(person_id, company_id, at)
    rows = ask(_first_facts(), **asked, reward=reward_id, request=request_id).all()
    if not rows or rows[0].request_made:
        return None
    first, many = rows[0], len(rows[0]) - len(_OF_REWARD) - 1
    terms = {name: getattr(first, f"reward_{name}") for name in TERMS}
    reward = as_read(Reward, terms | dict(zip(_OF_REWARD, first[many:], strict=False)))
    return reward, _found(rows, [row[: many - 1] for row in rows], at)


def _found(rows: Sequence[Any], said: Sequence[tuple[object, ...]], at: datetime) -> Found:
    met = _met(rows)
    first = rows[0]
    return Found(
        said,
        met,
        law.standing_of(first, local_day(at)),
        first.wallet_id,
        int(first.waiting),
        tuple(getattr(first, f"reward_{name}") for name in TERMS),
    )


def terms_of(reward: Reward) -> tuple[object, ...]:
    """What an order takes over from a reward, or depends on."""
    return tuple(getattr(reward, name) for name in TERMS)


def _met(rows: Sequence[Row[*tuple[Any, ...]]]) -> Circumstances:
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


_MANDATES, _SETTINGS, _POLICIES, _REWARDS, _WALLETS, _ORDERS = (
    cast(Table, one.__table__) for one in (Mandate, CatalogSetting, ApprovalPolicy, Reward, Wallet, Order)
)
_PERSON, _COMPANY, _REWARD = (bindparam(name, type_=Key) for name in ("person", "company", "reward"))
_DAY = bindparam("day", type_=Date)


@cache
def _facts() -> Select[*tuple[object, ...]]:
    """One row for each role; built once."""
    return select(*_columns()).select_from(_with_policies(_MANDATES)).where(_working())


@cache
def _lawful_facts() -> Select[*tuple[object, ...]]:
    """The same, with what `compliance` asks of the person, their wallet and the reward's terms."""
    standing = statements.standing(True).subquery("law")
    waiting = select(func.coalesce(func.sum(_ORDERS.c.value_cents), 0)).where(
        _ORDERS.c.wallet_id == _WALLETS.c.id, _ORDERS.c.state == "requested"
    )
    here = _with_policies(standing.join(_MANDATES, _working()))
    here = here.join(_REWARDS, _REWARDS.c.id == _REWARD)
    return select(
        *standing.c,
        *_columns(),
        *(_REWARDS.c[name].label(f"reward_{name}") for name in TERMS),
        _WALLETS.c.id.label("wallet_id"),
        waiting.correlate(_WALLETS).scalar_subquery().label("waiting"),  # the last: `said` is the rest
    ).select_from(here.outerjoin(_WALLETS, _WALLETS.c.person_id == _PERSON))


@cache
def _first_facts() -> Select[*tuple[object, ...]]:
    """The same, then what else an order needs of the reward, and whether the request was made before."""
    made = exists().where(_ORDERS.c.request_id == bindparam("request"))
    named = (_REWARDS.c[name].label(f"own_{name}") for name in _OF_REWARD)
    return _lawful_facts().add_columns(*named, made.label("request_made"))


def _columns() -> Sequence[Any]:
    prices, variants = (cast(Table, one.__table__).c for one in (RewardPrice, RewardVariant))
    return (
        _MANDATES.c.role,
        _SETTINGS.c.professional_only,
        _SETTINGS.c.automatic_cents,
        _SETTINGS.c.second_each_cents,
        _SETTINGS.c.second_year_cents,
        _POLICIES.c.from_points,
        exists().where(prices.reward_id == _REWARD).label("prices"),
        exists().where(variants.reward_id == _REWARD, variants.retired_at.is_(None)).label("variants"),
    )


def _with_policies(here: FromClause) -> FromClause:
    newest = select(func.max(_SETTINGS.c.id)).scalar_subquery()
    own = (
        select(_POLICIES.c.id)
        .where(_POLICIES.c.company_id == _COMPANY)
        .order_by(_POLICIES.c.at.desc(), _POLICIES.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    settled = here.outerjoin(_SETTINGS, _SETTINGS.c.id == newest)
    return settled.outerjoin(_POLICIES, _POLICIES.c.id == own)


def _working() -> Any:
    return and_(
        _MANDATES.c.person_id == _PERSON,
        _MANDATES.c.company_id == _COMPANY,
        _MANDATES.c.starts_on <= _DAY,
        _MANDATES.c.ends_on.is_(None) | (_MANDATES.c.ends_on >= _DAY),
    )
