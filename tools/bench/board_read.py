"""P1 and P6: one board among a million and among a thousand, read whole, and refreshed after some sales."""

from collections.abc import Callable, Iterator
from itertools import count, islice
from random import Random

from flask import Flask
from sqlalchemy import text

from challenges.scoring import counting as scoring
from core.database import session, transaction
from core.jobs import advance
from leaderboard import queries
from leaderboard.rules import Viewer
from sales.models import JOURNAL
from tools.bench.crowd import FIRMS, NOW, PRODUCTS, Crowd
from tools.bench.report import Figure, micro
from tools.bench.stages import Bench
from tools.bench.timing import in_turns

READ_GOALS = {"sqlite": 2.0, "postgresql": 2.5}
FEW = 1_000
READS = 200
#: Sales between two refreshes.
CHANGES = 100
SALE = text(
    "INSERT INTO sale_lines (row_key, content_hash, upload_id, line, document, selling_company_id, rep_id,"
    " product_id, quantity, amount_cents, sale_kind, sold_on, revision, accepted_at) VALUES"
    " (:key, 'y', 1, :line, 'D', :firm, :rep, :product, 1, 50000, 'sell_out', '2026-10-15', :revision,"
    " '2026-10-15 07:00:00')"
)


def read(bench: Bench) -> Iterator[Figure]:
    """P1: cost of a read at a million ÷ at a thousand."""
    for engine, many, small, large in _pairs(bench):
        acts = {"few": reader(*small), "many": reader(*large)}
        taken = in_turns(acts, rounds=3 if bench.quick else 7)
        yield Figure(
            "P1",
            engine,
            f"board read at {many:,} ÷ at {FEW:,} participants",
            taken["many"] / taken["few"],
            f"{micro(taken['many'] / READS)} ÷ {micro(taken['few'] / READS)}",
            goal=READ_GOALS[engine],
            beyond=1.5,
        )


def refresh(bench: Bench) -> Iterator[Figure]:
    """P6: cost of counting k changed sales at a million ÷ at a thousand."""
    for engine, many, small, large in _pairs(bench):
        acts = {"few": refresher(*small), "many": refresher(*large)}
        # the first few read pages that nobody has at hand yet: a board that is alive has them
        taken = in_turns(acts, rounds=5 if bench.quick else 15, prepared=True, first=4)
        yield Figure(
            "P6",
            engine,
            f"refresh after {CHANGES} sales at {many:,} ÷ at {FEW:,} participants",
            taken["many"] / taken["few"],
            f"{micro(taken['many'])} ÷ {micro(taken['few'])}",
            goal=2,
            beyond=1.3,
        )


Staged = tuple[Flask, Crowd]


def _pairs(bench: Bench) -> Iterator[tuple[str, int, Staged, Staged]]:
    many = 50_000 if bench.quick else 1_000_000
    for engine in bench.engines:
        yield engine, many, bench.crowd(engine, FEW), bench.crowd(engine, many)


def reader(app: Flask, crowd: Crowd) -> Callable[[], None]:
    """Reads the board as people of the upper half, one after another."""
    random = Random(7)
    people = (random.randint(1, crowd.many) for _ in count())
    viewers = (Viewer(one, 1 + one % FIRMS) for one in people if crowd.in_upper_half(one))

    def act() -> None:
        with app.app_context():
            for viewer in islice(viewers, READS):
                queries.view(crowd.board_id, viewer, n=50)
                session.rollback()

    return act


def refresher(app: Flask, crowd: Crowd) -> Callable[[], Callable[[], None]]:
    """Writes some sales of random people, then hands back the refresh that counts them."""
    random = Random(11)
    numbers = count(1)

    def prepare() -> Callable[[], None]:
        with app.app_context(), transaction():
            revision = advance(JOURNAL)
            session.execute(SALE, [_sale(next(numbers), random, crowd, revision) for _ in range(CHANGES)])

        def act() -> None:
            with app.app_context(), transaction():
                scoring.refresh(crowd.challenge_id, NOW)

        return act

    return prepare


def _sale(number: int, random: Random, crowd: Crowd, revision: int) -> dict[str, object]:
    rep = random.randint(1, crowd.many)
    return {
        "key": f"N{number}",
        "line": number,
        "firm": 1 + rep % FIRMS,
        "rep": rep,
        "product": 1 + rep % PRODUCTS,
        "revision": revision,
    }
