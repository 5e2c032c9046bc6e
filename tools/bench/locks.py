"""How long another writer has to wait while something happens: a process of its own writes all the while."""

import multiprocessing
import sqlite3
from collections.abc import Callable
from time import monotonic, sleep
from typing import Any

import psycopg
from flask import Flask

from core.database import db, is_postgresql

PAUSE = 0.01
PATIENCE = 120
#: Any wallet that earns meanwhile: the row that others would meet.
TOUCH = "UPDATE wallets SET pending = pending WHERE id = (SELECT min(id) FROM wallets)"


def longest_wait(app: Flask, act: Callable[[], object]) -> float:
    """Seconds of the longest wait of one other writer while `act` runs."""
    place = app.config["SETTINGS"].database_url if is_postgresql() else str(db.engine.url.database)
    spawn = multiprocessing.get_context("spawn")
    stop, ready, told = spawn.Event(), spawn.Event(), spawn.SimpleQueue()
    writer = spawn.Process(target=_write, args=(place, is_postgresql(), stop, ready, told))
    writer.start()
    ready.wait(PATIENCE)
    try:
        act()
    finally:
        stop.set()
        longest = float(told.get())
        writer.join()
    return longest


def _write(place: str, postgresql: bool, stop: Any, ready: Any, told: Any) -> None:
    connection: Any = (
        psycopg.connect(place, autocommit=True)
        if postgresql
        else sqlite3.connect(place, timeout=PATIENCE, isolation_level=None)
    )
    longest = 0.0
    connection.execute(TOUCH)
    ready.set()
    while not stop.is_set():
        begun = monotonic()
        connection.execute(TOUCH)
        longest = max(longest, monotonic() - begun)
        sleep(PAUSE)
    told.put(longest)
