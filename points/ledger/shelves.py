"""Lots and pendings of some wallets, in memory while a batch of returns goes through; their rows are held."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from points.ledger import given, stock
from points.ledger.given import Place
from points.ledger.stock import Shelf
from points.rules import in_order, may_be_spent
from points.rules.returning import Source, Split

#: (lot or pending id, points)
Parts = list[tuple[int, int]]


class Shelves:
    """What certain transactions gave, and the wallets' other live lots."""

    def __init__(
        self, numbers: Collection[int], wanted: Mapping[int, int], lapsed: Mapping[Place, int], today: date
    ) -> None:
        """`numbers` gave what comes back; `wanted` says how much of each wallet at the most; `lapsed` what
        earlier returns counted as gone."""
        waiting = given.pendings(numbers)
        self.pendings = {one.place: [one.id, one.left] for one in waiting}
        confirmed = {one.confirmed_by: one.place for one in waiting if one.confirmed_by}
        self.lots = {lot.id: lot for lot in stock.opened_by({*numbers, *confirmed})}
        #: the lots that hold what a transaction gave a wallet: its own, and those of its confirmation
        self.own: dict[Place, list[int]] = defaultdict(list)
        for lot in self.lots.values():
            place = confirmed.get(lot.transaction_id, (lot.transaction_id, lot.wallet_id))
            self.own[place].append(lot.id)
        self.gone = self._gone(lapsed)
        for wallet_id, points in wanted.items():
            mine = sum(lot.remaining for lot in self.lots.values() if lot.wallet_id == wallet_id)
            for lot in stock.next_out(wallet_id, points + mine, today):
                self.lots.setdefault(lot.id, lot)
        self.today = today

    def _gone(self, lapsed: Mapping[Place, int]) -> dict[Place, int]:
        """Points that expired or were refused, less what counted for earlier returns."""
        gone: dict[Place, int] = defaultdict(int)
        expired = given.expired({lot_id for lots in self.own.values() for lot_id in lots})
        for place, lots in self.own.items():
            gone[place] += sum(expired.get(lot_id, 0) for lot_id in lots)
        refused = given.refused({row[0] for row in self.pendings.values()})
        for place, (pending_id, _) in self.pendings.items():
            gone[place] += refused.get(pending_id, 0)
        for place, points in lapsed.items():
            gone[place] -= points
        return gone

    def source(self, places: Sequence[Place]) -> Source:
        """What lies where of what was given to these places, which are of one wallet."""
        own, others = self._lots(places)
        return Source(
            pending=sum(self.pendings[place][1] for place in places if place in self.pendings),
            own=sum(lot.remaining for lot in own),
            others=sum(lot.remaining for lot in others),
            gone=max(0, sum(self.gone.get(place, 0) for place in places)),
        )

    def take(self, places: Sequence[Place], parts: Split) -> tuple[Parts, Parts]:
        """Take a split off the shelves: how much of which lots, and of which pendings."""
        own, others = self._lots(places)
        lots = _out(own, parts.own) + _out(others, parts.others)
        pendings, left = [], parts.pending
        for row in (self.pendings[place] for place in places if place in self.pendings):
            part = min(row[1], left)
            if part:
                row[1] -= part
                left -= part
                pendings.append((row[0], part))
        self.gone[places[0]] = self.gone.get(places[0], 0) - parts.lapsed
        return lots, pendings

    def _lots(self, places: Sequence[Place]) -> tuple[list[Shelf], list[Shelf]]:
        """The live lots of these places, then the wallet's others in the order of spending."""
        ids = [lot_id for place in places for lot_id in self.own.get(place, ())]
        own = [self.lots[i] for i in ids if may_be_spent(self.lots[i], self.today)]
        others = [
            lot
            for lot in self.lots.values()
            if lot.wallet_id == places[0][1] and lot.id not in set(ids) and may_be_spent(lot, self.today)
        ]
        return own, sorted(others, key=in_order)


def _out(lots: Sequence[Shelf], points: int) -> Parts:
    taken = []
    for lot in lots:
        part = min(lot.remaining, points)
        if part:
            lot.remaining -= part
            points -= part
            taken.append((lot.id, part))
    return taken
