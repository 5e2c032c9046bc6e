"""The pages before a launch and beside it, in Chromium: no barrier, nothing beyond the edge."""

import pytest

from challenges import actions
from challenges.life import lifecycle
from core.database import transaction
from tests.challenges.documents import document
from tests.challenges.launching import launch, prepare
from tests.challenges.selling import Sale, bring
from tests.challenges.test_fairness import sold
from tests.support.cast import START, Cast
from tests.support.chromium import Screen

pytestmark = pytest.mark.browser
DRAFT, RUNNING = "/staff/challenges/winter", "/staff/challenges/autumn"
PAGES = (
    f"{DRAFT}/launch",
    f"{DRAFT}/forecast",
    f"{DRAFT}/budget",
    f"{RUNNING}/budget",
    f"{RUNNING}/fairness",
    f"{RUNNING}/review",
    "/staff/programme/fund",
)


def test_the_way_to_a_launch_has_no_barriers(cast: Cast, screen: Screen) -> None:
    sold(cast)
    with transaction():
        made = actions.save_draft(document(), START, "shell")
        launch(made)
        lifecycle.open_(made, START, "shell")
        prepare(actions.save_draft(document(code="winter"), START, "shell"))
    day = document().first
    three = [
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 1, day, buyer=cast.vauban.id) for _ in range(3)
    ]
    bring(*three)
    assert screen.enter(cast.claire).faults(*PAGES) == []
