"""Staff's pages of settings, of points that wait and of opening balances; the member's page of what waits."""

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from core.audit import AuditLine
from core.database import session
from points.ledger.queries import balance
from points.models import Pending, ProgrammeVersion
from tests.points.making import TOMORROW, give, held, rule, sell
from tests.points.returning import later, programme, sale
from tests.points.test_pendings import wait
from tests.points.test_staff_pages import fr
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.shell import Shell

NEW: dict[str, Any] = {
    "starts_on": TOMORROW.isoformat(),
    "name_fr": "Club 2027",
    "name_en": "Club 2027",
    "life": "rolling",
    "life_length": "12",
    "confirm": "delay",
    "confirm_days": "30",
    "returns": "allow_negative",
    "boosts": "all",
    "correction_limit": "500",
    "worth_of_1000": "12,50",
    "joins_at_cents": "10000",
}


def test_settings_are_checked_then_put_in_force(books: Cast, visitor: Browser) -> None:
    give(books.karim.wallet_id, 5, "o")
    claire = visitor.as_(books.claire)
    form = claire.get("/staff/programme/settings/new")
    page = claire.submit(form, fr("Check the settings"), **NEW)
    assert session.query(ProgrammeVersion).count() == 0
    assert page.says(fr("Points already earned keep their life"))
    page = claire.submit(page, fr("Put the settings in force"))
    session.rollback()
    row = session.scalars(select(ProgrammeVersion)).one()
    assert (row.life, row.life_length, row.confirm_days, row.returns) == ("rolling", 12, 30, "allow_negative")
    assert (row.worth_of_1000, row.joins_at_cents, row.correction_limit) == (1_250, 1_000_000, 500)
    assert page.says("16 octobre 2026")
    assert session.scalars(select(AuditLine.verb).where(AuditLine.verb == "points.settings")).all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_on": "2026-10-15"},
        {"starts_on": ""},
        {"life_length": ""},
        {"life_length": "-1"},
        {"confirm_days": ""},
        {"worth_of_1000": "much"},
        {"joins_at_cents": "-5"},
        {"name_fr": ""},
        {"life": "forever"},
    ],
)
def test_what_is_wrong_with_settings_is_said_beside_its_field(
    books: Cast, visitor: Browser, wrong: dict[str, Any]
) -> None:
    give(books.karim.wallet_id, 5, "o")
    claire = visitor.as_(books.claire)
    page = claire.post("/staff/programme/settings/check", status=422, **{**NEW, **wrong})
    assert page.all(".error-summary li")
    claire.post("/staff/programme/settings", status=422, **{**NEW, **wrong})
    assert session.query(ProgrammeVersion).count() == 0


def test_settings_come_from_a_file_and_are_printed_as_one(books: Cast, shell: Shell, tmp_path: Any) -> None:
    file = tmp_path / "settings.toml"
    names = 'name = { fr = "Club", en = "Club" }\n'
    file.write_text(f'from = 2026-01-01\n{names}life = "rolling"\nlife_length = 12\n')
    assert "would be" in shell("points", "settings", "load", file, "--dry-run").output
    assert "2026-01-01" in shell("points", "settings", "load", file).output
    assert "already say" in shell("points", "settings", "load", file, code=1).errors
    printed = shell("points", "settings", "show").output
    assert 'life = "rolling"' in printed
    file.write_text(printed.replace("from = 2026-01-01", "from = 2027-01-01").replace("12", "24"))
    shell("points", "settings", "load", file)
    assert "life_length = 24" in shell("points", "settings", "show", "--on", "2027-06-01").output


def test_every_problem_of_a_file_of_settings_is_told(books: Cast, shell: Shell, tmp_path: Any) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('life = "long"\nconfirm_days = -1\ncolour = "red"\nworth_of_1000 = 1.5\n')
    errors = shell("points", "settings", "load", file, code=1).errors
    for word in ("“from”", "“name”", "“life”", "“confirm_days”", "“colour”", "“worth_of_1000”"):
        assert word in errors


def test_many_gains_are_confirmed_or_refused_at_once(books: Cast, visitor: Browser) -> None:
    ids = [wait(books, 10 + n, f"w:{n}") for n in range(4)]
    claire = visitor.as_(books.claire)
    page = claire.get("/staff/programme/confirmations")
    assert len(page.all("tbody tr")) == 4
    claire.post("/staff/programme/confirmations/confirmed", ids=ids[:2])
    assert balance(books.karim.wallet_id)[:2] == (21, 25)
    claire.post("/staff/programme/confirmations/refused", ids=ids[2:], reason="")
    assert balance(books.karim.wallet_id)[:2] == (21, 25)
    claire.post("/staff/programme/confirmations/refused", ids=[*ids, "x", "9" * 30], reason="No invoice")
    session.rollback()
    assert balance(books.karim.wallet_id)[:2] == (21, 0)


def test_those_that_wait_for_their_day_are_listed_apart(books: Cast, visitor: Browser) -> None:
    wait(books, 10, "day", due=later(3).date())
    claire = visitor.as_(books.claire)
    assert not claire.get("/staff/programme/confirmations").all("tbody tr")
    assert claire.get("/staff/programme/confirmations?shown=day").says("18 octobre 2026")
    assert len(claire.get("/staff/programme/confirmations?shown=all&after=0").all("tbody tr")) == 1
    assert claire.get("/staff/programme/confirmations?shown=nonsense").status == 200


def test_members_read_what_waits_and_until_when(books: Cast, visitor: Browser) -> None:
    programme(confirm="delay", confirm_days=30)
    rule()
    sell(sale(books))
    page = visitor.as_(books.karim).get("/points")
    assert page.says("300")
    assert page.says("14 novembre")
    assert session.query(Pending).count() == 1


def test_opening_balances_are_checked_line_by_line_then_brought_in(books: Cast, visitor: Browser) -> None:
    claire = visitor.as_(books.claire)
    bad = b"kind;code;points\nperson;NOBODY;5\nfirm;X;0\n"
    page = claire.post("/staff/programme/openings/check", status=422, file=(BytesIO(bad), "openings.csv"))
    assert [row.get_text(" ").split()[0] for row in page.all("tbody tr")] == ["2", "3", "3"]
    good = f"kind;code;points;expires_on\nperson;{books.karim.code};400;2027-12-31\n".encode()
    page = claire.post("/staff/programme/openings/check", file=(BytesIO(good), "openings.csv"))
    assert held(books.karim.wallet_id) == (0, 0)
    claire.submit(page, fr("Bring the balances in"))
    assert held(books.karim.wallet_id) == (400, 0)
    claire.submit(page, fr("Bring the balances in"))
    assert held(books.karim.wallet_id) == (400, 0)
    claire.post("/staff/programme/openings", status=422, content="not base64!")
    assert session.query(AuditLine).filter_by(verb="points.opening").count() == 1
