"""The facts that each ranking of a challenge rests on, as an auditor reads them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import select

from challenges.document.parts import Flash
from challenges.life import boosting, flashing
from challenges.models import Challenge, Duel, LeaguePlace, LineReview, SideBoard
from challenges.proof.codes import Codes
from challenges.proof.fact_rows import Names, Row, fact_row, sale_row
from challenges.rules.facts import Fact, Facts, Span, day_of
from challenges.rules.score import own_of
from challenges.rules.weeks import weeks
from challenges.scoring.facts import facts_of, points_of, sale_of
from challenges.scoring.game import Game
from challenges.scoring.holding import entrants_of
from core.clock import ZONE, local_day
from core.database import session
from leaderboard.models import Entrant
from sales import facts as sales

NOTHING = Facts()


@dataclass(frozen=True)
class Board:
    """One ranking: what it counts by, when, as known at which revision."""

    name: str
    game: Game
    span: Span
    revision: int
    #: whether the days are all of the game's own
    whole: bool
    groups: tuple[Row, ...] = ()


def rows(challenge: Challenge, game: Game, revision: int, at: datetime, ids: Names) -> Iterator[Row]:
    """Boards, their facts and own figures, and the lines of boosts."""
    subjects = entrants_of(challenge.id)
    codes = Codes(game)
    for board in _boards(challenge, game, revision, at, ids):
        yield from _board(board, subjects, codes, ids)
    for flash in game.document.flashes:
        if flashing.ended(flash, at) and not flash.by_day:
            yield from _declared(game, flash, revision, subjects, codes, ids)
    lines = boosting.extras(challenge.id, game.document, revision, local_day(at))
    for number, extras in sorted(lines.items()):
        for one in extras:
            person = "" if one.person_id is None else f":person:{ids('person', one.person_id)}"
            yield {
                "kind": "extra",
                "boost": number,
                "what": f"boost:{number}{person}",
                "who": ids(game.document.kind, one.subject_id),
                "day": one.day.isoformat(),
                "key": one.key,
                "points": one.points,
            }


def _boards(challenge: Challenge, game: Game, revision: int, at: datetime, ids: Names) -> Iterator[Board]:
    yield Board("general", game, game.span, revision, True)
    for flash in game.document.flashes:
        if flashing.ended(flash, at) and flash.by_day:
            own = flashing.of_flash(game, flash)
            yield Board(f"flash:{flash.code}", own, own.span, revision, True)
    if game.document.leagues or game.document.duels:
        days = {week.number: Span(week.first, week.last) for week in weeks(game.document)}
        frozen = session.scalars(
            select(SideBoard)
            .where(SideBoard.challenge_id == challenge.id, SideBoard.kind == "week")
            .where(SideBoard.frozen_at.is_not(None))
            .order_by(SideBoard.number)
        )
        for one in frozen:
            then = replace(game, left_out=_left_out(challenge.id, one.frozen_at or at))
            groups = (
                *_duels(challenge.id, one.number, game, ids),
                *_leagues(challenge.id, one.number, game, ids),
            )
            week = f"week:{one.number}"
            yield Board(week, then, days[one.number], one.frozen_revision or 0, False, groups)


def _board(board: Board, subjects: Collection[int], codes: Codes, ids: Names) -> Iterator[Row]:
    """A board's line, its facts in the order in which they count, and the figures of one's own."""
    game, span = board.game, None if board.whole else board.span
    teams = game.document.kind == "team"
    people = game.members(list(subjects)) if teams else subjects
    known = facts_of(game, sorted(people), board.revision, span)
    yield {
        "kind": "board",
        "name": board.name,
        "from": board.span.first.isoformat(),
        "to": board.span.last.isoformat(),
        "revision": board.revision,
        "groups": list(board.groups),
        "scale": _scale(game, board.span, subjects, ids),
    }
    for who, facts in sorted(known.items()):
        own = own_of(game.versions, facts.own, span)
        name = ids(game.kind, who)
        if own is not None:
            yield {"kind": "own", "on": board.name, "who": name, "target": own.target, "base": own.base}
        for team, fact, day in _placed(game, who, facts, board.span):
            row = fact_row(game, facts, fact, day, codes, ids)
            yield {**row, "board": board.name, "who": name, "team": ids("team", team) if team else ""}


def _placed(game: Game, who: int, facts: Facts, span: Span) -> Iterator[tuple[int, Fact, date]]:
    """Each fact with its day, for the team (0 for none) that its maker played for."""
    every: Iterable[Fact] = (*facts.sales, *facts.quotes, *facts.trainings)
    for fact in every:
        day = day_of(game.versions, fact)
        if day is None or not span.first <= day <= span.last:
            continue
        if game.document.kind != "team":
            yield 0, fact, day
            continue
        for team, members in sorted(game.teams.items()):
            stays = [one.within(span) for one in members if one.person_id == who]
            if any(one and one.first <= day <= one.last for one in stays):
                yield team, fact, day


def _scale(game: Game, span: Span, subjects: Collection[int], ids: Names) -> Row:
    """By team: the members' scores are taken so many times and divided by so much."""
    length = (span.last - span.first).days + 1
    found: Row = {}
    for team in subjects:
        stays = [one.within(span) for one in game.teams.get(team, ())]
        worked = sum((one.last - one.first).days + 1 for one in stays if one)
        mean = game.document.teams is not None and game.document.teams.compare == "mean"
        found[ids(game.document.kind, team)] = [length, worked] if mean and worked else [1, 1]
    return found


def _declared(
    game: Game, flash: Flash, revision: int, subjects: Collection[int], codes: Codes, ids: Names
) -> Iterator[Row]:
    """A flash challenge of some hours: the accepted declarations, by their instant (UTC)."""
    name, kind = f"flash:{flash.code}", game.document.kind
    first, last = (_instant(one.replace(tzinfo=ZONE)) for one in (flash.starts, flash.ends))
    scale = {ids(kind, one): [1, 1] for one in subjects}
    yield {
        "kind": "board",
        "name": name,
        "from": first,
        "to": last,
        "revision": revision,
        "groups": [],
        "scale": scale,
    }
    own = flashing.of_flash(game, flash)
    whose = flashing.competitors(game)
    for claim, line, *_ in flashing.claims(flash, revision):
        subject = whose(line, claim)
        for row in sales.sold_by_id(game.competitor, [line.id], revision) if subject in subjects else ():
            points = points_of([line.id]).get(line.id, 0) if flash.metric.kind == "points" else 0
            told = sale_row(own, NOTHING, sale_of(row, points), _instant(claim.sent_at), codes, ids)
            who = ids(kind, subject)
            yield {**told, "board": name, "who": who, "team": ""}


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def _left_out(challenge_id: int, at: datetime) -> frozenset[int]:
    """Lines whose last review before an instant leaves them out."""
    rows = session.execute(
        select(LineReview.line_id, LineReview.counts)
        .where(LineReview.challenge_id == challenge_id, LineReview.at <= at)
        .order_by(LineReview.id)
    )
    last = {row.line_id: row.counts for row in rows}
    return frozenset(line_id for line_id, counts in last.items() if not counts)


def _duels(challenge_id: int, week: int, game: Game, ids: Names) -> Iterator[Row]:
    one, other = Entrant.__table__.alias("one"), Entrant.__table__.alias("other")
    found = session.execute(
        select(one.c.subject_id, other.c.subject_id)
        .select_from(Duel)
        .join(one, one.c.id == Duel.one_id)
        .outerjoin(other, other.c.id == Duel.other_id)
        .where(Duel.challenge_id == challenge_id, Duel.week == week, Duel.one_score.is_not(None))
        .order_by(Duel.id)
    )
    for pair in found:
        yield {"what": f"duel:{week}", "who": [ids(game.document.kind, it) for it in pair if it is not None]}


def _leagues(challenge_id: int, week: int, game: Game, ids: Names) -> Iterator[Row]:
    if game.document.leagues is None:
        return
    found = session.execute(
        select(LeaguePlace.league, Entrant.subject_id)
        .join(Entrant, Entrant.id == LeaguePlace.entrant_id)
        .where(LeaguePlace.challenge_id == challenge_id, LeaguePlace.week == week)
        .order_by(LeaguePlace.league, Entrant.subject_id)
    )
    leagues: dict[int, list[str]] = {}
    for league, subject in found:
        leagues.setdefault(league, []).append(ids(game.document.kind, subject))
    for _, who in sorted(leagues.items()):
        yield {"what": f"league:{week}", "who": who}
