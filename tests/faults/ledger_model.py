"""What the books must say: lots, pendings and debts of two wallets, in plain Python.

Kept short on purpose: it is read to be believed.
"""

from dataclasses import dataclass, field
from datetime import date

Uses = list[tuple[int, int]]


@dataclass
class Award:
    """What a sale or a period gave: its lots, what still waits, and what went without being spent."""

    wallet: int
    points: int = 0
    sold: int = 0
    back: int = 0
    pending: int = 0
    lots: list[int] = field(default_factory=list)
    #: expired or refused, less what a return counted for it
    gone: int = 0


class Model:
    """Lots of (wallet, left, last day), what each movement took from them, who owes what."""

    def __init__(self) -> None:
        self.lots: list[tuple[int, date | None]] = []
        self.left: list[int] = []
        self.uses: dict[str, Uses] = {}
        self.own: dict[str, int] = {}
        self.held: dict[str, tuple[int, int]] = {}
        self.awards: dict[str, Award] = {}
        self.periods: dict[int, Award] = {}
        self.debt: dict[int, int] = {}

    def open(self, wallet: int, amount: int, last: date | None, reference: str, today: date) -> None:
        self.lots.append((wallet, last))
        self.left.append(amount)
        self.own[reference] = len(self.lots) - 1
        self.repay(wallet, today)

    def live(self, wallet: int, today: date) -> list[int]:
        mine = [
            n for n, (owner, last) in enumerate(self.lots) if owner == wallet and (not last or today <= last)
        ]
        return sorted((n for n in mine if self.left[n]), key=lambda n: (self.lots[n][1] or date.max, n))

    def spendable(self, wallet: int, today: date) -> int:
        return sum(self.left[n] for n in self.live(wallet, today))

    def out(self, order: list[int], amount: int) -> Uses:
        uses: Uses = []
        for n in order:
            part = min(self.left[n], amount)
            if part:
                self.left[n] -= part
                uses.append((n, part))
                amount -= part
        return uses

    def take(self, wallet: int, amount: int, today: date, reference: str, first: int | None = None) -> None:
        order = sorted(self.live(wallet, today), key=lambda n: n != first)
        self.uses[reference] = self.out(order, amount)
        assert sum(part for _, part in self.uses[reference]) == amount

    def refill(self, reference: str, wallet: int, today: date) -> None:
        for n, part in self.uses[reference]:
            self.left[n] += part
        self.repay(wallet, today)

    def expire(self, today: date, wallet: int | None = None) -> None:
        for n, (owner, last) in enumerate(self.lots):
            if last and last < today and wallet in (None, owner):
                for award in (*self.awards.values(), *self.periods.values()):
                    award.gone += self.left[n] if n in award.lots else 0
                self.left[n] = 0

    def repay(self, wallet: int, today: date) -> None:
        """Whoever owes and holds something: what has lapsed goes, what lives repays."""
        mine = [n for n, (owner, _) in enumerate(self.lots) if owner == wallet]
        if self.debt.get(wallet) and any(self.left[n] for n in mine):
            self.expire(today, wallet)
            paid = self.out(self.live(wallet, today), self.debt[wallet])
            self.debt[wallet] -= sum(part for _, part in paid)

    def confirm(self, award: Award, reference: str, today: date) -> None:
        points, award.pending = award.pending, 0
        award.lots.append(len(self.lots))
        self.open(award.wallet, points, None, reference, today)

    def take_back(self, award: Award, points: int, today: date) -> None:
        """First the award itself, then what of it is gone, then other lots, then a debt."""
        self.expire(today, award.wallet)
        waiting = min(points, award.pending)
        award.pending -= waiting
        live = self.live(award.wallet, today)
        own = [n for n in reversed(award.lots) if n in live]
        left = points - waiting - self.sum(self.out(own, points - waiting))
        lapsed = min(left, award.gone)
        award.gone -= lapsed
        left -= lapsed
        left -= self.sum(self.out([n for n in live if n not in award.lots], left))
        self.debt[award.wallet] = self.debt.get(award.wallet, 0) + left

    @staticmethod
    def sum(uses: Uses) -> int:
        return sum(part for _, part in uses)
