"""The shelf as one person sees it, what they save for, and their orders; the desk's reads are in desk.py."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)

from catalog import rules
from catalog.models import Goal, Order, OrderStep, Reward
from compliance import queries as law
from compliance.rules import obstacles
from core.database import Key, session
from core.rules import Refused
from core.text import fold
from points.ledger import queries as wallets
from points.models import Wallet


@dataclass(frozen=True)
class Card:
    """A reward beside a wallet: within reach or how far, there or not."""

    reward: Reward
    #: ready, near (points lack), out (sold out), locked (not begun)
    state: str
    #: points left after ordering one; negative when they lack
    left: int
    #: about how many usual earnings bring what lacks; None when nobody can say
    orders: int | None
    #: whether the person chose it as their goal
    chosen: bool = False

    @property
    def lacks(self) -> int:
        """Points that lack; 0 when none do."""
        return max(-self.left, 0)

    @property
    def has(self) -> int:
        """Points of its price that are there."""
        return self.reward.price_points - self.lacks


def card(reward: Reward, available: int, usual: int, day: date) -> Card:
    """A reward beside a wallet that holds so many points and usually earns so many at once."""
    left = available - reward.price_points
    state = "ready" if left >= 0 else "near"
    if reward.stock == 0:
        state = "out"
    if not reward.window.is_open(day):
        state = "locked"
    return Card(reward, state, left, rules.orders_needed(-left, usual))


def wallet_for(beneficiary: str, person_id: int, company_id: int | None) -> int | None:
    """The wallet that pays a beneficiary's rewards; None until it was opened."""
    if beneficiary == "person":
        return wallets.wallet_of_person(person_id)
    return wallets.wallet_of_company(company_id) if company_id else None


def purse(wallet_id: int | None, day: date) -> tuple[int, int]:
    """What a wallet holds, and what it usually earns at once."""
    if wallet_id is None:
        return 0, 0
    return wallets.balance(wallet_id, day).available, wallets.average_recent_earning(wallet_id)


def shelf(
    held: tuple[int, int], day: date, beneficiary: str = "person", category: str = "", search: str = ""
) -> list[Card]:
    """Everything on offer or soon to be: within reach first; then by what lacks; then the rest."""
    available, usual = held
    wanted = select(Reward).where(
        Reward.beneficiary == beneficiary,
        Reward.retired_at.is_(None),
        or_(Reward.ends_on.is_(None), Reward.ends_on >= day),
    )
    if category:
        wanted = wanted.where(Reward.category == category)
    words = fold(search)
    found = [
        card(reward, available, usual, day)
        for reward in session.scalars(wanted)
        if not words or words in fold(_said_of(reward))
    ]
    place = {"ready": 0, "near": 1, "out": 2, "locked": 3}
    return sorted(found, key=lambda one: (place[one.state], abs(one.left), one.reward.id))


def _said_of(reward: Reward) -> str:
    return f"{reward.name_fr} {reward.name_en} {reward.about_fr} {reward.about_en}"


def categories(beneficiary: str, day: date) -> list[str]:
    """The categories that have something to show, in their fixed order."""
    there = session.scalars(
        select(Reward.category)
        .where(Reward.beneficiary == beneficiary, Reward.retired_at.is_(None))
        .where(or_(Reward.ends_on.is_(None), Reward.ends_on >= day))
        .distinct()
    )
    present = set(there)
    return [category for category in rules.CATEGORIES if category in present]


def reward_for(reward_id: int, spends: Callable[[], bool]) -> Reward | None:
    """A reward that somebody may look at: companies' rewards are for those who spend their points."""
    reward = session.get(Reward, reward_id)
    return reward if reward and (reward.beneficiary == "person" or spends()) else None


def goal_of(person_id: int) -> Reward | None:
    """The reward a person saves for; None when there is none, or it left the catalogue."""
    return session.scalars(
        select(Reward)
        .join(Goal, Goal.reward_id == Reward.id)
        .where(Goal.person_id == person_id, Reward.retired_at.is_(None))
    ).one_or_none()


def saving_for(person_id: int, held: tuple[int, int], day: date, beneficiary: str = "person") -> Card | None:
    """The goal, else the nearest reward out of reach, else the dearest within it, beside a purse."""
    about = {"person": person_id, "held": held[0], "beneficiary": beneficiary}
    found = session.execute(_saving(), about).one_or_none()
    return replace(card(found[0], *held, day), chosen=bool(found[1])) if found else None


@cache
def _saving() -> Select[Reward, bool]:
    """The reward that `:person` saves for beside `:held` points, and whether they chose it; built once."""
    offered = and_(
        or_(Reward.stock.is_(None), Reward.stock > 0),
        Reward.starts_on.is_(None),
        Reward.ends_on.is_(None),
    )
    mine = and_(Goal.reward_id == Reward.id, Goal.person_id == bindparam("person", type_=Key))
    chosen = Goal.person_id.is_not(None)
    missing = Reward.price_points - bindparam("held", type_=BigInteger)
    return (
        select(Reward, chosen)
        .outerjoin(Goal, mine)
        .where(Reward.retired_at.is_(None), Reward.beneficiary == bindparam("beneficiary", type_=String))
        .where(or_(chosen, offered))
        .order_by(case((chosen, 0), (missing > 0, 1), else_=2), func.abs(missing), Reward.id)
        .limit(1)
    )


def hindrances(
    person_id: int, company_id: int | None, beneficiary: str, value_cents: int, at: datetime
) -> list[Refused]:
    """What the rules hold against a reward of this value (cents) now, besides points and stock."""
    if company_id is None:
        return [rules.NoCompany()]
    if beneficiary == "company":
        return obstacles(law.company_standing(person_id, company_id, at), value_cents)
    return obstacles(law.standing(person_id, company_id, at), value_cents)


def visible_orders(
    person_id: int, managed_company_id: int | None, company_id: int | None = None
) -> Select[Order, Reward]:
    """One's own orders; those a company pays are its managers', whoever placed them.

    A delegate sees those that they placed for the company where they (still) work.
    """
    own = Order.person_id == person_id
    mine: ColumnElement[bool] = own & Wallet.person_id.is_not(None)
    if company_id is not None:
        mine = or_(mine, own & (Wallet.company_id == company_id))
    if managed_company_id is not None:
        mine = or_(mine, Wallet.company_id == managed_company_id)
    return (
        select(Order, Reward)
        .join(Reward, Reward.id == Order.reward_id)
        .join(Wallet, Wallet.id == Order.wallet_id)
        .where(mine)
    )


def my_orders(
    person_id: int, managed_company_id: int | None = None, company_id: int | None = None
) -> Sequence[Row[Order, Reward]]:
    """The newest hundred, newest first."""
    mine = visible_orders(person_id, managed_company_id, company_id)
    return session.execute(mine.order_by(Order.id.desc()).limit(100)).all()


def my_order(
    order_id: int, person_id: int, managed_company_id: int | None = None, company_id: int | None = None
) -> Row[Order, Reward] | None:
    """One of those; None when it is not theirs to see."""
    mine = visible_orders(person_id, managed_company_id, company_id)
    return session.execute(mine.where(Order.id == order_id)).one_or_none()


def steps_of(order_id: int) -> Sequence[OrderStep]:
    """How an order came where it is, oldest first."""
    return session.scalars(
        select(OrderStep).where(OrderStep.order_id == order_id).order_by(OrderStep.id)
    ).all()
