"""The small parts that sentences about points are made of, in the reader's language."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal
from flask_babel import gettext, ngettext

from core import format as figures
from points.rules import ONCE, Rule


def count(points: int) -> str:
    """240 points."""
    return str(ngettext("%(number)s point", "%(number)s points", points, number=figures.points(points)))


def by_amount(rule: Rule) -> bool:
    """Whether what is counted is money rather than pieces."""
    return rule.kind == "per_amount" or (rule.kind != "per_unit" and rule.measure == "amount")


def rate(rule: Rule, points: int | None = None) -> str:
    """1 point per 10 €; 5 points apiece; 5 points per 3 pieces; 2 points per invoice line."""
    given = count(rule.points if points is None else points)
    if rule.kind == "per_line":
        return str(gettext("%(points)s per invoice line", points=given))
    if by_amount(rule):
        return str(gettext("%(points)s per %(amount)s", points=given, amount=figures.euros(rule.per)))
    if rule.per == 1:
        return str(gettext("%(points)s apiece", points=given))
    return str(gettext("%(points)s per %(number)s pieces", points=given, number=figures.points(rule.per)))


def band_rate(rule: Rule, points: int) -> str:
    """1 point for 100 €: where bands speak of from and to as well."""
    if not by_amount(rule):
        return rate(rule, points)
    amount = figures.euros(rule.per)
    return str(gettext("%(points)s for every %(amount)s", points=count(points), amount=amount))


def buys(rule: Rule) -> bool:
    """Whether what counts is a purchase to the one who is rewarded."""
    return rule.beneficiary == "buying_company"


def volume(rule: Rule, figure: int) -> str:
    """10 000 € of sales; 12 pieces bought."""
    if by_amount(rule):
        amount = figures.euros(figure)
        if buys(rule):
            return str(gettext("%(amount)s of purchases", amount=amount))
        return str(gettext("%(amount)s of sales", amount=amount))
    number = figures.points(figure)
    if buys(rule):
        return str(ngettext("%(number)s piece bought", "%(number)s pieces bought", figure, number=number))
    return str(ngettext("%(number)s piece sold", "%(number)s pieces sold", figure, number=number))


def bare(rule: Rule, figure: int) -> str:
    """10 000 €; 12 pieces."""
    return figures.euros(figure) if by_amount(rule) else pieces(figure)


def pieces(number: int) -> str:
    """12 pieces."""
    return str(ngettext("%(number)s piece", "%(number)s pieces", number, number=figures.points(number)))


def who(rule: Rule) -> str:
    """Who is rewarded for a sale."""
    said = {
        "rep": gettext("the person who sells"),
        "selling_company": gettext("the company that sells"),
        "buying_company": gettext("the company that buys"),
    }
    return str(said[rule.beneficiary])


def member(rule: Rule) -> str:
    """Who is rewarded for what is no sale."""
    return str(gettext("the person") if rule.beneficiary == "rep" else gettext("the company"))


def each_period(rule: Rule) -> str:
    """Each month; for a rule's own window, its days."""
    said = {
        "month": gettext("Each month"),
        "quarter": gettext("Each quarter"),
        "year": gettext("Each year"),
    }
    return str(said.get(rule.period) or window(rule))


def a_period(rule: Rule) -> str:
    """A month, as in so much a month."""
    said = {"month": gettext("a month"), "quarter": gettext("a quarter"), "year": gettext("a year")}
    return str(said.get(rule.period) or gettext("in all"))


def periods(rule: Rule, number: int) -> str:
    """3 months in a row."""
    said = {
        "month": ngettext("%(num)d month in a row", "%(num)d months in a row", number),
        "quarter": ngettext("%(num)d quarter in a row", "%(num)d quarters in a row", number),
        "year": ngettext("%(num)d year in a row", "%(num)d years in a row", number),
    }
    return str(
        said.get(rule.period) or ngettext("%(num)d period in a row", "%(num)d periods in a row", number)
    )


def window(rule: Rule) -> str:
    """From the first to the last day of a rule."""
    first = figures.day(rule.starts_on, year=True)
    if rule.ends_on is None:
        return str(gettext("Since %(day)s", day=first))
    if rule.ends_on == rule.starts_on:
        return str(gettext("On %(day)s", day=first))
    return str(gettext("From %(first)s to %(last)s", first=first, last=figures.day(rule.ends_on, year=True)))


def period_name(first: date, last: date) -> str:
    """In October 2026; in the third quarter of 2026; in 2026; from one day to another."""
    locale = figures.reader()
    complete = first.day == 1 and (last + timedelta(days=1)).day == 1
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if complete and months == 1:
        return str(gettext("In %(month)s", month=format_date(first, "LLLL y", locale=locale)))
    if complete and months == 3 and first.month % 3 == 1:
        quarter = format_date(first, "QQQQ", locale=locale)
        return str(gettext("In the %(quarter)s of %(year)s", quarter=quarter, year=first.year))
    if complete and months == 12 and first.month == 1:
        return str(gettext("In %(month)s", month=first.year))
    days = {"first": figures.day(first, year=True), "last": figures.day(last, year=True)}
    return str(gettext("From %(first)s to %(last)s", **days))


def multiple(basis_points: int) -> str:
    """× 1,5."""
    figure = format_decimal(Decimal(basis_points) / ONCE, locale=figures.reader())
    return f"×\u00a0{figure}"


def times(basis_points: int, target: str) -> str:
    """× 2 for heat pumps."""
    return str(gettext("%(times)s for %(target)s", times=multiple(basis_points), target=target))


def listed(names: Sequence[str]) -> str:
    """A, B and C."""
    if len(names) < 2:
        return "".join(names)
    return str(gettext("%(first)s and %(last)s", first=", ".join(names[:-1]), last=names[-1]))


def apart(parts: Sequence[str]) -> str:
    """A; B; C."""
    text = parts[0]
    for part in parts[1:]:
        text = str(gettext("%(first)s; %(last)s", first=text, last=part))
    return text


def either(names: Sequence[str]) -> str:
    """A, B or C."""
    if len(names) < 2:
        return "".join(names)
    return str(gettext("%(first)s or %(last)s", first=", ".join(names[:-1]), last=names[-1]))


def quoted(name: str) -> str:
    """“A name” in the reader's own quotes."""
    return str(gettext("“%(name)s”", name=name))


def named(ids: Iterable[int | str], names: dict[int, str] | dict[str, str]) -> list[str]:
    """The names behind ids, in order; what has no name keeps its key."""
    known: dict[object, str] = dict(names)  # type: ignore[arg-type]
    return sorted(known.get(one, str(one)) for one in ids)


def sentence(*parts: str) -> str:
    """Parts as one text, its first letter a capital."""
    text = " ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]
