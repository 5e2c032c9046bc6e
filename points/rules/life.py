"""How long points live, when they are confirmed, what returns do: free of the database."""

from datetime import date
from typing import NamedTuple


class Settings(NamedTuple):
    """What the programme says on a day (see models/programme.py)."""

    life: str = "none"
    life_length: int = 0
    confirm: str = "at_once"
    confirm_days: int = 0
    returns: str = "debt"
    correction_limit: int = 0
    worth_of_1000: int = 1000
    boosts: str = "best"
    joins_at_cents: int = 0


class How(NamedTuple):
    """How a credit is written: into which account, until when it lives, when it is confirmed."""

    #: available or pending
    account: str = "available"
    #: last local day of the lot; None when it never expires
    lot_expires_on: date | None = None
    #: pending: confirmed from this local day on; None: a person confirms
    confirm_on: date | None = None
