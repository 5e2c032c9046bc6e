"""On which line of a TOML file a key stands: problems are told with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from challenges.document.problems import Problem

TABLE = re.compile(r"\s*(\[{1,2})\s*([^\[\]]+?)\s*\]{1,2}\s*(?:#.*)?")
KEY = re.compile(
    r"\s*((?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*'))*)\s*="
)


def with_lines(problems: Iterable[Problem], text: str) -> list[Problem]:
    """Each problem with the line of its key, or of the section that lacks it; in order of lines."""
    known = lines_of(text)
    told = [replace(one, line=_nearest(one.path, known)) for one in problems]
    return sorted(told, key=lambda one: one.line or 0)


def lines_of(text: str) -> Mapping[str, int]:
    """Key path → line, counted from 1; several sections of a name are numbered as problems number them."""
    found: dict[str, int] = {}
    counted: dict[str, int] = {}
    here, within = "", ""
    for number, line in enumerate(text.splitlines(), 1):
        if within:
            within = "" if line.count(within) % 2 else within
            continue
        if (table := TABLE.fullmatch(line)) and "=" not in table[2]:
            here = _numbered(_plain(table[2]), counted)
            if table[1] == "[[":
                counted[here] = counted.get(here, 0) + 1
                here = f"{here}[{counted[here]}]"
            found.setdefault(here, number)
        elif key := KEY.match(line):
            found.setdefault(f"{here}.{_plain(key[1])}".lstrip("."), number)
        within = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")
    return found


def _plain(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))


def _numbered(table: str, counted: Mapping[str, int]) -> str:
    """`flash.metric` → `flash[2].metric`: a section within the last of several."""
    outer, dot, inner = table.rpartition(".")
    outer = _numbered(outer, counted) if outer else ""
    if outer in counted:
        outer = f"{outer}[{counted[outer]}]"
    return f"{outer}{dot}{inner}"


def _nearest(path: str, known: Mapping[str, int]) -> int | None:
    """The line of a path, or of the nearest thing around it."""
    while path:
        if path in known:
            return known[path]
        shorter = re.sub(r"(?:\.[^.\[\]]+|\[\d+\])$", "", path)
        if shorter == path:
            return None
        path = shorter
    return None
