"""P2 and P3: the board of 100,000 as people meet it, and its unchanged poll, beside a bare page."""

from collections.abc import Iterator
from statistics import median

from flask import Flask

from tools.bench.crowd import CODE, NOW, SCORES, SPREAD, secret
from tools.bench.report import AT_LEAST, Figure, micro, rate
from tools.bench.served import Load, Server, gunicorn
from tools.bench.stages import Bench
from tools.bench.visits import settled

BOARD = f"/challenges/{CODE}/board"
BARE = "tools.bench.bare:from_environment()"
OURS = "app:create_app()"


def measure(bench: Bench) -> Iterator[Figure]:
    """Throughput of our page, and of its 304, ÷ that of the bare page."""
    many = 10_000 if bench.quick else 100_000
    for engine in bench.engines:
        app, _ = bench.crowd(engine, many)
        page, poll, bare, size = _driven(app, bench.quick)
        figures = (
            ("P2", "signed-in board page", page, 0.75, 0.9),
            ("P3", "unchanged poll (304)", poll, 2.0, 3.0),
        )
        for target, what, load, goal, beyond in figures:
            yield Figure(
                target,
                engine,
                f"{what} at {many:,} ÷ bare page of {size:,} bytes",
                load.rate / bare.rate,
                f"{rate(load.rate, 'answers')} ÷ {rate(bare.rate, 'answers')}"
                f" (processor {micro(load.cost)} ÷ {micro(bare.cost)})",
                AT_LEAST,
                goal,
                beyond,
            )


def _driven(app: Flask, quick: bool) -> tuple[Load, Load, Load, int]:
    """Median loads of page, poll and bare page, driven in turns; the page's size."""
    url = app.config["SETTINGS"].database_url
    somebody = settled(app, secret(_upper()), "/orders")
    ours = {
        "TANDEM_DATABASE_URL": url,
        "TANDEM_NOW": NOW.isoformat(),
        "TANDEM_FILES": str(app.config["SETTINGS"].files),
    }
    with gunicorn(OURS, ours) as server:
        size, unchanged = _looked_at(server, somebody)
        bare = {"BENCH_DATABASE_URL": url, "BENCH_BYTES": str(size)}
        with gunicorn(BARE, bare) as plain:
            seconds = 0.8 if quick else 2.0
            server.drive(BOARD, somebody, 0.5)
            plain.drive("/", somebody, 0.5)
            loads: list[tuple[Load, Load, Load]] = [
                (
                    server.drive(BOARD, somebody, seconds),
                    server.drive(BOARD, {**somebody, **unchanged}, seconds, 304),
                    plain.drive("/", somebody, seconds),
                )
                for _ in range(2 if quick else 5)
            ]
    page, poll, bare_page = (_middle(list(column)) for column in zip(*loads, strict=True))
    return page, poll, bare_page, size


def _looked_at(server: Server, somebody: dict[str, str]) -> tuple[int, dict[str, str]]:
    """The page's size, and the headers with which it is asked for again."""
    status, headers, body = server.get(BOARD, somebody)
    if status != 200:
        raise AssertionError(f"{BOARD} answered {status}")
    return len(body), {"If-None-Match": headers["etag"]}


def _middle(loads: list[Load]) -> Load:
    return Load(*(median(column) for column in zip(*loads, strict=True)))


def _upper() -> int:
    """A reader who stands in the upper half."""
    return next(one for one in range(1, 500) if one * SPREAD % SCORES > SCORES // 2)
