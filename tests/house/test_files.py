"""What lies in the repository: no machine's paths, no registry's name, no empty test, no loud template."""

import ast
import re

import pytest

from tests.support.checkout import ROOT, named, python, tracked, tree

#: Written in pieces, so that this file is not its own finding.
PLACES = re.compile(
    r"(?<![\w.])("
    + "|".join(["/" + "work/", "/" + "root/", "/" + "home/[a-z]", "/" + "opt/", "/" + "tmp/"])
    + ")"
)
HOSTS = re.compile(r"\b(pypi|pythonhosted|npmjs|registry|debian|ubuntu|proxy\.golang)\.(org|com|io|net)\b")
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".html",
    ".css",
    ".js",
    ".json",
    ".txt",
    ".po",
    ".cfg",
    ".ini",
    ".lock",
    ".sh",
    "",
}
LOUD = re.compile(
    r"\s(style|on[a-z]+|hx-on[^=\s]*)\s*=\s*[\"']|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE
)


def _texts() -> dict[str, str]:
    return {
        named(path): path.read_text(encoding="utf-8", errors="replace")
        for path in tracked()
        if path.suffix in TEXT and path.stat().st_size < 2_000_000
    }


@pytest.mark.parametrize(("what", "pattern"), [("a machine's path", PLACES), ("a registry's host", HOSTS)])
def test_no_file_names(what: str, pattern: re.Pattern[str]) -> None:
    found = [f"{name}: {hit.group()}" for name, text in _texts().items() for hit in pattern.finditer(text)]
    assert found == [], what


def test_templates_hold_no_inline_style_or_script() -> None:
    found = [
        f"{named(path)}: {hit.group().strip()}"
        for path in (ROOT / "templates").rglob("*.html")
        for hit in LOUD.finditer(path.read_text(encoding="utf-8"))
        if not named(path).startswith("templates/mail/")
    ]
    assert found == []


def test_templates_trust_no_text() -> None:
    found = [
        named(path)
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text(encoding="utf-8"))
        and "styleguide" not in path.parts
    ]
    assert found == []


def test_every_unsafe_form_carries_a_token() -> None:
    """A form with method=post holds hidden_tag(), the csrf macro, or a token of its own."""
    found = []
    for path in (ROOT / "templates").rglob("*.html"):
        for form in re.findall(
            r"<form\b.*?</form>", path.read_text(encoding="utf-8"), re.DOTALL | re.IGNORECASE
        ):
            posts = re.search(r"method\s*=\s*[\"']post", form, re.IGNORECASE)
            if posts and not re.search(r"hidden_tag|csrf", form):
                found.append(f"{named(path)}: {form[:80]}")
    assert found == []


def test_every_test_asserts_something() -> None:
    silent = [
        f"{named(path)}: {node.name}"
        for path in python("tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not _asserts(node)
    ]
    assert silent == []


def _asserts(test: ast.FunctionDef) -> bool:
    """An assert, an expected refusal, or a call of what asserts by itself (browser, shell, its own check)."""
    asserting = re.compile(
        r"raises|warns|visitor|browser|shell|screen|expect|check|assert|\bget\b|suppress|run_state_machine"
    )
    for node in ast.walk(test):
        if isinstance(node, ast.Assert | ast.ExceptHandler):
            return True
        if isinstance(node, ast.Call) and asserting.search(ast.unparse(node.func)):
            return True
    return False


def test_every_test_folder_is_a_package() -> None:
    """Without this, tests/sales would stand in front of the room sales."""
    folders = {path.parent for path in python("tests")}
    assert [named(folder) for folder in folders if not (folder / "__init__.py").exists()] == []
