"""Which sale brought a new customer, or brought one back: from everything the pair of seller and buyer did.

A buyer is new when all it ever bought from the seller lies within the window; it is reactivated when, within
the window, it buys after more than so many days without a purchase. Each buyer counts once, for whoever made
the first sale that counts from then on; of one day, the lower key.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TypeAlias

from challenges.document.parts import Metric
from challenges.rules.facts import Sale, Span, Version, day_of, why_not
from challenges.rules.metrics import customer_key

#: (selling company, buying company)
Pair: TypeAlias = tuple[int, int]


def pairs_of(sales: Iterable[Sale]) -> set[Pair]:
    """Who bought from whom."""
    return {(one.seller_id, one.buyer_id) for one in sales if one.buyer_id is not None}


def customers(
    versions: Sequence[Version],
    metrics: Collection[Metric],
    sales: Iterable[Sale],
    before: Mapping[Pair, Collection[date]],
    span: Span,
    left_out: frozenset[int] = frozenset(),
) -> dict[tuple[str, int], frozenset[int]]:
    """Lines that brought a customer, by metric; `sales` are all sales of the pairs within the days, whoever
    made them, and `before` the days of their purchases before.
    """
    of_pair: dict[Pair, list[tuple[date, str, Sale]]] = defaultdict(list)
    for sale in sales:
        day = day_of(versions, sale) or sale.sold_on
        if sale.stands and sale.buyer_id is not None and span.first <= day <= span.last:
            of_pair[sale.seller_id, sale.buyer_id].append((day, sale.key, sale))
    wanted = {customer_key(one) for one in metrics if one.kind in ("new_customers", "reactivated")}
    return {
        key: frozenset(
            line
            for pair, bought in of_pair.items()
            if (since := _since(key, bought, before.get(pair, ()))) is not None
            and (line := _first(versions, bought, since, span, left_out)) is not None
        )
        for key in wanted
    }


def _since(
    key: tuple[str, int], bought: Sequence[tuple[date, str, Sale]], before: Collection[date]
) -> date | None:
    """The day on which the buyer came, or came back; None where it did neither."""
    kind, quiet = key
    days = sorted({one[0] for one in bought})
    if kind == "new_customers":
        return None if before else days[0]
    earlier = [max(before)] if before else []
    back = (day for last, day in pairwise([*earlier, *days]) if (day - last).days > quiet)
    return next(back, None)


def _first(
    versions: Sequence[Version],
    bought: Sequence[tuple[date, str, Sale]],
    since: date,
    span: Span,
    left_out: frozenset[int],
) -> int | None:
    counting = [
        (day, key, sale.line_id)
        for day, key, sale in bought
        if day >= since and not why_not(versions, sale, span, left_out)
    ]
    return min(counting)[2] if counting else None
