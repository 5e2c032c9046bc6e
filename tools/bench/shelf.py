"""P8 on a catalogue of five thousand: list, search, filter, a late page, beside a bare page as large."""

from collections.abc import Iterator

from flask import Flask
from sqlalchemy import insert

from catalog.models import Reward, RewardPrice
from catalog.rules.kinds import CATEGORIES
from core.database import db, session, transaction
from tools.bench.bare import create_bare
from tools.bench.member_pages import TOKEN, costs, tell
from tools.bench.report import AT_LEAST, Figure, micro
from tools.bench.stages import Bench
from tools.bench.visits import settled, statements, visit

PAGES = (
    "/rewards",
    "/rewards?q=perceuse+legere",
    "/rewards?category=tools&nature=professional&affordable=1",
    "/rewards?page=100",
)
MANY = 5_000
#: Every fiftieth has prices for some, every hundredth a tier to reach.
PRICED, LOCKED = 50, 100


def measure(bench: Bench) -> Iterator[Figure]:
    """The bare page's cost ÷ ours, page by page; how statements grow from the demo's rewards to so many."""
    rounds = 20 if bench.quick else 60
    with bench.application("sqlite") as app:
        tell(app)
        headers = settled(app, TOKEN, "/orders")
        few = {page: statements(app, visit(app, page, headers)) for page in PAGES}
        fill(app)
        for page in PAGES:
            ask = visit(app, page, headers)
            body = ask()
            bare = visit(create_bare(app.config["SETTINGS"].database_url, len(body)), "/", headers)
            ours, plain = costs(ask, bare, rounds)
            count = statements(app, ask)
            yield Figure(
                "P8",
                "sqlite",
                f"{page} of {MANY:,} rewards ÷ bare page of {len(body):,} bytes",
                plain / ours,
                f"{micro(ours)} against {micro(plain)}, {count} statements ({few[page]} in the demo)",
                AT_LEAST,
                0.5,
                0.7,
            )


def fill(app: Flask) -> None:
    """Thousands of rewards beside the demo's, some with prices of their own, some behind a tier."""
    with app.app_context():
        with transaction():
            session.execute(insert(Reward), [_reward(number) for number in range(MANY)])
            first = session.query(Reward.id).where(Reward.code == "bench-0").scalar()
            session.execute(
                insert(RewardPrice),
                [
                    {"reward_id": first + number, "place": 1, "tier": "or", "points": 90 + number}
                    for number in range(0, MANY, PRICED)
                ],
            )
        db.session.remove()
        db.engine.dispose()


def _reward(number: int) -> dict[str, object]:
    return {
        "code": f"bench-{number}",
        "name_fr": f"Perceuse légère {number}" if number % 7 == 0 else f"Étagère {number}",
        "name_en": f"Thing {number}",
        "about_fr": "De quoi travailler longtemps sans se fatiguer, garanti deux ans.",
        "category": CATEGORIES[number % len(CATEGORIES)],
        "kind": "goods",
        "family": "financial",
        "nature": "personal" if number % 2 else "professional",
        "form": "in_kind",
        "picture": "demo/drill.webp",
        "price_points": 100 + number * 3,
        "cost_cents": 1_000,
        "audience": {"tiers": ["or"], "locked": "grey"} if number % LOCKED == 0 else {},
    }
