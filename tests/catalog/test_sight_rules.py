"""Who sees what at which price: the pure rules, and who a person is to the catalogue."""

from datetime import date, timedelta

from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Segment, SegmentMembership
from catalog.models import CatalogSetting, RewardPrice
from catalog.rules.prices import Row, Who, price_for
from catalog.rules.refusals import NotForYou, TierNeeded
from catalog.rules.visibility import Audience, audience_of, hindrance
from catalog.shelf.offers import offer
from catalog.shelf.viewers import viewer_of
from core.database import session, transaction
from core.reply import say
from points.models import Tier, TierScheme, TierStanding
from tests.catalog.scene import a_reward
from tests.support.cast import START, Cast

DAY = date(2026, 10, 15)
LADDER = (("bronze", 0), ("silver", 5_000), ("gold", 12_000))
CODES = st.sampled_from(["", "bronze", "silver", "gold"])
ROWS = st.lists(
    st.builds(Row, st.integers(1, 999), CODES, st.sampled_from(["", "tpe", "key"]), st.just("")), max_size=5
)


@given(ROWS, CODES)
def test_the_first_price_that_holds_is_paid_and_else_the_rewards_own(rows: list[Row], tier: str) -> None:
    who = Who("installer", frozenset({"tpe"}), tier)
    paid = price_for(1_000, rows, who, DAY)
    holding = [row.points for row in rows if row.tier in ("", tier) and row.segment in ("", "tpe")]
    assert paid == (holding[0] if holding else 1_000)


def test_a_price_has_days_and_a_kind_of_company() -> None:
    row = Row(10, company_kind="installer", starts_on=DAY, ends_on=DAY)
    installer, distributor = Who("installer"), Who("distributor")
    assert price_for(50, [row], installer, DAY) == 10
    assert price_for(50, [row], distributor, DAY) == 50
    assert price_for(50, [row], installer, DAY - timedelta(1)) == 50
    assert price_for(50, [row], installer, DAY + timedelta(1)) == 50


def test_an_empty_audience_is_everybody_and_each_list_keeps_others_out() -> None:
    installer = Who("installer", frozenset({"tpe"}), ranges=frozenset({"pumps"}))
    assert hindrance(audience_of({}), Who()) is None
    for wrong in ({"kinds": ["distributor"]}, {"segments": ["key"]}, {"ranges": ["valves"]}):
        assert isinstance(hindrance(audience_of(wrong), installer), NotForYou)
    for right in ({"kinds": ["installer"]}, {"segments": ["key", "tpe"]}, {"ranges": ["pumps", "valves"]}):
        assert hindrance(audience_of(right), installer) is None


def test_professional_only_takes_away_what_is_personal_and_nothing_else() -> None:
    for nature, hidden in (("personal", True), ("experiential", False), ("professional", False)):
        assert isinstance(hindrance(Audience(), Who(), nature, True), NotForYou) is hidden
        assert hindrance(Audience(), Who(), nature, False) is None


@given(st.sampled_from(["", "bronze", "silver", "gold"]), st.integers(0, 20_000))
def test_a_tier_opens_what_lower_ones_open_and_the_others_read_how_far_it_is(tier: str, figure: int) -> None:
    who = Who(tier=tier, ladder=LADDER, figure=figure)
    found = hindrance(Audience(tiers=frozenset({"silver"})), who)
    if tier in ("silver", "gold"):
        assert found is None
    else:
        assert isinstance(found, TierNeeded)
        assert found.facts == {"tier": "silver", "start": 5_000, "lacks": max(5_000 - figure, 0)}
        assert isinstance(hindrance(Audience(tiers=frozenset({"silver"}), locked="hide"), who), NotForYou)


def test_a_tier_that_no_scheme_knows_is_reached_by_nobody() -> None:
    assert isinstance(hindrance(Audience(tiers=frozenset({"jade"})), Who(ladder=LADDER)), NotForYou)


def tiers(cast: Cast) -> None:
    """A scheme of points: silver from 5,000, gold from 12,000; Mérel holds silver with 10,660."""
    scheme = TierScheme(
        starts_on=date(2026, 1, 1),
        holder="company",
        measure="points",
        span="rolling",
        downgrade="one_step",
        created_at=START,
        created_by="shell",
    )
    scheme.tiers = [
        Tier(code=code, name_fr=fr, name_en=en, colour="plain", threshold=start)
        for code, fr, en, start in (("silver", "Argent", "Silver", 5_000), ("gold", "Or", "Gold", 12_000))
    ]
    held = TierStanding(
        company_id=cast.merel.id, code="silver", from_on=DAY, reason="reached", figure=10_660, at=START
    )
    session.add_all([scheme, held])
    session.flush()


def test_a_locked_reward_says_from_where_and_how_far(cast: Cast) -> None:
    with transaction():
        tiers(cast)
        reward = a_reward(audience={"tiers": ["gold"]})
        found = offer(reward, viewer_of(cast.karim.id, cast.merel.id, DAY), DAY)
    assert found.locked
    assert not found.hidden
    with force_locale("en"):
        assert say(found.locked) == "Gold from 12,000 points: 1,340 points to go"


def test_somebody_is_known_by_company_segments_tier_and_what_the_company_bought(cast: Cast) -> None:
    with transaction():
        tiers(cast)
        tpe = Segment(
            code="tpe",
            name_fr="TPE",
            name_en="Micro",
            conditions=[],
            retired_at=START,
            changed_at=START,
            changed_by="shell",
        )
        session.add(tpe)
        session.flush()
        session.add(SegmentMembership(segment_id=tpe.id, company_id=cast.merel.id, from_on=DAY, until_on=DAY))
        session.add(CatalogSetting(professional_only=True, at=START, by="shell"))
        reward = a_reward(price=900, nature="professional")
        session.add(RewardPrice(reward_id=reward.id, place=1, tier="silver", segment="tpe", points=700))
    viewer = viewer_of(cast.karim.id, cast.merel.id, DAY)
    assert (viewer.company_kind, viewer.segments, viewer.tier) == (
        "distributor",
        frozenset({"tpe"}),
        "silver",
    )
    assert viewer.professional_only
    assert not viewer.ranges
    session.expire_all()
    assert offer(reward, viewer, DAY).points == 700
    assert offer(reward, viewer_of(cast.theo.id, cast.vauban.id, DAY), DAY).points == 900
