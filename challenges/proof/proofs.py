"""Why a rank is what it is: what counted, what near the window did not, and whoever is ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

from accounts.identity import Visitor
from challenges import queries
from challenges.document.scope import counting_day, filters
from challenges.queries import Shown
from leaderboard.rules import Gap, Line, Standings
from sales import queries as sales
from sales.queries import Line as SaleLine

#: Days before and after the window in which sales that do not count are still explained.
MARGIN = timedelta(days=14)


@dataclass(frozen=True)
class Counted:
    """A sale that counted, and the score after it."""

    line: SaleLine
    day: date
    value: int
    total: int


@dataclass(frozen=True)
class Uncounted:
    """A sale near the window that did not count, and why."""

    line: SaleLine
    day: date
    value: int
    #: before, after, product, undated or late
    reason: str


@dataclass(frozen=True)
class Proof:
    """All that a score and a rank rest on."""

    standings: Standings
    me: Line | None
    #: whoever is just ahead, as far as the visitor may see them
    ahead: Line | None
    gap: Gap | None
    #: latest first
    counted: Sequence[Counted]
    uncounted: Sequence[Uncounted]
    #: when the figures were last counted (UTC)
    as_of: datetime | None

    @property
    def score(self) -> int:
        """The sum of what counted."""
        return self.counted[0].total if self.counted else 0

    def outside(self, reason: str) -> list[Uncounted]:
        """The sales left out for one reason."""
        return [one for one in self.uncounted if one.reason == reason]

    @property
    def gross(self) -> int:
        """Counted and left out for their date or lateness: what the visitor would add up by hand."""
        return self.score + sum(one.value for one in self.uncounted if one.reason != "product")


def proof(one: Shown, visitor: Visitor, at: datetime) -> Proof:
    """Everything behind the rank of a visitor, or of the company that competes for them."""
    subject = queries.subject_of(one.document, visitor) or 0
    revision = one.certified_revision if one.certified_revision is not None else one.scored_revision
    standings = queries.standings(one, visitor, at, top=0, near=1)
    around = sales.lines_of(
        subject,
        competitor=one.document.competitor,
        first=one.document.first - MARGIN,
        last=one.document.last + MARGIN,
        date=one.document.dated,
    )
    counted = sales.counted_lines(subject, **filters(one.document, one.scope), up_to_revision=revision)
    taken = {line.id for line in counted}
    left = [_uncounted(one, line) for line in around if line.id not in taken]
    me = standings.me
    ahead = [line for line in standings.rows if me and line.rank < me.rank]
    return Proof(
        standings,
        me,
        ahead[-1] if ahead else None,
        standings.gap,
        _cumulated(one, counted),
        left,
        standings.as_of,
    )


def _value(one: Shown, line: SaleLine) -> int:
    return line.amount_cents if one.document.metric == "amount" else line.quantity


def _day(one: Shown, line: SaleLine) -> date | None:
    return counting_day(one.document, line.sold_on, line.ordered_on, line.invoiced_on)


def _cumulated(one: Shown, lines: Sequence[SaleLine]) -> list[Counted]:
    values = [_value(one, line) for line in lines]
    totals = accumulate(values)
    made = [
        Counted(line, _day(one, line) or line.sold_on, value, total)
        for line, value, total in zip(lines, values, totals, strict=True)
    ]
    return made[::-1]


def _uncounted(one: Shown, line: SaleLine) -> Uncounted:
    day = _day(one, line)
    if not one.scope.takes(line.range_id, line.product_id):
        reason = "product"
    elif day is None:
        reason = "undated"
    elif day < one.document.first:
        reason = "before"
    elif day > one.document.last:
        reason = "after"
    else:
        reason = "late"
    return Uncounted(line, day or line.sold_on, _value(one, line), reason)
