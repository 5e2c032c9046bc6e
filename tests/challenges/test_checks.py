"""Each check of the audit is seen to fail on a row that was tampered with."""

from datetime import date

import pytest
from sqlalchemy import text

from app import verify_all
from challenges import actions
from challenges.life import rounds
from core.appendonly import unguards, unversioned
from core.clock import clock, day_start
from core.database import db, session, transaction
from tests.challenges.certifying import finish
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale, bring
from tests.support.cast import START, Cast
from tests.support.stage import Stage

CERTIFIES = day_start(date(2026, 10, 31))


def tamper(*statements: str, unguarded: str = "") -> None:
    with transaction():
        takes_off = unversioned if unguarded == "challenges" else unguards
        for off in takes_off(unguarded, db.engine.dialect.name) if unguarded else ():
            session.execute(text(off))
        for statement in statements:
            session.execute(text(statement))


@pytest.mark.parametrize(
    ("code", "at", "statement", "unguarded"),
    [
        ("I17", START, "UPDATE scores SET score = score + 1", ""),
        ("I17", START, "UPDATE scores SET reached_on = '2026-10-12'", ""),
        ("I19", START, "UPDATE challenges SET state = 'closing'", ""),
        ("I20", START, "UPDATE challenges SET document_hash = '0'", "challenges"),
        ("I20", CERTIFIES, "UPDATE challenges SET results_hash = '0'", ""),
        ("I20", CERTIFIES, "UPDATE challenge_results SET prize_points = 9", "challenge_results"),
        ("I21", CERTIFIES, "UPDATE challenge_results SET rank = 2", "challenge_results"),
        ("I22", CERTIFIES, "UPDATE postings SET amount = 9 WHERE amount = 1500", "postings"),
        ("I22", START, "UPDATE postings SET account = 'escrow:other' WHERE amount = 3000", "postings"),
        ("I25", START, "UPDATE challenges SET participants = participants + 1", ""),
    ],
)
def test_tampering_is_found(cast: Cast, stage: Stage, code, at, statement, unguarded):
    with transaction():
        made = actions.save_draft(document(), START, "shell")
        launch(made, START)
    rounds.move_due(START)
    bring(Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 3, date(2026, 10, 14)))
    rounds.refresh_open(START)
    clock.freeze(at)
    finish(at)
    assert verify_all() == []
    tamper(statement, unguarded=unguarded)
    assert code in {finding.code for finding in verify_all()}
    stage.put_back("cast")
