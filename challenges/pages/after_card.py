"""What a member reads once a result is sealed: what was won, who took part, what comes next."""

from dataclasses import dataclass
from datetime import datetime

from accounts.identity import Visitor
from challenges import queries, winnings
from challenges.proof import after
from challenges.proof.after import After
from challenges.queries import Shown

#: Challenges to come that are named.
NEXT = 2


@dataclass(frozen=True)
class Card:
    """The end of a challenge, as one of those who may see it reads it."""

    figures: After
    #: points that the visitor, their company or their team won in it
    mine: int
    #: challenges that run or come next, the first ones
    coming: list[Shown]


def card(one: Shown, visitor: Visitor, at: datetime) -> Card | None:
    """The card of a sealed challenge; None before the seal."""
    if not one.settled:
        return None
    shelf = queries.for_visitor(visitor, at)
    mine = winnings.of(one.id, one.entrant_id, visitor.id, one.document).total if one.entrant_id else 0
    return Card(after.after(one.id), mine, [*shelf.coming, *shelf.running][:NEXT])
