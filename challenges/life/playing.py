"""A challenge played over the sponsor's own past sales, and past results: who would have won, who did."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select

from accounts.models import Company
from challenges.document.reading import stored
from challenges.document.scope import stored_scope
from challenges.document.terms import Document
from challenges.life import audience, judging, rehearsal, teams
from challenges.models import Award, Challenge, Participation, Target, Team
from challenges.rules.facts import Own
from challenges.rules.fairness import (
    NAMED,
    Again,
    Played,
    Player,
    Report,
    report,
    stored_report,
    winning_again,
)
from challenges.rules.outcome import Won
from challenges.scoring import counting
from challenges.scoring.game import Game, game_of, version
from challenges.scoring.targets import kept
from core.clock import local_day
from core.database import session
from sales import queries as sales
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
    #: who won again in past results (the first of them), of how many
    again: Sequence[Again]
    results: int

    def plain(self) -> dict[str, Any]:
        """As stored; it names nobody."""
        return {
            "played": self.played.plain(),
            "now": self.now.plain() if self.now else None,
            "again": [asdict(one) for one in self.again],
            "results": self.results,
        }


def stored_fairness(plain: Mapping[str, Any]) -> Fairness:
    """What was stored."""
    now = stored_report(plain["now"]) if plain["now"] else None
    again = [Again(**one) for one in plain["again"]]
    return Fairness(stored_report(plain["played"]), now, again, plain["results"])


def fairness(challenge: Challenge, at: datetime) -> Fairness:
    """Play a challenge's document on the windows before it; joins what past results say."""
    document = stored(challenge.document)
    known = players(document, at)
    running = challenge.state in ("open", "closing")
    past = results(document, challenge.id)
    return Fairness(
        report(known, played(challenge, document, known, at)),
        report(known, [_now(challenge, document, at)]) if running else None,
        winning_again(known, past)[:NAMED],
        len(past),
    )


def players(document: Document, at: datetime) -> list[Player]:
    """Whoever is invited now, with size (sales of the year before), first sale and region.

    A team is known by its company, or by its place in the document (`teams.invited`).
    """
    invited = audience.invited(document, at)
    today = local_day(at)
    sold = _sold(document, today, [one.subject_id for one in invited])
    regions = {row.id: row.region for row in session.execute(select(Company.id, Company.region))}
    return [
        Player(
            one.subject_id,
            regions.get(one.company_id) or "–",
            *sold.get(one.subject_id, (0, today)),
        )
        for one in invited
    ]


def _sold(document: Document, today: date, subjects: Sequence[int]) -> dict[int, tuple[int, date]]:
    """Sales of the year before and the first one's day; of a team its members' together."""
    competitor = "rep" if document.competitor == "team" else document.competitor
    subject = COMPETITORS[competitor]
    size = func.sum(case((SaleLine.sold_on > today - YEAR, SaleLine.amount_cents), else_=0))
    rows = session.execute(
        select(subject, size, func.min(SaleLine.sold_on)).where(subject.is_not(None)).group_by(subject)
    )
    sold = {row[0]: (int(row[1]), row[2]) for row in rows}
    if document.kind != "team":
        return sold
    found = {}
    for team, members in teams.playing(document, subjects).items():
        theirs = [sold[one] for one in sorted({one.person_id for one in members}) if one in sold]
        if theirs:
            found[team] = sum(cents for cents, _ in theirs), min(day for _, day in theirs)
    return found


def played(challenge: Challenge, document: Document, known: Sequence[Player], at: datetime) -> list[Played]:
    """The windows of the same length and the same weekdays before it; those without a sale left out."""
    lots = {one.subject_id: one.subject_id for one in known}
    scope, revision = stored_scope(challenge.scope), sales.journal_revision()
    targets = imported(challenge.id, document)
    found = []
    for first, last in windows(document, local_day(at), WINDOWS if len(known) <= MANY else FEWER):
        moved = moved_to(document, first, last)
        then = teams.playing(moved, list(lots)) if document.kind == "team" else {}
        game = Game(0, (version(moved, scope),), teams=then, targets=targets)
        if won := rehearsal.play(game, lots, document.hash, revision):
            found.append(Played(first, last, by_subject(won)))
        elif counting.count(game, lots, revision):
            found.append(Played(first, last, {}))
    return found


def imported(challenge_id: int, document: Document) -> Mapping[int, Own] | None:
    """Figures of one's own that were imported: no others are known for days before; None: computed anew."""
    if document.targets is None or document.targets.source != "imported":
        return None
    game = game_of(challenge_id)
    people = game.members(list(game.teams)) if document.kind == "team" else _with_targets(challenge_id)
    return kept(game, people)


def windows(document: Document, today: date, most: int) -> list[tuple[date, date]]:
    """The latest `most` windows that lie whole before today, each whole weeks before the challenge's own."""
    step = timedelta(weeks=-(-document.days // 7))
    first, length = document.first - step, document.last - document.first
    while first + length >= today:
        first -= step
    return [(first - step * nth, first - step * nth + length) for nth in range(most)]


def moved_to(document: Document, first: date, last: date) -> Document:
    """The same document over other days: whatever has a day of its own moves along."""
    step = first - document.first
    return replace(
        document,
        first=first,
        last=last,
        boosts=tuple(replace(one, first=one.first + step, last=one.last + step) for one in document.boosts),
        flashes=tuple(
            replace(one, starts=one.starts + step, ends=one.ends + step) for one in document.flashes
        ),
    )


def by_subject(won: Iterable[Won]) -> dict[int, int]:
    """Points that each would have won."""
    found: dict[int, int] = {}
    for one in won:
        found[one.subject_id] = found.get(one.subject_id, 0) + one.points
    return found


def results(document: Document, but: int) -> list[Played]:
    """What the latest paid challenges of people, companies or companies' teams paid, by who competed."""
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
            .where(Award.challenge_id == one.id, Participation.kind == document.kind)
            .group_by(Participation.subject_id)
        )
        given = {subject: int(points) for subject, points in rows}
        if given and document.kind == "team":
            given = _of_companies(one.id, given)
        if given:
            found.append(Played(one.starts_on, one.ends_on, given))
    return found


def _of_companies(challenge_id: int, given: Mapping[int, int]) -> dict[int, int]:
    """What a challenge's teams won, by the companies that they are made of; others are no team again."""
    rows = session.execute(
        select(Team.id, Team.company_id).where(
            Team.challenge_id == challenge_id, Team.company_id.is_not(None)
        )
    )
    return {company: given[team] for team, company in rows if company and team in given}


def _now(challenge: Challenge, document: Document, at: datetime) -> Played:
    """What would be certified now: weeks that are frozen, flashes that are over, boosts so far."""
    judged = judging.judge(challenge.id, challenge.scored_revision, at)
    won = by_subject(judged.won)
    if document.kind == "team":
        called = teams.numbered(challenge.id, document)
        won = {called[team]: points for team, points in won.items() if team in called}
    return Played(challenge.starts_on, challenge.ends_on, won)


def _with_targets(challenge_id: int) -> list[int]:
    return list(session.scalars(select(Target.subject_id).where(Target.challenge_id == challenge_id)))
