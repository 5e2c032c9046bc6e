"""`flask verify` sees stock, parts, approvals and replacements: a row that was tampered with is named."""

from datetime import datetime

import pytest
from sqlalchemy import text

from app import verify_all
from catalog.orders import approving, cancelling, drafts, fulfilment, undoing
from core.database import session, transaction
from tests.catalog.buying import a_shelf, buy, do
from tests.support.cast import START, Cast

SHELL: tuple[datetime, str] = (START, "shell")
#: code, what the finding names, what is spoilt, and the mending of it
SPOILT = [
    ("I8", "reward shirt, variant S", "UPDATE reward_variants SET stock = stock + {} WHERE code = 'S'"),
    ("I8s", "session", "UPDATE reward_sessions SET taken = taken + {}"),
    ("I8c", "order", "UPDATE orders SET given_back = given_back + {} WHERE cancelled_quantity = 1"),
    ("I8d", "order", "UPDATE orders SET cancelled_quantity = cancelled_quantity + {} WHERE quantity = 3"),
    ("I8i", "order", "UPDATE orders SET given_back = given_back + {} WHERE state = 'draft'"),
    ("I8j", "order", "UPDATE orders SET person_id = person_id + {} WHERE replaces_id IS NOT NULL"),
]
ONE, TWO = '["administrator"]', '["administrator", "second"]'
OF = "(SELECT id FROM people WHERE code = '{}')"
#: the same where a word is changed for another
TURNED = [
    ("I8s", "slot", "UPDATE service_slots SET taken = {}", "false", "true"),
    ("I8f", "order", "UPDATE orders SET approvals = '{}' WHERE quantity = 3", TWO, ONE),
    ("I8f", "order", f"UPDATE orders SET person_id = {OF} WHERE quantity = 3", "CLAIRE", "KARIM"),
    ("I8p", "order", "UPDATE order_parts SET order_id = {}", 1, 4),
    ("I8j", "order", "UPDATE orders SET state = '{}' WHERE request_id = 'r5'", "delivered", "replaced"),
    ("I8c", "order", "UPDATE orders SET state = '{}' WHERE quantity = 3", "delivered", "approved"),
]


@pytest.fixture
def full(cast: Cast) -> None:
    """An order of each scarce kind; one approved and cut short; one replaced; a draft."""
    shelf = a_shelf(cast)
    shirts = buy(cast, shelf.shirt, "r1", 3, variant_id=shelf.small)
    do(approving.approve, shirts, START, cast.claire.actor)
    do(cancelling.cancel, shirts, *SHELL, "why", 1)
    buy(cast, shelf.course, "r2", 2, session_id=shelf.date)
    buy(cast, shelf.expert, "r3", slot_id=shelf.hour)
    buy(cast, shelf.pick, "r4", parts=[(shelf.drill, None)])
    drill = buy(cast, shelf.drill, "r5")
    do(approving.approve, drill, START, cast.claire.actor)
    do(fulfilment.deliver, drill, *SHELL)
    do(undoing.replace, drill, *SHELL)
    asked = (cast.karim.id, cast.merel.id, shelf.drill, 2, "r6", START, cast.karim.actor)
    do(drafts.draft, *asked)
    assert verify_all() == []


def _spoil(statement: str) -> None:
    with transaction():
        session.execute(text(statement))


def _found(code: str, row: str) -> bool:
    return any(one.code == code and one.row.startswith(row) for one in verify_all())


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize(("code", "row", "spoil"), SPOILT, ids=lambda one: str(one)[:40])
def test_verify_names_a_figure_that_was_changed(code: str, row: str, spoil: str) -> None:
    _spoil(spoil.format(1))
    assert _found(code, row)
    _spoil(spoil.format(-1))


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize(("code", "row", "spoil", "to", "back"), TURNED, ids=lambda one: str(one)[:40])
def test_verify_names_a_word_that_was_changed(code: str, row: str, spoil: str, to: str, back: str) -> None:
    _spoil(spoil.format(to))
    assert _found(code, row)
    _spoil(spoil.format(back))
