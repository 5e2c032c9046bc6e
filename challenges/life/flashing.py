"""Flash challenges within a challenge: who reached their score, and when.

Of whole days sales count by their day, as everywhere; shorter ones count sales declared in Tandem by the
instant of their declaration, once accepted, so that a nightly file cannot decide them.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from challenges.document.parts import Caps, Counts, Flash
from challenges.document.scope import resolve
from challenges.document.terms import Document
from challenges.rules.outcome import Reached
from challenges.scoring.courses import courses
from challenges.scoring.game import Game, version
from core.clock import ZONE
from core.database import session
from products.models import Product
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
    scope, metric = resolve(_document(game.document, flash)), flash.metric
    sums: dict[int, int] = defaultdict(int)
    there: dict[int, datetime] = {}
    wanted = set(subjects)
    whose = competitors(game)
    for claim, line, range_id, back, back_cents in claims(flash, revision):
        subject = whose(line, claim)
        if subject not in wanted or not scope.takes(range_id, line.product_id):
            continue
        left, cents = line.quantity + back, line.amount_cents + back_cents
        if left <= 0:
            continue
        sums[subject] += {"quantity": left, "amount": cents}.get(metric.kind, 0)
        if sums[subject] // metric.per * metric.points >= flash.at:
            there.setdefault(subject, claim.sent_at)
    return [
        Reached(subject, sums[subject] // metric.per * metric.points, when)
        for subject, when in sorted(there.items())
    ]


def claims(flash: Flash, revision: int) -> Iterable[Any]:
    """Accepted declarations of the flash's hours, the earliest first, with what came back of each."""
    back = (
        select(
            SaleLine.returns_id.label("line"),
            func.sum(SaleLine.quantity).label("units"),
            func.sum(SaleLine.amount_cents).label("cents"),
        )
        .where(SaleLine.returns_id.is_not(None), SaleLine.revision <= revision)
        .group_by(SaleLine.returns_id)
        .subquery()
    )
    first, last = (one.replace(tzinfo=ZONE) for one in (flash.starts, flash.ends))
    return session.execute(
        select(
            Claim, SaleLine, Product.range_id, func.coalesce(back.c.units, 0), func.coalesce(back.c.cents, 0)
        )
        .join(SaleLine, SaleLine.id == Claim.line_id)
        .join(Product, Product.id == SaleLine.product_id)
        .outerjoin(back, back.c.line == SaleLine.id)
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
