"""docs/files.md tells one story: every example in it is brought in by the commands it names."""

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from core.clock import clock
from core.settings import ROOT
from points.rules import KINDS
from tests.support.shell import Shell

MANUAL = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
#: The name each example has where it is used; the first words of the block tell which it is.
NAMES = {
    "companies.csv": "Code client;Raison sociale",
    "people.csv": "Matricule;",
    "columns.toml": "[companies.columns]",
    "products.csv": "Référence;Désignation",
    "sales.csv": "Distributeur;Commercial;Installateur",
    "returns.csv": "Distributeur;Commercial;N° avoir",
    "returns.toml": 'name = "Avoirs',
    "returns.sh": "flask sales return",
    "sales.toml": 'name = "Ventes',
    "rules.toml": "[[rule]]",
    "kinds.toml": "# one rule of each kind",
    "settings.toml": "from = 2027",
    "balances.csv": "kind,code",
    "baselines.csv": "kind,holder",
    "tiers.toml": "[tiers]",
    "autumn.toml": 'code = "autumn',
    "everything.toml": "# every part once",
    "challenges.sh": "flask challenges",
    "rewards.csv": "code;name_fr",
    "variants.csv": "reward;code",
    "prices.csv": "reward;tier",
    "parts.csv": "reward;part",
    "dates.csv": "reward;starts",
    "hours.csv": "reward;expert",
    "awards.sh": "flask catalog award",
    "compliance.sh": "flask compliance",
    "statuses.csv": "people_code;",
    "consents.csv": "company_code;",
}
#: What an export with other column names looks like.
RESELLERS = "ResellerKey,Reseller,Country-Region\n277,The Bicycle Company,United States\n"
SALESPEOPLE = "EmployeeKey,Salesperson,UPN\n282,Linda Mitchell,linda@example.test\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with every example of the manual, the working directory."""
    blocks = re.findall(r"```[a-z]+\n(.*?)```", MANUAL, re.DOTALL)
    for block in blocks:
        name = next((name for name, start in NAMES.items() if block.startswith(start)), None)
        assert name, f"an example that no test runs: {block[:60]}"
        (tmp_path / name).write_text(block, encoding="utf-8")
    assert len(blocks) == len(NAMES)
    for language in ("fr", "en"):
        (tmp_path / f"terms.{language}.txt").write_text("Be fair.")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(shell: Shell, script: Path) -> list[str]:
    """Every line of a script of commands; what they printed."""
    printed = []
    for line in script.read_text(encoding="utf-8").splitlines():
        said = shell(*shlex.split(line, comments=True)[1:])
        printed += said.lines
    return printed


def test_every_example_works_in_the_order_of_the_manual(app: Flask, shell: Shell, desk: Path) -> None:
    clock.freeze(datetime(2026, 11, 2, 9, tzinfo=UTC))
    csv = ("--format", "csv")
    people = ("--companies", "companies.csv", "--people", "people.csv")
    assert shell("accounts", "import", *people, *csv).lines[1:] == ["companies,3,0,0", "people,2,0,0"]
    assert shell("products", "import", "products.csv", "--decimal", ",", *csv).lines[1:] == ["2,0,0"]
    assert len(shell("points", "rules", "load", "rules.toml").lines) == 2
    took = shell("sales", "import", "sales.csv", "--mapping", "sales.toml", "--accept", "--strict", *csv)
    assert took.lines[1:] == ["1,accepted,2,2,0,0,0,0,11930.00,1298"]
    back = ("sales", "import", "returns.csv", "--mapping", "returns.toml", "--accept", "--strict", *csv)
    assert shell(*back).lines[1:] == ["2,accepted,1,1,0,0,0,0,-180.00,0"]
    assert run(shell, desk / "returns.sh")[1:] == ["4,1,45.00,14"]
    assert shell("points", "settings", "load", "settings.toml").lines == [
        "the settings are in force from 2027-01-01"
    ]
    assert shell("points", "opening", "balances.csv").lines == ["2 brought in, 0 known already"]
    said = shell("points", "baselines", "import", "baselines.csv").lines
    assert said == ["2 brought in, 0 replaced, 0 as they were"]
    assert shell("points", "tiers", "load", "tiers.toml").lines == [
        "The tiers are in force from 2026-01-01; 2 changed."
    ]
    assert shell("points", "tiers", "show", *csv).lines[2].endswith(",2")
    shell("accounts", "admin", "you@example.com", "--name", "Your Name")
    said = run(shell, desk / "challenges.sh")
    assert "1,P2,Émile Garcin,5,2026-10-14,5000" in said
    assert said[-2] == "autumn-2026: paid"
    assert said[-1] == "autumn: starts 2027-01-08, its draft is prepared on 2026-12-25"
    assert shell("catalog", "import", "rewards.csv").lines == ["7 added, 0 changed, 0 as they were."]
    for what, counts in (
        ("variants", "2, 0"),
        ("prices", "0, 1"),
        ("parts", "0, 1"),
        ("dates", "1, 0"),
        ("hours", "1, 0"),
    ):
        added, changed = counts.split(", ")
        printed = shell("catalog", "import", f"{what}.csv", "--as", what).lines
        assert printed == [f"{added} added, {changed} changed."]
    assert shell("challenges", "load", "everything.toml").lines[0].startswith("everything: draft")
    said = run(shell, desk / "compliance.sh")
    assert said[1:3] == ["statuses: 2 new, 0 as they were.", "consents: 2 new, 0 as they were."]
    assert len(shell("points", "rules", "load", "kinds.toml").lines) == len(KINDS) - 2
    assert "every one holds" in shell("verify").output


def test_the_mapping_of_other_column_names_works(app: Flask, shell: Shell, desk: Path) -> None:
    (desk / "resellers.csv").write_text(RESELLERS)
    (desk / "salespeople.csv").write_text(SALESPEOPLE)
    shell("accounts", "admin", "you@example.com", "--name", "Your Name")
    files = ("--companies", "resellers.csv", "--people", "salespeople.csv", "--mapping", "columns.toml")
    assert shell("accounts", "import", *files, "--format", "csv").lines[1:] == [
        "companies,1,0,0",
        "people,1,0,0",
    ]


def test_every_command_that_a_document_names_is_one(app: Flask, shell: Shell) -> None:
    documents = MANUAL + (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"flask ((?:[a-z][a-z-]+ ?){1,3})", documents))
    rooms = {name for name, command in app.cli.commands.items() if hasattr(command, "commands")}
    for words in (one.split() for one in named):
        if words[0] in rooms or words[0] == "verify":
            shell(
                *words[: 3 if words[:2] == ["points", "rules"] else 2 if words[0] in rooms else 1], "--help"
            )
