"""An earning rule free of the database: what it counts, what it gives, to whom, from when to when."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

#: Basis points of × 1.
ONCE = 10_000
#: The largest posting (reliability I3).
MOST = 10**9

BENEFICIARIES = ("rep", "selling_company", "buying_company")
#: What one line gives depends on that line alone …
LINE_KINDS = ("per_amount", "per_unit", "per_line")
#: … what a boost adds to it as well …
BOOST = "boost"
#: … and what a period gives, on all its lines together: the difference to what was posted is posted.
PERIOD_KINDS = ("bands", "threshold", "streak", "variety", "pair", "frequency", "minimum", "growth")
#: What is no purchase: an act that staff confirm, years of membership, joining, bringing another in.
EVENT_KINDS = ("action", "seniority", "welcome", "referral")
KINDS = (*LINE_KINDS, BOOST, *PERIOD_KINDS, *EVENT_KINDS)
#: `whole` is the rule's own window.
PERIODS = ("month", "quarter", "year", "whole")
SALE_KINDS = ("sell_in", "sell_out")


class Scope(NamedTuple):
    """Which sales a rule counts; an empty part leaves nothing out."""

    range_ids: frozenset[int] = frozenset()
    product_ids: frozenset[int] = frozenset()
    not_range_ids: frozenset[int] = frozenset()
    not_product_ids: frozenset[int] = frozenset()
    #: only what the sponsor has flagged as strategic
    strategic: bool = False
    #: sell_in, sell_out or empty
    sale_kind: str = ""
    #: of the company that is rewarded, or whose rep is
    company_kinds: frozenset[str] = frozenset()
    #: codes; one of them, on the day of the sale, is enough
    segments: frozenset[str] = frozenset()
    #: codes; the tier at the start of the day of the sale
    tiers: frozenset[str] = frozenset()


class Weights(NamedTuple):
    """How many times as many points, in basis points (20000 is × 2)."""

    #: range id → basis points
    ranges: Mapping[int, int] = {}
    #: product id → basis points; beats its range's
    products: Mapping[int, int] = {}
    #: for strategic products, on top
    strategic: int = ONCE
    #: (margin in basis points from which it holds, basis points), rising; the last that fits counts, on top
    margins: tuple[tuple[int, int], ...] = ()
    #: tier code → basis points, on top
    tiers: Mapping[str, int] = {}


class Step(NamedTuple):
    """From a figure on (cents, units, ranges, periods): so many points."""

    #: the figure reached, inclusive
    at: int
    #: points given once (threshold, variety, streak …), or points per `per` (bands)
    points: int


class Rule(NamedTuple):
    """A version of an earning rule."""

    id: int
    code: str
    version: int
    #: one of KINDS
    kind: str
    beneficiary: str
    starts_on: date
    #: last local day, inclusive; None while it runs
    ends_on: date | None = None
    scope: Scope = Scope()
    weights: Weights = Weights()
    #: line kinds and growth: points given … · streak, pair, frequency, minimum, events: the bonus
    points: int = 0
    #: … per so many cents (amount) or units (quantity), full ones only
    per: int = 1
    #: amount (cents) or quantity (units): what a period kind measures
    measure: str = "amount"
    #: period kinds, and the period of a cap or of incremental mode: one of PERIODS; else empty
    period: str = ""
    #: threshold, variety: bonuses by figure reached, all that are reached add up
    #: bands: the rate from each figure on
    steps: tuple[Step, ...] = ()
    #: bands: `marginal` (each part at its own rate) or `full` (everything at the rate reached)
    bands: str = ""
    #: streak: so many periods in a row, then again after as many
    times: int = 0
    #: streak: the least of a period that counts · growth: the least total (cents or units)
    at_least: int = 0
    #: growth, frequency: the least growth over the baseline, basis points (1000 is +10 %)
    growth_bp: int = 0
    #: growth: what the points are counted on, `whole` total or only the `increase`
    growth_on: str = ""
    #: pair: the two sets of ranges, one sale of each
    pair: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    #: pair: on one `document` or within the `period`
    together: str = ""
    #: only what exceeds the account's stored baseline of the period earns (line kinds)
    incremental: bool = False
    #: the most points that a member has of this rule in a period (`period`); 0 for no cap
    cap: int = 0
    #: boost: times as many (basis points) of what the line rules give, or `points` per line or unit on top
    times_bp: int = 0
    #: boost: which rules it lifts (codes); empty for all with the same beneficiary
    lifts: frozenset[str] = frozenset()
    #: boost: points of a bonus are per `line` or per `unit`
    each: str = ""
    #: action: which act (training, contract, event, testimonial or the sponsor's own word)
    act: str = ""
    #: welcome: within so many hours of the programme's launch; 0 for whenever
    hours: int = 0
    #: referral: what the one who brought another in gets (points is for the newcomer) …
    referrer_points: int = 0
    #: … and what counts for the referrer's tier on top (see tiers: credit)
    tier_credit: int = 0

    @property
    def by_period(self) -> bool:
        """Whether it gives on a period's lines together rather than on each alone."""
        return self.kind in PERIOD_KINDS or (self.kind in LINE_KINDS and (self.incremental or self.cap > 0))

    def covers(self, day: date) -> bool:
        """Whether it is in force on a local day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def active_on(rules: Iterable[Rule], day: date) -> list[Rule]:
    """The rules of a day: of each code, the newest version whose window covers it."""
    newest: dict[str, Rule] = {}
    for rule in rules:
        if rule.covers(day) and (rule.code not in newest or newest[rule.code].version < rule.version):
            newest[rule.code] = rule
    return list(newest.values())
