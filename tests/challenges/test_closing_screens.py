"""The pages of a challenge's end in a real browser: no barrier on a phone or at a desk."""

import pytest

from challenges.life import appeals, extras, rounds
from core.clock import clock
from core.database import transaction
from tests.challenges.certifying import finish
from tests.challenges.playing import CERTIFIES, ENDS, entrant
from tests.challenges.test_closing_pages import over  # noqa: F401 - a fixture
from tests.support.cast import Cast
from tests.support.chromium import Screen

pytestmark = pytest.mark.browser

STAFF = ("/staff/challenges/autumn/result", "/staff/challenges/autumn/appeals")
MEMBER = ("/challenges/autumn/appeals", "/challenges/autumn/prizes")


def test_the_end_of_a_challenge_has_no_barrier(
    cast: Cast,
    over: int,  # noqa: F811
    screen: Screen,
) -> None:
    with transaction():
        mine = entrant(over, cast.karim)
        one = appeals.send(over, mine, cast.karim.id, "a", "FA-9", "Deux pièces manquent.", ENDS)
    assert _faults(cast, screen) == [], "contested"
    with transaction():
        appeals.answer(one, False, "La facture est de novembre.", CERTIFIES, "person:1")
    clock.freeze(CERTIFIES)
    rounds.move_due(CERTIFIES)
    assert _faults(cast, screen) == [], "proposed"
    finish(CERTIFIES)
    with transaction():
        extras.ask(over, mine, 30, "Pour l’élan", "x", CERTIFIES, "person:999")
    assert _faults(cast, screen) == [], "paid"


def _faults(cast: Cast, screen: Screen) -> list[str]:
    return screen.enter(cast.claire).faults(*STAFF) + screen.enter(cast.karim).faults(*MEMBER)
