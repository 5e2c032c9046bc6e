"""The ledger: double entry, append-only, one door.

`post` writes a batch of movements, exactly once each by reference. A wallet's balance is a row moved by one
conditional UPDATE; behind each spendable point stands a lot (lots.py), behind each unconfirmed one a pending
(pendings.py), and a debt takes the first points that come (repaying.py). A fund is a row too (funds.py).
What sale lines earn is described by crediting.py at a fraction of the cost; both go through `enter`.
A refusal may leave half a batch behind: the edge rolls its transaction back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from core.clock import local_day
from core.database import session
from points.bulk import change, changed, put
from points.ledger import expiry, funds, lots, pendings, repaying
from points.ledger.entries import Entry, Leg, Posted, check
from points.ledger.transactions import write_new
from points.models import WALLET_ACCOUNTS, Wallet
from points.rules import NotEnoughPoints

__all__ = ["Entry", "Leg", "Posted", "post"]

MOVE = """
UPDATE wallets SET available = available + ?, pending = pending + ?, reserved = reserved + ?, debt = debt + ?
WHERE id = ? AND available + ? >= 0 AND pending + ? >= 0 AND reserved + ? >= 0 AND debt + ? >= 0
"""
#: The same, and whether it owes something that it can now repay.
MOVE_ONE = MOVE + "RETURNING available > 0 AND debt > 0"
#: Of what is available, waits, is held and is owed.
Delta = tuple[int, int, int, int]
#: A posting: transaction id, account, wallet, points.
Row = tuple[int, str, int | None, int]
Written = Sequence[tuple[int, Entry]]


def post(entries: Sequence[Entry], at: datetime, actor: str) -> Posted:
    """Write the movements that are new, pass over those known; joins the open transaction.

    Raises NotEnoughPoints (with how many are missing) and AlreadySettled; ValueError for what is no movement.
    """
    for entry in entries:
        check(entry)
    session.flush()
    written, fresh, owing = _write(entries, at, actor)
    if owing:
        repay(owing, repaying.latest(fresh), at, actor)
    return Posted(written, {entry.reference for entry in entries} - written.keys())


def _write(entries: Sequence[Entry], at: datetime, actor: str) -> tuple[dict[str, int], Written, list[int]]:
    """What is new, reference → id; the same, as entries; which wallets owe and can repay, in order of id."""
    written = write_new(entries, at, actor)
    fresh = _fresh(entries, written)
    funds.move([leg for _, entry in fresh for leg in entry.legs])
    rows = [(n, account, wallet_id, amount) for n, e in fresh for account, amount, wallet_id in e.legs]
    owing = enter(rows, _deltas(fresh))
    lots.settle(fresh, local_day(at))
    pendings.settle(fresh)
    return written, fresh, owing


def repay(owing: Sequence[int], after: Mapping[int, int], at: datetime, actor: str) -> None:
    """Let what came in repay what is owed, under the same wallets' rows; what has lapsed goes first.

    `after` names the movement that brought it: wallet → transaction id.
    """
    today = local_day(at)
    _write(expiry.due(today, owing), at, actor)
    _write(repaying.repayments(owing, after, today), at, actor)


def _fresh(entries: Sequence[Entry], written: dict[str, int]) -> Written:
    """What was written, in the batch's order; of a reference that comes twice, the first."""
    left = dict(written)
    return [(left.pop(entry.reference), entry) for entry in entries if entry.reference in left]


def enter(postings: Sequence[Row], deltas: Mapping[int, Delta]) -> list[int]:
    """The one door to the books: move the wallets and write the postings of new transactions (I1).

    Gives the wallets that now hold points to spend and owe some; ValueError unless each transaction sums to
    nought.
    """
    sums: dict[int, int] = {}
    for number, _, _, amount in postings:
        sums[number] = sums.get(number, 0) + amount
    if any(sums.values()):
        raise ValueError("a transaction does not sum to nought")
    owing = _move_wallets(deltas)
    put("postings", ("transaction_id", "account", "wallet_id", "amount"), postings)
    return owing


def _move_wallets(deltas: Mapping[int, Delta]) -> list[int]:
    """One statement a wallet, in id order: two batches never wait for each other in a circle.

    Those that now hold points to spend and owe some, in that order.
    """
    moved = sorted(deltas.items())
    rows = [(*delta, wallet_id, *delta) for wallet_id, delta in moved]
    if all(part >= 0 for _, delta in moved for part in delta):
        if change(MOVE, rows) != len(rows):
            raise ValueError("a movement names a wallet that does not exist")
        return repaying.indebted([wallet_id for wallet_id, _ in moved]) if moved else []
    owing = []
    for row, (wallet_id, delta) in zip(rows, moved, strict=True):
        found = changed(MOVE_ONE, row)
        if found is None:
            raise _missing(wallet_id, delta)
        owing += [wallet_id] if found[0] else []
    return owing


def _deltas(fresh: Written) -> dict[int, Delta]:
    sums: dict[int, dict[str, int]] = {}
    for _, entry in fresh:
        for account, amount, wallet_id in entry.legs:
            if wallet_id is not None:
                if wallet_id not in sums:
                    sums[wallet_id] = dict.fromkeys(WALLET_ACCOUNTS, 0)
                sums[wallet_id][account] += amount
    # a debt is kept as a positive figure; its postings are negative
    return {w: (s["available"], s["pending"], s["reserved"], -s["debt"]) for w, s in sums.items()}


def _missing(wallet_id: int, delta: Delta) -> Exception:
    accounts = (Wallet.available, Wallet.pending, Wallet.reserved, Wallet.debt)
    held = session.execute(select(*accounts).where(Wallet.id == wallet_id)).one_or_none()
    if held is None:
        return ValueError(f"no wallet {wallet_id}")
    return NotEnoughPoints(points=max(1, -min(have + more for have, more in zip(held, delta, strict=True))))
