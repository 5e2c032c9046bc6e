"""Which companies a segment means: saved conditions over what is known of a company; all of them hold.

Pure: nothing here knows the database.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from core.rules import N_, Refused
from core.text import fold

#: Conditions that name words, one of which is enough …
WORDED = ("kind", "size", "sector", "region", "tier")
#: … those that measure the last months …
WINDOWED = ("turnover", "growth", "orders", "margin")
#: … and those that look at the whole history, or at what the sponsor believes.
PLAIN = ("recency", "first", "potential")
AT_LEAST, AT_MOST, ONE_OF = "at_least", "at_most", "one_of"
MOST_MONTHS = 36
ONCE = 10_000


class BadCondition(Refused):
    """A stored or loaded condition that says nothing."""

    sentence = N_("A segment cannot be made with the condition “%(condition)s”.")


class NoCondition(Refused):
    """A segment of everybody is none."""

    sentence = N_("A segment needs at least one condition: without any it would hold everybody.")


class Condition(NamedTuple):
    """One thing that holds for every company of a segment."""

    #: one of WORDED, WINDOWED, PLAIN
    field: str
    #: at_least, at_most or one_of
    how: str
    #: cents (turnover, potential), basis points (growth, margin), orders, days (recency, first), or words
    value: int | tuple[str, ...]
    #: WINDOWED: the last so many months, growth against as many before them
    months: int = 0


class Trade(NamedTuple):
    """What a company traded in the last months: what an installer buys, what a distributor sells."""

    cents: int = 0
    #: in as many months before
    before_cents: int = 0
    #: documents with something sold
    orders: int = 0
    #: margin of what is known of it, basis points; None when nothing is
    margin_bp: int | None = None


class Known(NamedTuple):
    """A company as segments see it on a day."""

    kind: str
    size: str = ""
    sector: str = ""
    region: str = ""
    tier: str = ""
    #: cents a year; None when nobody has said
    potential: int | None = None
    #: months → what was traded in them
    trade: Mapping[int, Trade] = {}
    #: days since the last trade, and since the first; None when there never was one
    recency: int | None = None
    first: int | None = None


def fits(conditions: Iterable[Condition], known: Known) -> bool:
    """Whether all conditions hold; what is not known holds none."""
    return all(holds(one, known) for one in conditions)


def holds(condition: Condition, known: Known) -> bool:
    """Whether one condition holds for a company."""
    if isinstance(condition.value, tuple):
        mine = fold(str(getattr(known, condition.field)))
        return bool(mine) and mine in {fold(word) for word in condition.value}
    figure = figure_of(condition.field, known, condition.months)
    if figure is None:
        return False
    return figure >= condition.value if condition.how == AT_LEAST else figure <= condition.value


def figure_of(field: str, known: Known, months: int = 0) -> int | None:
    """What a condition measures; None when it is not known (no growth from nothing, no age of no sale)."""
    if field in PLAIN:
        found: int | None = getattr(known, field)
        return found
    trade = known.trade.get(months, Trade())
    if field == "growth":
        grown = trade.cents - trade.before_cents
        return grown * ONCE // trade.before_cents if trade.before_cents > 0 else None
    return {"turnover": trade.cents, "orders": trade.orders, "margin": trade.margin_bp}[field]


def months_of(conditions: Iterable[Condition]) -> set[int]:
    """The windows that conditions ask for."""
    return {one.months for one in conditions if one.months}


def read(stored: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """Conditions from their stored form; raises NoCondition, BadCondition."""
    if not stored:
        raise NoCondition
    return tuple(_read(one) for one in stored)


def write(conditions: Iterable[Condition]) -> list[dict[str, Any]]:
    """Conditions as they are stored."""
    return [_plain(one) for one in conditions]


def _plain(one: Condition) -> dict[str, Any]:
    value = list(one.value) if isinstance(one.value, tuple) else one.value
    said = {"field": one.field, "is": one.how, "value": value}
    return said | {"months": one.months} if one.months else said


def _read(one: Mapping[str, Any]) -> Condition:
    field, how, value = one.get("field"), one.get("is"), one.get("value")
    months = one.get("months", 12 if field in WINDOWED else 0)
    if field in WORDED and how == ONE_OF and isinstance(value, list) and value:
        return Condition(str(field), ONE_OF, tuple(str(word) for word in value))
    if (
        type(value) is not int
        or type(months) is not int
        or how not in (AT_LEAST, AT_MOST)
        or field not in (*WINDOWED, *PLAIN)
        or months not in (range(1, MOST_MONTHS + 1) if field in WINDOWED else (0,))
    ):
        raise BadCondition(condition=str(dict(one)))
    return Condition(str(field), str(how), value, months)


#: The five that every programme starts with, in this order.
USUAL = ("strategic", "growing", "transactional", "dormant", "to-stimulate")


def usual(known: Collection[Known]) -> dict[str, tuple[Condition, ...]]:
    """The five, their thresholds taken from how companies really trade, rounded to figures one can say."""
    yearly = [one.trade[12] for one in known if 12 in one.trade and one.trade[12].cents > 0]
    turnover = sorted(one.cents for one in yearly)
    orders = sorted(one.orders for one in yearly)
    growth = sorted(f for one in known if (f := figure_of("growth", one, 6)) is not None)
    quiet = sorted(one.recency for one in known if one.recency is not None)
    asleep = min(180, max(60, -(-quantile(quiet, 90) // 10) * 10))
    awake = Condition("recency", AT_MOST, asleep - 1)
    strong = max(500, quantile(growth, 70) // 100 * 100)
    return {
        "strategic": (Condition("turnover", AT_LEAST, readable(quantile(turnover, 80)) or 1, 12),),
        "growing": (Condition("growth", AT_LEAST, strong, 6), awake),
        "transactional": (
            Condition("orders", AT_LEAST, 1, 12),
            Condition("orders", AT_MOST, max(1, quantile(orders, 40)), 12),
            awake,
        ),
        "dormant": (Condition("recency", AT_LEAST, asleep),),
        "to-stimulate": (
            Condition("kind", ONE_OF, ("distributor",)),
            Condition("growth", AT_MOST, quantile(growth, 50) // 100 * 100, 6),
            awake,
        ),
    }


def quantile(figures: Sequence[int], percent: int) -> int:
    """The figure that so many percent of a rising row do not exceed; 0 of an empty one."""
    return figures[min(len(figures) - 1, len(figures) * percent // 100)] if figures else 0


def readable(figure: int) -> int:
    """A figure cut to its two leading digits."""
    unit = int(10 ** max(0, len(str(abs(figure))) - 2))
    return figure // unit * unit
