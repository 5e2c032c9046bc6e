"""What rewards are made of is kept whole: counts move once, dates and hours know who booked them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from catalog import actions, fulfilling
from catalog.keeping import notices, parts, prices, sessions, slots, variants
from catalog.models import Order, Reward, RewardSession, RewardVariant, ServiceSlot
from catalog.rules import StockMoved, StockTooLow
from catalog.rules.details import DetailsWrong
from catalog.rules.keeping import (
    CountedByVariant,
    CountsItself,
    DateCalledOff,
    DatesWrong,
    HourBooked,
    HourTwice,
    KindFixed,
    NotThisKind,
    PartImpossible,
    PartsTooFew,
    PartTwice,
    PriceImpossible,
    SeatsTaken,
    VariantTaken,
)
from catalog.rules.prices import Row
from core.audit import AuditLine
from core.database import session, transaction
from notifications.models import Notice
from tests.catalog.scene import a_reward, karim_with
from tests.support.cast import START

BY, HOUR, DAY = "shell", timedelta(hours=1), timedelta(days=1)
SOON = START + 30 * DAY


def refuses(refusal, act, *args, **named):
    with pytest.raises(refusal), transaction():
        act(*args, **named)


def order(cast, reward_id, **which):
    with transaction():
        return fulfilling.order(
            cast.karim.id,
            cast.merel.id,
            reward_id,
            1,
            f"r{reward_id}{which}"[:40],
            START,
            cast.karim.actor,
            **which,
        ).id


def verbs():
    return list(session.scalars(select(AuditLine.verb).order_by(AuditLine.id)))


def test_a_variant_counts_its_own_pieces_and_the_reward_none(cast):
    jacket = karim_with(cast, 5_000, stock=None)
    with transaction():
        large = variants.add(jacket, "L", "Taille L", "Size L", START, BY)
    order(cast, jacket, variant_id=large)
    refuses(CountedByVariant, actions.receive_stock, jacket, 3, START, BY)
    with transaction():
        assert variants.receive_stock(large, 4, START, BY, shown="") == 4
    assert session.get_one(RewardVariant, large).received == 5
    refuses(StockMoved, variants.receive_stock, large, 4, START, BY, shown="")
    refuses(StockTooLow, variants.receive_stock, large, -5, START, BY)
    refuses(VariantTaken, variants.add, jacket, "L", "Grande", "Large", START, BY)
    with transaction():
        variants.change(large, "Grande", "Large", START, BY)
        variants.retire(large, START, BY)
        variants.retire(large, START, BY)
    assert verbs().count("catalog.retire_variant") == 1


def test_a_reward_that_counts_itself_takes_variants_once_it_stopped(cast):
    with transaction():
        jacket = a_reward(stock=7).id
    refuses(CountsItself, variants.add, jacket, "L", "Taille L", "Size L", START, BY)
    with transaction():
        actions.lift_limit(jacket, START, BY)
        variants.add(jacket, "L", "Taille L", "Size L", START, BY, stock=7)
    assert session.scalars(select(RewardVariant.stock)).all() == [7]


def test_a_date_keeps_its_seats_for_those_who_booked_and_tells_them_when_it_moves(cast):
    course = karim_with(cast, 5_000, kind="training", stock=None)
    with transaction():
        told = SOON, SOON + 8 * HOUR, SOON - DAY, "Tours", 4
        first = sessions.add(course, *told, START, BY)
    order(cast, course, session_id=first)
    refuses(DatesWrong, sessions.add, course, SOON, SOON, SOON, "Tours", 4, START, BY)
    with transaction():
        assert not sessions.change(first, *told, START, BY)
    with transaction():
        sessions.change(first, SOON + DAY, SOON + DAY + HOUR, SOON, "Lyon", 1, START, BY)
    letters = select(Notice.title).where(Notice.person_id == cast.karim.id, Notice.title.contains("date"))
    assert session.scalars(letters).all() != []
    with transaction():
        session.get_one(RewardSession, first).seats = 2
        session.get_one(RewardSession, first).taken = 2
    refuses(SeatsTaken, sessions.change, first, SOON, SOON + HOUR, SOON, "Lyon", 1, START, BY)
    with transaction():
        session.get_one(RewardSession, first).taken = 1
        sessions.call_off(first, START, BY)
        sessions.call_off(first, START, BY)
    refuses(DateCalledOff, sessions.change, first, *told, START, BY)
    assert verbs().count("catalog.call_off_session") == 1


def test_an_experts_time_becomes_hours_that_never_overlap(cast):
    talk = karim_with(cast, 5_000, kind="service", stock=None)
    with transaction():
        made = slots.open_hours(
            talk, "Inès", "18", SOON, SOON + 3 * HOUR + 10 * timedelta(minutes=1), HOUR, START, BY
        )
    assert len(made) == 3
    refuses(HourTwice, slots.add, talk, "Inès", "", SOON + HOUR / 2, SOON + HOUR, START, BY)
    order(cast, talk, slot_id=made[0])
    refuses(HourBooked, slots.withdraw, made[0], START, BY)
    with transaction():
        slots.withdraw(made[1], START, BY)
        slots.put_back(made[1], START, BY)
    assert session.get_one(ServiceSlot, made[1]).withdrawn_at is None
    with transaction():
        goods = a_reward("gourd").id
    refuses(NotThisKind, slots.add, goods, "Inès", "", SOON, SOON + HOUR, START, BY)


def test_a_bundle_holds_what_can_be_sent_and_a_choice_at_least_two(cast):
    with transaction():
        drill, gourd = a_reward().id, a_reward("gourd").id
        card = a_reward("card", kind="gift_card").id
        pack = a_reward("pack", kind="bundle", stock=None).id
        choice = a_reward("choice", kind="choice", stock=None).id
        parts.write(pack, [(drill, 1), (gourd, 2)], START, BY)
        assert not parts.write(pack, [(drill, 1), (gourd, 2)], START, BY)
    refuses(PartTwice, parts.write, pack, [(drill, 1), (drill, 1)], START, BY)
    refuses(PartImpossible, parts.write, pack, [(card, 1)], START, BY)
    refuses(PartImpossible, parts.write, pack, [(pack, 1)], START, BY)
    refuses(PartsTooFew, parts.write, choice, [(drill, 1)], START, BY)
    refuses(NotThisKind, parts.write, drill, [(gourd, 1)], START, BY)


def test_prices_for_some_are_written_as_a_list(cast):
    with transaction():
        drill = a_reward().id
        prices.write(drill, [Row(300, tier="gold"), Row(400, company_kind="installer")], START, BY)
    assert [one.points for one in session.get_one(Reward, drill).prices] == [300, 400]
    refuses(PriceImpossible, prices.write, drill, [Row(300)], START, BY)
    refuses(PriceImpossible, prices.write, drill, [Row(0, tier="gold")], START, BY)
    with transaction():
        prices.write(drill, [], START, BY)
    assert session.get_one(Reward, drill).prices == []


def test_a_kind_stays_once_somebody_ordered_it(cast):
    drill = karim_with(cast, 5_000)
    refuses(DetailsWrong, actions.change_reward, drill, START, BY, kind="discount")
    order(cast, drill)
    refuses(KindFixed, actions.change_reward, drill, START, BY, kind="service")
    assert session.get_one(Reward, drill, populate_existing=True).kind == "goods"


def test_administrators_are_told_once_for_each_fall(cast):
    drill = karim_with(cast, 5_000, stock=3, low_stock=2)

    def told():
        with transaction():
            notices.watch_stock(START)
        return session.scalars(select(Notice).where(Notice.path == f"/staff/rewards/{drill}")).all()

    assert told() == []
    number = order(cast, drill)
    assert [one.person_id for one in told()] == [cast.claire.id]
    assert len(told()) == 1
    with transaction():
        fulfilling.cancel(number, START, BY, "Rupture")
    assert len(told()) == 1
    assert session.get_one(Reward, drill, populate_existing=True).low_since is None
    with transaction():
        actions.receive_stock(drill, -1, START, BY)
        notices.watch_stock(START + HOUR)
    assert len(told()) == 2
    assert session.scalar(select(Order.state)) == "cancelled"


def test_a_variant_runs_low_by_its_rewards_threshold(cast):
    with transaction():
        jacket = a_reward(stock=None, low_stock=2).id
        variants.add(jacket, "L", "Taille L", "Size L", START, BY, stock=2)
        variants.add(jacket, "M", "Taille M", "Size M", START, BY, stock=9)
        assert notices.watch_stock(START) == 1
