"""Gathers what scores rest on, for some competitors at once: sales, quotes, trainings, their own figures."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import TypeVar

from challenges.document.parts import RELATIVE
from challenges.rules.customers import Pair, customers, pairs_of
from challenges.rules.facts import Facts, Quoted, Sale, Span, Trained
from challenges.scoring import targets
from challenges.scoring.game import Game
from engagement import trainings
from points.ledger import given
from sales import facts as sales
from sales import quotes
from sales.facts import Sold

CUSTOMERS = ("new_customers", "reactivated")
#: Days around a window in which what does not count is still explained.
AROUND = timedelta(days=14)
NO_DAYS = timedelta(0)
T = TypeVar("T")


def facts_of(
    game: Game,
    subject_ids: Collection[int],
    revision: int | None = None,
    span: Span | None = None,
    around: timedelta = NO_DAYS,
    known: Collection[Sold] | None = None,
) -> dict[int, Facts]:
    """What people or companies did within some days and around them, as known at a revision; those only who
    did something. Sales that are `known` already are not asked for.
    """
    within = span or game.span
    first, last = within.first - around, within.last + around
    if known is None:
        known = sales.sold(game.competitor, subject_ids, first, last, game.dated, revision)
    sold = _sold(game, known)
    quoted = _quoted(game, subject_ids, first, last, revision)
    trained = _trained(game, subject_ids, first, last, revision)
    brought = _customers(game, [one for some in sold.values() for one in some], within, revision)
    own = targets.own_of(game, subject_ids) if game.kinds & set(RELATIVE) else {}
    return {
        one: Facts(sold.get(one, ()), quoted.get(one, ()), trained.get(one, ()), own.get(one), brought)
        for one in subject_ids
        if one in sold or one in quoted or one in trained
    }


def changed(game: Game, after: int, up_to: int) -> set[int]:
    """Whose facts changed between two revisions of the journal (the first exclusive): people or companies."""
    found = sales.subjects_changed(game.competitor, after, up_to)
    if "conversion" in game.kinds:
        found |= quotes.subjects_changed(game.competitor, after, up_to)
    if "training" in game.kinds:
        found |= trainings.subjects_changed(game.kind, after, up_to)
    if game.kinds & set(CUSTOMERS) and (pairs := sales.pairs_changed(after, up_to)):
        span = game.span
        found |= sales.subjects_of_pairs(game.competitor, pairs, span.first, span.last, game.dated)
    return found


def sale_of(row: Sold, points: int = 0) -> Sale:
    """A line of the books as rules know it."""
    return Sale(*row[1:], points)


def points_of(line_ids: Collection[int]) -> dict[int, int]:
    """Programme points stored for some lines, whoever earned them."""
    awards = given.of_lines(line_ids)
    return {line_id: sum(gain[2] for gain in award.gains) for line_id, award in awards.items()}


def _sold(game: Game, rows: Collection[Sold]) -> dict[int, list[Sale]]:
    points = points_of([row.line_id for row in rows]) if "points" in game.kinds else {}
    return _by_subject((row.subject_id, sale_of(row, points.get(row.line_id, 0))) for row in rows)


def _quoted(
    game: Game, subject_ids: Collection[int], first: date, last: date, revision: int | None
) -> Mapping[int, list[Quoted]]:
    if "conversion" not in game.kinds:
        return {}
    rows = quotes.counted(
        game.competitor, first=first, last=last, subject_ids=subject_ids, up_to_revision=revision
    )
    return _by_subject(
        (
            row.subject_id,
            Quoted(row.id, row.number, row.quoted_on, row.state == "won", row.product_id, row.range_id),
        )
        for row in rows
    )


def _trained(
    game: Game, subject_ids: Collection[int], first: date, last: date, revision: int | None
) -> Mapping[int, list[Trained]]:
    if "training" not in game.kinds:
        return {}
    rows = trainings.validated(game.kind, subject_ids, first, last, revision)
    return _by_subject((row.subject_id, Trained(row.id, row.happened_on, row.note)) for row in rows)


def _customers(
    game: Game, mine: Collection[Sale], span: Span, revision: int | None
) -> Mapping[tuple[str, int], frozenset[int]]:
    """Lines that brought a customer, among everything that the buyers of these sales ever bought."""
    pairs = pairs_of(mine) if game.kinds & set(CUSTOMERS) else set()
    if not pairs:
        return {}
    rows = sales.between_pairs(game.competitor, pairs, span.last, game.dated, revision)
    every = [sale_of(row) for row in rows]
    before: dict[Pair, list[date]] = defaultdict(list)
    for one in every:
        day = one.dated(game.dated) or one.sold_on
        if one.stands and day < span.first:
            before[one.seller_id, one.buyer_id or 0].append(day)
    metrics = [metric for version in game.versions for metric in version.metrics]
    return customers(game.versions, metrics, every, before, span, game.left_out)


def _by_subject(rows: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for subject, one in rows:
        found[subject].append(one)
    return dict(found)
