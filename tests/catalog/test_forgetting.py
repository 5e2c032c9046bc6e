"""A person who asks to be forgotten leaves orders and the register, and nothing that says where they live."""

from sqlalchemy import func, select

from app import verify_all
from catalog import actions as catalog
from catalog import fulfilling
from catalog.models import Address, Goal, Order, Suggestion, Wish
from catalog.orders import addresses, drafts, forgetting
from catalog.shelf import ideas, wishing
from compliance.models import Gratification
from core.database import session, transaction
from tests.catalog.scene import karim_with
from tests.support.cast import START, Cast
from tests.support.shell import Shell

HOME = {
    "label": "Maison",
    "recipient": "Karim Benali",
    "lines": "8 rue du Puits",
    "postcode": "21000",
    "city": "Dijon",
}


def lived_in(cast: Cast) -> tuple[int, int]:
    """Karim with one order delivered, one open, a draft, an address, a wish, a goal and an idea."""
    drill = karim_with(cast, 5_000)
    who = (cast.karim.id, cast.merel.id, drill, 1)
    with transaction():
        home = addresses.add(cast.karim.id, None, START, cast.karim.actor, **HOME).id
        done, still = (
            fulfilling.order(*who, request, START, cast.karim.actor, address_id=home).id
            for request in ("one", "two")
        )
        fulfilling.approve(done, START, "person:99")
        fulfilling.deliver(done, START, "person:99")
        drafts.draft(*who, "three", START, cast.karim.actor, address_id=home)
        wishing.wish(cast.karim.id, drill, START)
        catalog.set_goal(cast.karim.id, drill, START)
        ideas.suggest(cast.karim.id, cast.merel.id, "Un vélo", "Pour venir", "four", START)
    return done, still


def left(model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_what_no_law_keeps_is_let_go(cast: Cast) -> None:
    done, still = lived_in(cast)
    with transaction():
        went = forgetting.forget(cast.karim.id, START, "person:99")
    assert went == (1, 1, 2, 1, (still,))
    session.rollback()
    assert [left(model) for model in (Address, Wish, Goal, Suggestion)] == [0, 0, 0, 0]
    assert session.get_one(Order, done).ship_to is None
    assert (session.get_one(Order, still).ship_to or {})["recipient"] == "Karim Benali"
    assert (left(Order), left(Gratification)) == (2, 1)
    assert verify_all() == []


def test_others_keep_theirs(cast: Cast) -> None:
    lived_in(cast)
    with transaction():
        mine = addresses.add(cast.lea.id, None, START, cast.lea.actor, **HOME).id
        forgetting.forget(cast.karim.id, START, "person:99")
    session.rollback()
    assert session.scalars(select(Address.id)).all() == [mine]


def test_an_operator_forgets_by_code(cast: Cast, shell: Shell) -> None:
    _done, still = lived_in(cast)
    said = shell("catalog", "forget", "KARIM")
    assert "1 drafts, 1 addresses, 2 wishes, 1 ideas." in said.output
    assert f"Orders {still} still need their address" in said.errors
    assert "Nobody" in shell("catalog", "forget", "X", code=1).errors
