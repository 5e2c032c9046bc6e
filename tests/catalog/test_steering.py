"""The steering page counts what was seen, taken and earned, and warns where its owner wanted to be warned."""

from datetime import timedelta

from catalog.models import Sighting
from catalog.orders import ordering
from catalog.steering import groups, reach, taking
from core.clock import local_day
from core.database import insert, session, transaction
from tests.catalog.scene import a_reward, give_points, karim_with, rewardable
from tests.support.browser import Browser
from tests.support.cast import START, Cast

DAY = local_day(START)
FIRST = DAY - timedelta(days=90)


def seen(reward_id: int, times: int, day=DAY) -> None:
    with transaction():
        session.execute(
            insert(Sighting).values(reward_id=reward_id, day=day, tier="", company_kind="", seen=times)
        )


def ordered(cast: Cast, reward_id: int, request_id: str = "r1") -> int:
    with transaction():
        return ordering.order(
            cast.karim.id, cast.merel.id, reward_id, 1, request_id, START, cast.karim.actor
        ).id


def test_a_reward_seen_and_left_is_named_and_one_that_is_taken_is_not(cast: Cast) -> None:
    drill = karim_with(cast, 2_000)
    with transaction():
        vase = a_reward("vase", 900, name_fr="Vase", name_en="Vase").id
    seen(drill, 60)
    seen(vase, 60)
    seen(vase, 500, FIRST - timedelta(days=1))
    ordered(cast, drill)
    found = {one.reward.code: one for one in taking.rows(FIRST, DAY)}
    assert (found["vase"].taking.seen, found["vase"].taking.shunned) == (60, True)
    assert (found["drill"].taking.taken, found["drill"].taking.shunned, found["drill"].points) == (
        1,
        False,
        500,
    )


def test_an_order_taken_back_was_not_taken(cast: Cast) -> None:
    drill = karim_with(cast, 2_000)
    number = ordered(cast, drill)
    with transaction():
        ordering.withdraw(number, START, cast.karim.actor)
    assert [one.orders for one in taking.rows(FIRST, DAY)] == [0]


def test_use_is_counted_by_kind_of_company(cast: Cast) -> None:
    drill = karim_with(cast, 2_000)
    ordered(cast, drill)
    ordered(cast, drill, "r2")
    found = {one.group: one for one in groups.by_company_kind(FIRST, DAY, DAY)}
    assert (found["distributor"].takers, found["distributor"].orders, found["distributor"].points) == (
        1,
        2,
        1_000,
    )
    assert found["installer"].takers == 0
    assert found["installer"].members > 0


def test_what_is_owed_counts_points_held_and_their_cost(cast: Cast) -> None:
    drill = karim_with(cast, 2_000)
    ordered(cast, drill)
    owed = reach.owed(DAY)
    assert (owed.points, owed.reserved) == (2_000, 500)
    assert owed.cents == 16_000
    assert owed.per_thousand == 8_000


def test_nobody_reaches_anything_where_nobody_earns(cast: Cast) -> None:
    karim_with(cast, 2_000)
    found = reach.reach("person", DAY)
    assert found.reward is not None
    assert (found.reward.code, found.members, found.days) == ("drill", 0, None)
    assert reach.reach("company", DAY).reward is None


def test_the_page_says_what_is_left_and_that_money_is_not_all(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 2_000, perceived_cents=3_000)
    seen(drill, 60)
    with transaction():
        rewardable(cast.lea, cast.merel)
        give_points(cast.lea.wallet_id, 10, "opening:2")
    page = visitor.as_(cast.claire).get("/staff/rewards/steering")
    assert page.h1 == "1 cadeau est vu et délaissé"
    assert page.says("100 % des cadeaux sont financiers")
    assert page.says("sous son coût")
    assert visitor.as_(cast.claire).get("/staff/rewards/steering.csv?days=30").says("drill")
    visitor.as_(cast.karim).get("/staff/rewards/steering", status=403)


def test_an_empty_catalogue_says_what_to_do(cast: Cast, visitor: Browser) -> None:
    page = visitor.as_(cast.claire).get("/staff/rewards/steering")
    assert page.h1 == "Aucun cadeau n’a encore été regardé"
    assert page.says("Rien n’est encore proposé")
    assert page.says("aucun cadeau proposé")
