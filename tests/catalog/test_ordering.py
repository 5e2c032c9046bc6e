"""Ordering holds points and a piece at once, refuses in a sentence, and undoes itself without a trace."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select

from catalog import actions, rules
from catalog.models import Order, OrderStep, Reward
from catalog.orders import ordering
from compliance import actions as law
from compliance import rules as law_rules
from compliance.models import Gratification
from core.database import session, transaction
from core.rules import Refused
from notifications.models import Notice
from points.ledger import actions as points
from points.ledger import queries as wallets
from points.models import Lot, Wallet
from points.rules import NotEnoughPoints
from tests.catalog.scene import a_reward, give_points, karim_with, rewardable
from tests.support.cast import START, Cast, Firm, Member

#: Fifty euros that cost the sponsor forty-five.
CARD = {
    "code": "card",
    "kind": "gift_card",
    "form": "voucher",
    "cost_cents": 4_500,
    "details": {"provider": "desk", "face_cents": 5_000},
}


def order(
    who: Member, firm: Firm, reward_id: int, request_id: str = "r1", quantity: int = 1, at: datetime = START
) -> int:
    with transaction():
        return ordering.order(who.id, firm.id, reward_id, quantity, request_id, at, who.actor).id


def wallet(wallet_id: int) -> tuple[int, int]:
    held = wallets.balance(wallet_id)
    return held.available, held.reserved


def stock(reward_id: int) -> int | None:
    return session.execute(select(Reward.stock).where(Reward.id == reward_id)).scalar_one()


def state(order_id: int) -> str:
    return session.execute(select(Order.state).where(Order.id == order_id)).scalar_one()


def register() -> list[tuple[str, int, int]]:
    lines = select(
        Gratification.reference, Gratification.value_cents, Gratification.cumulative_before_cents
    ).order_by(Gratification.id)
    return [(one.reference, one.value_cents, one[2]) for one in session.execute(lines)]


def test_an_order_holds_points_and_a_piece_and_notes_who_the_person_is(cast: Cast) -> None:
    drill = karim_with(cast, 1_300)
    number = order(cast.karim, cast.merel, drill, quantity=2)
    assert wallet(cast.karim.wallet_id) == (300, 1_000)
    assert stock(drill) == 3
    placed = session.get_one(Order, number)
    assert (placed.legal_status, placed.company_id) == ("employee_commercial", cast.merel.id)
    assert placed.consent_id
    assert placed.terms_id
    assert placed.promised_on == date(2026, 10, 22)
    assert register() == []


def test_the_same_request_is_the_same_order(cast: Cast) -> None:
    drill = karim_with(cast, 500, stock=1)
    first = order(cast.karim, cast.merel, drill)
    assert order(cast.karim, cast.merel, drill) == first
    assert wallet(cast.karim.wallet_id) == (0, 500)
    assert session.scalar(select(func.count()).select_from(OrderStep)) == 1


def test_a_request_of_somebody_else_is_refused(cast: Cast) -> None:
    drill = karim_with(cast, 500)
    order(cast.karim, cast.merel, drill)
    with pytest.raises(rules.OtherOrder):
        order(cast.lea, cast.merel, drill)


def test_too_few_points_are_said_with_the_number_that_lacks(cast: Cast) -> None:
    drill = karim_with(cast, 160)
    with pytest.raises(NotEnoughPoints) as refused:
        order(cast.karim, cast.merel, drill)
    assert refused.value.facts == {"points": 340}
    assert stock(drill) == 5
    assert session.scalar(select(func.count()).select_from(Order)) == 0


@pytest.mark.parametrize(("pieces", "refusal"), [(0, rules.SoldOut), (1, rules.TooFewLeft)])
def test_what_is_not_there_cannot_be_taken(cast: Cast, pieces: int, refusal: type[Refused]) -> None:
    drill = karim_with(cast, 1_000, stock=pieces)
    with pytest.raises(refusal):
        order(cast.karim, cast.merel, drill, quantity=2)
    assert wallet(cast.karim.wallet_id) == (1_000, 0)


@pytest.mark.parametrize("dates", [{"starts_on": date(2026, 10, 16)}, {"ends_on": date(2026, 10, 14)}])
def test_nothing_is_bought_outside_its_window(cast: Cast, dates: dict[str, date]) -> None:
    drill = karim_with(cast, 1_000, **dates)
    with pytest.raises(rules.RewardClosed):
        order(cast.karim, cast.merel, drill)


def test_a_window_ends_at_midnight_in_paris(cast: Cast) -> None:
    drill = karim_with(cast, 1_000, ends_on=date(2026, 10, 15))
    order(cast.karim, cast.merel, drill, "a", at=datetime(2026, 10, 15, 21, 59, 59, tzinfo=UTC))
    with pytest.raises(rules.RewardClosed):
        order(cast.karim, cast.merel, drill, "b", at=datetime(2026, 10, 15, 22, 0, tzinfo=UTC))


def test_a_retired_reward_is_closed_until_it_comes_back(cast: Cast) -> None:
    drill = karim_with(cast, 1_000)
    with transaction():
        actions.retire(drill, START, "shell")
    with pytest.raises(rules.RewardClosed):
        order(cast.karim, cast.merel, drill)
    with transaction():
        actions.bring_back(drill, START, "shell")
    assert state(order(cast.karim, cast.merel, drill)) == "requested"


@pytest.mark.parametrize("quantity", [0, -1, 100])
def test_a_quantity_has_limits(cast: Cast, quantity: int) -> None:
    drill = karim_with(cast, 1_000)
    with pytest.raises(rules.QuantityWrong):
        order(cast.karim, cast.merel, drill, quantity=quantity)


def test_a_price_that_changed_meanwhile_is_said(cast: Cast) -> None:
    drill = karim_with(cast, 1_000)
    with pytest.raises(rules.PriceChanged), transaction():
        ordering.order(cast.karim.id, cast.merel.id, drill, 1, "r", START, cast.karim.actor, price_shown=450)


def test_who_works_there_no_more_cannot_order(cast: Cast) -> None:
    drill = karim_with(cast, 1_000)
    with pytest.raises(rules.NoCompany):
        order(cast.oscar, cast.merel, drill)


def test_points_are_earned_but_nothing_is_given_while_the_status_is_unknown(cast: Cast) -> None:
    with transaction():
        drill = a_reward().id
        terms = law.publish_terms("1", "T", "T", date(2026, 1, 1), START, "shell")
        law.accept_terms(cast.karim.id, terms.id, "fr", START)
        give_points(cast.karim.wallet_id, 1_000)
    with pytest.raises(law_rules.StatusUnknown):
        order(cast.karim, cast.merel, drill)
    with transaction():
        law.declare_status(cast.karim.id, "employee_other", "Contrat", date(2026, 1, 1), None, START, "s")
    with pytest.raises(law_rules.EmployerSilent):
        order(cast.karim, cast.merel, drill)
    assert wallet(cast.karim.wallet_id) == (1_000, 0)


def test_the_employers_yearly_cap_counts_what_waits_for_approval(cast: Cast) -> None:
    with transaction():
        rewardable(cast.karim, cast.merel, cap=10_000)
        give_points(cast.karim.wallet_id, 5_000)
        drill = a_reward().id
    order(cast.karim, cast.merel, drill, "a")
    order(cast.karim, cast.merel, drill, "b")
    with pytest.raises(law_rules.YearlyCapReached):
        order(cast.karim, cast.merel, drill, "c")
    assert wallet(cast.karim.wallet_id) == (4_000, 1_000)


def test_a_companys_reward_is_for_its_manager_and_its_own_points(cast: Cast) -> None:
    with transaction():
        rewardable(cast.nadia, cast.merel)
        rewardable(cast.karim, cast.merel)
        give_points(cast.merel.wallet_id, 900)
        training = a_reward("training", beneficiary="company", form="training", kind="training").id
    with pytest.raises(rules.ForManagers):
        order(cast.karim, cast.merel, training)
    number = order(cast.nadia, cast.merel, training)
    assert wallet(cast.merel.wallet_id) == (400, 500)
    with transaction():
        ordering.approve(number, START, cast.claire.actor)
    line = session.scalars(select(Gratification)).one()
    assert (line.person_id, line.company_id, line.status) == (None, cast.merel.id, "company")


def test_approval_writes_the_register_and_delivery_spends(cast: Cast) -> None:
    drill = karim_with(cast, 500)
    number = order(cast.karim, cast.merel, drill)
    with transaction():
        ordering.approve(number, START, cast.claire.actor)
    assert register() == [(f"order:{number}", 4_000, 0)]
    with transaction():
        ordering.deliver(number, START, cast.claire.actor, "Colis 6A123")
    assert wallet(cast.karim.wallet_id) == (0, 0)
    steps = session.execute(select(OrderStep.state, OrderStep.note).order_by(OrderStep.id)).all()
    assert [tuple(step) for step in steps] == [
        ("requested", ""),
        ("approved", ""),
        ("delivered", "Colis 6A123"),
    ]
    topics = session.scalars(select(Notice.title).where(Notice.person_id == cast.karim.id)).all()
    assert len(topics) == 2  # that it came in is said by the clock (test_acknowledging.py)


def test_each_edge_is_taken_once(cast: Cast) -> None:
    drill = karim_with(cast, 500)
    number = order(cast.karim, cast.merel, drill)
    with pytest.raises(rules.NotApproved), transaction():
        ordering.deliver(number, START, "shell")
    with transaction():
        ordering.approve(number, START, "shell")
    with pytest.raises(rules.AlreadyApproved), transaction():
        ordering.approve(number, START, "shell")
    with transaction():
        ordering.deliver(number, START, "shell")
    for act in (ordering.approve, ordering.deliver):
        with pytest.raises(rules.AlreadyDelivered), transaction():
            act(number, START, "shell")
    with pytest.raises(rules.AlreadyDelivered), transaction():
        ordering.cancel(number, START, "shell", "Trop tard")
    with pytest.raises(rules.OrderUnknown), transaction():
        ordering.approve(number + 1, START, "shell")


def test_cancelling_gives_back_the_points_to_their_lots_and_the_piece(cast: Cast) -> None:
    with transaction():
        rewardable(cast.karim, cast.merel)
        points.add_opening(cast.karim.wallet_id, 300, "o1", START, "shell", expires_on=date(2026, 12, 31))
        points.add_opening(cast.karim.wallet_id, 700, "o2", START, "shell")
        drill = a_reward().id
    lots = select(Lot.id, Lot.remaining).order_by(Lot.id)
    before = session.execute(lots).all()
    number = order(cast.karim, cast.merel, drill)
    with transaction():
        ordering.approve(number, START, "shell")
    with transaction():
        ordering.cancel(number, START, "shell", "Rupture chez le fournisseur")
    assert session.execute(lots).all() == before
    assert (stock(drill), state(number)) == (5, "cancelled")
    assert register() == [(f"order:{number}", 4_000, 0), (f"order:{number}:cancelled", -4_000, 4_000)]
    with pytest.raises(rules.AlreadyCancelled), transaction():
        ordering.cancel(number, START, "shell", "Encore")


def test_the_team_cancels_only_for_a_reason(cast: Cast) -> None:
    drill = karim_with(cast, 500)
    number = order(cast.karim, cast.merel, drill)
    with pytest.raises(rules.ReasonMissing), transaction():
        ordering.cancel(number, START, "shell", "  ")


def test_a_member_may_think_again_while_it_waits_or_for_ten_minutes(cast: Cast) -> None:
    drill = karim_with(cast, 1_500)
    first, second, third = (order(cast.karim, cast.merel, drill, key) for key in "abc")
    with transaction():
        ordering.withdraw(first, START + timedelta(days=3), cast.karim.actor)
    for number in (second, third):
        with transaction():
            ordering.approve(number, START, "shell")
    with transaction():
        ordering.withdraw(second, START + timedelta(minutes=10) - timedelta(seconds=1), cast.karim.actor)
    with pytest.raises(rules.UndoTooLate), transaction():
        ordering.withdraw(third, START + timedelta(minutes=10), cast.karim.actor)
    assert [state(number) for number in (first, second, third)] == ["cancelled", "cancelled", "approved"]


def test_nobody_approves_an_order_of_their_own(cast: Cast) -> None:
    drill = karim_with(cast, 500)
    number = order(cast.karim, cast.merel, drill)
    with pytest.raises(rules.FourEyes), transaction():
        ordering.approve(number, START, cast.karim.actor)
    assert state(number) == "requested"


def test_an_employer_who_withdrew_stops_the_approval(cast: Cast) -> None:
    drill = karim_with(cast, 500)
    number = order(cast.karim, cast.merel, drill)
    with transaction():
        law.record_consent(cast.merel.id, False, "La direction", START, "shell")
    with pytest.raises(law_rules.EmployerWithdrew), transaction():
        ordering.approve(number, START, "shell")
    assert (state(number), register()) == ("requested", [])


def test_pieces_come_in_and_go_out_but_never_below_none(cast: Cast) -> None:
    drill = karim_with(cast, 500)
    with transaction():
        assert actions.receive_stock(drill, 10, START, "shell") == 15
        assert actions.receive_stock(drill, -15, START, "shell", "Inventaire") == 0
    with pytest.raises(rules.StockTooLow), transaction():
        actions.receive_stock(drill, -1, START, "shell")


def test_a_reward_without_limit_can_be_counted_later(cast: Cast) -> None:
    card = karim_with(cast, 2_000, stock=None)
    first = order(cast.karim, cast.merel, card, "a", quantity=2)
    with transaction():
        assert actions.receive_stock(card, 3, START, "shell") == 3
    order(cast.karim, cast.merel, card, "b")
    with transaction():
        ordering.withdraw(first, START, cast.karim.actor)
    assert stock(card) == 4
    with transaction():
        actions.lift_limit(card, START, "shell")
    assert stock(card) is None


def test_a_wallet_opens_by_itself(cast: Cast) -> None:
    with transaction():
        rewardable(cast.karim, cast.merel)
        drill = a_reward().id
        session.execute(delete(Wallet).where(Wallet.id == cast.karim.wallet_id))
    with pytest.raises(NotEnoughPoints):
        order(cast.karim, cast.merel, drill)


def test_a_voucher_bought_at_a_discount_counts_at_its_face(cast: Cast) -> None:
    card = karim_with(cast, 5_000, **CARD)
    with transaction():
        placed = ordering.order(cast.karim.id, cast.merel.id, card, 2, "r1", START, cast.karim.actor).id
        ordering.approve(placed, START, cast.claire.actor)
    line = session.scalars(select(Gratification)).one()
    assert (line.value_cents, line.face_cents, line.valuation) == (10_000, 10_000, "face_value")
    with transaction():
        ordering.cancel(placed, START, cast.claire.actor, "Plus disponible", pieces=1)
    assert session.scalar(select(func.sum(Gratification.value_cents))) == 5_000


def test_the_employer_s_cap_counts_a_voucher_at_its_face(cast: Cast) -> None:
    with transaction():
        rewardable(cast.karim, cast.merel, cap=4_900)
        give_points(cast.karim.wallet_id, 5_000)
        card = a_reward(**CARD).id
    with pytest.raises(law_rules.YearlyCapReached), transaction():
        ordering.order(cast.karim.id, cast.merel.id, card, 1, "r1", START, cast.karim.actor)
