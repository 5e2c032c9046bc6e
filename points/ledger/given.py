"""What was given, and where it lies now: read for what has to come back."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select

from core.database import session
from points.bulk import CHUNK
from points.ledger.transactions import transaction_ids
from points.models import LedgerTransaction, LotUse, Measure, Pending, Posting, TakeBack

#: What a transaction gave a wallet.
Place = tuple[int, int]


class Award(NamedTuple):
    """What a sale line was given, as it was written."""

    #: of the transaction
    number: int
    #: units sold
    quantity: int
    #: wallet, rule, points, base, times
    gains: list[list[int]]


def of_lines(line_ids: Collection[int]) -> dict[int, Award]:
    """The stored awards of these sale lines, by line."""
    numbers = transaction_ids([f"sale-line:{line_id}" for line_id in line_ids])
    found: dict[int, Award] = {}
    for part in _chunks(numbers.values()):
        rows = session.execute(
            select(LedgerTransaction.id, LedgerTransaction.reference, LedgerTransaction.facts).where(
                LedgerTransaction.id.in_(part)
            )
        )
        for number, reference, facts in rows:
            line_id = int(reference.removeprefix("sale-line:"))
            found[line_id] = Award(number, facts["quantity"], facts.get("gains", []))
    return found


def before(reference: str) -> list[int]:
    """The numbered movements before this one, the latest first: `period:3:9:2026-10-01:4` follows 3, 2, 1."""
    name, _, number = reference.rpartition(":")
    if not number.isdigit():
        return []
    return sorted(transaction_ids([f"{name}:{n}" for n in range(1, int(number))]).values(), reverse=True)


def returned_already(return_line_ids: Collection[int]) -> set[int]:
    """Which of these returns have taken back something before."""
    rows = select(TakeBack.return_line_id).where(TakeBack.return_line_id.in_(return_line_ids)).distinct()
    return set(session.scalars(rows)) if return_line_ids else set()


def came_back(returns: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Units returned of each line before these returns: (line, the return's own line), in order of ids."""
    found: dict[int, int] = defaultdict(int)
    first: dict[int, int] = {}
    for line_id, return_line_id in returns:
        first[line_id] = min(return_line_id, first.get(line_id, return_line_id))
    for part in _chunks(first):
        rows = session.execute(
            select(Measure.returns_id, Measure.line_id, Measure.quantity).where(Measure.returns_id.in_(part))
        )
        for returned, return_line_id, quantity in rows:
            if returned and return_line_id < first[returned]:
                found[returned] -= quantity
    return found


class Waiting(NamedTuple):
    """A pending: what is left of it, and the transaction that confirmed it."""

    place: Place
    id: int
    left: int
    confirmed_by: int | None


def pendings(numbers: Collection[int]) -> list[Waiting]:
    """The pendings that these transactions opened."""
    found: list[Waiting] = []
    for part in _chunks(numbers):
        rows = session.execute(
            select(Pending.transaction_id, Pending.wallet_id, Pending.id, Pending.remaining)
            .where(Pending.transaction_id.in_(part))
            .order_by(Pending.id)
        ).all()
        confirms = transaction_ids([f"confirm:{row.id}" for row in rows])
        found += [Waiting((n, w), i, left, confirms.get(f"confirm:{i}")) for n, w, i, left in rows]
    return found


def expired(lot_ids: Collection[int]) -> dict[int, int]:
    """How much of each of these lots has expired."""
    found: dict[int, int] = {}
    for part in _chunks(lot_ids):
        rows = session.execute(
            select(LotUse.lot_id, func.sum(LotUse.amount))
            .join(LedgerTransaction, LedgerTransaction.id == LotUse.transaction_id)
            .where(LotUse.lot_id.in_(part), LedgerTransaction.kind == "expire")
            .group_by(LotUse.lot_id)
        )
        found |= {lot_id: int(points) for lot_id, points in rows}
    return found


def refused(pending_ids: Collection[int]) -> dict[int, int]:
    """How much of each of these pendings a person refused."""
    numbers = transaction_ids([f"refuse:{i}" for i in pending_ids])
    of_number = {number: int(reference.split(":")[1]) for reference, number in numbers.items()}
    found: dict[int, int] = {}
    for part in _chunks(of_number):
        rows = session.execute(
            select(Posting.transaction_id, Posting.amount).where(
                Posting.transaction_id.in_(part), Posting.account == "pending"
            )
        )
        found |= {of_number[number]: -points for number, points in rows}
    return found


def lapsed_of_lines(awards: Mapping[int, Award]) -> dict[Place, int]:
    """What earlier returns counted as expired or refused, by what gave it."""
    found: dict[Place, int] = {}
    for part in _chunks(awards):
        rows = session.execute(
            select(TakeBack.line_id, TakeBack.wallet_id, func.sum(TakeBack.lapsed))
            .where(TakeBack.line_id.in_(part))
            .group_by(TakeBack.line_id, TakeBack.wallet_id)
        )
        found |= {(awards[line_id].number, wallet_id): int(n) for line_id, wallet_id, n in rows}
    return found


def lapsed_of(numbers: Collection[int]) -> int:
    """The same of the movements of a period, which keep it among their facts."""
    facts: list[dict[str, Any]] = []
    for part in _chunks(numbers):
        facts += session.scalars(select(LedgerTransaction.facts).where(LedgerTransaction.id.in_(part)))
    return sum(one["back"]["lapsed"] for one in facts if "back" in one)


def _chunks(ids: Collection[int]) -> list[list[int]]:
    whole = sorted(set(ids))
    return [whole[i : i + CHUNK] for i in range(0, len(whole), CHUNK)]
