"""The pages of a challenge's end in a real browser: no barrier on a phone or at a desk."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize

from challenges.life import appeals, extras, rounds
from core.clock import clock
from core.database import transaction
from tests.challenges.certifying import finish
from tests.challenges.playing import CERTIFIES, ENDS, entrant
from tests.challenges.test_closing_pages import over  # noqa: F401 - a fixture
from tests.support.cast import Cast
from tests.support.chromium import DESK, PHONE, Screen

pytestmark = pytest.mark.browser

STAFF = ("/staff/challenges/autumn/result", "/staff/challenges/autumn/appeals")
MEMBER = ("/challenges/autumn/appeals", "/challenges/autumn/prizes")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_end_of_a_challenge_has_no_barrier(
    cast: Cast,
    over: int,  # noqa: F811
    screen: Screen,
    size: ViewportSize,
) -> None:
    with transaction():
        mine = entrant(over, cast.karim)
        one = appeals.send(over, mine, cast.karim.id, "a", "FA-9", "Deux pièces manquent.", ENDS)
    found = _look(cast, screen, size, "contested")
    with transaction():
        appeals.answer(one, False, "La facture est de novembre.", CERTIFIES, "person:1")
    clock.freeze(CERTIFIES)
    rounds.move_due(CERTIFIES)
    found |= _look(cast, screen, size, "proposed")
    finish(CERTIFIES)
    with transaction():
        extras.ask(over, mine, 30, "Pour l’élan", "x", CERTIFIES, "person:999")
    found |= _look(cast, screen, size, "paid")
    assert (found, screen.complaints) == ({}, [])


def _look(cast: Cast, screen: Screen, size: ViewportSize, moment: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for member, paths in ((cast.claire, STAFF), (cast.karim, MEMBER)):
        screen.enter(member)
        for path in paths:
            page = screen.see(path, size)
            if folder := os.environ.get("PICTURES"):
                name = f"{moment}-{path.strip('/').replace('/', '-')}-{size['width']}.png"
                page.screenshot(path=Path(folder) / name, full_page=True)
            if barriers := screen.barriers():
                found[f"{moment} {path}"] = barriers
    return found
