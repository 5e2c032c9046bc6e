"""A wallet's history as its owner reads it: titles, days and the sentences behind each movement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from babel.dates import format_date
from flask_babel import gettext

from core import format as figures
from core.clock import local_day
from core.retold import retold
from points.ledger.history import HistoryLine
from points.sentences.known import Known, Names, known, names_in
from points.sentences.movements import sentences
from points.sentences.phrases import period_name
from points.statements.names import kind_words

#: Movements that a process keeps in words: those of its latest readers.
KEPT = 4_000


class Spoken(NamedTuple):
    """What is said of a movement."""

    title: str
    sub: str
    #: 14 oct.
    lead: str
    #: +240, −500
    amount: str
    gains: bool
    sentences: tuple[str, ...] = ()


class Told(NamedTuple):
    """A movement in words."""

    line: HistoryLine
    said: Spoken


@dataclass(frozen=True)
class _Entry:
    """All that the words of a movement depend on besides the language: those written alike are said alike."""

    kind: str
    day: date
    at: datetime
    points: int
    #: the facts, as text
    text: str
    #: names of the product and of the rule that the facts point at
    product: str | None
    rule: str | None
    wallet_id: int = 0
    known: Known | None = None
    facts: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Month:
    """The movements written in one month."""

    name: str
    lines: list[Told]


def months(lines: Sequence[HistoryLine], wallet_id: int) -> list[Month]:
    """Movements grouped by the month in which they were written, the latest first."""
    told = tell(lines, wallet_id)
    grouped = groupby(told, key=lambda one: local_day(one.line.at).replace(day=1))
    return [Month(_month(first), list(group)) for first, group in grouped]


def tell(lines: Sequence[HistoryLine], wallet_id: int) -> list[Told]:
    """Each movement in words."""
    names = names_in(line.facts for line in lines)
    rules = known(names)
    return [Told(line, _whole(_entry(line, names, wallet_id, rules))) for line in lines]


def brief(lines: Sequence[HistoryLine]) -> list[Spoken]:
    """Each movement's title and amount, without the sentences behind it."""
    names = names_in(line.facts for line in lines)
    return [_short(_entry(line, names)) for line in lines]


def _entry(line: HistoryLine, names: Names, wallet_id: int = 0, rules: Known | None = None) -> _Entry:
    product, rule = (
        names.products.get(line.facts.get("product", 0)),
        names.rules.get(line.facts.get("rule", 0)),
    )
    said = (line.kind, line.day, line.at, line.points, repr(line.facts), product, rule)
    return _Entry(*said, wallet_id, rules, line.facts)


@retold(KEPT)
def _short(one: _Entry) -> Spoken:
    return Spoken(*_title(one), figures.short_day(one.day), signed(one.points), one.points > 0)


@retold(KEPT)
def _whole(one: _Entry) -> Spoken:
    title, sub = _title(one)
    lead, about = _days(one)
    return Spoken(
        title,
        " · ".join(part for part in (sub, about) if part),
        lead,
        signed(one.points),
        one.points > 0,
        (*_why(one), *_dates(one)),
    )


def _why(one: _Entry) -> list[str]:
    if one.known is None:
        return []
    named = {one.facts["product"]: one.product} if one.product is not None else {}
    return sentences(one.facts, one.known.words(named), one.wallet_id)


def _days(line: _Entry) -> tuple[str, str]:
    """The day that leads a movement, and the day it is about where that lies in another month."""
    written = local_day(line.at)
    if (written.year, written.month) == (line.day.year, line.day.month):
        return figures.short_day(line.day), ""
    return figures.short_day(written), gettext("of %(day)s", day=figures.short_day(line.day))


def _title(line: _Entry) -> tuple[str, str]:
    facts, product = line.facts, figures.unbroken(line.product or "")
    if line.kind == "earn":
        return f"{figures.points(facts.get('quantity', 0))}\u00a0× {product}", facts.get("document", "")
    if line.kind in ("return", "confirm"):
        return str(kind_words()[line.kind]), product or facts.get("document", "")
    if line.kind in ("period", "event"):
        return line.rule or str(kind_words()[line.kind]), _period(facts)
    if line.kind == "prize":
        what = _rank(facts.get("rank")) or _own(facts.get("for"))
        return _own(facts.get("title")) or gettext("Prize"), what
    name = _own(facts.get("reward")) or facts.get("reason") or ""
    return str(kind_words().get(line.kind, line.kind)), str(name)


def _period(facts: Mapping[str, Any]) -> str:
    """Which month or quarter a bonus is for; of an act, its note."""
    if "period" not in facts:
        return str(facts.get("note", ""))
    first, last = (date.fromisoformat(str(day)) for day in facts["period"])
    return period_name(first, last)


def _own(text: object) -> str:
    """A text in the reader's language, where there are two."""
    if isinstance(text, dict):
        return str(text.get(figures.reader().language) or next(iter(text.values()), ""))
    return str(text or "")


def _rank(rank: object) -> str:
    if not isinstance(rank, int):
        return ""
    return str(gettext("Prize for rank %(rank)s", rank=figures.points(rank)))


def _dates(line: _Entry) -> Iterable[str]:
    """When it happened, and when it was entered where that is another day."""
    written = local_day(line.at)
    if line.kind == "earn":
        yield str(
            gettext("Sold on %(day)s, entered on %(written)s.", day=_day(line.day), written=_day(written))
        )
    else:
        yield str(gettext("Entered on %(written)s.", written=_day(written)))


def _day(day: date) -> str:
    return figures.day(day, year=True)


@retold(KEPT)
def _month(first: date) -> str:
    name = format_date(first, "LLLL y", locale=figures.reader())
    return name[:1].upper() + name[1:]


def signed(points: int) -> str:
    """+240, −500: with a true minus."""
    return f"{'+' if points > 0 else '−'}{figures.points(abs(points))}"
