"""Joining: asked for, approved or refused, at an account manager's side, by volume; nobody comes in twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from accounts import actions as accounts
from accounts.models import Company, Mandate, OneTimeLink, Person, Portfolio
from accounts.rules import BadSiret, CompanyLeft, EmailTaken
from core.database import session, transaction
from core.outbox import Mail
from engagement import invites, joining, volumes
from engagement.models import Application
from engagement.rules import AlreadyDecided, AnswerMissing, InviteOver
from points.ledger.queries import balance, wallet_of_company
from points.rules.life import Settings
from points.settings import versions as settings
from seeds.people import siret
from tests.engagement.making import TODAY, approved, asked, event_rule, measured, wish
from tests.support.cast import START, Cast


def test_an_application_waits_and_changes_nothing_else(cast: Cast) -> None:
    before = session.scalar(select(func.count()).select_from(Company))
    assert asked().state == "asked"
    assert session.scalar(select(func.count()).select_from(Company)) == before


def test_sent_twice_it_is_one_also_from_another_page(cast: Cast) -> None:
    first = asked().id
    assert asked().id == first
    assert asked(request_id="wish-2", email=" ROSE@rameau.example ").id == first


def test_a_siret_that_cannot_be_is_refused(cast: Cast) -> None:
    for wrong in ("12345678901234", "", "abc"):
        with transaction(), pytest.raises(BadSiret):
            joining.ask(wish(siret=wrong), START)


def test_approval_makes_company_manager_and_invitation_from_today(cast: Cast) -> None:
    done = approved()
    company = session.get_one(Company, done.company_id)
    assert (company.member_from, company.prospect, company.siret) == (TODAY, False, siret(77))
    mandate = session.scalars(select(Mandate).where(Mandate.person_id == done.person_id)).one()
    assert (mandate.company_id, mandate.role, mandate.starts_on) == (company.id, "company_manager", TODAY)
    link = session.scalars(select(OneTimeLink).where(OneTimeLink.person_id == done.person_id)).one()
    assert link.purpose == "invitation"
    assert session.scalars(select(Mail.address)).all() == ["rose@rameau.example"]


def test_the_prospect_of_that_siret_becomes_the_member(cast: Cast) -> None:
    with transaction():
        known = accounts.add_company(
            code="D77", name="Rameau", kind="installer", siret=siret(77), prospect=True, at=START, by="shell"
        ).id
    done = approved(at=START + timedelta(days=3))
    company = session.get_one(Company, known)
    assert done.company_id == known
    assert (company.prospect, company.member_from, company.code) == (False, date(2026, 10, 18), "D77")


def test_a_colleague_of_a_member_joins_as_a_rep_and_brings_no_second_welcome(cast: Cast) -> None:
    event_rule("welcome")
    first = approved()
    second = approved(request_id="wish-2", email="paul@rameau.example", first_name="Paul")
    assert first.company_id == second.company_id
    role = session.scalars(select(Mandate.role).where(Mandate.person_id == second.person_id)).one()
    assert role == "rep"
    assert balance(wallet_of_company(first.company_id or 0) or 0).available == 500


def test_an_address_that_somebody_has_is_not_approved(cast: Cast) -> None:
    number = asked(email=cast.karim.email).id
    with pytest.raises(EmailTaken), transaction():
        joining.approve(number, START, "shell")
    assert session.get_one(Application, number, populate_existing=True).state == "asked"


def test_a_company_that_left_is_not_joined(cast: Cast) -> None:
    with transaction():
        gone = accounts.add_company(
            code="GONE", name="Parti", kind="installer", siret=siret(77), at=START, by="shell"
        )
        gone.left_at = START
    number = asked().id
    with pytest.raises(CompanyLeft), transaction():
        joining.approve(number, START, "shell")


def test_a_refusal_says_why_by_mail_and_is_final(cast: Cast) -> None:
    number = asked().id
    with pytest.raises(AnswerMissing), transaction():
        joining.refuse(number, "  ", START, "shell")
    with transaction():
        joining.refuse(number, "Hors de notre territoire.", START, "shell")
    assert "Hors de notre territoire." in session.scalars(select(Mail.body)).one()
    with pytest.raises(AlreadyDecided), transaction():
        joining.approve(number, START, "shell")


def test_beside_an_account_manager_the_newcomer_is_in_at_once_and_in_the_portfolio(cast: Cast) -> None:
    with transaction():
        code = invites.assist(cast.hugo.id, START)
    done = asked(code=code)
    assert (done.state, done.decided_by) == ("approved", cast.hugo.actor)
    kept = session.scalars(select(Portfolio.person_id).where(Portfolio.company_id == done.company_id)).all()
    assert kept == [cast.hugo.id]


def test_the_qr_lets_one_in_and_only_for_a_quarter_of_an_hour(cast: Cast) -> None:
    with transaction():
        code, late = invites.assist(cast.hugo.id, START), invites.assist(cast.hugo.id, START)
    asked(code=code)
    second = asked(code=code, request_id="wish-2", siret=siret(78), email="other@rameau.example")
    assert second.state == "asked"
    third = asked(
        START + timedelta(minutes=15), code=late, request_id="wish-3", siret=siret(79), email="t@t.fr"
    )
    assert third.state == "asked"
    with pytest.raises(InviteOver), transaction():
        invites.use_up(code, START)


def test_beside_an_account_manager_a_member_s_siret_still_waits_for_somebody(cast: Cast) -> None:
    approved()
    with transaction():
        code = invites.assist(cast.hugo.id, START)
    assert asked(code=code, request_id="wish-2", email="paul@rameau.example").state == "asked"


def test_a_prospect_joins_on_the_day_its_volume_is_reached_and_not_before(books: Cast) -> None:
    with transaction():
        known = accounts.add_company(
            code="D77", name="Rameau", kind="installer", prospect=True, at=START, by="shell"
        ).id
        said = Settings(joins_at_cents=500_000)
        settings.write(settings.Draft(date(2026, 1, 1), "Programme", "Programme", said), START, "shell")
    event_rule("welcome")
    measured(books, 1, known, 300_000)
    measured(books, 2, books.merel.id, 199_999, buying_company_id=known)
    measured(books, 3, known, 900_000, sold_on=date(2025, 10, 15))
    with transaction():
        assert volumes.join_by_volume(START) == 0
    measured(books, 4, known, 1)
    with transaction():
        assert volumes.join_by_volume(START) == 1
        assert volumes.join_by_volume(START) == 0
    company = session.get_one(Company, known, populate_existing=True)
    assert (company.prospect, company.member_from) == (False, TODAY)
    assert balance(wallet_of_company(known) or 0).available == 500


def test_people_s_codes_follow_their_company_s(cast: Cast) -> None:
    done = approved()
    assert session.get_one(Person, done.person_id).code == f"{siret(77)}-1"


def test_n14_the_launch_s_bonus_ends_with_the_twenty_fourth_hour(cast: Cast) -> None:
    launch = datetime(2026, 10, 14, 22, 0, tzinfo=UTC)  # midnight in Paris
    event_rule("welcome", starts_on=TODAY, hours=24)
    in_time = approved(launch + timedelta(hours=24))
    late = approved(
        launch + timedelta(hours=24, seconds=1),
        request_id="wish-2",
        siret=siret(78),
        email="late@rameau.example",
    )
    assert balance(wallet_of_company(in_time.company_id or 0) or 0).available == 500
    assert wallet_of_company(late.company_id or 0) is None
