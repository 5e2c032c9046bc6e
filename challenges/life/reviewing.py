"""Sales that follow a pattern: a person looks, says whether each counts, and why, before the seal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from challenges.document.reading import stored
from challenges.models import Challenge, LineReview
from challenges.rules.patterns import PATTERNS, RUSH_DAYS, Found, Line, search
from challenges.scoring import refresh
from challenges.scoring.game import game_of
from challenges.scoring.holding import Held, entrants_of, hold
from core import audit
from core.database import session, write_rows
from core.rules import N_, Refused
from leaderboard import standings
from sales import facts as sales

REVIEWABLE = ("open", "closing")
#: What a review may say that it rests on.
GROUNDS = (*PATTERNS, "other")


class ReviewTooLate(Refused):
    sentence = N_("The result is sealed: what counts can no longer change.")


class ReviewReasonMissing(Refused):
    sentence = N_("Say why: the proof shows the reason to whoever made the sale.")


class NotInTheGame(Refused):
    sentence = N_("This sale belongs to nobody who takes part.")


@dataclass(frozen=True)
class Looked:
    """What was decided about a line last."""

    counts: bool
    reason: str
    by: str
    at: datetime


def find(challenge: Challenge) -> tuple[list[Found], dict[int, sales.Sold]]:
    """Every pattern among the sales that count in a challenge, with the sales by id."""
    document = stored(challenge.document)
    game = game_of(challenge.id)
    subjects: set[int] = set(entrants_of(challenge.id))
    if document.kind == "team":
        subjects = game.members(sorted(subjects))
    begins = document.first - timedelta(days=RUSH_DAYS * 7)
    lines: dict[int, sales.Sold] = {}
    for one in sales.sold(game.competitor, subjects, begins, game.span.last, game.dated):
        if one.left > 0 and game.versions[0].scope.takes(one.range_id, one.product_id):
            lines[one.line_id] = one
    seen = [
        Line(
            one.line_id,
            one.subject_id,
            one.buyer_id,
            one.product_id,
            one.document,
            _day(one, game.dated),
            one.left,
            one.left_cents,
        )
        for one in lines.values()
    ]
    return search(seen, game.span.first, game.span.last), lines


def decide(
    challenge_id: int,
    line_ids: Sequence[int],
    counts: bool,
    reason: str,
    at: datetime,
    by: str,
    pattern: str = "other",
) -> int:
    """Write down whether these sales count, count everybody whom it concerns again; how many were decided.

    Raises ReviewTooLate once the result is sealed, ReviewReasonMissing, NotInTheGame.
    """
    held = hold(challenge_id, REVIEWABLE)
    if held is None:
        raise ReviewTooLate
    if not reason.strip():
        raise ReviewReasonMissing
    ours = _ours(challenge_id, line_ids)
    if not ours or set(line_ids) - set(ours):
        raise NotInTheGame
    row = {
        "challenge_id": challenge_id,
        "pattern": pattern if pattern in GROUNDS else "other",
        "counts": counts,
        "reason": reason.strip()[:300],
        "at": at,
        "by": by,
    }
    write_rows(LineReview, [{**row, "line_id": line_id} for line_id in sorted(ours)])
    verb = "challenges.review_counts" if counts else "challenges.review_leaves_out"
    facts = {"lines": sorted(ours), "pattern": row["pattern"], "reason": row["reason"]}
    audit.record(by, verb, ("challenge", challenge_id), at, facts)
    _count_again(held, ours, at)
    return len(ours)


def _count_again(held: Held, lines: Mapping[int, sales.Sold], at: datetime) -> None:
    """Whoever made these sales has another score now; a frozen board is opened for that moment."""
    people = {one.subject_id for one in lines.values()}
    game = game_of(held.id)
    subjects = game.teams_of(people) if game.document.kind == "team" else people
    if held.state == "open":
        refresh.again(held.id, subjects, at)
        return
    standings.thaw(held.board_id)
    refresh.write(held, entrants_of(held.id, subjects), held.scored_revision, at, game)
    standings.freeze(held.board_id, at)


def looked_at(challenge_id: int) -> dict[int, Looked]:
    """The last decision about each line that somebody looked at."""
    rows = session.scalars(
        select(LineReview).where(LineReview.challenge_id == challenge_id).order_by(LineReview.id)
    )
    return {row.line_id: Looked(row.counts, row.reason, row.by, row.at) for row in rows}


def waiting(challenge: Challenge) -> int:
    """How many patterns nobody has looked at yet."""
    found, _ = find(challenge)
    done = looked_at(challenge.id)
    return sum(1 for one in found if not set(one.lines) <= done.keys())


def _ours(challenge_id: int, line_ids: Sequence[int]) -> Mapping[int, sales.Sold]:
    """Those of these lines that somebody of the challenge made."""
    challenge = session.get_one(Challenge, challenge_id)
    _, lines = find(challenge)
    return {line_id: lines[line_id] for line_id in line_ids if line_id in lines}


def _day(one: sales.Sold, dated: str) -> date:
    return {"ordered": one.ordered_on, "invoiced": one.invoiced_on}.get(dated) or one.sold_on
