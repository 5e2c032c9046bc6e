"""What each metric adds up, and the score that weighted metrics make: integers only.

Score = Σ over metrics ⌊value ÷ per⌋ × points, never below zero in all; a single plain metric (points =
per = 1) is its own value. Values of metrics that add up are kept apart by weight, so that an amendment of a
weight judges only what comes after it.
"""

from collections import defaultdict

from challenges.document.parts import ADDITIVE, RELATIVE, Metric, Targets
from challenges.document.terms import Document
from challenges.rules.facts import Fact, Facts, Own, Quoted, Sale, Trained, Version

ALL_BP = 10_000
#: Metrics whose value is a rate of two sums: it may fall as well as rise.
RATES = ("conversion", *RELATIVE)
NO_TARGETS = Targets()


def sold_value(kind: str, sale: Sale) -> int:
    """What is left of a sale in a metric that adds up: cents, pieces or points."""
    if kind == "amount":
        return sale.left_cents
    if kind == "quantity":
        return sale.left
    return sale.left_margin if kind == "margin" else sale.left_points


def share_of(own: Own, days: int, of_days: int) -> Own:
    """The part of a figure of one's own that falls to some of the window's days, at least 1; rounded down."""
    if days >= of_days:
        return own
    return Own(max(own.target * days // of_days, 1), max(own.base * days // of_days, 1))


def line_cap(document: Document) -> int:
    """Most that one sale counts, in the metric's unit; 0 for no limit (several metrics have none).

    Lines of one document and one product are one sale, so that splitting a line gains nothing.
    """
    only = document.metrics[0]
    if not document.caps.line or len(document.metrics) != 1 or only.kind not in ADDITIVE:
        return 0
    return document.caps.line * only.per // only.points


class Tally:
    """The values of a score's metrics, added up fact by fact."""

    def __init__(self, facts: Facts, own: Own | None) -> None:
        self._facts = facts
        self._own = own
        self._metrics: tuple[Metric, ...] = ()
        #: (place of the metric, points, per) → value so far
        self._values: dict[tuple[int, int, int], int] = defaultdict(int)
        #: things of which each counts once: (place of the metric, thing)
        self._known: set[tuple[int, object]] = set()
        #: (selling company, document, product) → value before the cap of a line
        self._whole: dict[tuple[int, str, int], int] = defaultdict(int)
        self._quotes = self._won = 0
        #: what targets are about, so far
        self._held = 0

    def add(self, fact: Fact, version: Version) -> None:
        """Count one fact more, by the version of its day."""
        self._metrics = version.metrics
        if isinstance(fact, Quoted):
            self._quotes += 1
            self._won += fact.won
        elif isinstance(fact, Sale):
            self._held += sold_value((version.document.targets or NO_TARGETS).of, fact)
        for place, metric in enumerate(version.metrics):
            if metric.kind not in RATES and (more := self._more(place, metric, fact, version.document)):
                self._values[place, metric.points, metric.per] += more

    @property
    def score(self) -> int:
        """Score units; may be negative while returns or losses outweigh."""
        score = sum(value // per * points for (_, points, per), value in self._values.items())
        for metric in self._metrics:
            if metric.kind in RATES:
                score += self._rate(metric) // metric.per * metric.points
        return score

    def _more(self, place: int, metric: Metric, fact: Fact, document: Document) -> int:
        if isinstance(fact, Trained):
            return int(metric.kind == "training")
        if not isinstance(fact, Sale):
            return 0
        if metric.kind in ADDITIVE:
            return self._capped(sold_value(metric.kind, fact), fact, line_cap(document))
        if metric.kind in ("new_customers", "reactivated"):
            return int(fact.line_id in self._facts.customers.get(customer_key(metric), ()))
        thing = _thing(metric.kind, fact, document)
        if thing is None or (place, thing) in self._known:
            return 0
        self._known.add((place, thing))
        return 1

    def _capped(self, value: int, sale: Sale, cap: int) -> int:
        if not cap:
            return value
        whole = (sale.seller_id, sale.document or sale.key, sale.product_id)
        before = self._whole[whole]
        self._whole[whole] += value
        return min(before + value, cap) - min(before, cap)

    def _rate(self, metric: Metric) -> int:
        """Basis points, rounded down, at least 0."""
        if metric.kind == "conversion":
            enough = self._quotes >= max(metric.fewest, 1)
            return self._won * ALL_BP // self._quotes if enough else 0
        if self._own is None:
            return 0
        if metric.kind == "attainment":
            return max(self._held * ALL_BP // self._own.target, 0)
        return max((self._held - self._own.base) * ALL_BP // self._own.base, 0)


def customer_key(metric: Metric) -> tuple[str, int]:
    """Under which lines that brought a customer are found."""
    return metric.kind, metric.quiet_days if metric.kind == "reactivated" else 0


def _thing(kind: str, sale: Sale, document: Document) -> object:
    """What a metric counts once: a product, a range, a day."""
    if kind == "products":
        return sale.product_id
    if kind == "ranges":
        return sale.range_id
    return sale.dated(document.dated) if kind == "active_days" else None
