"""What a reward costs somebody on a day, in points: the first price meant for them, else its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Who:
    """What decides on sight and price: the company's kind and segments, the tier held, what was bought."""

    #: distributor or installer; empty for no company
    company_kind: str = ""
    #: codes of the segments that the company is in
    segments: frozenset[str] = frozenset()
    #: code of the tier held; empty for none
    tier: str = ""
    #: the levels in force, the lowest first: (code, the figure from which it holds)
    ladder: tuple[tuple[str, int], ...] = ()
    #: what counts toward the next tier today, in the scheme's measure
    figure: int = 0
    #: codes of the ranges that the company bought within twelve months
    ranges: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Row:
    """A price for some: empty says any; days are local and inclusive, None is open."""

    points: int
    tier: str = ""
    segment: str = ""
    company_kind: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    def holds(self, who: Who, day: date) -> bool:
        """Whether it is somebody's price on a day."""
        begun = self.starts_on is None or self.starts_on <= day
        ended = self.ends_on is not None and self.ends_on < day
        return (
            begun
            and not ended
            and self.tier in ("", who.tier)
            and (not self.segment or self.segment in who.segments)
            and self.company_kind in ("", who.company_kind)
        )


def price_for(base: int, rows: Iterable[Row], who: Who, day: date) -> int:
    """Points that one piece costs: the first row (in the order of their places) that holds, else the base."""
    return next((row.points for row in rows if row.holds(who, day)), base)


def registered_cents(form: str, details: Mapping[str, Any], cost_cents: int) -> int:
    """What the register counts for one piece, cents: a voucher's face; else what it cost."""
    face = details.get("face_cents") if form == "voucher" else None
    return face if isinstance(face, int) else cost_cents
