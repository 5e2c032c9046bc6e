"""Leagues as they are kept: who plays where each week, and where each goes from there."""

from collections.abc import Collection, Mapping

from sqlalchemy import select, update

from challenges.document.parts import Leagues
from challenges.life import history
from challenges.models import LeaguePlace, Participation
from challenges.rules import leagues as rules
from challenges.rules.ranking import Scored
from challenges.scoring.holding import Held, chunks, entrants_of
from core.database import session, write_rows
from leaderboard.models import Entrant, Score


def begin(held: Held, week: int) -> list[int]:
    """Write who plays where in a week: as the week before left it, or by past turnover; the leagues."""
    rule = _rule(held)
    before = _rows(held.id, week - 1)
    entrants = entrants_of(held.id)
    if before:
        now = rules.after(
            {one: row[0] for one, row in before.items()}, {one: row[1] for one, row in before.items()}
        )
    else:
        now = rules.assign(history.turnover(held, entrants), rule.size, held.hash)
    now = rules.receive(now, entrants.values(), rule.size, held.hash)
    _write(held.id, week, now)
    return sorted(set(now.values()))


def receive(held: Held, week: int, entrants: Collection[int]) -> list[int]:
    """Give newcomers a place in a running week; the leagues that this opened."""
    before = places(held.id, week)
    now = rules.receive(before, entrants, _rule(held).size, held.hash)
    _write(held.id, week, {one: league for one, league in now.items() if one not in before})
    return sorted(set(now.values()) - set(before.values()))


def settle(held: Held, week: int, board_id: int) -> None:
    """Write who goes up and who goes down after a frozen week, by its scores."""
    for moved, some in _by_move(moves_of(held, week, board_id)).items():
        for part in chunks(sorted(some)):
            session.execute(
                update(LeaguePlace)
                .where(LeaguePlace.challenge_id == held.id, LeaguePlace.week == week)
                .where(LeaguePlace.entrant_id.in_(part))
                .values(moved=moved),
                execution_options={"synchronize_session": False},
            )


def moves_of(held: Held, week: int, board_id: int) -> dict[int, str]:
    """entrant → up, down or stay after a week, worked out from its frozen board."""
    rows = session.execute(
        select(Participation.entrant_id, Score.score, Score.reached_on)
        .join(Entrant, Entrant.id == Score.entrant_id)
        .join(
            Participation,
            (Participation.challenge_id == held.id)
            & (Participation.kind == Entrant.kind)
            & (Participation.subject_id == Entrant.subject_id),
        )
        .where(Score.board_id == board_id)
    )
    scores = [Scored(*row) for row in rows]
    seed = f"{held.hash}:{week}"
    return rules.moves(places(held.id, week), scores, _rule(held), held.document.ties, seed)


def places(challenge_id: int, week: int) -> dict[int, int]:
    """entrant → league of a week."""
    return {one: row[0] for one, row in _rows(challenge_id, week).items()}


def _rows(challenge_id: int, week: int) -> dict[int, tuple[int, str]]:
    rows = session.execute(
        select(LeaguePlace.entrant_id, LeaguePlace.league, LeaguePlace.moved).where(
            LeaguePlace.challenge_id == challenge_id, LeaguePlace.week == week
        )
    )
    return {row.entrant_id: (row.league, row.moved) for row in rows}


def _write(challenge_id: int, week: int, now: Mapping[int, int]) -> None:
    write_rows(
        LeaguePlace,
        [
            {"challenge_id": challenge_id, "week": week, "entrant_id": one, "league": league, "moved": ""}
            for one, league in sorted(now.items())
        ],
    )


def _by_move(moved: Mapping[int, str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for one, where in moved.items():
        found.setdefault(where, set()).add(one)
    return found


def _rule(held: Held) -> Leagues:
    if held.document.leagues is None:
        raise AssertionError("a challenge without leagues has no places in them")
    return held.document.leagues
