"""Files of companies and people: usual names, every problem at once, and twice is once."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.models import Company, Mandate, OneTimeLink, Person
from core.audit import AuditLine
from core.database import session, transaction
from tests.support.cast import Cast
from tests.support.shell import Shell

COMPANIES = """Code client;Raison sociale;Type;Maison mère;Pays;SIRET;Taille;Région;Ville
S1;Tervane;marque;;FR;;ge;;Lyon
D1;Comptoir du Rhône;Négoce;;FR;732 829 320 00074;PME;Rhône;Lyon
D2;Sanitaire & Cie;distributeur;D1;BE;;;Wallonie;Liège
I1;Énergie Éveil;Installateur;D1;;;TPE;Rhône;Écully
"""
PEOPLE = """Matricule;Prénom;Nom;Courriel;Société;Fonction;Depuis;Jusqu’au
P1;Zoé;Martin;zoe@example.test;D1;vendeuse;01/01/2026;
P2;Émile;Garcin;emile@example.test;D1;responsable;2026-01-01;
P2;Émile;Garcin;emile@example.test;D2;responsable;2026-02-01;30/06/2026
P3;Ana;Costa;ana@example.test;S1;animateur réseau;;
"""


def written(folder: Path, name: str, text: str, encoding: str = "cp1252") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_files_as_a_french_erp_writes_them_are_brought_in_and_twice_is_once(
    app: Flask, shell: Shell, tmp_path: Path
) -> None:
    words = (
        "accounts", "import", "--companies", written(tmp_path, "c.csv", COMPANIES),
        "--people", written(tmp_path, "p.csv", PEOPLE), "--format", "csv",
    )  # fmt: skip
    assert shell(*words).lines == ["kind,new,changed,same", "companies,4,0,0", "people,3,0,0"]
    d2 = session.scalars(select(Company).where(Company.code == "D2")).one()
    parent = session.get_one(Company, d2.parent_id)
    assert (d2.name, d2.country, parent.code) == ("Sanitaire & Cie", "BE", "D1")
    assert session.scalar(select(func.count()).select_from(Mandate)) == 4
    lines = session.scalar(select(func.count()).select_from(AuditLine))
    assert shell(*words).lines == ["kind,new,changed,same", "companies,0,0,4", "people,0,0,3"]
    assert session.scalar(select(func.count()).select_from(AuditLine)) == lines


def test_a_changed_row_changes_its_company_only(app: Flask, shell: Shell, tmp_path: Path) -> None:
    shell("accounts", "import", "--companies", written(tmp_path, "c.csv", COMPANIES))
    moved = COMPANIES.replace("Énergie Éveil", "Énergie Réveil")
    said = shell("accounts", "import", "--companies", written(tmp_path, "c.csv", moved), "--format", "csv")
    assert "companies,0,1,3" in said.lines


def test_every_problem_is_said_at_once_and_nothing_is_half_done(
    app: Flask, shell: Shell, tmp_path: Path
) -> None:
    bad = COMPANIES + "D9;;boutique;NOPE;FR;12345678901234;;;\nD1;Autre nom;Négoce;;;;;;\nS2;X;marque;;;;;;\n"
    said = shell("accounts", "import", "--companies", written(tmp_path, "c.csv", bad), code=1).errors
    assert "c.csv, line 6, Raison sociale: A value is needed here." in said
    assert "line 6, Type: “boutique” is not one of: sponsor, distributor, installer." in said
    assert "line 6, SIRET: “12345678901234” is not a SIRET number" in said
    assert "line 7, Code client: The code “D1” stands on line 3 already" in said
    assert "line 8, Type: There is one sponsor already" in said
    assert session.scalar(select(func.count()).select_from(Company)) == 0


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("P9;A;B;not an address;MEREL;rep;;", "is not an e-mail address"),
        ("P9;A;B;KARIM@example.test;MEREL;rep;;", "Somebody already has the address"),
        ("P9;A;B;a@example.test;NOPE;rep;;", "No company has the code “NOPE”"),
        ("P9;A;B;a@example.test;MEREL;king;;", "“king” is not one of"),
        ("P9;A;B;a@example.test;MEREL;administrator;;", "work for the sponsor, not for Comptoir Mérel"),
        ("P9;A;B;a@example.test;MEREL;rep;31/02/2026;", "“31/02/2026” is not a date"),
        ("P9;A;B;a@example.test;MEREL;rep;2026-02-02;2026-02-01", "The last day comes before the first"),
        ("KARIM;Karim;Benali;karim@example.test;MEREL;rep;2026-02-01;", "already covers some of these days"),
        ("P9;;;a@example.test;MEREL;rep;;", "A value is needed here"),
        ("P9;A;B;a@example.test;MEREL;rep;;;surplus", "more values than columns: “surplus”"),
    ],
)
def test_a_person_is_refused_in_a_sentence(
    cast: Cast, shell: Shell, tmp_path: Path, line: str, sentence: str
) -> None:
    head = PEOPLE.splitlines()[0]
    said = shell("accounts", "import", "--people", written(tmp_path, "p.csv", f"{head}\n{line}\n"), code=1)
    assert "p.csv, line 2, " in said.errors
    assert sentence in said.errors
    assert session.scalar(select(Person).where(Person.code == "P9")) is None


def test_a_role_without_a_first_day_begins_once(cast: Cast, shell: Shell, tmp_path: Path) -> None:
    head, line = PEOPLE.splitlines()[0], "KARIM;Karim;Benali;karim@example.test;MEREL;rep;;"
    path = written(tmp_path, "p.csv", f"{head}\n{line}\n")
    assert "people,0,0,1" in shell("accounts", "import", "--people", path, "--format", "csv").lines
    ended = written(tmp_path, "p.csv", f"{head}\n{line}2026-10-31\n")
    for expected in ("people,0,1,0", "people,0,0,1"):
        assert expected in shell("accounts", "import", "--people", ended, "--format", "csv").lines


def test_a_mapping_names_columns_values_and_words(app: Flask, shell: Shell, tmp_path: Path) -> None:
    companies = "ResellerKey,Reseller,Land\n277,The Bicycle Company,United States\n"
    people = "EmployeeKey,Salesperson,UPN\n281,Michael Blythe,michael@example.test\n"
    mapping = """
        [companies.columns]
        code = "ResellerKey"
        name = "Reseller"
        country = "Land"
        [companies.defaults]
        kind = "distributor"
        [companies.values.country]
        "United States" = "US"
        [people.columns]
        code = "EmployeeKey"
        name = "Salesperson"
        email = "UPN"
        [people.defaults]
        company = "277"
        role = "rep"
        starts_on = "2011-01-01"
    """
    said = shell(
        "accounts", "import", "--mapping", written(tmp_path, "m.toml", mapping, "utf-8"), "--format", "csv",
        "--companies", written(tmp_path, "c.csv", companies), "--people", written(tmp_path, "p.csv", people),
    )  # fmt: skip
    assert said.lines[1:] == ["companies,1,0,0", "people,1,0,0"]
    person = session.scalars(select(Person)).one()
    assert (person.first_name, person.last_name, person.mandates[0].company.country) == (
        "Michael",
        "Blythe",
        "US",
    )


def test_a_mapping_that_names_a_missing_column_is_refused(app: Flask, shell: Shell, tmp_path: Path) -> None:
    mapping = written(tmp_path, "m.toml", '[companies.columns]\ncode = "Nope"\n', "utf-8")
    path = written(tmp_path, "c.csv", COMPANIES)
    said = shell("accounts", "import", "--companies", path, "--mapping", mapping, code=1)
    assert "The file has no column “Nope”." in said.errors


def test_a_moved_address_kills_the_links_sent_to_the_old_one(
    cast: Cast, shell: Shell, tmp_path: Path
) -> None:
    shell("accounts", "invite", "KARIM")
    line = "KARIM;Karim;Benali;karim.b@example.test;MEREL;rep;;"
    path = written(tmp_path, "p.csv", f"{PEOPLE.splitlines()[0]}\n{line}\n")
    shell("accounts", "import", "--people", path)
    link = session.scalars(select(OneTimeLink)).one()
    with transaction():
        pass
    newest = session.scalars(select(AuditLine.at).order_by(AuditLine.id.desc())).first()
    assert newest is not None
    assert link.expires_at <= newest


def test_the_first_administrator_gets_a_link_and_the_sponsor_a_company(app: Flask, shell: Shell) -> None:
    said = shell("accounts", "admin", "claire@example.test", "--name", "Claire Aubry")
    assert said.lines[0].startswith("http://127.0.0.1:8000/links/")
    person = session.scalars(select(Person)).one()
    assert (person.password_hash, person.mandates[0].role) == (None, "administrator")
    assert person.mandates[0].company.name == "Club Tandem"
    again = shell("accounts", "admin", "claire@example.test", "--name", "Claire Aubry", code=1)
    assert "already has the address" in again.errors


def test_an_invitation_needs_a_person_with_a_role(cast: Cast, shell: Shell) -> None:
    assert "No person has the code" in shell("accounts", "invite", "NOBODY", code=1).errors
    assert "works for no company yet" in shell("accounts", "invite", "YANN", code=1).errors
    assert "/links/" in shell("accounts", "invite", "KARIM", "--print").output


def test_the_examples_of_the_manual_are_brought_in(app: Flask, shell: Shell, tmp_path: Path) -> None:
    manual = (Path(app.root_path) / "docs" / "files.md").read_text(encoding="utf-8")
    examples = [block.split("```")[0] for block in manual.split("```csv\n")[1:]]
    companies = next(one for one in examples if one.startswith("Code client;Raison sociale"))
    people = next(one for one in examples if one.startswith("Matricule;Prénom"))
    said = shell(
        "accounts", "import", "--companies", written(tmp_path, "c.csv", companies, "utf-8"),
        "--people", written(tmp_path, "p.csv", people, "utf-8"), "--format", "csv",
    )  # fmt: skip
    assert said.lines[1:] == ["companies,3,0,0", "people,2,0,0"]


def test_every_problem_of_both_files_is_told_at_once(app: Flask, shell: Shell, tmp_path: Path) -> None:
    firms = written(tmp_path, "c.csv", "code;name;kind\n=1+1;x;distributor\nD1;;shop\n")
    people = written(tmp_path, "p.csv", "code;email;first_name;last_name;starts_on\nP1;no;A;B;32.01.26\n")
    errors = shell("accounts", "import", "--companies", firms, "--people", people, code=1).errors
    places = ["c.csv, line 2, code: ", "c.csv, line 3, name: ", "c.csv, line 3, kind: "]
    places += ["p.csv, line 2, email: ", "p.csv, line 2, starts_on: ", "Nothing was changed: 5 problems."]
    assert [place for place in places if place not in errors] == []


def test_a_file_without_rows_or_needed_columns_is_refused(app: Flask, shell: Shell, tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", "code;name;kind\n")
    assert "no row" in shell("accounts", "import", "--companies", path, code=1).errors
    path = written(tmp_path, "c.csv", "%PDF-1.7\n1 0 obj\n")
    assert "no column code, name, kind" in shell("accounts", "import", "--companies", path, code=1).errors
    assert "--companies FILE" in shell("accounts", "import", code=2).errors


def test_a_mapping_that_holds_what_nobody_reads_is_refused(app: Flask, shell: Shell, tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", "code;name;kind\nD1;Merel;distributor\n")
    slips = '[companies.columns]\nkode = "x"\n[companies.values]\nkind = "y"\n[people.column]\n[firms]\n'
    wrong = ("--mapping", written(tmp_path, "m.toml", slips))
    errors = shell("accounts", "import", "--companies", path, *wrong, code=1).errors
    assert "firms, companies.columns.kode, companies.values.kind, people.column" in errors
    wrong = ("--mapping", written(tmp_path, "m.toml", "[companies"))
    assert "m.toml is no TOML" in shell("accounts", "import", "--companies", path, *wrong, code=1).errors
