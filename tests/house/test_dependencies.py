"""What is declared is used, what is used is declared, and every pin has its hashes and names no host."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.support.checkout import ROOMS, ROOT, imports, python, rooms_python

#: Used without being imported by name: a driver, data, a server, what needs a library that may be missing.
SILENT = {"psycopg", "tzdata", "gunicorn", "weasyprint"}
OUR_OWN = {*ROOMS, "app", "clock", "seeds", "tools", "tests"}


def _declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {re.split(r"[\[<>=]", line)[0].lower() for line in project["dependencies"]}


def _imported() -> set[str]:
    known = packages_distributions()
    files = [*rooms_python(), *python("seeds", "migrations")]
    roots = {name.split(".")[0] for path in files for name in imports(path)}
    foreign = roots - OUR_OWN - set(sys.stdlib_module_names)
    return {known[root][0].lower().replace("_", "-") for root in foreign}


def test_what_the_portal_imports_is_declared_and_nothing_else() -> None:
    assert _imported() | SILENT == _declared()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_has_hashes_and_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pins = re.split(r"\n(?=\S)", text.strip())
    assert [pin.split()[0] for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []
    assert "://" not in text
