"""P1: one reader's whole board (rank, top 50, neighbours, gap) among very many, and among few."""

from collections.abc import Callable, Iterator
from itertools import islice
from random import Random

from flask import Flask

from core.database import session
from leaderboard import queries
from leaderboard.rules import Viewer
from tools.bench.crowd import FIRMS, SCORES, SPREAD, gather
from tools.bench.report import Figure, micro
from tools.bench.stages import Bench
from tools.bench.timing import in_turns

GOALS = {"sqlite": 2.0, "postgresql": 2.5}
FEW = 1_000
READS = 200


def measure(bench: Bench) -> Iterator[Figure]:
    """Cost of a read at a million ÷ at a thousand."""
    many = 100_000 if bench.quick else 1_000_000
    for engine in bench.engines:
        with bench.stage(engine) as small, bench.stage(engine) as large:
            acts = {"few": reader(small, FEW), "many": reader(large, many)}
            taken = in_turns(acts, rounds=7)
        yield Figure(
            "P1",
            engine,
            f"board read at {many:,} ÷ at {FEW:,} participants",
            taken["many"] / taken["few"],
            f"{micro(taken['many'] / READS)} ÷ {micro(taken['few'] / READS)}",
            goal=GOALS[engine],
            beyond=1.5,
        )


def reader(app: Flask, many: int) -> Callable[[], None]:
    """Gathers a crowd, then reads its board as people of the upper half, one after another."""
    with app.app_context():
        board = gather(many)
    random = Random(7)
    people = (random.randint(1, many) for _ in range(10**9))
    viewers = (Viewer(one, 1 + one % FIRMS) for one in people if upper(one))

    def read() -> None:
        with app.app_context():
            for viewer in islice(viewers, READS):
                queries.view(board, viewer, n=50)
                session.rollback()

    return read


def upper(person: int) -> bool:
    """Whether a person of the crowd stands in the upper half, where the whole board is shown."""
    return person * SPREAD % SCORES > SCORES // 2
