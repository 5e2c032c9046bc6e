"""Bytes → rows: strangers' files are opened in a limited process of their own, never in this one."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.settings import ROOT
from sales.limits import MEGABYTE, MOST_BYTES, REFUSALS, TooHeavy, TooLarge, Unreadable

Row = list[str | int | float]


@dataclass(frozen=True)
class Reading:
    """An open file: its columns and, read once, its rows in chunks (line number, then cells)."""

    columns: list[str]
    kind: str
    #: rows it seems to have, for progress
    rows: int
    chunks: Iterator[list[Row]]


@contextmanager
def reading(path: Path, name: str, encoding: str | None = None) -> Iterator[Reading]:
    """Open a file; raises Unreadable at once for the head, and while iterating for what follows."""
    if path.stat().st_size > MOST_BYTES:
        raise TooLarge(most=MOST_BYTES // MEGABYTE)
    child = subprocess.Popen(  # noqa: S603 - our own module; the file's name is one argument
        [sys.executable, "-m", "sales.reading_child", str(path), name, encoding or ""],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
        text=True,
        encoding="utf-8",
    )
    try:
        said = _messages(child)
        head = next(said)
        yield Reading(head["columns"], head["kind"], head["rows"], said)
    finally:
        child.kill()
        if child.stdout:
            child.stdout.close()
        child.wait()


def first_rows(path: Path, name: str, most: int, encoding: str | None = None) -> Reading:
    """The columns and the first rows only, for a preview."""
    with reading(path, name, encoding) as opened:
        rows = next(opened.chunks, [])[:most]
        return Reading(opened.columns, opened.kind, opened.rows, iter([rows]))


def _messages(child: "subprocess.Popen[str]") -> Iterator:  # type: ignore[type-arg]
    for line in child.stdout or ():
        message = json.loads(line)
        if isinstance(message, dict):
            if "end" in message:
                return
            if "refused" in message:
                raise REFUSALS.get(message["refused"], Unreadable)(**message["facts"])
        yield message
    raise TooHeavy  # it ended without a word: killed at its limits
