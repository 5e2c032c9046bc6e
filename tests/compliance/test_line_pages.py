"""A line of the register has its page: everything of A7, and what happened to it since."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from compliance import actions, lines, queries, rules
from compliance.models import GratificationNote
from core.database import session, transaction
from tests.catalog.test_pages import in_english
from tests.compliance.test_register_lines import grant, line
from tests.compliance.test_standing import in_order
from tests.support.browser import Browser
from tests.support.cast import START, Cast
from tests.support.shell import Shell


def test_a_line_shows_how_it_counts_and_what_is_noted(cast: Cast, visitor: Browser) -> None:
    in_order(cast)
    grant(cast, "order:1", 310_000)
    in_english(cast.claire)
    claire = visitor.as_(cast.claire)
    url = f"/staff/compliance/register/{line('order:1').id}"
    page = claire.follow(claire.get("/staff/compliance/register"), "Karim Benali")
    assert page.h1.endswith("€3,100")
    for said in ("€492.22", "€365.45", "€273.45", "minimum wage of 1 January", "Contrat", "€47.51", "€19.19"):
        assert page.says(said), said
    claire.submit(page, "Record the declaration", 422, reference="")
    page = claire.submit(claire.get(url), "Record the declaration", reference="DSN 2026-11")
    assert page.says("DSN 2026-11")
    assert not page.has_button("Record the declaration")
    claire.submit(page, "Record that the employer was told", reference="<7@tandem>")
    claire.post(f"{url}/notes", what="made_available", reference="x", status=400)
    session.rollback()
    assert set(session.scalars(select(GratificationNote.what))) == {"declared", "notice_sent"}
    claire.get("/staff/compliance/register/999", 404)
    visitor.as_(cast.nadia).get(url, 403)


@pytest.mark.parametrize(("operations", "warned"), [(4, False), (5, True)])
def test_as_many_operations_of_vouchers_as_make_abuse_presumed_are_said(
    cast: Cast, visitor: Browser, operations: int, warned: bool
) -> None:
    in_order(cast)
    with transaction():
        actions.set_parameter("voucher_scheme", 1, date(2026, 1, 1), "Claire, 2 January", START, "shell")
    for number in range(1, operations + 1):
        grant(cast, f"order:{number}", 2_000, "voucher", f"challenge:{number}")
    in_english(cast.claire)
    page = visitor.as_(cast.claire).get(f"/staff/compliance/register/{line('order:1').id}")
    assert page.says("Abuse may be presumed") is warned
    assert page.says(f"{operations} operations gave this person vouchers") is warned


def test_the_file_carries_every_column_of_the_law(cast: Cast, visitor: Browser, shell: Shell) -> None:
    in_order(cast)
    grant(cast, "order:1", 30_000)
    asked = (
        "reward_code campaign operation sponsor_siren people_code status employer_siret form face_cents "
        "valuation granted_at made_available_at cumulative_before_cents exempt_cents base20_cents "
        "base_ordinary_cents contribution20_cents smic_cents smic_policy parameters scheme status_evidence "
        "consent_id terms_id notice_sent_at declaration"
    ).split()
    assert set(asked) <= set(lines.COLUMNS)
    told = visitor.as_(cast.claire).get("/staff/compliance/register.csv").html
    assert "reward_code" in told
    assert "JAN_1" in told
    assert "JAN_1" in shell("compliance", "register", "--format", "csv").output


def test_an_employer_says_which_forms_it_accepts(
    cast: Cast, visitor: Browser, shell: Shell, tmp_path: Path
) -> None:
    in_order(cast)
    in_english(cast.claire)
    claire, url = visitor.as_(cast.claire), f"/staff/compliance/employers/{cast.merel.id}"
    page = claire.submit(
        claire.get(url), "Record the acceptance", signatory="N. M.", accepted=["training", "trip"]
    )
    assert page.says("Only: Trip, Training")
    standing = queries.standing(cast.karim.id, cast.merel.id, START)
    assert standing.forms == ("trip", "training")
    assert [type(one) for one in rules.obstacles(standing, 100, "voucher")] == [rules.FormRefused]
    assert rules.obstacles(standing, 100, "trip") == []
    page = claire.submit(claire.get(url), "Record a withdrawal", signatory="N. M.")
    assert queries.standing(cast.karim.id, cast.merel.id, START).forms == ()
    shell("compliance", "consent", "MEREL", "--signatory", "N. M.", "--form", "voucher")
    assert queries.standing(cast.karim.id, cast.merel.id, START).forms == ("voucher",)
    path = tmp_path / "c.csv"
    path.write_text("company_code;signatory;forms\nMEREL;N. M.;voucher, in_kind\n", encoding="utf-8")
    assert "1 new" in shell("compliance", "import", path).output
    assert "0 new" in shell("compliance", "import", path).output
    assert queries.standing(cast.karim.id, cast.merel.id, START).forms == ("voucher", "in_kind")
    path.write_text("company_code;signatory;forms\nMEREL;N. M.;gold\n", encoding="utf-8")
    assert "line 2, forms" in shell("compliance", "import", path, code=1).errors


@pytest.mark.parametrize(("nature", "refused"), [("personal", True), ("professional", False)])
def test_a_companys_points_buy_nothing_personal(cast: Cast, nature: str, refused: bool) -> None:
    in_order(cast)
    standing = queries.company_standing(cast.karim.id, cast.merel.id, START)
    found = rules.obstacles(standing, 100, "in_kind", nature)
    assert [type(one) for one in found] == ([rules.PersonalFromCompany] if refused else [])
    mine = queries.standing(cast.karim.id, cast.merel.id, START)
    assert rules.obstacles(mine, 100, "in_kind", nature) == []
