"""Whatever comes in and in which pieces — sales, returns, quotes, trainings — a board kept up by what changed
is the board counted at once (I17), for every metric and every competitor.
"""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from challenges import actions
from challenges.document.parts import METRICS, Caps, Metric, Targets, Teams
from challenges.document.terms import Document
from challenges.life import lifecycle
from challenges.models import LineReview, Target
from challenges.scoring import counting
from challenges.scoring.checks import wrong_results, wrong_scores
from challenges.scoring.facts import points_of
from core.database import insert, session, transaction
from core.jobs import advance
from engagement.models import Act
from leaderboard.models import Score
from products.actions import change_product
from sales import returns
from sales.models import JOURNAL, Quote, SaleLine
from sales.returns import Comeback
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale, accept
from tests.challenges.test_incremental import Undone, live, recounted
from tests.points.making import rule
from tests.support.cast import START, Cast

FIRST = date(2026, 10, 10)
TODAY = date(2026, 10, 15)
numbers = count(1)
people, things, buyers = st.integers(0, 3), st.integers(0, 3), st.integers(0, 2)
units, some_day = st.integers(1, 5), st.integers(-40, 5)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("sale"), people, things, units, some_day, buyers),
        st.tuples(st.just("return"), st.integers(0, 20), units),
        st.tuples(st.just("quote"), people, st.booleans(), some_day),
        st.tuples(st.just("training"), people, some_day),
        st.tuples(st.just("refresh")),
    ),
    max_size=16,
)
every_metric = st.lists(
    st.builds(
        Metric,
        st.sampled_from(sorted(METRICS)),
        st.integers(1, 3),
        st.sampled_from([1, 100]),
        quiet_days=st.sampled_from([5, 30]),
        fewest=st.integers(1, 2),
    ),
    min_size=1,
    max_size=5,
)
competitors = st.sampled_from(["rep", "selling_company", "buying_company", "team"])


def game(*metrics: Metric, competitor: str = "rep", **changes) -> Document:
    """A challenge over everything, by some metrics."""
    made = document(counts={"ranges": []}, audience={"company_kinds": ["distributor", "installer"]})
    teams = Teams(compare="mean") if competitor == "team" else None
    targets = Targets(of="amount", floor=50_000)
    return replace(made, metrics=metrics, competitor=competitor, teams=teams, targets=targets, **changes)


def running(made: Document) -> int:
    """Launched and open; joins the open transaction."""
    challenge_id = actions.save_draft(made, START, "shell")
    launch(challenge_id, START)
    lifecycle.open_(challenge_id, START, "shell")
    return challenge_id


def quote(cast: Cast, rep: int, won: bool, day: date) -> None:
    """A quote in the books, decided at once or still open; joins the open transaction."""
    nth, revision = next(numbers), advance(JOURNAL)
    session.execute(
        insert(Quote).values(
            row_key=f"Q{nth}",
            number=f"Q{nth}",
            selling_company_id=cast.merel.id,
            rep_id=rep,
            amount_cents=100,
            quoted_on=day,
            state="won" if won else "open",
            decided_on=day if won else None,
            source="tests",
            first_revision=revision,
            revision=revision,
            written_at=START,
            written_by="shell",
        )
    )


def train(person_id: int, day: date) -> None:
    """A validated training; joins the open transaction."""
    session.execute(
        insert(Act).values(
            request_id=f"T{next(numbers)}",
            act="training",
            person_id=person_id,
            happened_on=day,
            note="",
            state="confirmed",
            declared_by="shell",
            declared_at=START,
            decided_by="shell",
            decided_at=START,
            answer="",
            revision=advance(JOURNAL),
        )
    )


def happen(cast: Cast, event: tuple, made: int) -> None:
    """One event; joins the open transaction."""
    members = [cast.karim, cast.lea, cast.bruno, cast.ines]
    if event[0] == "refresh":
        counting.refresh(made, START)
    elif event[0] == "sale":
        who, thing = members[event[1]], [cast.pac_8, cast.pac_12, cast.valve, cast.thermostat][event[2]]
        buyer = [None, cast.vauban.id, cast.sanelec.id][event[5]]
        buyer = None if buyer == who.company_id else buyer
        day = TODAY + timedelta(days=min(event[4], 0))
        accept([Sale(who.company_id, who.id, thing.id, event[3], day, 90_00, buyer)], START)
    elif event[0] == "return":
        lines = session.scalars(select(SaleLine).where(SaleLine.returns_id.is_(None))).all()
        if lines:
            line = lines[event[1] % len(lines)]
            back = -sum(session.scalars(select(SaleLine.quantity).where(SaleLine.returns_id == line.id)))
            if (some := min(event[2], line.quantity - back)) > 0:
                returns.record(
                    line.id, Comeback(some, TODAY, None, "Cassé."), f"{next(numbers)}", START, "shell"
                )
    elif event[0] == "quote":
        quote(cast, members[event[1]].id, event[2], TODAY + timedelta(days=min(event[3], 0)))
    else:
        train(members[event[1]].id, TODAY + timedelta(days=min(event[2], 0)))


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    metrics=every_metric,
    events=EVENTS,
    competitor=competitors,
    caps=st.builds(Caps, st.just(0), st.integers(0, 20_000), st.integers(0, 50_000)),
)
def test_a_board_kept_up_by_what_changed_is_the_board_counted_at_once(
    cast: Cast, metrics, events, competitor: str, caps: Caps
):
    try:
        with transaction():
            made = running(game(*metrics, competitor=competitor, caps=caps))
            for event in events:
                happen(cast, event, made)
            counting.refresh(made, START)
            session.expire_all()
            assert live(made) == recounted(made)
            assert list(wrong_scores()) == []
            game_now = counting.game_of(made)
            for subject, (score, reached_on) in live(made).items():
                told = counting.trace(game_now, subject)
                assert (told.score, told.reached_on) == (score, reached_on)
            raise Undone
    except Undone:
        session.rollback()


def sold(cast: Cast, day: date = TODAY, **more) -> Sale:
    """A sale of Karim's to Vauban."""
    values = {"quantity": 1, "cents": 100_00, "buyer": cast.vauban.id, "product": cast.pac_8.id} | more
    return Sale(cast.merel.id, cast.karim.id, day=day, **values)


def one_score(made: int, who: int) -> int:
    with transaction():
        counting.refresh(made, START)
    return live(made).get(who, (0, None))[0]


def begin(made: Document) -> int:
    with transaction():
        return running(made)


def put(*sales: Sale) -> None:
    with transaction():
        accept(sales, START)


def test_a_new_customer_is_lost_when_an_older_sale_of_a_colleague_comes_in_late(cast: Cast):
    made = begin(game(Metric("new_customers")))
    put(sold(cast))
    assert one_score(made, cast.karim.id) == 1
    put(Sale(cast.merel.id, cast.lea.id, cast.valve.id, 1, date(2026, 8, 1), buyer=cast.vauban.id))
    assert one_score(made, cast.karim.id) == 0
    assert list(wrong_scores()) == []


def test_a_new_customer_belongs_to_whoever_sold_first(cast: Cast):
    made = begin(game(Metric("new_customers")))
    put(sold(cast))
    assert one_score(made, cast.karim.id) == 1
    put(Sale(cast.merel.id, cast.lea.id, cast.pac_8.id, 1, date(2026, 10, 12), buyer=cast.vauban.id))
    assert one_score(made, cast.karim.id) == 0
    assert one_score(made, cast.lea.id) == 1


def test_points_of_the_programme_count_as_the_ledger_has_them(cast: Cast):
    rule()
    made = begin(game(Metric("points")))
    put(sold(cast, quantity=4, cents=405_00))
    assert one_score(made, cast.karim.id) == 40
    line = session.scalars(select(SaleLine.id)).one()
    assert points_of([line]) == {line: 40}
    with transaction():
        returns.record(line, Comeback(1, TODAY, None, "Cassé."), "r1", START, "shell")
    assert one_score(made, cast.karim.id) == 30


def test_margin_is_of_the_lines_own_cost_else_of_what_the_product_was(cast: Cast):
    made = begin(game(Metric("margin")))
    put(sold(cast, cents=1_000_00))
    assert one_score(made, cast.karim.id) == 300_00
    with transaction():
        change_product(cast.pac_8.id, START, "shell", margin_bp=9_000, unit_cost_cents=None, strategic=False)
        counting.recount(counting.hold(made, ("open",)), START)
    assert one_score(made, cast.karim.id) == 300_00


def test_a_training_and_a_quote_move_a_score_as_soon_as_they_are_in_the_books(cast: Cast):
    made = begin(game(Metric("training", 100), Metric("conversion", 1, 100, fewest=2)))
    with transaction():
        train(cast.karim.id, TODAY)
    assert one_score(made, cast.karim.id) == 100
    with transaction():
        quote(cast, cast.karim.id, True, TODAY)
        quote(cast, cast.karim.id, False, TODAY)
    assert one_score(made, cast.karim.id) == 150


def test_a_target_is_written_down_once_and_stays(cast: Cast):
    year, lately = date(2025, 10, 14), [date(2026, 9, 30) - timedelta(days=14 * n) for n in range(4)]
    put(sold(cast, date(2025, 9, 1)), sold(cast, year, cents=2_500_00))
    put(*[sold(cast, day, cents=500_00) for day in lately])
    made = begin(game(Metric("attainment")))
    put(sold(cast, cents=500_00))
    first = one_score(made, cast.karim.id)
    kept = session.scalars(select(Target).where(Target.subject_id == cast.karim.id)).one()
    assert (kept.value, kept.facts["season_bp"]) == (2_000_00, 20_000)
    assert kept.facts["same"] == 2_500_00
    assert first == 2_500
    put(sold(cast, date(2026, 10, 1), cents=9_000_00))
    assert one_score(made, cast.karim.id) == 2_500


def test_a_sale_that_somebody_left_out_counts_no_more_until_it_is_let_in(cast: Cast):
    made = begin(game(Metric("amount")))
    put(sold(cast))
    assert one_score(made, cast.karim.id) == 100_00
    line = session.scalars(select(SaleLine.id)).one()
    for counts, score in ((False, 0), (True, 100_00)):
        with transaction():
            session.add(
                LineReview(
                    challenge_id=made,
                    line_id=line,
                    pattern="other",
                    counts=counts,
                    reason="Vu.",
                    at=START,
                    by="shell",
                )
            )
            session.flush()
            counting.again(made, [cast.karim.id], START)
        assert one_score(made, cast.karim.id) == score
        assert list(wrong_scores()) == []


def test_a_wrong_score_is_found(cast: Cast):
    made = begin(game(Metric("amount")))
    put(sold(cast))
    one_score(made, cast.karim.id)
    with transaction():
        session.query(Score).update({"score": 7})
    assert len(list(wrong_scores())) == 1
    with transaction():
        session.query(Score).update({"score": 100_00})
    assert list(wrong_scores()) == list(wrong_results()) == []


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2026, 10, 11), False),
        (date(2026, 10, 12), True),
        (date(2026, 10, 25), True),
        (date(2026, 10, 26), False),
    ],
)
def test_the_day_on_which_clocks_change_counts_once_and_whole(cast: Cast, day: date, counts: bool):
    made = begin(game(Metric("amount")))
    put(sold(cast, day))
    assert one_score(made, cast.karim.id) == (100_00 if counts else 0)
