"""Opens the demo's shop: products, terms, rewards; later, orders in every state."""

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import select

from catalog import importing
from catalog.models import Reward
from catalog.orders import fulfilment, ordering
from compliance import actions as law
from core.database import session, transaction
from core.rules import Refused
from products import actions as products
from seeds import kinds, network, terms
from seeds.products import RANGES

BY = "demo"
#: Some fifty rewards, of each kind at least one, as a sponsor would bring them.
REWARDS = Path(__file__).parent / "rewards.csv"


def open_doors(at: datetime) -> None:
    """Products and their ranges."""
    with transaction():
        for family in RANGES:
            made = products.add_range(
                family.code, family.name, at, BY, unit_fr=family.unit_fr, unit_en=family.unit_en
            )
            for reference, name, _price in family.products:
                products.add_product(
                    reference, name, made.id, at, BY, margin_bp=family.margin_bp, strategic=family.strategic
                )


def fill_shelves(today: date, at: datetime) -> None:
    """The catalogue, with one reward of each kind at least; tiers are known by then."""
    kinds.open_suppliers(at)
    with transaction():
        importing.import_rewards(REWARDS.read_bytes(), at, BY)
    kinds.fill(today, at)


def publish_terms(start: date, at: datetime) -> int:
    """The programme’s terms; their key."""
    with transaction():
        return law.publish_terms(terms.VERSION, terms.FRENCH, terms.ENGLISH, start, at, BY).id


def fill_orders(random: Random, cast: network.Cast, today: date, at: datetime) -> int:
    """Orders of the last weeks, in every state; how many there are."""
    shelf = {code: key for code, key in session.execute(select(Reward.code, Reward.id))}  # noqa: C416
    placed = 0
    for n, one in enumerate(random.sample([m for m in cast.members if m.role == "rep"], 40)):
        code = random.choice(
            ("gourde", "carte-20", "carte-50", "cinema-duo", "casque-antibruit", "sac-dos", "multimetre")
        )
        when = at - timedelta(
            days=random.choice((0, 1, 1, 2, 3, 4, 5, 7, 9, 12, 16, 21, 27, 34)), hours=random.randint(1, 5)
        )
        try:
            with transaction():
                made = ordering.order(
                    cast.person_ids[one.code],
                    cast.company_ids[one.firm],
                    shelf[code],
                    1,
                    f"demo-{n:03d}",
                    when,
                    f"person:{cast.person_ids[one.code]}",
                )
                order_id = made.id
        except Refused:
            continue
        placed += 1
        _move_on(random, order_id, when, at)
    return placed


def _move_on(random: Random, order_id: int, when: datetime, at: datetime) -> None:
    young, middle = at - when < timedelta(days=2), at - when < timedelta(days=6)
    fate = (
        "requested"
        if young
        else "approved"
        if middle
        else random.choices(("delivered", "cancelled"), (9, 1))[0]
    )
    late = min(when + timedelta(days=1), at)
    if fate == "cancelled":
        with transaction():
            fulfilment.cancel(order_id, late, BY, "Rupture chez le fournisseur")
        return
    if fate in ("delivered", "approved"):
        with transaction():
            fulfilment.approve(order_id, late, BY)
    if fate == "delivered":
        with transaction():
            fulfilment.deliver(order_id, min(late + timedelta(days=3), at), BY)
