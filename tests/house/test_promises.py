"""The security documents promise only what a test shows: every test that they name exists."""

import re

import pytest

from tests.support.checkout import ROOT, python


def _tests() -> set[str]:
    return {
        name
        for path in python("tests")
        for name in re.findall(r"^\s*def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }


@pytest.mark.parametrize("document", ["docs/asvs.md", "SECURITY.md"])
def test_every_test_named_exists(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    assert sorted(set(re.findall(r"`(test_\w+)`", text)) - _tests()) == []


def test_every_path_named_in_the_security_notes_exists() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    paths = re.findall(r"`([a-z_]+/[\w/.]*)`", text)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_what_is_met_names_a_test() -> None:
    rows = [line.split("|") for line in (ROOT / "docs/asvs.md").read_text(encoding="utf-8").splitlines()]
    met = [row for row in rows if len(row) > 5 and row[3].strip() == "met"]
    assert len(met) > 20
    assert [row[1].strip() for row in met if "`test_" not in row[4]] == []
