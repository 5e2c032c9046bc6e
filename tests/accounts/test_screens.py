"""The room's pages in a real browser: no barrier for anybody, at a phone's width and at a desk's."""

from typing import Any

import pytest

from accounts import links
from core.database import transaction
from notifications.post import Message, tell
from tests.support.cast import START, Cast
from tests.support.chromium import DESK, PHONE

pytestmark = pytest.mark.browser


def barriers(screen: Any, path: str) -> list[str]:
    """What axe finds at a phone's width, then at a desk's."""
    found: list[str] = []
    for size in (PHONE, DESK):
        screen.see(path, size)
        found += screen.barriers()
    return found


@pytest.mark.parametrize("path", ["/sign-in", "/forgotten"])
def test_signed_out_pages_have_no_barrier(cast: Cast, screen: Any, path: str) -> None:
    assert barriers(screen, path) == []


@pytest.mark.parametrize("path", ["/me", "/me/password", "/inbox", "/inbox/preferences"])
def test_a_members_own_pages_have_no_barrier(cast: Cast, screen: Any, path: str) -> None:
    with transaction():
        tell(
            [cast.karim.id], lambda _: Message("points", "240 points de plus", "Une vente.", "/points"), START
        )
    assert barriers(screen.enter(cast.karim), path) == []


@pytest.mark.parametrize(
    "path", ["people", "people/new", "people/{person}", "companies", "companies/new", "companies/{company}"]
)
def test_the_staffs_pages_have_no_barrier(cast: Cast, screen: Any, path: str) -> None:
    path = path.format(person=cast.karim.id, company=cast.merel.id)
    assert barriers(screen.enter(cast.claire), f"/staff/{path}") == []


def test_choosing_a_password_has_no_barrier(cast: Cast, screen: Any) -> None:
    with transaction():
        path = links.invite(cast.karim.id, START, "shell")
    assert barriers(screen, path) == []
