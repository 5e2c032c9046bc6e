"""What orders ask of the sponsor's staff stands on their first page; what is others' to answer does not."""

from catalog import fulfilling
from catalog.orders import after_sales, ordering, settings
from core.database import transaction
from home import decisions
from tests.catalog.scene import karim_with
from tests.support.cast import START, Cast


def titles() -> list[str]:
    return [one.title for one in decisions.waiting(START) if one.kind == "order"]


def ordered(cast: Cast) -> int:
    drill = karim_with(cast, 1_000)
    with transaction():
        return ordering.order(cast.karim.id, cast.merel.id, drill, 1, "r1", START, cast.karim.actor).id


def test_an_order_waits_for_staff_once_its_manager_said_yes(cast: Cast) -> None:
    with transaction():
        settings.set_policy(cast.merel.id, 1, START, cast.nadia.actor)
    number, before = ordered(cast), decisions.count()
    assert titles() == []
    with transaction():
        fulfilling.approve(number, START, cast.nadia.actor)
    assert titles() == ["Commande à approuver\u00a0: Perceuse"]
    assert decisions.count() == before + 1


def test_what_arrived_wrong_waits_until_it_is_settled(cast: Cast) -> None:
    number = ordered(cast)
    with transaction():
        fulfilling.approve(number, START, cast.claire.actor)
    with transaction():
        fulfilling.deliver(number, START, cast.claire.actor)
    with transaction():
        told = after_sales.report(number, cast.karim.id, "damaged", "Le carter est fendu.", START).id
    assert titles() == ["À régler\u00a0: Perceuse"]
    with transaction():
        fulfilling.settle(told, "explained", "Une pièce part demain.", START, cast.claire.actor)
    assert titles() == []
