"""What the ledger is told: movements of legs over named accounts, each of which sums to zero."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from points.models import SYSTEM_ACCOUNTS, WALLET_ACCOUNTS
from points.rules import MOST

#: A prize account: `escrow:challenge:7`.
ESCROW = "escrow:"
#: What the sponsor set aside before it is promised to anybody: `fund:prizes` (see models.Fund).
FUND = "fund:"
PRIZES = "prizes"
LONGEST_REFERENCE = 120


class Leg(NamedTuple):
    """Points into (plus) or out of (minus) one account."""

    account: str
    amount: int
    wallet_id: int | None = None


class Entry(NamedTuple):
    """A movement to be written, under a reference of its own."""

    reference: str
    kind: str
    #: the local day it is about
    day: date
    legs: Sequence[Leg]
    facts: Mapping[str, Any]
    #: last local day of the points it gives; None when they never expire
    lot_expires_on: date | None = None
    #: the transaction that it undoes or settles: its lots are refilled, or emptied first
    reverses_id: int | None = None
    #: the only lot that it takes from (expiry)
    lot_id: int | None = None
    #: pending points are confirmed by the clock from this local day on; None: a person confirms
    confirm_on: date | None = None
    #: (lot id, points): exactly what it takes out of lots, where whoever posts has reckoned it
    from_lots: Sequence[tuple[int, int]] = ()
    #: (lot id, points): exactly what it gives back to lots that it was taken from
    into_lots: Sequence[tuple[int, int]] = ()
    #: (pending id, points): what it confirms, refuses or takes back of points not yet confirmed
    from_pendings: Sequence[tuple[int, int]] = ()


class Posted(NamedTuple):
    """What became of a batch."""

    #: reference → transaction id, of what is new
    written: dict[str, int]
    #: references that were in the books before
    known: set[str]


class BeyondPosting(ValueError):
    """More points than one movement may carry; `reference` names it."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"{reference}: more than {MOST} points cannot be posted at once")


def check(entry: Entry) -> None:
    """Refuse (ValueError) what is no movement: unbalanced, empty, not whole, over unknown accounts."""
    total = 0
    for account, amount, wallet_id in entry.legs:
        if type(amount) is int and abs(amount) > MOST:
            raise BeyondPosting(entry.reference)
        if type(amount) is not int or not amount:
            raise ValueError(f"{entry.reference}: {amount!r} points cannot be posted")
        if not _is_account(account, wallet_id):
            raise ValueError(f"{entry.reference}: no account {account!r} for wallet {wallet_id}")
        total += amount
    if total or not entry.legs:
        raise ValueError(f"{entry.reference}: its legs sum to {total}")
    if not 0 < len(entry.reference) <= LONGEST_REFERENCE:
        raise ValueError(f"{entry.reference!r} is no reference")


def _is_account(account: str, wallet_id: int | None) -> bool:
    if wallet_id is not None:
        return account in WALLET_ACCOUNTS
    return account in SYSTEM_ACCOUNTS or account.startswith((ESCROW, FUND))
