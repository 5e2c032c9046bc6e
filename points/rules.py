"""Why a sale earns what it earns, and which points leave first: pure, standard library only."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from core.rules import N_, Refused

#: Basis points of × 1.
ONCE = 10_000
#: The largest posting (reliability I3).
MOST = 10**9

BENEFICIARIES = ("rep", "selling_company", "buying_company")
BASES = ("amount", "quantity")


class NotEnoughPoints(Refused):
    """More was asked of an account than it holds."""

    sentence = N_("Not enough points: %(points)s missing.")


class AlreadySettled(Refused):
    """A reserve was spent or given back before; a correction was undone before."""

    sentence = N_("This was already settled: points move once.")


class UnknownReference(Refused):
    """Nothing in the ledger has this reference."""

    sentence = N_("The ledger holds nothing under “%(reference)s”.")


class NothingToPost(Refused):
    """A movement of no points, or of a negative number of them."""

    sentence = N_("A movement needs a number of points above zero.")


class NegativeSale(Refused):
    """A return cannot earn: it takes back from the line that it names."""

    sentence = N_("Line %(line)s is negative: a return does not earn points.")


class Rule(NamedTuple):
    """A version of an earning rule, free of the database."""

    id: int
    code: str
    version: int
    beneficiary: str
    basis: str
    points: int
    per: int
    range_ids: frozenset[int]
    company_kinds: frozenset[str]
    starts_on: date
    ends_on: date | None
    #: range id → basis points, product id → basis points
    range_times: Mapping[int, int]
    product_times: Mapping[int, int]


class Sold(Protocol):
    """What a rule needs to know of a sale line."""

    @property
    def product_id(self) -> int: ...
    @property
    def range_id(self) -> int: ...
    @property
    def quantity(self) -> int: ...
    @property
    def amount_cents(self) -> int: ...


class Award(NamedTuple):
    """What one rule gives for one line, and how it came about."""

    points: int
    base: int
    times_bp: int


def award(rule: Rule, sold: Sold) -> Award:
    """Full `per`s × points, rounded toward zero, multiplied, rounded toward zero again.

    The product's own multiplier beats its range's.
    """
    measured = sold.amount_cents if rule.basis == "amount" else sold.quantity
    base = measured // rule.per * rule.points
    times = rule.product_times.get(sold.product_id) or rule.range_times.get(sold.range_id) or ONCE
    return Award(base if times == ONCE else base * times // ONCE, base, times)


def active_on(rules: Iterable[Rule], day: date) -> list[Rule]:
    """The rules of a day: of each code, the newest version whose window covers it."""
    newest: dict[str, Rule] = {}
    for rule in rules:
        covers = rule.starts_on <= day and (rule.ends_on is None or day <= rule.ends_on)
        if covers and (rule.code not in newest or newest[rule.code].version < rule.version):
            newest[rule.code] = rule
    return list(newest.values())


class Held(Protocol):
    """A lot as the order of spending sees it."""

    id: int
    remaining: int
    expires_on: date | None


def in_order(lot: Held) -> tuple[date, int]:
    """First to expire leaves first; what never expires last; then the older lot (reliability I14)."""
    return (lot.expires_on or date.max, lot.id)


def may_be_spent(lot: Held, day: date) -> bool:
    """A lot past its last day is not spendable, also when the expiry job is late."""
    return lot.expires_on is None or day <= lot.expires_on


def take(lots: Sequence[Held], amount: int) -> list[tuple[int, int]]:
    """Which lots give how much, in the order given; raise NotEnoughPoints when they hold less."""
    taken: list[tuple[int, int]] = []
    for lot in lots:
        if amount and lot.remaining:
            part = min(lot.remaining, amount)
            taken.append((lot.id, part))
            amount -= part
    if amount:
        raise NotEnoughPoints(points=amount)
    return taken


def next_version_may_start(current_start: date, starts_on: date, today: date) -> bool:
    """A new version begins after the one that it follows, and never on a day already past."""
    return starts_on >= today and starts_on > current_start


def kinds_allow(rule: Rule, kind: str | None) -> bool:
    """Whether a company of this kind is meant by a rule."""
    return not rule.company_kinds or kind in rule.company_kinds


def ranges_allow(range_ids: Collection[int], range_id: int) -> bool:
    """Whether a product of this range is meant by a rule."""
    return not range_ids or range_id in range_ids


class StartsTooEarly(Refused):
    """A new version may not rewrite days that have passed."""

    sentence = N_(
        "A new version of “%(code)s” can start on %(earliest)s at the earliest: past days keep theirs."
    )


class EndsTooEarly(Refused):
    """A rule may not stop on a day that has passed, or before it starts."""

    sentence = N_("“%(code)s” can end on %(earliest)s at the earliest: past days keep their rule.")


class UnknownRule(Refused):
    """No rule of this code."""

    sentence = N_("There is no rule “%(code)s”.")


class SameRule(Refused):
    """Nothing would change."""

    sentence = N_("“%(code)s” already says exactly this.")
