"""Every route: declared, listed, opened to whom it says only, safe from forgery, silent on GET."""

from collections.abc import Callable

import pytest
from flask import Flask

from accounts.access import POLICIES, allow, policy_of
from core.security import policy as content_security_policy
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.doors import Door, Porter, doors, hole, knockers
from tests.support.stage import Stage
from tools import routes

#: Doors that act without a token of ours, each with its reason; none today.
EXEMPT_FROM_CSRF: set[str] = set()


def _unsafe(app: Flask) -> list[Door]:
    return [door for door in doors(app) if door.method != "GET" and door.endpoint not in EXEMPT_FROM_CSRF]


def test_every_route_declares_whom_it_opens_to(app: Flask) -> None:
    undeclared = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not policy_of(app.view_functions[rule.endpoint])
        or policy_of(app.view_functions[rule.endpoint]) - POLICIES
    ]
    assert undeclared == []


def test_no_route_appears_or_vanishes_unnoticed(app: Flask) -> None:
    """`make routes` writes the list again; its diff is what a reviewer reads."""
    assert routes.doors(app) == routes.LIST.read_text(encoding="utf-8").splitlines()


def test_every_door_opens_to_whom_it_says_only_and_reading_never_writes(cast: Cast, stage: Stage) -> None:
    """I27: whoever asks, a GET leaves the database as it is."""
    porter = Porter(stage)
    holes, wrote = [], []
    for door in doors(stage.app):
        for who, member in knockers(cast).items():
            holes.append(hole(door, who, member, porter.knock(door, member)))
            if stage.written and door.method == "GET":
                wrote.append(f"{door} by {who}")
    assert ([one for one in holes if one], wrote) == ([], [])


def _with_planted_door(stage: Stage, guard: bool) -> Flask:
    app = stage.another(stage.settings)
    app.add_url_rule("/planted", "planted", lambda: "open")
    if not guard:
        app.before_request_funcs[None] = [
            before for before in app.before_request_funcs[None] if before.__name__ != "guard"
        ]
    return app


def test_a_door_that_declares_nothing_stays_shut(cast: Cast, stage: Stage) -> None:
    app = _with_planted_door(stage, guard=True)
    planted = Door("GET", "/planted", "planted", frozenset())
    answers = {Porter(stage, app).knock(planted, member).status for member in knockers(cast).values()}
    assert answers == {403}


def test_the_matrix_sees_the_holes_when_the_guard_is_off(cast: Cast, stage: Stage) -> None:
    app = _with_planted_door(stage, guard=False)
    planted = Door("GET", "/planted", "planted", frozenset())
    assert hole(planted, "a rep", cast.karim, Porter(stage, app).knock(planted, cast.karim))


@pytest.mark.parametrize(
    "forge",
    [
        lambda porter, door, member: porter.knock(door, member, token=False),
        lambda porter, door, member: porter.knock(door, member, token=False, csrf_token="made-up"),
        lambda porter, door, member: porter.knock(
            door, member, token=False, csrf_token=porter.visitor.token()
        ),
    ],
    ids=["no token", "a made-up token", "somebody else's token"],
)
def test_no_unsafe_door_opens_without_its_own_token(
    cast: Cast, stage: Stage, forge: Callable[..., object]
) -> None:
    porter = Porter(stage)
    opened = []
    for door in _unsafe(stage.app):
        member = next(m for m in [cast.claire, cast.hugo, cast.nadia, cast.karim] if door.opens_for(m))
        page = forge(porter, door, member)
        if page.status != 400 or stage.written:  # type: ignore[attr-defined]
            opened.append(f"{door}: {page.status}")  # type: ignore[attr-defined]
    assert opened == []


def test_a_token_in_the_address_opens_nothing(cast: Cast, stage: Stage) -> None:
    porter = Porter(stage)
    browser = porter.visitor.as_(cast.claire)
    token = browser.token()
    answers = {
        browser.client.post(f"{door.address}?csrf_token={token}").status_code
        for door in _unsafe(stage.app)
        if door.opens_for(cast.claire)
    }
    assert answers == {400}


@pytest.mark.parametrize("address", ["/", "/sign-in", "/nothing-there", "/static/img/icons.svg", "/staff"])
def test_every_answer_carries_the_security_headers(cast: Cast, visitor: Browser, address: str) -> None:
    for browser in (visitor, visitor.as_(cast.karim), visitor.as_(cast.claire)):
        with browser.client.get(address) as answer:
            headers = answer.headers
        assert headers["Content-Security-Policy"] == content_security_policy().header_value, address
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] in {"same-origin", "no-referrer", "strict-origin-when-cross-origin"}
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in headers


def test_pages_of_the_signed_in_are_kept_by_nobody(cast: Cast, stage: Stage) -> None:
    porter = Porter(stage)
    kept = []
    for door in [door for door in doors(stage.app) if door.method == "GET" and door.opens_for(cast.karim)]:
        page = porter.knock(door, cast.karim)
        if not set(page.headers.get("Cache-Control", "").replace(" ", "").split(",")) & {
            "no-store",
            "no-cache",
        }:
            kept.append(f"{door}: {page.headers.get('Cache-Control')}")
    assert kept == []


def test_the_content_security_policy_is_the_strict_one() -> None:
    """ASVS 5.0 V3.4.1: nothing is allowed that is not named, and nothing inline is."""
    text = content_security_policy().header_value
    assert "default-src 'none'" in text
    assert not {"unsafe-inline", "unsafe-eval", "*", "http:", "https:"} & set(
        text.replace(";", " ").replace("'", " ").split()
    )


@pytest.mark.parametrize("method", ["TRACE", "CONNECT"])
def test_strange_methods_are_refused(cast: Cast, visitor: Browser, method: str) -> None:
    assert visitor.client.open("/sign-in", method=method).status_code in {405, 501}


def test_a_broken_page_tells_a_number_and_nothing_else(cast: Cast, stage: Stage) -> None:
    app = stage.another(stage.settings)
    app.testing = False
    app.add_url_rule("/broken", "broken", _broken)
    page = Page(Browser(app).client.get("/broken"))
    assert page.status == 500
    assert "a-secret-of-ours" not in page.html
    assert "Traceback" not in page.html
    assert page.h1


@allow("public")
def _broken() -> str:
    raise RuntimeError("a-secret-of-ours")
