"""A whole game on days that are over gives what its certification awards, whatever pays in it."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from challenges import actions
from challenges.document.parts import (
    Boost,
    Collective,
    Duels,
    FirstTo,
    Flash,
    Leagues,
    Metric,
    Prize,
    Step,
    Team,
    Teams,
)
from challenges.document.terms import Document
from challenges.life import awards, fair_play, playing, rehearsal, rounds
from challenges.models import Challenge
from challenges.scoring.game import game_of
from challenges.scoring.holding import entrants_of
from core.clock import clock, day_start
from core.database import session, transaction
from tests.challenges import playing as real
from tests.challenges.certifying import finish
from tests.challenges.documents import document
from tests.challenges.people import hire
from tests.challenges.selling import Sale, bring
from tests.challenges.test_flash_scores import declared
from tests.points.making import rule
from tests.support.cast import START, Cast

FIRST, LAST = date(2026, 10, 12), date(2026, 10, 25)
BEGINS = day_start(FIRST)
FLASH = Flash(
    "jeudi",
    "Jeudi fou",
    "Mad Thursday",
    datetime.fromisoformat("2026-10-15T00:00"),
    datetime.fromisoformat("2026-10-16T00:00"),
    Metric("quantity"),
    2,
    40,
    2,
)
NOON = replace(
    FLASH,
    code="midi",
    starts=datetime.fromisoformat("2026-10-15T10:00"),
    ends=datetime.fromisoformat("2026-10-15T12:00"),
    at=1,
)
BOOST = Boost(date(2026, 10, 13), date(2026, 10, 20), 15_000, 130)
LEAGUES = Leagues(5, 1, 1, (Prize(1, 1, 200), Prize(2, 2, 50)))
#: What each mechanic is called in a document, and what leaves it out.
MECHANICS: dict[str, dict[str, Any]] = {
    "flashes": {"flashes": (FLASH,)},
    "duels": {"duels": Duels(100)},
    "leagues": {"leagues": LEAGUES},
    "boosts": {"boosts": (BOOST,)},
    "a team of a company": {"competitor": "team", "teams": Teams("companies"), "prizes": (Prize(1, 1, 900),)},
    "a made team": {
        "competitor": "team",
        "teams": Teams("made", "mean"),
        "prizes": (Prize(1, 1, 900),),
    },
}
LEFT_OUT: dict[str, Any] = {"flashes": (), "duels": None, "leagues": None, "boosts": (), "prizes": ()}
EVERYTHING: dict[str, Any] = {
    "prizes": (Prize(1, 1, 1500), Prize(2, 3, 501)),
    "steps": (Step(3, 100), Step(5, 70, at_once=False)),
    "firsts": (FirstTo(2, 3, 301),),
    "collective": Collective(8, 11, 2),
    "flashes": (FLASH, NOON),
    "duels": Duels(100, 2),
    "leagues": LEAGUES,
    "boosts": (BOOST,),
}


def parts_of(cast: Cast, what: str) -> dict[str, Any]:
    """A document with nothing but one mechanic."""
    parts = {"prizes": ()} | MECHANICS[what]
    if what == "a made team":
        north = Team("n", "Nord", "North", (cast.karim.code, cast.paula.code))
        parts["teams"] = Teams("made", "mean", 0, (north, Team("s", "Sud", "South", (cast.lea.code,))))
    return parts


def sellers(cast: Cast) -> list[tuple[int, int]]:
    """Eight who sell, with their companies."""
    known = [(one.id, one.company_id or 0) for one in (cast.karim, cast.lea, cast.paula, cast.bruno)]
    return [*known, *((hire(f"REP{nth}", cast.merel.id, BEGINS), cast.merel.id) for nth in range(4))]


def pumps(cast: Cast, people: list[tuple[int, int]], first: date, drawn: random.Random) -> list[Sale]:
    """Some pumps on the days of two weeks; several days and quantities are shared."""
    days = [first + timedelta(days=drawn.randrange(14)) for _ in range(24)]
    sold = [(*drawn.choice(people), day) for day in days]
    return [Sale(firm, one, cast.pac_8.id, drawn.randint(1, 3), day) for one, firm, day in sold]


def certified(made: int) -> Counter[tuple[str, int]]:
    """What was sealed: (what for, entrant) → points."""
    session.rollback()
    found: Counter[tuple[str, int]] = Counter()
    for row in awards.sealed(made):
        found[awards.what_of(row["key"]), row["entrant_id"]] += row["points"]
    return found


def rehearsed(made: int) -> Counter[tuple[str, int]]:
    """The same, played on its own days."""
    one, entrants = session.get_one(Challenge, made), entrants_of(made)
    found: Counter[tuple[str, int]] = Counter()
    won = rehearsal.play(game_of(made), entrants, one.document_hash, one.certified_revision or 0)
    for each in won:
        found[each.what, entrants[each.subject_id]] += each.points
    return found


def play_for_real(made: int) -> None:
    """The clock from day to day, then the seal."""
    for nth in range(15):
        at = day_start(FIRST + timedelta(days=nth))
        if at > clock.now():
            clock.freeze(at)
            rounds.move_due(at)
            rounds.refresh_open(at)
    finish(real.CERTIFIES)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("what", [*MECHANICS, "everything"])
def test_its_own_days_give_what_its_certification_awards(cast: Cast, what: str, seed: int):
    drawn, people = random.Random(f"{what}{seed}"), sellers(cast)
    rule(kind="per_unit", points=20, per=1)
    bring(*pumps(cast, people, date(2026, 5, 4), drawn))
    made = real.playing(**(parts_of(cast, what) if what in MECHANICS else EVERYTHING))
    thursday = Sale(cast.merel.id, cast.lea.id, cast.pac_8.id, 2, date(2026, 10, 15))
    bring(thursday, *pumps(cast, people, FIRST, drawn))
    if what == "everything":
        declared(cast.karim, cast.pac_8.id, 300, "K1", START + timedelta(minutes=5))
    play_for_real(made)
    sealed = certified(made)
    assert sealed
    assert rehearsed(made) == sealed


def past(cast: Cast, parts: dict[str, Any]) -> dict[int, int]:
    """Who would have won how much in the window before, of a draft."""
    made: Document = replace(document(), places=50, **parts)
    with transaction():
        number = actions.save_draft(made, START, "shell")
    found = playing.played(session.get_one(Challenge, number), made, playing.players(made, START), START)
    assert (found[0].first, found[0].last) == (FIRST - timedelta(14), LAST - timedelta(14))
    return dict(found[0].won)


def sold_before(cast: Cast) -> None:
    """Karim sells most in the first week of the window before, Bruno first on its Thursday; Léa too."""
    rule(kind="per_unit", points=20, per=1)
    thursday = date(2026, 10, 1)
    bring(
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 1, date(2026, 9, 29)),
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 5, date(2026, 10, 2)),
        Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 2, thursday),
        Sale(cast.merel.id, cast.lea.id, cast.pac_8.id, 1, thursday),
    )


WINNERS = {
    "flashes": {"bruno": 40},
    "leagues": {"karim": 200, "bruno": 50},
    "boosts": {"karim": 60, "bruno": 20, "lea": 10},
}


@pytest.mark.parametrize("what", WINNERS)
def test_what_a_mechanic_would_have_paid_is_in_the_report(cast: Cast, what: str):
    sold_before(cast)
    expected = {getattr(cast, name).id: points for name, points in WINNERS[what].items()}
    assert past(cast, parts_of(cast, what)) == expected


def test_duels_of_a_past_window_have_winners(cast: Cast):
    sold_before(cast)
    won = past(cast, parts_of(cast, "duels"))
    assert won[cast.karim.id] == 100
    assert sum(won.values()) in (200, 300)


def test_a_companys_team_is_known_by_its_company_and_plays_with_who_worked_there(cast: Cast):
    sold_before(cast)
    assert past(cast, parts_of(cast, "a team of a company")) == {cast.merel.id: 900}


def test_a_made_team_is_known_by_its_place_in_the_document(cast: Cast):
    sold_before(cast)
    assert past(cast, parts_of(cast, "a made team")) == {1: 900}


@pytest.mark.parametrize("what", MECHANICS)
def test_without_the_mechanic_nobody_would_have_won(cast: Cast, what: str):
    sold_before(cast)
    parts = {key: LEFT_OUT.get(key, value) for key, value in parts_of(cast, what).items()}
    assert past(cast, parts) == {}


def test_a_flash_of_hours_counts_what_was_declared_in_those_hours(cast: Cast):
    before = datetime.fromisoformat("2026-10-01T08:30+00:00")
    day = before.date()
    declared(cast.karim, cast.pac_8.id, 300, "K1", before, day)
    declared(cast.lea, cast.pac_8.id, 300, "L1", before + timedelta(hours=6), day)
    clock.freeze(START)
    assert past(cast, {"prizes": (), "flashes": (NOON,)}) == {cast.karim.id: 40}


def test_a_report_is_worked_out_once_for_a_document_the_sales_and_a_day(cast: Cast):
    sold_before(cast)
    with transaction():
        number = actions.save_draft(document(), START, "shell")
    rounds.daily(START)
    assert rounds.play_past(START) == "1 played"
    rounds.daily(START)
    assert rounds.play_past(START) == "0 played"
    bring(Sale(cast.merel.id, cast.lea.id, cast.pac_8.id, 1, date(2026, 10, 1)))
    assert not fair_play.kept(session.get_one(Challenge, number), START).fresh
    rounds.daily(START)
    assert rounds.play_past(START) == "1 played"
    assert fair_play.kept(session.get_one(Challenge, number), START).fresh


def test_a_report_that_breaks_is_said_to_have_failed(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    sold_before(cast)
    with transaction():
        number = actions.save_draft(document(), START, "shell")
        fair_play.ask(number, START)

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(playing, "fairness", broken)
    with pytest.raises(RuntimeError):
        fair_play.answer(number, START)
    assert fair_play.kept(session.get_one(Challenge, number), START).state == "failed"
    with transaction():
        fair_play.ask(number, START)
    monkeypatch.undo()
    assert fair_play.answer(number, START)


def test_a_report_names_nobody_until_it_is_shown(cast: Cast):
    for first, _ in playing.windows(document(), date(2026, 10, 15), 3):
        bring(Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 3, first))
    with transaction():
        number = actions.save_draft(document(), START, "shell")
        fair_play.ask(number, START)
    fair_play.answer(number, START)
    one = session.get_one(Challenge, number)
    kept = fair_play.kept(one, START)
    assert kept.found is not None
    assert "Karim" not in str(kept.found)
    assert fair_play.named(document(), kept.found) == {cast.karim.id: "Karim Benali"}
