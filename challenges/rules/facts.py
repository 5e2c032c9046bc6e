"""What a score is made of, as it was counted at one revision, and whether a fact counts.

A sale stands here as its returns leave it: one that came back whole is as if it had never been.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple, Protocol, TypeAlias

from challenges.document.parts import Metric
from challenges.document.terms import Document

#: Why a fact does not count; `late` and `away` are found by whoever gathers the facts.
REASONS = (
    "product",  # another range or product
    "excluded",  # a product that the document leaves out
    "strategic",  # not a strategic product
    "sale_kind",  # sell-in where sell-out counts, or the reverse
    "undated",  # without the date that counts
    "before",
    "after",
    "reviewed",  # somebody looked at it and left it out
    "returned",  # came back whole
    "open",  # a quote about anything, where only some products count
    "late",  # came in after the revision
    "away",  # its seller was not in the team on that day
)


class Sale(NamedTuple):
    """A sale line and what its returns left of it."""

    line_id: int
    #: the source's own key: orders the sales of a day whatever the order of import
    key: str
    seller_id: int
    buyer_id: int | None
    document: str
    product_id: int
    range_id: int
    strategic: bool
    sale_kind: str
    sold_on: date
    ordered_on: date | None
    invoiced_on: date | None
    #: as sold
    quantity: int
    amount_cents: int
    margin_cents: int
    #: after returns
    left: int
    left_cents: int
    #: programme points stored for the line
    points: int = 0

    @property
    def stands(self) -> bool:
        """Whether anything is left of it."""
        return self.left > 0

    @property
    def left_margin(self) -> int:
        """Margin of what is left, cents: the share of the units that are left, rounded down."""
        return (
            self.margin_cents
            if self.left == self.quantity
            else self.margin_cents * self.left // self.quantity
        )

    @property
    def left_points(self) -> int:
        """Points of what is left, as a return takes them back: stored × left ÷ sold, rounded down."""
        whole = self.left == self.quantity
        return self.points if whole else self.points * self.left // self.quantity

    def dated(self, which: str) -> date | None:
        """The day that counts; None where the sale lacks it."""
        if which == "sold":
            return self.sold_on
        return self.ordered_on if which == "ordered" else self.invoiced_on


class Quoted(NamedTuple):
    """A quote as it stood at the revision."""

    id: int
    number: str
    day: date
    won: bool
    product_id: int | None
    range_id: int | None


class Trained(NamedTuple):
    """A training that was validated."""

    id: int
    day: date
    note: str


Fact: TypeAlias = Sale | Quoted | Trained


class Own(NamedTuple):
    """The figure that a competitor is held against, in the unit of the document's `targets.of`."""

    #: what attainment divides by
    target: int
    #: what growth is measured from: the target before what is asked above one's history
    base: int


@dataclass(frozen=True)
class Facts:
    """All that one competitor's score rests on."""

    sales: Sequence[Sale] = ()
    quotes: Sequence[Quoted] = ()
    trainings: Sequence[Trained] = ()
    own: Own | None = None
    #: (metric, quiet days) → lines that brought a new or a reactivated customer
    customers: Mapping[tuple[str, int], frozenset[int]] = field(default_factory=dict)


class Takes(Protocol):
    """Which products count (a Scope)."""

    @property
    def range_ids(self) -> tuple[int, ...]: ...
    @property
    def product_ids(self) -> tuple[int, ...]: ...
    def takes(self, range_id: int, product_id: int) -> bool: ...


@dataclass(frozen=True)
class Version:
    """The document as it judges the facts of some days."""

    #: first local day whose facts it judges
    from_on: date
    document: Document
    scope: Takes
    #: products that do not count although their range does
    excluded: frozenset[int] = frozenset()

    @cached_property
    def only_some(self) -> bool:
        """Whether only some products count."""
        return bool(self.document.ranges or self.document.products)

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """What a score is made of."""
        return self.document.metrics


@dataclass(frozen=True)
class Span:
    """The days that are looked at (a week of a challenge, or all of it), inclusive."""

    first: date
    last: date


def in_force(versions: Sequence[Version], day: date) -> Version:
    """The version that judges a day: the latest that began by then."""
    found = versions[0]
    for version in versions[1:]:
        if version.from_on <= day:
            found = version
    return found


def span_of(versions: Sequence[Version]) -> Span:
    """From the first day to the last one that any version names (the end only ever moves later)."""
    return Span(versions[0].document.first, max(one.document.last for one in versions))


def day_of(versions: Sequence[Version], fact: Fact) -> date | None:
    """The local day on which a fact counts; a sale's is the date that its version asks for."""
    if not isinstance(fact, Sale):
        return fact.day
    if len(versions) == 1:
        return fact.dated(versions[0].document.dated)
    return fact.dated(in_force(versions, fact.sold_on).document.dated)


def why_not(
    versions: Sequence[Version], fact: Fact, span: Span, left_out: frozenset[int] = frozenset()
) -> str:
    """Why a fact does not count, one of REASONS; empty when it does."""
    day = day_of(versions, fact)
    version = in_force(versions, day or versions[0].from_on)
    if wrong := _of_what(version, fact):
        return wrong
    if day is None:
        return "undated"
    if day < max(span.first, version.document.first):
        return "before"
    if day > min(span.last, version.document.last):
        return "after"
    if isinstance(fact, Sale):
        if fact.line_id in left_out:
            return "reviewed"
        if not fact.stands:
            return "returned"
    return ""


def _of_what(version: Version, fact: Fact) -> str:
    if isinstance(fact, Sale):
        counts = version.document.counts
        if version.only_some and not version.scope.takes(fact.range_id, fact.product_id):
            return "product"
        if fact.product_id in version.excluded:
            return "excluded"
        if counts.strategic and not fact.strategic:
            return "strategic"
        return "sale_kind" if counts.sale_kind and fact.sale_kind != counts.sale_kind else ""
    if isinstance(fact, Quoted):
        if fact.product_id is None and fact.range_id is None:
            return "open" if version.only_some else ""
        if version.only_some and not version.scope.takes(fact.range_id or 0, fact.product_id or 0):
            return "product"
        return "excluded" if fact.product_id in version.excluded else ""
    return ""
