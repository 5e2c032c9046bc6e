"""Behind every spendable point stands a lot: opened by what gives, used in order, refilled by what undoes.

Every change of a lot happens under its wallet's row, which `post` has moved before: lots are read once and
reckoned with in memory.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain

from points.bulk import DayForms, change, fresh_ids, put
from points.ledger import stock
from points.ledger.entries import Entry
from points.ledger.stock import Shelf
from points.rules import NotEnoughPoints, in_order, may_be_spent, take

Written = Sequence[tuple[int, Entry]]
COLUMNS = ("wallet_id", "transaction_id", "amount", "remaining", "earned_on", "expires_on")


def settle(written: Written, today: date) -> None:
    """Open, use and refill the lots of a batch, in its order; NotEnoughPoints where live lots hold less."""
    moves = [(number, entry, w, amount) for number, entry in written for w, amount in _net(entry).items()]
    days = DayForms()
    if all(amount > 0 and not entry.reverses_id and not entry.into_lots for _, entry, _, amount in moves):
        rows = [(w, n, amount, amount, days[e.day], days[e.lot_expires_on]) for n, e, w, amount in moves]
        put("lots", COLUMNS, rows)
        return
    _Reckoning(moves, today, days).run()


def _net(entry: Entry) -> Mapping[int, int]:
    """What a movement changes of each wallet's spendable points."""
    net: dict[int, int] = {}
    for account, amount, wallet_id in entry.legs:
        if account == "available" and wallet_id is not None:
            net[wallet_id] = net.get(wallet_id, 0) + amount
    return {wallet_id: amount for wallet_id, amount in net.items() if amount}


Move = tuple[int, Entry, int, int]


class _Reckoning:
    """One batch with movements out of lots or back into them."""

    def __init__(self, moves: Sequence[Move], today: date, days: DayForms) -> None:
        self.moves, self.today, self.days = moves, today, days
        self.used = stock.uses(
            [e.reverses_id for _, e, _, amount in moves if e.reverses_id and amount > 0 and not e.into_lots]
        )
        back = {lot_id for part in self.used.values() for lot_id, _ in part}
        need: dict[int, int] = defaultdict(int)
        for _, entry, wallet_id, amount in moves:
            if amount < 0 and entry.lot_id is None and not entry.from_lots:
                need[wallet_id] -= amount
        named = {e.lot_id for _, e, _, _ in moves if e.lot_id is not None}
        named |= {lot_id for _, e, _, _ in moves for lot_id, _ in (*e.from_lots, *e.into_lots)}
        self.shelves = {
            shelf.id: shelf
            for shelf in chain(
                stock.by_id(back | named),
                stock.opened_by({e.reverses_id for _, e, _, amount in moves if e.reverses_id and amount < 0}),
                *(stock.next_out(wallet_id, amount, today) for wallet_id, amount in need.items()),
            )
        }
        self.by_wallet: dict[int, list[Shelf]] = defaultdict(list)
        for shelf in sorted(self.shelves.values(), key=in_order):
            self.by_wallet[shelf.wallet_id].append(shelf)
        self.uses: dict[tuple[int, int], int] = defaultdict(int)

    def run(self) -> None:
        """Go through the movements, then write what came of them."""
        openings = [m for m in self.moves if m[3] > 0 and not self._refills(m)]
        ids = iter(fresh_ids("lots", len(openings)) if openings else [])
        for move in self.moves:
            if move[3] < 0:
                self._take(move)
            elif self._refills(move):
                self._refill(move)
            else:
                self._open(next(ids), move)
        self._write()

    def _refills(self, move: Move) -> bool:
        return bool(move[1].into_lots) or (move[1].reverses_id or 0, move[2]) in self.used

    def _take(self, move: Move) -> None:
        number, entry, wallet_id, amount = move
        own = self.by_wallet[wallet_id]
        if entry.from_lots:
            self._take_exactly(move)
            return
        if entry.lot_id is not None:
            lots = [lot for lot in own if lot.id == entry.lot_id]
        else:
            lots = [lot for lot in own if may_be_spent(lot, self.today)]
        if entry.reverses_id:
            lots.sort(key=lambda lot: lot.transaction_id != entry.reverses_id)
        for lot_id, part in take(lots, -amount):
            self._use(number, lot_id, part)

    def _take_exactly(self, move: Move) -> None:
        number, entry, wallet_id, amount = move
        mine = [(i, part) for i, part in entry.from_lots if self.shelves[i].wallet_id == wallet_id]
        if sum(part for _, part in mine) != -amount:
            raise ValueError(f"{entry.reference}: {-amount} points do not fit the lots they are taken from")
        for lot_id, part in mine:
            if not 0 < part <= self.shelves[lot_id].remaining:
                raise NotEnoughPoints(points=part - self.shelves[lot_id].remaining)
            self._use(number, lot_id, part)

    def _refill(self, move: Move) -> None:
        number, entry, wallet_id, amount = move
        back = entry.into_lots or self.used[(entry.reverses_id or 0, wallet_id)]
        if sum(part for _, part in back) != amount:
            raise ValueError(f"{entry.reference}: {amount} points do not fit the lots they came from")
        for lot_id, part in back:
            self._use(number, lot_id, -part)

    def _use(self, number: int, lot_id: int, part: int) -> None:
        self.shelves[lot_id].remaining -= part
        self.uses[(number, lot_id)] += part

    def _open(self, lot_id: int, move: Move) -> None:
        number, entry, wallet_id, amount = move
        shelf = _opened(lot_id, number, entry, wallet_id, amount)
        self.shelves[lot_id] = shelf
        insort(self.by_wallet[wallet_id], shelf, key=in_order)

    def _write(self) -> None:
        opened = [s for s in self.shelves.values() if s.stored is None]
        rows = [
            (
                s.id,
                s.wallet_id,
                s.transaction_id,
                s.amount,
                s.remaining,
                self.days[s.earned_on],
                self.days[s.expires_on],
            )
            for s in opened
        ]
        put("lots", ("id", *COLUMNS), rows)
        moved = [
            (shelf.remaining, shelf.id, shelf.stored)
            for shelf in self.shelves.values()
            if shelf.stored is not None and shelf.remaining != shelf.stored
        ]
        # the wallet's row keeps rivals out; should one have passed it, nothing is taken twice
        if change("UPDATE lots SET remaining = ? WHERE id = ? AND remaining = ?", moved) != len(moved):
            raise NotEnoughPoints(points=1)
        put(
            "lot_uses",
            ("transaction_id", "lot_id", "amount"),
            [(number, lot_id, amount) for (number, lot_id), amount in self.uses.items() if amount],
        )


def _opened(lot_id: int, number: int, entry: Entry, wallet_id: int, amount: int) -> Shelf:
    return Shelf(lot_id, wallet_id, number, amount, amount, entry.day, entry.lot_expires_on)
