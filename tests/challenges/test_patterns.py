"""Sales that follow a pattern are listed, a person decides, and what is left out leaves the score."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from challenges import actions
from challenges.life import lifecycle, reviewing, rounds
from challenges.models import Challenge, LineReview
from challenges.rules.patterns import Line, search
from challenges.scoring import counting
from challenges.scoring.game import game_of
from core.clock import day_start
from core.database import session, transaction
from leaderboard.models import Score
from sales.models import SaleLine
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale, bring
from tests.challenges.test_briefs import fr
from tests.support.browser import Browser
from tests.support.cast import START, Cast

FIRST, LAST = date(2026, 10, 12), date(2026, 10, 25)


def line(number: int, day: date, buyer: int | None = None, document: str = "", **more: int) -> Line:
    said = {"product_id": 1, "quantity": 1, "amount_cents": number, **more}
    return Line(number, 1, buyer, document=document or f"F{number}", day=day, **said)


def patterns(*lines: Line) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.pattern, one.lines) for one in search(lines, FIRST, LAST)]


def test_a_day_far_beyond_the_usual_is_fast() -> None:
    usual = [line(n, FIRST - timedelta(days=20 + n)) for n in range(5)]
    rush = [line(10 + n, FIRST) for n in range(6)]
    assert patterns(*usual, *rush) == [("velocity", tuple(range(10, 16)))]
    assert patterns(*usual, *rush[:5]) == []
    busy = [line(100 + n, FIRST - timedelta(days=1 + n % 3)) for n in range(12)]
    assert patterns(*busy, *rush) == []


def test_one_sale_cut_into_three_documents_is_seen() -> None:
    cut = [line(n, FIRST, buyer=7) for n in range(1, 4)]
    assert patterns(*cut) == [("splitting", (1, 2, 3))]
    assert patterns(*cut[:2]) == []
    assert patterns(*(line(n, FIRST, buyer=7, document="F") for n in range(1, 4))) == []


def test_a_hole_before_the_start_and_a_rush_after_it_are_seen() -> None:
    earlier = [line(n, FIRST - timedelta(days=20 + n)) for n in range(12)]
    rush = [line(100 + n, FIRST + timedelta(days=n)) for n in range(5)]
    assert patterns(*earlier, *rush) == [("pull_forward", (100, 101, 102, 103, 104))]
    kept_up = [line(200 + n, FIRST - timedelta(days=1 + n)) for n in range(2)]
    assert patterns(*earlier, *kept_up, *rush) == []


def test_the_same_sale_under_two_documents_within_a_week_is_seen() -> None:
    first = line(1, FIRST, buyer=7, amount_cents=500)
    twin = line(2, FIRST + timedelta(days=7), buyer=7, amount_cents=500)
    assert patterns(first, twin) == [("duplicate", (1, 2))]
    assert patterns(first, twin._replace(day=FIRST + timedelta(days=8))) == []
    assert patterns(first, twin._replace(amount_cents=501)) == []


@given(
    st.lists(
        st.tuples(st.integers(-40, 16), st.integers(1, 3), st.integers(1, 2), st.integers(1, 3)), max_size=40
    ),
    st.randoms(use_true_random=False),
)
def test_any_order_of_import_shows_the_same_patterns(
    rows: list[tuple[int, int, int, int]], chance: object
) -> None:
    lines = [
        line(n, FIRST + timedelta(days=day), buyer, f"F{doc}", quantity=many, amount_cents=many)
        for n, (day, buyer, many, doc) in enumerate(rows)
    ]
    shuffled = list(lines)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sorted(map(str, search(lines, FIRST, LAST))) == sorted(map(str, search(shuffled, FIRST, LAST)))


@pytest.fixture
def running(cast: Cast) -> int:
    """Karim cut one sale to Vauban in three; Léa sold honestly."""
    with transaction():
        made = actions.save_draft(document(), START, "shell")
        launch(made)
        lifecycle.open_(made, START, "shell")
    cut = [
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 1, FIRST, buyer=cast.vauban.id) for _ in range(3)
    ]
    bring(*cut, Sale(cast.merel.id, cast.lea.id, cast.pac_8.id, 2, FIRST))
    rounds.refresh_open(START)
    return made


def scores(challenge_id: int) -> list[int]:
    session.rollback()
    board = session.get_one(Challenge, challenge_id).board_id
    return sorted(session.scalars(select(Score.score).where(Score.board_id == board)), reverse=True)


def karims(cast: Cast) -> list[int]:
    return list(
        session.scalars(select(SaleLine.id).where(SaleLine.rep_id == cast.karim.id).order_by(SaleLine.id))
    )


def decide(challenge_id: int, lines: list[int], counts: bool, reason: str = "One sale", at=START) -> int:
    with transaction():
        return reviewing.decide(challenge_id, lines, counts, reason, at, "person:1", "splitting")


def test_a_sale_left_out_leaves_the_score_and_may_come_back(cast: Cast, running: int) -> None:
    assert scores(running) == [3, 2]
    mine = karims(cast)
    assert decide(running, mine[1:], False) == 2
    assert scores(running) == [2, 1]
    decide(running, mine[1:2], True, "Two sites")
    assert scores(running) == [2, 2]
    rows = session.scalars(select(LineReview).order_by(LineReview.id)).all()
    assert [(one.counts, one.reason, one.pattern) for one in rows][-1] == (True, "Two sites", "splitting")


def test_the_proof_says_why_a_sale_was_left_out(cast: Cast, running: int) -> None:
    mine = karims(cast)
    decide(running, mine[2:], False)
    trace = counting.trace(game_of(running), cast.karim.id)
    assert "reviewed" in [one.reason for one in trace.uncounted]


def test_while_it_is_contested_a_decision_still_moves_the_frozen_board(cast: Cast, running: int) -> None:
    ends = day_start(date(2026, 10, 26))
    rounds.move_due(ends)
    decide(running, karims(cast)[1:], False, at=ends)
    assert scores(running) == [2, 1]


def test_a_decision_has_a_reason_and_is_about_a_sale_of_the_game(cast: Cast, running: int) -> None:
    with pytest.raises(reviewing.ReviewReasonMissing):
        decide(running, karims(cast), False, "  ")
    bring(Sale(cast.vauban.id, cast.ines.id, cast.pac_8.id, 3, FIRST))
    strange = session.scalars(select(SaleLine.id).where(SaleLine.rep_id == cast.ines.id)).one()
    with pytest.raises(reviewing.NotInTheGame):
        decide(running, [strange], False)


def test_once_the_result_is_sealed_nothing_is_reviewed(cast: Cast, running: int) -> None:
    with transaction():
        session.get_one(Challenge, running)
    with transaction():
        lifecycle.stop(running, "No stock", START, "shell")
    with pytest.raises(reviewing.ReviewTooLate):
        decide(running, karims(cast), False)


def test_the_page_lists_the_pattern_and_takes_the_decision(
    cast: Cast, visitor: Browser, running: int
) -> None:
    claire = visitor.as_(cast.claire)
    page = claire.get("/staff/challenges/autumn/review")
    assert page.says(fr("One sale in several documents"))
    refused = claire.post(
        "/staff/challenges/autumn/review", status=422, lines=str(karims(cast)[0]), counts="no", reason=""
    )
    assert refused.says(fr("Say why: the proof shows the reason to whoever made the sale."))
    said = {"lines": [str(one) for one in karims(cast)], "counts": "no", "reason": "One order in three"}
    page = claire.post("/staff/challenges/autumn/review", pattern="splitting", **said)
    assert page.says("One order in three")
    assert page.says(fr("Nothing strange among the sales"))
    assert scores(running) == [2]
    visitor.as_(cast.hugo).get("/staff/challenges/autumn/review", status=403)
