"""Races (T5): one act from many processes and threads at once, behind a barrier, on a real database."""

import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from time import sleep
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from core.database import db
from tests.support.stage import Stage

PROCESSES, THREADS = 5, 10
GIVE_UP_SECONDS = 60


def race(
    stage: Stage, act: Callable[[int], object], processes: int = PROCESSES, threads: int = THREADS
) -> "Counter[str]":
    """How often each outcome came: `done`, what the act returned as text, or the name of what it raised."""
    stage.let_go()
    stage.written = True
    spawn = multiprocessing.get_context("fork")
    barrier, told = spawn.Barrier(processes * threads), spawn.SimpleQueue()
    runners = [
        spawn.Process(target=_process, args=(stage.app, act, barrier, told, number * threads, threads))
        for number in range(processes)
    ]
    for runner in runners:
        runner.start()
    outcomes: Counter[str] = Counter(told.get() for _ in range(processes * threads))
    for runner in runners:
        runner.join(GIVE_UP_SECONDS)
    return outcomes


def _process(
    app: Flask, act: Callable[[int], object], barrier: Any, told: Any, first: int, threads: int
) -> None:
    db.engine.dispose(close=False)
    crowd = [Thread(target=_thread, args=(app, act, barrier, told, first + i)) for i in range(threads)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    os._exit(0)


def _thread(app: Flask, act: Callable[[int], object], barrier: Any, told: Any, number: int) -> None:
    outcome = "no outcome"
    try:
        with app.app_context():
            barrier.wait(GIVE_UP_SECONDS)
            result = act(number)
            outcome = "done" if result is None else str(result)
            db.session.remove()
    except BaseException as refused:  # the outcome is what is counted
        outcome = type(refused).__name__
    finally:
        told.put(outcome)


def meeting(of: int = 2) -> Callable[[], None]:
    """A place where the first `of` callers wait for one another, in all processes: who meets there has read
    what the others read, so that the twin of a race is certain to see it, on a slow machine too."""
    spawn = multiprocessing.get_context("fork")
    came, met = spawn.Value("i", 0), spawn.Event()

    def meet() -> None:
        with came.get_lock():
            came.value += 1
            if came.value >= of:
                met.set()
        met.wait(GIVE_UP_SECONDS)

    return meet


def together(monkeypatch: pytest.MonkeyPatch, where: object, name: str) -> None:
    """Both rivals come back from a look before either goes on."""
    meet, look = meeting(), getattr(where, name)

    def looked(*asked: Any) -> Any:
        found = look(*asked)
        meet()
        return found

    monkeypatch.setattr(where, name, looked)


def slowly(monkeypatch: pytest.MonkeyPatch, where: object, name: str) -> None:
    """Give a rival time between what is looked at and what is written."""
    look = getattr(where, name)

    def slow(*asked: Any) -> Any:
        found = look(*asked)
        sleep(0.4)
        return found

    monkeypatch.setattr(where, name, slow)


@contextmanager
def without_begin_immediate() -> Iterator[None]:
    """SQLite as its driver comes: no writer waits its turn. The guard-off twin of every race."""
    engine = db.engine
    if engine.dialect.name == "sqlite":
        listeners = list(engine.dispatch.begin)
        for listener in listeners:
            event.remove(engine, "begin", listener)
    try:
        yield
    finally:
        if engine.dialect.name == "sqlite":
            for listener in listeners:
                event.listen(engine, "begin", listener)
