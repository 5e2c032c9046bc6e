"""On SQLite one writes at a time: who waits is let in soon after, whatever became of the one before."""

import fcntl
import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from time import monotonic, sleep
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from core import jobs, sqlite_lines
from core.database import db, is_postgresql, session, transaction

fork = multiprocessing.get_context("fork")


@pytest.fixture(autouse=True)
def on_sqlite(app: Flask) -> None:
    if is_postgresql():
        pytest.skip("PostgreSQL holds rows only")


def _hold(file: str, seconds: float, told: Any) -> None:
    """Write in a process of one's own for so long; it may be killed meanwhile."""
    line = sqlite3.connect(file, isolation_level=None)
    line.execute("BEGIN IMMEDIATE")
    told.put("begun")
    sleep(seconds)
    line.execute("COMMIT")
    os._exit(0)


@contextmanager
def held(seconds: float) -> Iterator[Any]:
    """Another process writes."""
    session.remove()
    told = fork.SimpleQueue()
    other = fork.Process(target=_hold, args=(db.engine.url.database, seconds, told))
    other.start()
    told.get()
    try:
        yield other
    finally:
        other.kill()
        other.join()


def _late(act: Callable[[], object]) -> float:
    begun = monotonic()
    act()
    return monotonic() - begun


def _count() -> None:
    with transaction():
        jobs.advance("x")


def test_who_waits_writes_once_the_other_is_done(app: Flask) -> None:
    with held(0.3):
        assert 0.1 < _late(_count) < 5
    assert jobs.reading("x") == 1


def test_who_is_killed_keeps_nobody_waiting(app: Flask) -> None:
    with held(60) as other:
        os.kill(other.pid, signal.SIGKILL)
        other.join()
        _count()
    assert jobs.reading("x") == 1


def _first_in_line(file: str, told: Any) -> None:
    with Path(f"{file}-queue").open("ab") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        told.put("first")
        sleep(60)


def test_who_is_killed_in_line_keeps_nobody_waiting(app: Flask) -> None:
    told = fork.SimpleQueue()
    first = fork.Process(target=_first_in_line, args=(db.engine.url.database, told))
    first.start()
    told.get()
    with held(0.1):
        Timer(0.3, first.kill).start()
        assert 0.2 < _late(_count) < 20
    first.join()
    assert jobs.reading("x") == 1


def _impatient(milliseconds: int) -> None:
    line: Any = session.connection().connection.dbapi_connection
    line.patience = milliseconds
    session.rollback()


def test_who_waited_long_enough_is_told_so_and_may_come_again(app: Flask) -> None:
    with held(60):
        _impatient(80)
        for _ in range(2):
            begun = monotonic()
            with pytest.raises(OperationalError, match="locked"):
                _count()
            assert monotonic() - begun < 20
    _count()
    assert jobs.reading("x") == 1


def test_a_turn_leaves_the_usual_patience_behind(app: Flask) -> None:
    with transaction() as held_session:
        jobs.advance("x")
        found = held_session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    assert found == sqlite_lines.BUSY_MS
