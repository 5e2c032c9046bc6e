"""What remains of a challenge: who took part, who came back, what arrived late and would have changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from challenges.life import awards, judging
from challenges.models import Award, Challenge, ExtraPrize, Result
from challenges.proof.tables import late_lines, names_of
from challenges.scoring.counting import Game, entrants_of, game_of
from core.database import session
from sales.models import SaleLine
from sales.queries import COMPETITORS, Line, journal_revision

#: Whoever sold nothing for so many days before the start was asleep (S004-44).
QUIET = timedelta(days=90)
AT_ONCE = 5_000


@dataclass(frozen=True)
class After:
    """The figures of a sealed result."""

    participants: int
    #: with a score
    scored: int
    #: competitors who won something, and points in all
    winners: int
    points: int
    #: of those who were asleep before the start: how many there were, how many sold again
    asleep: int
    awake: int
    #: prizes for top performers beyond the rules (S004-45), and their points
    extras: int
    extra_points: int


@dataclass(frozen=True)
class Moved:
    """A competitor whose place or prizes late sales change."""

    code: str
    name: str
    #: None without a score
    rank: int | None
    late_rank: int | None
    points: int
    late_points: int


def after(challenge_id: int) -> After:
    """The figures of a challenge that is certified."""
    challenge, game = session.get_one(Challenge, challenge_id), game_of(challenge_id)
    entrants = entrants_of(challenge_id)
    scored = set(session.scalars(select(Result.entrant_id).where(Result.challenge_id == challenge_id)))
    asleep = _asleep(game, entrants)
    sealed = [one for one in awards.sealed(challenge_id) if one["points"] > 0]
    extra = session.execute(
        select(func.count(), func.coalesce(func.sum(ExtraPrize.points), 0)).where(
            ExtraPrize.challenge_id == challenge_id, ExtraPrize.state == "approved"
        )
    ).one()
    return After(
        challenge.participants,
        len(scored),
        len({one["entrant_id"] for one in sealed}),
        sum(one["points"] for one in sealed),
        len(asleep),
        sum(entrants[one] in scored for one in asleep),
        int(extra[0]),
        int(extra[1]),
    )


def _asleep(game: Game, subjects: Collection[int]) -> set[int]:
    """Competitors without any sale in the days before the start; a team sleeps when all its people do."""
    first = game.span.first
    if game.document.kind != "team":
        return set(subjects) - _active(game.competitor, subjects, first - QUIET, first)
    busy = _active("rep", game.members(list(subjects)), first - QUIET, first)
    return set(subjects) - game.teams_of(busy)


def _active(competitor: str, subjects: Collection[int], since: date, until: date) -> set[int]:
    """Those with a sale from a day on, before another."""
    column, found, ordered = COMPETITORS[competitor], set[int](), sorted(subjects)
    for start in range(0, len(ordered), AT_ONCE):
        rows = session.scalars(
            select(column)
            .where(column.in_(ordered[start : start + AT_ONCE]))
            .where(SaleLine.sold_on >= since, SaleLine.sold_on < until, SaleLine.returns_id.is_(None))
            .distinct()
        )
        found |= set(rows)
    return found


def late(challenge_id: int, at: datetime) -> tuple[list[Line], list[Moved]]:
    """Sales of the window that came after the seal, and whose place they change, or did at the recount.

    Judged by the sealed rules at the journal's revision of now.
    """
    lines = late_lines(challenge_id)
    if not lines:
        return [], []
    judged = judging.judge(challenge_id, journal_revision(), at)
    now = {judged.entrants[one.subject_id]: one.rank for one in judged.placed}
    then = {
        row.entrant_id: row.rank
        for row in session.execute(
            select(Result.entrant_id, Result.rank).where(Result.challenge_id == challenge_id)
        )
    }
    won = _sums([(judged.entrants[one.subject_id], one.points) for one in judged.won])
    sealed = _sums([(one["entrant_id"], one["points"]) for one in awards.sealed(challenge_id)])
    changed = [
        entrant
        for entrant in sorted(now.keys() | then.keys(), key=lambda it: (now.get(it, 10**9), it))
        if now.get(entrant) != then.get(entrant) or won.get(entrant, 0) != sealed.get(entrant, 0)
    ]
    subjects = {entrant: subject for subject, entrant in judged.entrants.items()}
    names = names_of(judged.document.kind, [subjects[one] for one in changed])
    return lines, [
        Moved(
            *names.get(subjects[one], ("", str(subjects[one]))),
            then.get(one),
            now.get(one),
            sealed.get(one, 0),
            won.get(one, 0),
        )
        for one in changed
    ]


def recounted(challenge_id: int) -> int:
    """Rows that the recount after the payment wrote."""
    keys = session.scalars(
        select(Award.key).where(Award.challenge_id == challenge_id, Award.key.endswith(":late"))
    )
    return len(keys.all())


def _sums(rows: Sequence[tuple[int, int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for entrant, points in rows:
        found[entrant] = found.get(entrant, 0) + points
    return found
