"""The parts of a challenge's document: what counts, how it is measured, what can be won, what others see.

Scores are in score units: a single plain metric's own unit (cents, pieces, basis points, …), else points of
the game. Points are programme points; days are local and inclusive; `_bp` are basis points.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

PURPOSES = ("sales", "launch", "goals", "restart", "field")
COMPETITORS = ("rep", "selling_company", "buying_company", "team")
#: What a score may be made of, and the unit of one.
METRICS: Mapping[str, str] = {
    "amount": "cents",
    "quantity": "pieces",
    "margin": "cents",
    "points": "points",
    "products": "products",
    "ranges": "ranges",
    "new_customers": "customers",
    "reactivated": "customers",
    "active_days": "days",
    "conversion": "bp",
    "attainment": "bp",
    "growth": "bp",
    "training": "trainings",
}
#: Metrics that add up line by line; only these take a cap for each sale.
ADDITIVE = ("amount", "quantity", "margin", "points")
#: Metrics held against a figure of each competitor's own (see Targets).
RELATIVE = ("attainment", "growth")
DATES = ("sold", "ordered", "invoiced")
SALE_KINDS = ("", "sell_in", "sell_out")
JOINS = ("automatic", "choice")
#: date: the earlier day leads, a shared day shares; share: equals share their prizes; each: all have it.
TIES = ("date", "share", "each")
COMPARISONS = ("sum", "mean", "best")
#: What becomes of sales and returns that come in after certification.
LATE = ("list", "recount")
#: What an early stop pays: nothing, or the ranks as they stand on its day.
ON_STOP = ("nothing", "so_far")
MOST_METRICS = 5


@dataclass(frozen=True)
class Prize:
    """So many points, or a reward, for each rank of a step."""

    #: first and last rank, inclusive
    first: int
    last: int
    #: points for each of these ranks; what the reward is worth where there is one
    points: int
    #: code of a reward of the catalogue, ordered for the winner; a shared rank shares its points instead
    reward: str = ""

    @property
    def ranks(self) -> str:
        """As a file writes it: `1` or `4-10`."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def total(self) -> int:
        """Points that the whole step may cost."""
        return self.points * (self.last - self.first + 1)


@dataclass(frozen=True)
class Counts:
    """Which sales count."""

    #: codes of the ranges and references of the products that count; both empty: everything counts
    ranges: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    #: references of products that do not count although their range does
    excluded: tuple[str, ...] = ()
    #: strategic products only
    strategic: bool = False
    #: one of SALE_KINDS; empty for both
    sale_kind: str = ""
    #: which date of a sale must lie in the window
    date: str = "sold"


@dataclass(frozen=True)
class Metric:
    """One thing that is measured, and what it brings: `points` for each full `per` of its unit."""

    #: a key of METRICS
    kind: str
    points: int = 1
    per: int = 1
    #: reactivated: days without a purchase that make a customer dormant
    quiet_days: int = 180
    #: conversion: quotes needed before the rate counts
    fewest: int = 5


@dataclass(frozen=True)
class Targets:
    """The figure of one's own that attainment and growth are held against."""

    #: imported (a file of targets) or computed (the same window one year before, see rules/targets.py)
    source: str = "computed"
    #: what is held against it: amount, quantity or margin
    of: str = "amount"
    #: what a computed target asks above one's own history
    growth_bp: int = 0
    #: least target, in the unit of `of`: for newcomers and the very small
    floor: int = 0


@dataclass(frozen=True)
class Caps:
    """Most that counts, in score units; 0 for no limit."""

    #: of one sale line (additive single metrics only)
    line: int = 0
    #: of one day
    day: int = 0
    #: in all
    total: int = 0


@dataclass(frozen=True)
class Step:
    """A score to reach, and what reaching it pays."""

    #: score units
    at: int
    points: int
    #: paid as soon as it is reached; an objective (False) is paid at the end
    at_once: bool = True


@dataclass(frozen=True)
class FirstTo:
    """The first so many to reach a score; a day shared by more than are left shares what is left."""

    places: int
    at: int
    points: int


@dataclass(frozen=True)
class Collective:
    """A goal of all together that pays everyone whose score is at least `least`."""

    #: sum of all scores
    at: int
    #: for each
    points: int
    least: int = 1


@dataclass(frozen=True)
class Boost:
    """Programme points multiplied for the participants, on some days, up to a sum funded by the challenge."""

    first: date
    last: date
    #: 15000 is one and a half times
    times_bp: int
    #: programme points that the boost may add in all
    most: int
    ranges: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flash:
    """A short challenge within the challenge: reach a score between two instants.

    Of whole local days it counts sales by their day; shorter, it counts sales declared in Tandem by the
    instant of their declaration, once accepted.
    """

    code: str
    title_fr: str
    title_en: str
    #: local wall time, half-open [starts, ends)
    starts: datetime
    ends: datetime
    metric: Metric
    at: int
    points: int
    #: winners at most, the earliest first
    places: int
    ranges: tuple[str, ...] = ()
    products: tuple[str, ...] = ()

    @property
    def by_day(self) -> bool:
        """Whether it begins and ends at midnight, so that sales count by their day."""
        return not any((self.starts.hour, self.starts.minute, self.ends.hour, self.ends.minute))


@dataclass(frozen=True)
class Duels:
    """Each week everybody meets somebody of like history; who scores more that week wins."""

    #: for the winner; shared when equal; somebody without an opponent wins from `at`
    points: int
    #: score that wins without an opponent
    at: int = 1


@dataclass(frozen=True)
class Leagues:
    """Leagues of comparable size; each week the best go up and the last go down."""

    #: competitors in each, at most
    size: int
    #: how many change after each week
    up: int
    down: int
    #: prizes of each week's ranking, in each league
    prizes: tuple[Prize, ...] = ()


@dataclass(frozen=True)
class Team:
    """A team made for the challenge."""

    code: str
    name_fr: str
    name_en: str
    #: codes of people
    members: tuple[str, ...]


@dataclass(frozen=True)
class Teams:
    """How people make a team, and how teams of different sizes are compared."""

    #: companies (those who work there) or made (listed here)
    kind: str = "companies"
    #: one of COMPARISONS: of all members, of each on average, of the best `best`
    compare: str = "sum"
    best: int = 0
    teams: tuple[Team, ...] = ()


@dataclass(frozen=True)
class Late:
    """Sales and returns after certification: listed, or recounted against a share of the prizes held back."""

    rule: str = "list"
    #: share of each prize that waits
    held_bp: int = 0
    #: days after the payment until the recount
    days: int = 0


def plain_of(value: Any) -> Any:
    """A part's value as JSON and TOML know it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain_of(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain_of(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
