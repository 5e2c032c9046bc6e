"""A challenge played over the sponsor's own past sales, and past results: who would have won, who did."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select

from accounts.models import Company
from challenges.document.reading import stored
from challenges.document.scope import stored_scope
from challenges.document.terms import Document
from challenges.life import audience
from challenges.models import Award, Challenge, Participation
from challenges.rules.fairness import Again, Played, Player, Report, report, winning_again
from challenges.rules.outcome import Facts, Reached, awards
from challenges.rules.ranking import Scored
from challenges.scoring import counting
from challenges.scoring.game import Game, game_of, version
from core.clock import local_day
from core.database import session
from leaderboard.models import Entrant, Score
from sales.models import SaleLine
from sales.queries import COMPETITORS

YEAR = timedelta(weeks=52)
#: Windows that are played; fewer where many compete.
WINDOWS, FEWER, MANY = 6, 3, 2_000
#: Past challenges looked at for the same names.
PAST = 6


@dataclass(frozen=True)
class Fairness:
    """What is known of a challenge's fairness."""

    #: over past windows
    played: Report
    #: if it ended now; None before it runs
    now: Report | None
    #: who won again in past results, of how many
    again: Sequence[Again]
    results: int
    #: mechanics that are not played on past sales
    unplayed: Sequence[str]


def fairness(challenge: Challenge, at: datetime) -> Fairness:
    """Play a challenge's document on the windows before it; joins what past results say."""
    document = stored(challenge.document)
    known = players(document, at)
    running = challenge.state in ("open", "closing")
    past = results(document.kind, challenge.id)
    return Fairness(
        report(known, played(challenge, document, known, at)),
        report(known, [_now(challenge, document)]) if running else None,
        winning_again(known, past),
        len(past),
        unplayed(document),
    )


def unplayed(document: Document) -> list[str]:
    """What past sales cannot be played with: drawn opponents, instants, programme points."""
    return [name for name in ("flashes", "duels", "leagues", "boosts") if getattr(document, name)]


def players(document: Document, at: datetime) -> list[Player]:
    """Whoever is invited now, with size (sales of the year before), first sale and region."""
    competitor = "rep" if document.competitor == "team" else document.competitor
    invited = audience.competing(document, at) if document.kind != "team" else []
    subject, today = COMPETITORS[competitor], local_day(at)
    size = func.sum(case((SaleLine.sold_on > today - YEAR, SaleLine.amount_cents), else_=0))
    rows = session.execute(
        select(subject, size, func.min(SaleLine.sold_on)).where(subject.is_not(None)).group_by(subject)
    )
    sold = {row[0]: (int(row[1]), row[2]) for row in rows}
    regions = {row.id: row.region for row in session.execute(select(Company.id, Company.region))}
    return [
        Player(
            one.subject_id,
            one.label,
            regions.get(one.company_id) or "–",
            *sold.get(one.subject_id, (0, today)),
        )
        for one in invited
    ]


def played(challenge: Challenge, document: Document, known: Sequence[Player], at: datetime) -> list[Played]:
    """The windows of the same length and the same weekdays before it; those without a sale left out."""
    subjects = [one.subject_id for one in known]
    scope, game = stored_scope(challenge.scope), game_of(challenge.id)
    found = []
    for first, last in windows(document, local_day(at), WINDOWS if len(known) <= MANY else FEWER):
        moved = moved_to(document, first, last)
        then = Game(0, (version(moved, scope),), teams=game.teams)
        scores = counting.count(then, subjects)
        if scores:
            found.append(Played(first, last, won(moved, scores)))
    return found


def windows(document: Document, today: date, most: int) -> list[tuple[date, date]]:
    """The latest `most` windows that lie whole before today, each whole weeks before the challenge's own."""
    step = timedelta(weeks=-(-document.days // 7))
    first, length = document.first - step, document.last - document.first
    while first + length >= today:
        first -= step
    return [(first - step * nth, first - step * nth + length) for nth in range(most)]


def moved_to(document: Document, first: date, last: date) -> Document:
    """The same document over other days, without what cannot be played on past sales."""
    return replace(
        document, first=first, last=last, flashes=(), duels=None, leagues=None, boosts=(), hidden_days=0
    )


def won(document: Document, scores: Sequence[Scored]) -> dict[int, int]:
    """Points that each would have won by rank, steps, objectives, as one of the first, and together."""
    found: dict[int, int] = {}
    reached = [Reached(one.subject_id, one.score, one.reached_on) for one in scores]
    for one in awards(document, Facts(scores, reached={first.at: reached for first in document.firsts})):
        found[one.subject_id] = found.get(one.subject_id, 0) + one.points
    return found


def results(kind: str, but: int) -> list[Played]:
    """What the latest paid challenges of people (or companies) paid, by who competed."""
    latest = session.scalars(
        select(Challenge)
        .where(Challenge.state.in_(("certified", "paid")), Challenge.id != but)
        .order_by(Challenge.ends_at.desc())
        .limit(PAST)
    )
    found = []
    for one in latest:
        rows = session.execute(
            select(Participation.subject_id, func.sum(Award.points))
            .join(Award, Award.entrant_id == Participation.entrant_id)
            .where(Award.challenge_id == one.id, Participation.kind == kind)
            .group_by(Participation.subject_id)
        )
        given = {subject: int(points) for subject, points in rows}
        if given:
            found.append(Played(one.starts_on, one.ends_on, given))
    return found


def _now(challenge: Challenge, document: Document) -> Played:
    rows = session.execute(
        select(Entrant.subject_id, Score.score, Score.reached_on)
        .join(Entrant, Entrant.id == Score.entrant_id)
        .where(Score.board_id == challenge.board_id)
    )
    scores = [Scored(*row) for row in rows]
    return Played(challenge.starts_on, challenge.ends_on, won(document, scores))
