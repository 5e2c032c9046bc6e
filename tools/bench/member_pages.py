"""P8: every page of a member, in the demo story, beside a bare page of equal size; its statements.

Those that members open most are told one by one, of all others the lowest. Asked for without a server in
between and counted in processor time, which a busy machine hardly disturbs.
"""

from collections.abc import Callable, Iterator
from time import process_time

from flask import Flask
from sqlalchemy import select

from accounts.identity import token_hash
from accounts.models import Person, SignIn
from catalog import fulfilling
from catalog.models import Reward
from catalog.orders import drafts, settings
from challenges.models import Challenge
from core import audit
from core.clock import clock
from core.database import db, session, transaction
from points.ledger import actions as points
from seeds import story
from seeds.people import CAST
from tests.support import story as scene
from tests.support.cast import Member
from tests.support.doors import doors
from tools.bench.bare import create_bare
from tools.bench.crowd import CODE, NOW, secret
from tools.bench.report import AT_LEAST, Figure, micro
from tools.bench.stages import Bench
from tools.bench.visits import settled, statements, visit

TOKEN = "bench-story"  # noqa: S105 - of a scratch database
PAGES = (
    "/",
    "/challenges",
    "/challenges/{challenge}",
    "/challenges/{challenge}/board",
    "/challenges/{challenge}/proof",
    "/points",
    "/rewards",
    "/rewards/{reward}",
    "/orders",
    "/sales/claims",
    "/sales/claims/new",
    "/inbox",
    "/me",
    "/terms",
)
#: How many of the other pages are told.
LOWEST = 6
#: Pages that a crowd without catalogue or notices can show too: their statements may not grow with data.
COMPARED = ("/", "/challenges", "/challenges/{challenge}", "/points", "/rewards", "/orders", "/inbox", "/me")


def measure(bench: Bench) -> Iterator[Figure]:
    """The bare page's cost ÷ ours, page by page; the most statements; how they grow."""
    rounds = 20 if bench.quick else 60
    with bench.application("sqlite") as app:
        names = tell(app)
        headers = settled(app, TOKEN, "/orders")
        counts: dict[str, int] = {}
        for page in PAGES:
            ask = visit(app, page.format(**names), headers)
            body = ask()
            bare = visit(create_bare(app.config["SETTINGS"].database_url, len(body)), "/", headers)
            counts[page] = statements(app, ask)
            ours, plain = costs(ask, bare, rounds)
            yield Figure(
                "P8",
                "sqlite",
                f"{page} ÷ bare page of {len(body):,} bytes",
                plain / ours,
                f"{micro(ours)} against {micro(plain)}, {counts[page]} statements",
                AT_LEAST,
                0.5,
                0.7,
            )
        yield from _others(app, rounds // 2, counts)
    most = max(counts, key=lambda page: counts[page])
    yield Figure("P8", "sqlite", "most statements", counts[most], most, goal=12, beyond=8)
    grown = _growth(bench)
    worst = max(grown, key=lambda page: grown[page])
    yield Figure(
        "P8", "sqlite", "statements grow by", grown[worst], f"{worst}, 1,000 ÷ 10,000 people", goal=0
    )


def _others(app: Flask, rounds: int, counts: dict[str, int]) -> Iterator[Figure]:
    """Every whole page that a rep or a manager can open, the cart filled and an order waiting: the lowest
    few; their statements are added to `counts`.
    """
    found = []
    for role, address, token in _addresses(app):
        headers = settled(app, token, "/orders")
        try:
            body = visit(app, address, headers)()
        except AssertionError:  # leads elsewhere, or there is nothing to see
            continue
        if not body.lstrip()[:15].lower().startswith(b"<!doctype html>"):
            continue
        ask = visit(app, address, headers)
        bare = visit(create_bare(app.config["SETTINGS"].database_url, len(body)), "/", headers)
        counts[f"{address} ({role})"] = statements(app, ask)
        ours, plain = costs(ask, bare, rounds)
        found.append((plain / ours, address, role, f"{micro(ours)} against {micro(plain)}"))
    for value, address, role, told in sorted(found)[:LOWEST]:
        what = f"{address} ({role}), among the {LOWEST} lowest of {len(found)} pages"
        yield Figure("P8", "sqlite", what, value, told, AT_LEAST, 0.5, 0.7)


def _addresses(app: Flask) -> list[tuple[str, str, str]]:
    """(role, address, secret) of each page that a member may open."""
    with app.app_context():
        told = scene.cast()
        _fill(told["rep"])
        found = [
            (role, door.address, told[role].token)
            for role in ("rep", "company_manager")
            for door in doors(app, scene.of(told[role]).fill)
            if door.method == "GET" and door.opens_for(told[role])
        ]
        db.session.remove()
        db.engine.dispose()
    return found


def _fill(rep: Member) -> None:
    """Three rewards in a rep's cart, and an order of theirs that waits for their manager."""
    company, at = rep.company_id or 0, clock.now()
    wanted = select(Reward.id).where(Reward.kind == "goods", Reward.beneficiary == "person")
    goods = session.scalars(wanted.where(Reward.retired_at.is_(None)).order_by(Reward.id)).all()
    with transaction():
        points.add_opening(rep.wallet_id, 100_000, "opening:bench", at, "shell")
        settings.set_policy(company, 1, at, "shell")
        for number in range(3):
            drafts.draft(rep.id, company, goods[number], 1, f"bench-{number}", at, rep.actor)
        fulfilling.order(rep.id, company, goods[3], 1, "bench-order", at, rep.actor)


def tell(app: Flask) -> dict[str, str]:
    """The demo story with one of its reps signed in; what stands in the addresses."""
    clock.freeze(NOW)
    audit.origin.set(audit.Origin("shell"))
    rep = next(one for one in CAST if one.role == "rep")
    with app.app_context():
        story.tell(NOW, say=lambda _line: None)
        with transaction():
            person = session.scalars(select(Person.id).where(Person.code == rep.code)).one()
            session.add(
                SignIn(
                    token_hash=token_hash(TOKEN),
                    person_id=person,
                    created_at=NOW,
                    seen_at=NOW,
                    expires_at=NOW.replace(hour=20),
                )
            )
        challenge = session.scalars(select(Challenge.code).where(Challenge.state == "open")).first()
        reward = session.scalars(select(Reward.id).where(Reward.retired_at.is_(None))).first()
        db.session.remove()
        db.engine.dispose()
    return {"challenge": str(challenge), "reward": str(reward)}


def costs(ask: Callable[[], object], bare: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Processor seconds of each, in turns: the fifth quickest of a hundred, slowed down by no neighbour."""
    taken: dict[int, list[float]] = {0: [], 1: []}
    for _ in range(rounds):
        for number, act in enumerate((ask, bare)):
            begun = process_time()
            act()
            taken[number].append(process_time() - begun)
    ours, plain = (sorted(found)[len(found) // 20] for found in taken.values())
    return ours, plain


def _growth(bench: Bench) -> dict[str, int]:
    """More statements of a page among ten thousand than among a thousand."""
    found = [_counted(bench.crowd("sqlite", many)[0]) for many in (1_000, 10_000)]
    return {page: found[1][page] - found[0][page] for page in COMPARED}


def _counted(app: Flask) -> dict[str, int]:
    headers = settled(app, secret(1), "/orders")
    return {page: statements(app, visit(app, page.format(challenge=CODE), headers)) for page in COMPARED}
