"""Awards as rows, each paid once: at once while a challenge runs, all the rest when it is certified.

What somebody has of one thing is the sum of its rows; only what is missing is written, so that asking twice
changes nothing. A fall is never taken back in the middle: `settle` does it, once, by the certified facts.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from challenges.document.reading import stored
from challenges.document.terms import Document
from challenges.life import boosting, flashing, judging, paying
from challenges.life.telling import tell_awards
from challenges.models import Award, Challenge
from challenges.rules.outcome import Won, boosts, flashes, steps
from challenges.rules.ranking import Scored
from challenges.scoring import counting as scoring
from challenges.scoring.game import game_of
from core.clock import local_day
from core.database import session, write_rows
from leaderboard.models import Entrant, Score

#: Rows that come after the seal: a recount's differences, what staff add.
AFTER = (":late", ":extra")
AT_ONCE = 5_000

#: What is won, and the entrant who has it.
Thing = tuple[str, int]


class Had(NamedTuple):
    """What somebody has been given of one thing so far."""

    points: int = 0
    rows: int = 0


def at_once(challenge_id: int, changed: Collection[int] | None, at: datetime, by: str) -> int:
    """Award what was reached by now: steps of these entrants (None: of all), flashes, boosts; how many rows.

    The challenge's row is held by whoever counted: its scores are those of this transaction.
    """
    challenge = session.get_one(Challenge, challenge_id, populate_existing=True)
    document = stored(challenge.document)
    if not (document.flashes or document.boosts or any(step.at_once for step in document.steps)):
        return 0
    won = _reached_steps(challenge, document, changed)
    won += _of_all(challenge, document, at)
    rows = _missing(challenge_id, document, won)
    return _write(challenge, document, rows, challenge.scored_revision, at, by)


def settle(challenge_id: int, judged: judging.Judged, at: datetime) -> list[dict[str, Any]]:
    """Write what the certified facts give beyond what was paid at once, and what goes back; the rows."""
    had = given(challenge_id)
    target = {(one.what, judged.entrants[one.subject_id]): (one, one.points) for one in judged.won}
    rows = [
        row(challenge_id, thing, one, points - had.get(thing, Had()).points, had.get(thing, Had()).rows)
        for thing, (one, points) in target.items()
    ]
    for thing, before in sorted(had.items()):
        if thing not in target and before.points > 0:
            rows.append(back(challenge_id, thing, before))
    rows = [one for one in rows if one["points"]]
    put(rows, judged.revision, at)
    return rows


def given(challenge_id: int, entrants: Collection[int] | None = None) -> dict[Thing, Had]:
    """What was written so far, of all or of some entrants, without what came after the seal."""
    found: dict[Thing, Had] = {}
    for key, entrant_id, points in _rows(challenge_id, entrants):
        if not key.endswith(AFTER):
            thing = (what_of(key), entrant_id)
            before = found.get(thing, Had())
            found[thing] = Had(before.points + points, before.rows + 1)
    return found


def sealed(challenge_id: int) -> list[dict[str, Any]]:
    """The certified awards as they were sealed: what each has of each thing, under its first key."""
    wanted = select(Award).where(Award.challenge_id == challenge_id).order_by(Award.id)
    found: dict[Thing, dict[str, Any]] = {}
    for one in session.scalars(wanted):
        if one.key.endswith(AFTER):
            continue
        thing = (what_of(one.key), one.entrant_id)
        first = found.setdefault(
            thing,
            {
                "key": f"{thing[0]}:entrant:{one.entrant_id}",
                "kind": one.kind,
                "entrant_id": one.entrant_id,
                "points": 0,
                "reward": "",
            },
        )
        first["points"] += one.points
        first["reward"] = one.reward or first["reward"]
    return [one for one in found.values() if one["points"] > 0]


def what_of(key: str) -> str:
    """What a row is for: `step:10` of `step:10:entrant:9:back`."""
    return key.partition(":entrant:")[0]


def row(challenge_id: int, thing: Thing, one: Won, points: int, rows: int) -> dict[str, Any]:
    """A row of an award, or of what is missing or too much of it."""
    number = "" if rows == 0 else f":{rows + 1}"
    return {
        "challenge_id": challenge_id,
        "key": f"{thing[0]}:entrant:{thing[1]}{number}{':back' if points < 0 else ''}",
        "kind": one.kind if points > 0 else "back",
        "entrant_id": thing[1],
        "points": points,
        "reward": one.reward if points > 0 else "",
        "facts": dict(one.facts),
    }


def back(challenge_id: int, thing: Thing, before: Had) -> dict[str, Any]:
    """A row that takes back all of what turned out unearned."""
    return row(challenge_id, thing, Won(thing[0], "back", 0, 0), -before.points, before.rows)


def _reached_steps(challenge: Challenge, document: Document, changed: Collection[int] | None) -> list[Won]:
    """Steps that pay at once and that these entrants' scores on the board have reached."""
    least = min((step.at for step in document.steps if step.at_once), default=0)
    if least <= 0 or (changed is not None and not changed):
        return []
    wanted = (
        select(Entrant.subject_id, Score.score, Score.reached_on)
        .join(Entrant, Entrant.id == Score.entrant_id)
        .where(Score.board_id == challenge.board_id, Score.score >= least)
    )
    scores = [Scored(*row) for row in _of(wanted, Score.entrant_id, changed)]
    return [one for one in steps(document, scores) if one.kind == "step"]


def _of_all(challenge: Challenge, document: Document, at: datetime) -> list[Won]:
    """Flash challenges that have ended and boosts that have begun, by the sales that were counted."""
    if not (document.flashes or document.boosts):
        return []
    revision = challenge.scored_revision
    ended = {}
    if any(flashing.ended(flash, at) for flash in document.flashes):
        entrants = scoring.entrants_of(challenge.id)
        ended = judging.flashes(game_of(challenge.id), entrants, revision, at)
    lines = boosting.extras(challenge.id, document, revision, local_day(at))
    return [*flashes(document, ended), *boosts(document, lines)]


def _missing(challenge_id: int, document: Document, won: Sequence[Won]) -> list[dict[str, Any]]:
    """Rows for what is won and not yet given, never beyond what a flash or a boost may pay in all."""
    entrants = scoring.entrants_of(challenge_id, {one.subject_id for one in won})
    had = (
        given(challenge_id) if document.flashes or document.boosts else given(challenge_id, entrants.values())
    )
    left = _left(document, had)
    rows = []
    for one in won:
        if one.subject_id not in entrants:
            continue
        thing = (one.what, entrants[one.subject_id])
        before = had.get(thing, Had())
        # a step is paid once: what an amendment adds to it comes with the certification
        more = one.points if not before.rows else 0 if one.kind == "step" else one.points - before.points
        group = one.what.partition(":person:")[0]
        if group in left:
            more = min(more, left[group])
            left[group] -= max(more, 0)
        if more > 0:
            rows.append(row(challenge_id, thing, one, more, before.rows))
    return rows


def _left(document: Document, had: Mapping[Thing, Had]) -> dict[str, int]:
    """What each flash and each boost may still pay."""
    left = {f"flash:{flash.code}": flash.points * flash.places for flash in document.flashes}
    left |= {f"boost:{number}": boost.most for number, boost in enumerate(document.boosts, 1)}
    for (what, _), before in had.items():
        group = what.partition(":person:")[0]
        if group in left:
            left[group] -= before.points
    return left


def _write(
    challenge: Challenge,
    document: Document,
    rows: Sequence[dict[str, Any]],
    revision: int,
    at: datetime,
    by: str,
) -> int:
    if rows:
        put(rows, revision, at)
        paying.pay(challenge, document, rows, at, by)
        tell_awards(challenge, document, rows, at)
    return len(rows)


def put(rows: Sequence[dict[str, Any]], revision: int, at: datetime) -> None:
    write_rows(Award, [{**one, "revision": revision, "at": at} for one in rows])


def _rows(challenge_id: int, entrants: Collection[int] | None) -> Iterable[tuple[str, int, int]]:
    wanted = select(Award.key, Award.entrant_id, Award.points).where(Award.challenge_id == challenge_id)
    return (tuple(one) for one in _of(wanted.order_by(Award.id), Award.entrant_id, entrants))


def _of(wanted: Any, column: Any, ids: Collection[int] | None) -> Iterable[Any]:
    """Rows of some ids, so many in one statement; of all for None."""
    if ids is None:
        return session.execute(wanted).all()
    whole = sorted(set(ids))
    found: list[Any] = []
    for start in range(0, len(whole), AT_ONCE):
        found += session.execute(wanted.where(column.in_(whole[start : start + AT_ONCE]))).all()
    return found
