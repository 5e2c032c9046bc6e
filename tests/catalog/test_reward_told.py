"""A reward's page says what stands in the database at this moment, whoever changed it."""

from typing import Any

import pytest
from sqlalchemy import insert, select, update

from catalog.models import Reward, RewardVariant, Supplier, Wish
from core.database import db, session
from tests.catalog.scene import karim_with
from tests.catalog.test_pages import in_english
from tests.support.browser import Browser, Page
from tests.support.cast import START, Cast


def by_another(*changes: Any) -> None:
    """Another process commits changes."""
    session.rollback()
    with db.engine.begin() as other:
        for change in changes:
            other.execute(change)


def its(**values: object) -> Any:
    return update(Reward).where(Reward.code == "drill").values(**values)


def a_partner(kind: str) -> tuple[Any, Any]:
    made = insert(Supplier).values(code="p", name="Outils Amis", kind=kind)
    return made, its(supplier_id=select(Supplier.id).where(Supplier.code == "p").scalar_subquery())


@pytest.fixture
def looks(cast: Cast, visitor: Browser) -> Any:
    reward_id = karim_with(cast, 1_000, about_en="Drills holes")
    in_english(cast.karim)
    browser = visitor.as_(cast.karim)

    def look() -> Page:
        return browser.get(f"/rewards/{reward_id}")

    look.id = reward_id  # type: ignore[attr-defined]
    return look


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((its(about_en="Drills deeper holes"),), "Drills deeper holes"),
        ((its(benefit_en="Ready in ten minutes"),), "Ready in ten minutes"),
        ((its(category="home"),), "For the home"),
        ((its(stock=2, received=2),), "2 left"),
        ((its(valid_days=30),), "30 days from delivery"),
        (a_partner("partner"), "Outils Amis"),
        ((its(delay_days=20),), "by 12 November"),
    ],
)
def test_what_changed_meanwhile_is_said_at_the_next_look(looks: Any, change: tuple[Any, ...], said: str):
    assert not looks().says(said)
    by_another(*change)
    assert looks().says(said)


def test_who_merely_sends_it_is_not_named(looks: Any):
    by_another(*a_partner("supplier"))
    assert not looks().says("Outils Amis")


def test_sizes_are_those_still_offered(looks: Any):
    size = insert(RewardVariant).values(reward_id=looks.id, code="m", name_fr="M", name_en="Medium size")
    by_another(size)
    assert looks().says("Medium size")
    by_another(update(RewardVariant).values(retired_at=START))
    assert not looks().says("Medium size")


def test_the_wish_list_is_the_readers_own(looks: Any, cast: Cast):
    assert looks().has_button("Add to my wish list")
    by_another(insert(Wish).values(person_id=cast.lea.id, reward_id=looks.id, at=START))
    assert looks().has_button("Add to my wish list")
    by_another(insert(Wish).values(person_id=cast.karim.id, reward_id=looks.id, at=START))
    assert looks().has_button("Take it off my wish list")
