"""`flask points …`: rules and opening balances from files, every problem told at once."""

import csv
import io
from pathlib import Path

import pytest

from tests.points.making import fact, held, rule, sell
from tests.support.cast import Cast
from tests.support.shell import Shell

RULES = """
[[rule]]
code = "sales"
name = { fr = "Vos ventes", en = "Your sales" }
beneficiary = "rep"
points = 1
per_amount = "10.00"
from = 2026-01-01
multiplier = [{ range = "accessories", times = "2" }, { product = "PAC-8", times = "1.5" }]

[[rule]]
code = "purchases"
name = "Achats"
beneficiary = "buying_company"
points = 5
per_quantity = 3
from = "2026-02-01"
to = "2026-12-31"
ranges = ["PUMPS"]
company_kinds = ["installer"]
"""
BAD = """
[[rule]]
code = "sales"
beneficiary = "reps"
points = 1.5
per_amount = 0.1
from = "2026-02-30"
colour = "red"
ranges = ["nothing"]
company_kinds = ["baker"]
multiplier = [{ range = "nothing", times = "2" }, { times = 2 }, { range = "PUMPS", times = "0" }]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_file_of_rules_is_loaded_and_listed(books: Cast, shell: Shell, file: Path) -> None:
    file.write_text(RULES.replace("PAC-8", books.pac_8.code))
    assert shell("points", "rules", "load", file).lines == [
        "sales: is in force from 2026-01-01",
        "purchases: is in force from 2026-02-01",
    ]
    listed = {row["code"]: row for row in rows(shell("points", "rules", "list", "--format", "csv").output)}
    assert listed["sales"]["per"] == "1000"
    assert listed["sales"]["multipliers"] == f"{books.accessories.name} × 2, {books.pac_8.name} × 1.5"
    assert (listed["purchases"]["per"], listed["purchases"]["to"]) == ("3", "2026-12-31")
    assert listed["purchases"]["ranges"] == books.pumps.name


def test_loading_the_same_file_again_changes_nothing(books: Cast, shell: Shell, file: Path) -> None:
    file.write_text(RULES.replace("PAC-8", books.pac_8.code))
    shell("points", "rules", "load", file)
    assert shell("points", "rules", "load", file).lines == ["sales: nothing new", "purchases: nothing new"]
    assert len(rows(shell("points", "rules", "list", "--format", "csv").output)) == 2


def test_a_trial_run_writes_nothing(books: Cast, shell: Shell, file: Path) -> None:
    file.write_text(RULES.replace("PAC-8", books.pac_8.code))
    assert "would be" in shell("points", "rules", "load", file, "--dry-run").output
    assert rows(shell("points", "rules", "list", "--format", "csv").output) == []


def test_every_problem_of_a_file_of_rules_is_told(books: Cast, shell: Shell, file: Path) -> None:
    file.write_text(BAD)
    errors = shell("points", "rules", "load", file, code=1).errors
    for word in ("colour", "name.fr", "name.en", "beneficiary", "points", "per_amount", "from", "baker"):
        assert f"“{word}”" in errors
    assert errors.count("there is no range “nothing”") == 2
    assert errors.count("times") >= 2


def test_what_would_rewrite_past_days_is_refused(books: Cast, shell: Shell, file: Path) -> None:
    file.write_text(RULES.replace("PAC-8", books.pac_8.code))
    shell("points", "rules", "load", file)
    file.write_text(RULES.replace("PAC-8", books.pac_8.code).replace("points = 1", "points = 2"))
    assert "2026-10-15" in shell("points", "rules", "load", file, code=1).errors


@pytest.mark.parametrize("text", ["", "rule = 1", "[[rule", "\x00", 'code = "x"'])
def test_what_is_no_file_of_rules_is_refused(books: Cast, shell: Shell, file: Path, text: str) -> None:
    file.write_text(text)
    assert shell("points", "rules", "load", file, code=1).errors


def test_balances_are_printed_for_programs(books: Cast, shell: Shell) -> None:
    rule()
    sell(fact(books))
    printed = rows(shell("points", "balances", "--kind", "person", "--format", "csv").output)
    assert {row["kind"] for row in printed} == {"person"}
    assert {row["code"]: row["available"] for row in printed}[books.karim.code] == "300"
    assert len(rows(shell("points", "balances", "--format", "csv").output)) > len(printed)


def test_opening_balances_come_in_once(books: Cast, shell: Shell, file: Path) -> None:
    lines = ["kind;code;points;expires_on", f"person;{books.karim.code};400;2027-12-31"]
    file.write_text("\n".join([*lines, f"company;{books.merel.code};900;"]), encoding="utf-8-sig")
    assert shell("points", "opening", file, "--dry-run").lines == ["2 would be brought in, 0 known already"]
    assert shell("points", "opening", file).lines == ["2 brought in, 0 known already"]
    assert shell("points", "opening", file).lines == ["0 brought in, 2 known already"]
    assert (held(books.karim.wallet_id), held(books.merel.wallet_id)) == ((400, 0), (900, 0))


def test_every_problem_of_a_file_of_openings_is_told(books: Cast, shell: Shell, file: Path) -> None:
    file.write_text("kind,code,points,expires_on\nfirm,X,-5,soon\nperson,KARIM,,\n")
    errors = shell("points", "opening", file, code=1).errors
    assert [f"line {n}" in errors for n in (2, 3)] == [True, True]
    assert all(word in errors for word in ("firm", "-5", "soon"))
    file.write_text("kind,code,points\nperson,NOBODY,5\n")
    assert "NOBODY" in shell("points", "opening", file, code=1).errors
    twice = "kind;code;points\nperson;KARIM;5\n\nperson;KARIM;7\nperson;NOBODY;x\n"
    file.write_bytes(twice.encode("utf-16"))
    errors = shell("points", "opening", file, code=1).errors
    assert "line 4, code: person “KARIM” stands on line 2 already" in errors
    assert [f"line 5, {column}:" in errors for column in ("code", "points")] == [True, True]
    file.write_bytes(b"kind;code;points\n")
    assert "no row" in shell("points", "opening", file, code=1).errors
