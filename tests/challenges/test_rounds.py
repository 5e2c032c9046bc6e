"""The rounds of the clock: a challenge that fails holds none back; a day brings newcomers, new employers."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, select

from accounts import actions as accounts
from accounts.models import Mandate
from challenges import actions
from challenges.life import lifecycle, rounds
from challenges.models import Challenge, Participation
from core.clock import clock, day_start
from core.database import db, session, transaction
from tests.challenges.certifying import certify
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.people import hire
from tests.challenges.selling import Sale, bring
from tests.support.browser import Browser
from tests.support.cast import START, Cast

ENDS, CERTIFIES = day_start(date(2026, 10, 26)), day_start(date(2026, 10, 31))
DAY = date(2026, 10, 14)


def running(**changes: object) -> int:
    """An open challenge; its id."""
    with transaction():
        made = actions.save_draft(document(**changes), START, "shell")
        launch(made, START)
        lifecycle.open_(made, START, "shell")
    return made


def test_a_challenge_that_fails_holds_no_other_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = running(code="broken"), running(code="sound")
    close = lifecycle.close

    def fail(challenge_id: int, at: datetime, by: str) -> bool:
        if challenge_id == broken:
            raise RuntimeError("broken")
        return close(challenge_id, at, by)

    monkeypatch.setitem(lifecycle.TAKE, "closing", fail)
    with pytest.raises(RuntimeError, match="broken"):
        rounds.move_due(ENDS)
    assert [session.get_one(Challenge, one).state for one in (broken, sound)] == ["open", "closing"]


def test_who_came_on_the_last_day_still_takes_part(cast: Cast) -> None:
    made = running()
    rounds.daily(day_start(date(2026, 10, 25)))
    newcomer = hire("LATE", cast.merel.id, ENDS - timedelta(hours=10), since=date(2026, 10, 25))
    bring(Sale(cast.merel.id, newcomer, cast.pac_8.id, 9, date(2026, 10, 25)))
    rounds.move_due(ENDS)
    taking_part = select(Participation.subject_id).where(Participation.challenge_id == made)
    assert newcomer in session.scalars(taking_part).all()


def test_whoever_changes_employer_is_shown_by_name_to_new_colleagues_only(
    cast: Cast, visitor: Browser
) -> None:
    running()
    bring(
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 3, DAY),
        Sale(cast.merel.id, cast.lea.id, cast.pac_8.id, 5, DAY),
        Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 4, DAY),
    )
    rounds.refresh_open(START)
    assert visitor.as_(cast.karim).get("/challenges/autumn/board").says(cast.lea.name)
    with transaction():
        held = session.scalars(select(Mandate.id).where(Mandate.person_id == cast.lea.id)).one()
        accounts.end_mandate(held, date(2026, 10, 15), "shell", START)
        accounts.give_mandate(cast.lea.id, cast.sanelec.id, "rep", date(2026, 10, 16), "shell", START)
    clock.freeze(START + timedelta(days=1))
    rounds.daily(START + timedelta(days=1))
    assert not visitor.as_(cast.karim).get("/challenges/autumn/board").says(cast.lea.name)
    assert visitor.as_(cast.bruno).get("/challenges/autumn/board").says(cast.lea.name)


def test_a_name_hidden_after_the_end_is_gone_from_boards_that_browsers_keep(
    cast: Cast, visitor: Browser
) -> None:
    running()
    bring(
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 3, DAY),
        Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 5, DAY),
    )
    with transaction():
        accounts.set_visibility(cast.bruno.id, True, "Compas 5", START, "shell")
    rounds.move_due(ENDS)
    karim = visitor.as_(cast.karim)
    kept = karim.get("/challenges/autumn/board")
    assert kept.says(cast.bruno.name)
    with transaction():
        accounts.set_visibility(cast.bruno.id, False, "Compas 5", START, "shell")
    asked = {"If-None-Match": kept.headers["ETag"]}
    assert not karim.get("/challenges/autumn/board", **asked).says(cast.bruno.name)


def _statements_to_pay(cast: Cast, code: str, winners: int) -> int:
    """Statements about points, of one payment to so many winners."""
    prizes = [{"ranks": f"1-{winners}", "points": 10}]
    made = running(code=code, prize=prizes)
    people = [hire(f"{code}{nth}", cast.merel.id, START) for nth in range(winners)]
    rounds.daily(START)
    bring(*(Sale(cast.merel.id, one, cast.pac_8.id, 9 + nth, DAY) for nth, one in enumerate(people)))
    rounds.move_due(ENDS)
    with transaction():
        certify(made, CERTIFIES)
    said: list[str] = []
    listen = ("before_cursor_execute", lambda _c, _k, statement, *_rest: said.append(statement))
    event.listen(db.engine, *listen)
    with transaction():
        lifecycle.pay(made, CERTIFIES, "shell")
    event.remove(db.engine, *listen)
    return sum(any(table in one for table in ("wallets", "postings", "ledger", "lots")) for one in said)


def test_all_prizes_are_paid_in_one_movement_of_wallets(cast: Cast) -> None:
    """Wallets are met in order of id then, like an acceptance meets them: neither waits in a circle."""
    assert _statements_to_pay(cast, "few", 2) == _statements_to_pay(cast, "many", 12)
