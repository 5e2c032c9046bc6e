"""Any course of sales, returns, amendments, appeals, clock edges and hands keeps the promises of a challenge.

The window ends on the day on which Paris turns its clocks back. A naive model, in plain Python, says what
everybody must have; the promises are looked at after every step, not only in the end.
"""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app import verify_all
from challenges.checks import CHECKS
from challenges.document.reading import stored
from challenges.life import amendments, appeals, lifecycle, rounds, stopping
from challenges.models import Appeal, Challenge, ChallengeStep
from challenges.rules.states import EDGES
from challenges.rules.versions import AmendedTooLate, NotAmendable, NothingChanged
from core.clock import clock, day_start, local_day
from core.database import session, transaction
from core.rules import Refused
from points.checks import CHECKS as LEDGER
from points.ledger import actions as ledger
from points.ledger import funds
from points.ledger import queries as points
from tests.challenges.certifying import AUDITOR, finish
from tests.challenges.launching import foresee
from tests.challenges.life_model import AMENDMENTS, LATES, PEOPLE, PRIZES, STEPS, Model, Sold
from tests.challenges.playing import CERTIFIES, ENDS, entrant, escrow, playing, sold, state, take_back
from tests.challenges.selling import bring
from tests.support.cast import START, Cast, Member, make_cast
from tests.support.stage import Stage

MICRO = timedelta(microseconds=1)
#: The hours around which a challenge turns, in order: as it was launched, as it was prolonged, recounted.
HOURS = (
    START,
    day_start(date(2026, 10, 20)),
    ENDS - MICRO,
    ENDS,
    day_start(date(2026, 10, 28)),
    CERTIFIES - MICRO,
    CERTIFIES,
    day_start(date(2026, 11, 2)),
    CERTIFIES + timedelta(days=10),
    CERTIFIES + timedelta(days=45),
)
LAST, SETTLED = CERTIFIES + timedelta(days=60), CERTIFIES + timedelta(days=95)
DAYS = [date(2026, 10, 11) + timedelta(days=n) for n in range(19)]
WHO = st.integers(0, PEOPLE - 1)
SELL = st.tuples(st.just("sell"), WHO, st.integers(1, 9), st.sampled_from(DAYS), st.booleans())
WAIT = st.tuples(st.just("wait"), st.integers(1, 4))
HANDS = st.sampled_from(["person:1", AUDITOR])
ACTS = st.one_of(
    SELL,
    st.tuples(st.just("give_back"), st.integers(0, 9)),
    WAIT,
    st.tuples(st.just("amend"), st.sampled_from(AMENDMENTS)),
    st.tuples(st.just("spend"), WHO, st.integers(1, 300)),
    st.tuples(st.just("appeal"), WHO),
    st.tuples(st.just("answer"), st.booleans()),
    st.tuples(st.just("propose"), HANDS),
    st.tuples(st.just("certify"), HANDS),
    st.tuples(st.just("stop")),
    st.tuples(st.just("refresh")),
)
EARLY, INSIDE, PROLONGED = DAYS[2], DAYS[6], DAYS[16]
#: Every amendment is taken; what was paid at once is spent, comes back, and is recounted after the payment.
AMENDED = [
    ("sell", 0, 9, EARLY, True),
    ("sell", 1, 5, INSIDE, False),
    *(("amend", how) for how in AMENDMENTS),
    ("sell", 1, 5, PROLONGED, False),
    ("sell", 2, 4, EARLY, True),
    ("refresh",),
    ("spend", 0, 300),
    ("wait", 8),
    ("certify", AUDITOR),
    ("wait", 1),
    ("give_back", 0),
    ("wait", 4),
]
LATER = [
    ("sell", 0, 9, EARLY, True),
    ("sell", 1, 6, INSIDE, True),
    ("wait", 7),
    ("certify", AUDITOR),
    ("wait", 1),
    ("sell", 2, 8, EARLY, True),
    ("give_back", 1),
    ("wait", 4),
]


@pytest.mark.usefixtures("stage")
@settings(max_examples=5, deadline=None, derandomize=True)
@given(late=st.sampled_from(sorted(LATES)), acts=st.lists(ACTS, min_size=5, max_size=14))
@example("recount", AMENDED)
@example("recount", LATER)
def test_whatever_happens_everybody_has_what_was_promised(stage: Stage, late: str, acts: list[tuple]) -> None:
    with stage.scene("cast", make=lambda: stage.props.update(cast=make_cast(START))):
        cast = stage.props["cast"]
        clock.freeze(START)
        made = playing(prizes=PRIZES, steps=STEPS, late=LATES[late])
        life = Life(made, cast, Model(late))
        for nth, act in enumerate(acts):
            life.play(nth, *act)
            life.keeps_its_promises()
        life.end()
        assert escrow(made) == 0
        assert verify_all() == []


class Life:
    """A challenge, the people in it, the hour, and the model that follows it."""

    def __init__(self, made: int, cast: Cast, model: Model) -> None:
        self.made, self.cast, self.model = made, cast, model
        self.people: tuple[Member, ...] = (cast.karim, cast.lea, cast.bruno)
        self.hour = 0
        self.whole = funds.held() + escrow(made)

    @property
    def at(self) -> datetime:
        return HOURS[self.hour]

    def play(self, nth: int, verb: str, *rest: object) -> None:
        """Do one thing; what is refused changes nothing."""
        try:
            getattr(self, verb)(nth, *rest)
        except Refused:
            session.rollback()
        self._note()

    def sell(self, nth: int, who: int, quantity: int, day: date, pump: bool) -> None:
        thing = self.cast.pac_8 if pump else self.cast.valve
        bring(sold(self.people[who], quantity, day, thing.id, document=f"S{nth}"))
        self.model.sales.append(Sold(who, quantity, day, pump, f"S{nth}"))

    def give_back(self, nth: int, which: int) -> None:
        if self.model.sales:
            chosen = self.model.sales[which % len(self.model.sales)]
            if not chosen.back:
                take_back(chosen.document, chosen.quantity)
                chosen.back = True

    def wait(self, nth: int, hours: int) -> None:
        self.hour = min(self.hour + hours, len(HOURS) - 1)
        clock.freeze(self.at)
        rounds.move_due(self.at)
        rounds.refresh_open(self.at)

    def amend(self, nth: int, how: str) -> None:
        """A better promise is refused only where nothing can be promised any more, or it was already."""
        better = self.model.better(stored(self._row().document), how)
        day = local_day(self.at)
        try:
            with transaction():
                if state(self.made) in ("announced", "open"):
                    foresee(self.made, better, self.at)
                amendments.publish(self.made, better, day, "Encore plus à gagner", self.at, "person:1")
        except (NotAmendable, AmendedTooLate):
            session.rollback()
            assert state(self.made) not in ("announced", "open") or self._over()
        except NothingChanged:
            session.rollback()
            assert how in ("end", "wider")
        else:
            self.model.amended(better, how, day)

    def spend(self, nth: int, who: int, some: int) -> None:
        with transaction():
            ledger.reserve(self.people[who].wallet_id, some, f"spent:{nth}", self.at, "shell")
            ledger.spend(f"spent:{nth}", f"spent:{nth}:spend", self.at, "shell")
        self.model.spent[who] += some

    def appeal(self, nth: int, who: int) -> None:
        one = self.people[who]
        with transaction():
            mine = entrant(self.made, one)
            appeals.send(self.made, mine, one.id, f"a{nth}", "", "Il manque une vente", self.at)

    def answer(self, nth: int, yes: bool) -> None:
        with transaction():
            waiting = session.scalars(select(Appeal.id).where(Appeal.state == "open")).first()
            if waiting:
                appeals.answer(waiting, yes, "Vu.", self.at, "person:1")

    def propose(self, nth: int, by: str) -> None:
        with transaction():
            lifecycle.propose(self.made, self.at, by)

    def certify(self, nth: int, by: str) -> None:
        with transaction():
            lifecycle.certify(self.made, self.at, by)

    def stop(self, nth: int) -> None:
        if nth % 5 == 0:
            with transaction():
                stopping.stop(self.made, "Rupture", self.at, "person:1")

    def refresh(self, nth: int) -> None:
        rounds.refresh_open(self.at)

    def end(self) -> None:
        """Answer what waits, and let everything come to its end."""
        clock.freeze(LAST)
        with transaction():
            for one in session.scalars(select(Appeal.id).where(Appeal.state == "open")).all():
                appeals.answer(one, False, "Vu.", LAST, "person:1")
        self._drop_proposal()
        finish(LAST)
        self._note()
        self.keeps_its_promises()
        clock.freeze(SETTLED)
        rounds.move_due(SETTLED)
        self._note()
        self.keeps_its_promises()
        assert state(self.made) in ("paid", "stopped")

    def keeps_its_promises(self) -> None:
        """What holds after every step."""
        one = self._row()
        worths = [self._worth(who) for who in range(PEOPLE)]
        assert escrow(self.made) >= 0
        assert 0 <= sum(worths) <= (one.worst_points or 0)
        # no point comes from nowhere or is lost: what was spent and is owed back was issued to the escrow
        assert funds.held() + escrow(self.made) + sum(worths) == self.whole
        if one.state == "paid":
            least, most, total = self.model.paid()
            for who, worth in enumerate(worths):
                assert least.get(who, 0) <= worth <= most.get(who, 0)
            assert sum(worths) == total
        self._legal()
        assert [finding for check in (*CHECKS, *LEDGER) for finding in check.findings()] == []

    def _note(self) -> None:
        """What is sealed and what is recounted is what the sales said then."""
        one = self._row()
        if one.state in ("certified", "paid") and self.model.sealed is None:
            self.model.sealed = self.model.wins()
        if one.settled_at is not None and self.model.recounted is None:
            self.model.recounted = self.model.wins()

    def _row(self) -> Challenge:
        session.rollback()
        return session.get_one(Challenge, self.made)

    def _over(self) -> bool:
        return self._row().ends_at <= self.at

    def _worth(self, who: int) -> int:
        held = points.balance(self.people[who].wallet_id)
        return held.available - held.debt + self.model.spent[who]

    def _drop_proposal(self) -> None:
        """Whoever proposed may be the one who certifies in the end: let the clock propose anew."""
        with transaction():
            one = session.get_one(Challenge, self.made)
            if one.state == "closing" and one.proposed_by == AUDITOR:
                one.proposed_by = "clock"

    def _legal(self) -> None:
        wanted = select(ChallengeStep.state).where(ChallengeStep.challenge_id == self.made)
        steps = list(session.scalars(wanted.order_by(ChallengeStep.id)))
        assert all(before in EDGES[to] for before, to in pairwise(steps))
