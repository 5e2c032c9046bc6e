"""The shelf is searched, filtered, priced and cut in the database, five thousand like fifty."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, update

from accounts.models import Person
from catalog import actions
from catalog.models import (
    CatalogSetting,
    Reward,
    RewardPart,
    RewardPrice,
    RewardSession,
    RewardVariant,
    ServiceSlot,
)
from catalog.shelf.listing import SIZE, Asked, Shelf, shelf
from catalog.shelf.offered import Look, look
from catalog.shelf.offers import offer
from catalog.shelf.viewers import viewer_of
from core.database import session, transaction
from points.models import TierScheme
from tests.catalog.scene import a_reward, give_points, rewardable
from tests.catalog.test_sight_rules import tiers
from tests.support.asked import statements
from tests.support.browser import Browser
from tests.support.cast import START, Cast

DAY = START.date()


def karim_looks(cast: Cast, held: int = 1_000, usual: int = 300) -> Look:
    viewer = viewer_of(cast.karim.id, cast.merel.id, DAY, browsing=True)
    return look(viewer, "person", (held, usual), START)


def seen(cast: Cast, held: int = 1_000, **asked: object) -> Shelf:
    return shelf(Asked(**asked), karim_looks(cast, held))


def codes(found: Shelf) -> list[str]:
    return [card.reward.code for card in found.cards]


def states(found: Shelf) -> dict[str, str]:
    return {card.reward.code: card.state for card in found.cards}


def many(number: int) -> None:
    """So many rewards, of every category and price; joins the open transaction."""
    kinds = ("tools", "home", "leisure", "vouchers", "training", "services", "travel")
    session.execute(
        insert(Reward),
        [
            {
                "code": f"r{n}",
                "name_fr": f"Étagère {n}",
                "name_en": f"Shelf {n}",
                "about_fr": "Très solide",
                "category": kinds[n % 7],
                "kind": "goods",
                "family": "financial",
                "nature": "personal" if n % 2 else "professional",
                "form": "in_kind",
                "beneficiary": "person",
                "price_points": 10 + n,
                "cost_cents": 100,
                "audience": {"tiers": ["gold"]} if n % 50 == 0 else {},
            }
            for n in range(number)
        ],
    )


def test_a_search_forgets_accents_capitals_and_order(cast: Cast) -> None:
    with transaction():
        a_reward(
            "radio", name_fr="Radio de chantier Éole", name_en="Site radio", benefit_fr="Du cœur à l’ouvrage"
        )
        a_reward("spa", name_fr="Journée thermale", name_en="Spa day")
    for words in ("EOLE", "chantier radio", "site", "oeuvre", "cœur", "coeur ouvrage"):
        assert codes(seen(cast, search=words)) == (["radio"] if words != "oeuvre" else [])
    assert codes(seen(cast, search="100%")) == []
    assert codes(seen(cast, search="_")) == []


def test_a_renamed_reward_is_found_by_its_new_name(cast: Cast) -> None:
    with transaction():
        one = a_reward("radio", name_fr="Radio", name_en="Radio")
        actions.change_reward(one.id, START, "shell", name_fr="Enceinte")
    assert codes(seen(cast, search="enceinte")) == ["radio"]
    assert codes(seen(cast, search="radio")) == ["radio"]  # the English name stays


def test_filters_narrow_together_and_say_how_many_each_would_find(cast: Cast) -> None:
    with transaction():
        a_reward("drill", 500, category="tools", nature="professional")
        a_reward("saw", 5_000, category="tools", nature="professional")
        a_reward("spa", 400, category="travel", kind="travel", nature="experiential", family="relational")
    assert codes(seen(cast, category="tools")) == ["drill", "saw"]
    assert codes(seen(cast, affordable=True)) == ["drill", "spa"]
    assert codes(seen(cast, family="relational")) == ["spa"]
    assert codes(seen(cast, category="tools", nature="experiential")) == []
    found = seen(cast, category="tools")
    assert found.counts == {"ready": 1, "near": 1}
    assert found.codes("category", Asked(category="tools")) == [("tools", 2), ("travel", 1)]
    assert found.codes("nature", Asked(category="tools")) == [("professional", 2)]


def test_what_is_within_reach_comes_first_and_what_a_tier_opens_after_what_lacks(cast: Cast) -> None:
    with transaction():
        tiers(cast)
        for code, price in (("cheap", 100), ("dear", 900), ("far", 9_000), ("close", 1_100)):
            a_reward(code, price)
        a_reward("gold", 50, audience={"tiers": ["gold"]})
        a_reward("gone", 50, stock=0)
        a_reward("later", 50, starts_on=DAY + timedelta(1))
        a_reward("hidden", 50, audience={"tiers": ["gold"], "locked": "hide"})
        a_reward("others", 50, audience={"kinds": ["installer"]})
        a_reward("over", 50, ends_on=DAY - timedelta(1))
    found = seen(cast)
    assert codes(found) == ["dear", "cheap", "close", "far", "gold", "gone", "later"]
    assert list(states(found).values()) == ["ready", "ready", "near", "near", "tier", "out", "locked"]
    assert found.cards[4].locked is not None


def test_professional_only_hides_what_is_personal_on_every_page(cast: Cast, visitor: Browser) -> None:
    with transaction():
        gift = a_reward("gift", 50, nature="personal", name_fr="Bougie", name_en="Candle").id
        a_reward("course", 50, nature="professional", name_fr="Formation", name_en="Course")
        actions.set_goal(cast.karim.id, gift, START)
        session.add(CatalogSetting(professional_only=True, at=START, by="shell"))
    browser = visitor.as_(cast.karim)
    for path in ("/rewards", "/rewards?q=bougie", "/", "/rewards/wishes"):
        assert not browser.get(path).says("Bougie")
    browser.get(f"/rewards/{gift}", 404)
    browser.post(f"/rewards/{gift}/wish", 404)
    assert browser.get("/rewards").says("Formation")


def test_what_is_scarce_by_size_date_hour_or_part_is_sold_out_with_the_last_one(cast: Cast) -> None:
    with transaction():
        jacket, trip, expert = (
            a_reward("jacket", 10, stock=None),
            a_reward("trip", 10, stock=None, kind="travel"),
            a_reward("expert", 10, stock=None, kind="service"),
        )
        pack = a_reward("pack", 10, stock=None, kind="bundle")
        pick = a_reward("pick", 10, stock=None, kind="choice")
        session.add_all(
            [
                RewardVariant(reward_id=jacket.id, code="m", name_fr="M", name_en="M", stock=0, received=0),
                RewardVariant(reward_id=jacket.id, code="l", name_fr="L", name_en="L", stock=1, received=1),
                RewardSession(
                    reward_id=trip.id,
                    starts_at=START + timedelta(days=9),
                    ends_at=START + timedelta(days=10),
                    closes_at=START + timedelta(days=8),
                    place="Lyon",
                    seats=1,
                ),
                ServiceSlot(
                    reward_id=expert.id,
                    expert="Ada",
                    starts_at=START + timedelta(days=1),
                    ends_at=START + timedelta(days=1, hours=1),
                ),
                RewardPart(reward_id=pack.id, part_id=jacket.id, quantity=1),
                RewardPart(reward_id=pack.id, part_id=trip.id, quantity=1),
                RewardPart(reward_id=pick.id, part_id=jacket.id, quantity=1),
                RewardPart(reward_id=pick.id, part_id=trip.id, quantity=1),
            ]
        )
    assert set(states(seen(cast)).values()) == {"ready"}
    with transaction():
        session.execute(update(RewardVariant).values(stock=0, received=0))
    assert states(seen(cast)) == {
        "trip": "ready",
        "expert": "ready",
        "pick": "ready",
        "jacket": "out",
        "pack": "out",
    }
    later = look(
        viewer_of(cast.karim.id, cast.merel.id, DAY, browsing=True),
        "person",
        (9, 0),
        START + timedelta(days=8),
    )
    assert {card.state for card in shelf(Asked(), later).cards} == {"out"}
    with transaction():
        session.execute(delete(RewardPart))


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "silver", "gold"]),
        st.sampled_from(["", "nobody"]),
        st.sampled_from(["", "distributor", "installer"]),
        st.sampled_from([None, DAY, DAY + timedelta(1)]),
        st.sampled_from([None, DAY, DAY - timedelta(1)]),
    ),
    max_size=5,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_a_page_of_the_shelf_and_the_rule_say_the_same_price(cast: Cast, rows: list[tuple]) -> None:
    with transaction():
        session.execute(delete(RewardPrice))
        session.execute(delete(Reward))
        if viewer_of(cast.karim.id, cast.merel.id, DAY).tier == "":
            tiers(cast)
        reward = a_reward("one", 777)
        for place, (tier, segment, kind, begins, ends) in enumerate(rows, 1):
            session.add(
                RewardPrice(
                    reward_id=reward.id,
                    place=place,
                    tier=tier,
                    segment=segment,
                    company_kind=kind,
                    points=place,
                    starts_on=begins,
                    ends_on=ends,
                )
            )
        number = reward.id
    found = seen(cast).cards[0]
    reward = session.get_one(Reward, number)
    session.refresh(reward)
    assert found.points == offer(reward, viewer_of(cast.karim.id, cast.merel.id, DAY), DAY).points


def test_every_card_says_what_is_left_and_only_the_rewards_own_page_how_it_comes(
    cast: Cast, visitor: Browser
) -> None:
    with transaction():
        rewardable(cast.karim, cast.merel)
        give_points(cast.karim.wallet_id, 1_000)
        columns = {
            "kind": "gift_card",
            "form": "voucher",
            "details": {"provider": "desk", "face_cents": 1_000},
        }
        voucher = a_reward("voucher", 400, name_en="Shop card", delay_days=3, **columns).id
        a_reward("dear", 1_500, name_en="Bicycle")
        session.execute(update(Person).values(language="en"))
    browser = visitor.as_(cast.karim)
    page = browser.get("/rewards")
    assert page.says("600 pts will be left")
    assert page.says("You lack 500 pts")
    assert not page.says("By e-mail")
    assert browser.get(f"/rewards/{voucher}").says("By e-mail, within 3 working days")


def test_every_reward_stands_on_exactly_one_page(cast: Cast) -> None:
    with transaction():
        many(SIZE * 2 + 5)
    pages = [seen(cast, held=40, page=number) for number in (1, 2, 3, 4)]
    assert [len(one.cards) for one in pages] == [SIZE, SIZE, 3, 0]  # two need a tier that no scheme has
    assert len({code for one in pages for code in codes(one)}) == SIZE * 2 + 3
    assert [one.more for one in pages] == [True, True, False, False]


@pytest.mark.parametrize(
    "path", ["/rewards", "/rewards?q=etagere", "/rewards?category=tools&affordable=1&page=3"]
)
def test_a_page_asks_as_little_of_five_thousand_as_of_fifty(cast: Cast, visitor: Browser, path: str) -> None:
    with transaction():
        tiers(cast)
        rewardable(cast.karim, cast.merel)
        give_points(cast.karim.wallet_id, 4_000)
        many(50)
        session.execute(update(Person).values(language="en"))
    browser = visitor.as_(cast.karim)
    browser.get(path)
    counts = []
    for number in (50, 5_000):
        with transaction():
            session.execute(delete(Reward))
            many(number)
        with statements() as first:
            browser.get(path)
        with statements() as again:
            page = browser.get(path)
        counts.append((len(first), len(again)))
    assert counts[0] == counts[1]
    assert counts[1][0] <= 12  # the first page after a change
    assert counts[1][1] <= 8
    assert page.link("Show more rewards")
    for picture in page.all("img"):
        assert picture["width"]
        assert picture["height"]


@pytest.mark.parametrize("measure", ["points", "turnover"])
def test_whoever_nobody_looked_at_yet_reads_what_a_tier_lacks_within_twelve_questions(
    cast: Cast, visitor: Browser, measure: str
) -> None:
    with transaction():
        tiers(cast)
        session.execute(update(TierScheme).values(measure=measure))
        rewardable(cast.theo, cast.vauban)
        a_reward("gold", 50, audience={"tiers": ["gold"]}, name_en="Golden")
        session.execute(update(Person).values(language="en"))
    browser = visitor.as_(cast.theo)
    browser.get("/rewards")
    with statements() as asked:
        page = browser.get("/rewards")
    assert page.says("Gold from")
    assert len(asked) <= 12
