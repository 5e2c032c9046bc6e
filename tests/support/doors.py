"""Every door of the portal, tried by everybody: what the matrix of routes and roles is made of."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from accounts.access import PUBLIC, SIGNED_IN, policy_of
from tests.support.browser import Browser, Page
from tests.support.cast import Cast, Member
from tests.support.stage import Stage

#: What stands for the changing parts of an address when nothing in particular is meant.
NOTHING: dict[str, Any] = {
    "IntegerConverter": 987654,
    "UnicodeConverter": "nothing-there",
    "PathConverter": "nothing/there",
}


@dataclass(frozen=True)
class Door:
    """One method of one route, at an address that can be knocked at."""

    method: str
    address: str
    endpoint: str
    policy: frozenset[str]

    def opens_for(self, member: Member | None) -> bool:
        """What its declared policy says of somebody."""
        if PUBLIC in self.policy:
            return True
        if member is None:
            return False
        return SIGNED_IN in self.policy or member.role in self.policy

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


def doors(app: Flask, fill: Callable[[Rule], dict[str, Any] | None] | None = None) -> Iterator[Door]:
    """Every method of every route, its changing parts filled (with nothing that exists, by default)."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = (fill or unfilled)(rule)
        if values is None or rule.endpoint in {"static", "assets.stylesheet"}:
            continue
        policy = policy_of(app.view_functions.get(rule.endpoint))
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Door(method, adapter.build(rule.endpoint, values), rule.endpoint, policy)


def unfilled(rule: Rule) -> dict[str, Any]:
    """Values for a rule's changing parts that stand for nothing."""
    return {name: NOTHING[type(converter).__name__] for name, converter in rule._converters.items()}


def knockers(cast: Cast) -> dict[str, Member | None]:
    """One of each kind of visitor."""
    return {
        "nobody": None,
        "a closed account": cast.dora,
        "somebody without a company": cast.yann,
        "a rep": cast.karim,
        "a company manager": cast.nadia,
        "an account manager": cast.hugo,
        "the administrator": cast.claire,
    }


class Porter:
    """Knocks at doors on a stage, every time with the database as it was."""

    def __init__(self, stage: Stage, app: Flask | None = None, state: str = "cast") -> None:
        self.stage, self.state = stage, state
        self.visitor = Browser(app or stage.app)

    def knock(self, door: Door, member: Member | None, token: bool = True, **sent: Any) -> Page:
        """What a visitor gets at a door; unsafe methods carry this browser's token unless told otherwise."""
        if self.stage.written:
            self.stage.put_back(self.state)
        browser = self.visitor.as_(member) if member else self.visitor
        data = dict(sent)
        if token and door.method != "GET":
            data["csrf_token"] = browser.token()
        return Page(browser.client.open(door.address, method=door.method, data=data or None))


def hole(door: Door, who: str, member: Member | None, page: Page) -> str | None:
    """What is wrong with an answer, measured by the door's declared policy; None when nothing is."""
    known = member is not None and who != "a closed account"
    if "default-src 'none'" not in page.headers.get("Content-Security-Policy", ""):
        return f"{door} answered {who} without the content security policy"
    if page.status >= 500:
        return f"{door} broke for {who}: {page.status}"
    if door.opens_for(member if known else None):
        shut = page.status in {401, 403}
        return f"{door} stayed shut for {who}: {page.status}" if shut else None
    if known:
        return None if page.status == 403 else f"{door} answered {page.status} to {who}, not 403"
    if door.method == "GET" and page.status == 303 and "/sign-in" in page.headers["Location"]:
        return None
    return None if page.status == 401 else f"{door} answered {page.status} to {who}, not 401 or the sign-in"
