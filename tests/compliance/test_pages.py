"""The terms as a member reads and accepts them; what the desk states, signs, publishes and takes away."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from compliance import actions, queries, register, rules
from compliance.models import Acceptance, EmployerConsent, LegalStatus, Terms
from core.database import db, session, transaction
from tests.catalog.test_pages import in_english
from tests.support.browser import Browser
from tests.support.cast import START, Cast
from tests.support.shell import Shell


def publish(version: str = "2026-09") -> None:
    with transaction():
        actions.publish_terms(version, "# Règles\n\nTexte", "# Rules\n\nText", date(2026, 9, 1), START, "s")


def test_a_member_reads_and_accepts_the_terms(cast: Cast, visitor: Browser) -> None:
    publish()
    in_english(cast.karim)
    browser = visitor.as_(cast.karim)
    page = browser.get("/terms")
    assert page.says("Rules")
    done = browser.submit(page, "Accept the terms")
    assert done.says("You accepted these terms")
    kept = session.scalars(select(Acceptance)).one()
    assert (kept.person_id, kept.language, kept.at) == (cast.karim.id, "en", START)
    assert not done.has_button("Accept the terms")
    assert browser.get("/terms/2026-09.txt").html == "# Rules\n\nText"
    browser.get("/terms/2020.txt", 404)


def test_a_version_published_meanwhile_is_read_at_once_and_accepted_anew(
    cast: Cast, visitor: Browser
) -> None:
    publish()
    in_english(cast.karim)
    browser = visitor.as_(cast.karim)
    browser.submit(browser.get("/terms"), "Accept the terms")
    session.rollback()
    row = {"version": "2026-10", "text_fr": "Autre", "text_en": "Other", "starts_on": date(2026, 10, 1)}
    with db.engine.begin() as other:
        other.execute(insert(Terms).values(hash=actions.terms_hash("Autre", "Other"), **row))
    page = browser.get("/terms")
    assert page.says("Other")
    assert not page.says("Rules")
    assert page.says("What you accepted before Version 2026-09")
    browser.submit(page, "Accept the terms")
    assert session.scalars(select(Terms.version).join(Acceptance)).all() == ["2026-09", "2026-10"]


def test_another_text_than_the_one_in_force_cannot_be_accepted(cast: Cast, visitor: Browser) -> None:
    publish()
    current = session.scalars(select(Terms)).one()
    browser = visitor.as_(cast.karim)
    browser.post("/terms/acceptance", 409, terms_id=str(current.id), hash="0" * 64)
    browser.post("/terms/acceptance", 409, terms_id="999", hash=current.hash)
    browser.post("/terms/acceptance", 409)
    assert session.scalar(select(func.count()).select_from(Acceptance)) == 0


def test_the_desk_sees_who_is_held_back_and_states_many_at_once(cast: Cast, visitor: Browser) -> None:
    publish()
    in_english(cast.claire)
    browser = visitor.as_(cast.claire)
    page = browser.get("/staff/compliance")
    assert page.says("Karim Benali")
    assert page.says("Employer silent")
    assert not page.says("Oscar Petit")
    url = f"/staff/compliance/statuses/new?ids={cast.karim.id}&ids={cast.lea.id}"
    assert browser.get(url).h1 == "State the status of 2 people"
    done = browser.post(
        "/staff/compliance/statuses",
        ids=[str(cast.karim.id), str(cast.lea.id)],
        legal_status="employee_commercial",
        evidence="Contrats",
        starts_on="2026-10-01",
    )
    assert done.says("The status of 2 people is stated.")
    assert session.scalar(select(func.count()).select_from(LegalStatus)) == 2
    assert not browser.get("/staff/compliance?reason=StatusUnknown").says("Karim Benali")
    assert "KARIM" in browser.get("/staff/compliance/people.csv").html


def test_the_desk_says_what_is_wrong_with_a_statement(cast: Cast, visitor: Browser) -> None:
    in_english(cast.claire)
    browser = visitor.as_(cast.claire)
    form = browser.get(f"/staff/compliance/statuses/new?ids={cast.karim.id}")
    browser.submit(form, "State the status", 422, evidence="")
    browser.submit(form, "State the status", 409, evidence="x", valid_until="2020-01-01")
    assert session.scalar(select(func.count()).select_from(LegalStatus)) == 0


def test_the_desk_records_an_employers_yes_and_its_withdrawal(cast: Cast, visitor: Browser) -> None:
    in_english(cast.claire)
    browser = visitor.as_(cast.claire)
    url = f"/staff/compliance/employers/{cast.merel.id}"
    browser.submit(browser.get(url), "Record the acceptance", 422, signatory="N. Mérel", cap="much")
    browser.submit(browser.get(url), "Record the acceptance", signatory="N. Mérel", cap="400")
    granted = queries.consent_at(cast.merel.id, START)
    assert granted
    assert (granted.granted, granted.yearly_cap_cents) == (True, 40_000)
    page = browser.submit(browser.get(url), "Record a withdrawal", signatory="N. Mérel")
    assert page.says("Personal rewards are no longer accepted")
    assert session.scalar(select(func.count()).select_from(EmployerConsent)) == 2
    browser.get("/staff/compliance/employers?shown=withdrawn")
    browser.get("/staff/compliance/employers/999", 404)


def test_the_desk_publishes_terms_once(cast: Cast, visitor: Browser) -> None:
    in_english(cast.claire)
    browser = visitor.as_(cast.claire)
    form = browser.get("/staff/compliance/terms")
    said: dict[str, Any] = {
        "version": "1",
        "text_fr": "Texte",
        "text_en": "Text",
        "starts_on": "2026-10-15",
    }
    assert browser.submit(form, "Publish the version", **said).h1 == "Version 1 of the terms is in force"
    browser.submit(form, "Publish the version", 409, **said)


def test_the_register_is_shown_and_taken_away(cast: Cast, visitor: Browser) -> None:
    in_english(cast.claire)
    with transaction():
        register.record_gratification(
            reference="order:7",
            person_id=cast.karim.id,
            company_id=cast.merel.id,
            form="voucher",
            value_cents=5_000,
            valuation="face_value",
            standing=queries.standing(cast.karim.id, cast.merel.id, START),
            at=START,
        )
    browser = visitor.as_(cast.claire)
    page = browser.get("/staff/compliance/register")
    assert page.h1 == "€50 given in 2026"
    assert page.says("Karim Benali")
    assert "order:7" in browser.get("/staff/compliance/register.csv").html
    assert "KARIM" in browser.get("/staff/compliance/totals.csv").html
    assert browser.get("/staff/compliance/register?year=2025").says("Nothing was given in 2025")


def test_compliance_is_the_administrators(cast: Cast, visitor: Browser) -> None:
    for member in (cast.hugo, cast.nadia, cast.karim):
        for place in ("", "/employers", "/register", "/register.csv", "/terms", "/people.csv"):
            visitor.as_(member).get(f"/staff/compliance{place}", 403)


def test_statuses_and_consents_come_in_from_files_once(cast: Cast, shell: Shell, tmp_path: Path) -> None:
    statuses, consents = tmp_path / "s.csv", tmp_path / "c.csv"
    statuses.write_text(
        "people_code;status;evidence;from;valid_until\nKARIM;employee_commercial;Contrat;2026-01-01;\n"
        "LEA;self_employed;K-bis;01/02/2026;31/12/2026\n",
        encoding="utf-8",
    )
    consents.write_text("company_code,signatory,yearly_cap\nMEREL,N. Mérel,400\n", encoding="utf-8")
    assert "statuses: 2 new, 0 as they were" in shell("compliance", "import", statuses).output
    assert "statuses: 0 new, 2 as they were" in shell("compliance", "import", statuses).output
    assert "consents: 1 new" in shell("compliance", "import", consents).output
    assert "consents: 0 new" in shell("compliance", "import", consents).output
    texts = tmp_path / "t.txt"
    texts.write_text("Texte", encoding="utf-8")
    shell("compliance", "terms", "1", "--fr", texts, "--en", texts)
    waiting = shell("compliance", "waiting", "--format", "csv").lines
    assert "KARIM,Karim Benali,MEREL,TermsNotAccepted" in waiting


def test_every_problem_of_a_file_of_statuses_is_said(cast: Cast, shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text(
        "people_code;status;evidence;from;valid_until\nNOBODY;king;;2026-02-30;2020-01-01\n", encoding="utf-8"
    )
    said = shell("compliance", "import", path, code=1).errors
    for place in ("people_code", "status", "evidence", "from", "valid_until"):
        assert f"line 2, {place}:" in said
    assert session.scalar(select(func.count()).select_from(LegalStatus)) == 0


def test_an_operator_states_and_records_one_by_one(cast: Cast, shell: Shell) -> None:
    shell("compliance", "status", "KARIM", "self_employed", "--evidence", "K-bis", "--from", "2026-01-01")
    shell("compliance", "consent", "MEREL", "--signatory", "N. M.", "--cap", "400")
    shell("compliance", "parameter", "evidence_months", 6, "--source", "policy", "--from", "2026-10-01")
    standing = queries.standing(cast.karim.id, cast.merel.id, START)
    assert (standing.status, standing.status_valid) == ("self_employed", False)
    assert standing.yearly_cap_cents == 40_000
    assert rules.EvidenceExpired in {type(one) for one in rules.obstacles(standing)}
    assert "Nobody" in shell("compliance", "status", "X", "company", "--evidence", "x", code=1).errors
    assert shell("compliance", "register", "--format", "csv").lines


def test_what_employers_said_can_be_taken_away(cast: Cast, visitor: Browser) -> None:
    with transaction():
        actions.record_consent(cast.merel.id, True, "N. Roy", START, "shell", 40_000)
    claire = visitor.as_(cast.claire)
    told = claire.get("/staff/compliance/employers.csv?shown=granted").html
    assert '"N. Roy"' in told
    assert "40000" in told
    assert cast.sanelec.code not in told
    assert cast.sanelec.code in claire.get("/staff/compliance/employers.csv?shown=silent").html
