"""A prize that is a reward is ordered by itself; else the winner has the points, and staff see why."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app import verify_all
from catalog import actions as catalog
from catalog import fulfilling
from catalog.models import Order, Reward
from catalog.orders import drafts
from challenges.document.parts import Late, Prize
from challenges.life import extras, lifecycle, rounds
from challenges.life.rewards import outcome_of
from challenges.models import Challenge
from challenges.rules.states import ExtraDecided, ExtraReason, ExtraTooMuch, OwnExtra
from compliance.models import Gratification
from core.clock import clock
from core.database import session, transaction
from notifications.models import Notice
from points.ledger import funds
from points.ledger import queries as points
from tests.catalog.scene import a_reward, rewardable
from tests.catalog.test_pages import in_english
from tests.challenges.certifying import AUDITOR, certify, finish
from tests.challenges.playing import CERTIFIES, ENDS, entrant, escrow, has, playing, rows, sold
from tests.challenges.selling import bring
from tests.support.browser import Browser
from tests.support.cast import Cast

FIRST = date(2026, 10, 13)
DRILL = (Prize(1, 1, 600, "drill"), Prize(2, 2, 100))


def shop(cast: Cast, **columns: object) -> None:
    """A drill for 500 points, and Karim in good standing."""
    with transaction():
        rewardable(cast.karim, cast.merel)
        a_reward(**columns)


def won(cast: Cast, **parts: object) -> int:
    """Karim first, Bruno second, paid."""
    made = playing(prizes=DRILL, **parts)
    bring(sold(cast.karim, 3, FIRST, cast.pac_8.id), sold(cast.bruno, 2, FIRST, cast.pac_8.id))
    finish(CERTIFIES)
    session.rollback()
    return made


def test_the_reward_is_ordered_with_the_points_of_the_prize(cast: Cast):
    shop(cast)
    made = won(cast)
    order = session.scalars(select(Order)).one()
    assert (order.person_id, order.points, order.state) == (cast.karim.id, 500, "requested")
    held = points.balance(cast.karim.wallet_id)
    assert (held.available, held.reserved, has(cast.bruno)) == (100, 500, 100)
    assert [one.order_id for one in outcome_of(made).values()] == [order.id]
    assert session.scalars(select(Reward.stock)).one() == 4
    assert verify_all() == []


@pytest.mark.parametrize("why", ["stock", "price", "retired", "law"])
def test_where_it_cannot_be_ordered_the_winner_keeps_the_points(cast: Cast, why: str):
    shop(cast)
    made = playing(prizes=DRILL)
    winner = cast.lea if why == "law" else cast.karim
    bring(sold(winner, 3, FIRST, cast.pac_8.id))
    with transaction():
        drill = session.scalars(select(Reward)).one()
        if why == "stock":
            catalog.receive_stock(drill.id, -5, CERTIFIES, "shell")
        elif why == "price":
            catalog.change_reward(drill.id, CERTIFIES, "shell", price_points=601)
        elif why == "retired":
            catalog.retire(drill.id, CERTIFIES, "shell")
    finish(CERTIFIES)
    session.rollback()
    assert has(winner) == 600
    drafts = session.scalars(select(Order)).all()
    told = next(iter(outcome_of(made).values()))
    assert (told.order_id, told.draft_id) == (None, drafts[0].id if drafts else None)
    assert [one.state for one in drafts] == ([] if why == "retired" else ["draft"])
    assert told.sentence
    notices = session.scalars(select(Notice.title).where(Notice.person_id == winner.id))
    assert any("Perceuse" in title for title in notices)
    assert verify_all() == []


def test_what_waits_in_the_cart_is_ordered_when_its_winner_says_so(cast: Cast):
    shop(cast)
    made = playing(prizes=DRILL)
    bring(sold(cast.lea, 3, FIRST, cast.pac_8.id))
    finish(CERTIFIES)
    session.rollback()
    draft = session.scalars(select(Order)).one()
    with transaction():
        rewardable(cast.lea, cast.merel)
    session.rollback()
    assert draft.state == "draft"
    with transaction():
        drafts.request_all(cast.lea.id, [draft.id], {}, None, CERTIFIES, cast.lea.actor)
    told = next(iter(outcome_of(made).values()))
    assert (told.order_id, told.draft_id, told.sentence) == (draft.id, None, "")
    assert points.balance(cast.lea.wallet_id).reserved == 500
    assert verify_all() == []


def test_the_winner_reads_why_and_finds_the_way_to_the_cart(cast: Cast, visitor: Browser):
    shop(cast)
    made = playing(prizes=DRILL)
    bring(sold(cast.lea, 3, FIRST, cast.pac_8.id))
    finish(CERTIFIES)
    in_english(cast.lea)
    in_english(cast.claire)
    code = session.scalars(select(Challenge.code).where(Challenge.id == made)).one()
    page = visitor.as_(cast.lea).get(f"/challenges/{code}/prizes")
    assert "waits in your cart" in page.html
    assert page.link("Open my cart") == "/cart"
    assert "waits in the winner" in visitor.as_(cast.claire).get(f"/staff/challenges/{code}/result").html


def test_the_register_says_for_which_challenge_a_prize_was_given(cast: Cast):
    shop(cast)
    made = won(cast)
    order = session.scalars(select(Order)).one()
    with transaction():
        fulfilling.approve(order.id, CERTIFIES, "person:99")
    assert session.scalars(select(Gratification.campaign)).one() == f"challenge:{made}"
    assert verify_all() == []


def test_a_reward_waits_whole_for_the_recount_and_is_ordered_then(cast: Cast):
    shop(cast)
    made = won(cast, late=Late("recount", 2_000, 10))
    assert (has(cast.karim), has(cast.bruno), escrow(made)) == (0, 80, 620)
    later = CERTIFIES + timedelta(days=11)
    clock.freeze(later)
    rounds.move_due(later)
    held = points.balance(cast.karim.wallet_id)
    assert (held.available, held.reserved, has(cast.bruno), escrow(made)) == (100, 500, 100, 0)
    assert verify_all() == []


def ask(
    made: int, cast: Cast, some: int, request: str = "one", by: str = "person:1", reason: str = "Bravo"
) -> int:
    with transaction():
        return extras.ask(made, entrant(made, cast.bruno), some, reason, request, CERTIFIES, "person:1")


def decide(extra: int, by: str = AUDITOR, approved: bool = True) -> None:
    with transaction():
        extras.decide(extra, approved, CERTIFIES, by)


def test_an_extra_prize_asks_for_two_people_and_what_is_left(cast: Cast):
    made = playing(prizes=(Prize(1, 1, 600), Prize(2, 2, 100), Prize(3, 3, 50)))
    bring(sold(cast.karim, 3, FIRST, cast.pac_8.id), sold(cast.bruno, 2, FIRST, cast.pac_8.id))
    finish(CERTIFIES)
    before = funds.held()
    with pytest.raises(ExtraTooMuch):
        ask(made, cast, 51)
    with pytest.raises(ExtraReason):
        ask(made, cast, 50, reason=" ")
    asked = ask(made, cast, 40)
    assert ask(made, cast, 40) == asked
    with pytest.raises(OwnExtra):
        decide(asked, "person:1")
    decide(asked)
    with pytest.raises(ExtraDecided):
        decide(asked)
    assert has(cast.bruno) == 140
    assert (funds.held(), escrow(made)) == (before - 40, 0)
    with pytest.raises(ExtraTooMuch):
        ask(made, cast, 11, "two")
    refused = ask(made, cast, 10, "three")
    decide(refused, approved=False)
    assert has(cast.bruno) == 140
    assert verify_all() == []


def test_an_extra_prize_between_the_certificate_and_the_payment_comes_from_the_escrow(cast: Cast):
    made = playing(prizes=(Prize(1, 1, 600), Prize(2, 2, 100), Prize(3, 3, 50)))
    bring(sold(cast.karim, 3, FIRST, cast.pac_8.id), sold(cast.bruno, 2, FIRST, cast.pac_8.id))
    rounds.move_due(ENDS)
    with transaction():
        certify(made, CERTIFIES)
    decide(ask(made, cast, 50))
    assert has(cast.bruno) == 50
    assert verify_all() == []
    with transaction():
        lifecycle.pay(made, CERTIFIES, "clock")
    assert (has(cast.bruno), has(cast.karim), escrow(made)) == (150, 600, 0)
    assert len(rows(made)) == 3
    assert verify_all() == []
