"""Counting periods: lines are read in order of holder and day, and counted as they come.

Memory stays with the figures of some holders, however many lines there are.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Select, bindparam, or_, select

from core.database import Key, ask, session
from points.earning.facts import Touched, kind_of
from points.earning.measures import HOLDERS
from points.earning.reckoning import Reckoning
from points.models import Measure
from points.rules import LINE_KINDS, Reference, Rule, Seen, Target
from points.rules.calendar import Span, span_of
from points.rules.period import Tally, tally_of
from points.rules.scope import means_company, means_sale

#: Holders counted together.
AT_ONCE = 500
#: Rows fetched together.
ROWS = 5_000
#: Columns of a measure in the order of Seen.
LINE = (
    Measure.line_id,
    Measure.day,
    Measure.product_id,
    Measure.range_id,
    Measure.quantity,
    Measure.amount_cents,
    Measure.strategic,
    Measure.margin_bp,
    Measure.sale_kind,
    Measure.document,
    Measure.selling_company_id,
    Measure.returns_id,
)
#: Whose sale it is → the company that rules look at.
COMPANY_OF = {"rep": "selling_company"} | {one: one for one in HOLDERS if one != "rep"}
#: (holder's id, first day of the period)
Place = tuple[int, date]
#: What some periods of a rule are held against.
Held = Callable[[Rule, Mapping[Place, Span]], Mapping[Place, Reference]]


class Counted(NamedTuple):
    """What a period of somebody gives by a rule, all its lines together."""

    rule: Rule
    holder_id: int
    span: Span
    target: Target
    #: the last local day that counted; the period's first where none did
    day: date


def count(touched: Touched, reckoning: Reckoning, held: Held) -> Iterator[list[Counted]]:
    """What each of these periods gives, some holders at a time."""
    rules = [rule for rule in reckoning.rules if rule.id in touched]
    for whom in HOLDERS:
        mine = [rule for rule in rules if rule.beneficiary == whom]
        holders = sorted({holder for rule in mine for holder, _ in touched[rule.id]})
        for start in range(0, len(holders), AT_ONCE):
            chosen = set(holders[start : start + AT_ONCE])
            counting = Counting(whom, reckoning)
            for rule in mine:
                places = [place for place in touched[rule.id] if place[0] in chosen]
                counting.open(rule, {place: span_of(rule, place[1]) for place in places}, held)
            counting.read(sorted(chosen))
            yield counting.counted()


class _Open:
    """A period being counted."""

    def __init__(self, rule: Rule, span: Span, reference: Reference | None) -> None:
        self.rule, self.span, self.reference = rule, span, reference
        self.tally: Tally = tally_of(rule)
        self.day = span.first

    def add(self, line: Seen) -> None:
        self.tally.add(line)
        self.day = line.day


class Counting:
    """The periods of some holders, by everything that their lines ask for."""

    def __init__(self, whom: str, reckoning: Reckoning) -> None:
        self.whom, self.kind, self.reckoning = whom, kind_of(whom), reckoning
        self.periods: dict[tuple[int, int, date], _Open] = {}
        self.rules: dict[int, Rule] = {}
        self.days: dict[date, list[tuple[Rule, date]]] = {}
        self.meant: dict[tuple[int, int, bool, str], frozenset[int]] = {}

    def open(self, rule: Rule, spans: Mapping[Place, Span], held: Held) -> None:
        references = held(rule, spans)
        self.rules[rule.id] = rule
        for (holder, first), span in spans.items():
            self.periods[rule.id, holder, first] = _Open(rule, span, references.get((holder, first)))

    def read(self, holders: list[int]) -> None:
        """Count every line of these holders within the periods."""
        if not self.periods:
            return
        first = min(one.span.first for one in self.periods.values())
        last = max(one.span.last for one in self.periods.values())
        for row in _read(self.whom, holders, first, last):
            self.line(row[0], row[1], row[2:])

    def counted(self) -> list[Counted]:
        """What they give."""
        return [
            Counted(one.rule, holder, one.span, one.tally.target(one.reference), one.day)
            for (_, holder, _), one in self.periods.items()
        ]

    def line(self, holder: int, company: int, columns: Any) -> None:
        """Count a line, later than those before it, wherever it belongs."""
        seen, line = None, Seen(*columns)
        meant = self._meant(line)
        for rule, first in self._on(line.day):
            if rule.id not in meant:
                continue
            period = self.periods.get((rule.id, holder, first))
            if period is None:
                continue
            if seen is None:
                if not self.reckoning.roll.earns(company, line.day):
                    return
                seen = line._replace(who=self.reckoning.roll.who(self.kind, holder, company, line.day))
            if means_company(rule.scope, seen.who):
                period.add(self._boosted(rule, seen))

    def _boosted(self, rule: Rule, line: Seen) -> Seen:
        if rule.kind not in LINE_KINDS:
            return line
        boosts = self.reckoning.boosted(rule, line, self.whom, line.who, line.day)
        return line._replace(boosts=boosts) if boosts else line

    def _on(self, day: date) -> list[tuple[Rule, date]]:
        """The rules at hand that are in force on a day, with the first day of its period."""
        if day not in self.days:
            rules = [rule for rule in self.reckoning.of_day(day) if rule.id in self.rules]
            self.days[day] = [(rule, self.reckoning.first_of(rule, day)) for rule in rules]
        return self.days[day]

    def _meant(self, line: Seen) -> frozenset[int]:
        """The rules whose scope means the sale."""
        key = (line.product_id, line.range_id, line.strategic, line.sale_kind)
        if key not in self.meant:
            rules = self.rules.values()
            self.meant[key] = frozenset(rule.id for rule in rules if means_sale(rule.scope, line))
        return self.meant[key]


def _read(whom: str, holders: list[int], first: date, last: date) -> Iterable[Any]:
    """Holder, company and LINE of what these holders did, in order of holder and day."""
    if len(holders) == 1:
        return _read_of_one(whom, holders[0], first, last)
    holder, company = HOLDERS[whom], HOLDERS[COMPANY_OF[whom]]
    rows = select(holder, company, *LINE).where(holder.in_(holders), Measure.day.between(first, last))
    ordered: Any = rows.order_by(holder, Measure.day, Measure.line_id)
    return session.execute(ordered.execution_options(yield_per=ROWS))


def _read_of_one(whom: str, holder: int, first: date, last: date) -> Iterator[Any]:
    """The same of one holder, in a statement built once: a page is mostly about its reader."""
    rows, after = None, 0
    while rows is None or len(rows) == ROWS:
        rows = ask(_lines(whom), holder=holder, first=first, last=last, after=after, size=ROWS).all()
        yield from rows
        first, after = (rows[-1].day, rows[-1].line_id) if rows else (first, after)


@cache
def _lines(whom: str) -> Select[*tuple[Any, ...]]:
    """Lines of `:holder` from `:first` to `:last`; of the first day only those that come `:after` one."""
    lines, first = Measure.__table__.c, bindparam("first", type_=Date)
    holder, company = lines[HOLDERS[whom].key], lines[HOLDERS[COMPANY_OF[whom]].key]
    return (
        select(holder.label("holder"), company.label("company"), *(lines[one.key] for one in LINE))
        .where(holder == bindparam("holder", type_=Key))
        .where(lines.day >= first, lines.day <= bindparam("last", type_=Date))
        .where(or_(lines.day > first, lines.line_id > bindparam("after", type_=Key)))
        .order_by(lines.day, lines.line_id)
        .limit(bindparam("size", type_=Integer))
    )
