"""Any course of sales, returns, late files, appeals, clock edges and hands keeps the promises of a challenge.

The window ends on the day on which Paris turns its clocks back. A naive model, in plain Python, says what
everybody must have in the end.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app import verify_all
from challenges.document.parts import Prize, Step
from challenges.life import appeals, lifecycle, rounds, stopping
from challenges.models import Appeal, Challenge, ChallengeStep
from challenges.rules.states import EDGES
from core.clock import clock, day_start
from core.database import session, transaction
from core.rules import Refused
from points.ledger import funds
from points.ledger import queries as points
from tests.challenges.certifying import AUDITOR, finish
from tests.challenges.playing import CERTIFIES, ENDS, entrant, escrow, playing, sold, take_back
from tests.challenges.selling import bring
from tests.support.cast import START, Cast, Member, make_cast
from tests.support.stage import Stage

MICRO = timedelta(microseconds=1)
#: The hours around which a challenge turns, in order.
HOURS = (
    START,
    day_start(date(2026, 10, 20)),
    ENDS - MICRO,
    ENDS,
    CERTIFIES - MICRO,
    CERTIFIES,
    CERTIFIES + timedelta(days=40),
)
DAYS = [date(2026, 10, 11) + timedelta(days=n) for n in range(16)]
PRIZES = (Prize(1, 1, 1500), Prize(2, 2, 700), Prize(3, 3, 300))
STEPS = (Step(4, 100), Step(9, 250), Step(6, 60, at_once=False))
ACTS = st.one_of(
    st.tuples(st.just("sell"), st.integers(0, 2), st.integers(1, 9), st.sampled_from(DAYS)),
    st.tuples(st.just("return"), st.integers(0, 9)),
    st.tuples(st.just("wait"), st.integers(1, 2)),
    st.tuples(st.just("appeal"), st.integers(0, 2)),
    st.tuples(st.just("answer"), st.booleans()),
    st.tuples(st.just("propose"), st.sampled_from(["person:1", AUDITOR])),
    st.tuples(st.just("certify"), st.sampled_from(["person:1", AUDITOR])),
    st.tuples(st.just("stop")),
    st.tuples(st.just("refresh")),
)


@dataclass
class Model:
    """Who sold what on which day, and whether it came back; frozen at the certification."""

    sales: list[list[object]] = field(default_factory=list)
    sealed: list[tuple[int, int, date]] | None = None

    def standing(self) -> list[tuple[int, int, date]]:
        """(who, score, day) of whoever has a score, by the days of the window."""
        found = []
        for who in range(3):
            mine = [(q, day) for seller, q, day, back, _ in self.sales if seller == who and not back]
            inside = [(q, day) for q, day in mine if date(2026, 10, 12) <= day <= date(2026, 10, 25)]
            if inside:
                found.append((who, sum(q for q, _ in inside), max(day for _, day in inside)))
        return sorted(found, key=lambda one: (-one[1], one[2], one[0]))

    def owed(self) -> dict[int, int]:
        """Points of everybody by the sealed standing: ranks that share split, steps and objectives beside."""
        wins = dict.fromkeys(range(3), 0)
        rest = list(self.sealed or [])
        rank = 1
        while rest:
            equals = [one for one in rest if one[1:] == rest[0][1:]]
            pot = sum(prize.points for prize in PRIZES if rank <= prize.first < rank + len(equals))
            share, more = divmod(pot, len(equals))
            for nth, (who, score, _) in enumerate(equals):
                wins[who] += share + (nth < more) + sum(step.points for step in STEPS if score >= step.at)
            rank, rest = rank + len(equals), rest[len(equals) :]
        return wins


@pytest.mark.usefixtures("stage")
@settings(max_examples=10, deadline=None, derandomize=True)
@given(acts=st.lists(ACTS, min_size=5, max_size=14))
def test_whatever_happens_everybody_has_what_was_promised(stage: Stage, acts: list[tuple]) -> None:
    with stage.scene("cast", make=lambda: stage.props.update(cast=make_cast(START))):
        cast, model, hour = stage.props["cast"], Model(), 0
        clock.freeze(START)
        made = playing(prizes=PRIZES, steps=STEPS)
        whole = funds.held() + escrow(made)
        people = (cast.karim, cast.lea, cast.bruno)
        for nth, act in enumerate(acts):
            hour = _play(made, cast, people, model, act, nth, hour)
            assert escrow(made) >= 0
        _end(made, people, model)
        spent = 0
        if _state(made) == "paid":
            owed = model.owed()
            assert [_worth(one) for one in people] == [owed[nth] for nth in range(3)]
            spent = sum(owed.values())
            assert funds.held() == whole - spent
        assert escrow(made) == 0
        _legal(made)
        assert verify_all() == []


def _play(
    made: int, cast: Cast, people: tuple[Member, ...], model: Model, act: tuple, nth: int, hour: int
) -> int:
    verb, *rest = act
    before = _state(made)
    try:
        if verb == "sell":
            who, quantity, day = rest
            bring(sold(people[who], quantity, day, cast.pac_8.id, document=f"S{nth}"))
            model.sales.append([who, quantity, day, False, f"S{nth}"])
        elif verb == "return":
            _return(model, rest[0])
        elif verb == "wait":
            hour = min(hour + rest[0], len(HOURS) - 1)
            clock.freeze(HOURS[hour])
            rounds.move_due(HOURS[hour])
        else:
            _hand(made, people, verb, rest, nth, HOURS[hour])
    except Refused:
        session.rollback()
    if before == "closing" and _state(made) in ("certified", "paid"):
        model.sealed = model.standing()
    if verb in ("wait", "refresh"):
        rounds.refresh_open(HOURS[hour])
    return hour


def _return(model: Model, which: int) -> None:
    if model.sales:
        chosen = model.sales[which % len(model.sales)]
        if not chosen[3]:
            take_back(str(chosen[4]), int(str(chosen[1])))
            chosen[3] = True


def _hand(made: int, people: tuple[Member, ...], verb: str, rest: list, nth: int, at: datetime) -> None:
    with transaction():
        if verb == "appeal":
            who = people[rest[0]]
            appeals.send(made, entrant(made, who), who.id, f"a{nth}", "", "Il manque une vente", at)
        elif verb == "answer":
            waiting = session.scalars(select(Appeal.id).where(Appeal.state == "open")).first()
            if waiting:
                appeals.answer(waiting, rest[0], "Vu.", at, "person:1")
        elif verb == "propose":
            lifecycle.propose(made, at, rest[0])
        elif verb == "certify":
            lifecycle.certify(made, at, rest[0])
        elif verb == "stop" and nth % 5 == 0:
            stopping.stop(made, "Rupture", at, "person:1")


def _end(made: int, people: tuple[Member, ...], model: Model) -> None:
    """Answer what waits, and let everything come to its end."""
    last = HOURS[-1]
    clock.freeze(last)
    with transaction():
        for one in session.scalars(select(Appeal.id).where(Appeal.state == "open")).all():
            appeals.answer(one, False, "Vu.", last, "person:1")
    before = _state(made)
    if before in ("announced", "open", "closing"):
        model.sealed = model.standing()
    _drop_proposal(made)
    finish(last)
    assert _state(made) in ("paid", "stopped")


def _drop_proposal(made: int) -> None:
    """Whoever proposed may be the one who certifies in the end: let the clock propose anew."""
    with transaction():
        one = session.get_one(Challenge, made)
        if one.state == "closing" and one.proposed_by == AUDITOR:
            one.proposed_by = "clock"


def _state(made: int) -> str:
    session.rollback()
    return session.get_one(Challenge, made).state


def _worth(one: Member) -> int:
    held = points.balance(one.wallet_id)
    return held.available - held.debt


def _legal(made: int) -> None:
    steps = list(session.scalars(select(ChallengeStep.state).where(ChallengeStep.challenge_id == made)))
    assert all(before in EDGES[to] for before, to in pairwise(steps))
