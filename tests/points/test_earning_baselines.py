"""References and commitments from a file: every problem with its line; a period that runs keeps its own."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from core.database import session
from points.models import Baseline
from tests.points.making import TODAY, fact, held, rule, sell
from tests.support.cast import Cast
from tests.support.shell import Shell

HEAD = "kind,holder,code,period,starts_on,amount,quantity,order_days,rule\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the file lies."""
    return tmp_path / "baselines.csv"


def test_a_commitment_brought_in_pays_when_it_is_kept(books: Cast, shell: Shell, file: Path) -> None:
    rule(code="kept", kind="minimum", period="month", points=80, per=1, beneficiary="selling_company")
    file.write_text(f"{HEAD}commitment,company,{books.merel.code},month,2026-10-01,1000.00,,,\n")
    assert shell("points", "baselines", "import", file).lines == ["1 brought in, 0 replaced, 0 as they were"]
    sell(fact(books, 1, amount_cents=99_999))
    assert held(books.merel.wallet_id) == (0, 0)
    sell(fact(books, 2, amount_cents=1))
    assert held(books.merel.wallet_id) == (80, 0)


def test_a_reference_brought_in_goes_before_the_year_before_and_one_of_the_rule_before_all(
    books: Cast, shell: Shell, file: Path
) -> None:
    rule(incremental=True, period="month")
    sell(fact(books, 1, amount_cents=900_000, sold_on=TODAY.replace(year=2025)))
    karim = f"reference,person,{books.karim.code},month,2026-10-01"
    file.write_text(f"{HEAD}{karim},500,,,\n{karim},100,,,sales\n")
    shell("points", "baselines", "import", file)
    sell(fact(books, 2, amount_cents=20_000))
    assert held(books.karim.wallet_id) == (10, 0)


def test_the_same_file_again_changes_nothing_and_a_coming_period_may_be_said_anew(
    books: Cast, shell: Shell, file: Path
) -> None:
    line = f"reference,company,{books.merel.code},quarter,2027-01-01"
    file.write_text(f"{HEAD}{line},500,3,2,\n")
    told = shell("points", "baselines", "import", file, "--dry-run").lines
    assert told == ["1 would be brought in, 0 would be replaced, 0 as they were"]
    assert session.scalars(select(Baseline)).all() == []
    shell("points", "baselines", "import", file)
    assert shell("points", "baselines", "import", file).lines[-1].startswith("0 brought in, 0 replaced, 1")
    file.write_text(f"{HEAD}{line},700,3,2,\n")
    assert shell("points", "baselines", "import", file).lines[-1].startswith("0 brought in, 1 replaced")
    session.rollback()
    kept = session.scalars(select(Baseline)).one()
    assert (kept.amount_cents, kept.quantity, kept.order_days, kept.source) == (70_000, 3, 2, "imported")
    assert kept.starts_on == date(2027, 1, 1)
    listed = shell("points", "baselines", "list", "--format", "csv").lines[-1]
    assert listed == f"reference,company,{books.merel.code},,quarter,2027-01-01,70000,3,2,imported"


def test_what_a_period_that_has_begun_is_held_against_stays(books: Cast, shell: Shell, file: Path) -> None:
    line = f"reference,company,{books.merel.code},month,2026-10-01"
    file.write_text(f"{HEAD}{line},500,,,\n")
    shell("points", "baselines", "import", file)
    file.write_text(f"{HEAD}{line},400,,,\n")
    said = shell("points", "baselines", "import", file, code=1).errors
    assert "line 2, starts_on: 2026-10-01 has begun, what it is held against stays" in said


def test_every_problem_is_told_with_its_line(books: Cast, shell: Shell, file: Path) -> None:
    file.write_text(
        f"{HEAD}promise,person,NOBODY,month,2026-11-02,1,,,\n"
        f"reference,company,{books.merel.code},week,soon,x,-1,,nothing\n"
        f"reference,company,{books.merel.code},month,2026-11-01,,,,\n"
    )
    said = shell("points", "baselines", "import", file, code=1).errors
    for problem in (
        "line 2, kind: must be reference or commitment, not “promise”",
        "line 2, code: there is no person “NOBODY”",
        "line 2, starts_on: the month begins on 2026-11-01, not on 2026-11-02",
        "line 3, rule: there is no rule “nothing”",
        "line 3, period: must be month, quarter, year or whole, not “week”",
        "line 3, starts_on: must look like 2027-01-01, not “soon”",
        "line 3, amount: must be a number of zero or more, not “x”",
        "line 3, quantity: must be a number of zero or more, not “-1”",
        "line 4, amount: a figure above zero is needed, or a quantity, or order_days",
    ):
        assert problem in said
    assert session.scalars(select(Baseline)).all() == []
