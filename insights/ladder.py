"""Tiers as rules that are only tried would have given them: day by day, and what they multiply in turn.

Where points earned open tiers, more points may open a tier that multiplies the next sales: this chain is
followed. Where turnover or acts open them, no rule moves a tier, and those that were held then count.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from core.database import session
from points.models import WALLET_ACCOUNTS, LedgerTransaction, Posting, TierCredit, TierStanding, Wallet
from points.rules.tier_life import look
from points.rules.tiers import Figures, Scheme, Standing, months_before, window, window_before
from points.tiers.figures import EARNED

ONE_DAY = timedelta(days=1)
#: Movements that the tried rules make anew; what else is earned stays as it was.
TRIED = ("earn", "period", "return")
Spell = tuple[str, date, date | None]
Holder = tuple[str, int]


class Step(NamedTuple):
    """What counts toward a tier on a day."""

    holder_id: int
    day: date
    amount: int
    acts: int


class Past(NamedTuple):
    """What is the same whatever is tried: what was earned before, by other means, and who stood where."""

    scheme: Scheme
    steps: list[Step]
    standings: dict[int, Standing]


class _Climber:
    """One holder's figures, added day after day."""

    def __init__(self) -> None:
        self.days: list[date] = []
        self.amounts: list[int] = [0]
        self.acts: list[int] = [0]

    def add(self, step: Step) -> None:
        self.days.append(step.day)
        self.amounts.append(self.amounts[-1] + step.amount)
        self.acts.append(self.acts[-1] + step.acts)

    def within(self, first: date, last: date) -> tuple[int, int]:
        low, high = bisect_left(self.days, first), bisect_right(self.days, last)
        return self.amounts[high] - self.amounts[low], self.acts[high] - self.acts[low]


class Ladder:
    """Who stands where while a past period is lived through again."""

    def __init__(self, past: Past, first: date) -> None:
        self.scheme, self.kind = past.scheme, past.scheme.holder
        self.standings = dict(past.standings)
        self.spells: dict[Holder, list[Spell]] = {
            (self.kind, one): [(standing.code, first, None)] for one, standing in past.standings.items()
        }
        self.climbers: dict[int, _Climber] = defaultdict(_Climber)
        #: steps that will leave a rolling window, the earliest first
        self.leaving: deque[tuple[date, int]] = deque()
        self.later: dict[date, list[Step]] = defaultdict(list)
        for step in past.steps:
            if step.day < first:
                self._add(step)
            else:
                self.later[step.day].append(step)
        if not past.standings:  # there were no tiers then: as if the scheme had been there the day before
            for holder_id in sorted(self.climbers):
                self._look(holder_id, first - ONE_DAY)

    def close(self, day: date, earned: Iterable[tuple[int, int]]) -> None:
        """End a day: what was earned on it may change tiers from the next day on."""
        touched = set()
        for holder_id, amount in earned:
            self._add(Step(holder_id, day, amount, 0))
            touched.add(holder_id)
        for step in self.later.pop(day, ()):
            self._add(step)
            touched.add(step.holder_id)
        for holder_id in sorted(touched | self._others(day)):
            self._look(holder_id, day)

    def tier(self, holder_id: int) -> str:
        """The tier at the end; empty for none."""
        standing = self.standings.get(holder_id)
        return standing.code if standing else ""

    def _others(self, day: date) -> set[int]:
        """Who may fall without doing anything: figures leave the window, a grace or a year ends."""
        if self.scheme.span == "calendar":
            return {*self.climbers, *self.standings}
        found = {one for one, standing in self.standings.items() if standing.short_since}
        first = window(self.scheme, day)[0]
        while self.leaving and self.leaving[0][0] < first:
            found.add(self.leaving.popleft()[1])
        return found

    def _add(self, step: Step) -> None:
        self.climbers[step.holder_id].add(step)
        self.leaving.append((step.day, step.holder_id))

    def _look(self, holder_id: int, day: date) -> None:
        climber = self.climbers[holder_id]
        figures = Figures(*climber.within(*window(self.scheme, day)))
        if self.scheme.span == "calendar":
            figures = Figures(*figures[:2], *climber.within(*window_before(self.scheme, day)))
        held = self.standings.get(holder_id)
        wanted = look(self.scheme, held, figures, day).standing
        if wanted is None:
            self.standings.pop(holder_id, None)
        else:
            self.standings[holder_id] = wanted
        if (held.code if held else "") != (wanted.code if wanted else ""):
            self._turn(holder_id, wanted, day)

    def _turn(self, holder_id: int, wanted: Standing | None, day: date) -> None:
        spells = self.spells.setdefault((self.kind, holder_id), [])
        if spells and spells[-1][2] is None:
            spells[-1] = (*spells[-1][:2], day)
        if wanted:
            spells.append((wanted.code, day + ONE_DAY, None))


def past(scheme: Scheme, first: date, last: date) -> Past:
    """What a ladder starts from: figures before a period, what other means bring within it, standings."""
    start = date(first.year - 1, 1, 1) if scheme.span == "calendar" else months_before(first, scheme.months)
    steps = [*_earned(scheme.holder, start, first, last), *_credited(scheme.holder, start, last)]
    return Past(scheme, sorted(steps, key=lambda step: step.day), _standing(scheme.holder, first))


def _earned(holder: str, start: date, first: date, last: date) -> Iterable[Step]:
    owner = Wallet.person_id if holder == "person" else Wallet.company_id
    day, kind = LedgerTransaction.day, LedgerTransaction.kind
    rows = session.execute(
        select(owner, day, func.sum(Posting.amount))
        .join(Wallet, Wallet.id == Posting.wallet_id)
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .where(kind.in_(EARNED), Posting.account.in_(WALLET_ACCOUNTS), owner.is_not(None))
        .where(day >= start, day <= last, (day < first) | kind.not_in(TRIED))
        .group_by(owner, day)
    )
    return (Step(holder_id or 0, on, int(total), 0) for holder_id, on, total in rows)


def _credited(holder: str, start: date, last: date) -> Iterable[Step]:
    owner = TierCredit.person_id if holder == "person" else TierCredit.company_id
    rows = select(owner, TierCredit.day, TierCredit.amount, TierCredit.acts).where(
        owner.is_not(None), TierCredit.day >= start, TierCredit.day <= last
    )
    return (Step(row[0] or 0, *row[1:]) for row in session.execute(rows))


def _standing(holder: str, day: date) -> dict[int, Standing]:
    owner = TierStanding.person_id if holder == "person" else TierStanding.company_id
    rows = select(owner, TierStanding.code, TierStanding.short_since, TierStanding.kept_until).where(
        owner.is_not(None),
        TierStanding.from_on <= day,
        TierStanding.until_on.is_(None) | (TierStanding.until_on >= day),
    )
    return {row[0] or 0: Standing(*row[1:]) for row in session.execute(rows)}
