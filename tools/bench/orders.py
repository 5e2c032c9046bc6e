"""P7: orders placed by eight clients at once, beside raw durable commits."""

import multiprocessing
import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from time import monotonic
from typing import Any
from uuid import uuid4

import psycopg
from flask import Flask
from sqlalchemy import text

from catalog import actions as rewards
from catalog.fulfilling import order
from compliance import actions as law
from core.database import db, in_transaction, is_postgresql, session, transaction
from points.ledger import actions as points
from tools.bench.crowd import FIRMS, NOW, gather
from tools.bench.report import AT_LEAST, Figure, rate
from tools.bench.stages import Bench

CLIENTS = 8
#: A client's one act, over and over, until its time is over.
Act = Callable[[], object]


def measure(bench: Bench) -> Iterator[Figure]:
    """Orders a second ÷ durable commits a second, both by eight processes."""
    seconds = 1.0 if bench.quick else 3.0
    for engine in bench.engines:
        with bench.stage(engine) as app:
            gather(100)
            reward = _ready()
            with db.engine.begin() as connection:
                connection.execute(
                    text("CREATE TABLE bare_notes (id VARCHAR(40) PRIMARY KEY, said VARCHAR(80))")
                )
            pace = _together(app, seconds, lambda number: _orders(number, reward))  # noqa: B023
            bare = _together(app, seconds, lambda _: _commits(app))
        yield Figure(
            "P7",
            engine,
            f"orders ÷ raw durable commits, {CLIENTS} clients",
            pace / bare,
            f"{rate(pace, 'orders')} ÷ {rate(bare, 'commits')}",
            AT_LEAST,
            0.1,
            0.25,
        )


def _ready() -> int:
    """The clients' people in good standing, with points; the reward they order."""
    with transaction():
        terms = law.publish_terms("2026", "Règlement", "Terms", date(2026, 1, 1), NOW, "shell")
        for person in range(1, CLIENTS + 1):
            law.accept_terms(person, terms.id, "fr", NOW)
            law.declare_status(person, "employee_commercial", "Contrat", date(2026, 1, 1), None, NOW, "shell")
            law.record_consent(_firm(person), True, "La direction", NOW, "shell", None)
            points.add_opening(person, 1_000_000, f"opening:{person}", NOW, "shell")
        return rewards.add_reward(
            code="pen",
            name_fr="Stylo",
            name_en="Pen",
            category="tools",
            kind="goods",
            form="in_kind",
            price_points=1,
            cost_cents=1,
            at=NOW,
            by="shell",
        ).id


def _firm(person: int) -> int:
    return 1 + person % FIRMS


def _orders(number: int, reward: int) -> Act:
    person = number + 1

    def act() -> None:
        asked: dict[str, Any] = {
            "person_id": person,
            "company_id": _firm(person),
            "reward_id": reward,
            "quantity": 1,
            "request_id": uuid4().hex,
            "at": NOW,
            "actor": f"person:{person}",
        }
        in_transaction(lambda: order(**asked))

    return act


def _commits(app: Flask) -> Act:
    url = app.config["SETTINGS"].database_url
    if is_postgresql():
        server = psycopg.connect(url, autocommit=True)
        return lambda: server.execute(
            "INSERT INTO bare_notes VALUES (%s, 'a durable commit')", (uuid4().hex,)
        )
    file = sqlite3.connect(db.engine.url.database or "", timeout=60, isolation_level=None)
    file.execute("PRAGMA synchronous=FULL")
    return lambda: file.execute("INSERT INTO bare_notes VALUES (?, 'a durable commit')", (uuid4().hex,))


def _together(app: Flask, seconds: float, made: Callable[[int], Act]) -> float:
    """Acts a second of all clients together."""
    session.remove()
    db.engine.dispose()
    fork = multiprocessing.get_context("fork")
    barrier, told = fork.Barrier(CLIENTS), fork.SimpleQueue()
    clients = [
        fork.Process(target=_client, args=(app, made, number, seconds, barrier, told))
        for number in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    done = sum(told.get() for _ in clients)
    for client in clients:
        client.join()
    return float(done / seconds)


def _client(
    app: Flask, made: Callable[[int], Act], number: int, seconds: float, barrier: Any, told: Any
) -> None:
    count = 0
    try:
        with app.app_context():
            act = made(number)
            act()
            barrier.wait(60)
            begun = monotonic()
            while monotonic() - begun < seconds:
                act()
                count += 1
    finally:
        told.put(count)
        os._exit(0)
