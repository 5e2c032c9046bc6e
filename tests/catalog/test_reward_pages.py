"""The page of a reward says what is particular to its kind, and offers to order exactly what can be had."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from accounts.models import Person
from catalog.models import Reward, RewardPart, RewardSession, RewardVariant, ServiceSlot, Supplier
from core.database import session, transaction
from tests.catalog.scene import a_reward, give_points, karim_with, rewardable
from tests.catalog.test_shelf import statements
from tests.catalog.test_sight_rules import tiers
from tests.support.browser import Browser
from tests.support.cast import START, Cast


@pytest.fixture
def reader(cast: Cast, visitor: Browser) -> Browser:
    """Nadia, who spends Mérel's points, in English."""
    with transaction():
        session.execute(update(Person).values(language="en"))
        rewardable(cast.nadia, cast.merel)
        give_points(cast.nadia.wallet_id, 1_000, "opening:n")
        give_points(cast.merel.wallet_id, 1_000, "opening:m")
    return visitor.as_(cast.nadia)


KINDS = [
    ("gift_card", {"provider": "desk", "face_cents": 5_000}, ["Worth", "€50"]),
    (
        "discount",
        {"percent_bp": 1_000, "ranges": ["pumps"]},
        ["Discount", "10%", "Valid for", "30 days from delivery"],
    ),
    ("discount", {"percent_bp": 750}, ["7.5%", "all products"]),
    ("deferred_discount", {"amount_cents": 15_000}, ["Worth", "€150"]),
    ("credit_note", {"amount_cents": 25_000}, ["€250"]),
    (
        "volume_discount",
        {"scale": [{"from_cents": 1_000_000, "rate_bp": 200}], "side": "sold"},
        ["From €10,000", "2%", "what your company sells"],
    ),
    ("entitlement", {"what": "payment_terms", "days": 60}, ["Time to pay", "60 days"]),
    ("entitlement", {"what": "hotline", "contact": "01 23 45 67 89"}, ["Your contact", "01 23 45 67 89"]),
    ("service", {"contact": "Ada, 06 00 00 00 00"}, ["Ada, 06 00 00 00 00"]),
]


@pytest.mark.parametrize(("kind", "details", "words"), KINDS)
def test_what_a_kind_promises_is_said(reader: Browser, kind: str, details: dict, words: list[str]) -> None:
    with transaction():
        one = a_reward(
            kind=kind,
            details=details,
            beneficiary="company",
            nature="professional",
            valid_days=30,
            stock=None,
            benefit_en="Fewer calls",
        ).id
    page = reader.get(f"/rewards/{one}")
    for word in [*words, "Fewer calls", "What it brings to your business"]:
        assert page.says(word), word
    assert page.link("Order “Drill”") == f"/rewards/{one}/orders/new"


def test_sizes_say_what_is_left_and_what_is_gone(reader: Browser) -> None:
    with transaction():
        one = a_reward(stock=None).id
        for code, stock in (("M", 0), ("L", 2), ("XL", None)):
            session.add(
                RewardVariant(
                    reward_id=one, code=code, name_fr=code, name_en=code, stock=stock, received=stock
                )
            )
    page = reader.get(f"/rewards/{one}")
    for words in ("M, sold out", "L, 2 left", "XL"):
        assert page.says(words)


def test_dates_with_seats_left_lead_to_the_order_and_past_ones_are_gone(reader: Browser) -> None:
    with transaction():
        one = a_reward(kind="event", stock=None).id
        for days, seats in ((-5, 9), (5, 3)):
            at = START + timedelta(days=days)
            session.add(
                RewardSession(
                    reward_id=one,
                    starts_at=at,
                    ends_at=at + timedelta(hours=3),
                    closes_at=at,
                    place="Lyon",
                    seats=seats,
                )
            )
    page = reader.get(f"/rewards/{one}")
    assert page.says("3 seats left")
    assert not page.says("9 seats left")
    assert len(page.all(f'a[href^="/rewards/{one}/orders/new?session="]')) == 1


def test_free_hours_of_an_expert_are_shown_and_past_ones_are_not(reader: Browser) -> None:
    with transaction():
        one = a_reward(kind="service", stock=None).id
        for hours in (1, 2, -1):
            at = START + timedelta(hours=hours)
            session.add(
                ServiceSlot(
                    reward_id=one,
                    expert=f"Ada {hours}",
                    starts_at=at,
                    ends_at=at + timedelta(hours=1),
                )
            )
    page = reader.get(f"/rewards/{one}")
    assert page.says("Ada 1")
    assert page.says("2 appointments")


@pytest.mark.parametrize(("kind", "title"), [("choice", "Choose one of these"), ("bundle", "What is in it")])
def test_parts_are_listed(reader: Browser, kind: str, title: str) -> None:
    with transaction():
        one = a_reward(kind=kind, stock=None).id
        for code in ("left", "right"):
            part = a_reward(code, name_en=f"Glove {code}")
            session.add(RewardPart(reward_id=one, part_id=part.id, quantity=2))
    page = reader.get(f"/rewards/{one}")
    assert page.says(title)
    assert page.says("Glove left")


def test_a_partner_is_named_and_a_supplier_is_not(reader: Browser) -> None:
    with transaction():
        for code, kind in (("spa", "partner"), ("shop", "supplier")):
            session.add(
                Supplier(
                    code=code,
                    name=f"Maison {code}",
                    kind=kind,
                    email="a@example.org",
                    contact="",
                    language="fr",
                )
            )
        session.flush()
        ids = {one.code: one.id for one in session.query(Supplier)}
        offered, bought = a_reward("a", supplier_id=ids["spa"]).id, a_reward("b", supplier_id=ids["shop"]).id
    assert reader.get(f"/rewards/{offered}").says("Maison spa")
    assert not reader.get(f"/rewards/{bought}").says("Maison shop")


def test_a_locked_reward_says_what_opens_it_and_cannot_be_ordered(cast: Cast, reader: Browser) -> None:
    with transaction():
        tiers(cast)
        one = a_reward(price=10, audience={"tiers": ["gold"]}).id
    page = reader.get(f"/rewards/{one}")
    assert page.says("Gold from 12,000 points: 1,340 points to go")
    assert not page.all(".sticky-action")
    assert reader.get("/rewards").says("Gold from 12,000 points: 1,340 points to go")


def test_what_left_the_catalogue_can_still_be_looked_at(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 1_000)
    with transaction():
        session.execute(update(Person).values(language="en"))
        session.execute(update(Reward).values(retired_at=START))
    page = visitor.as_(cast.karim).get(f"/rewards/{drill}")
    assert page.says("Not on offer")
    assert not page.all(".sticky-action")


def test_the_page_of_a_reward_asks_no_more_than_twelve(reader: Browser) -> None:
    with transaction():
        one = a_reward(kind="bundle", stock=None).id
        for number in range(6):
            session.add(RewardPart(reward_id=one, part_id=a_reward(f"p{number}").id, quantity=1))
    reader.get(f"/rewards/{one}")
    with statements() as said:
        reader.get(f"/rewards/{one}")
    assert len(said) <= 12
