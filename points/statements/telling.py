"""A wallet's history as its owner reads it: titles, days and the sentences behind each movement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from babel.dates import format_date
from flask_babel import gettext

from core import format as figures
from core.clock import local_day
from points.ledger.history import HistoryLine
from points.sentences.phrases import period_name
from points.sentences.rule import sentences
from points.sentences.words import Words, product_words, words_for


@dataclass(frozen=True)
class Told:
    """A movement in words."""

    line: HistoryLine
    title: str
    sub: str
    #: 14 oct.
    lead: str
    #: +240, −500
    amount: str
    sentences: list[str] = field(default_factory=list)


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
    words = words_for(line.facts for line in lines)
    return [_told(line, words, wallet_id) for line in lines]


def brief(lines: Sequence[HistoryLine]) -> list[Told]:
    """Each movement's title and amount, without the sentences behind it."""
    words = product_words(line.facts for line in lines)
    return [
        Told(line, *_title(line, words), figures.short_day(line.day), signed(line.points)) for line in lines
    ]


def _told(line: HistoryLine, words: Words, wallet_id: int) -> Told:
    title, sub = _title(line, words)
    lead, about = _days(line)
    return Told(
        line,
        title,
        " · ".join(part for part in (sub, about) if part),
        lead,
        signed(line.points),
        [*sentences(line.facts, words, wallet_id), *_dates(line)],
    )


def _days(line: HistoryLine) -> tuple[str, str]:
    """The day that leads a movement, and the day it is about where that lies in another month."""
    written = local_day(line.at)
    if (written.year, written.month) == (line.day.year, line.day.month):
        return figures.short_day(line.day), ""
    return figures.short_day(written), gettext("of %(day)s", day=figures.short_day(line.day))


def _title(line: HistoryLine, words: Words) -> tuple[str, str]:
    facts = line.facts
    if line.kind == "earn":
        product = figures.unbroken(words.products.get(facts.get("product", 0), ""))
        return f"{figures.points(facts.get('quantity', 0))}\u00a0× {product}", facts.get("document", "")
    if line.kind in ("return", "confirm"):
        product = figures.unbroken(words.products.get(facts.get("product", 0), ""))
        return str(kind_words()[line.kind]), product or facts.get("document", "")
    if line.kind in ("period", "event"):
        return words.names.get(facts.get("rule", 0)) or str(kind_words()[line.kind]), _period(facts)
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


def _dates(line: HistoryLine) -> Iterable[str]:
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


def _month(first: date) -> str:
    name = format_date(first, "LLLL y", locale=figures.reader())
    return name[:1].upper() + name[1:]


def signed(points: int) -> str:
    """+240, −500: with a true minus."""
    return f"{'+' if points > 0 else '−'}{figures.points(abs(points))}"


def kind_words() -> dict[str, str]:
    """What each kind of movement is called."""
    return {
        "earn": gettext("Sale"),
        "prize": gettext("Prize"),
        "opening": gettext("Opening balance"),
        "reserve": gettext("Held for an order"),
        "cancel": gettext("Order cancelled, points back"),
        "spend": gettext("Order delivered"),
        "refund": gettext("Order refunded, points back"),
        "correction": gettext("Correction"),
        "expire": gettext("Expired points"),
        "return": gettext("Return"),
        "period": gettext("Bonus of a period"),
        "event": gettext("Bonus"),
        "confirm": gettext("Points confirmed"),
        "refuse": gettext("Points not confirmed"),
        "repay": gettext("Repayment after a return"),
        "forgive": gettext("Debt forgiven"),
        "merge": gettext("Companies merged"),
        "fund": gettext("Prizes set aside"),
        "release": gettext("Prizes not awarded"),
    }


def account_words() -> dict[str, str]:
    """What each account of the books is called."""
    return {
        "issue": gettext("Points issued"),
        "opening": gettext("Brought in from before the programme"),
        "available": gettext("In wallets, ready to spend"),
        "pending": gettext("In wallets, being confirmed"),
        "reserved": gettext("In wallets, held for orders"),
        "debt": gettext("In wallets, owed after returns"),
        "spent": gettext("Spent on rewards"),
        "expired": gettext("Expired"),
        "clawback": gettext("Taken back after returns"),
    }
