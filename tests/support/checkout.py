"""The checkout as text and syntax trees, for the tests of the house."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Lowest first; a room may look at those before its line.
LINES = (
    ("core",),
    ("accounts",),
    ("products", "notifications"),
    ("compliance", "leaderboard"),
    ("points",),
    ("sales",),
    ("engagement",),
    ("catalog",),
    ("challenges",),
    ("insights", "integrations"),
    ("home",),
)
ROOMS = tuple(room for line in LINES for room in line if (ROOT / room).is_dir())


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git keeps or would keep, as far as it is still there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return tuple(ROOT / name for name in sorted(set(listed.split("\0"))) if name and (ROOT / name).is_file())


def python(*folders: str) -> list[Path]:
    """The Python files of some folders."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def rooms_python() -> list[Path]:
    """Every Python file of every room, and the two that stand outside."""
    return [*python(*ROOMS), ROOT / "app.py", ROOT / "clock.py"]


@cache
def tree(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> set[str]:
    """The modules that a file imports, in full: `from a.b import c` counts as both a.b and a.b.c."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{name.name}" for name in node.names)
    return found


def calls(path: Path) -> list[tuple[int, str]]:
    """Every call in a file: its line and the dotted name that is called."""
    return [
        (node.lineno, ast.unparse(node.func))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
    ]


def named(path: Path) -> str:
    """A path as people of the house call it."""
    return path.relative_to(ROOT).as_posix()
