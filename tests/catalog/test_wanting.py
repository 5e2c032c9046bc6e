"""What draws people to the shelf: goals, wishes, what similar companies chose; and what was seen."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from accounts.models import Company, Person
from catalog import actions
from catalog.models import Goal, Order, RewardPrice, Sighting, Wish
from catalog.shelf import wanting
from compliance.models import Terms
from core.database import session, transaction
from points.models import Wallet
from tests.catalog.scene import a_reward, give_points, karim_with, rewardable
from tests.catalog.test_shelf import karim_looks
from tests.catalog.test_sight_rules import tiers
from tests.support.browser import Browser
from tests.support.cast import START, Cast


def in_english() -> None:
    with transaction():
        session.execute(update(Person).values(language="en"))


def chose(
    reward_id: int, number: int, size: str = "small", kind: str = "distributor", state: str = "requested"
) -> None:
    """Somebody of a company of its own ordered it; joins the open transaction."""
    firm = Company(
        code=f"F{number}",
        name=f"Firm {number}",
        sort_key=f"firm {number}",
        kind=kind,
        size=size,
        joined_at=START,
    )
    person = Person(
        code=f"P{number}",
        email=f"p{number}@example.org",
        email_key=f"p{number}@example.org",
        first_name="P",
        last_name=str(number),
        pseudonym=f"P{number}",
        sort_key=f"{number} p",
        created_at=START,
    )
    session.add_all([firm, person])
    session.flush()
    wallet = Wallet(person_id=person.id, opened_at=START)
    session.add(wallet)
    session.flush()
    session.add(
        Order(
            request_id=f"f{number}",
            reward_id=reward_id,
            quantity=1,
            wallet_id=wallet.id,
            person_id=person.id,
            company_id=firm.id,
            points=0,
            cost_cents=0,
            value_cents=0,
            state=state,
            terms_id=session.scalar(select(Terms.id)),
            placed_at=START - timedelta(days=3),
            promised_on=START.date(),
        )
    )


def test_a_wish_is_kept_once_shown_with_its_distance_and_let_go(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 100)
    in_english()
    browser = visitor.as_(cast.karim)
    assert browser.get("/rewards/wishes").says("Nothing on your wish list yet")
    kept = browser.submit(browser.get(f"/rewards/{drill}"), "Add to my wish list")
    browser.post(f"/rewards/{drill}/wish")
    assert session.scalar(select(func.count()).select_from(Wish)) == 1
    wishes = browser.get("/rewards/wishes")
    assert wishes.says("Drill")
    assert wishes.says("You lack 400 pts")
    browser.submit(kept, "Take it off my wish list")
    assert session.scalar(select(func.count()).select_from(Wish)) == 0
    assert not visitor.as_(cast.lea).get("/rewards/wishes").says("Drill")


def test_the_goal_stands_on_the_first_page_at_the_persons_own_price(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 100)
    in_english()
    with transaction():
        tiers(cast)
        session.add(RewardPrice(reward_id=drill, place=1, tier="silver", points=300))
        actions.set_goal(cast.karim.id, drill, START)
    browser = visitor.as_(cast.karim)
    assert browser.get("/").says("200 pts to go")
    assert browser.get(f"/rewards/{drill}").says("You lack 200 pts")
    assert browser.get("/rewards").says("Your goal")


@pytest.mark.parametrize(("usual", "words"), [(200, True), (199, False)])
def test_one_or_two_usual_sales_away_is_nearly_there(cast: Cast, usual: int, words: bool) -> None:
    with transaction():
        a_reward(price=1_400)
    found = wanting.saving_for(karim_looks(cast, 1_000, usual))
    assert found is not None
    assert found.almost is words


def test_a_goal_that_is_hidden_gives_way_to_what_can_be_had(cast: Cast) -> None:
    with transaction():
        other = a_reward("other", 5, audience={"kinds": ["installer"]})
        a_reward("near", 1_200)
        actions.set_goal(cast.karim.id, other.id, START)
    found = wanting.saving_for(karim_looks(cast))
    assert found is not None
    assert (found.reward.code, found.chosen) == ("near", False)


@pytest.mark.parametrize(("companies", "shown"), [(2, False), (3, True)])
def test_what_similar_companies_chose_is_shown_from_three_on_and_never_says_who(
    cast: Cast, visitor: Browser, companies: int, shown: bool
) -> None:
    in_english()
    with transaction():
        rewardable(cast.karim, cast.merel)
        session.execute(update(Company).where(Company.id == cast.merel.id).values(size="small"))
        chosen = a_reward("radio", 400, name_en="Site radio").id
        for number in range(companies):
            chose(chosen, number)
        chose(chosen, 10, size="large")
        chose(chosen, 11, kind="installer")
        chose(chosen, 12, state="cancelled")
        # orders without postings: they are taken back before the books are audited
        page = wanting.similar(karim_looks(cast))
        assert [card.reward.code for card in page] == (["radio"] if shown else [])
        session.rollback()


def test_what_the_person_had_is_not_recommended(cast: Cast) -> None:
    with transaction():
        rewardable(cast.karim, cast.merel)
        session.execute(update(Company).where(Company.id == cast.merel.id).values(size="small"))
        one = a_reward("radio", 400)
        for number in range(3):
            chose(one.id, number)
        session.execute(
            update(Order)
            .where(Order.request_id == "f0")
            .values(person_id=cast.karim.id, company_id=cast.merel.id)
        )
        chose(one.id, 4)
        assert wanting.similar(karim_looks(cast)) == []
        session.rollback()


def test_what_was_seen_is_counted_by_tier_and_kind_and_not_by_whom(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 0)
    with transaction():
        tiers(cast)
        other = a_reward("other").id
    for member in (cast.karim, cast.lea, cast.theo):
        visitor.as_(member).post("/rewards/sightings", 204, ids=f"{drill},{other},{drill},999999,x,-1")
    rows = session.execute(
        select(Sighting.reward_id, Sighting.tier, Sighting.company_kind, Sighting.seen)
    ).all()
    assert sorted(map(tuple, rows)) == [
        (drill, "", "installer", 1),
        (drill, "silver", "distributor", 2),
        (other, "", "installer", 1),
        (other, "silver", "distributor", 2),
    ]
    assert "person_id" not in Sighting.__table__.c
    visitor.as_(cast.karim).post("/rewards/sightings", 400, token=False, ids=str(drill))
    assert session.scalar(select(func.sum(Sighting.seen))) == 6


def test_a_goal_is_set_by_nobody_for_what_they_may_not_see(cast: Cast, visitor: Browser) -> None:
    with transaction():
        rewardable(cast.karim, cast.merel)
        give_points(cast.karim.wallet_id, 10)
        hidden = a_reward(audience={"kinds": ["installer"]}).id
    visitor.as_(cast.karim).post(f"/rewards/{hidden}/goal", 404)
    assert session.scalar(select(func.count()).select_from(Goal)) == 0
