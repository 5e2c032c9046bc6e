"""The picture of the house holds: rooms look down, rules are pure, actions never commit, one clock."""

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.checkout import LINES, ROOMS, ROOT, calls, imports, named, python, rooms_python, tree

#: Words that say nothing about what a file or class is for.
EMPTY_WORDS = {
    "service",
    "services",
    "manager",
    "helper",
    "helpers",
    "util",
    "utils",
    "handler",
    "common",
    "misc",
}
#: How a class may not end; account and company managers are people of the trade.
EMPTY_ENDING = re.compile(r"(?<!Account)(?<!Company)(Service|Manager|Helper|Util|Utils|Handler|Misc)$")
#: 200 lines are long; beyond this a file has two ideas.
LONGEST_FILE = 300


def test_the_import_contracts_are_kept() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("room", [*ROOMS, "app", "clock", "seeds"])
def test_each_room_is_the_checkouts_own(room: str) -> None:
    loaded = importlib.import_module(room)
    assert loaded.__file__
    assert ROOT in Path(loaded.__file__).parents


def test_rules_use_the_standard_library_and_what_is_as_pure() -> None:
    """A rule may use the rules of rooms below, and files of its own room that keep to the same."""
    rules = [path for path in python(*ROOMS) if path.name == "rules.py" or path.parent.name == "rules"]
    assert sorted({sentence for path in rules for sentence in _impure(path, set())}) == []


def _impure(path: Path, seen: set[Path]) -> list[str]:
    if path in seen:
        return []
    seen.add(path)
    room, found = path.relative_to(ROOT).parts[0], []
    for name in imports(path):
        first, *rest = name.split(".")
        own = _file_of(ROOT / room / Path(*rest)) if first == room and rest else None
        if own:
            found += _impure(own, seen)
        elif first not in sys.stdlib_module_names and not _rule_below(name, room):
            found.append(f"{named(path)} imports {name}")
    return found


def _file_of(module: Path) -> Path | None:
    """The file that a module of a room is: itself, a package's first page, or where a name was taken from."""
    places = (module.with_suffix(".py"), module / "__init__.py", module.parent.with_suffix(".py"))
    return next((place for place in places if place.exists()), None)


def _rule_below(name: str, room: str) -> bool:
    first, *rest = name.split(".")
    place = next(i for i, line in enumerate(LINES) if room in line)
    below = {one for line in LINES[:place] for one in line} | {room}
    return first in below and (not rest or rest[0] in {"rules", "text"})


def test_only_the_clock_reads_the_machines_clock() -> None:
    forbidden = re.compile(
        r"\b(datetime\.now|datetime\.utcnow|datetime\.today|date\.today|time\.time|func\.now|func\.current_timestamp)$"
    )
    wrong = [
        f"{named(path)}:{line} {name}"
        for path in [*rooms_python(), *python("seeds")]
        if named(path) != "core/clock.py"
        for line, name in calls(path)
        if forbidden.search(name)
    ]
    assert wrong == []


def test_only_edges_open_or_commit_a_transaction() -> None:
    """Views, commands, the clock's jobs and the outbox's own loop; never an action, a query or a model."""
    inner = {"actions.py", "queries.py", "models.py", "rules.py", "posting.py", "standings.py", "post.py"}
    wrong = [
        f"{named(path)}:{line} {name}"
        for path in python(*ROOMS)
        if path.name in inner or path.parent.name in {"models", "rules"} or _deep(path)
        for line, name in calls(path)
        if name in {"transaction", "in_transaction", "database.transaction"} or name.endswith(".commit")
    ]
    assert wrong == []


#: Claim, work, mark, like the outbox: what is claimed commits before the long part begins.
LOOPS = {"catalog/cards/calling.py", "catalog/cards/pool.py", "challenges/life/fair_play.py"}


def _deep(path: Path) -> bool:
    """A file in a folder of a room that is neither a page nor a command nor the clock's round."""
    folded = len(path.relative_to(ROOT).parts) > 2 and named(path) not in LOOPS
    return folded and not re.search(r"(^|_)(views|cli|rounds)$|^staff_", path.stem)


def test_the_folders_of_a_room_are_seen() -> None:
    """What moved into a folder is still held to what its name promises."""
    assert _deep(ROOT / "points/ledger/confirming.py")
    assert not _deep(ROOT / "points/ledger/cli.py")
    assert {"ledger", "briefs"} <= {
        path.parent.name for path in python("points") if path.name == "actions.py"
    }
    assert (ROOT / "points/ledger/posting.py").exists()


def test_queries_change_nothing() -> None:
    writing = {"insert", "update", "delete", "write_rows", "session.add", "session.add_all", "session.delete"}
    wrong = [
        f"{named(path)}:{line} {name}"
        for path in python(*ROOMS)
        if path.name == "queries.py"
        for line, name in calls(path)
        if name in writing
    ]
    assert wrong == []


def test_files_and_classes_have_names_that_say_something() -> None:
    files = [named(path) for path in rooms_python() if set(path.stem.split("_")) & EMPTY_WORDS]
    classes = [
        f"{named(path)}: {node.name}"
        for path in rooms_python()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and EMPTY_ENDING.search(node.name)
    ]
    assert files + classes == []


def test_no_file_has_outgrown_one_idea() -> None:
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in rooms_python()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_every_file_says_what_it_is_for() -> None:
    silent = [
        named(path) for path in rooms_python() if path.stat().st_size and not ast.get_docstring(tree(path))
    ]
    assert silent == []


def test_no_room_asks_for_a_random_number_where_a_secret_is_meant() -> None:
    guessing = [
        named(path) for path in python(*ROOMS) if "random" in {n.split(".")[0] for n in imports(path)}
    ]
    assert [name for name in guessing if name != "core/database.py"] == []
