"""The browser itself: it reaches the live server, and a page of ours gives it nothing to complain about."""

import pytest

from tests.support.cast import Cast
from tests.support.chromium import Screen

pytestmark = pytest.mark.browser


def test_chromium_reads_a_file_of_ours(cast: Cast, screen: Screen) -> None:
    assert screen.page.goto(screen.url + "/static/img/icons.svg")
