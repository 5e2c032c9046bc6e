"""P12: the same file under ten rules of different kinds, beside the bare rows; what an acceptance holds."""

import tracemalloc
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select

from core.clock import now
from core.database import session, transaction
from points.programme.versions import Draft, write_version
from points.rules import Rule, Scope, Step, Weights
from products.models import Range
from sales.acceptance import accept
from tools.bench.imports import Source, bare_rates, brought, source, staged
from tools.bench.report import AT_LEAST, Figure, rate
from tools.bench.stages import Bench
from tools.bench.timing import timed

#: In force over all sales of either file.
SINCE = date(2017, 1, 1)
EURO = 100


def measure(bench: Bench) -> Iterator[Figure]:
    """Lines a second from bytes to points under ten rules ÷ bare rows a second; acceptance alone; memory."""
    for engine in bench.engines:
        with bench.stage(engine) as app:
            file = source(bench.quick, rules=False)
            file.prepare()
            write_ten()
            lines, seconds = brought(file)
            bare, written, rows = bare_rates(app, lines)
        told = f"{rate(lines / seconds, 'lines')} ÷ {rate(bare, 'rows')} ({lines:,} lines, {file.what})"
        yield Figure(
            "P12",
            engine,
            "import under ten rules ÷ bare executemany of its lines",
            lines / seconds / bare,
            told,
            AT_LEAST,
        )
        told = f"{rate(rows / seconds, 'rows')} ÷ {rate(written, 'rows')} ({rows / lines:.1f} rows a line)"
        yield Figure(
            "P12", engine, "the same, by every row written", rows / seconds / written, told, AT_LEAST
        )
        part, _ = _peak(bench, engine, 4)
        whole, took = _peak(bench, engine, 1)
        told = f"{whole / 1e6:.0f} MB ÷ {part / 1e6:.0f} MB (Python's own; accepted in {took:.0f} s, traced)"
        # a small file and its quarter are one batch each: what that holds grows with it
        goal = None if bench.quick else 1.5
        yield Figure("P12", engine, "memory, the whole file ÷ a quarter", whole / part, told, goal=goal)


def _peak(bench: Bench, engine: str, nth: int) -> tuple[int, float]:
    """Bytes held at most while a file is accepted, or the first nth part of it; the seconds."""
    with bench.stage(engine):
        file = source(bench.quick, rules=False)
        file.prepare()
        write_ten()
        upload_id = staged(_part(file, nth))
        tracemalloc.start()

        def act() -> None:
            with transaction():
                accept(upload_id, now(), "shell")

        seconds = timed(act)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak, seconds


def _part(file: Source, nth: int) -> Source:
    lines = file.data.splitlines(keepends=True)
    return file._replace(data=b"".join(lines[: 1 + len(lines) // nth]))


def write_ten() -> None:
    """Ten rules: two on each line, one capped, one incremental, five over periods, and a boost."""
    ranges = sorted(session.scalars(select(Range.id)))
    session.rollback()
    with transaction():
        for rule in ten(ranges[0], ranges[-1]):
            write_version(Draft(rule.code, rule.code, rule), now(), "shell")


def ten(one: int, other: int) -> list[Rule]:
    """The rules, over two ranges."""
    doubled = Weights(ranges={other: 20_000}, margins=((1_000, 12_000), (3_000, 15_000)))
    first = Scope(range_ids=frozenset({one}))
    return [
        _rule("base", "per_amount", "rep", points=1, per=10 * EURO, weights=doubled),
        _rule("units", "per_unit", "buying_company", points=2, scope=first),
        _rule("capped", "per_amount", "buying_company", points=1, per=10 * EURO, cap=5_000, period="month"),
        _rule(
            "more", "per_amount", "buying_company", points=1, per=5 * EURO, incremental=True, period="quarter"
        ),
        _rule("bands", "bands", "rep", bands="marginal", period="quarter", per=100 * EURO, steps=STEPS),
        _rule("month", "threshold", "rep", period="month", steps=(Step(50_000 * EURO, 500),)),
        _rule(
            "row", "streak", "buying_company", period="quarter", times=2, at_least=1_000 * EURO, points=200
        ),
        _rule("ranges", "variety", "buying_company", period="quarter", steps=(Step(2, 100), Step(3, 300))),
        _rule("grow", "growth", "buying_company", period="quarter", growth_bp=1_000, points=1, per=20 * EURO),
        _rule("week", "boost", "rep", times_bp=15_000, scope=Scope(range_ids=frozenset({other}))),
    ]


STEPS = (Step(0, 1), Step(100_000 * EURO, 2), Step(500_000 * EURO, 3))


def _rule(code: str, kind: str, beneficiary: str, **said: Any) -> Rule:
    return Rule(0, code, 0, kind, beneficiary, SINCE, **said)
