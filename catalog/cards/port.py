"""What a provider of cards can be asked, and what it can answer; a code never leaves an adapter unsealed."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

#: delivered: here is the card · waiting: it is being made · failed: it will never come · absent: no such key,
#: nothing was ever made · cancelled: it was, and is worth nothing now · unknown: nobody can say.
Word = Literal["delivered", "waiting", "failed", "absent", "cancelled", "unknown"]


@dataclass(frozen=True)
class Wish:
    """One card for one piece of an order; the key is the same over every attempt."""

    key: str
    reward_id: int
    #: the reward's code, which the provider knows too
    product: str
    #: what it is worth, cents; None where the product says it
    face_cents: int | None
    #: what the provider called it, once it answered
    reference: str = ""


@dataclass(frozen=True)
class Answer:
    """What it said; `trouble` is for staff and never holds what the provider wrote."""

    word: Word
    sealed: str = ""
    reference: str = ""
    expires_on: date | None = None
    trouble: str = ""


class Provider(Protocol):
    """Whoever gives cards. No call raises: what cannot be said is `unknown`."""

    def order(self, wish: Wish) -> Answer:
        """Ask for a card; asked twice under one key, it is one card."""

    def status(self, wish: Wish) -> Answer:
        """Ask what became of a key."""

    def cancel(self, wish: Wish) -> Answer:
        """Ask that the card of a key be worth nothing; `delivered` says that it stays what it is."""
