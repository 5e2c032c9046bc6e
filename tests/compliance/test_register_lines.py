"""A line of the register carries all of A7, and its corrections leave the year as it should be."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select, text, update

from accounts.models import Company
from app import verify_all
from compliance import actions, queries, register, rules
from compliance.models import Gratification, GratificationNote
from core import appendonly
from core.database import db, session, transaction
from tests.compliance.test_standing import in_order
from tests.support.cast import START, Cast

PARTS = (
    Gratification.exempt_cents,
    Gratification.base20_cents,
    Gratification.base_ordinary_cents,
    Gratification.contribution20_cents,
)


def grant(cast: Cast, reference: str, cents: int, form: str = "in_kind", campaign: str = "programme") -> None:
    with transaction():
        register.record_gratification(
            reference=reference,
            person_id=cast.karim.id,
            company_id=cast.merel.id,
            form=form,
            value_cents=cents,
            valuation=rules.VALUATIONS[form == "voucher"],
            standing=queries.standing(cast.karim.id, cast.merel.id, START),
            at=START,
            reward_code="drill",
            campaign=campaign,
            operation=reference,
            face_cents=cents if form == "voucher" else None,
        )


def line(reference: str) -> Gratification:
    session.rollback()
    return session.scalars(select(Gratification).where(Gratification.reference == reference)).one()


def parts(reference: str) -> tuple[int | None, ...]:
    one = line(reference)
    return one.exempt_cents, one.base20_cents, one.base_ordinary_cents, one.contribution20_cents


def year() -> tuple[int, ...]:
    session.rollback()
    return tuple(int(one) for one in session.execute(select(*(func.sum(part) for part in PARTS))).one())


def test_a_line_says_what_for_who_gave_and_how_it_is_treated(cast: Cast) -> None:
    in_order(cast)
    with transaction():
        sponsor = session.get_one(Company, cast.tervane.id)
        sponsor.siret = "55210055400013"
    grant(cast, "order:1", 20_000)
    grant(cast, "order:2", 15_000, "voucher")
    one = line("order:2")
    assert (one.reward_code, one.campaign, one.operation) == ("drill", "programme", "order:2")
    assert (one.sponsor_siren, one.face_cents, one.scheme) == ("552100554", 15_000, "A2")
    assert (one.smic_cents, one.smic_policy, len(one.parameters)) == (182_303, "JAN_1", 64)
    assert one.status_id == queries.status_on(cast.karim.id, date(2026, 10, 15)).id  # type: ignore[union-attr]
    assert one.cumulative_before_cents == 20_000
    assert parts("order:2") == (7_345, 7_655, 0, 1_531)


def test_a_part_taken_back_comes_off_the_top_of_the_year(cast: Cast) -> None:
    in_order(cast)
    grant(cast, "order:1", 30_000)
    grant(cast, "order:2", 15_000)
    with transaction():
        register.take_back("order:1", "order:1:cancelled:1", START, 10_000)
    assert parts("order:1:cancelled:1") == (0, -10_000, 0, -2_000)
    assert year() == (27_345, 7_655, 0, 1_531)
    for _ in range(2):
        with transaction():
            register.take_back("order:1", "order:1:cancelled", START)
    assert line("order:1:cancelled").value_cents == -20_000
    assert year() == (15_000, 0, 0, 0)
    with pytest.raises(rules.TooMuchBack), transaction():
        register.take_back("order:1", "order:1:more", START, 1)
    assert verify_all() == []


def test_a_correction_counts_by_the_figures_of_its_line(cast: Cast) -> None:
    in_order(cast)
    grant(cast, "order:1", 30_000)
    with transaction():
        actions.set_parameter("smic_policy", 1, date(2026, 1, 1), "new policy", START, "shell")
        register.take_back("order:1", "order:1:cancelled", START + timedelta(days=3))
    assert year() == (0, 0, 0, 0)
    assert line("order:1:cancelled").smic_policy == "JAN_1"


@pytest.mark.parametrize(("status", "scheme"), [("employee_other", "A4"), ("self_employed", "B1")])
def test_who_has_no_brackets_is_treated_otherwise(cast: Cast, status: str, scheme: str) -> None:
    in_order(cast)
    with transaction():
        actions.declare_status(cast.karim.id, status, "K-bis", date(2026, 2, 1), None, START, "shell")
    grant(cast, "order:1", 30_000)
    assert line("order:1").scheme == scheme
    assert parts("order:1") == ((0, 0, 30_000, 0) if scheme == "A4" else (None,) * 4)


def test_vouchers_only_are_counted_by_operation_until_something_else_is_given(cast: Cast) -> None:
    in_order(cast)
    with transaction():
        actions.set_parameter("voucher_scheme", 1, date(2026, 1, 1), "Claire, 2 January", START, "shell")
    grant(cast, "order:1", 30_000, "voucher", "challenge:1")
    grant(cast, "order:2", 50_000, "voucher", "challenge:2")
    assert (line("order:2").scheme, year()[3]) == ("A3", 2_354 + 6_354)
    grant(cast, "order:3", 10_000, "in_kind")
    assert line("order:3").scheme == "A2"
    assert year() == (27_345, 62_655, 0, 12_531)
    with transaction():
        register.take_back("order:3", "order:3:cancelled", START)
    assert (line("order:3:cancelled").scheme, year()[3]) == ("A3", 2_354 + 6_354)
    assert verify_all() == []


def test_what_happens_later_is_noted_once(cast: Cast) -> None:
    in_order(cast)
    grant(cast, "order:1", 30_000)
    with transaction():
        assert register.note("order:1", "made_available", START, "person:1")
        assert not register.note("order:1", "made_available", START + timedelta(days=1), "person:2")
        register.note("order:1", "notice_sent", START, "person:1", {"message": "<1@tandem>"})
    session.rollback()
    found = session.execute(select(GratificationNote.what, GratificationNote.at)).all()
    assert [tuple(one) for one in found] == [("made_available", START), ("notice_sent", START)]
    with pytest.raises(rules.NotInRegister), transaction():
        register.note("order:9", "made_available", START, "person:1")


def test_verify_finds_parts_that_do_not_make_the_value(cast: Cast) -> None:
    in_order(cast)
    grant(cast, "order:1", 30_000)
    with transaction():
        for guard in appendonly.unguards("gratifications", db.engine.dialect.name):
            session.execute(text(guard))
        session.execute(update(Gratification).values(exempt_cents=1))
    assert "I-A7d" in {found.code for found in verify_all()}
    with transaction():
        session.execute(delete(Gratification))
