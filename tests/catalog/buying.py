"""What the tests of orders begin with: one reward of each scarce kind, and ways to order and to look."""

from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from catalog.keeping import parts, variants
from catalog.models import Order, Reward, RewardSession, RewardVariant, ServiceSlot
from catalog.orders import ordering
from compliance.models import Gratification
from core.database import session, transaction
from points.ledger import queries as wallets
from points.models import Lot
from tests.catalog.scene import a_reward, give_points, rewardable
from tests.support.cast import START, Cast

IN_A_MONTH = START + timedelta(days=30)


class Shelf(NamedTuple):
    """Ids of one of each."""

    drill: int
    #: in two sizes
    shirt: int
    small: int
    large: int
    #: on a date
    course: int
    date: int
    #: by appointment
    expert: int
    hour: int
    #: a drill and two shirts
    kit: int
    #: a drill or a shirt
    pick: int


def a_shelf(cast: Cast, points: int = 20_000) -> Shelf:
    """Karim in good standing with points, and a reward of each scarce kind, five of each."""
    with transaction():
        rewardable(cast.karim, cast.merel)
        give_points(cast.karim.wallet_id, points)
        drill = a_reward("drill").id
        shirt = a_reward("shirt", 300, None).id
        small, large = (
            variants.add(shirt, size, f"Taille {size}", f"Size {size}", START, "shell", 5) for size in "SL"
        )
        course = a_reward("course", 400, None, kind="training", form="training").id
        expert = a_reward("expert", 700, None, kind="service").id
        kit = a_reward("kit", 1_000, None, kind="bundle", cost_cents=9_000).id
        parts.write(kit, [(drill, 1), (shirt, 2)], START, "shell")
        pick = a_reward("pick", 450, None, kind="choice").id
        parts.write(pick, [(drill, 1), (shirt, 1)], START, "shell")
        return Shelf(drill, shirt, small, large, course, a_date(course), expert, an_hour(expert), kit, pick)


def a_date(reward_id: int, seats: int = 5) -> int:
    """A date in a month with so many seats."""
    held = RewardSession(
        reward_id=reward_id,
        starts_at=IN_A_MONTH,
        ends_at=IN_A_MONTH + timedelta(hours=8),
        closes_at=IN_A_MONTH - timedelta(days=7),
        place="Lyon",
        seats=seats,
        taken=0,
    )
    session.add(held)
    session.flush()
    return held.id


def an_hour(reward_id: int, expert: str = "Mme Roche") -> int:
    """A free hour in a month."""
    ends_at = IN_A_MONTH + timedelta(hours=1)
    held = ServiceSlot(reward_id=reward_id, expert=expert, starts_at=IN_A_MONTH, ends_at=ends_at, taken=False)
    session.add(held)
    session.flush()
    return held.id


def buy(cast: Cast, reward_id: int, request: str = "r1", quantity: int = 1, **which: Any) -> int:
    """Karim orders something; the order's id."""
    karim = cast.karim
    with transaction():
        return ordering.order(
            karim.id, cast.merel.id, reward_id, quantity, request, START, karim.actor, **which
        ).id


def do(act: Any, *given: Any, **named: Any) -> Any:
    """Do one thing in a transaction of its own."""
    with transaction():
        done = act(*given, **named)
        return done.state if isinstance(done, Order) else done


def state(order_id: int) -> str:
    """Where an order is."""
    return session.execute(select(Order.state).where(Order.id == order_id)).scalar_one()


def purse(wallet_id: int) -> tuple[int, int]:
    """Points to spend, and held."""
    held = wallets.balance(wallet_id)
    return held.available, held.reserved


def lots(wallet_id: int) -> list[int]:
    """What is left in each lot, the oldest first."""
    held = select(Lot.remaining).where(Lot.wallet_id == wallet_id).order_by(Lot.id)
    return list(session.scalars(held))


def left(shelf: Shelf) -> dict[str, int | None]:
    """What is left of everything scarce."""
    one = session.scalars(select(Reward).where(Reward.id == shelf.drill)).one
    with session.no_autoflush:
        session.expire_all()
        sizes = {v.code: v.stock for v in session.scalars(select(RewardVariant))}
        seats = session.scalars(select(RewardSession).where(RewardSession.id == shelf.date)).one()
        hour = session.scalars(select(ServiceSlot).where(ServiceSlot.id == shelf.hour)).one()
        return {
            "drill": one().stock,
            "small": sizes["S"],
            "large": sizes["L"],
            "seats": seats.seats - seats.taken,
            "hour": 0 if hour.taken else 1,
        }


def register() -> list[tuple[str, int]]:
    """The register's lines."""
    lines = select(Gratification.reference, Gratification.value_cents).order_by(Gratification.id)
    return [(one.reference, one.value_cents) for one in session.execute(lines)]
