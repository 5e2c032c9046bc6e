"""Points that come back: of a returned sale line, of a period that measures less than before (I12, I13).

What was written is taken back, never what today's rules would give. A reserved order is not touched.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from core.clock import local_day
from points.bulk import put
from points.ledger import expiry, given
from points.ledger.entries import Entry, Leg
from points.ledger.given import Award
from points.ledger.posting import post
from points.ledger.shelves import Shelves
from points.ledger.transactions import transaction_ids
from points.ledger.wallets import hold
from points.rules.returning import Split, due, split
from points.settings.versions import settings_on

COLUMNS = (
    "transaction_id", "return_line_id", "line_id", "wallet_id", "rule_id",
    "due", "from_pending", "from_lot", "from_others", "owed", "borne", "lapsed",
)  # fmt: skip


class ReturnFact(Protocol):
    """A return as points see it: a sale line that names the one it returns, its figures negative."""

    @property
    def line_id(self) -> int: ...
    @property
    def returns_id(self) -> int | None: ...
    @property
    def quantity(self) -> int: ...
    @property
    def product_id(self) -> int: ...
    @property
    def document(self) -> str: ...


class Due(NamedTuple):
    """What a return asks of one gain of the line that it returns."""

    fact: ReturnFact
    wallet_id: int
    rule_id: int
    #: the transaction that gave it
    number: int
    points: int


class Back(NamedTuple):
    """What a return got back of one gain."""

    asked: Due
    parts: Split


def take_back_lines(facts: Sequence[ReturnFact], at: datetime, actor: str) -> dict[int, int]:
    """Take back what returned lines earned, each return once (`return:LINE`); wallet → points gone.

    Returns of one line come in the order of their ids; each takes its share of the stored award.
    """
    returns = sorted((fact for fact in facts if fact.returns_id), key=lambda fact: fact.line_id)
    awards = given.of_lines({fact.returns_id or 0 for fact in returns})
    hold({gain[0] for award in awards.values() for gain in award.gains})
    # under the wallets' rows: whoever did the same meanwhile has written it down
    returns = _new(returns)
    asked = _asked(returns, awards)
    if not asked:
        return {}
    today, wanted = local_day(at), defaultdict[int, int](int)
    for one in asked:
        wanted[one.wallet_id] += one.points
    post(expiry.due(today, wanted), at, actor)
    shelves = Shelves({one.number for one in asked}, wanted, given.lapsed_of_lines(awards), today)
    policy = settings_on(today).returns
    entries, backs = [], []
    for fact in returns:
        mine = [one for one in asked if one.fact is fact]
        entry, back = _entry(fact, mine, shelves, policy, today)
        backs += back
        entries += [entry] if entry else []
    written = post(entries, at, actor).written
    _write_down(backs, written)
    left: dict[int, int] = defaultdict(int)
    for asked_one, parts in backs:
        left[asked_one.wallet_id] += parts.moved
    return dict(left)


def take_from(
    wallet_id: int,
    points: int,
    reference: str,
    day: date,
    facts: Mapping[str, Any],
    at: datetime,
    actor: str,
    kind: str = "period",
) -> Split:
    """Take points out of a wallet under a reference of one's own, once; from where they came.

    What earlier movements of the same name gave goes first (`period:3:9:2026-10-01:2` looks at …:1). Where
    nothing is left to move, the books say so all the same.
    """
    hold([wallet_id])
    if points <= 0 or reference in transaction_ids([reference]):
        return Split()
    today = local_day(at)
    post(expiry.due(today, [wallet_id]), at, actor)
    places = [(number, wallet_id) for number in given.before(reference)] or [(0, wallet_id)]
    earlier = [number for number, _ in places]
    lapsed = {places[0]: given.lapsed_of(earlier)}
    shelves = Shelves(earlier, {wallet_id: points}, lapsed, today)
    parts = split(points, shelves.source(places), settings_on(today).returns)
    lots, pendings = shelves.take(places, parts)
    legs = _legs({wallet_id: parts}) or [Leg("issue", -points), Leg("issue", points)]
    entry = Entry(reference, kind, day, legs, {**facts, "back": parts._asdict()})
    post([entry._replace(from_lots=lots, from_pendings=pendings)], at, actor)
    return parts


def _new(returns: Sequence[ReturnFact]) -> list[ReturnFact]:
    known = transaction_ids([f"return:{fact.line_id}" for fact in returns])
    done = given.returned_already({fact.line_id for fact in returns})
    return [fact for fact in returns if f"return:{fact.line_id}" not in known and fact.line_id not in done]


def _asked(returns: Sequence[ReturnFact], awards: Mapping[int, Award]) -> list[Due]:
    """Each gain's share of each return."""
    came_back = given.came_back([(fact.returns_id or 0, fact.line_id) for fact in returns])
    asked = []
    for fact in returns:
        award = awards.get(fact.returns_id or 0)
        before = came_back[fact.returns_id or 0]
        came_back[fact.returns_id or 0] = before - fact.quantity
        if award is None:
            continue
        left, after = award.quantity - before, award.quantity - before + fact.quantity
        for wallet_id, rule_id, points, *_ in award.gains:
            share = due(points, award.quantity, left, after)
            if share:
                asked.append(Due(fact, wallet_id, rule_id, award.number, share))
    return asked


def _entry(
    fact: ReturnFact, mine: Sequence[Due], shelves: Shelves, policy: str, today: date
) -> tuple[Entry | None, list[Back]]:
    """The movement of one return, and what it takes of each gain."""
    backs: list[Back] = []
    from_lots: dict[int, int] = defaultdict(int)
    from_pendings: dict[int, int] = defaultdict(int)
    together: dict[int, Split] = {}
    for one in mine:
        places = [(one.number, one.wallet_id)]
        parts = split(one.points, shelves.source(places), policy)
        lots, pendings = shelves.take(places, parts)
        for lot_id, part in lots:
            from_lots[lot_id] += part
        for pending_id, part in pendings:
            from_pendings[pending_id] += part
        before = together.get(one.wallet_id, Split())
        together[one.wallet_id] = Split(*(a + b for a, b in zip(before, parts, strict=True)))
        backs.append(Back(one, parts))
    legs = _legs(together)
    if not legs:
        return None, backs
    facts = {
        "product": fact.product_id,
        "quantity": -fact.quantity,
        "document": fact.document,
        "line": fact.returns_id,
        "back": [[b.asked.wallet_id, b.asked.rule_id, b.asked.points, *b.parts] for b in backs],
    }
    entry = Entry(f"return:{fact.line_id}", "return", today, legs, facts)
    pairs = tuple(from_lots.items()), tuple(from_pendings.items())
    return entry._replace(from_lots=pairs[0], from_pendings=pairs[1]), backs


def _legs(together: Mapping[int, Split]) -> list[Leg]:
    """Out of each wallet, a debt included, into the account of what was taken back; none for none."""
    legs = []
    for wallet_id, parts in together.items():
        legs += [
            Leg(account, -amount, wallet_id)
            for account, amount in (
                ("pending", parts.pending),
                ("available", parts.own + parts.others),
                ("debt", parts.owed),
            )
            if amount
        ]
    total = sum(parts.moved for parts in together.values())
    return [*legs, Leg("clawback", total)] if total else []


def _write_down(backs: Sequence[Back], written: Mapping[str, int]) -> None:
    rows = [
        (
            written.get(f"return:{asked.fact.line_id}"),
            asked.fact.line_id,
            asked.fact.returns_id,
            asked.wallet_id,
            asked.rule_id,
            asked.points,
            parts.pending,
            parts.own,
            parts.others,
            parts.owed,
            parts.borne,
            parts.lapsed,
        )
        for asked, parts in backs
    ]
    put("take_backs", COLUMNS, rows)
