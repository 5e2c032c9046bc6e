"""What everybody must have of a challenge, worked out naively: plain Python over a list of sales."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date

from challenges.document.parts import Late, Prize, Step
from challenges.document.terms import Document

PEOPLE = 3
FIRST, LAST, LATER = date(2026, 10, 12), date(2026, 10, 25), date(2026, 10, 27)
PRIZES = (Prize(1, 1, 1500), Prize(2, 2, 700), Prize(3, 3, 300))
STEPS = (Step(4, 100), Step(9, 250), Step(6, 60, at_once=False))
LATES = {"list": Late(), "recount": Late("recount", 3_000, 30)}
TENTHS_HELD = 3
AMENDMENTS = ("prize", "step", "end", "wider")

#: (who, what for): points
Wins = dict[tuple[int, str], int]


@dataclass
class Sold:
    """A sale of pumps, or of accessories that count from the day of an amendment on."""

    who: int
    quantity: int
    day: date
    pump: bool
    document: str
    back: bool = False


@dataclass
class Model:
    """Who sold what on which day, what was amended, and what stood when it was sealed and recounted."""

    late: str
    sales: list[Sold] = field(default_factory=list)
    spent: dict[int, int] = field(default_factory=lambda: dict.fromkeys(range(PEOPLE), 0))
    prizes: tuple[Prize, ...] = PRIZES
    steps: tuple[Step, ...] = STEPS
    last: date = LAST
    wider_from: date | None = None
    sealed: Wins | None = None
    recounted: Wins | None = None

    def standing(self) -> list[tuple[int, int, date]]:
        """(who, score, day) of whoever has a score, by the days of the window."""
        found = []
        for who in range(PEOPLE):
            mine = [one for one in self.sales if one.who == who and self._counts(one)]
            if mine:
                found.append((who, sum(one.quantity for one in mine), max(one.day for one in mine)))
        return sorted(found, key=lambda one: (-one[1], one[2], one[0]))

    def wins(self) -> Wins:
        """What everybody wins as things stand: ranks that share split, steps and objectives beside."""
        found: Wins = {}
        rest, rank = self.standing(), 1
        while rest:
            equals = [one for one in rest if one[1:] == rest[0][1:]]
            pot = sum(prize.points for prize in self.prizes if rank <= prize.first < rank + len(equals))
            share, more = divmod(pot, len(equals))
            for nth, (who, score, _) in enumerate(equals):
                found[who, f"rank:{rank}"] = share + (nth < more)
                for step in self.steps:
                    if score >= step.at:
                        found[who, f"{'step' if step.at_once else 'objective'}:{step.at}"] = step.points
            rank, rest = rank + len(equals), rest[len(equals) :]
        return found

    def paid(self) -> tuple[dict[int, int], dict[int, int], int]:
        """Once the prizes are paid: the least and the most that each has, and what all have together."""
        sealed = self.sealed or {}
        held = {thing: self._held(thing[1], some) for thing, some in sealed.items()}
        least: dict[int, int] = defaultdict(int)
        for (who, what), some in sealed.items():
            least[who] += some - held[who, what]
        most, rises, pot = dict(least), defaultdict(int), 0
        if self.recounted is not None:
            for thing in held.keys() | self.recounted.keys():
                change = self.recounted.get(thing, 0) - sealed.get(thing, 0)
                lost = min(max(-change, 0), held.get(thing, 0))
                least[thing[0]] += held.get(thing, 0) - lost
                pot += lost
                if change > 0 and not thing[1].startswith("step"):
                    rises[thing[0]] += change
            most = {who: least[who] + min(rises[who], pot) for who in range(PEOPLE)}
        total = sum(least.values()) + min(pot, sum(rises.values()))
        return dict(least), most, total

    def better(self, document: Document, how: str) -> Document:
        """The document with something more to win, longer, or wider."""
        if how == "prize":
            winner = replace(self.prizes[0], points=self.prizes[0].points + 50)
            return replace(document, prizes=(winner, *self.prizes[1:]))
        if how == "step":
            nine = replace(self.steps[1], points=self.steps[1].points + 50)
            return replace(document, steps=(self.steps[0], nine, self.steps[2]))
        if how == "end":
            return replace(document, last=LATER)
        return replace(document, counts=replace(document.counts, ranges=("PUMPS", "ACCESSORIES")))

    def amended(self, document: Document, how: str, day: date) -> None:
        """From a day on it is played by this document."""
        self.prizes, self.steps, self.last = document.prizes, document.steps, document.last
        if how == "wider":
            self.wider_from = day

    def _counts(self, one: Sold) -> bool:
        of_use = one.pump or (self.wider_from is not None and one.day >= self.wider_from)
        return of_use and not one.back and FIRST <= one.day <= self.last

    def _held(self, what: str, some: int) -> int:
        return 0 if self.late == "list" or what.startswith("step") else some * TENTHS_HELD // 10
