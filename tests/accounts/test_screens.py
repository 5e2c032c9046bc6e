"""The room's pages in a real browser: no barrier for anybody, at a phone's width and at a desk's."""

from typing import Any

import pytest

from accounts import links
from core.database import transaction
from notifications.post import Message, tell
from tests.support.cast import START, Cast

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/sign-in", "/forgotten"])
def test_signed_out_pages_have_no_barrier(cast: Cast, screen: Any, path: str) -> None:
    assert screen.faults(path) == []


@pytest.mark.parametrize("path", ["/me", "/me/password", "/inbox", "/inbox/preferences"])
def test_a_members_own_pages_have_no_barrier(cast: Cast, screen: Any, path: str) -> None:
    with transaction():
        tell(
            [cast.karim.id], lambda _: Message("points", "240 points de plus", "Une vente.", "/points"), START
        )
    assert screen.enter(cast.karim).faults(path) == []


@pytest.mark.parametrize(
    "path", ["people", "people/new", "people/{person}", "companies", "companies/new", "companies/{company}"]
)
def test_the_staffs_pages_have_no_barrier(cast: Cast, screen: Any, path: str) -> None:
    path = path.format(person=cast.karim.id, company=cast.merel.id)
    assert screen.enter(cast.claire).faults(f"/staff/{path}") == []


def test_choosing_a_password_has_no_barrier(cast: Cast, screen: Any) -> None:
    with transaction():
        path = links.invite(cast.karim.id, START, "shell")
    assert screen.faults(path) == []
