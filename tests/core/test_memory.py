"""What a process remembers of its database: nothing that may be undone, nothing of another, not too much."""

from collections.abc import Callable

import pytest
from flask import Flask

from core import jobs, memory
from core.database import db, session, transaction
from core.memory import Memory


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def read(asked: list[str]) -> Callable[[], int]:
    def count() -> int:
        asked.append("x")
        return jobs.reading("x")

    return count


def test_what_is_remembered_is_not_read_again(app: Flask, asked: list[str], read: Callable[[], int]) -> None:
    known: Memory[str, int] = Memory(2)
    assert [known.get("a", read) for _ in range(3)] == [0, 0, 0]
    assert asked == ["x"]


def test_what_may_be_undone_is_not_remembered(app: Flask, asked: list[str], read: Callable[[], int]) -> None:
    known: Memory[str, int] = Memory(2)
    session.remove()
    with transaction():
        jobs.advance("x")
        assert known.get("a", read) == 1
        session.rollback()
    assert known.get("a", read) == 0
    assert asked == ["x", "x"]


@pytest.mark.parametrize("change", [lambda: db.engine.dispose(), memory.forget], ids=["pool", "forgotten"])
def test_of_another_database_nothing_is_remembered(
    app: Flask, asked: list[str], read: Callable[[], int], change: Callable[[], None]
) -> None:
    known: Memory[str, int] = Memory(2)
    known.get("a", read)
    session.remove()
    change()
    known.get("a", read)
    assert asked == ["x", "x"]


def test_no_more_is_remembered_than_was_said(app: Flask, read: Callable[[], int]) -> None:
    known: Memory[str, int] = Memory(2)
    for key in "abc":
        known.get(key, read)
    assert list(known.here()) == ["c"]
