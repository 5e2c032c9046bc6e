"""An amendment killed before every statement and around its commit: published whole, or not at all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from challenges.checks import CHECKS
from challenges.document.parts import Prize
from challenges.life import amendments, gate
from challenges.models import Challenge, ChallengeVersion, Participation
from challenges.rules.versions import NothingChanged
from core.audit import AuditLine
from core.database import session, transaction
from leaderboard.models import Score
from notifications.models import Notice
from points.ledger.checks import CHECKS as LEDGER
from points.models import LedgerTransaction
from tests.challenges.documents import document
from tests.challenges.launching import foresee
from tests.challenges.playing import playing, sold
from tests.challenges.selling import bring
from tests.faults.crash import sweep
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults

FIRST, FROM = date(2026, 10, 13), date(2026, 10, 16)
WIDER = replace(document(), places=50, company_kinds=("distributor", "installer"))
BETTER = replace(
    WIDER, prizes=(Prize(1, 1, 2000), *document().prizes[1:]), last=document().last + timedelta(7)
)


@pytest.fixture
def made(cast: Cast, stage: Stage) -> int:
    """A running challenge with scores, and an approved forecast of what amends it."""
    number = playing()
    bring(sold(cast.karim, 4, FIRST, cast.pac_8.id), sold(cast.ines, 9, FIRST, cast.pac_8.id))
    with transaction():
        foresee(number, BETTER)
    stage.keep("an amendment to publish")
    return number


def publish(made: int) -> None:
    """Publish it; a second time there is nothing to amend."""
    try:
        with transaction():
            amendments.publish(made, BETTER, FROM, "Davantage à gagner", START, "person:1")
    except NothingChanged:
        session.rollback()


def told() -> tuple[object, ...]:
    session.rollback()
    return (
        list(session.execute(select(ChallengeVersion.version, ChallengeVersion.hash)).all()),
        session.execute(select(Challenge.version, Challenge.document_hash, Challenge.worst_points)).all(),
        sorted(session.scalars(select(LedgerTransaction.reference))),
        session.scalar(select(func.count()).select_from(Participation)),
        sorted(session.scalars(select(Score.score))),
        session.scalar(select(func.count()).select_from(Notice)),
        session.scalar(select(func.count()).select_from(AuditLine)),
    )


def allowed() -> None:
    """The invariants, and: old all over, or new all over."""
    session.rollback()
    assert [finding for check in (*CHECKS, *LEDGER) for finding in check.findings()] == []
    version, digest, worst = session.execute(
        select(Challenge.version, Challenge.document_hash, Challenge.worst_points)
    ).one()
    versions = session.scalars(select(ChallengeVersion.hash).order_by(ChallengeVersion.version)).all()
    assert (version, digest) == (len(versions), versions[-1])
    assert worst == (BETTER.pot if version == 2 else document().pot)


def test_an_amendment_killed_anywhere_is_published_once_or_not_at_all(stage: Stage, made: int) -> None:
    swept = sweep(stage, "an amendment to publish", lambda: publish(made), told, allowed)
    assert swept.points >= 8
    assert swept.wrong == {}


def test_a_publication_in_two_transactions_is_found_wrong(stage: Stage, made: int) -> None:
    """The twin: what is set aside before, in a transaction of its own, can stay without its rules."""

    def in_two() -> None:
        if session.get_one(Challenge, made, populate_existing=True).version == 1:
            with transaction():
                gate.top_up(made, BETTER, START, "person:1")
        publish(made)

    found = sweep(stage, "an amendment to publish", in_two, told, allowed, to_the_first=True)
    assert found.wrong
