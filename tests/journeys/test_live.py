"""What a phone shows by itself: a board that moves while one looks at it."""

from datetime import date

import pytest
from playwright.sync_api import expect

from challenges import actions
from challenges.life import lifecycle, rounds
from core.database import transaction
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale, bring
from tests.support.cast import START, Cast
from tests.support.chromium import Screen

pytestmark = pytest.mark.browser


@pytest.fixture
def running(cast: Cast) -> str:
    """An open challenge that Bruno leads with two pumps, Karim has sold one."""
    with transaction():
        made = actions.save_draft(document(), START, "shell")
        launch(made, START)
        lifecycle.open_(made, START, "shell")
    bring(
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 1, date(2026, 10, 13)),
        Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 2, date(2026, 10, 14)),
    )
    rounds.refresh_open(START)
    return "autumn"


def test_the_board_moves_while_it_is_looked_at(cast: Cast, running: str, screen: Screen) -> None:
    page = screen.enter(cast.karim).see(f"/challenges/{running}")
    mine = page.locator("#board [aria-current]")
    expect(mine).to_contain_text("2")
    bring(Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 4, date(2026, 10, 15)))
    rounds.refresh_open(START)
    expect(mine).to_contain_text("1", timeout=15_000)
    expect(mine).to_contain_text("5", timeout=15_000)
