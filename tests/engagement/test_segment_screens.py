"""The pages of segments in a real browser: no barrier for anybody, at a phone's width and at a desk's."""

from typing import Any

import pytest

from core.database import transaction
from engagement import segments
from engagement.conditions import ONE_OF, Condition
from tests.support.cast import START, Cast
from tests.support.chromium import DESK

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["", "/new", "/installers", "/installers/edit"])
def test_the_pages_of_segments_have_no_barrier(cast: Cast, screen: Any, path: str) -> None:
    with transaction():
        segments.make_usual(START, "test")
        conditions = [Condition("kind", ONE_OF, ("installer",))]
        segments.define("installers", ("Installateurs", "Installers"), conditions, START, "test")
    assert screen.enter(cast.claire).faults(f"/staff/programme/segments{path}") == []


def test_the_editor_counts_while_one_types(cast: Cast, screen: Any) -> None:
    page = screen.enter(cast.claire).see("/staff/programme/segments/new", DESK)
    page.locator("input[name=kind][value=distributor]").check()
    page.locator("#count").get_by_text("Comptoir Mérel").wait_for()
