"""The limited process that opens strangers' files: `python -m sales.reading_child FILE NAME [ENCODING]`.

Standard output: one JSON line of columns, then lines of up to CHUNK rows, then `{"end": true}` or a refusal.
"""

import json
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sales.limits import CPU_SECONDS, MEMORY, Empty, NotAWorkbook, NotText, OldWorkbook, TooHeavy, Unreadable
from sales.reading_text import Row, read_text, rows_in
from sales.reading_workbook import read_workbook

CHUNK = 1_000
ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
#: Files that some exports are mistaken for.
OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"RIFF", b"Rar!", b"7z\xbc\xaf")


def main(arguments: list[str]) -> int:
    """Read one file to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    path, name, encoding = Path(arguments[0]), arguments[1], (arguments[2:] or [""])[0]
    try:
        for message in messages(path, name, encoding or None):
            _say(message)
    except Unreadable as refused:
        _say({"refused": type(refused).__name__, "facts": refused.facts})
    except MemoryError:
        _say({"refused": TooHeavy.__name__, "facts": {}})
    return 0


def messages(path: Path, name: str, encoding: str | None) -> Iterator[Any]:
    """What is said about a file: head, chunks, end. Raises Unreadable."""
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise Empty
    if start.startswith(OLD):
        raise OldWorkbook
    if start.startswith(ZIP):
        columns, rows, total = read_workbook(path)
        kind = "xlsx"
    elif name.lower().endswith((".xlsx", ".xlsm")):
        raise NotAWorkbook
    elif start.startswith(OTHERS):
        raise NotText
    else:
        (columns, rows), total, kind = read_text(path, encoding), rows_in(path), "csv"
    yield {"columns": columns, "kind": kind, "rows": total}
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
    yield {"end": True}


def _say(message: dict[str, Any] | list[Row]) -> None:
    sys.stdout.write(json.dumps(message, separators=(",", ":")) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
