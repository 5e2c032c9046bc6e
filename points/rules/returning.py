"""What a return takes back of a stored award, and from where: pure (reliability I12, I13)."""

from typing import NamedTuple


class Source(NamedTuple):
    """What lies where, for one return out of one wallet."""

    #: of the award itself: not yet confirmed, still spendable
    pending: int
    own: int
    #: in the wallet's other live lots
    others: int
    #: of the award itself: expired or refused before, and not yet counted against a return
    gone: int


class Split(NamedTuple):
    """due = pending + own + lapsed + others + owed + borne."""

    pending: int = 0
    own: int = 0
    others: int = 0
    owed: int = 0
    borne: int = 0
    lapsed: int = 0

    @property
    def moved(self) -> int:
        """Points that leave the wallet, a debt included."""
        return self.pending + self.own + self.others + self.owed


def due(points: int, sold: int, left_before: int, left_after: int) -> int:
    """Points of a stored award that the returned units stand for.

    house.md: stored − floor(stored × quantity left ÷ quantity sold); partial returns add up to the whole.
    """
    if sold <= 0:
        return 0
    before, after = (max(0, min(left, sold)) for left in (left_before, left_after))
    return points * before // sold - points * after // sold


def split(wanted: int, source: Source, policy: str) -> Split:
    """From where so many points come back: the award itself, then what expired of it (not taken a second
    time), then other lots; what is missing becomes a debt, or the programme bears it.
    """
    pending = min(wanted, source.pending)
    own = min(wanted - pending, source.own)
    lapsed = min(wanted - pending - own, source.gone)
    others = min(wanted - pending - own - lapsed, source.others)
    missing = wanted - pending - own - lapsed - others
    borne = missing if policy == "programme_bears_it" else 0
    return Split(pending, own, others, missing - borne, borne, lapsed)
