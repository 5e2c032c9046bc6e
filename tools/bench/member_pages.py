"""P8: every page of a member, in the demo story, beside a bare page of equal size; its statements.

Asked for without a server in between and counted in processor time, which a busy machine hardly disturbs.
"""

from collections.abc import Callable, Iterator
from time import process_time

from flask import Flask
from sqlalchemy import select

from accounts.identity import token_hash
from accounts.models import Person, SignIn
from catalog.models import Reward
from challenges.models import Challenge
from core import audit
from core.clock import clock
from core.database import db, session, transaction
from seeds import story
from seeds.people import CAST
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
    most = max(counts, key=lambda page: counts[page])
    yield Figure("P8", "sqlite", "most statements", counts[most], most, goal=12, beyond=8)
    grown = _growth(bench)
    worst = max(grown, key=lambda page: grown[page])
    yield Figure(
        "P8", "sqlite", "statements grow by", grown[worst], f"{worst}, 1,000 ÷ 10,000 people", goal=0
    )


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
