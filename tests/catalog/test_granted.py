"""What lasts is granted with its order, used once, and taken back with its order while nobody used it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import verify_all
from catalog import fulfilling
from catalog.granted import using
from catalog.models import Entitlement, Order, Reward
from catalog.orders import ordering
from catalog.rules import lasting
from core.clock import local_day
from core.database import session, transaction
from points.ledger import queries as wallets
from tests.catalog.scene import a_reward, give_points, rewardable
from tests.support.browser import Browser
from tests.support.cast import START, Cast

DAY = local_day(START)


def a_hotline(**columns: object) -> Reward:
    return a_reward(
        "hotline",
        300,
        None,
        name_fr="Ligne prioritaire",
        name_en="Priority line",
        kind="entitlement",
        form="in_kind",
        beneficiary="company",
        valid_days=365,
        details={"what": "hotline", "contact": "01 44 00 00 00"},
        **columns,
    )


def a_credit(valid_days: int | None = 90) -> Reward:
    return a_reward(
        "credit",
        500,
        None,
        name_fr="Avoir de 50 €",
        name_en="€50 credit",
        kind="credit_note",
        form="in_kind",
        beneficiary="company",
        valid_days=valid_days,
        details={"amount_cents": 5_000},
    )


def granted(cast: Cast, make, quantity: int = 1, request_id: str = "lasting-1") -> int:
    """An order of Mérel, placed by its manager Nadia and approved by Claire; its id."""
    with transaction():
        rewardable(cast.nadia, cast.merel)
        give_points(cast.merel.wallet_id, 5_000, f"opening:{request_id}")
        reward_id = make().id
        placed = ordering.order(
            cast.nadia.id, cast.merel.id, reward_id, quantity, request_id, START, cast.nadia.actor
        ).id
    with transaction():
        fulfilling.approve(placed, START, cast.claire.actor)
    return placed


def held(order_id: int) -> list[Entitlement]:
    session.expire_all()
    wanted = select(Entitlement).where(Entitlement.order_id == order_id)
    return list(session.scalars(wanted.order_by(Entitlement.id)))


def test_approving_a_hotline_grants_it_for_a_year_and_delivers_it(cast: Cast) -> None:
    order_id = granted(cast, a_hotline)
    one = held(order_id)[0]
    assert (one.from_on, one.until_on) == (DAY, DAY + timedelta(days=364))
    assert (one.company_id, one.person_id, one.terms["what"]) == (cast.merel.id, None, "hotline")
    assert session.get_one(Order, order_id).state == "delivered"
    assert wallets.balance(cast.merel.wallet_id).available == 4_700


def test_a_discount_names_its_ranges_as_its_holder_knows_them(cast: Cast, visitor: Browser) -> None:
    def make() -> Reward:
        details = {"percent_bp": 1_000, "ranges": [cast.pumps.code]}
        named = {"kind": "discount", "beneficiary": "company", "valid_days": 90, "details": details}
        return a_reward("ten", 300, None, **named)

    assert held(granted(cast, make))[0].terms["ranges"] == [cast.pumps.name]
    assert visitor.as_(cast.nadia).get("/advantages").says(f"10 % de remise sur {cast.pumps.name}")


def test_each_piece_is_an_advantage_with_a_code_of_its_own(cast: Cast) -> None:
    codes = [one.code for one in held(granted(cast, a_credit, quantity=3))]
    assert len(set(codes)) == 3
    assert verify_all() == []


def test_an_advantage_that_nobody_granted_is_found(cast: Cast) -> None:
    order_id = granted(cast, a_hotline)
    with transaction():
        session.execute(update(Entitlement).where(Entitlement.order_id == order_id).values(ended_at=START))
    assert [one.row for one in verify_all()] == [f"order {order_id}"]
    with transaction():
        session.execute(update(Entitlement).where(Entitlement.order_id == order_id).values(ended_at=None))


def test_a_sum_is_used_once_and_says_on_which_invoice(cast: Cast) -> None:
    one = held(granted(cast, a_credit))[0]
    with transaction():
        using.use(one.id, "FA-2210", START, cast.claire.actor)
    with pytest.raises(lasting.AdvantageUsed, match="FA-2210"), transaction():
        using.use(one.id, "FA-2211", START, cast.claire.actor)
    with transaction():
        using.free(one.id, START, cast.claire.actor)
        using.free(one.id, START, cast.claire.actor)
        using.use(one.id, "FA-2211", START, cast.claire.actor)
    session.expire_all()
    assert session.get_one(Entitlement, one.id).used_on == "FA-2211"


def test_a_sum_is_used_on_its_last_day_and_not_on_the_next(cast: Cast) -> None:
    first, second = held(granted(cast, lambda: a_credit(valid_days=2), quantity=2))
    with transaction():
        using.use(first.id, "FA-1", START + timedelta(days=1), cast.claire.actor)
    with pytest.raises(lasting.AdvantageOver), transaction():
        using.use(second.id, "FA-2", START + timedelta(days=2), cast.claire.actor)


def test_what_lasts_until_its_end_is_not_used_up(cast: Cast) -> None:
    one = held(granted(cast, a_hotline))[0]
    with pytest.raises(lasting.NotUsedUp), transaction():
        using.use(one.id, "FA-1", START, cast.claire.actor)
    with pytest.raises(lasting.InvoiceMissing), transaction():
        using.use(one.id, "  ", START, cast.claire.actor)
    with pytest.raises(lasting.AdvantageUnknown), transaction():
        using.use(99_999, "FA-1", START, cast.claire.actor)


def test_a_refunded_order_takes_its_advantage_with_it(cast: Cast) -> None:
    order_id = granted(cast, a_credit)
    with transaction():
        fulfilling.refund(order_id, START, cast.claire.actor, "Offert par erreur")
    one = held(order_id)[0]
    assert one.ended_at is not None
    assert wallets.balance(cast.merel.wallet_id).available == 5_000
    with pytest.raises(lasting.AdvantageEnded), transaction():
        using.use(one.id, "FA-1", START, cast.claire.actor)


def test_what_was_used_is_not_refunded(cast: Cast) -> None:
    order_id = granted(cast, a_credit)
    with transaction():
        using.use(held(order_id)[0].id, "FA-77", START, cast.claire.actor)
    with pytest.raises(lasting.AdvantageUsed, match="FA-77"), transaction():
        fulfilling.refund(order_id, START, cast.claire.actor, "Trop tard")
    session.expire_all()
    assert session.get_one(Order, order_id).state == "delivered"


def test_a_company_s_people_see_it_and_others_do_not(cast: Cast, visitor: Browser) -> None:
    code = held(granted(cast, a_hotline))[0].code
    for member, sees in ((cast.nadia, True), (cast.karim, True), (cast.paula, False)):
        page = visitor.as_(member).get("/advantages")
        assert page.says(code) is sees
        assert page.says("01 44 00 00 00") is sees


def test_what_a_tier_unlocks_stands_there_without_an_order(cast: Cast, visitor: Browser) -> None:
    with transaction():
        a_reward(
            "early",
            0,
            None,
            name_fr="Accès anticipé",
            kind="entitlement",
            beneficiary="company",
            details={"what": "early_access", "unlocked": True},
            audience={"kinds": ["distributor"]},
        )
    assert visitor.as_(cast.karim).get("/advantages").says("Accès anticipé")
    assert not visitor.as_(cast.theo).get("/advantages").says("Accès anticipé")


def test_staff_note_a_use_and_take_it_back_by_page(cast: Cast, visitor: Browser) -> None:
    one = held(granted(cast, a_credit))[0]
    staff = visitor.as_(cast.claire)
    assert one.code in staff.get("/staff/advantages.csv").text
    page = staff.follow(staff.get("/staff/advantages"), "Avoir de 50 €")
    assert staff.post(f"/staff/advantages/{one.id}/use", 422, invoice="").says("Ce champ est requis")
    noted = staff.submit(page, "Noter comme utilisé", invoice="FA-2210")
    assert noted.says("FA-2210")
    assert staff.get("/staff/advantages?state=used").says(one.code)
    assert staff.submit(noted, "Retirer la note").says("Utilisé sur une facture")


def test_an_advantage_of_nobody_is_not_found(cast: Cast, visitor: Browser) -> None:
    staff = visitor.as_(cast.claire)
    staff.get("/staff/advantages/424242", status=404)
    staff.post("/staff/advantages/424242/use", 404, invoice="FA-1")
