"""Flash challenges within a challenge: who reached their score, and when.

Of whole days sales count by their day, as everywhere; shorter ones count sales declared in Tandem by the
instant of their declaration, once accepted, so that a nightly file cannot decide them.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from challenges.document.parts import Caps, Counts, Flash
from challenges.document.scope import resolve
from challenges.document.terms import Document
from challenges.rules.facts import Facts, Sale, why_not
from challenges.rules.metrics import Tally
from challenges.rules.outcome import Reached
from challenges.scoring.courses import courses
from challenges.scoring.facts import points_of, sale_of
from challenges.scoring.game import Game, version
from core.clock import ZONE
from core.database import session
from sales import facts as sales
from sales.models import Claim, SaleLine


def ended(flash: Flash, at: datetime) -> bool:
    """Whether a flash challenge is over."""
    return flash.ends.replace(tzinfo=ZONE) <= at


def reached(game: Game, flash: Flash, subjects: Collection[int], revision: int) -> list[Reached]:
    """Who reached a flash challenge's score by the facts of a revision, and when for good."""
    if flash.by_day:
        return crossings(of_flash(game, flash), subjects, flash.at, revision)
    return _declared(game, flash, subjects, revision)


def crossings(game: Game, subjects: Collection[int], at: int, revision: int) -> list[Reached]:
    """On which day each score rose to `at` for the last time, of those that stayed there."""
    found = []
    for subject_id, days in courses(game, subjects, revision):
        if not days or days[-1].score < at:
            continue
        below = [nth for nth, stood in enumerate(days) if stood.score < at]
        first = below[-1] + 1 if below else 0
        found.append(Reached(subject_id, days[-1].score, days[first].day))
    return found


def of_flash(game: Game, flash: Flash) -> Game:
    """The challenge as its flash counts it: its own metric, days and products."""
    document = _document(game.document, flash)
    return replace(game, versions=(version(document, resolve(document)),), targets=None)


def _document(document: Document, flash: Flash) -> Document:
    counts = document.counts
    if flash.ranges or flash.products:
        counts = Counts(ranges=flash.ranges, products=flash.products, date=counts.date)
    last = (flash.ends - timedelta(microseconds=1)).date()
    return replace(
        document,
        metrics=(flash.metric,),
        counts=counts,
        caps=Caps(),
        first=flash.starts.date(),
        last=last,
    )


def _declared(game: Game, flash: Flash, subjects: Collection[int], revision: int) -> list[Reached]:
    """Declared sales are added up as everywhere, in the order of their declaration."""
    own = of_flash(game, flash)
    wanted, whose = set(subjects), competitors(game)
    told = [(claim.sent_at, whose(line, claim), line.id) for claim, line in claims(flash, revision)]
    rows = sales.sold_by_id(game.competitor, [line_id for _, _, line_id in told], revision)
    points = points_of([row.line_id for row in rows]) if flash.metric.kind == "points" else {}
    known = {row.line_id: sale_of(row, points.get(row.line_id, 0)) for row in rows}
    tallies: dict[int, Tally] = defaultdict(lambda: Tally(Facts(), None))
    went: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for sent_at, subject, line_id in told:
        sale = known.get(line_id)
        if sale is not None and subject in wanted and _counts(own, sale):
            tallies[subject].add(sale, own.versions[0])
            went[subject].append((sent_at, tallies[subject].score))
    return [
        Reached(subject, moments[-1][1], when)
        for subject, moments in sorted(went.items())
        if (when := reached_for_good(moments, flash.at)) is not None
    ]


def reached_for_good(moments: Sequence[tuple[datetime, int]], at: int) -> datetime | None:
    """When a score last rose to `at`, of one that stayed there; None otherwise."""
    found, before = None, 0
    for when, score in moments:
        found = when if score >= at > before else found
        before = score
    return found if before >= at else None


def _counts(game: Game, sale: Sale) -> bool:
    """Whether a declared sale counts by everything but its day."""
    return (
        sale.stands
        and sale.line_id not in game.left_out
        and why_not(game.versions, sale, game.span) in ("", "before", "after", "undated")
    )


def claims(flash: Flash, revision: int) -> Iterable[Any]:
    """Accepted declarations of the flash's hours with their lines, the earliest first."""
    first, last = (one.replace(tzinfo=ZONE) for one in (flash.starts, flash.ends))
    return session.execute(
        select(Claim, SaleLine)
        .join(SaleLine, SaleLine.id == Claim.line_id)
        .where(Claim.state == "accepted", SaleLine.revision <= revision)
        .where(Claim.sent_at >= first, Claim.sent_at < last)
        .order_by(Claim.sent_at, Claim.id)
    )


def competitors(game: Game) -> Callable[[SaleLine, Claim], int]:
    """Whose a declared sale is: the person's, a company's, or the team's that the person plays for."""
    teams: Mapping[int, int] = {
        member.person_id: team for team, members in game.teams.items() for member in members
    }
    column = {"selling_company": "selling_company_id", "buying_company": "buying_company_id"}

    def whose(line: SaleLine, claim: Claim) -> int:
        if game.document.kind == "team":
            return teams.get(claim.person_id, 0)
        name = column.get(game.document.competitor, "rep_id")
        return getattr(line, name) or 0

    return whose
