"""Periods on the calendar, in local days, cut by a rule's own window."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from points.rules.rule import Rule

ONE_DAY = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Span(NamedTuple):
    """From a local day to a local day, inclusive; `date.max` where it has no end yet."""

    first: date
    last: date


def calendar_span(period: str, day: date) -> Span:
    """The calendar month, quarter or year of a day."""
    months = MONTHS[period]
    month = (day.month - 1) // months * months + 1
    end = month + months - 1
    return Span(date(day.year, month, 1), date(day.year, end, monthrange(day.year, end)[1]))


def window(rule: Rule) -> Span:
    """The days on which a rule is in force."""
    return Span(rule.starts_on, rule.ends_on or date.max)


def span_of(rule: Rule, day: date) -> Span:
    """The period whose lines a rule looks at together; a streak's is the rule's whole window."""
    whole = window(rule)
    if rule.kind == "streak" or rule.period not in MONTHS:
        return whole
    found = calendar_span(rule.period, day)
    return Span(max(found.first, whole.first), min(found.last, whole.last))


def next_period(period: str, first: date) -> date:
    """The first day of the calendar period after the one of a day."""
    return calendar_span(period, first).last + ONE_DAY


def earliest_start(rule: Rule, today: date) -> date:
    """The first day on which a new version of a period rule may begin: the next on which a period does."""
    if rule.period not in MONTHS or calendar_span(rule.period, today).first == today:
        return today
    return next_period(rule.period, today)


def year_before(day: date) -> date:
    """The same day one year before; 29 February becomes the 28th."""
    return day.replace(year=day.year - 1, day=min(day.day, monthrange(day.year - 1, day.month)[1]))


def span_before(span: Span) -> Span:
    """The same days one year before, none of the span's own; a February's last day stays one."""
    last = year_before(span.last)
    if span.last.month == 2 and (span.last + ONE_DAY).month == 3:
        last = date(last.year, 2, monthrange(last.year, 2)[1])
    return Span(year_before(span.first), min(last, span.first - ONE_DAY))
