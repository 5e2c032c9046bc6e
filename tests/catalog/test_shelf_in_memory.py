"""A page cut in memory is the page that the database would cut: any catalogue, viewer, purse and filter."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert

from accounts.models import Segment, SegmentMembership
from catalog.models import CatalogSetting, Reward, RewardPrice, RewardSession
from catalog.rules.kinds import CATEGORIES, FAMILIES, NATURES
from catalog.shelf import listing
from catalog.shelf.listing import FACETS, Asked, shelf
from catalog.shelf.offered import look
from catalog.shelf.viewers import viewer_of
from core.database import session, transaction
from core.text import fold
from tests.catalog.shelf_in_sql import page_in_sql
from tests.catalog.test_sight_rules import tiers
from tests.support.cast import START, Cast

DAY = START.date()
FEW = 3
DAYS = st.sampled_from([None, None, None, DAY - timedelta(1), DAY, DAY + timedelta(1)])
NAMES = st.sampled_from(
    ["Perceuse légère", "Étagère", "Scie 100%", "Perceuse_lourde", "Œuvre", "ÉTAGÈRE \\ 2"]
)
AUDIENCES = st.sampled_from(
    [
        {},
        {},
        {"kinds": ["installer"]},
        {"kinds": ["distributor"]},
        {"segments": ["key"]},
        {"tiers": ["silver"]},
        {"tiers": ["gold"], "locked": "grey"},
        {"tiers": ["gold"], "locked": "hide"},
        {"tiers": ["none"]},
    ]
)
REWARD = st.fixed_dictionaries(
    {
        "name_fr": NAMES,
        "category": st.sampled_from(CATEGORIES[:3]),
        "family": st.sampled_from(FAMILIES[:2]),
        "nature": st.sampled_from(NATURES),
        "kind": st.sampled_from(["goods", "goods", "goods", "rebate"]),
        "beneficiary": st.sampled_from(["person", "person", "company"]),
        "price_points": st.integers(0, 6),
        "stock": st.sampled_from([None, 0, 2]),
        "audience": AUDIENCES,
        "starts_on": DAYS,
        "ends_on": DAYS,
        "retired_at": st.sampled_from([None, None, None, START]),
    }
)
PRICE = st.fixed_dictionaries(
    {
        "tier": st.sampled_from(["", "", "silver", "gold"]),
        "segment": st.sampled_from(["", "", "key", "other"]),
        "company_kind": st.sampled_from(["", "distributor", "installer"]),
        "points": st.integers(1, 6),
        "starts_on": DAYS,
        "ends_on": DAYS,
    }
)
WANTED = st.builds(
    Asked,
    st.sampled_from(["", "", "perceuse", "ETAGERE", "100%", "_", "scie 1", "œuv", "\\", "l e"]),
    st.sampled_from(["", "", *CATEGORIES[:3]]),
    st.sampled_from(["", "", *FAMILIES[:2]]),
    st.sampled_from(["", "", *NATURES]),
    st.booleans(),
    st.integers(1, 3),
)
ANY = st.tuples(
    st.lists(st.tuples(REWARD, st.lists(PRICE, max_size=3), st.sampled_from([None, 0, 1])), max_size=12),
    st.lists(st.tuples(st.booleans(), st.integers(-2, 8), WANTED), min_size=1, max_size=6),
    st.booleans(),
)


@pytest.fixture(autouse=True)
def small_pages(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three to a page; what was drawn is gone afterwards: nobody keeps books about it."""
    monkeypatch.setattr(listing, "SIZE", FEW)
    yield
    written([], False)
    with transaction():
        session.execute(delete(SegmentMembership))
        session.execute(delete(Segment))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY)
def test_what_is_kept_and_what_the_database_says_are_one_shelf(cast: Cast, drawn: tuple) -> None:
    rewards, visits, professional_only = drawn
    standing(cast)
    written(rewards, professional_only)
    for is_karim, held, asked in visits:
        who = (cast.karim.id, cast.merel.id) if is_karim else (cast.theo.id, cast.vauban.id)
        viewer = viewer_of(*who, DAY, browsing=True)
        looks = look(viewer, "person", (held, 1), START)
        found, again = shelf(asked, looks), shelf(asked, look(viewer, "person", (held, 1), START))
        page, counts, codes = page_in_sql(asked, looks, FEW)
        assert [(card.reward.code, card.points, card.state) for card in found.cards] == page
        assert found.counts == counts
        chosen = Counter(
            {
                (name, code): many
                for name in FACETS
                for code, many in found.facets[name].items()
                if getattr(asked, name) in ("", code)
            }
        )
        assert chosen == codes
        assert again.cards == found.cards or any(card.locked for card in found.cards)


def standing(cast: Cast) -> None:
    """Karim's company holds silver and is in a segment; Théo's holds no tier; once."""
    session.rollback()
    if viewer_of(cast.karim.id, cast.merel.id, DAY).tier:
        return
    with transaction():
        tiers(cast)
        key = Segment(
            code="key", name_fr="Clés", name_en="Keys", conditions=[], changed_at=START, changed_by="shell"
        )
        session.add(key)
        session.flush()
        session.add(SegmentMembership(segment_id=key.id, company_id=cast.merel.id, from_on=DAY))


def written(rewards: list[tuple], professional_only: bool) -> None:
    """This catalogue and no other."""
    with transaction():
        for table in (RewardPrice, RewardSession, Reward):
            session.execute(delete(table))
        session.add(CatalogSetting(professional_only=professional_only, at=START, by="shell"))
        for number, (columns, prices, seats) in enumerate(rewards):
            words = {
                "code": f"r{number}",
                "name_en": columns["name_fr"],
                "search_key": fold(columns["name_fr"]),
                "form": "in_kind",
                "cost_cents": 1,
                "received": columns["stock"],
            }
            made = session.execute(
                insert(Reward).values(**columns, **words).returning(Reward.id)
            ).scalar_one()
            for place, price in enumerate(prices, 1):
                session.execute(insert(RewardPrice).values(reward_id=made, place=place, **price))
            if seats is not None:
                session.execute(
                    insert(RewardSession).values(
                        reward_id=made,
                        starts_at=START + timedelta(days=2),
                        ends_at=START + timedelta(days=3),
                        closes_at=START + timedelta(days=seats),
                        place="Lyon",
                        seats=1,
                    )
                )
