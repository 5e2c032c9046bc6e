"""Behind every point not yet confirmed stands a pending: opened by what earns, emptied by who decides.

Every change of one happens under its wallet's row, which `post` has moved before.
"""

from collections.abc import Mapping, Sequence

from points.bulk import DayForms, change, put
from points.ledger.entries import Entry
from points.rules import AlreadySettled

Written = Sequence[tuple[int, Entry]]
COLUMNS = ("wallet_id", "transaction_id", "amount", "remaining", "earned_on", "due_on")
TAKE = "UPDATE pendings SET remaining = remaining - ? WHERE id = ? AND wallet_id = ? AND remaining >= ?"


def settle(written: Written) -> None:
    """Open and empty the pendings of a batch; AlreadySettled where one holds less than is taken."""
    moves = [(n, entry, w, amount) for n, entry in written for w, amount in net(entry).items()]
    if not moves:
        return
    days = DayForms()
    put(
        "pendings",
        COLUMNS,
        [(w, n, amount, amount, days[e.day], days[e.confirm_on]) for n, e, w, amount in moves if amount > 0],
    )
    for _, entry, wallet_id, amount in moves:
        if amount < 0:
            _take(entry, wallet_id, -amount)


def net(entry: Entry) -> Mapping[int, int]:
    """What a movement changes of each wallet's unconfirmed points."""
    found: dict[int, int] = {}
    for account, amount, wallet_id in entry.legs:
        if account == "pending" and wallet_id is not None:
            found[wallet_id] = found.get(wallet_id, 0) + amount
    return {wallet_id: amount for wallet_id, amount in found.items() if amount}


def _take(entry: Entry, wallet_id: int, amount: int) -> None:
    """A movement over several wallets names the pendings of each; those of others are passed over."""
    taken = 0
    for pending_id, part in entry.from_pendings:
        taken += part * change(TAKE, [(part, pending_id, wallet_id, part)])
    if taken != amount:
        raise AlreadySettled
