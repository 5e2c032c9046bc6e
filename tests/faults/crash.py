"""The crash sweep (T2): the same act killed at its statements and around each commit, then done again.

A child process does the act and kills itself at the n-th point; n grows until a child finishes. What a crash
leaves behind must be a state the invariants allow, and doing the act again (twice) must end as if nothing
had happened. Whatever leaves the same rows behind is judged once: all points within a transaction should.

Of a transaction's statements it is killed before the first, second, fourth, eighth …, and before any that the
driver knows to be outside of one; then before the commit and after. With TANDEM_EVERY_POINT=1 it is killed
before each, which takes four times as long.
"""

import hashlib
import os
import re
import signal
import sqlite3
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event

from core.database import db
from tests.support.audit import only_reads
from tests.support.stage import Stage

Act = Callable[[], object]
#: A state told so that two of them can be compared.
Told = Callable[[], object]
MOST_POINTS = 2_000
EVERY_POINT = os.environ.get("TANDEM_EVERY_POINT") == "1"
#: What is drawn anew each time (an identifier of a mail): two states that differ in it only are the same.
DRAWN = re.compile(r"\b[0-9a-f]{32}\b")


@dataclass
class Swept:
    """What a sweep saw."""

    points: int = 0
    #: crash point → what was wrong there
    wrong: dict[int, str] = field(default_factory=dict)


class Bomb:
    """Counts the points of an engine's transactions; SIGKILL at the n-th."""

    def __init__(self, engine: Engine, at: int) -> None:
        self.left = at
        #: of each line: statements since its transaction began
        self.said: Counter[int] = Counter()
        event.listen(engine, "begin", self._begins)
        event.listen(engine, "before_cursor_execute", self._statement)
        commit = engine.dialect.do_commit

        def around(connection: Any) -> None:
            self._tick()
            commit(connection)
            self._tick()

        engine.dialect.do_commit = around  # type: ignore[method-assign, assignment]

    def _begins(self, connection: Connection) -> None:
        self.said[id(connection)] = 0

    def _statement(self, connection: Connection, *_: object) -> None:
        """Dying before a read leaves what dying before the write after it leaves."""
        if only_reads(connection):
            return
        self.said[id(connection)] += 1
        if EVERY_POINT or self.said[id(connection)].bit_count() == 1 or not _inside(connection):
            self._tick()

    def _tick(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def _inside(connection: Connection) -> bool:
    """Whether the driver's line is within a transaction: what it said so far is gone when it dies."""
    line: Any = connection.connection.dbapi_connection
    if isinstance(line, sqlite3.Connection):
        return line.in_transaction
    return bool(line.info.transaction_status != TransactionStatus.IDLE)


def killed_at(point: int, act: Act) -> bool:
    """Do the act in a child that dies at a point; False when it finished before that."""
    db.session.remove()
    db.engine.dispose()
    child = os.fork()
    if child == 0:
        try:
            db.engine.dispose(close=False)
            Bomb(db.engine, point)
            act()
        except BaseException:  # the parent is told by the exit code
            traceback.print_exc(file=sys.stderr)
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, "the act itself failed in the child"
    return False


def sweep(stage: Stage, state: str, act: Act, told: Told, allowed: Act, to_the_first: bool = False) -> Swept:
    """Sweep an act from a kept state; `allowed` asserts what holds at any time, `told` tells the end.

    A twin, which is to be found wrong, need go no further than to its first wrong point.
    """
    stage.put_back(state)
    act()
    allowed()
    goal = told()
    seen = Swept()
    judged: dict[str, str] = {}
    untouched = False
    for point in count(1):
        assert point < MOST_POINTS, "the act has no end"
        if not untouched:
            stage.written = True
            stage.put_back(state)
        stage.written = True  # by a child
        if not killed_at(point, act):
            return seen
        seen.points = point
        untouched = stage.databases.untouched()
        left = "as it was" if untouched else rows_left()
        if left not in judged:
            judged[left] = _judge(act, told, allowed, goal)
            untouched = False
        if judged[left]:
            seen.wrong[point] = judged[left]
            if to_the_first:
                return seen
    raise AssertionError("unreachable")


def rows_left() -> str:
    """A fingerprint of every row of every table."""
    digest = hashlib.sha256()
    with db.engine.connect() as connection:
        line = connection.connection.cursor()  # past SQLAlchemy: asked at each of hundreds of points
        for table in db.metadata.sorted_tables:
            line.execute(f"SELECT * FROM {table.name}")
            rows = sorted(map(repr, line.fetchall()))
            digest.update(DRAWN.sub("drawn", f"{table.name} {rows}").encode())
        line.close()
    return digest.hexdigest()


def _judge(act: Act, told: Told, allowed: Act, goal: object) -> str:
    """What is wrong with the state as it stands and with doing the act again; empty when nothing is."""
    try:
        allowed()
        act()
        act()
        assert told() == goal, f"{told()} instead of {goal}"
    except AssertionError as wrong:
        return str(wrong)[:300] or "an assertion"
    return ""
