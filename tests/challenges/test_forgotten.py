"""Somebody who is erased is called otherwise on every board, frozen ones too; ranks and seals stay."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from accounts.models import Person
from app import verify_all
from challenges import actions
from challenges.document.parts import Duels, Flash, Leagues, Metric
from challenges.life import rounds
from challenges.models import Challenge
from challenges.proof import exporting
from core.clock import clock, day_start
from core.database import session, transaction
from core.text import fold
from leaderboard import queries as boards
from leaderboard import standings
from leaderboard.models import Board, Entrant, Snapshot
from tests.challenges.certifying import finish
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale, bring
from tests.support.browser import Browser
from tests.support.cast import START, Cast
from tools import recount

BEGINS, ENDED = day_start(date(2026, 10, 12)), day_start(date(2026, 10, 31))
FLASH = Flash(
    "jour",
    "Jour",
    "Day",
    datetime.fromisoformat("2026-10-14T00:00"),
    datetime.fromisoformat("2026-10-15T00:00"),
    Metric("quantity"),
    2,
    40,
    2,
)
LABEL = "Ancien membre 4"


@pytest.fixture
def paid(cast: Cast) -> int:
    """A paid challenge with frozen weeks, leagues, a flash and a veil; Karim is second on all of them."""
    clock.freeze(BEGINS)
    parts = {"leagues": Leagues(5, 1, 1), "duels": Duels(50), "flashes": (FLASH,), "hidden_days": 2}
    with transaction():
        made = actions.save_draft(replace(document(), places=30, open_names=True, **parts), BEGINS, "shell")
        launch(made, BEGINS)
    rounds.move_due(BEGINS)
    bring(
        Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 9, date(2026, 10, 14)),
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 5, date(2026, 10, 14)),
        Sale(cast.merel.id, cast.lea.id, cast.pac_8.id, 2, date(2026, 10, 14)),
    )
    for nth in range(15):
        at = day_start(date(2026, 10, 12) + timedelta(days=nth))
        clock.freeze(at)
        rounds.move_due(at)
        rounds.refresh_open(at)
        rounds.daily(at)
    clock.freeze(ENDED)
    finish(ENDED)
    session.rollback()
    return made


def forget(cast: Cast) -> int:
    """What erasing a person does: the account's own names, and those that boards keep."""
    with transaction():
        session.execute(
            update(Person)
            .where(Person.id == cast.karim.id)
            .values(
                first_name="Ancien",
                last_name="membre 4",
                sort_key=fold("membre 4 Ancien"),
                pseudonym=LABEL,
                shows_name=False,
                disabled_at=ENDED,
            )
        )
        return standings.forget("person", cast.karim.id, LABEL, ENDED)


def ranks() -> list[Any]:
    """Every rank of every board and of every snapshot."""
    session.rollback()
    ids = session.scalars(select(Board.id).order_by(Board.id)).all()
    rows = [(one, row.entrant_id, row.rank, row.score) for one in ids for row in boards.everybody(one)]
    kept = session.execute(select(Snapshot.board_id, Snapshot.name, Snapshot.entrant_id, Snapshot.rank))
    return [*rows, *sorted(map(tuple, kept))]


def naming(made: int, cast: Cast, visitor: Browser) -> list[str]:
    """Where the name can still be read: tables of boards, both files of the proof, pages."""
    found = []
    session.rollback()
    rows = session.execute(select(Entrant.label, Entrant.alias, Entrant.place)).all()
    files = exporting.files(made, "salt", ENDED)
    claire, lea = visitor.as_(cast.claire), "/challenges/autumn"
    texts = {
        "boards": str([tuple(row) for row in rows]),
        "public": files.public_text,
        "auditor": files.auditor_text,
        "csv": claire.get("/staff/challenges/autumn/standings.csv").html,
        "staff": claire.get("/staff/challenges/autumn/boards").html,
        "result": claire.get("/staff/challenges/autumn/result").html,
    }
    texts |= {page: visitor.as_(cast.lea).get(f"{lea}{page}").html for page in ("", "/board", "/weeks/1")}
    for where, text in texts.items():
        if "Karim" in text or "Benali" in text:
            found.append(where)
    return found


def test_no_board_no_proof_and_no_page_holds_the_name_and_every_rank_stays(
    cast: Cast, visitor: Browser, paid: int
):
    before, one = ranks(), session.get_one(Challenge, paid)
    seal, lines = one.results_hash, exporting.files(paid, "salt", ENDED).public
    assert forget(cast) >= 5
    assert naming(paid, cast, visitor) == []
    assert ranks() == before
    assert session.get_one(Challenge, paid).results_hash == seal
    after = exporting.files(paid, "salt", ENDED)
    assert [after.public[key] for key in ("results", "awards", "fingerprint")] == [
        lines[key] for key in ("results", "awards", "fingerprint")
    ]
    head, *rows = after.auditor
    assert list(recount.check(after.public, head, list(rows))) == []
    assert verify_all() == []


def test_without_it_frozen_boards_would_keep_the_name(
    cast: Cast, visitor: Browser, paid: int, monkeypatch: pytest.MonkeyPatch
):
    """The twin."""
    monkeypatch.setattr(standings, "forget", lambda *_: 0)
    forget(cast)
    assert "boards" in naming(paid, cast, visitor)


def test_whoever_is_forgotten_stays_so_and_a_second_time_changes_nothing(cast: Cast, paid: int):
    forget(cast)
    versions = session.scalars(select(Board.version).order_by(Board.id)).all()
    with transaction():
        assert standings.forget("person", cast.karim.id, LABEL, ENDED) == 0
    assert session.scalars(select(Board.version).order_by(Board.id)).all() == versions
    others = session.scalars(select(Entrant.label).where(Entrant.subject_id == cast.lea.id)).all()
    assert set(others) == {cast.lea.name}


def test_a_running_board_does_not_learn_the_name_again(cast: Cast):
    clock.freeze(START)
    with transaction():
        launch(actions.save_draft(document(), START, "shell"))
    rounds.move_due(START)
    bring(Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 5, date(2026, 10, 14)))
    rounds.refresh_open(START)
    forget(cast)
    rounds.daily(START)
    rounds.refresh_open(START)
    session.rollback()
    labels = session.scalars(select(Entrant.label).where(Entrant.subject_id == cast.karim.id)).all()
    assert set(labels) == {LABEL}
