"""What is stated, signed, accepted and given makes a standing; nothing of it is ever edited."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from accounts.models import Person
from app import verify_all
from compliance import actions, queries, register, rules
from compliance.models import Gratification, LegalStatus, Terms
from core import appendonly
from core.database import db, session, transaction
from core.rules import Refused
from tests.support.cast import START, Cast

DAY = date(2026, 10, 15)


def publish(version: str = "2026-09", starts_on: date = date(2026, 9, 1)) -> Terms:
    return actions.publish_terms(
        version, f"Règlement {version}", f"Terms {version}", starts_on, START, "shell"
    )


def in_order(cast: Cast, cap: int | None = None) -> None:
    """Karim may receive rewards."""
    with transaction():
        terms = publish()
        actions.accept_terms(cast.karim.id, terms.id, "fr", START, "192.0.2.1", "Browser")
        actions.declare_status(
            cast.karim.id, "employee_commercial", "Contrat", date(2026, 1, 1), None, START, "shell"
        )
        actions.record_consent(cast.merel.id, True, "Nadia Mérel", START, "shell", cap)


def problems(cast: Cast, at: datetime = START, value: int = 0) -> list[type[Refused]]:
    standing = queries.standing(cast.karim.id, cast.merel.id, at)
    return [type(one) for one in rules.obstacles(standing, value)]


def give(cast: Cast, reference: str, cents: int, at: datetime = START) -> int:
    with transaction():
        return register.record_gratification(
            reference=reference,
            person_id=cast.karim.id,
            company_id=cast.merel.id,
            form="in_kind",
            value_cents=cents,
            valuation="sponsor_cost",
            standing=queries.standing(cast.karim.id, cast.merel.id, at),
            at=at,
        )


def test_nobody_is_known_at_first(cast: Cast) -> None:
    assert problems(cast) == [rules.NoTerms, rules.StatusUnknown, rules.EmployerSilent]


def test_what_is_stated_signed_and_accepted_opens_the_way(cast: Cast) -> None:
    in_order(cast)
    assert problems(cast) == []


def test_new_terms_ask_for_a_new_acceptance_from_their_first_day(cast: Cast) -> None:
    in_order(cast)
    with transaction():
        publish("2026-11", date(2026, 11, 1))
    assert problems(cast, datetime(2026, 10, 31, 22, 59, tzinfo=UTC)) == []
    assert problems(cast, datetime(2026, 10, 31, 23, 0, tzinfo=UTC)) == [rules.TermsNotAccepted]


def test_a_text_that_is_no_longer_current_cannot_be_accepted(cast: Cast) -> None:
    with transaction():
        old = publish("old", date(2026, 1, 1)).id
        publish("new", DAY)
    with pytest.raises(rules.TermsChanged), transaction():
        actions.accept_terms(cast.karim.id, old, "fr", START)


def test_a_published_version_never_changes(cast: Cast) -> None:
    with transaction():
        publish()
    with pytest.raises(rules.TermsTaken), transaction():
        publish()
    with pytest.raises(DatabaseError, match="append-only"), transaction():
        session.execute(update(Terms).values(text_fr="autre"))


def test_a_consent_withdrawn_closes_from_that_instant(cast: Cast) -> None:
    in_order(cast)
    later = START + timedelta(hours=3)
    with transaction():
        actions.record_consent(cast.merel.id, False, "Nadia Mérel", later, "shell")
    assert problems(cast, later - timedelta(seconds=1)) == []
    assert problems(cast, later) == [rules.EmployerWithdrew]


def test_evidence_expires(cast: Cast) -> None:
    in_order(cast)
    assert problems(cast, datetime(2029, 1, 1, 12, tzinfo=UTC)) == []
    assert problems(cast, datetime(2029, 1, 2, 12, tzinfo=UTC)) == [rules.EvidenceExpired]
    with transaction():
        actions.set_parameter("evidence_months", 6, date(2026, 10, 1), "policy", START, "shell")
    assert problems(cast) == [rules.EvidenceExpired]


def test_the_newest_status_begun_counts(cast: Cast) -> None:
    in_order(cast)
    with transaction():
        actions.declare_status(
            cast.karim.id, "public_agent", "Mairie", date(2026, 10, 20), None, START, "shell"
        )
    assert problems(cast) == []
    assert problems(cast, START + timedelta(days=5)) == [rules.StatusBlocked]


@pytest.mark.parametrize(
    ("status", "evidence", "until", "refusal"),
    [
        ("employee", "Contrat", None, rules.UnknownStatus),
        ("self_employed", "  ", None, rules.EvidenceMissing),
        ("self_employed", "K-bis", date(2026, 10, 14), rules.DatesReversed),
    ],
)
def test_a_status_is_stated_whole_or_not_at_all(
    cast: Cast, status: str, evidence: str, until: date | None, refusal: type[Refused]
) -> None:
    with pytest.raises(refusal), transaction():
        actions.declare_status(cast.karim.id, status, evidence, DAY, until, START, "shell")


def test_the_register_counts_by_calendar_year_in_paris(cast: Cast) -> None:
    in_order(cast, cap=40_000)
    give(cast, "order:1", 27_345, datetime(2026, 12, 31, 22, 59, tzinfo=UTC))
    give(cast, "order:2", 12_655, datetime(2026, 12, 31, 23, 0, tzinfo=UTC))
    before = session.scalars(select(Gratification.cumulative_before_cents).order_by(Gratification.id)).all()
    assert before == [0, 0]
    assert problems(cast, value=12_656) == [rules.YearlyCapReached]
    assert problems(cast, value=12_655) == []


def test_a_line_is_written_once_and_taken_back_once_in_its_own_year(cast: Cast) -> None:
    in_order(cast)
    assert give(cast, "order:1", 10_000) == give(cast, "order:1", 10_000)
    next_year = datetime(2027, 1, 5, tzinfo=UTC)
    for _ in range(2):
        with transaction():
            register.take_back("order:1", "order:1:cancelled", next_year)
    give(cast, "order:2", 500)
    lines = session.execute(
        select(
            Gratification.value_cents, Gratification.cumulative_before_cents, Gratification.granted_at
        ).order_by(Gratification.id)
    ).all()
    assert [tuple(line) for line in lines] == [(10_000, 0, START), (-10_000, 10_000, START), (500, 0, START)]
    with pytest.raises(rules.NotInRegister), transaction():
        register.take_back("order:9", "order:9:cancelled", START)


def test_the_database_refuses_to_edit_what_was_declared(cast: Cast) -> None:
    in_order(cast)
    give(cast, "order:1", 10_000)
    for statement in (update(LegalStatus).values(status="company"), delete(Gratification)):
        with pytest.raises(DatabaseError, match="append-only"), transaction():
            session.execute(statement)
    assert session.get(Person, cast.karim.id)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [("cumulative_before_cents", 1, "I-A7a"), ("value_cents", -10_000, "I-A7b")],
)
def test_verify_names_a_register_line_that_was_tampered_with(
    cast: Cast, column: str, value: int, code: str
) -> None:
    in_order(cast)
    line = give(cast, "order:1", 10_000)
    with transaction():
        for guard in appendonly.unguards("gratifications", db.engine.dialect.name):
            session.execute(text(guard))
        session.execute(update(Gratification).values({column: value}))
    assert (code, f"gratification {line}") in {(found.code, found.row) for found in verify_all()}
    with transaction():
        session.execute(delete(Gratification))


def test_verify_names_terms_that_were_tampered_with(cast: Cast) -> None:
    with transaction():
        terms = publish()
        original = terms.text_fr
        for guard in appendonly.unguards("terms", db.engine.dialect.name):
            session.execute(text(guard))
        session.execute(update(Terms).values(text_fr="Autre chose"))
    assert ("I-D7", "terms 2026-09") in {(found.code, found.row) for found in verify_all()}
    with transaction():
        session.execute(update(Terms).values(text_fr=original))
